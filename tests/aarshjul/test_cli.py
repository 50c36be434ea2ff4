"""`flask aarshjul`: the documents that scripts build on."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from aarshjul.task.model import Task
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.make import Personas, make_activity, make_plan, make_task

T = "2027-03-01T08:00"


@pytest.fixture
def fjordby(app: Flask, personas: Personas) -> Personas:
    with app.app_context():
        begin_writing()
        make_plan(codes={"T01", "T05", "T28"})
        unit = db.session.get_one(Unit, personas.home_care_id)
        bent = db.session.scalars(db.select(Person).where(Person.email == personas.bent)).one()
        make_activity(title="Hjemmepleje", unit=unit, owner_id=bent.id, next_review_on=date(2027, 3, 8))
        db.session.commit()
    return personas


def flask(app: Flask, *words: str, code: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["aarshjul", *words])
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.stderr


def document(app: Flask, *words: str) -> Any:
    return json.loads(flask(app, *words, "--json"))


def test_plan_answers_with_its_four_counts_and_changes_nothing_the_second_time(app: Flask, fjordby: Personas) -> None:
    first = document(app, "plan", "--now", T)
    assert first == {"created": 2 * 5 + 5 + 2 * 9 + 1, "moved": 0, "withdrawn": 0, "unchanged": 0}
    assert document(app, "plan", "--now", T) == {
        "created": 0, "moved": 0, "withdrawn": 0, "unchanged": first["created"],
    }  # fmt: skip
    assert "0 nye opgaver" in flask(app, "plan", "--now", T)


def test_tasks_lists_them_by_date_with_codes_and_addresses(app: Flask, fjordby: Personas) -> None:
    flask(app, "plan", "--now", T)
    rows = document(app, "tasks")
    assert [row["due_on"] for row in rows] == sorted(row["due_on"] for row in rows)
    [review] = [row for row in rows if row["kind"] == "review"]
    assert review == {
        "id": review["id"], "kind": "review", "title": "Gennemgå behandlingen «Hjemmepleje»",
        "subject": review["subject"], "plan_item": None, "administration": "SOC", "unit": "SOC-HJ",
        "responsible": fjordby.bent, "period": "2027", "due_on": "2027-03-08", "law_due_on": None,
        "state": "not_started", "overdue": clock.today() > date(2027, 3, 8), "hours": 1.0, "forecast": False,
        "result": None, "spent_minutes": 0,
    }  # fmt: skip
    kind, _, number = review["subject"].partition("/")
    assert kind == "activity"
    assert number.isdecimal()
    central = next(row for row in rows if row["plan_item"] == "T05")
    assert (central["administration"], central["subject"], central["responsible"]) == (None, None, None)


def test_tasks_can_be_narrowed_to_a_year_and_an_administration(app: Flask, fjordby: Personas) -> None:
    flask(app, "plan", "--now", T)
    rows = document(app, "tasks", "--year", "2028", "--administration", "BOK")
    assert {row["administration"] for row in rows} == {"BOK"}
    assert {row["due_on"][:4] for row in rows} == {"2028"}
    assert len(rows) == 1 + 2
    assert document(app, "tasks", "--year", "1999") == []


def test_an_unknown_administration_is_refused_in_words(app: Flask, fjordby: Personas) -> None:
    assert "findes ikke" in flask(app, "tasks", "--administration", "XYZ", code=1)


def test_a_closed_task_is_not_overdue(app: Flask, personas: Personas) -> None:
    with app.app_context():
        begin_writing()
        social = db.session.get_one(Unit, personas.social_id)
        past = clock.today() - timedelta(days=5)
        for state, changes in {"done": {"done_on": past}, "started": {}, "withdrawn": {}}.items():
            make_task(unit=social, due_on=past, title=state, **({"state": state} | changes))
        db.session.commit()
    assert {row["title"]: row["overdue"] for row in document(app, "tasks")} == {
        "done": False, "started": True, "withdrawn": False,
    }  # fmt: skip


def test_forecast_lists_the_mails_to_come_and_writes_none(app: Flask, fjordby: Personas) -> None:
    flask(app, "plan", "--now", T)
    mails = document(app, "forecast", "--days", "30", "--now", T)
    with app.app_context():
        [review] = db.session.scalars(db.select(Task.id).where(Task.kind == "review"))
    assert [mail["on"] for mail in mails if mail["to"] == fjordby.bent and review in mail["tasks"]] == [
        "2027-03-01", "2027-03-08", "2027-03-15", "2027-03-22", "2027-03-30",
    ]  # fmt: skip
    assert all(set(mail) == {"on", "to", "kind", "tasks"} and mail["kind"] == "reminder" for mail in mails)
    assert len({(mail["on"], mail["to"]) for mail in mails}) == len(mails), "one a person a day"
    assert [mail["on"] for mail in mails] == sorted(mail["on"] for mail in mails)
    assert {mail["to"] for mail in mails} == {fjordby.anna, fjordby.bent, fjordby.carla}
    assert document(app, "forecast", "--days", "30", "--now", T) == mails
    assert document(app, "forecast", "--days", "1", "--now", T) == [m for m in mails if m["on"] == "2027-03-01"]


def test_a_tick_after_the_forecast_sends_its_first_day(app: Flask, fjordby: Personas) -> None:
    flask(app, "plan", "--now", T)
    foreseen = document(app, "forecast", "--days", "1", "--now", T)
    counts = document(app, "tick", "--now", T)
    assert counts == {
        "planned": 0, "queued": len(foreseen), "sent": len(foreseen), "waiting": 0, "failed": 0, "escalated": 0,
    }  # fmt: skip
    assert document(app, "forecast", "--days", "1", "--now", T) == []


@pytest.mark.parametrize("words", [("forecast",), ("forecast", "--days", "0"), ("plan", "--now", "i går")])
def test_wrong_usage_ends_with_two(app: Flask, words: tuple[str, ...]) -> None:
    flask(app, *words, code=2)
