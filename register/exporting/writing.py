"""A register written to a file: json, csv or xlsx."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from flask_babel import gettext as _

from app.core.errors import Refused
from app.core.scope import Scope
from app.core.sheets import OutSheet, write_csv, write_xlsx
from app.core.sheets.writing import MAX_XLSX_CELL
from register.activity.contents import Entry
from register.activity.filtering import ActivityFilter, ListContext
from register.exporting.document import write_document
from register.exporting.store import document_parts, each_entry, list_ids
from register.importing.columns import HEADINGS, SOURCE_HEADING
from register.importing.flat import to_cells

MIME: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
"""The forms there are, and what each is called on the web."""


def write_register(form: str, target: BinaryIO, wanted: ActivityFilter, context: ListContext, *, scope: Scope) -> int:
    """Write the file, and tell how many records it holds. Raises Refused for a text longer than a cell of Excel.

    The memory it takes does not follow the number of records, but for xlsx, whose cells are kept until it is whole.
    """
    ids = list_ids(wanted, context, scope=scope)
    if form == "json":
        is_whole = scope.is_everything and wanted == ActivityFilter()
        write_document(target, document_parts(ids, is_whole=is_whole))
        return len(ids)
    headings = [*HEADINGS.values(), SOURCE_HEADING]
    rows = _cells(each_entry(ids))
    if form == "csv":
        write_csv(target, headings, rows)
    else:
        write_xlsx(target, [OutSheet(_("Fortegnelse"), headings, _fitting(headings, rows))])
    return len(ids)


def _cells(entries: Iterable[Entry]) -> Iterator[list[str]]:
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
