"""What each record obliges someone to do by when, as plain rows.

The annual cycle makes one task per key. It asks three things here and nothing else:
`list_obligations` what is owed now, `list_fulfilments` which of the keys it holds have been met here, and
`fulfil` to tell that a task was done.

A key names one round: "activity/12/review/3" is the fourth review of record 12, "activity/12/risk/7" the renewal of
assessment 7 ("activity/12/risk/0" the first one of all), "processor/5/supervision/2" the third supervision of processor
5. A round that is over never comes back; a date that is changed keeps its key.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.text import N_
from register.activity.actions import confirm_review
from register.activity.model import ProcessingActivity
from register.processor.actions import HoldSupervision, hold_supervision
from register.processor.model import Processor, ProcessorSupervision
from register.risk.actions import confirm_assessment
from register.risk.model import RiskAssessment

FOLLOWS = ("activity", "risk", "system", "processor")
"""Kinds of subject in the trail: something told of one of them may change what is owed."""
REVIEW_HOURS = 1.0
ASSESSMENT_HOURS = 3.0
SUPERVISION_HOURS = 4.0
PROCESSORS = "processor/"
"""How the keys of a processor's rounds begin; those of a record begin with "activity/"."""
ENDED = ("retired",)
"""States in which a record obliges to nothing more."""
COLOURS = {"no_errors": "green", "no_critical": "yellow", "critical": "red"}
"""What a task's control found, as a supervision says it."""


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """Something a record obliges to. `function` says who in the unit, `person_id` a named one (the owner)."""

    key: str
    kind: str
    title: str
    subject_kind: str
    subject_id: int
    unit_id: int
    function: str
    person_id: int | None
    due_on: date
    is_statutory: bool
    hours: float


@dataclass(frozen=True)
class Fulfilment:
    """A round that was met in the register itself: on which day and by whom."""

    on: date
    by_id: int | None


def list_obligations() -> Iterator[Obligation]:
    """Everything owed now, in the order of keys. Only records with a unit: without one nobody can be asked."""
    yield from _reviews()
    yield from _assessments()
    yield from _supervisions()


def list_fulfilments(keys: Collection[str]) -> dict[str, Fulfilment]:
    """Of these keys, those whose round is over because it was met here; the others lapsed or still stand."""
    met = _supervised(keys)
    wanted = {key: _parse(key) for key in keys if not key.startswith(PROCESSORS)}
    reviews = _ids(wanted, "review")
    risks = _ids(wanted, "risk")
    rounds = {
        row.id: row
        for row in db.session.execute(
            select(
                ProcessingActivity.id,
                ProcessingActivity.review_round,
                ProcessingActivity.last_review_on,
                ProcessingActivity.changed_by_id,
            ).where(ProcessingActivity.id.in_(reviews))
        )
    }
    newest = {
        row.activity_id: row
        for row in db.session.execute(
            select(
                RiskAssessment.activity_id, RiskAssessment.id, RiskAssessment.assessed_on, RiskAssessment.by_id
            ).where(RiskAssessment.is_current, RiskAssessment.activity_id.in_(risks))
        )
    }
    for key, (activity_id, kind, number) in wanted.items():
        if kind == "review" and activity_id in rounds:
            row = rounds[activity_id]
            if row.review_round > number and row.last_review_on:
                met[key] = Fulfilment(on=row.last_review_on, by_id=row.changed_by_id)
        elif kind == "risk" and activity_id in newest and newest[activity_id].id > number:
            met[key] = Fulfilment(on=newest[activity_id].assessed_on, by_id=newest[activity_id].by_id)
    return met


def why_not_confirm(key: str) -> str | None:
    """Why what a key obliges to is not met by saying that it was done: there is nothing yet that could still hold."""
    if key.endswith("/risk/0"):
        return N_("Behandlingen er ikke vurderet endnu. Lav vurderingen dér, så lukker opgaven af sig selv.")
    return None


def fulfil(key: str, *, on: date, note: str = "", result: str = "", doing: Doing) -> None:
    """A task for this key was done: the review is confirmed, the assessment still holds, or the supervision was held.

    `result` is what a supervision found (no_errors, no_critical, critical); none is no errors. A round that is already
    over is left alone, so that a task answered twice changes nothing. Raises Refused where there is nothing yet that
    could be confirmed.
    """
    if key in list_fulfilments([key]):
        return
    problem = why_not_confirm(key)
    if problem:
        raise Refused(_(problem))
    if key.startswith(PROCESSORS):
        _supervise(key, on=on, note=note, colour=COLOURS.get(result, "green"), doing=doing)
        return
    activity_id, kind, number = _parse(key)
    activity = db.session.get(ProcessingActivity, activity_id)
    if activity is None:
        raise NotFound
    if kind == "review":
        confirm_review(activity_id, on=on, doing=doing)
        # Reviewed twice on one day: the day is the same, the round is not.
        activity.review_round = max(activity.review_round, number + 1)
    else:
        confirm_assessment(activity_id, on=on, note=note, doing=doing)
    db.session.flush()


