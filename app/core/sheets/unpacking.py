"""An xlsx file unpacked within limits, before anything reads it. Pure.

1. Only members a worksheet needs are unpacked, under one limit for their sum, and packed anew without
   compression, so that the reader sees exactly the bytes that were counted.
2. Each worksheet is gone through once for the farthest cell with a value: the reader makes room for the whole
   rectangle, and a single cell in XFD1048576 would ask for more memory than there is.
3. A text that many cells share is kept once in the file, but once a cell in memory: the sum is counted first.
"""

import contextlib
import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from xml.parsers import expat

from app.core.sheets.problem import SheetProblem, letters, unreadable
from app.core.text import N_

MAX_UNPACKED = 64 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_AREA = 3_000_000
"""Cells of the rectangle that the reader makes room for."""
MAX_SHARED = 64 * 1024 * 1024
"""Characters of the shared texts in all the cells that point at them."""
MAX_MERGED = 50_000
"""Merged areas of a worksheet."""

_NEEDED = re.compile(r"(?!docProps/|customXml/).*\.(xml|rels)\Z", re.IGNORECASE | re.DOTALL)
_IN_BOOK = re.compile(r"xl/(?!theme|media|drawings|charts|pivot|comments|externalLinks)", re.IGNORECASE)
_SHARED_TEXT = re.compile(rb"[<:]si[\s/>]")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")
BROKEN = N_("regnearket er i stykker eller kun delvis overført. Åbn det i Excel, gem det igen, og prøv på ny.")
TOO_LARGE = N_("regnearket fylder for meget, når det pakkes ud. Del det i flere filer.")


def repacked(data: bytes, max_rows: int, max_columns: int) -> io.BytesIO:
    """The workbook with only what is needed of it. Raises SheetProblem: no workbook, damaged, locked, too large."""
    packed = io.BytesIO()
    # The list of members is unpacked whole when the archive is opened, so they are counted before.
    if data.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise unreadable(TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(packed, "w") as safe:
            parts = dict(_needed(archive))
            lengths = _shared_lengths(parts)
            for name, part in parts.items():
                _measure(part, max_rows, max_columns, lengths)
                safe.writestr(zipfile.ZipInfo(name), part)
    except SheetProblem:
        raise
    except Exception:  # zipfile and zlib have many ways to say that a file is damaged
        raise unreadable(BROKEN) from None
    packed.seek(0)
    return packed


def _needed(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    members = {info.filename: info for info in archive.infolist()}
    names = {name.lower() for name in members}
    if "xl/workbook.xml" not in names:
        raise unreadable(
            N_("filen er ikke et regneark i formatet .xlsx. Åbn den i Excel, og gem den som Excel-projektmappe.")
        )
    if len(members) > MAX_MEMBERS:
        raise unreadable(TOO_LARGE)
    left = MAX_UNPACKED
    for name, info in members.items():
        if not _NEEDED.match(name) or (name.lower().startswith("xl/") and not _IN_BOOK.match(name)):
            continue
        if info.flag_bits & 0x1:
            raise unreadable(N_("regnearket er låst med adgangskode. Gem det uden kode."))
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unreadable(BROKEN)
        if info.file_size > left:
            raise unreadable(TOO_LARGE)
        with archive.open(info) as member:
            part = member.read(left + 1)
        left -= len(part)
        if left < 0:
            raise unreadable(TOO_LARGE)
        yield name, part


class _Extent:
    """The farthest row and column that hold a value, counted as the reader counts them."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.rows = self.columns = self.merged = 0
        self._row = self._column = 0
        self._is_in_cell = False
        self._lengths = lengths
        self._left = MAX_SHARED
        self._is_shared = False
        self._number: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif kind == "c":
            self._column += 1
            self._is_in_cell = True
            self._is_shared = attributes.get("t") == "s"
            if "r" in attributes:
                self._row, self._column = _coordinates(attributes["r"])
        elif kind == "mergeCell":
            self.merged += 1
            if self.merged > MAX_MERGED:
                raise unreadable(TOO_LARGE)
        elif self._is_in_cell:
            self.rows = max(self.rows, self._row)
            self.columns = max(self.columns, self._column)
            self._number = [] if self._is_shared and kind == "v" else None

    def text(self, text: str) -> None:
        if self._number is not None:
            self._number.append(text)

    def end(self, tag: str) -> None:
        if self._number:
            at = int("".join(self._number))
            self._left -= self._lengths[at] if 0 <= at < len(self._lengths) else 0
            if self._left < 0:
                raise unreadable(TOO_LARGE)
        self._number = None
        if tag.rpartition(":")[2] == "c":
            self._is_in_cell = False


def _shared_lengths(parts: Mapping[str, bytes]) -> list[int]:
    """How many characters each shared text has. What is damaged in them is found when the part is measured.

    Which part holds them is written in yet another part, so every part that could is counted, and the longest text
    of a number is taken.
    """
    found = [_lengths_in(part) for part in parts.values() if _SHARED_TEXT.search(part)]
    return [max(lengths) for lengths in itertools.zip_longest(*found, fillvalue=0)]


def _lengths_in(part: bytes) -> list[int]:
    lengths: list[int] = []

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(found: str) -> None:
        if lengths:
            lengths[-1] += len(found)

    parser = _parser()
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    with contextlib.suppress(expat.ExpatError, ValueError):
        parser.Parse(part, True)
    return lengths


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.buffer_text = True
    return parser


def _measure(part: bytes, max_rows: int, max_columns: int, lengths: Sequence[int]) -> None:
    """Raises SheetProblem when a part is damaged xml, declares entities, or reaches too far."""
    if b"\x00" in part:  # two bytes a character: nobody writes a workbook so, and the words below would not be found
        raise unreadable(BROKEN)
    extent = _Extent(lengths)
    parser = _parser()
    if b"sheetData" in part:
        parser.StartElementHandler = extent.start
        parser.EndElementHandler = extent.end
        parser.CharacterDataHandler = extent.text
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise SheetProblem(BROKEN, max(extent.rows, 1), letters(max(extent.columns, 1))) from None
    if extent.columns > max_columns:
        raise SheetProblem(
            N_("arket har %(has)s kolonner; der kan læses højst %(most)s. Slet dem, der ikke bruges.")
            % {"has": extent.columns, "most": max_columns},
            1,
            letters(extent.columns),
        )
    if extent.rows > max_rows + 1 or extent.rows * extent.columns > MAX_AREA:
        raise SheetProblem(
            N_("arket har %(has)s rækker; der kan læses højst %(most)s. Del det i flere filer.")
            % {"has": extent.rows, "most": min(max_rows, MAX_AREA // extent.columns)},
            extent.rows,
            letters(extent.columns),
        )


def _refuse_entities(*_declaration: object) -> None:
    raise ValueError("doctype")


def _coordinates(reference: str) -> tuple[int, int]:
    match = _REFERENCE.match(reference)
    if match is None:
        raise ValueError(reference)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
