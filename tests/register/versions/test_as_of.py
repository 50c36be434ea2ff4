"""The register as it stood on a day: field for field, whatever has been done since."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import ActivityContent, DataLine, Purpose, Retention
from register.activity.contents import list_entries
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.life.actions import TakeStep, take_step
from register.life.rules import STEPS
from register.versions.as_of import count_as_of, list_as_of, list_entries_as_of
from tests.make import make_personas, make_record

ALL = Scope.everything()
YEARS = (2025, 2026, 2027)
EVERY = select(ProcessingActivity.id)


def noon(day: date) -> Doing:
    return Doing(at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC), via="cli")


def backdate(activity: ProcessingActivity, day: date) -> None:
    """`make_record` makes a record now; here it was made on a day of its own."""
    db.session.execute(
        db.text("UPDATE activity_version SET at = :at WHERE activity_id = :id"),
        {"at": noon(day).at.isoformat(sep=" "), "id": activity.id},
    )


def somehow_changed(content: ActivityContent, luck: random.Random, year: int) -> ActivityContent:
    """The content with two or three fields changed, a list of rows among them."""
    edits: list[dict[str, object]] = [
        {"title": f"{content.title} {year}"},
        {"description": f"Beskrevet i {year}" if luck.random() < 0.8 else ""},
        {"purposes": (*content.purposes, Purpose(text=f"Formål fra {year}", art6=("e",)))},
        {"data_lines": (DataLine(subject="adults", category="health", text=f"Diagnoser {year}"),)},
        {"retention": (Retention(period=f"P{luck.randint(1, 30)}Y", start_event="case_closed"),)},
        {"subjects": tuple(luck.sample(["adults", "children", "employees"], 2))},
        {"unit": luck.choice(["SOC", "BOK"])},
        {"not_disclosed": not content.not_disclosed},
        {"next_review_on": date(year + 1, luck.randint(1, 12), 1)},
    ]
    for edit in luck.sample(edits, 3):
        content = replace(content, **edit)  # type: ignore[arg-type]
    return content


def test_fifty_records_changed_over_three_years_come_back_as_they_were_each_year(ctx: Flask) -> None:
    make_personas()
    luck = random.Random(30)
    records = [make_record(title=f"Behandling {n}", unit="SOC") for n in range(40)]
    for record in records:
        backdate(record, date(2024, 6, 1))
    kept: dict[int, dict[int, ActivityContent]] = {}
    for year in YEARS:
        late = [make_record(title=f"Ny i {year} nr. {n}", unit="BOK") for n in range(10 // len(YEARS) + 1)]
        for record in late:
            backdate(record, date(year, 2, 1))
        records += late
        for day in (date(year, 3, 1), date(year, 9, 1)):
            for record in luck.sample(records, 35):
                wanted = somehow_changed(to_content(record), luck, year)
                command = ChangeActivity(activity_id=record.id, version=record.version, content=wanted)
                change_activity(command, doing=noon(day + timedelta(days=luck.randint(0, 60))))
        kept[year] = {entry.id: entry.content for entry in list_entries(EVERY)}
    assert len(records) > 50
    for year in YEARS:
        found = {entry.id: entry.content for entry in list_entries_as_of(date(year, 12, 31), EVERY)}
        assert found == kept[year]
        assert count_as_of(date(year, 12, 31), scope=ALL) == len(kept[year])
    assert kept[2025] != kept[2026] != kept[2027]
    assert list_entries_as_of(date(2023, 12, 31), EVERY) == []


def test_a_day_ends_at_midnight_in_denmark(ctx: Flask) -> None:
    make_personas()
    record = make_record(title="Før", unit="SOC")
    backdate(record, date(2026, 7, 1))
    late = Doing(at=datetime(2026, 7, 31, 21, 59, tzinfo=UTC), via="cli")  # 23.59 in Denmark
    after = Doing(at=datetime(2026, 7, 31, 22, 0, tzinfo=UTC), via="cli")  # midnight
    for doing, title in ((late, "Sent"), (after, "Dagen efter")):
        wanted = replace(to_content(record), title=title)
        change_activity(ChangeActivity(activity_id=record.id, version=record.version, content=wanted), doing=doing)
    assert [row.entry.content.title for row in list_as_of(date(2026, 7, 31), scope=ALL)] == ["Sent"]
    assert [row.entry.content.title for row in list_as_of(date(2026, 8, 1), scope=ALL)] == ["Dagen efter"]
    assert [row.entry.content.title for row in list_as_of(date(2026, 7, 30), scope=ALL)] == ["Før"]


def test_a_retired_record_is_there_on_the_days_before(ctx: Flask) -> None:
    make_personas()
    record = make_record(title="Udgår", unit="SOC")
    backdate(record, date(2026, 1, 1))
    command = TakeStep(activity_id=record.id, step=STEPS["retire"], version=1, note="Opgaven er flyttet")
    take_step(command, doing=noon(date(2026, 6, 1)))
    assert [row.entry.status for row in list_as_of(date(2026, 5, 31), scope=ALL)] == ["draft"]
    assert list_as_of(date(2026, 6, 1), scope=ALL) == []


@pytest.mark.parametrize("far", ["inside", "outside"])
def test_what_one_may_not_see_now_one_may_not_see_then(ctx: Flask, far: str) -> None:
    make_personas()
    backdate(make_record(title="Social", unit="SOC"), date(2026, 1, 1))
    path = db.session.scalar(select(Unit.path).where(Unit.code == {"inside": "SOC", "outside": "BOK"}[far]))
    scope = Scope(paths=(str(path),))
    assert len(list_as_of(date(2026, 5, 1), scope=scope)) == (far == "inside")
    assert count_as_of(date(2026, 5, 1), scope=scope) == (far == "inside")
