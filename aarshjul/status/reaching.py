"""Who reaches which report: what the views of drafts, texts and settings ask first."""

from flask import url_for
from flask_babel import gettext as _

from aarshjul.status.kept import get_report
from aarshjul.status.model import StatusReportRow
from app.auth.viewer import Viewer
from app.auth.web import get_viewer
from app.core.errors import Forbidden, NotFound, Refused
from app.core.scope import Scope
from app.organisation.model import Unit
from app.organisation.store import list_administrations


def sees_drafts(viewer: Viewer) -> bool:
    """Whether somebody works on reports: drafts are for them alone."""
    return viewer.may("write", "report") or viewer.may("write_dpo_part", "report")


def reads_whole(viewer: Viewer) -> bool:
    """Whether somebody reads the whole municipality's report; others get the figures of the part they reach."""
    return viewer.scope("report", "read").is_everything


def reach_report(report_id: int) -> tuple[Viewer, StatusReportRow]:
    """A report that the viewer may read."""
    viewer = get_viewer()
    if not reads_whole(viewer):
        raise NotFound
    return viewer, get_report(report_id, with_drafts=sees_drafts(viewer))


def reach_whole(report_id: int) -> tuple[Viewer, StatusReportRow]:
    """A report of which the viewer may write all but the DPO's part."""
    must_write_all(get_viewer())
    return reach_report(report_id)


def reach_for_dpo(report_id: int) -> tuple[Viewer, StatusReportRow]:
    """A report of which the viewer may write the DPO's part."""
    get_viewer().must("write_dpo_part", "report")
    return reach_report(report_id)


def reach_place(report_id: int, unit_id: int) -> tuple[Viewer, StatusReportRow, Unit]:
    """A report and an administration that the viewer may write of."""
    unit = next((unit for unit in list_administrations(scope=Scope.everything()) if unit.id == unit_id), None)
    if unit is None:
        raise NotFound
    get_viewer().must("write", "report", unit.path)
    viewer, row = reach_report(report_id)
    return viewer, row, unit


def must_write_all(viewer: Viewer) -> None:
    """The draft is the whole municipality's."""
    viewer.must("write", "report")
    if not viewer.scope("report", "write").is_everything:
        raise Forbidden(_("Rapporten for hele kommunen skrives af informationssikkerhedskoordinatoren."))


def must_be_draft(row: StatusReportRow) -> None:
    """Raises Refused for the form of a frozen report: whoever fills it in should not hear so afterwards."""
    if row.state != "draft":
        raise Refused(_("Rapporten er låst og kan ikke ændres. Lav en ny."))


def address_of(report_id: int) -> str:
    """The report's page."""
    return url_for("status_draft.show", report_id=report_id)
