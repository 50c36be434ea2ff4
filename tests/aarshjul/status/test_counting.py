"""What the KPIs count, row by row: each empty, just inside its bound, and just outside."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from aarshjul.capacity.model import Capacity
from aarshjul.status.report import Row, StatusReport, make_report
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from register.activity.model import ProcessingActivity
from register.dpia.model import Dpia, DpiaScreening
from register.processor.actions import ProcessorContent, create_processor
from register.processor.model import ProcessingAgreement, Processor, ProcessorSupervision
from register.risk.model import RiskAcceptance, RiskAssessment
from tests.aarshjul.status.test_report import DOING
from tests.make import NOW, Personas, make_activity, make_assessment, make_task

DAY = date(2027, 3, 1)
A_DAY = timedelta(days=1)


def unit(code: str) -> Unit:
    return db.session.scalars(select(Unit).where(Unit.code == code)).one()


def report(*, since: date = date(2027, 1, 1), body: str = "DDS", scope: Scope | None = None) -> StatusReport:
    return make_report(body, as_of=DAY, since=since, made_at=NOW, scope=scope or Scope.everything())


def social(**changes: date) -> Row:
    db.session.flush()
    return next(row for row in report(**changes).rows if row.code == "SOC")


def said(code: str, **changes: date) -> tuple[int, int | None, str]:
    measure = social(**changes).measure(code)
    return measure.part, measure.whole, measure.light


def red(activity: ProcessingActivity | None = None) -> RiskAssessment:
    activity = activity or make_activity(unit=unit("SOC"))
    return make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4, assessed_on=DAY - timedelta(days=40))


def accept(assessment: RiskAssessment, *, until: date, colour: str = "red", since: date = DAY - A_DAY) -> None:
    db.session.add(
        RiskAcceptance(
            assessment_id=assessment.id, colour=colour, reason="Til det nye system.", decision="DDS 3/2027",
            accepted_on=min(since, until - A_DAY), expires_on=until, at=NOW,
        )
    )  # fmt: skip


@pytest.fixture(autouse=True)
def there_are_people(ctx: Flask, personas: Personas) -> None:
    """Each test has the municipality's people and units."""


# --- K6 -------------------------------------------------------------------------------------------------------------


def test_k6_without_any_assessment_has_no_basis() -> None:
    assert said("K6") == (0, None, "grey")


def test_k6_counts_a_red_risk_that_no_valid_decision_covers() -> None:
    red()
    accept(red(), until=DAY)  # its last day
    accept(red(), until=DAY - A_DAY)  # run out yesterday
    accept(red(), until=DAY + timedelta(days=90), since=DAY + A_DAY)  # not yet given
    accept(red(), until=DAY + timedelta(days=90), colour="orange")  # given to less than what is there
    counts = social().counts
    assert (counts.risks, counts.red, counts.red_undecided) == (5, 5, 4)
    assert said("K6") == (4, None, "red")


def test_k6_is_green_when_every_red_one_is_decided_and_red_at_the_first_that_is_not() -> None:
    accept(red(), until=DAY)
    assert said("K6") == (0, None, "green")
    red()
    assert said("K6") == (1, None, "red")


def test_k6_takes_the_decision_of_the_assessment_that_was_only_confirmed() -> None:
    first = red()
    accept(first, until=DAY + A_DAY)
    first.is_current = False
    db.session.flush()
    again = red(db.session.get_one(ProcessingActivity, first.activity_id))
    again.same_as_id = first.id
    assert said("K6") == (0, None, "green")


def test_acceptances_that_run_out_within_91_days_are_told() -> None:
    accept(red(), until=DAY + timedelta(days=91))
    accept(red(), until=DAY + timedelta(days=92))
    assert social().counts.expiring == 1


# --- K7 -------------------------------------------------------------------------------------------------------------


def screened(outcome: str = "yes", *, approved_on: date | None = None, **changes: object) -> None:
    activity = make_activity(unit=unit("SOC"))
    values = {"list_code": "2019", "outcome": outcome, "is_current": True, "at": NOW} | changes
    db.session.add(DpiaScreening(activity_id=activity.id, **values))
    if approved_on is not None:
        db.session.add(
            Dpia(activity_id=activity.id, number=1, state="approved", approved_on=approved_on, text_hash="x", at=NOW)
        )


def test_k7_counts_among_what_the_screening_calls_for() -> None:
    assert said("K7") == (0, 0, "grey")
    screened("no")
    screened("open")
    screened("yes", way="exempt", exempt_reference="Vedtaget med loven")
    screened("yes", is_current=False)
    assert said("K7") == (0, 0, "grey")
    for _number in range(4):
        screened(approved_on=DAY)  # approved the very day
    assert said("K7") == (4, 4, "green")
    screened(approved_on=DAY + A_DAY)
    assert said("K7") == (4, 5, "yellow")  # 80 percent
    screened()
    assert said("K7") == (4, 6, "red")


