"""The DPO's opinion, and the approval: two signatures, by two people, neither of whom has written the text."""

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from app.auth.web import doing_of, signed_in
from app.core import clock
from app.core.errors import Refused
from app.core.web import answer_invalid, see_other
from register.dpia.approving import NEXT_REVIEW, approve_dpia, send_back
from register.dpia.blueprint import ONE, blueprint, the_dpia
from register.dpia.forms import ApproveForm, OpinionForm
from register.dpia.opinion_actions import keep_opinion, sign_opinion
from register.dpia.showing import approval_page, opinion_page


@blueprint.get(f"{ONE}/udtalelse")
@signed_in
def opinion(dpia_id: int) -> Any:
    """The whole text, and the DPO's opinion on it."""
    dpia, viewer = the_dpia(dpia_id, "comment")
    page = opinion_page(dpia, viewer, clock.today())
    held = page["unsigned"]
    said = {"text": held.text, "conclusion": held.conclusion, "read": str(held.version)} if held else {}
    form = OpinionForm(formdata=None, data={"version": str(dpia.version), "text_hash": page["folder"].text_hash} | said)
    return render_template("register/dpia/opinion.html", **page, form=form)


@blueprint.post(f"{ONE}/udtalelse")
@signed_in
def give_opinion(dpia_id: int) -> Any:
    """Keep the opinion, or sign it: the button says which."""
    dpia, viewer = the_dpia(dpia_id, "comment")
    form = OpinionForm()
    is_draft = bool(form.gem.data)
    if form.validate():
        try:
            (keep_opinion if is_draft else sign_opinion)(form.to_command(dpia_id), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            if is_draft:
                flash(
                    _("Udtalelsen er gemt. Kun databeskyttelsesrådgiveren kan se den, til den er skrevet under."),
                    "success",
                )
                return see_other(url_for("dpia.opinion", dpia_id=dpia_id))
            flash(_("Udtalelsen er afgivet, og konsekvensanalysen er sendt til godkendelse."), "success")
            return see_other(url_for("dpia.analysis", dpia_id=dpia_id))
    return answer_invalid("register/dpia/opinion.html", **opinion_page(dpia, viewer, clock.today()), form=form)


@blueprint.get(f"{ONE}/godkend")
@signed_in
def approval(dpia_id: int) -> Any:
    """What is to be approved, and all that stands in the way."""
    dpia, viewer = the_dpia(dpia_id, "approve")
    page = approval_page(dpia, viewer, clock.today())
    form = ApproveForm(
        formdata=None,
        data={
            "version": str(dpia.version),
            "text_hash": page["folder"].text_hash,
            "next_review_on": clock.today() + NEXT_REVIEW,
        },
    )
    return render_template("register/dpia/approval.html", **page, form=form)


@blueprint.post(f"{ONE}/godkend")
@signed_in
def approve(dpia_id: int) -> Any:
    """Approve it, or send it back: the button says which."""
    dpia, viewer = the_dpia(dpia_id, "approve")
    form = ApproveForm()
    if form.validate():
        try:
            if form.send_back.data:
                send_back(dpia_id, version=form.seen, note=form.note.data or "", doing=doing_of(viewer))
                flash(_("Konsekvensanalysen er sendt tilbage."), "success")
            else:
                approve_dpia(form.to_command(dpia_id), doing=doing_of(viewer))
                flash(_("Konsekvensanalysen er godkendt."), "success")
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return see_other(url_for("dpia.analysis", dpia_id=dpia_id))
    return answer_invalid("register/dpia/approval.html", **approval_page(dpia, viewer, clock.today()), form=form)
