"""A tick of the scheduler with nothing due: at many tasks, beside the same at few.

The day is planned already. Four tasks in five are done, with the reminders and mails they had; the rest is to be
reminded of later.
"""

from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask
from sqlalchemy import Table, insert, select

from aarshjul.reminder.model import Reminder
from aarshjul.task.model import Task
from app.core import clock
from app.core.db import begin_writing, db
from app.core.filters import danish_number
from app.core.workdays import ClosedDays, working_day_on_or_after
from app.job.worker import run_tick
from app.mail.model import OutgoingMail
from app.organisation.model import Unit
from tests.bench.mail import product
from tests.bench.measure import Outcome, in_turn, statements_of
from tests.make import make_holder, make_municipality, make_person

TASKS_A_MAIL = 3


def measure_tick(*, many: int, few: int, rounds: int) -> Outcome:
    """Time the tick in both databases by turns, and count its statements, which must be the same."""
    today = working_day_on_or_after(clock.today(), ClosedDays())
    now = clock.start_of(today) + timedelta(hours=8)
    with product() as large, product() as small:
        counts = []
        for app, tasks in ((large, many), (small, few)):
            _fill(app, tasks, now)
            _tick(app, now)
            with app.app_context():
                engine = db.engine
            with statements_of(engine) as statements:
                _tick(app, now)
            counts.append(len(statements))
        assert counts[0] == counts[1], counts
        ours, reference = in_turn(lambda: _tick(large, now), lambda: _tick(small, now), rounds=rounds)
    what = f"Et tick uden noget at gøre, {danish_number(many)} opgaver; mod {danish_number(few)} opgaver"
    return Outcome(ours=ours, reference=reference, statements=counts[0], what=what)


def _tick(app: Flask, now: datetime) -> None:
    with app.app_context():
        counts = run_tick(now, process="bench")
    assert not any(count for name, count in counts.items() if name != "planned"), counts


def _fill(app: Flask, tasks: int, now: datetime) -> None:
    with app.app_context():
        begin_writing()
        make_municipality()
        unit_id = db.session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
        leader = make_person(email="leder@fjordby.example", unit=db.session.get_one(Unit, unit_id))
        make_holder(unit=db.session.get_one(Unit, unit_id), function="leader", person=leader)
        run = db.session.connection().execute
        first = (db.session.scalar(select(Task.id).order_by(Task.id.desc()).limit(1)) or 0) + 1
        ids = range(first, first + tasks)
        run(insert(cast(Table, OutgoingMail.__table__)), [_mail(n, leader.id, now) for n in ids[::TASKS_A_MAIL]])
        run(insert(cast(Table, Task.__table__)), [_task(n, unit_id, now) for n in ids])
        mails = dict(db.session.execute(select(OutgoingMail.key, OutgoingMail.id)).all())
        rows = [_reminder(n, mails[_key(n - (n - first) % TASKS_A_MAIL)], leader.id, now) for n in ids]
        run(insert(cast(Table, Reminder.__table__)), rows)
        db.session.commit()


def _key(number: int) -> str:
    return f"bench/{number}"


def _task(number: int, unit_id: int, now: datetime) -> dict[str, Any]:
    today = clock.day_of(now)
    is_open = number % 5 == 0
    due_on = today + timedelta(days=60 + number % 300) if is_open else today - timedelta(days=number % 900)
    return {
        "id": number, "key": _key(number), "kind": "own", "title": f"Opgave {number}", "unit_id": unit_id,
        "function": "leader", "period": str(due_on.year), "planned_on": due_on, "due_on": due_on,
        "state": "not_started" if is_open else "done", "done_on": None if is_open else due_on,
        "created_on": today - timedelta(days=1000), "changed_at": now, "hours": 1.0,
        "remind_on": due_on - timedelta(days=30) if is_open else None,
    }  # fmt: skip


def _mail(number: int, person_id: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(days=1 + number % 900)
    return {
        "key": _key(number), "kind": "reminder", "subject_kind": "", "person_id": person_id,
        "to_address": "leder@fjordby.example", "subject": "3 opgaver venter på dig", "body_text": "Kære leder\n" * 50,
        "body_html": "<p>Kære leder</p>\n" * 100, "message_id": f"<{number}@bench.fjordby.example>", "state": "sent",
        "attempts": 1, "created_at": at, "try_at": at, "sent_at": at, "claimed_at": at, "server_said": "250 OK",
    }  # fmt: skip


def _reminder(number: int, mail_id: int, person_id: int, now: datetime) -> dict[str, Any]:
    return {
        "task_id": number, "due_on": clock.day_of(now), "step": "T-30", "person_id": person_id, "state": "queued",
        "mail_id": mail_id, "at": now - timedelta(days=1), "came_on": clock.day_of(now) - timedelta(days=1),
    }  # fmt: skip
