"""What a risk obliges to: the next assessment, the planned actions, an acceptance before the last one runs out."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.text import N_
from app.organisation.model import Unit
from register.owing import Fulfilment, Key, Obligation, Owing, Told
from register.risk.finishing import confirm_assessment
from register.risk.model import RiskAcceptance, RiskAction, RiskAssessment
from register.risk.planning import close_action
from register.risk.subject import COLUMNS, TRAIL_KINDS, get_subject, is_used, join_subject, name_column

ASSESSMENT_HOURS = 3.0
ACTION_HOURS = 2.0
ACCEPTANCE_HOURS = 0.5
ACCEPT_WITHIN = timedelta(days=30)
"""From an assessment to the day by which an orange or red risk is decided on."""
_SUBJECT = (RiskAssessment.activity_id, RiskAssessment.system_id, RiskAssessment.scenario_id)
_ACCEPTED_BY = {"green": "leader", "light_green": "leader", "yellow": "director", "orange": "isc", "red": "isc"}
"""Who is asked about a residual risk of a colour; an orange or red one they bring before the body."""


def _owed_assessments() -> Iterator[Obligation]:
    query = _in_force(select(RiskAssessment.id, RiskAssessment.next_on, name_column().label("name"), *_SUBJECT))
    for row in db.session.execute(query.where(RiskAssessment.next_on.is_not(None))):
        kind, subject_id = _subject(row)
        yield Obligation(
            key=str(Key(kind, subject_id, "risk", row.id)),
            kind="risk",
            title=_("Vurdér risikoen ved «%(title)s» igen", title=row.name[:300]),
            subject_kind=TRAIL_KINDS[kind],
            subject_id=subject_id,
            unit_id=row.unit_id,
            function="coordinator",
            person_id=None,
            due_on=row.next_on,
            is_statutory=False,
            hours=ASSESSMENT_HOURS,
        )


def _met_assessments(keys: Collection[Key]) -> Mapping[Key, Fulfilment]:
    """A newer assessment meets the round."""
    met: dict[Key, Fulfilment] = {}
    for kind, column in COLUMNS.items():
        wanted = [key for key in keys if key.subject == kind]
        if not wanted:
            continue
        query = select(column, RiskAssessment.id, RiskAssessment.assessed_on, RiskAssessment.by_id).where(
            RiskAssessment.is_current, column.in_([key.subject_id for key in wanted])
        )
        newest = {row[0]: row for row in db.session.execute(query)}
        for key in wanted:
            row = newest.get(key.subject_id)
            if row is not None and row.id > key.number:
                met[key] = Fulfilment(on=row.assessed_on, by_id=row.by_id)
    return met


def _confirm(key: Key, told: Told, *, doing: Doing) -> None:
    subject = get_subject(key.subject, key.subject_id, scope=Scope.everything())
    confirm_assessment(subject, on=told.on, note=told.note, doing=doing)


def _why_not_confirm(key: Key) -> str | None:
    if key.number == 0:
        return N_("Behandlingen er ikke vurderet endnu. Lav vurderingen dér, så lukker opgaven af sig selv.")
    return None


def _owed_actions() -> Iterator[Obligation]:
    query = join_subject(
        select(
            RiskAction.id,
            RiskAction.title,
            RiskAction.unit_id,
            RiskAction.function,
            RiskAction.person_id,
            RiskAction.due_on,
            *_SUBJECT,
        )
        .join(RiskAction.assessment)
        .where(RiskAction.state == "open", RiskAssessment.is_draft.is_(False))
    )
    for row in db.session.execute(query.where(is_used()).order_by(RiskAction.id)):
        kind, subject_id = _subject(row)
        yield Obligation(
            key=str(Key("risk", row.id, "action", 0)),
            kind="action",
            title=row.title,
            subject_kind=TRAIL_KINDS[kind],
            subject_id=subject_id,
            unit_id=row.unit_id,
            function=row.function,
            person_id=row.person_id,
            due_on=row.due_on,
            is_statutory=False,
            hours=ACTION_HOURS,
        )


def _met_actions(keys: Collection[Key]) -> Mapping[Key, Fulfilment]:
    query = select(RiskAction.id, RiskAction.done_on, RiskAction.done_by_id).where(
        RiskAction.state == "done", RiskAction.id.in_([key.subject_id for key in keys])
    )
    done = {row.id: Fulfilment(on=row.done_on, by_id=row.done_by_id) for row in db.session.execute(query)}
    return {key: done[key.subject_id] for key in keys if key.subject_id in done}


def _act(key: Key, told: Told, *, doing: Doing) -> None:
    if db.session.get(RiskAction, key.subject_id) is None:
        raise NotFound
    close_action(key.subject_id, on=told.on, note=told.note, is_done=True, version=None, doing=doing)


def _owed_acceptances() -> Iterator[Obligation]:
    """What is to be accepted: an orange or red risk within a month, and what was accepted before that runs out.

    A yellow one that nobody has accepted yet stands on the page of risks: a director with fifty of them is not helped
    by fifty tasks.
    """
    newest = _newest_acceptance()
    query = _in_force(
        select(
            RiskAssessment.id,
            RiskAssessment.same_as_id,
            RiskAssessment.colour,
            RiskAssessment.assessed_on,
            newest.c.expires_on,
            newest.c.rounds,
            name_column().label("name"),
            *_SUBJECT,
        )
    ).outerjoin(newest, newest.c.assessment_id == func.coalesce(RiskAssessment.same_as_id, RiskAssessment.id))
    for row in db.session.execute(query.where(or_(RiskAssessment.severity >= 3, newest.c.expires_on.is_not(None)))):
        kind, subject_id = _subject(row)
        yield Obligation(
            key=str(Key("risk", row.same_as_id or row.id, "acceptance", row.rounds or 0)),
            kind="acceptance",
            title=_("Tag stilling til restrisikoen ved «%(title)s»", title=row.name[:300]),
            subject_kind=TRAIL_KINDS[kind],
            subject_id=subject_id,
            unit_id=row.unit_id,
            function=_ACCEPTED_BY[row.colour],
            person_id=None,
            due_on=row.expires_on or row.assessed_on + ACCEPT_WITHIN,
            is_statutory=False,
            hours=ACCEPTANCE_HOURS,
        )


def _met_acceptances(keys: Collection[Key]) -> Mapping[Key, Fulfilment]:
    """The acceptance that came after those the key has counted."""
    query = (
        select(RiskAcceptance.assessment_id, RiskAcceptance.accepted_on, RiskAcceptance.by_id)
        .where(RiskAcceptance.assessment_id.in_({key.subject_id for key in keys}))
        .order_by(RiskAcceptance.id)
    )
    given: dict[int, list[Fulfilment]] = {}
    for row in db.session.execute(query):
        given.setdefault(row.assessment_id, []).append(Fulfilment(on=row.accepted_on, by_id=row.by_id))
    return {key: its[key.number] for key in keys if len(its := given.get(key.subject_id, [])) > key.number}


def _accepted_elsewhere(_key: Key) -> str | None:
    return N_("En risiko accepteres på vurderingens side med begrundelse og slutdato. Så lukker opgaven af sig selv.")


def _refused(key: Key, told: Told, *, doing: Doing) -> None:
    raise NotFound


def _newest_acceptance() -> Any:
    """For each assessment that was accepted: how long the newest acceptance holds, and how many there have been."""
    newest = aliased(RiskAcceptance)
    return (
        select(
            RiskAcceptance.assessment_id,
            func.count().label("rounds"),
            select(newest.expires_on)
            .where(newest.assessment_id == RiskAcceptance.assessment_id)
            .order_by(newest.id.desc())
            .limit(1)
            .correlate(RiskAcceptance)
            .scalar_subquery()
            .label("expires_on"),
        )
        .group_by(RiskAcceptance.assessment_id)
        .subquery("accepted")
    )


def _in_force(query: Any) -> Any:
    """Assessments that hold of what is in use and lies in a unit, by number."""
    return (
        join_subject(query.add_columns(Unit.id.label("unit_id")))
        .where(RiskAssessment.is_current, Unit.id.is_not(None), is_used())
        .order_by(RiskAssessment.id)
    )


def _subject(row: Any) -> tuple[str, int]:
    for kind in COLUMNS:
        number: int | None = getattr(row, f"{kind}_id")
        if number is not None:
            return kind, number
    raise AssertionError("an assessment is about something")  # the database keeps the promise: ck "subject"


ASSESSMENTS = Owing(
    kind="risk",
    owed=_owed_assessments,
    met=_met_assessments,
    fulfil=_confirm,
    why_not_confirm=_why_not_confirm,
)
ACTIONS = Owing(kind="action", owed=_owed_actions, met=_met_actions, fulfil=_act)
ACCEPTANCES = Owing(
    kind="acceptance",
    owed=_owed_acceptances,
    met=_met_acceptances,
    fulfil=_refused,
    why_not_confirm=_accepted_elsewhere,
)
