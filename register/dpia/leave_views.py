"""Leaving the assessment out: asking for the DPO's advice, the advice, the decision, and the exemption by law."""

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from app.auth.web import doing_of, signed_in
from app.core.errors import Refused
from app.core.web import answer_invalid, see_other
from register.activity.model import ProcessingActivity
from register.dpia.blueprint import RECORD, blueprint, the_record
from register.dpia.forms import AdviceForm, AskAdviceForm, ExemptForm, VersionForm
from register.dpia.screening_actions import advise, ask_advice, exempt, set_aside, take_in
from register.dpia.showing import set_aside_page
from register.dpia.store import find_screening


@blueprint.get(f"{RECORD}/fravalg")
@signed_in
def leaving(activity_id: int) -> Any:
    """Why the assessment may be left out, what the DPO says, and the decision."""
    activity, viewer = the_record(activity_id, "write")
    form = AskAdviceForm(formdata=None)
    _fill(form, activity_id)
    return render_template("register/dpia/leaving.html", **_page(activity, form, viewer))


@blueprint.post(f"{RECORD}/fravalg")
@signed_in
def ask(activity_id: int) -> Any:
    """Ask the DPO for their advice."""
    activity, viewer = the_record(activity_id, "write")
    form = AskAdviceForm()
    if form.validate():
        try:
            ask_advice(activity_id, reason=form.aside_reason.data or "", version=form.seen, doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Rådgiveren er bedt om sit råd."), "success")
            return see_other(url_for("dpia.leaving", activity_id=activity_id))
    return answer_invalid("register/dpia/leaving.html", **_page(activity, form, viewer))


@blueprint.post(f"{RECORD}/fravalg/beslut")
@signed_in
def leave_out(activity_id: int) -> Any:
    """Leave the assessment out, with the advice that was given."""
    _activity, viewer = the_record(activity_id, "write")
    set_aside(activity_id, version=VersionForm().seen, doing=doing_of(viewer))
    flash(_("Konsekvensanalysen er fravalgt. Begrundelsen og rådet står på behandlingen."), "success")
    return see_other(url_for("dpia.show", activity_id=activity_id))


@blueprint.post(f"{RECORD}/fravalg/fortryd")
@signed_in
def take_it_in(activity_id: int) -> Any:
    """It is to be made after all."""
    _activity, viewer = the_record(activity_id, "write")
    take_in(activity_id, version=VersionForm().seen, doing=doing_of(viewer))
    flash(_("Konsekvensanalysen skal laves."), "success")
    return see_other(url_for("dpia.show", activity_id=activity_id))


@blueprint.get(f"{RECORD}/raad")
@signed_in
def advice(activity_id: int) -> Any:
    """What the DPO is asked, and their advice."""
    activity, viewer = the_record(activity_id, "comment")
    form = AdviceForm(formdata=None)
    _fill(form, activity_id)
    return render_template("register/dpia/advice.html", **_page(activity, form, viewer))


@blueprint.post(f"{RECORD}/raad")
@signed_in
def give_advice(activity_id: int) -> Any:
    """The DPO gives their advice."""
    activity, viewer = the_record(activity_id, "comment")
    form = AdviceForm()
    if form.validate():
        try:
            advise(
                activity_id,
                advice=form.advice.data or "",
                view=form.advice_view.data or "",
                version=form.seen,
                doing=doing_of(viewer),
            )
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Dit råd er givet. Det kan ikke ændres, men du kan give et nyt, hvis svarene ændres."), "success")
            return see_other(url_for("dpia.show", activity_id=activity_id))
    return answer_invalid("register/dpia/advice.html", **_page(activity, form, viewer))


@blueprint.get(f"{RECORD}/undtagelse")
@signed_in
def exemption(activity_id: int) -> Any:
    """The exemption of Art. 35(10): what it asks, and which law."""
    activity, viewer = the_record(activity_id, "write")
    form = ExemptForm(formdata=None)
    _fill(form, activity_id)
    return render_template("register/dpia/exemption.html", **_page(activity, form, viewer))


@blueprint.post(f"{RECORD}/undtagelse")
@signed_in
def use_exemption(activity_id: int) -> Any:
    """Use the exemption."""
    activity, viewer = the_record(activity_id, "write")
    form = ExemptForm()
    if form.validate():
        try:
            exempt(activity_id, reference=form.exempt_reference.data or "", version=form.seen, doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Behandlingen er undtaget."), "success")
            return see_other(url_for("dpia.show", activity_id=activity_id))
    return answer_invalid("register/dpia/exemption.html", **_page(activity, form, viewer))


def _fill(form: Any, activity_id: int) -> None:
    held = find_screening(activity_id)
    form.version.data = str(held.version if held else 0)
    if isinstance(form, AskAdviceForm) and held is not None:
        form.aside_reason.data = held.aside_reason


def _page(activity: ProcessingActivity, form: Any, viewer: Any) -> dict[str, Any]:
    return set_aside_page(activity, find_screening(activity.id), viewer) | {"form": form}
