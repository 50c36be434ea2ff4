"""/femaarsplan/udgaver: the versions of the plan, what a draft would change, DDS' decision, and rolling it."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from aarshjul.plan import version_actions
from aarshjul.plan.board_forms import ApproveForm, CarryForm, SendBackForm, SubmitForm, VersionForm
from aarshjul.plan.comparing import list_asks, what_changes
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.plan.store import find_approved_plan, list_items
from aarshjul.plan.version_store import find_plan_ahead, get_plan, list_versions
from aarshjul.plan.versioning import KINDS, STATE_WORDS, why_not, years_of
from aarshjul.plan.wording import note_of
from app.audit.actions import Doing
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import Forbidden, NotFound, Refused
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("plan_version", __name__, url_prefix="/femaarsplan")


@blueprint.get("/udgaver")
@signed_in
def list() -> Any:
    """All versions, the newest first, and the way to a new one."""
    viewer, today = get_viewer(), clock.today()
    viewer.must("read", "plan")
    approved, ahead = find_approved_plan(), find_plan_ahead()
    may_begin = ahead is None and approved is not None and viewer.scope("plan", "write").is_everything
    return render_template(
        "aarshjul/plan/versions.html",
        versions=list_versions(),
        state_words=STATE_WORDS,
        form=VersionForm(formdata=None) if may_begin else None,
        may_roll=may_begin and approved is not None and version_actions.why_not_roll(approved, today) is None,
        roll_why=version_actions.why_not_roll(approved, today) if approved else "",
    )


@blueprint.post("/udgaver")
@signed_in
def begin() -> Any:
    """A draft that is a copy of the approved version."""
    viewer = get_viewer()
    must_write_all(viewer)
    version_actions.begin_draft(doing=doing_of(viewer))
    flash(_("Kladden er klar. Flyt opgaverne, og send den til DDS."), "success")
    return see_other(url_for("plan_board.show"))


@blueprint.get("/rul")
@signed_in
def roll_form() -> Any:
    """What is unfinished, and where it goes."""
    viewer = get_viewer()
    must_write_all(viewer)
    return render_template("aarshjul/plan/roll.html", **_roll_page())


@blueprint.post("/rul")
@signed_in
def roll() -> Any:
    """Roll the plan a year on."""
    viewer = get_viewer()
    must_write_all(viewer)
    page = _roll_page(is_sent=True)
    forms: dict[str, CarryForm] = {item.code: form for item, form in page["lines"]}
    # Each of them is asked, so that every mistake is shown at once.
    invalid = [form for form in (page["form"], *forms.values()) if not form.validate()]
    if not invalid:
        command = version_actions.RollPlan(carried={code: form.to_carry() for code, form in forms.items()})
        try:
            plan = version_actions.roll_plan(command, doing=doing_of(viewer))
        except Refused as refused:
            page["form"].refuse(refused.message)
        else:
            first, last = years_of(plan.first_year)[0], years_of(plan.first_year)[-1]
            flash(_("Planen %(first)s–%(last)s er klar som kladde.", first=first, last=last), "success")
            return see_other(url_for("plan_board.show"))
    return answer_invalid("aarshjul/plan/roll.html", **page)


@blueprint.get("/<int:version>")
@signed_in
def show(version: int) -> Any:
    """One version: its state, what DDS is asked for, and what it would change."""
    viewer = get_viewer()
    viewer.must("read", "plan")
    return render_template("aarshjul/plan/version.html", **_page(get_plan(version), viewer))


@blueprint.post("/<int:version>/send")
@signed_in
def submit(version: int) -> Any:
    """Send it to DDS."""
    viewer = get_viewer()
    must_write_all(viewer)

    def act(plan: Plan, form: SubmitForm, doing: Doing) -> str:
        version_actions.submit_plan(plan.id, edition=form.seen, note=form.note.data or "", doing=doing)
        return _("Planen er sendt til DDS.")

    return _do("submit", version, SubmitForm(prefix="submit"), act)


@blueprint.post("/<int:version>/traek-tilbage")
@signed_in
def take_back(version: int) -> Any:
    """Take it back from DDS."""
    viewer = get_viewer()
    must_write_all(viewer)

    def act(plan: Plan, form: VersionForm, doing: Doing) -> str:
        version_actions.take_back_plan(plan.id, edition=form.seen, doing=doing)
        return _("Planen er en kladde igen.")

    return _do("take_back", version, VersionForm(prefix="take_back"), act)


@blueprint.post("/<int:version>/kasser")
@signed_in
def discard(version: int) -> Any:
    """Throw a draft away."""
    viewer = get_viewer()
    must_write_all(viewer)

    def act(plan: Plan, form: VersionForm, doing: Doing) -> str:
        version_actions.discard_plan(plan.id, edition=form.seen, doing=doing)
        return _("Kladden er kasseret. Den godkendte plan gælder fortsat.")

    return _do("discard", version, VersionForm(prefix="discard"), act, back=url_for("plan_version.list"))


@blueprint.post("/<int:version>/godkend")
@signed_in
def approve(version: int) -> Any:
    """DDS has approved it."""
    must_decide(get_viewer())

    def act(plan: Plan, form: ApproveForm, doing: Doing) -> str:
        result = version_actions.approve_plan(plan.id, edition=form.seen, decision=form.note.data or "", doing=doing)
        counts = {"new": result.created, "moved": result.moved, "withdrawn": result.withdrawn}
        return _("Planen er godkendt: %(new)s nye opgaver, %(moved)s flyttet, %(withdrawn)s trukket tilbage.", **counts)

    return _do("approve", version, ApproveForm(prefix="approve"), act)


@blueprint.post("/<int:version>/send-tilbage")
@signed_in
def send_back(version: int) -> Any:
    """DDS wants something changed first."""
    must_decide(get_viewer())

    def act(plan: Plan, form: SendBackForm, doing: Doing) -> str:
        version_actions.send_back_plan(plan.id, edition=form.seen, reason=form.reason.data or "", doing=doing)
        return _("Planen er sendt tilbage som kladde.")

    return _do("send_back", version, SendBackForm(prefix="send_back"), act)


def must_write_all(viewer: Viewer) -> None:
    """What lies in the whole municipality's plan is for who may write in all of it."""
    viewer.must("write", "plan")
    if not viewer.scope("plan", "write").is_everything:
        raise Forbidden(_("Planen for hele kommunen rettes af informationssikkerhedskoordinatoren."))


