"""/konsekvensanalyser/<id>: one version: read, written section by section, sent, taken back, looked through."""

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from app.auth.web import doing_of, signed_in
from app.core import clock
from app.core.errors import EditConflict, Refused
from app.core.filters import long_day
from app.core.web import answer_invalid, see_other
from register.dpia.actions import discard_draft, get_section, send_to_dpo, take_back, write_section
from register.dpia.approving import confirm_dpia
from register.dpia.blueprint import ONE, blueprint, the_dpia
from register.dpia.forms import ReviewForm, SectionForm, VersionForm
from register.dpia.model import Dpia
from register.dpia.sections import Section
from register.dpia.showing import dpia_page


@blueprint.get(ONE)
@signed_in
def analysis(dpia_id: int) -> Any:
    """One version, whole: the sections, the opinion, the approval, and what is to be done next."""
    dpia, viewer = the_dpia(dpia_id)
    return render_template("register/dpia/analysis.html", **dpia_page(dpia, viewer, clock.today()))


@blueprint.get(f"{ONE}/afsnit/<section>")
@signed_in
def section(dpia_id: int, section: str) -> Any:
    """One section, with its questions and what the record says beside it."""
    dpia, _viewer = the_dpia(dpia_id, "write")
    wanted = get_section(dpia, section)
    text = dpia.texts.get(wanted.code, "")
    form = SectionForm(formdata=None, data={"text": text, "read": text})
    return render_template("register/dpia/section.html", **_section_page(dpia, wanted, form))


@blueprint.post(f"{ONE}/afsnit/<section>")
@signed_in
def write(dpia_id: int, section: str) -> Any:
    """Save the section. Where somebody else has changed it meanwhile, both are shown, and nothing is lost."""
    dpia, viewer = the_dpia(dpia_id, "write")
    wanted = get_section(dpia, section)
    form = SectionForm()
    theirs = ""
    if form.validate():
        try:
            write_section(form.to_command(dpia_id, wanted.code), doing=doing_of(viewer))
        except EditConflict as conflict:
            form.refuse(conflict.message)
            theirs = dpia.texts.get(wanted.code, "")
            form.read.data = theirs
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Afsnittet «%(title)s» er gemt.", title=_(wanted.title)), "success")
            return see_other(url_for("dpia.analysis", dpia_id=dpia_id, _anchor=wanted.code))
    return answer_invalid("register/dpia/section.html", **(_section_page(dpia, wanted, form) | {"theirs": theirs}))


@blueprint.post(f"{ONE}/send")
@signed_in
def send(dpia_id: int) -> Any:
    """Send it to the DPO."""
    _dpia, viewer = the_dpia(dpia_id, "write")
    send_to_dpo(dpia_id, version=VersionForm().seen, doing=doing_of(viewer))
    flash(_("Konsekvensanalysen er sendt til databeskyttelsesrådgiveren."), "success")
    return see_other(url_for("dpia.analysis", dpia_id=dpia_id))


@blueprint.post(f"{ONE}/tag-tilbage")
@signed_in
def take_it_back(dpia_id: int) -> Any:
    """Make it a draft again."""
    _dpia, viewer = the_dpia(dpia_id, "write")
    take_back(dpia_id, version=VersionForm().seen, doing=doing_of(viewer))
    flash(_("Konsekvensanalysen er en kladde igen. Send den til rådgiveren, når den er rettet."), "success")
    return see_other(url_for("dpia.analysis", dpia_id=dpia_id))


@blueprint.post(f"{ONE}/slet")
@signed_in
def discard(dpia_id: int) -> Any:
    """Throw a draft away."""
    _dpia, viewer = the_dpia(dpia_id, "write")
    activity_id = discard_draft(dpia_id, version=VersionForm().seen, doing=doing_of(viewer))
    flash(_("Kladden er slettet."), "success")
    return see_other(url_for("dpia.show", activity_id=activity_id))


@blueprint.get(f"{ONE}/gennemgang")
@signed_in
def review(dpia_id: int) -> Any:
    """What has changed since the approval, and whether the assessment still holds."""
    dpia, viewer = the_dpia(dpia_id, "write")
    form = ReviewForm(formdata=None, data={"version": str(dpia.version)})
    return render_template("register/dpia/review.html", **dpia_page(dpia, viewer, clock.today()), form=form)


@blueprint.post(f"{ONE}/gennemgang")
@signed_in
def confirm(dpia_id: int) -> Any:
    """It still holds."""
    dpia, viewer = the_dpia(dpia_id, "write")
    form = ReviewForm()
    if form.validate():
        try:
            confirm_dpia(
                dpia_id,
                on=clock.today(),
                note=form.note.data or "",
                next_review_on=form.next_review_on.data,
                version=form.seen,
                doing=doing_of(viewer),
            )
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            day = long_day(dpia.next_review_on)
            flash(_("Konsekvensanalysen holder. Den ses efter igen senest %(day)s.", day=day), "success")
            return see_other(url_for("dpia.analysis", dpia_id=dpia_id))
    return answer_invalid("register/dpia/review.html", **dpia_page(dpia, viewer, clock.today()), form=form)


def _section_page(dpia: Dpia, wanted: Section, form: SectionForm) -> dict[str, Any]:
    _dpia, viewer = the_dpia(dpia.id)
    return dpia_page(dpia, viewer, clock.today()) | {"section": wanted, "form": form, "theirs": ""}
