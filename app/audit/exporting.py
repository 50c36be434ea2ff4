"""The audit trail as a file for Excel: one row an event."""

from collections.abc import Iterator
from io import BytesIO

from flask_babel import gettext as _

from app.audit.present import Told, TrailLine, present
from app.audit.store import TrailFilter, list_trail
from app.auth.viewer import Viewer
from app.core import clock
from app.core.db import db
from app.core.sheets.writing import XLSX_MIME, Cell, OutSheet, write_csv, write_xlsx

MIME = {
    "csv": "text/csv",
    "xlsx": XLSX_MIME,
}
MOST_ROWS = 50_000
AT_A_TIME = 1000


def render(form: str, wanted: TrailFilter, viewer: Viewer) -> tuple[bytes, int]:
    """The file, and how many events it holds. At most `MOST_ROWS`, the newest; the last row says so when it is cut."""
    headings = [
        _("Nummer"), _("Tidspunkt"), _("Person"), _("Mailadresse"), _("Ad hvilken vej"), _("Handling"),
        _("Handlingens kode"), _("Hvad det handler om"), _("Postens nummer"), _("Ændringer"),
    ]  # fmt: skip
    rows = list(_rows(wanted, viewer))
    count = min(len(rows), MOST_ROWS)
    if len(rows) > MOST_ROWS:
        rows[MOST_ROWS:] = [[_("Kun de %(n)s nyeste er med. Vælg en kortere periode for at få resten.", n=MOST_ROWS)]]
    out = BytesIO()
    if form == "csv":
        write_csv(out, headings, rows)
    else:
        write_xlsx(out, [OutSheet(_("Revisionsspor"), headings, rows)])
    return out.getvalue(), count


def _rows(wanted: TrailFilter, viewer: Viewer) -> Iterator[list[Cell]]:
    """One more than may be in the file, where there are so many."""
    newest, left = None, MOST_ROWS + 1
    while left > 0:
        events = list_trail(wanted, newest=newest, limit=min(AT_A_TIME, left))
        yield from (_cells(line) for line in present(events, viewer, longest=None))
        left -= len(events)
        if len(events) < AT_A_TIME:
            return
        newest = events[-1].id - 1
        db.session.expunge_all()


def _cells(line: TrailLine) -> list[Cell]:
    told = _("Det må du ikke se.") if line.is_covered else "\n".join(_words(one) for one in line.told)
    return [
        line.number, f"{line.at.astimezone(clock.COPENHAGEN):%Y-%m-%d %H:%M:%S}", line.who, line.email, line.via,
        line.what, line.verb, line.subject, line.subject_id, told,
    ]  # fmt: skip


def _words(one: Told) -> str:
    return f"{one.label}: {one.after}" if one.is_fact else f"{one.label}: {one.before or '–'} → {one.after or '–'}"
