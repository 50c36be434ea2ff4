"""Which files may be attached: content decides, and the name must say the same. Pure.

What can run or be shown as a page is not taken: programs, web pages, SVG, documents with macros, packed files.
"""

import io
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.cpr import looks_like_cpr
from app.core.text import N_

MAX_BYTES = 15 * 1024 * 1024
"""For each file; all files of a form together are bounded by the program's own limit for what it is sent."""
MOST_FILES = 50
"""Files on one row."""
MOST_MEMBERS = 10_000
"""Parts of a packed document; one has some hundreds."""
LONGEST_NAME = 200

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MESSAGE = "__substg1.0_".encode("utf-16-le")
_PAGES = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<?php")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class FileType:
    """A type that is taken: what it is called in an answer, and the endings its names have."""

    mimetype: str
    endings: tuple[str, ...]


PDF = FileType("application/pdf", ("pdf",))
TEXT = FileType("text/plain", ("txt", "csv", "eml", "md", "log"))
MESSAGE = FileType("application/vnd.ms-outlook", ("msg",))
_BEGINNINGS: Sequence[tuple[bytes, FileType]] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", FileType("image/png", ("png",))),
    (b"\xff\xd8\xff", FileType("image/jpeg", ("jpg", "jpeg"))),
    (b"GIF8", FileType("image/gif", ("gif",))),
)
_PACKED: Mapping[str, FileType] = {
    "word/document.xml": FileType(_OFFICE + "wordprocessingml.document", ("docx",)),
    "xl/workbook.xml": FileType(_OFFICE + "spreadsheetml.sheet", ("xlsx",)),
    "ppt/presentation.xml": FileType(_OFFICE + "presentationml.presentation", ("pptx",)),
}
_OPEN: Mapping[str, FileType] = {
    _OPEN_DOCUMENT + "text": FileType(_OPEN_DOCUMENT + "text", ("odt",)),
    _OPEN_DOCUMENT + "spreadsheet": FileType(_OPEN_DOCUMENT + "spreadsheet", ("ods",)),
    _OPEN_DOCUMENT + "presentation": FileType(_OPEN_DOCUMENT + "presentation", ("odp",)),
}
ACCEPTED = tuple(
    f".{ending}"
    for one in (*(kind for _start, kind in _BEGINNINGS), *_PACKED.values(), *_OPEN.values(), MESSAGE, TEXT)
    for ending in one.endings
)
"""Endings that a browser offers to choose among."""


class BadFile(ValueError):
    """A file that is not taken; `message` is a Danish sentence with places for `values`."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


def tidy_name(name: str) -> str:
    """Return the name without folders, without characters that are not seen, and short enough to keep its ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        " " if char.isspace() else char for char in last if unicodedata.category(char)[0] != "C" or char.isspace()
    )
    plain = unicodedata.normalize("NFC", " ".join(seen.split())).strip(". ") or "bilag"
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(plain) <= LONGEST_NAME:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if len(ending) < 10 else plain[:LONGEST_NAME]


def type_of(name: str, data: bytes) -> FileType:
    """Return what a file is, by its content. Raises BadFile: empty, too large, of no type we take, named as another."""
    if looks_like_cpr(name):
        raise BadFile(N_("Filens navn ligner et CPR-nummer. Giv filen et andet navn, og vælg den igen."))
    if not data:
        raise BadFile(N_("«%(name)s» er tom. Vælg filen igen."), name=name)
    if len(data) > MAX_BYTES:
        raise BadFile(N_("«%(name)s» fylder mere end 15 MB. Gem den mindre, eller del den."), name=name)
    found = _look(data)
    if found is None:
        raise BadFile(
            N_(
                "«%(name)s» er en slags fil, der ikke kan lægges på. "
                "Brug pdf, billeder, tekst, en mail eller et dokument uden makroer (docx, xlsx, pptx, odt, ods, odp)."
            ),
            name=name,
        )
    if name.rpartition(".")[2].lower() not in found.endings:
        raise BadFile(
            N_("«%(name)s» er noget andet, end navnet siger. Giv den endelsen .%(ending)s, hvis den er rigtig."),
            name=name,
            ending=found.endings[0],
        )
    return found


def _look(data: bytes) -> FileType | None:
    for start, found in _BEGINNINGS:
        if data.startswith(start):
            return found
    if data.startswith(b"PK\x03\x04"):
        return _look_into(data)
    if data.startswith(_OLE):
        # Outlook's own mails; the old Word and Excel files of the same make may hold macros.
        return MESSAGE if _MESSAGE in data else None
    return TEXT if _is_text(data) else None


def _look_into(data: bytes) -> FileType | None:
    """What a packed document is. Nothing is unpacked but the few letters with which an open document names itself."""
    if data.count(b"PK\x01\x02") > MOST_MEMBERS:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if any(name.lower().rpartition("/")[2].startswith("vbaproject") for name in names):
                return None
            for name, found in _PACKED.items():
                if name in names:
                    return found
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                has_macros = any(name.startswith(("Basic/", "Scripts/")) for name in names)
                return None if has_macros else _OPEN.get(archive.read("mimetype").decode("ascii", "replace").strip())
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError, EOFError):
        return None
    return None


def _is_text(data: bytes) -> bool:
    """Words that a person wrote, and no page or script that a program would run."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    elif b"\x00" in data:
        return False
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    start = text[:4096].lstrip().lower().encode()
    if start.startswith((b"#!", b"mz", b"\x7felf", *_PAGES)) or any(page in start for page in _PAGES):
        return False
    strange = sum(unicodedata.category(char) == "Cc" and not char.isspace() for char in text[:4096])
    return strange * 50 <= len(text[:4096])