def _reviews() -> Iterator[Obligation]:
    rows = db.session.execute(
        select(
            ProcessingActivity.id,
            ProcessingActivity.title,
            ProcessingActivity.unit_id,
            ProcessingActivity.owner_id,
            ProcessingActivity.next_review_on,
            ProcessingActivity.review_round,
        )
        .where(ProcessingActivity.next_review_on.is_not(None), ProcessingActivity.unit_id.is_not(None))
        .where(ProcessingActivity.status.not_in(ENDED))
        .order_by(ProcessingActivity.id)
    )
    for row in rows:
        yield Obligation(
            key=f"activity/{row.id}/review/{row.review_round}",
            kind="review",
            title=_("Gennemgå behandlingen «%(title)s»", title=row.title[:300]),
            subject_kind="activity",
            subject_id=row.id,
            unit_id=row.unit_id,
            function="leader",
            person_id=row.owner_id,
            due_on=row.next_review_on,
            is_statutory=False,
            hours=REVIEW_HOURS,
        )


def _assessments() -> Iterator[Obligation]:
    rows = db.session.execute(
        select(
            RiskAssessment.id,
            RiskAssessment.activity_id,
            RiskAssessment.next_on,
            ProcessingActivity.title,
            ProcessingActivity.unit_id,
        )
        .join(RiskAssessment.activity)
        .where(RiskAssessment.is_current, RiskAssessment.next_on.is_not(None))
        .where(ProcessingActivity.unit_id.is_not(None), ProcessingActivity.status.not_in(ENDED))
        .order_by(RiskAssessment.activity_id)
    )
    for row in rows:
        yield Obligation(
            key=f"activity/{row.activity_id}/risk/{row.id}",
            kind="risk",
            title=_("Vurdér risikoen ved «%(title)s» igen", title=row.title[:300]),
            subject_kind="activity",
            subject_id=row.activity_id,
            unit_id=row.unit_id,
            function="coordinator",
            person_id=None,
            due_on=row.next_on,
            is_statutory=False,
            hours=ASSESSMENT_HOURS,
        )


def _supervisions() -> Iterator[Obligation]:
    rows = db.session.execute(
        select(
            Processor.id,
            Processor.name,
            Processor.unit_id,
            Processor.owner_id,
            Processor.next_supervision_on,
            Processor.supervision_round,
        )
        .where(Processor.next_supervision_on.is_not(None), Processor.unit_id.is_not(None))
        .where(Processor.is_retired.is_(False))
        .order_by(Processor.id)
    )
    for row in rows:
        yield Obligation(
            key=f"{PROCESSORS}{row.id}/supervision/{row.supervision_round}",
            kind="supervision",
            title=_("Før tilsyn med databehandleren «%(name)s»", name=row.name[:300]),
            subject_kind="processor",
            subject_id=row.id,
            unit_id=row.unit_id,
            function="system_owner",
            person_id=row.owner_id,
            due_on=row.next_supervision_on,
            is_statutory=False,
            hours=SUPERVISION_HOURS,
        )


def _supervised(keys: Collection[str]) -> dict[str, Fulfilment]:
    """Of these keys, the supervisions that were held here: the newest one tells when and by whom."""
    wanted = {key: key.split("/") for key in keys if key.startswith(PROCESSORS)}
    ids = sorted({int(parts[1]) for parts in wanted.values()})
    if not ids:
        return {}
    rounds = dict(
        db.session.execute(select(Processor.id, Processor.supervision_round).where(Processor.id.in_(ids))).all()
    )
    held = {
        row.processor_id: Fulfilment(on=row.held_on, by_id=row.by_id)
        for row in db.session.execute(
            select(ProcessorSupervision.processor_id, ProcessorSupervision.held_on, ProcessorSupervision.by_id)
            .where(ProcessorSupervision.processor_id.in_(ids))
            .order_by(ProcessorSupervision.id)
        )
    }
    return {
        key: held[int(parts[1])]
        for key, parts in wanted.items()
        if rounds.get(int(parts[1]), 0) > int(parts[3]) and int(parts[1]) in held
    }


def _supervise(key: str, *, on: date, note: str, colour: str, doing: Doing) -> None:
    """A task was answered as done: a supervision by the chosen concept, with what it found."""
    processor = db.session.get(Processor, int(key.split("/")[1]))
    if processor is None:
        raise NotFound
    command = HoldSupervision(
        processor_id=processor.id, held_on=on, concept=processor.concept or 2, result=colour, conclusion=note
    )
    hold_supervision(command, doing=doing)


def _parse(key: str) -> tuple[int, str, int]:
    _kind, activity_id, kind, number = key.split("/")
    return int(activity_id), kind, int(number)


def _ids(wanted: dict[str, tuple[int, str, int]], kind: str) -> list[int]:
    return [activity_id for activity_id, its_kind, _number in wanted.values() if its_kind == kind]
