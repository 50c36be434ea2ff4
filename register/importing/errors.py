"""A file with what is wrong in it beside each row, to be mended in a spreadsheet and imported again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import BytesIO

from flask_babel import gettext as _

from app.core.importing import Rejection
from app.core.sheets import XLSX_MIME, Cell, OutSheet, write_csv, write_xlsx
from register.importing.actions import ImportRecords
from register.importing.planning import Plan
from register.importing.reading import Columns, read_sheet

MIME = {
    "xlsx": XLSX_MIME,
    "csv": "text/csv; charset=utf-8",
}
MOST_IN_A_CELL = 2_000


def write_errors(form: str, command: ImportRecords, plan: Plan) -> bytes:
    """The file as xlsx or csv.

    Where the columns were chosen by hand: all its rows as they were read, with two columns before them, the row of
    the original file and what is wrong in it. Else, and where something is wrong with the file as a whole, a list of
    what is wrong. Raises SheetProblem.
    """
    headings, rows = _beside_rows(command, plan) or _alone(plan)
    target = BytesIO()
    if form == "xlsx":
        write_xlsx(target, [OutSheet(_("Fejl"), headings, rows, {headings[1]: 60})])
    else:
        write_csv(target, headings, rows)
    return target.getvalue()


def _beside_rows(command: ImportRecords, plan: Plan) -> tuple[list[str], Iterable[Sequence[Cell]]] | None:
    if not isinstance(command.reading, Columns):
        return None
    sheet = read_sheet(command.name, command.data, command.reading.layout)
    by_row = defaultdict(list)
    for fault in plan.rejected:
        by_row[fault.row].append(f"{fault.column}: {fault.message}" if fault.column else fault.message)
    if not set(by_row) <= {row.number for row in sheet.rows}:
        return None
    # Columns of an earlier file of this kind give way to the new ones.
    first = [_("Række i filen"), _("Fejl i rækken")]
    own = [heading for heading in sheet.headings if heading not in first]
    rows: Iterable[Sequence[Cell]] = (
        [row.number, "\n".join(by_row[row.number])[:MOST_IN_A_CELL], *(row.values[heading] for heading in own)]
        for row in sheet.rows
    )
    return [*first, *own], rows


def _alone(plan: Plan) -> tuple[list[str], Iterable[Sequence[Cell]]]:
    rows: list[Sequence[Cell]] = [[fault.row, fault.column, _sentence(fault)] for fault in plan.rejected]
    return [_("Række"), _("Kolonne"), _("Fejl")], rows


def _sentence(fault: Rejection) -> str:
    return f"{fault.message[:1].upper()}{fault.message[1:]}"
