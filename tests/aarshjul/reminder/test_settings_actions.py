"""Choosing how the municipality reminds, pausing it, and how often each person is mailed."""

from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask

from aarshjul.reminder.model import Reminder, ReminderSettings
from aarshjul.reminder.settings_actions import (
    SOON,
)
from aarshjul.reminder.settings_rules import USUAL, chosen_of
from aarshjul.reminder.store import find_settings, get_cadence, is_paused
from app.core.db import db
from app.core.errors import Refused
from app.mail.model import OutgoingMail
from tests.aarshjul.reminder.choosing import OFTEN, SELDOM, change, choose, id_of, pause, told
from tests.aarshjul.reminder.playground import DAY, add_holder, add_task, got, row, steps, tick
from tests.conftest import MOSTLY_SQLITE
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas


def test_what_is_chosen_goes_and_is_told_with_what_it_was_before(app: Flask, fjordby: Personas) -> None:
    assert change(app, fjordby, SELDOM)
    with app.app_context():
        settings = find_settings()
        assert settings is not None and settings.id == 1
        assert chosen_of(settings) == SELDOM
        assert settings.changed_by_id == id_of(fjordby.frida)
        cadence = get_cadence()
        assert (cadence.days_before, cadence.overdue_every, cadence.escalate_after) == ((7, 0), 14, ())
    assert told(app) == [
        (
            "reminder_settings.change",
            {
                "days_before": [[30, 14, 7, 1, 0], [7, 0]],
                "overdue_every": [7, 14],
                "escalate_after": [[7, 14, 30, 60], []],
            },
        )
    ]
    assert not change(app, fjordby, SELDOM)
    assert len(told(app)) == 1


def test_what_is_usual_saved_as_it_is_leaves_neither_row_nor_trace(app: Flask, fjordby: Personas) -> None:
    assert not change(app, fjordby, USUAL)
    with app.app_context():
        assert find_settings() is None
    assert told(app) == []


def test_a_pause_meanwhile_is_no_other_saving(app: Flask, fjordby: Personas) -> None:
    pause(app, fjordby)
    assert change(app, fjordby, SELDOM, NOW + DAY, read="")
    with app.app_context():
        assert is_paused()


def test_a_choice_that_cannot_stand_is_refused_at_its_field(app: Flask, fjordby: Personas) -> None:
    with pytest.raises(Refused, match="Mindst ét tal skal være 7 eller mindre") as refused:
        change(app, fjordby, replace(SELDOM, days_before=(30,)))
    assert refused.value.field == "days_before"
    with app.app_context():
        assert find_settings() is None


def test_a_saving_lets_the_next_tick_look_at_what_it_may_concern_and_at_nothing_else(
    app: Flask, fjordby: Personas
) -> None:
    later = TODAY + 40 * DAY
    soon = add_task(app, fjordby, TODAY + SOON, remind_on=later)
    late = add_task(app, fjordby, TODAY - 200 * DAY, remind_on=None)
    far = add_task(app, fjordby, TODAY + SOON + DAY, remind_on=later)
    foreseen = add_task(app, fjordby, TODAY + DAY, remind_on=None, is_forecast=True)
    done = add_task(app, fjordby, TODAY, remind_on=None, state="done", done_on=TODAY)
    waits = add_task(app, fjordby, TODAY, remind_on=None, state="for_approval", asks="complete")
    unopened = add_task(app, fjordby, TODAY + 30 * DAY, remind_on=TODAY + 9 * DAY, created_on=TODAY + 9 * DAY)
    change(app, fjordby, SELDOM)
    assert [row(app, task_id).remind_on for task_id in (soon, late)] == [TODAY, TODAY]
    assert row(app, far).remind_on == later
    assert [row(app, task_id).remind_on for task_id in (foreseen, done, waits)] == [None, None, None]
    assert row(app, unopened).remind_on == TODAY + 9 * DAY


def test_a_task_hears_at_once_of_a_day_that_has_come_by_the_new_choice(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY + 18 * DAY, remind_on=TODAY)
    tick(app)
    assert steps(app, task_id) == [("T-30", "queued")]
    assert row(app, task_id).remind_on == TODAY + 4 * DAY
    change(app, fjordby, OFTEN, NOW + DAY)
    assert tick(app, NOW + DAY)["sent"] == 1
    assert steps(app, task_id) == [("T-30", "queued"), ("T-20", "queued")]
    assert row(app, task_id).remind_on == TODAY + 8 * DAY


@MOSTLY_SQLITE
def test_no_step_is_mailed_twice_for_a_date_when_the_choice_is_changed_back_and_forth(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    """Every day somebody saves another choice, and bent another rhythm; twice a day there is a tick."""
    add_holder(app, 1, "leader", "pia@fjordby.example", "Pia Pil")
    due = [add_task(app, fjordby, TODAY + days * DAY, remind_on=TODAY) for days in (-1, 6, 13)]
    for number in range(35):
        now = NOW + number * DAY
        change(app, fjordby, (OFTEN, SELDOM, USUAL)[number % 3], now)
        choose(app, fjordby.bent, ("weekly", "daily")[number // 2 % 2], now)
        tick(app, now)
        tick(app, now.replace(hour=9))
    with app.app_context():
        query = (
            db.select(Reminder.task_id, Reminder.due_on, Reminder.step, Reminder.person_id, OutgoingMail.state)
            .join(Reminder.mail)
            .order_by(Reminder.id)
        )
        rows = db.session.execute(query).all()
    assert {state for *_key, state in rows} == {"sent"}
    assert max(Counter(tuple(key) for *key, _state in rows).values()) == 1
    assert {task_id for task_id, *_more in rows} == set(due)
    days = Counter((mail.to, str(mail.message["Date"])[:16]) for mail in server.mails)
    assert max(days.values()) == 1, "one mail a day at most"
    asked = [step for task_id, _due_on, step, _person_id, _state in rows if task_id == due[0] and step[0] == "U"]
    assert asked == sorted(asked, key=lambda step: int(step[1:])), "never back to an earlier step"


def test_those_above_hear_nothing_at_once_of_what_was_late_before_they_were_to_hear(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    add_holder(app, fjordby.social_id, "director", "dan@fjordby.example", "Dan Dal")
    change(app, fjordby, SELDOM)
    task_id = add_task(app, fjordby, TODAY - 100 * DAY, function="coordinator")
    tick(app)
    change(app, fjordby, USUAL, NOW + DAY)
    server.mails.clear()
    tick(app, NOW + DAY)
    assert [step for step, _state in steps(app, task_id) if step.startswith("E")] == []
    tick(app, NOW + 8 * DAY)
    assert [step for step, _state in steps(app, task_id) if step.startswith("E")] == ["E1"]
    assert (fjordby.bent, (task_id,)) in got(app, server)
    with app.app_context():
        settings = db.session.get_one(ReminderSettings, 1)
        assert settings.begun_on == TODAY + DAY
    change(app, fjordby, replace(USUAL, overdue_every=10), NOW + 9 * DAY)
    with app.app_context():
        assert db.session.get_one(ReminderSettings, 1).begun_on == TODAY + DAY
