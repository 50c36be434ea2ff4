"""What the tests of the choices share: choosing, pausing, and what the trail was told."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask

from aarshjul.reminder.settings_actions import (
    ChangeReminders,
    ChooseRhythm,
    PauseReminders,
    change_reminders,
    choose_rhythm,
    pause_reminders,
    read_mark,
    resume_reminders,
)
from aarshjul.reminder.settings_rules import Chosen
from aarshjul.reminder.store import find_settings
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.core.errors import Refused
from app.organisation.model import Person
from tests.make import NOW, Personas

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
