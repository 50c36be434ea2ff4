"""Small files for the sheet tests, made when they run: sound ones, damaged ones, hostile ones."""

import io
import zipfile
from collections.abc import Sequence

from app.core.sheets import OutSheet, Sheet, read_rows, write_csv, write_xlsx
from app.core.sheets.writing import Cell

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Ark1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
HEAD = '<row r="1"><c r="A1" t="str"><v>Navn</v></c><c r="B1" t="str"><v>Mail</v></c></row>'


def read(data: bytes, *, max_bytes: int = 2**20, max_rows: int = 1_000, max_columns: int = 50) -> Sheet:
    """`read_rows` with the tests' limits."""
    return read_rows("prøve.xlsx", data, max_bytes=max_bytes, max_rows=max_rows, max_columns=max_columns)


def cells(data: bytes) -> list[list[str]]:
    """The rows below the heading, in the order of the columns."""
    sheet = read(data)
    return [[row.values[heading] for heading in sheet.headings] for row in sheet.rows]


def xlsx(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    buffer = io.BytesIO()
    write_xlsx(buffer, [OutSheet("Ark", headings, rows)])
    return buffer.getvalue()


def csv(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    buffer = io.BytesIO()
    write_csv(buffer, headings, rows)
    return buffer.getvalue()


def xlsx_of_xml(rows: str, **parts: str) -> bytes:
    """An xlsx by hand: the rows of its sheet as xml; `parts` are added by name."""
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return zipped(PARTS | {"xl/worksheets/sheet1.xml": sheet} | parts)


def zipped(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()
