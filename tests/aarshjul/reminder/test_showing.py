"""What the page of one task says of its reminders, with ticks that make them."""

from datetime import timedelta

from flask import Flask

from aarshjul.reminder.model import ReminderChoice, ReminderSettings
from aarshjul.reminder.showing import TaskReminders, reminders_of
from aarshjul.task.model import Task
from app.audit.actions import record
from app.core.db import db
from app.organisation.store import find_person
from tests.aarshjul.reminder.playground import DAY, DOING, add_task, tick, write
from tests.conftest import MOSTLY_SQLITE
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas


def shown(app: Flask, task_id: int, *, email: str = Personas.bent, days: int = 0) -> TaskReminders:
    with app.test_request_context():
        person = find_person(email)
        assert person is not None
        task = db.session.get_one(Task, task_id)
        return reminders_of(task, person_id=person.id, today=TODAY + days * DAY)


def lines(app: Flask, task_id: int) -> list[tuple[str, str, str]]:
    return [(line.name, line.step, line.state) for line in shown(app, task_id).lines]


@MOSTLY_SQLITE
def test_the_first_mail_is_told_before_anything_has_been_decided(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY + 42 * DAY)
    assert shown(app, task_id).first_on == TODAY + 14 * DAY, "30 days before lies in a weekend"
    tick(app)
    tick(app, NOW + 14 * DAY)
    found = shown(app, task_id)
    assert found.first_on is None
    assert lines(app, task_id) == [("Bent Birk", "30 dage før", "Sendt")]


@MOSTLY_SQLITE
def test_whoever_wants_it_gathered_is_told_the_first_day_of_the_week(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY + 40 * DAY)
    assert shown(app, task_id).first_on == TODAY + 10 * DAY

    def choose() -> None:
        person = find_person(fjordby.bent)
        assert person is not None
        db.session.add(ReminderChoice(person_id=person.id, rhythm="weekly", changed_at=NOW))
        record(DOING, "reminder_settings.change", "reminder_settings", 1)

    write(app, choose)
    assert shown(app, task_id).first_on == TODAY + 7 * DAY


@MOSTLY_SQLITE
def test_a_day_that_has_come_is_the_next_one_at_work(app: Flask, server: MailServer, fjordby: Personas) -> None:
    task_id = add_task(app, fjordby, TODAY + 3 * DAY)
    assert shown(app, task_id).first_on == TODAY
    assert shown(app, task_id, days=5).first_on == TODAY + 7 * DAY


@MOSTLY_SQLITE
def test_what_waits_was_outdone_and_was_refused_is_told_as_it_is(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY + 7 * DAY)
    server.misbehave("RCPT", "550 5.1.1 Findes ikke", to=fjordby.bent)
    tick(app)
    [newest, *_rest] = shown(app, task_id).lines
    assert (newest.step, newest.state, newest.look) == ("7 dage før", "Kunne ikke sendes", "red")
    assert newest.server_said == "550 5.1.1 Findes ikke"
    assert ("Bent Birk", "14 dage før", "Afløst af en senere") in lines(app, task_id)


@MOSTLY_SQLITE
def test_while_reminders_are_paused_the_task_says_so(app: Flask, server: MailServer, fjordby: Personas) -> None:
    task_id = add_task(app, fjordby, TODAY)

    def pause() -> None:
        settings = {"days_before": [30, 0], "escalate_after": [], "overdue_every": 7, "changed_at": NOW}
        db.session.add(ReminderSettings(id=1, paused_at=NOW, **settings))
        record(DOING, "reminder_settings.change", "reminder_settings", 1)

    write(app, pause)
    tick(app)
    assert shown(app, task_id).is_paused
    assert lines(app, task_id)[0] == ("Bent Birk", "på dagen", "Venter på at blive samlet")


@MOSTLY_SQLITE
def test_what_is_no_longer_to_be_done_promises_no_mail(app: Flask, server: MailServer, fjordby: Personas) -> None:
    done = add_task(app, fjordby, TODAY + 40 * DAY, done_on=TODAY)
    guessed = add_task(app, fjordby, TODAY + timedelta(days=40), is_forecast=True)
    assert shown(app, done) == shown(app, guessed) == TaskReminders([], None, False)
