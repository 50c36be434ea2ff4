"""/attestering/<campaign>/<unit>: a leader answers for all records of a unit at once."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.attestation.access import sight_of, why_not_answer, why_not_theirs
from aarshjul.attestation.answering import Answered, answer_lines
from aarshjul.attestation.forms import AnswersForm
from aarshjul.attestation.model import AttestationCampaign
from aarshjul.attestation.showing import unit_page
from aarshjul.attestation.store import find_campaign, find_task, get_asked_unit
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refused
from app.core.web import answer_invalid, see_other
from app.organisation.model import Unit

blueprint = Blueprint("attestation_answer", __name__, url_prefix="/attestering/<int:campaign_id>/<int:unit_id>")
PAGE = "aarshjul/attestation/unit.html"


@blueprint.get("")
@signed_in
def show(campaign_id: int, unit_id: int) -> Any:
    """The unit's records, each with what has changed since it was last confirmed."""
    viewer = get_viewer()
    campaign, unit = _get(campaign_id, unit_id, viewer)
    return render_template(PAGE, **unit_page(campaign, unit, viewer))


@blueprint.post("")
@signed_in
def answer(campaign_id: int, unit_id: int) -> Any:
    """Take the answers."""
    viewer = get_viewer()
    campaign, unit = _get(campaign_id, unit_id, viewer)
    task = find_task(campaign.id, unit.id)
    if task is None:
        raise NotFound
    if problem := why_not_theirs(task, viewer):
        raise Forbidden(problem)
    here = url_for("attestation_answer.show", campaign_id=campaign_id, unit_id=unit_id)
    if why_not_answer(campaign, task, viewer, today=clock.today()):
        # The page says why: all is answered, it is over or has not opened.
        return see_other(here)
    form = AnswersForm()
    if not form.check():
        return answer_invalid(PAGE, **unit_page(campaign, unit, viewer, form=form))
    try:
        answered = answer_lines(form.to_command(campaign_id, unit_id), doing=doing_of(viewer))
    except Refused as refused:
        db.session.rollback()
        flash(refused.message, "warning")
    else:
        for kind, text in _said(answered):
            flash(text, kind)
    return see_other(here)


def _get(campaign_id: int, unit_id: int, viewer: Viewer) -> tuple[AttestationCampaign, Unit]:
    """The campaign and the unit. Raises NotFound for who sees neither the unit's part nor its records."""
    campaign = find_campaign(campaign_id)
    if campaign is None:
        raise NotFound
    unit = get_asked_unit(campaign.id, unit_id)
    if not sight_of(viewer).holds(campaign.id, unit) or not viewer.may("read", "activity", unit.path):
        raise NotFound
    return campaign, unit


def _said(answered: Answered) -> Iterator[tuple[str, str]]:
    """What became of the answers, as messages."""
    said = []
    if answered.confirmed:
        said.append(
            ngettext("%(num)s behandling er bekræftet.", "%(num)s behandlinger er bekræftet.", answered.confirmed)
        )
    if answered.needs_change:
        said.append(
            ngettext(
                "Det, der skal ændres ved %(num)s behandling, er sendt til koordinatoren.",
                "Det, der skal ændres ved %(num)s behandlinger, er sendt til koordinatoren.",
                answered.needs_change,
            )
        )
    if said and not answered.waiting:
        said.append(_("Nu har alle enhedens behandlinger fået et svar, og din opgave er lukket. Tak."))
    if said:
        yield "success", " ".join(said)
    elif not answered.late and not answered.left:
        yield "info", _("Du valgte «Vent» ved dem alle, så intet er gemt.")
    if answered.late:
        yield (
            "info",
            ngettext(
                "%(num)s behandling havde allerede fået et svar.",
                "%(num)s behandlinger havde allerede fået et svar.",
                answered.late,
            ),
        )
    for title, why in answered.left:
        yield "warning", _("«%(title)s» er ikke bekræftet. %(why)s", title=title, why=why)
