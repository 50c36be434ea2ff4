"""While reminders are paused none goes, and afterwards none is lost."""

import pytest
from flask import Flask

from aarshjul.reminder.forecast import forecast
from aarshjul.reminder.model import ReminderSettings
from aarshjul.reminder.settings_rules import USUAL, chosen_of
from app.core.db import db
from app.core.errors import Refused
from app.organisation.model import Person
from tests.aarshjul.reminder.choosing import pause, resume, told
from tests.aarshjul.reminder.playground import DAY, add_task, got, mail_states, steps, tick, write
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas


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