# --- K8 -------------------------------------------------------------------------------------------------------------


def processor(number: int, *agreements: ProcessingAgreement) -> Processor:
    made = create_processor(ProcessorContent(name=f"Leverandør {number}", unit="SOC"), doing=DOING)
    made.agreements = list(agreements)
    return made


def agreement(**changes: object) -> ProcessingAgreement:
    return ProcessingAgreement(**({"position": 0, "signed_on": date(2025, 1, 1)} | changes))


def test_k8_counts_agreements_in_force() -> None:
    assert said("K8") == (0, 0, "grey")
    processor(1, agreement())
    processor(2, agreement(valid_until_on=DAY))  # its last day
    processor(3, agreement(signed_on=DAY))
    assert said("K8") == (3, 3, "green")
    retired = processor(4)
    retired.is_retired = True
    assert said("K8") == (3, 3, "green")
    processor(5, agreement(valid_until_on=DAY - A_DAY))
    processor(6, agreement(signed_on=DAY + A_DAY))
    processor(7, agreement(is_ended=True))
    processor(8)
    assert said("K8") == (3, 7, "red")
    assert social().light == "red"


def test_k8_is_yellow_at_95_percent() -> None:
    for number in range(19):
        processor(number, agreement())
    processor(19)
    assert said("K8") == (19, 20, "yellow")


# --- K9 -------------------------------------------------------------------------------------------------------------


def supervision(due_on: date, **changes: object) -> None:
    make_task(unit=unit("SOC"), due_on=due_on, kind="supervision", title="Tilsyn med en leverandør", **changes)


def test_k9_counts_what_was_due_and_what_was_lacking_before() -> None:
    since = date(2027, 1, 1)
    assert said("K9", since=since) == (0, 0, "grey")
    supervision(DAY + A_DAY, done_on=DAY)  # not due yet
    supervision(since - A_DAY, done_on=since - A_DAY)  # held before the period
    supervision(date(2027, 2, 1), state="withdrawn")
    make_task(unit=unit("SOC"), due_on=date(2027, 2, 1))  # no supervision
    assert said("K9", since=since) == (0, 0, "grey")
    supervision(since, done_on=DAY)  # due on the first day, held on the last
    supervision(since - A_DAY, done_on=since)  # lacking when the period began, held in it
    assert said("K9", since=since) == (2, 2, "green")
    supervision(DAY)  # due on the last day, not held
    supervision(date(2026, 6, 1), done_on=DAY + A_DAY)  # held after the day
    assert said("K9", since=since) == (2, 4, "red")


@pytest.mark.parametrize(("held", "missing", "light"), [(9, 1, "green"), (7, 3, "yellow"), (6, 3, "red")])
def test_k9_on_its_bounds(held: int, missing: int, light: str) -> None:
    for _number in range(held):
        supervision(DAY, done_on=DAY)
    for _number in range(missing):
        supervision(DAY)
    assert said("K9") == (held, held + missing, light)


def test_supervisions_with_remarks_are_those_held_in_the_period() -> None:
    one = processor(1, agreement())
    db.session.flush()
    for held_on, result in ((DAY, "yellow"), (date(2027, 1, 1), "red"), (DAY, "green"), (DAY + A_DAY, "red")):
        db.session.add(ProcessorSupervision(processor_id=one.id, held_on=held_on, concept=1, result=result, at=NOW))
    assert social().counts.supervisions_remarked == 2


# --- K15 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "light"), [(None, "grey"), (40.0, "green"), (39.9, "yellow"), (30.0, "yellow"), (29.9, "red")]
)
def test_k15_is_the_years_hours_among_those_planned(personas: Personas, hours: float | None, light: str) -> None:
    anna = db.session.scalars(select(Person).where(Person.email == personas.anna)).one()
    make_task(unit=unit("SOC"), due_on=date(2027, 2, 1), person=anna, hours=16.0)
    make_task(unit=unit("SOC"), due_on=date(2027, 11, 1), person=anna, hours=24.0)
    make_task(unit=unit("SOC"), due_on=date(2026, 11, 1), person=anna, hours=99.0)
    if hours is not None:
        db.session.add(Capacity(person=anna, year=2027, hours=hours))
    part, whole, found = said("K15")
    assert found == light
    if hours is not None:
        assert (part, whole) == (round(hours * 60), 40 * 60)
