"""What the tests of reminders share: a small municipality's tasks, ticks, and what came of them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask

from aarshjul.reminder.model import Reminder
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core.db import begin_writing, db
from app.job.worker import run_tick
from app.mail.model import OutgoingMail
from app.organisation.model import Unit
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas, make_holder, make_person, make_task

DAY = timedelta(days=1)
DOING = Doing(at=NOW)


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.app_context():
        begin_writing()
        result = what()
        db.session.commit()
        return result


def add_task(app: Flask, fjordby: Personas, due_on: date, *, unit_id: int = 0, **changes: Any) -> int:
    """A task of Social's leader from long ago, of a kind that planning lets be, with its reminder set."""

    def make() -> int:
        values: dict[str, Any] = {
            "kind": "own",
            "function": "leader",
            "created_on": date(2026, 1, 1),
            "remind_on": min(due_on, TODAY),
        }
        unit = db.session.get_one(Unit, unit_id or fjordby.social_id)
        return make_task(unit=unit, due_on=due_on, **(values | changes)).id

    return int(write(app, make))


def add_holder(app: Flask, unit_id: int, function: str, email: str, name: str) -> int:
    """Somebody new who holds a function; gives who."""

    def make() -> int:
        person = make_person(email=email, name=name)
        make_holder(unit=db.session.get_one(Unit, unit_id), function=function, person=person)
        return person.id

    return int(write(app, make))


def tick(app: Flask, now: datetime = NOW) -> dict[str, int]:
    with app.app_context():
        return run_tick(now)


def steps(app: Flask, task_id: int) -> list[tuple[str, str]]:
    with app.app_context():
        query = db.select(Reminder.step, Reminder.state).where(Reminder.task_id == task_id).order_by(Reminder.id)
        return [(step, state) for step, state in db.session.execute(query)]


def row(app: Flask, task_id: int) -> Task:
    with app.app_context():
        return db.session.get_one(Task, task_id)


def mail_states(app: Flask) -> Sequence[tuple[str, str]]:
    with app.app_context():
        query = db.select(OutgoingMail.to_address, OutgoingMail.state).order_by(OutgoingMail.id)
        return [(to.split("@")[0], state) for to, state in db.session.execute(query)]


def got(app: Flask, server: MailServer) -> list[tuple[str, tuple[int, ...]]]:
    """Whom the server's mails went to and about which tasks, by the rows behind their Message-IDs."""
    with app.app_context():
        found = []
        for mail in server.mails:
            query = (
                db.select(Reminder.task_id)
                .join(Reminder.mail)
                .where(OutgoingMail.message_id == str(mail.message["Message-ID"]))
            )
            found.append((mail.to, tuple(sorted(set(db.session.scalars(query))))))
        return sorted(found)
