"""The forecast is what ticks then send, mail for mail: with people away, weekly mails and missed days."""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest
from flask import Flask

from aarshjul.reminder.forecast import forecast, foresee
from aarshjul.reminder.model import ReminderChoice
from app.audit.actions import record
from app.core.db import db
from app.organisation.model import Person, Unit
from tests.aarshjul.reminder.playground import DAY, DOING, add_holder, add_task, got, tick, write
from tests.conftest import MOSTLY_SQLITE
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas, make_absence, make_task

Mail = tuple[date, str, tuple[int, ...]]
FUNCTIONS = ("leader", "coordinator", "it")


@pytest.fixture
def busy(app: Flask, fjordby: Personas) -> Personas:
    """Two dozen tasks before and after their dates, leaders above, a weekly reader and some who go away."""
    add_holder(app, fjordby.municipality_id, "leader", "chef@fjordby.example", "Clara Chef")
    add_holder(app, fjordby.social_id, "director", "direktoer@fjordby.example", "Dan Direktør")
    add_holder(app, fjordby.municipality_id, "isc", "isk@fjordby.example", "Ina Isk")

    def make() -> None:
        social, school = db.session.get_one(Unit, fjordby.social_id), db.session.get_one(Unit, fjordby.school_id)
        for number in range(24):
            make_task(
                kind="own", unit=social if number % 2 else school, due_on=TODAY + (3 * number - 25) * DAY,
                created_on=date(2027, 1, 1), function=FUNCTIONS[number % 3], remind_on=TODAY + (number % 5 - 2) * DAY,
            )  # fmt: skip
        people = {person.email: person for person in db.session.scalars(db.select(Person))}
        db.session.add(ReminderChoice(person_id=people[fjordby.carla].id, rhythm="weekly", changed_at=NOW))
        make_absence(
            person=people[fjordby.bent], from_on=TODAY + 6 * DAY, to_on=TODAY + 12 * DAY, deputy=people[fjordby.erik]
        )
        make_absence(person=people["chef@fjordby.example"], from_on=TODAY + 3 * DAY, to_on=TODAY + 20 * DAY)
        record(DOING, "organisation.import", "organisation", None)

    write(app, make)
    return fjordby


def play(app: Flask, server: MailServer, offsets: Iterator[int] | range) -> list[Mail]:
    """What the server got, day by day."""
    sent: list[Mail] = []
    for number in offsets:
        server.mails.clear()
        tick(app, NOW + number * DAY)
        sent += [(TODAY + number * DAY, to, tasks) for to, tasks in got(app, server)]
    return sent


def test_the_forecast_is_what_ticks_then_send_mail_for_mail(app: Flask, server: MailServer, busy: Personas) -> None:
    with app.app_context():
        foreseen = [(mail.on, mail.to, mail.tasks) for mail in forecast(NOW, days=45)]
    assert play(app, server, range(45)) == foreseen
    assert len(foreseen) > 30
    assert len({to for _on, to, _tasks in foreseen}) >= 6


@MOSTLY_SQLITE
def test_from_the_middle_of_a_day_it_is_the_same(app: Flask, server: MailServer, busy: Personas) -> None:
    """A day's mails are sent, one waits for the server, and something new waits for tomorrow."""
    server.misbehave("RCPT", "451 4.3.0 Vent", to=busy.bent)
    tick(app, NOW)
    add_task(app, busy, TODAY + 5 * DAY, function="coordinator")
    tick(app, NOW + DAY / 24)
    server.behave()
    server.mails.clear()
    with app.app_context():
        foreseen = [(mail.on, mail.to, mail.tasks) for mail in forecast(NOW + DAY / 12, days=20)]
    tick(app, NOW + DAY / 2)
    sent = [(TODAY, to, tasks) for to, tasks in got(app, server)]
    assert sent + play(app, server, range(1, 20)) == foreseen


@MOSTLY_SQLITE
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_given_the_same_days_without_a_tick_it_is_the_same(
    app: Flask, server: MailServer, busy: Personas, seed: int
) -> None:
    random = Random(seed)
    offsets = [0]
    while offsets[-1] < 60:
        offsets.append(offsets[-1] + (random.randint(2, 10) if random.random() < 0.15 else 1))
    with app.app_context():
        foreseen = [
            (mail.on, mail.to, mail.tasks) for mail in foresee(NOW, ticks=[TODAY + number * DAY for number in offsets])
        ]
    assert play(app, server, iter(offsets)) == foreseen


def test_while_reminders_are_paused_none_is_foreseen(app: Flask, busy: Personas) -> None:
    from aarshjul.reminder.model import ReminderSettings

    def pause() -> None:
        db.session.add(
            ReminderSettings(
                id=1, days_before=[30, 0], escalate_after=[], overdue_every=7, changed_at=NOW, paused_at=NOW
            )
        )
        record(DOING, "reminder_settings.change", "reminder_settings", 1)

    write(app, pause)
    with app.app_context():
        assert forecast(NOW, days=30) == []
