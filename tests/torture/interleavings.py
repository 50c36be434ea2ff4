"""Tasks that are done, given to others, cancelled or moved while their reminders are gathered, claimed and sent.

Day after day each of some people has one task to be reminded of. One thread looks and gathers as a tick does, two send,
and for each task a thread changes it with the product's own verbs, set off by a point on the way of the mail: when it
is gathered, when a claim begins, when its guard is asked, when it is handed over. Everybody takes a little time of
chance before each step. All of it is real: the transactions, the rows, the mail server.

Afterwards the clock that all share tells: which mail was claimed after a change of what it tells was committed, and
sent all the same? There may be none. And who had nothing changed has got their mail, once.
"""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from aarshjul.reminder.model import Reminder
from aarshjul.task.model import OPEN_STATES, Task
from app.audit.actions import Doing
from app.core.db import db
from app.core.jobs import own_reading, own_transaction
from app.core.part import Part
from app.core.slots import Slots
from app.core.workdays import ClosedDays, is_working_day
from app.job.worker import run_steps
from app.mail import actions
from app.mail.message import Parcel
from app.mail.model import OutgoingMail
from app.mail.outbox import send_outbox
from app.mail.rules import Reply
from app.mail.sending import SmtpTransport
from app.organisation.model import Unit
from tests.conftest import make_settings
from tests.mailserver import MailServer
from tests.make import NOW, make_holder, make_municipality, make_person, make_plan, make_task, make_unit
from tests.torture.outcome import Outcome
from tests.torture.place import Place
from tests.torture.trials import CHANGES, POINTS, Trial, do_change, hand_over
from wsgi import make_app

PEOPLE = 10
"""Tasks, and changes, a day."""
STEPS = {"reminders", "gathering"}
REMINDED = timedelta(days=7)
PATIENCE = 20.0
SHORT, LONG = 0.0025, 0.02
"""Seconds that somebody takes before a step at most; long: to commit a change of the organisation."""


def play(place: Place, trials: int, *, seed: int | None = None) -> Outcome:
    """Play so many interleavings at one place."""
    chance = random.Random(random.SystemRandom().randrange(1_000_000) if seed is None else seed)
    with MailServer() as server:
        app = make_app(make_settings(place.folder, place.url, smtp_url=server.url))
        with pytest.MonkeyPatch.context() as patch:
            town = _Town(app, server, chance)
            town.watch(patch)
            day = NOW
            while town.figures["trials"] < trials:
                place.wait(0)
                town.play_day(day)
                day = _next_working_day(day)
        with app.app_context():
            db.engine.dispose()
    return Outcome(
        sent=town.figures.pop("sent"), lost=town.figures.pop("lost"), doubled=town.figures.pop("doubled"),
        broken=tuple(town.broken[:10]), figures=dict(sorted(town.figures.items())),
    )  # fmt: skip


