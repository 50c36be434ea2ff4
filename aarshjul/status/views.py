"""/rapporter: the status report on screen and as files."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file, url_for
from flask_babel import gettext as _

from aarshjul.meeting.access import bodies_of
from aarshjul.status.cover import list_cover
from aarshjul.status.export import MIME, render
from aarshjul.status.kept import list_reports
from aarshjul.status.reaching import reads_whole, sees_drafts
from aarshjul.status.report import StatusReport, make_report
from aarshjul.status.store import list_bodies
from aarshjul.status.tables import list_tables
from aarshjul.status.trend import list_charts
from app.audit.notes import note_export
from app.auth.rules import reach
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound
from app.core.limits import heavy
from app.core.slots import MenuEntry

blueprint = Blueprint("status", __name__)


@blueprint.get("/rapporter")
@signed_in
def index() -> Any:
    """Which reports there are."""
    viewer = get_viewer()
    _guard(viewer)
    return render_template(
        "aarshjul/status/index.html",
        bodies=list_bodies() if viewer.may("read", "figures") else (),
        reports=list_reports(with_drafts=sees_drafts(viewer)) if reads_whole(viewer) else (),
        sees_meetings=bool(bodies_of(viewer)),
        is_reader=not viewer.may("read", "figures"),
        may_begin=viewer.scope("report", "write").is_everything,
    )


@blueprint.get("/rapporter/status/<body>")
@signed_in
def show(body: str) -> Any:
    """The status report to a body, as it stands today or on the day in the address."""
    report = _report(body)
    return render_template(
        "aarshjul/status/show.html",
        report=report,
        tables=list_tables(report),
        charts=list_charts(report),
        cover=list_cover(report),
        chosen_day=_day(),
    )


@blueprint.get("/rapporter/status/<body>.<any(pdf, docx, xlsx, json):form>")
@heavy
@signed_in
def download(body: str, form: str) -> Any:
    """The same report as a file."""
    report = _report(body)
    data = render(report, form)
    note_export(get_viewer(), "report", {"body": body, "format": form, "as_of": report.as_of.isoformat()})
    return send_file(
        BytesIO(data),
        mimetype=MIME[form],
        as_attachment=True,
        download_name=f"{report.file_name}.{form}",
    )


def _guard(viewer: Viewer) -> None:
    if not viewer.may("read", "report"):
        raise NotFound


def _report(body: str) -> StatusReport:
    viewer = get_viewer()
    if not viewer.may("read", "figures"):
        raise NotFound
    return make_report(body, as_of=_day(), made_at=clock.now(), scope=viewer.scope("figures", "read"))


def _day() -> date:
    """The day asked for; today when it is missing, unreadable or still to come."""
    today = clock.today()
    try:
        return min(date.fromisoformat(request.args.get("dato", "")), today)
    except ValueError:
        return today


def report_menu(viewer: Viewer) -> Sequence[MenuEntry]:
    """The menu's entry for those who read reports, and for who sees them the points that wait for the meetings.

    Without a count: each page would ask for it, and who writes for the meetings sees to them when one is due.
    """
    if not viewer.may("read", "report") or not viewer.roles - {"manager", "assignee", "system_owner"}:
        return ()
    url = url_for("status.index")
    if viewer.roles <= {"dds"}:
        # A member of DDS reads the reports first, the plan last; what the body decides has an entry of its own.
        return (MenuEntry(label=_("Rapporter"), url=url, order=45, icon="report"),)
    # Whether a coordinator has a seat somewhere is not asked on every page: the pages about meetings say it.
    if not reach(viewer.roles, "meeting", "read"):
        return (MenuEntry(label=_("Rapporter"), url=url, order=60, icon="report"),)
    also = (url_for("meeting.index"),)
    return (MenuEntry(label=_("Møder og rapporter"), url=url, also=also, order=60, icon="report"),)
