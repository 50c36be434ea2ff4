"""Hours are said, changed and taken back; tasks count for whom they fall to; done tasks suggest better estimates."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from aarshjul.calendar.store import forget_calendar
from aarshjul.capacity.actions import PutCapacity, UseEstimate, put_capacity, use_estimate
from aarshjul.capacity.rules import Load, year_of
from aarshjul.capacity.store import Estimate, find_capacity, list_estimates, load_overview
from aarshjul.plan.actions import make_plan_tasks, plan_when_due
from aarshjul.plan.model import TaskTemplate
from aarshjul.plan.store import find_approved_plan
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import db
from app.core.errors import EditConflict, NotFound
from app.organisation.model import FunctionHolder, Unit
from tests.aarshjul.capacity.conftest import done, person
from tests.make import NOW, TODAY, Personas, make_absence, make_task

DOING = Doing(at=NOW, via="cli")
DAY = date(2027, 2, 1)


def load_of(administration_id: int | None, year: int, *, today: date) -> tuple[Load, ...]:
    """The four quarters of an administration, or of the whole municipality (None)."""
    places = None if administration_id is None else (administration_id,)
    return load_overview((year,), today=today).loads.of_places(places, year)


def put(email: str, hours: float | None, *, year: int = 2027, was: float | None = None, note: str = "") -> None:
    put_capacity(PutCapacity(person_id=person(email).id, year=year, hours=hours, was=was, note=note), doing=DOING)


def told() -> list[tuple[str, dict[str, object]]]:
    events = db.session.scalars(
        db.select(AuditEvent).where(AuditEvent.subject_kind == "capacity").order_by(AuditEvent.id)
    )
    return [(event.verb, event.changes) for event in events]


def unit(number: int) -> Unit:
    return db.session.get_one(Unit, number)


def test_hours_are_said_changed_and_taken_back_and_each_is_told(fjordby: Personas) -> None:
    anna = person(fjordby.anna)
    put(fjordby.anna, 120.0)
    put(fjordby.anna, 150.5, was=120.0, note="Fra august")
    put(fjordby.anna, 150.5, was=150.5, note="Fra august")
    row = find_capacity(anna.id, 2027)
    assert row is not None
    assert (row.hours, row.note) == (150.5, "Fra august")
    put(fjordby.anna, None, was=150.5)
    put(fjordby.anna, None)
    assert find_capacity(anna.id, 2027) is None
    assert [(verb, changes["hours"]) for verb, changes in told()] == [
        ("capacity.put", [None, "120"]),
        ("capacity.put", ["120", "150,5"]),
        ("capacity.remove", ["150,5", None]),
    ]
    assert told()[1][1]["note"] == [None, "Fra august"]


def test_who_did_not_see_the_other_s_change_overwrites_nothing(fjordby: Personas) -> None:
    put(fjordby.anna, 120.0)
    for hours in (130.0, None):
        with pytest.raises(EditConflict, match="Anna Ahorn"):
            put(fjordby.anna, hours, was=100.0)
    assert find_capacity(person(fjordby.anna).id, 2027).hours == 120.0  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        put_capacity(PutCapacity(person_id=10**6, year=2027, hours=1.0), doing=DOING)


def test_a_task_counts_in_its_quarter_for_whom_it_falls_to(fjordby: Personas) -> None:
    social, school = unit(fjordby.social_id), unit(fjordby.school_id)
    put(fjordby.anna, 100.0)
    make_task(unit=unit(fjordby.home_care_id), due_on=date(2027, 3, 31), hours=30.0)
    make_task(unit=social, due_on=date(2027, 4, 1), hours=20.0, done_on=date(2027, 3, 1), spent_minutes=90)
    make_task(unit=social, due_on=date(2027, 4, 2), hours=7.0, function="leader")
    make_task(unit=school, due_on=date(2027, 12, 31), hours=11.0, person_id=person(fjordby.anna).id)
    make_task(unit=school, due_on=date(2027, 12, 31), hours=5.0)
    make_task(unit=social, due_on=date(2027, 6, 1), hours=99.0, state="withdrawn")
    make_task(unit=social, due_on=date(2027, 6, 1), hours=99.0, state="not_relevant")
    make_task(unit=social, due_on=date(2028, 1, 1), hours=99.0)
    loads = load_of(fjordby.social_id, 2027, today=TODAY)
    assert [(load.planned, load.spent, load.elsewhere) for load in loads] == [
        (30.0, 0.0, 0.0), (20.0, 1.5, 7.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0),
    ]  # fmt: skip
    overview = load_overview([2027], today=TODAY)
    anna = year_of(overview.loads.of_person(person(fjordby.anna).id, 2027))
    assert (anna.available, anna.planned) == (100.0, 61.0)
    whole = year_of(load_of(None, 2027, today=TODAY))
    assert (whole.available, whole.planned, whole.elsewhere) == (100.0, 61.0, 12.0)
    # Carla has not said her hours: nothing of hers is coloured.
    culture = year_of(load_of(fjordby.culture_id, 2027, today=TODAY))
    assert (culture.planned, culture.elsewhere) == (11.0, 5.0)


def test_somebody_s_absence_today_moves_no_hours(fjordby: Personas) -> None:
    put(fjordby.anna, 100.0)
    make_absence(
        person=person(fjordby.anna), from_on=TODAY, to_on=TODAY + timedelta(days=9), deputy=person(fjordby.carla)
    )
    make_task(unit=unit(fjordby.social_id), due_on=TODAY, hours=8.0)
    assert year_of(load_of(fjordby.social_id, 2027, today=TODAY)).planned == 8.0


def test_the_overview_costs_the_same_for_one_task_and_for_many(fjordby: Personas, ctx: Flask) -> None:
    counts: list[int] = []
    seen: list[str] = []

    def listen(*args: Any) -> None:
        seen.append(args[2])

    db.event.listen(db.engine, "before_cursor_execute", listen)
    for number in (1, 40):
        for n in range(number):
            make_task(unit=unit(fjordby.social_id), due_on=DAY + timedelta(days=n), hours=1.0)
        db.session.flush()
        forget_calendar()
        seen.clear()
        load_overview(range(2027, 2032), today=TODAY)
        counts.append(len(seen))
    db.event.remove(db.engine, "before_cursor_execute", listen)
    assert counts == [5, 5]


def test_done_tasks_that_took_longer_propose_their_median(fjordby: Personas) -> None:
    social, culture = unit(fjordby.social_id), unit(fjordby.culture_id)
    # Only the three newest of a place speak for it: Social's old ones, long as they were, do not.
    for n, minutes in enumerate((6000, 6000, 6000, 6000, 1200, 1200, 1200)):
        done(social, "T01", minutes, DAY + timedelta(days=n))
    for n, minutes in enumerate((1100, 1300)):
        done(culture, "T01", minutes, DAY + timedelta(days=n))
    done(social, "T01", 0, DAY + timedelta(days=90))
    make_task(unit=social, due_on=DAY, plan_code="T01", spent_minutes=9000)
    for minutes in (60, 60):
        done(unit(fjordby.municipality_id), "T05", minutes, DAY)
    template = db.session.scalars(db.select(TaskTemplate).where(TaskTemplate.code == "T01")).one()
    assert list_estimates() == [Estimate(template.id, "T01", template.title, 12.0, 20.0, 5)]
    assert list_estimates(template.id) == list_estimates()
    assert list_estimates(template.id + 1) == []
    template.is_retired = True
    db.session.flush()
    assert list_estimates() == []


def test_a_used_proposal_changes_the_task_and_the_next_tick_moves_what_nobody_has_touched(fjordby: Personas) -> None:
    now = clock.parse_moment("2027-01-04T08:00")
    make_plan_tasks(now)
    query = db.select(Task).where(Task.plan_code == "T01", Task.unit_id == fjordby.social_id).order_by(Task.due_on)
    touched, untouched, *_later = db.session.scalars(query)
    touched.is_touched = True
    for n in range(3):
        done(unit(fjordby.culture_id), "T01", 1200, DAY + timedelta(days=n))
    template = db.session.scalars(db.select(TaskTemplate).where(TaskTemplate.code == "T01")).one()
    version = template.version
    with pytest.raises(EditConflict):
        use_estimate(UseEstimate(template_id=template.id, hours=19.0), doing=DOING)
    use_estimate(UseEstimate(template_id=template.id, hours=20.0), doing=DOING)
    assert (template.hours, template.version) == (20.0, version + 1)
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "task_template.use_estimate")).one()
    assert event.changes == {"hours": ["12", "20"]}
    with pytest.raises(EditConflict):
        use_estimate(UseEstimate(template_id=template.id, hours=20.0), doing=DOING)
    with pytest.raises(NotFound):
        use_estimate(UseEstimate(template_id=10**6, hours=20.0), doing=DOING)
    assert plan_when_due(now + timedelta(minutes=1))["planned"] > 0
    db.session.refresh(untouched)
    assert (untouched.hours, touched.hours) == (20.0, 12.0)
    assert find_approved_plan().planned_on == clock.day_of(now)  # type: ignore[union-attr]


def test_a_coordinator_of_two_administrations_is_short_in_both(fjordby: Personas) -> None:
    query = db.select(FunctionHolder).where(FunctionHolder.unit_id == fjordby.culture_id)
    db.session.scalars(query).one().person = person(fjordby.anna)
    db.session.flush()
    put(fjordby.anna, 60.0)
    for place, hours in ((fjordby.social_id, 60.0), (fjordby.culture_id, 40.0)):
        make_task(unit=unit(place), due_on=DAY, hours=hours)
    for place, available in ((fjordby.social_id, 36.0), (fjordby.culture_id, 24.0)):
        first, *_others = loads = load_of(place, 2027, today=TODAY)
        assert year_of(loads).available == pytest.approx(available)
        assert first.level == "red"
