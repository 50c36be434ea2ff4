"""The steps of an assessment that is being written: consequences, threats, treatment, end."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from register.risk.blueprint import blueprint
from register.risk.drafting import (
    SaidOfThreat,
    add_threat,
    remove_threat,
    treat_threat,
    write_consequences,
    write_threats,
)
from register.risk.finishing import finish_assessment
from register.risk.forms import (
    PERSPECTIVES,
    AddThreatForm,
    ConsequencesForm,
    FinishForm,
    ThreatRowForm,
    ThreatsForm,
    TreatThreatForm,
    fill_finish,
    other_grades_of,
    row_form,
)
from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.presenting import presented
from register.risk.record_words import list_facts
from register.risk.scale import colour_word
from register.risk.scale_store import scale_of
from register.risk.step_store import list_groups, list_measures, list_suggested
from register.risk.store import find_current, get_assessment
from register.risk.subject import RiskSubject, get_subject, kind_of

Row = tuple[AssessedThreat, ThreatRowForm]


@blueprint.get("/risiko/vurderinger/<int:written_id>/konsekvens")
@signed_in
def consequences(written_id: int) -> Any:
    """Step 1: the context, and what it would mean to the data subject."""
    draft, subject = _draft(written_id)
    form = ConsequencesForm(scale_of(draft.scale), obj=draft)
    return render_template("register/risk/consequences.html", **_consequences_page(draft, subject, form))


@blueprint.post("/risiko/vurderinger/<int:written_id>/konsekvens")
@signed_in
def write_step(written_id: int) -> Any:
    """Save step 1 and go on to the threats."""
    draft, subject = _draft(written_id)
    scale = scale_of(draft.scale)
    form = ConsequencesForm(scale)
    chosen = other_grades_of(request.form, scale)
    if form.validate():
        try:
            write_consequences(form.to_command(written_id, chosen), doing=doing_of(get_viewer()))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return see_other(url_for("risk.threats", written_id=written_id))
    page = _consequences_page(draft, subject, form)
    return answer_invalid("register/risk/consequences.html", **(page | {"chosen": chosen}))


@blueprint.get("/risiko/vurderinger/<int:written_id>/trusler")
@signed_in
def threats(written_id: int) -> Any:
    """Step 2: a group of threats at a time: relevant or not, and how likely."""
    draft, subject = _draft(written_id)
    return render_template(
        "register/risk/threats.html",
        **_threats_page(draft, subject, ThreatsForm(formdata=None, version=str(draft.version))),
    )


@blueprint.post("/risiko/vurderinger/<int:written_id>/trusler")
@signed_in
def say_of_threats(written_id: int) -> Any:
    """Save what was said of the group that was shown, and go on to the next one that still has some open."""
    draft, subject = _draft(written_id)
    form, group = ThreatsForm(), _group(draft)
    scale = scale_of(draft.scale)
    rows = [(threat, row_form(threat, scale, request.form)) for threat in list_groups(draft)[group]]
    rest = (form.rest_reason.data or "").strip()
    if form.validate_with(row for _threat, row in rows):
        said = [_said(row.said(threat), rest) for threat, row in rows]
        try:
            write_threats(written_id, said, version=form.read, doing=doing_of(get_viewer()))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return see_other(_after(draft, group))
    return answer_invalid("register/risk/threats.html", **_threats_page(draft, subject, form, rows=rows))


@blueprint.get("/risiko/vurderinger/<int:written_id>/egen-trussel")
@signed_in
def new_threat(written_id: int) -> Any:
    """A threat of one's own."""
    draft, subject = _draft(written_id)
    form = AddThreatForm(version=str(draft.version))
    return render_template("register/risk/new_threat.html", **_page(draft, subject, form=form))


@blueprint.post("/risiko/vurderinger/<int:written_id>/egen-trussel")
@signed_in
def create_threat(written_id: int) -> Any:
    """Add it, and go on to what is done about it."""
    draft, subject = _draft(written_id)
    form = AddThreatForm()
    if form.validate():
        try:
            row = add_threat(form.to_command(written_id), doing=doing_of(get_viewer()))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return see_other(url_for("risk.threat", written_id=written_id, assessed_id=row.id))
    return answer_invalid("register/risk/new_threat.html", **_page(draft, subject, form=form))


@blueprint.post("/risiko/vurderinger/<int:written_id>/trusler/<int:assessed_id>/slet")
@signed_in
def delete_threat(written_id: int, assessed_id: int) -> Any:
    """Take an own threat out again."""
    _draft(written_id)
    version = request.form.get("version", "")
    remove_threat(written_id, assessed_id, version=whole_number(version), doing=doing_of(get_viewer()))
    flash(_("Truslen er slettet."), "success")
    return see_other(url_for("risk.treatment", written_id=written_id))


@blueprint.get("/risiko/vurderinger/<int:written_id>/haandtering")
@signed_in
def treatment(written_id: int) -> Any:
    """Step 3: the relevant threats, the worst first, and what is done about each."""
    draft, subject = _draft(written_id)
    return render_template("register/risk/treatment.html", **_page(draft, subject))


