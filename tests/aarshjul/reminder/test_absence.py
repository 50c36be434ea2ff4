"""Reminders while somebody is away: by real ticks, to the mail at the server."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.reminder.forecast import forecast
from aarshjul.task.model import Task
from app.absence.actions import PutAbsence, enter_absence
from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.job.worker import run_tick
from app.organisation.model import Person, Unit
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas, make_absence, make_personas, make_plan, make_task

DAY = timedelta(days=1)


@pytest.fixture
def fjordby(app: Flask) -> Personas:
    return write(app, lambda: (make_plan(codes=set()), make_personas())[1])


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.app_context():
        begin_writing()
        result = what()
        db.session.commit()
        return result


def tick(app: Flask, day: date) -> list[str]:
    with app.app_context():
        run_tick(NOW + (day - TODAY))
        db.session.remove()
    return []


def person(email: str) -> Person:
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


def lead(app: Flask, fjordby: Personas, *, due_on: date, remind_on: date, title: str = "Ledertilsyn") -> int:
    """A task of Social's leader."""

    def make() -> int:
        unit = db.session.get_one(Unit, fjordby.social_id)
        created_on = date(2027, 1, 1)
        return make_task(
            unit=unit, due_on=due_on, remind_on=remind_on, function="leader", kind="own", created_on=created_on,
            title=title,
        ).id  # fmt: skip

    return int(write(app, make))


def away(app: Flask, who: str, start: int, end: int, deputy: str = "") -> None:
    def make() -> None:
        make_absence(
            person=person(who), from_on=TODAY + start * DAY, to_on=TODAY + end * DAY,
            deputy=person(deputy) if deputy else None,
        )  # fmt: skip

    write(app, make)


def test_the_deputy_gets_the_mail_is_told_why_and_can_answer_it(
    app: Flask, client: FlaskClient, server: MailServer, fjordby: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id = lead(app, fjordby, due_on=TODAY, remind_on=TODAY)
    away(app, fjordby.bent, 0, 2, fjordby.carla)
    tick(app, TODAY)
    [mail] = server.mails
    assert mail.to == fjordby.carla
    for kind in ("plain", "html"):
        assert "fordi Bent Birk er væk til og med 3. marts 2027." in mail.text(kind)
        assert "stedfortræder for Bent Birk" in mail.text(kind)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    link = next(line for line in mail.text().splitlines() if "/svar/" in line).split("8000", 1)[1]
    assert client.get(link).status_code == 200
    assert client.post(link, data={"svar": "udfoert", "done-note": "Gjort for Bent."}).status_code == 303
    with app.app_context():
        task = db.session.get_one(Task, task_id)
        assert (task.state, task.done_by_id) == ("done", person(fjordby.carla).id)


def test_after_the_absence_the_deputy_s_link_answers_nothing_and_the_mails_are_bent_s_again(
    app: Flask, client: FlaskClient, server: MailServer, fjordby: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(app, fjordby, due_on=TODAY, remind_on=TODAY)
    away(app, fjordby.bent, 0, 2, fjordby.carla)
    for day in range(4):
        tick(app, TODAY + day * DAY)
    # Back on 4 March, he hears of what is open.
    assert server.sent_to() == [fjordby.bent, fjordby.carla]
    monkeypatch.setattr(clock, "now", lambda: NOW + 3 * DAY)
    link = next(line for line in server.mails[0].text().splitlines() if "/svar/" in line).split("8000", 1)[1]
    answer = client.get(link)
    assert (answer.status_code, "nu en andens" in answer.text) == (410, True)


def test_who_goes_away_later_is_reminded_till_then_and_the_deputy_from_that_day(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    lead(app, fjordby, due_on=TODAY + 6 * DAY, remind_on=TODAY)
    away(app, fjordby.bent, 3, 20, fjordby.carla)
    for day in range(5):
        tick(app, TODAY + day * DAY)
        assert [mail.to for mail in server.mails] == [fjordby.bent, fjordby.carla][: 2 if day >= 3 else 1]


def test_without_a_deputy_the_next_in_line_hears_why(app: Flask, server: MailServer, fjordby: Personas) -> None:
    lead(app, fjordby, due_on=TODAY, remind_on=TODAY)
    away(app, fjordby.bent, 0, 2)
    tick(app, TODAY)
    [mail] = server.mails
    assert mail.to == fjordby.anna
    assert "du er den næste i rækken" in mail.text()
    assert "Ingen har funktionen" not in mail.text()


def test_a_mail_that_waits_when_the_absence_is_entered_goes_to_the_deputy_instead(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    lead(app, fjordby, due_on=TODAY, remind_on=TODAY)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app, TODAY)

    def enter() -> None:
        put = PutAbsence(from_on=TODAY, to_on=TODAY + DAY, deputy_id=person(fjordby.carla).id)
        enter_absence(person(fjordby.bent), put, doing=Doing(at=NOW))

    write(app, enter)
    with app.app_context():
        run_tick(NOW + timedelta(minutes=5))
    assert server.sent_to() == [fjordby.carla]


def test_the_forecast_knows_who_is_away_on_each_day(app: Flask, server: MailServer, fjordby: Personas) -> None:
    for number in range(12):
        due_on = TODAY + (4 * number - 9) * DAY
        lead(app, fjordby, due_on=due_on, remind_on=TODAY + (number % 3) * DAY, title=f"Opgave {number}")
    away(app, fjordby.bent, 3, 12, fjordby.carla)
    away(app, fjordby.carla, 5, 7)
    away(app, fjordby.bent, 20, 24)
    with app.app_context():
        told = [(mail.on, mail.to) for mail in forecast(NOW, days=30)]
    sent: list[tuple[date, str]] = []
    for number in range(30):
        day = TODAY + number * DAY
        server.mails.clear()
        tick(app, day)
        sent += [(day, mail.to) for mail in server.mails]
    assert sorted(sent) == sorted(told)
    assert {to for _day, to in sent} == {fjordby.anna, fjordby.bent, fjordby.carla}
