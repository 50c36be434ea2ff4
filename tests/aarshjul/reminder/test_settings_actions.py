"""Choosing how the municipality reminds, pausing it, and how often each person is mailed."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from flask import Flask

from aarshjul.reminder.forecast import forecast
from aarshjul.reminder.model import Reminder, ReminderChoice, ReminderSettings
from aarshjul.reminder.settings_actions import (
    SOON,
    ChangeReminders,
    ChooseRhythm,
    PauseReminders,
    change_reminders,
    choose_rhythm,
    pause_reminders,
    read_mark,
    resume_reminders,
)
from aarshjul.reminder.settings_rules import USUAL, Chosen, chosen_of
from aarshjul.reminder.store import find_settings, get_cadence, is_paused
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.core.errors import EditConflict, Refused
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from tests.aarshjul.reminder.playground import DAY, add_holder, add_task, got, mail_states, row, steps, tick, write
from tests.conftest import MOSTLY_SQLITE
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas

OFTEN = Chosen(days_before=(20, 10, 5, 3, 0), overdue_every=3, escalate_after=(3, 6, 9, 12), chases_in_quiet_weeks=True)
SELDOM = Chosen(days_before=(7, 0), overdue_every=14, escalate_after=(), chases_in_quiet_weeks=False)


def id_of(email: str) -> int:
    return db.session.scalars(db.select(Person.id).where(Person.email == email)).one()


def doing_at(email: str, at: datetime = NOW) -> Doing:
    return Doing(at=at, person_id=id_of(email))


def change(app: Flask, personas: Personas, chosen: Chosen, at: datetime = NOW, read: str | None = None) -> bool:
    def do() -> bool:
        mark = read_mark(find_settings()) if read is None else read
        return change_reminders(ChangeReminders(chosen=chosen, read=mark), doing=doing_at(personas.frida, at))

    return bool(in_danish(app, do))


def in_danish(app: Flask, what: Callable[[], Any]) -> Any:
    with app.test_request_context():
        begin_writing()
        made = what()
        db.session.commit()
        return made


def pause(app: Flask, personas: Personas, reason: str = "Omlægning", at: datetime = NOW) -> None:
    in_danish(app, lambda: pause_reminders(PauseReminders(reason=reason), doing=doing_at(personas.frida, at)))


def resume(app: Flask, personas: Personas, at: datetime = NOW) -> bool:
    return bool(in_danish(app, lambda: resume_reminders(doing=doing_at(personas.frida, at))))


def choose(app: Flask, email: str, rhythm: str, at: datetime = NOW) -> bool:
    def do() -> bool:
        return choose_rhythm(ChooseRhythm(person_id=id_of(email), rhythm=rhythm), doing=doing_at(email, at))

    return bool(in_danish(app, do))


def told(app: Flask) -> list[tuple[str, Any]]:
    with app.app_context():
        query = db.select(AuditEvent.verb, AuditEvent.changes).order_by(AuditEvent.id)
        return [(verb, changes) for verb, changes in db.session.execute(query) if verb.startswith("reminder_")]


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


def test_two_who_save_at_once_do_not_overwrite_each_other(app: Flask, fjordby: Personas) -> None:
    change(app, fjordby, SELDOM, NOW, read="")
    with pytest.raises(EditConflict, match="En anden har rettet påmindelserne"):
        change(app, fjordby, OFTEN, NOW + DAY, read="")
    with app.app_context():
        assert chosen_of(find_settings()) == SELDOM
    assert change(app, fjordby, OFTEN, NOW + DAY)
    with pytest.raises(EditConflict):
        change(app, fjordby, SELDOM, NOW + 2 * DAY, read=NOW.isoformat())


def at_once(*doings: Callable[[], Any]) -> list[Any]:
    """Each in a thread of its own; what came of them, an exception among it."""
    ready, found = threading.Barrier(len(doings)), list[Any]()

    def run(what: Callable[[], Any]) -> None:
        ready.wait(timeout=30)
        try:
            found.append(what())
        except Refused as refused:
            found.append(type(refused))

    threads = [threading.Thread(target=run, args=(what,)) for what in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def test_of_two_who_save_the_first_in_the_same_moment_one_is_told(app: Flask, fjordby: Personas) -> None:
    found = at_once(*(partial(change, app, fjordby, chosen, NOW, "") for chosen in (OFTEN, SELDOM)))
    assert sorted(map(str, found)) == [str(EditConflict), "True"]
    assert [verb for verb, _changes in told(app)] == ["reminder_settings.change"]


def test_of_two_who_pause_in_the_same_moment_one_is_told(app: Flask, fjordby: Personas) -> None:
    found = at_once(*(partial(pause, app, fjordby, reason) for reason in ("En grund", "En anden")))
    assert sorted(map(str, found)) == [str(Refused), "None"]


def test_a_person_who_chooses_twice_in_the_same_moment_has_one_row(app: Flask, fjordby: Personas) -> None:
    found = at_once(*[partial(choose, app, fjordby.bent, "weekly")] * 2)
    assert sorted(found) == [False, True]
    with app.app_context():
        assert db.session.scalars(db.select(ReminderChoice.rhythm)).all() == ["weekly"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_task_that_a_tick_has_in_hand_is_looked_at_again_by_what_was_saved(app: Flask, fjordby: Personas) -> None:
    """SQLite lets one write at a time. Here the tick holds the task and has reckoned by what went before."""
    task_id = add_task(app, fjordby, TODAY + 18 * DAY, remind_on=TODAY)
    saving = threading.Thread(target=change, args=(app, fjordby, OFTEN))
    with app.app_context():
        begin_writing()
        task = db.session.get_one(Task, task_id, with_for_update=True)
        saving.start()
        saving.join(timeout=1)
        assert saving.is_alive(), "it waits for the task"
        task.remind_on = TODAY + 4 * DAY
        db.session.commit()
    saving.join(timeout=30)
    assert row(app, task_id).remind_on == TODAY


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


def test_while_paused_no_reminder_goes_and_afterwards_each_person_s_latest_does(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY + 7 * DAY)
    pause(app, fjordby, "Organisationen lægges om")
    for number in (0, 3, 7):
        assert tick(app, NOW + number * DAY)["sent"] == 0
    with app.app_context():
        assert forecast(NOW, days=30) == []
    assert server.mails == []
    assert resume(app, fjordby, NOW + 8 * DAY)
    assert tick(app, NOW + 8 * DAY)["sent"] == 1
    assert got(app, server) == [(fjordby.bent, (task_id,))]
    assert steps(app, task_id)[-1] == ("T0", "queued")
    assert "superseded" in {state for _step, state in steps(app, task_id)}
    reason = "Organisationen lægges om"
    assert told(app) == [
        ("reminder_settings.pause", {"reason": [None, reason]}),
        ("reminder_settings.resume", {"reason": [reason, None]}),
    ]


def test_a_reminder_that_is_written_waits_too_and_other_mails_go(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    from app.mail.compose import Letter, queue

    add_task(app, fjordby, TODAY)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app)
    assert mail_states(app) == [("bent", "waiting")]
    pause(app, fjordby)

    def invite() -> None:
        person = db.session.scalars(db.select(Person).where(Person.email == fjordby.anna)).one()
        letter = Letter(
            key="prøve/1", kind="other", subject_kind="", subject_id=None, person=person, subject="Andet", text="Hej",
            html="<p>Hej</p>",
        )  # fmt: skip
        queue(letter, at=NOW)

    write(app, invite)
    assert tick(app, NOW.replace(hour=9))["sent"] == 1
    assert [mail.to for mail in server.mails] == [fjordby.anna]
    assert mail_states(app) == [("bent", "waiting"), ("anna", "sent")]


def test_a_pause_is_made_once_and_ended_once(app: Flask, fjordby: Personas) -> None:
    pause(app, fjordby)
    with pytest.raises(Refused, match="Påmindelserne er allerede sat på pause"):
        pause(app, fjordby, "En anden grund", NOW + DAY)
    with app.app_context():
        settings = db.session.get_one(ReminderSettings, 1)
        assert (settings.paused_at, settings.pause_reason) == (NOW, "Omlægning")
        assert chosen_of(settings) == USUAL, "the first row is of a pause, and nothing else is chosen"
    assert resume(app, fjordby)
    assert not resume(app, fjordby)
    with app.app_context():
        settings = db.session.get_one(ReminderSettings, 1)
        assert (settings.paused_at, settings.paused_by_id, settings.pause_reason) == (None, None, "")
    assert [verb for verb, _changes in told(app)] == ["reminder_settings.pause", "reminder_settings.resume"]


def test_a_person_chooses_for_themselves_and_only_their_tasks_are_looked_at(app: Flask, fjordby: Personas) -> None:
    later = TODAY + 40 * DAY
    leaders = add_task(app, fjordby, TODAY + 20 * DAY, remind_on=later)
    far = add_task(app, fjordby, TODAY + SOON + DAY, remind_on=later)
    coordinators = add_task(app, fjordby, TODAY + 20 * DAY, function="coordinator", remind_on=later)
    assert choose(app, fjordby.bent, "weekly")
    assert row(app, leaders).remind_on == TODAY
    assert [row(app, task_id).remind_on for task_id in (far, coordinators)] == [later, later]
    assert not choose(app, fjordby.bent, "weekly")
    assert choose(app, fjordby.bent, "daily", NOW + DAY)
    assert told(app) == [
        ("reminder_choice.change", {"rhythm": ["daily", "weekly"]}),
        ("reminder_choice.change", {"rhythm": ["weekly", "daily"]}),
    ]
    with app.app_context():
        [choice] = db.session.scalars(db.select(ReminderChoice))
        assert (choice.rhythm, choice.changed_at) == ("daily", NOW + DAY)


def test_who_keeps_what_they_have_leaves_no_row(app: Flask, fjordby: Personas) -> None:
    assert not choose(app, fjordby.anna, "daily")
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(ReminderChoice)) == 0


def test_a_new_rhythm_moves_the_steps_that_are_to_come(app: Flask, server: MailServer, fjordby: Personas) -> None:
    friday = date(2027, 3, 26)
    task_id = add_task(app, fjordby, friday, remind_on=TODAY)
    tick(app)
    assert row(app, task_id).remind_on == friday - 14 * DAY
    choose(app, fjordby.bent, "weekly", NOW + DAY)
    tick(app, NOW + DAY)
    monday = NOW + 7 * DAY
    assert row(app, task_id).remind_on == monday.date()
    assert tick(app, monday)["sent"] == 1
    choose(app, fjordby.bent, "daily", monday)
    assert tick(app, monday + 4 * DAY)["sent"] == 0, "that step has gone"
    assert row(app, task_id).remind_on == friday - 7 * DAY
    assert steps(app, task_id) == [("T-30", "queued"), ("T-14", "queued")]