@blueprint.get("/risiko/vurderinger/<int:written_id>/trusler/<int:assessed_id>")
@signed_in
def threat(written_id: int, assessed_id: int) -> Any:
    """One threat: how likely today, what is done about it, and what is then left."""
    draft, subject = _draft(written_id)
    row = _row(draft, assessed_id)
    form = TreatThreatForm(
        scale_of(draft.scale),
        list_measures(row),
        obj=row,
    )
    form.measures.data = [held.measure_id for held in row.measures if not held.is_new]
    form.new_measures.data = [held.measure_id for held in row.measures if held.is_new]
    form.version.data = str(draft.version)
    return render_template("register/risk/threat.html", **_threat_page(draft, subject, row, form))


@blueprint.post("/risiko/vurderinger/<int:written_id>/trusler/<int:assessed_id>")
@signed_in
def treat(written_id: int, assessed_id: int) -> Any:
    """Save what is done about one threat."""
    draft, subject = _draft(written_id)
    row = _row(draft, assessed_id)
    form = TreatThreatForm(scale_of(draft.scale), list_measures(row))
    if form.validate():
        try:
            treat_threat(form.to_command(written_id, assessed_id), doing=doing_of(get_viewer()))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("Håndteringen er gemt."), "success")
            return see_other(url_for("risk.treatment", written_id=written_id))
    return answer_invalid("register/risk/threat.html", **_threat_page(draft, subject, row, form))


@blueprint.get("/risiko/vurderinger/<int:written_id>/afslut")
@signed_in
def end(written_id: int) -> Any:
    """Step 4: what is still missing, the conclusion, and when to assess again."""
    draft, subject = _draft(written_id)
    form = FinishForm()
    fill_finish(form, draft, find_current(subject), clock.today())
    return render_template("register/risk/end.html", **_page(draft, subject, form=form))


@blueprint.post("/risiko/vurderinger/<int:written_id>/afslut")
@signed_in
def finish(written_id: int) -> Any:
    """Make the assessment hold."""
    draft, subject = _draft(written_id)
    form = FinishForm()
    if form.validate():
        try:
            made = finish_assessment(form.to_command(written_id), doing=doing_of(get_viewer()))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(
                _("Vurderingen gælder nu. Restrisiko: %(colour)s.", colour=_(colour_word(made.colour)).lower()),
                "success",
            )
            return see_other(url_for("risk.assessment", assessment_id=written_id))
    return answer_invalid("register/risk/end.html", **_page(draft, subject, form=form))


def _draft(written_id: int) -> tuple[RiskAssessment, RiskSubject]:
    """The draft and what it is about, for somebody who may write it. A finished one is not to be changed."""
    viewer = get_viewer()
    draft = get_assessment(written_id, scope=viewer.scope("risk", "read"))
    subject = get_subject(*kind_of(draft), scope=viewer.scope("risk", "read"))
    viewer.must("write", "risk", subject.path)
    if not draft.is_draft:
        raise NotFound
    return draft, subject


def _row(draft: RiskAssessment, assessed_id: int) -> AssessedThreat:
    for row in draft.threats:
        if row.id == assessed_id:
            return row
    raise NotFound


def _said(said: SaidOfThreat, rest: str) -> SaidOfThreat:
    """What was said of one; where nothing was and the rest has a reason, that it is not relevant."""
    if said.is_relevant is not None or not rest:
        return said
    return replace(said, is_relevant=False, irrelevant_reason=rest, likelihood=None)


def _page(draft: RiskAssessment, subject: RiskSubject, **more: Any) -> dict[str, Any]:
    return presented(draft, subject) | more


def _consequences_page(draft: RiskAssessment, subject: RiskSubject, form: ConsequencesForm) -> dict[str, Any]:
    return _page(
        draft,
        subject,
        form=form,
        perspectives=PERSPECTIVES,
        chosen=draft.other_grades,
        beside=list_facts(subject),
    )


def _group(draft: RiskAssessment) -> str:
    """The group asked for, else the first with something open, else the first."""
    groups = list_groups(draft)
    wanted = request.args.get("gruppe", "")
    if wanted in groups:
        return wanted
    return next((name for name, rows in groups.items() if _count_open(rows)), next(iter(groups), ""))


def _after(draft: RiskAssessment, group: str) -> str:
    """Where to go when a group is saved: the next with something open, after it first, else the treatment."""
    groups = list_groups(draft)
    names = list(groups)
    place = names.index(group)
    for name in names[place + 1 :] + names[:place]:
        if _count_open(groups[name]):
            return url_for("risk.threats", written_id=draft.id, gruppe=name)
    return url_for("risk.treatment", written_id=draft.id)


def _count_open(rows: Sequence[AssessedThreat]) -> int:
    return sum(1 for row in rows if row.is_relevant is None)


def _threats_page(
    draft: RiskAssessment, subject: RiskSubject, form: ThreatsForm, rows: Sequence[Row] | None = None
) -> dict[str, Any]:
    groups, group, scale = list_groups(draft), _group(draft), scale_of(draft.scale)
    return _page(
        draft,
        subject,
        form=form,
        beside=list_facts(subject),
        group=group,
        groups={name: _count_open(found) for name, found in groups.items()},
        rows=rows if rows is not None else [(row, row_form(row, scale)) for row in groups.get(group, ())],
    )


def _threat_page(
    draft: RiskAssessment, subject: RiskSubject, row: AssessedThreat, form: TreatThreatForm
) -> dict[str, Any]:
    page = _page(draft, subject, threat=row, form=form, suggested=list_suggested(row))
    return page | {"shown": next((one for one in page["weighed"].relevant if one.row is row), None)}
