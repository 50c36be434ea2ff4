"""An import from the file's bytes to its report."""

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.auth.rules import ROLES
from app.core.db import db
from app.core.importing import Rejection, rejection_of
from app.core.sheets import Sheet, SheetProblem, read_rows
from app.organisation.base_data import add_base_data
from app.organisation.importing.outcome import Report, make_report
from app.organisation.importing.people import import_people
from app.organisation.importing.rules import Columns, Fault, person_row, recognise, unit_row
from app.organisation.importing.units import import_units
from app.organisation.store import lock_organisation

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60


def import_organisation(name: str, data: bytes, *, doing: Doing) -> Report:
    """Take over a file of units or people, whole or not at all.

    1. The file is read, and its form told by its headings. What cannot be read is one rejection.
    2. Imports wait for each other, so that two at once end as one after the other.
    3. Rows that are at fault are all told, and nothing is changed; else the rows are laid over what is there.
    4. One event in the audit trail says what came of it. A second import of the same file changes nothing.

    The caller commits, or rolls back where it only wanted to see (`--dry-run`, a preview).
    """
    try:
        sheet = read_rows(name, data, max_bytes=MAX_BYTES, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    except SheetProblem as problem:
        return make_report("", 0, [], [rejection_of(problem)], [])
    columns = recognise(sheet.headings, sheet.heading_row)
    if isinstance(columns, Rejection):
        return make_report("", len(sheet.rows), [], [columns], [])
    add_base_data()
    lock_organisation()
    outcomes, faults, notes = _take_over(sheet, columns)
    report = make_report(columns.form, len(sheet.rows), outcomes, [_rejection(columns, f) for f in faults], notes)
    if not faults:
        counts = {k: v for k, v in report.result.as_json().items() if k != "rejected"}
        record(doing, "organisation.import", "organisation", None, {"form": columns.form, **counts})
        db.session.flush()
    return report


def _take_over(sheet: Sheet, columns: Columns) -> tuple[list, list[Fault], list[str]]:
    if columns.form == "units":
        return import_units([unit_row(row.number, row.values, columns) for row in sheet.rows])
    return import_people([person_row(row.number, row.values, columns, ROLES) for row in sheet.rows])


def _rejection(columns: Columns, fault: Fault) -> Rejection:
    row, name, reason = fault
    return Rejection(row, columns.heading(name), reason)


def text_of(report: Report) -> str:
    """The report in words, for a person at the command line."""
    result = report.result
    noun = _("enheder") if report.form == "units" else _("rækker med personer")
    lines = [
        _(
            "Læst %(read)d %(noun)s: %(created)d oprettet, %(updated)d ændret, %(unchanged)d uændret.",
            read=result.read, noun=noun, created=result.created, updated=result.updated, unchanged=result.unchanged,
        )
    ]  # fmt: skip
    return "\n".join([*lines, *report.notes])
