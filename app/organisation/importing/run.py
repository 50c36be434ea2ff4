"""An import from the file's bytes to its report."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.audit.actions import Doing, record
from app.auth.rules import ROLES
from app.core.db import db
from app.core.importing import Rejection, rejection_of
from app.core.sheets import Sheet, SheetProblem, in_short, places_like_cpr, read_rows
from app.organisation.base_data import add_base_data
from app.organisation.importing import people, units
from app.organisation.importing.leaving_out import leave_out_people, leave_out_units
from app.organisation.importing.outcome import Left, Report, make_report
from app.organisation.importing.parting import is_too_much, percent_of
from app.organisation.importing.rules import Columns, Fault, person_row, recognise, unit_row
from app.organisation.model import Unit
from app.organisation.store import get_municipality, lock_organisation

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60


@dataclass(frozen=True, kw_only=True)
class ImportFile:
    """A file to take over.

    `is_complete`: the file is the whole list, so that people and units that are not in it go. `most_percent` is the
    share of them that may go; None for what the municipality has set.
    """

    name: str
    data: bytes
    is_complete: bool = False
    most_percent: int | None = None


def import_organisation(command: ImportFile, *, doing: Doing) -> Report:
    """Take over a file of units or people, whole or not at all.

    1. The file is read, and its form told by its headings. What cannot be read is one rejection.
    2. Imports wait for each other, so that two at once end as one after the other.
    3. Rows that are at fault are all told, and nothing is changed; else the rows are laid over what is there.
    4. A file that is the whole list takes away what it does not name. It is refused when that is more than the
       allowed share, and when a unit has something left that must be moved first.
    5. Each thing done is told in the audit trail, and the import as a whole. A second import of the same file changes
       nothing.

    The caller commits; it rolls back where the report is refused, or where it only wanted to see (`--dry-run`, a
    preview).
    """
    try:
        sheet = read_rows(command.name, command.data, max_bytes=MAX_BYTES, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    except SheetProblem as problem:
        return make_report("", 0, rejected=[rejection_of(problem)])
    columns = recognise(sheet.headings, sheet.heading_row)
    if isinstance(columns, Rejection):
        return make_report("", len(sheet.rows), rejected=[columns])
    add_base_data()
    lock_organisation()
    laid, left = _take_over(sheet, columns, command, doing)
    report = make_report(
        columns.form,
        len(sheet.rows),
        laid.outcomes,
        [_rejection(columns, fault) for fault in laid.faults],
        [*laid.notes, *_warn_about_cpr(sheet)],
        left=left,
        brake=_brake(columns.form, left, command),
        is_complete=command.is_complete,
    )
    if not report.is_refused:
        counts = {k: v for k, v in report.result.as_json().items() if k != "rejected"}
        told = {"form": columns.form, **counts, "gone": len(left.gone)}
        record(doing, "organisation.import", "organisation", None, told)
        db.session.flush()
    return report


def _take_over(
    sheet: Sheet, columns: Columns, command: ImportFile, doing: Doing
) -> tuple[units.Laid | people.Laid, Left]:
    laid: units.Laid | people.Laid
    if columns.form == "units":
        open_before = db.session.scalar(select(func.count()).where(~Unit.is_closed)) or 0
        unit_rows = [unit_row(row.number, row.values, columns) for row in sheet.rows]
        laid = units.import_units(unit_rows, doing=doing)
        goes = command.is_complete and not laid.faults
        return laid, leave_out_units(unit_rows, open_before=open_before, doing=doing) if goes else Left()
    people_rows = [person_row(row.number, row.values, columns, ROLES) for row in sheet.rows]
    laid = people.import_people(people_rows, doing=doing, is_complete=command.is_complete)
    goes = command.is_complete and not laid.faults
    return laid, leave_out_people(people_rows, doing=doing) if goes else Left()


def _brake(form: str, left: Left, command: ImportFile) -> str:
    """Why so many may not go at once; "" when they may."""
    gone = len(left.gone)
    most = get_municipality().most_removed_percent if command.most_percent is None else command.most_percent
    if not is_too_much(gone, left.active, most):
        return ""
    numbers = {"gone": gone, "active": left.active, "percent": percent_of(gone, left.active), "most": most}
    if form == "units":
        return _(
            "Filen ville lukke %(gone)s af %(active)s enheder (%(percent)s %%). "
            "Højst %(most)s %% må lukkes på én gang.",
            **numbers,
        )
    return _(
        "Filen ville lukke adgangen for %(gone)s af %(active)s personer (%(percent)s %%). "
        "Højst %(most)s %% må lukkes på én gang.",
        **numbers,
    )


def _rejection(columns: Columns, fault: Fault) -> Rejection:
    row, name, reason = fault
    return Rejection(row, columns.heading(name), reason)


def _warn_about_cpr(sheet: Sheet) -> list[str]:
    places = places_like_cpr(sheet)
    if not places:
        return []
    return [_("Noget i filen ligner CPR-numre: %(where)s. Slet dem i filen, hvis de er det.", where=in_short(places))]