class _Town:
    """The municipality, and all who are busy in it."""

    def __init__(self, app: Flask, server: MailServer, chance: random.Random) -> None:
        self.app, self.server, self.chance = app, server, chance
        self.figures: Counter[str] = Counter(sent=0, lost=0, doubled=0, trials=0)
        self.broken: list[str] = []
        self.claims: dict[int, float] = {}
        self.trials: list[Trial] = []
        self.gathered = threading.Event()
        self.places: list[tuple[int, int, int]] = []
        self.people: dict[str, int] = {}
        app.extensions["parts"] = tuple(
            Part(name=part.name, steps=[step for step in part.steps if step.name in STEPS])
            for part in app.extensions["parts"]
        )
        with app.app_context(), own_transaction():
            make_plan(codes=set())
            make_municipality()
            above = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).first()
            above = above or make_unit(kind="municipality", name="Fjordby")
            for number in range(PEOPLE):
                unit = make_unit(kind="administration", parent=above, name=f"Forvaltning {number}")
                person, other = (make_person(email=f"{who}{number}@fjordby.example") for who in ("leder", "vikar"))
                make_holder(unit=unit, function="leader", person=person)
                self.places.append((unit.id, person.id, other.id))
                self.people |= {person.email: person.id, other.email: other.id}

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Note when each claim begins, and set off the changes."""
        claim, send = actions.claim_next, SmtpTransport.send
        slots: Slots = self.app.extensions["slots"]
        guard = slots.mail_guards["reminder"]

        def claim_and_note(**values: Any) -> actions.Claimed | None:
            self._set_off("claim", self.chance.choice(self.trials).person_id)
            begun_at = time.monotonic()
            found = claim(**values)
            if found is not None:
                self.claims[found.id] = begun_at
            return found

        def guard_and_note(mail: Any) -> str | None:
            self._set_off("guard", mail.person_id)
            return guard(mail)

        def send_and_note(transport: SmtpTransport, parcel: Parcel) -> Reply:
            self._set_off("send", self.people[parcel.to_address])
            return send(transport, parcel)

        patch.setattr(actions, "claim_next", claim_and_note)
        patch.setattr(SmtpTransport, "send", send_and_note)
        patch.setitem(slots.mail_guards, "reminder", guard_and_note)

    def play_day(self, now: datetime) -> None:
        """One day: as many trials as there are people, all at once."""
        self.claims.clear()
        self.server.mails.clear()
        self.gathered.clear()
        self._plan(now)
        with ThreadPoolExecutor(PEOPLE + 3) as pool:
            work: list[Future[None]] = [pool.submit(self._in_app, self._change, trial, now) for trial in self.trials]
            work.append(pool.submit(self._in_app, self._gather, now))
            work += [pool.submit(self._in_app, self._send, now, number) for number in range(2)]
            for done in work:
                done.result(PATIENCE * 3)
        # What was set free is gathered again, and goes.
        self._in_app(run_steps, now)
        self._in_app(send_outbox, now, worker="the last")
        self._judge(now)
        self._close(now)

    def _plan(self, now: datetime) -> None:
        with self.app.app_context(), own_transaction():
            due_on = now.date() + REMINDED
            self.trials = []
            for unit_id, person_id, other_id in self.places:
                task = make_task(
                    unit=db.session.get_one(Unit, unit_id), due_on=due_on, kind="own", function="leader",
                    created_on=date(2026, 1, 1), remind_on=now.date(),
                )  # fmt: skip
                change, point = self.chance.choice(CHANGES), self.chance.choice(POINTS)
                self.trials.append(Trial(task.id, unit_id, person_id, other_id, due_on, change, point))

    def _in_app(self, work: Callable[..., object], *arguments: Any, **named: Any) -> None:
        with self.app.app_context():
            work(*arguments, **named)

    def _gather(self, now: datetime) -> None:
        self._set_off("look")
        run_steps(now)
        self._set_off("gather")
        self.gathered.set()

    def _send(self, now: datetime, number: int) -> None:
        """Until all is gathered and nothing is due. Whoever then waits for a point in vain begins."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            is_last = self.gathered.is_set()
            if not send_outbox(now, worker=f"worker {number}")["sent"] and is_last:
                break
            self._dawdle()
        for trial in self.trials:
            trial.begins.set()

    def _change(self, trial: Trial, now: datetime) -> None:
        """Do to the task what is to be done to it when its point has come."""
        trial.begins.wait(PATIENCE)
        self._dawdle()
        if trial.change == "none":
            return
        with own_transaction():
            do_change(trial, Doing(at=now))
            db.session.flush()
            self._dawdle(LONG if trial.change == "handed" else SHORT)
        trial.committed_at = time.monotonic()

    def _set_off(self, point: str, person_id: int | None = None) -> None:
        """Somebody's mail, or all, have come to a point: what waits for it begins. We take our time."""
        for trial in self.trials:
            if person_id in (None, trial.person_id) and trial.point == point:
                trial.begins.set()
        self._dawdle()

    def _dawdle(self, most: float = SHORT) -> None:
        if self.chance.random() < 0.7:
            time.sleep(self.chance.random() * most)

    def _judge(self, now: datetime) -> None:
        """Hold the mails that arrived against the changes."""
        by_task = {trial.task_id: trial for trial in self.trials}
        got: Counter[int] = Counter()
        for mail_id, person_id, told in self._arrived(now):
            self.figures["sent"] += 1
            got[person_id] += 1
            for task_id, due_on in told:
                trial = by_task[task_id]
                is_after = trial.committed_at is not None and self.claims[mail_id] > trial.committed_at
                self.figures["claimed_after_change"] += is_after
                if is_after and trial.forbids(person_id, due_on):
                    self.broken.append(f"sendt efter «{trial.change}» ved {trial.point}: opgave {task_id}")
        for trial in self.trials:
            self.figures["trials"] += 1
            self.figures[trial.change] += 1
            whose = {"none": trial.person_id, "assigned": trial.other_id}.get(trial.change)
            if whose is not None and got[whose] != 1:
                self.figures["doubled" if got[whose] else "lost"] += 1
                self.broken.append(f"{got[whose]} mails til den, der har opgave {trial.task_id} ({trial.change})")

    def _arrived(self, now: datetime) -> Iterator[tuple[int, int, list[tuple[int, date]]]]:
        """The mails that the server took this day: which, to whom, and what they tell."""
        with self.app.app_context(), own_reading():
            of_today = select(OutgoingMail).where(OutgoingMail.created_at >= now)
            rows = {row.message_id: row for row in db.session.scalars(of_today)}
            self.figures["cancelled"] += sum(row.state == "cancelled" for row in rows.values())
            told: dict[int, list[tuple[int, date]]] = defaultdict(list)
            for row in db.session.execute(select(Reminder.mail_id, Reminder.task_id, Reminder.due_on)):
                told[row.mail_id or 0].append((row.task_id, row.due_on))
            for mail in self.server.mails:
                sent = rows[str(mail.message["Message-ID"])]
                yield sent.id, sent.person_id or 0, told[sent.id]

    def _close(self, now: datetime) -> None:
        """Nothing of this day is left for the next."""
        with self.app.app_context(), own_transaction():
            db.session.execute(update(Task).where(Task.state.in_(OPEN_STATES)).values(state="done", done_on=now.date()))
            db.session.execute(update(Task).values(remind_on=None))
            db.session.execute(update(Reminder).where(Reminder.state == "wanted").values(state="dropped"))
            for trial in self.trials:
                if trial.change == "handed":
                    hand_over(trial.unit_id, trial.person_id, Doing(at=now))


def _next_working_day(moment: datetime) -> datetime:
    moment += timedelta(days=1)
    while not is_working_day(moment.date(), ClosedDays()):
        moment += timedelta(days=1)
    return moment
