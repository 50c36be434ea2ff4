"""/fortegnelse/hent: the register as the list shows it, in a file."""

from io import BytesIO
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from flask import Blueprint, request, send_file
from flask_babel import gettext as _

from app.audit.notes import note_export
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.limits import heavy
from app.organisation.store import get_municipality
from register.activity.filtering import ActivityFilter, ListContext
from register.activity.store import municipality_rules
from register.exporting.offers import Offers, load_offers
from register.exporting.workbook import write_workbook
from register.exporting.writing import MIME, write_register

blueprint = Blueprint("exporting", __name__, url_prefix="/fortegnelse")
MOST_IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a file that are kept in memory."""


@blueprint.get("/hent.<any(xlsx, csv, json):form>")
@heavy
@signed_in
def download(form: str) -> Any:
    """The records that the address's filter finds among those this person may read."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    today = clock.today()
    municipality = get_municipality()
    context = ListContext(
        today=today,
        missing_everywhere=municipality_rules(
            controller_is_known=municipality.controller_is_known, dpo_is_known=municipality.dpo_is_known
        ),
        area=viewer.scope("activity", "write"),
    )
    wanted = ActivityFilter.from_args(request.args)
    # On disk: the register may be larger than the memory of a web process.
    file = TemporaryFile()  # noqa: SIM115 - a large one is closed with the answer
    try:
        count = write_register(
            form,
            file,
            wanted,
            context,
            scope=viewer.scope("activity", "read"),
            offers=_offers(viewer, form),
            open_to={"systems": viewer.scope("system", "read"), "processors": viewer.scope("processor", "read")},
        )
        body = file if file.tell() > MOST_IN_MEMORY else BytesIO(_whole(file))
    except BaseException:
        file.close()
        raise
    body.seek(0)
    note_export(viewer, "register", {"format": form, "count": count, "filter": request.args.to_dict()})
    name = _("fortegnelse-%(day)s", day=today.isoformat())
    return send_file(body, mimetype=MIME[form], as_attachment=True, download_name=f"{name}.{form}")


@blueprint.get("/hent/tomt-ark.xlsx")
@heavy
@signed_in
def template() -> Any:
    """A sheet without records to fill in and import."""
    viewer = get_viewer()
    viewer.must("import", "activity")
    body = BytesIO()
    write_workbook(body, (), load_offers(viewer.scope("activity", "import")))
    body.seek(0)
    return send_file(body, mimetype=MIME["xlsx"], as_attachment=True, download_name=_("tomt-ark") + ".xlsx")


def _offers(viewer: Viewer, form: str) -> Offers | None:
    """What a sheet lets people choose among: whoever only reads gets no list of the people who work here."""
    if form != "xlsx" or not viewer.may("write", "activity"):
        return None
    return load_offers(viewer.scope("activity", "write"))


def _whole(file: BinaryIO) -> bytes:
    with file:
        file.seek(0)
        return file.read()
