"""Bytes to text: encodings, and characters that no database or sheet can hold. Pure."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.sheets.problem import SheetProblem, unreadable
from app.core.text import N_

MAX_CELL = 131_072
"""Characters in one cell; Excel itself stops at 32,767."""

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FOREIGN: Sequence[tuple[bytes, str]] = (
    (b"MZ", N_("et program")),
    (b"\x7fELF", N_("et program")),
    (b"%PDF", N_("en pdf")),
    (b"\x89PNG", N_("et billede")),
    (b"\xff\xd8\xff", N_("et billede")),
    (b"GIF8", N_("et billede")),
    (b"{\\rtf", N_("et tekstdokument")),
    (b"\x1f\x8b", N_("en pakket fil")),
    (b"7z\xbc\xaf", N_("en pakket fil")),
    (b"<!doctype html", N_("en webside")),
    (b"<html", N_("en webside")),
    (b"<?xml", N_("en xml-fil")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Decoded:
    """Text of a file; `is_cut` when it ends in the middle of a character."""

    text: str
    is_cut: bool = False


def clean(text: str) -> str:
    """Text with line feeds as its only line ends, and without control characters and half surrogates."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def refuse_foreign(data: bytes) -> None:
    """Raises SheetProblem when the content begins as another kind of file does."""
    if data.startswith(_OLE):
        raise unreadable(
            N_("filen er låst med adgangskode eller gemt i Excels gamle format. Gem den som .xlsx uden kode.")
        )
    start = data[:64].lstrip().lower()
    for magic, word in _FOREIGN:
        # A heading may begin with the same two letters as a program; only a program goes on with zeros.
        if start.startswith(magic.lower()) and (len(magic) > 2 or b"\x00" in data[:512]):
            raise unreadable(_not_a_sheet(word))


def decode(data: bytes) -> Decoded:
    """Text of a csv or json file: UTF-8 with or without BOM, UTF-16, else Windows-1252.

    Raises SheetProblem when the bytes are no text, or damaged UTF-8.
    """
    for bom, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(bom):
            return _utf16(data[2:], encoding)
    data = data.removeprefix(codecs.BOM_UTF8)
    guess = _looks_utf16(data)
    if guess:
        return _utf16(data, guess)
    decoded = _utf8_or_1252(data)
    return _as_text(decoded)


def _as_text(decoded: Decoded) -> Decoded:
    start = decoded.text[:4096]
    if "\x00" in decoded.text or len(_UNWANTED.findall(start)) * 50 > len(start):
        raise unreadable(_not_a_sheet(N_("ikke tekst")))
    return decoded


def _not_a_sheet(word: str) -> str:
    return N_("filen kan ikke læses, for den er %(what)s. Vælg et regneark (.xlsx), en csv-fil eller en json-fil.") % {
        "what": word
    }


def _utf16(data: bytes, encoding: str) -> Decoded:
    whole = data[: len(data) // 2 * 2]
    try:
        text, used = codecs.getincrementaldecoder(encoding)().decode(whole), len(whole)
    except UnicodeDecodeError:
        raise unreadable(N_("tegnene kan ikke læses som UTF-16. Hent filen igen, eller gem den som UTF-8.")) from None
    return _as_text(Decoded(text, is_cut=used < len(data)))


def _looks_utf16(data: bytes) -> str:
    """Encoding of text without BOM in which every other byte is zero, as Danish text in UTF-16 is."""
    start = data[:400]
    if len(start) < 4:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if odd > half * 0.7 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd == 0 else ""


def _utf8_or_1252(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        problem = error
    if problem.end == len(data) and problem.reason == "unexpected end of data":
        return Decoded(data[: problem.start].decode("utf-8"), is_cut=True)
    loose = data.decode("utf-8", "replace")
    bad = loose.count("�")
    good = sum(1 for char in loose if char > "\x7f") - bad
    if good <= bad:
        try:
            return Decoded(data.decode("cp1252"))
        except UnicodeDecodeError:
            raise unreadable(_not_a_sheet(N_("ikke tekst"))) from None
    line = data.count(b"\n", 0, problem.start) + 1
    raise SheetProblem(
        N_("linje %(line)s rummer et tegn, der er gået i stykker. Hent filen igen, eller gem den som UTF-8.")
        % {"line": line}
    )
