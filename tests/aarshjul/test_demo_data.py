"""The demo's annual cycle, as a newcomer finds it, whatever day of the year that is."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
import yaml
from flask import Flask

from aarshjul.attestation.store import Sight, list_campaigns
from aarshjul.capacity.store import list_estimates, load_overview, years_from
from aarshjul.demo_data import MOST_FIRST_MAILS, STORY
from aarshjul.plan.actions import CATALOGUE, make_plan_tasks
from aarshjul.plan.catalogue import read_catalogue
from aarshjul.reminder.actions import look_at_due
from aarshjul.reminder.asking import is_asked
from aarshjul.reminder.rows import list_wanted_of_all
from aarshjul.task.model import OPEN_STATES, Task
from aarshjul.task.responsible import find_responsible, load_holders
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.part import Part
from app.core.scope import Scope
from app.organisation.demo_data import add_demo_organisation
from app.organisation.model import Unit
from tests.make import make_plan

DAYS = (
    "2027-01-02",
    *(pytest.param(day, marks=pytest.mark.long) for day in ("2027-03-05", "2027-06-30")),
    "2027-11-21",
    "2027-12-31",
)


def lay(app: Flask, day: str) -> datetime:
    """The whole demo in an empty database, as `flask init --demo` lays it on that day."""
    now = clock.parse_moment(day)
    add_demo_organisation(Doing(at=now, via="cli"))
    make_plan(first_year=now.year)
    parts: tuple[Part, ...] = app.extensions["parts"]
    for part in parts:
        part.demo_data(now)
    db.session.flush()
    return now


def tasks() -> list[Task]:
    return list(db.session.scalars(db.select(Task).order_by(Task.due_on, Task.id)))


@pytest.mark.parametrize("day", DAYS)
def test_on_any_day_things_are_done_as_far_as_they_can_be_and_the_first_tick_is_no_flood(ctx: Flask, day: str) -> None:
    now = lay(ctx, day)
    today = clock.day_of(now)
    found = tasks()
    done = [task for task in found if task.state == "done" and task.kind == "plan"]
    assert all(task.done_on is not None and task.done_on < today and task.done_by_id for task in done)
    assert all(task.due_on < today for task in done)
    assert all(task.due_on.year == today.year for task in done)
    assert any(task.due_on > today and task.state == "not_started" for task in found)
    assert max(task.due_on for task in found).year == today.year + 4
    while look_at_due(now):
        pass
    asked = {row.task.id for row in list_wanted_of_all() if is_asked(row.said.code)}
    assert 0 < len({row.task.id for row in list_wanted_of_all()} - asked) <= MOST_FIRST_MAILS
    again = make_plan_tasks(now)
    assert (again.created, again.moved, again.withdrawn, again.done) == (0, 0, 0, 0)


def test_late_in_the_year_each_administration_stands_as_the_story_says(ctx: Flask) -> None:
    today = clock.day_of(lay(ctx, "2027-11-21"))
    holders = load_holders(today)
    codes = {unit.id: unit.code for unit in db.session.scalars(db.select(Unit))}
    went: dict[str, Counter[str]] = {}
    for task in tasks():
        if task.kind == "plan" and task.due_on < today:
            how = "open" if task.state in OPEN_STATES else "late" if task.done_on > task.due_on else "on_time"  # type: ignore[operator]
            went.setdefault(codes.get(task.unit.administration_id or 0, ""), Counter())[how] += 1
            if task.state == "done":
                assert task.done_by_id == find_responsible(task, holders).person_id
    story: dict[str, Any] = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    for code, shares in story.items():
        if code not in {"notes", "work", "capacity", "minutes"}:
            total = went[code].total()
            for how, share in shares.items():
                assert went[code][how] == pytest.approx(share * total, abs=1), (code, how)
    assert went["TEK"]["open"] > 5 > went["SOC"]["open"] == 0
    # A forecast that moved past the horizon when the one before it was done is withdrawn.
    assert {task.state for task in tasks() if task.kind == "plan" and today < task.due_on and not task.is_forecast} == {
        "not_started", "started", "for_approval",
    }  # fmt: skip
    overview = load_overview(years_from(today), today=today)
    people = {who for who, _year in overview.loads.people}
    levels = {load.level for who in people for year in overview.years for load in overview.loads.of_person(who, year)}
    assert levels == {"green", "yellow", "red", "grey"}
    assert "T27" in [found.code for found in list_estimates()]


def test_two_demos_of_one_day_are_alike(ctx: Flask) -> None:
    def story() -> list[tuple[object, ...]]:
        rows = [
            (task.title, task.unit.code, task.due_on, task.state, task.done_on, task.note, task.remind_on)
            for task in tasks()
        ]
        return sorted(rows, key=repr)

    lay(ctx, "2027-06-30")
    first = story()
    db.session.rollback()
    lay(ctx, "2027-06-30")
    assert story() == first


def test_the_notes_belong_to_tasks_of_the_catalogue() -> None:
    codes = {item.code for item in read_catalogue(CATALOGUE.read_text(encoding="utf-8"))}
    assert set(yaml.safe_load(STORY.read_text(encoding="utf-8"))["notes"]) <= codes


def test_a_campaign_is_under_way_and_some_leaders_have_answered(ctx: Flask) -> None:
    now = lay(ctx, "2027-03-05")
    [campaign] = list_campaigns(Sight(Scope.everything()))
    assert (campaign.title, campaign.closed_at, campaign.opens_on) == ("Bekræft fortegnelsen 2027", None, now.date())
    assert list(campaign.administrations) == ["Børn og Kultur", "Sundhed og Omsorg"]
    assert campaign.progress.needs_change == 2 and campaign.progress.confirmed >= 6 and campaign.progress.waiting > 5
    states = Counter(task.state for task in tasks() if task.kind == "attestation")
    assert states["done"] == 5 and states["not_started"] > 3
