"""A register as the bytes of a file: json, csv or xlsx."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from flask_babel import gettext as _

from app.core.errors import Refused
from app.core.scope import Scope
from app.core.sheets import OutSheet, write_csv, write_xlsx
from app.core.sheets.writing import MAX_XLSX_CELL
from register.activity.contents import Entry
from register.activity.filtering import ActivityFilter, ListContext
from register.exporting.store import list_exported, load_document
from register.importing.columns import HEADINGS, SOURCE_HEADING
from register.importing.flat import to_cells

MIME: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
"""The forms there are, and what each is called on the web."""


def render(form: str, wanted: ActivityFilter, context: ListContext, *, scope: Scope) -> tuple[bytes, int]:
    """The file, and how many records it holds. Raises Refused for a text that is longer than a cell of Excel."""
    entries = list_exported(wanted, context, scope=scope)
    if form == "json":
        is_whole = scope.is_everything and wanted == ActivityFilter()
        return load_document(entries, is_whole=is_whole).to_bytes(), len(entries)
    headings = [*HEADINGS.values(), SOURCE_HEADING]
    rows = _cells(entries)
    target = BytesIO()
    if form == "csv":
        write_csv(target, headings, rows)
    else:
        write_xlsx(target, [OutSheet(_("Fortegnelse"), headings, _fitting(headings, rows))])
    return target.getvalue(), len(entries)


def _cells(entries: Sequence[Entry]) -> Iterator[list[str]]:
    for entry in entries:
        yield [*to_cells(entry.content).values(), entry.source]


def _fitting(headings: Sequence[str], rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows as they are. A text that Excel would cut is refused: an import of the file would lose the rest of it."""
    for row in rows:
        for heading, cell in zip(headings, row, strict=True):
            # Characters beyond U+FFFF count twice in Excel.
            if len(cell) * 2 > MAX_XLSX_CELL and len(cell.encode("utf-16-le")) > MAX_XLSX_CELL * 2:
                raise Refused(
                    _(
                        "Behandling %(number)s har mere tekst i «%(column)s», end der er plads til i en celle i Excel. "
                        "Hent fortegnelsen som csv eller json.",
                        number=row[0], column=heading,
                    )
                )  # fmt: skip
        yield row