def must_decide(viewer: Viewer) -> None:
    """Only a member of DDS takes down what DDS has decided about the plan."""
    if viewer.may_decide("approve", "plan"):
        return
    viewer.must("read", "plan")
    raise Forbidden(_("Kun et medlem af DDS kan godkende planen."))


def _do(verb: str, version: int, form: Any, act: Callable[[Plan, Any, Doing], str], *, back: str = "") -> Any:
    """The beats that all verbs share: load, validate, act, answer."""
    viewer, plan = get_viewer(), get_plan(version)
    if form.validate():
        try:
            said = act(plan, form, doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(said, "success")
            return see_other(back or url_for("plan_version.show", version=version))
    return answer_invalid("aarshjul/plan/version.html", **_page(get_plan(version), viewer, failed=(verb, form)))


def _page(plan: Plan, viewer: Viewer, *, failed: tuple[str, Any] | None = None) -> dict[str, Any]:
    may_write = viewer.scope("plan", "write").is_everything
    may_decide = viewer.may_decide("approve", "plan")
    offered: dict[str, tuple[type[VersionForm], bool]] = {
        "submit": (SubmitForm, may_write),
        "discard": (VersionForm, may_write),
        "take_back": (VersionForm, may_write),
        "approve": (ApproveForm, may_decide),
        "send_back": (SendBackForm, may_decide),
    }
    forms = {
        verb: form(formdata=None, prefix=verb, data={"edition": f"{plan.edition}"})
        for verb, (form, is_theirs) in offered.items()
        if is_theirs and why_not(verb, plan.state) is None  # type: ignore[arg-type] # the keys are verbs
    }
    if failed:
        verb, form = failed
        form.edition.data = f"{plan.edition}"
        forms[verb] = form
    return {
        "plan": plan,
        "years": years_of(plan.first_year),
        "state_word": _(STATE_WORDS[plan.state]),
        "kinds": KINDS,
        "forms": forms,
        "failed": failed[0] if failed else "",
        # Weighed for those who work on it or decide: it reads every task.
        "changes": what_changes(plan, clock.today()) if may_write or may_decide else None,
        "asks": list_asks(plan.id),
        "lines": [(item, note_of(item)) for item in list_items(plan.id)],
    }


def _roll_page(*, is_sent: bool = False) -> dict[str, Any]:
    approved = find_approved_plan()
    if approved is None:
        raise NotFound
    years = years_of(approved.first_year + 1)
    lines: Sequence[tuple[PlanItem, CarryForm]] = [
        (item, _carry_form(item, years, is_sent=is_sent))
        for item in version_actions.list_unfinished(approved, clock.today())
    ]
    form = VersionForm() if is_sent else VersionForm(formdata=None)
    ahead = find_plan_ahead()
    problem = version_actions.why_not_roll(approved, clock.today()) or version_actions.why_not_begin_draft(ahead)
    return {"plan": approved, "years": years, "lines": lines, "form": form, "problem": problem}


def _carry_form(item: PlanItem, years: range, *, is_sent: bool) -> CarryForm:
    form = CarryForm(prefix=item.code) if is_sent else CarryForm(formdata=None, prefix=item.code)
    form.offer(years)
    return form
