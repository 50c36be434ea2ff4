"""A register written to a file: json, csv or xlsx."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import BinaryIO

from flask_babel import gettext as _

from app.core.errors import Refused
from app.core.scope import Scope
from app.core.sheets import XLSX_MIME, Cell, write_csv
from app.core.sheets.writing import MAX_XLSX_CELL
from register.activity.contents import Entry
from register.activity.filtering import ActivityFilter, ListContext
from register.exporting.document import write_document
from register.exporting.offers import Offers
from register.exporting.store import document_parts, each_entry, list_ids, list_ids_as_of
from register.exporting.workbook import ALL_HEADINGS, write_workbook
from register.importing.flat import to_cells
from register.importing.guide import day_headings

MIME: Mapping[str, str] = {
    "xlsx": XLSX_MIME,
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
"""The forms there are, and what each is called on the web."""


def write_register(
    form: str,
    target: BinaryIO,
    wanted: ActivityFilter,
    context: ListContext,
    *,
    scope: Scope,
    offers: Offers | None = None,
    as_of: date | None = None,
    open_to: Mapping[str, Scope] | None = None,
) -> int:
    """Write the file, and tell how many records it holds. Raises Refused for a text longer than a cell of Excel.

    `offers` is what an xlsx lets people choose among, where they may write. `as_of`: as the records stood at the end of
    that day; json then holds no versions, and what they point at as it is now. `open_to`: as `document_parts`.
    The memory it takes does not follow the number of records, but for xlsx, whose cells are kept until it is whole.
    """
    # What was retired since may have been in use on that day, and a document that is read in again keeps everything.
    ids = list_ids(wanted, context, scope=scope, with_retired=as_of is not None or form == "json")
    if as_of is not None:
        ids = list_ids_as_of(as_of, ids)
    if form == "json":
        is_whole = scope.is_everything and wanted == ActivityFilter()
        write_document(target, document_parts(ids, is_whole=is_whole, as_of=as_of, open_to=open_to))
        return len(ids)
    rows = _cells(each_entry(ids, as_of=as_of))
    if form == "csv":
        write_csv(target, ALL_HEADINGS, rows)
    else:
        write_workbook(target, _with_days(_fitting(ALL_HEADINGS, rows)), offers or Offers())
    return len(ids)


def _cells(entries: Iterable[Entry]) -> Iterator[list[str]]:
    for entry in entries:
        yield [*to_cells(entry.content).values(), entry.source]


def _with_days(rows: Iterable[list[str]]) -> Iterator[list[Cell]]:
    """The rows with days as days, so that a workbook sorts them and shows them as its own."""
    days = [at for at, heading in enumerate(ALL_HEADINGS) if heading in day_headings()]
    for row in rows:
        cells: list[Cell] = [*row]
        for at in days:
            cells[at] = date.fromisoformat(row[at]) if row[at] else ""
        yield cells


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
