"""/attestering: campaigns and their progress; starting one, moving its date, closing it, and its file."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.attestation.access import must_manage, must_see_campaigns, sight_of
from aarshjul.attestation.actions import close_campaign, move_campaign, start_campaign
from aarshjul.attestation.board_store import list_file_rows, load_board
from aarshjul.attestation.export import render
from aarshjul.attestation.forms import CampaignForm, CloseForm, MoveForm
from aarshjul.attestation.rules import KIND
from aarshjul.attestation.showing import board_page, preview_words, progress_words
from aarshjul.attestation.starting import list_choices, preview_campaign, proposed_due
from aarshjul.attestation.store import get_campaign, list_campaigns
from app.audit.notes import note_export
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import Refused
from app.core.filters import long_day
from app.core.sheets import XLSX_MIME
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("attestation", __name__, url_prefix="/attestering")
EDIT, PREVIEW = "aarshjul/attestation/edit.html", "aarshjul/attestation/preview.html"
SHOW = "aarshjul/attestation/show.html"


@blueprint.get("")
@signed_in
def index() -> Any:
    """All campaigns of which one sees something."""
    viewer = get_viewer()
    rows = list_campaigns(must_see_campaigns(viewer))
    may_start = viewer.may("write", "attestation")
    return render_template(
        "aarshjul/attestation/index.html",
        rows=rows,
        may_start=may_start,
        today=clock.today(),
        words=progress_words,
    )


@blueprint.get("/ny")
@signed_in
def new() -> Any:
    """The form for a new campaign."""
    viewer = get_viewer()
    viewer.must("write", "attestation")
    places = list_choices(viewer.scope("attestation", "write"))
    today = clock.today()
    form = CampaignForm(formdata=None)
    form.offer(places)
    form.title.data = _("Bekræft fortegnelsen %(year)s", year=today.year)
    form.opens_on.data = today
    form.due_on.data = proposed_due(today)
    if len(places) == 1:
        form.places.data = [places[0].id]
    return render_template(EDIT, form=form)


@blueprint.post("/ny")
@signed_in
def preview() -> Any:
    """What the campaign would come to; nothing is started. `ret` goes back to the form with what was filled in."""
    viewer = get_viewer()
    viewer.must("write", "attestation")
    writes = viewer.scope("attestation", "write")
    form = CampaignForm()
    form.offer(list_choices(writes))
    if not form.validate():
        return answer_invalid(EDIT, form=form)
    if form.ret.data:
        form.ret.data = ""
        return render_template(EDIT, form=form)
    try:
        found = preview_campaign(form.to_command(), writes=writes, today=clock.today())
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, form=form)
    return render_template(PREVIEW, form=form, fields=form.to_fields(), **preview_words(found))


@blueprint.post("")
@signed_in
def create() -> Any:
    """Start the campaign."""
    viewer = get_viewer()
    viewer.must("write", "attestation")
    writes = viewer.scope("attestation", "write")
    form = CampaignForm()
    form.offer(list_choices(writes))
    if not form.validate():
        return answer_invalid(EDIT, form=form)
    try:
        campaign = start_campaign(form.to_command(), writes=writes, doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid(EDIT, form=form)
    flash(_("Attesteringen er sat i gang. Lederne har fået en opgave for hver enhed."), "success")
    return see_other(url_for("attestation.show", campaign_id=campaign.id))


@blueprint.get("/<int:campaign_id>")
@signed_in
def show(campaign_id: int) -> Any:
    """The board: how far each administration and unit has come."""
    viewer = get_viewer()
    sight = sight_of(viewer)
    campaign = get_campaign(campaign_id, sight)
    return render_template(SHOW, **board_page(campaign, viewer, sight, request.args))


@blueprint.get("/<int:campaign_id>/hent.xlsx")
@signed_in
def download(campaign_id: int) -> Any:
    """The same with every record, in a file."""
    viewer = get_viewer()
    sight = sight_of(viewer)
    campaign = get_campaign(campaign_id, sight)
    units = load_board(campaign.id, sight).units
    note_export(viewer, KIND, {"title": campaign.title, "count": len(units)})
    name = _("attestering-%(day)s.xlsx", day=clock.today().isoformat())
    data = render(units, list_file_rows(campaign.id, sight))
    return send_file(BytesIO(data), mimetype=XLSX_MIME, as_attachment=True, download_name=name)


@blueprint.post("/<int:campaign_id>/frist")
@signed_in
def move(campaign_id: int) -> Any:
    """Give the leaders another date."""
    viewer = get_viewer()
    sight = sight_of(viewer)
    campaign = get_campaign(campaign_id, sight)
    must_manage(campaign, viewer)
    form = MoveForm(prefix="move")
    if form.validate():
        try:
            moved = move_campaign(form.to_command(campaign_id), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Fristen er nu %(day)s, også på ledernes opgaver.", day=long_day(moved.due_on)), "success")
            return see_other(url_for("attestation.show", campaign_id=campaign_id))
    return answer_invalid(SHOW, **board_page(campaign, viewer, sight, {}, move=form))


@blueprint.post("/<int:campaign_id>/luk")
@signed_in
def close(campaign_id: int) -> Any:
    """End the campaign before all have answered."""
    viewer = get_viewer()
    sight = sight_of(viewer)
    campaign = get_campaign(campaign_id, sight)
    must_manage(campaign, viewer)
    form = CloseForm(prefix="close")
    if form.validate():
        try:
            count = close_campaign(form.to_command(campaign_id), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(
                _("Attesteringen er afsluttet.")
                + " "
                + ngettext("%(num)s opgave er trukket tilbage.", "%(num)s opgaver er trukket tilbage.", count),
                "success",
            )
            return see_other(url_for("attestation.show", campaign_id=campaign_id))
    return answer_invalid(SHOW, **board_page(campaign, viewer, sight, {}, close=form))
