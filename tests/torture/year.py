"""Years of real ticks, day by day, against what the pure rules foresee given the same outages.

A plan of many items in eight administrations, leaders above them, people who go away and people who want their mails
on Mondays. Tasks are done early, late or not at all, as a script says. Now and then the scheduler is down for up to ten
days, or the mail server is, and once the clock is set back. What the mail server got is held against the rules played
on the same tasks (aarshjul/reminder/playing.py), mail for mail, and no step of a task may have gone twice.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from flask import Flask
from sqlalchemy import select

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from aarshjul.reminder.model import Reminder, ReminderChoice
from aarshjul.reminder.playing import Play, Played, Standing
from aarshjul.reminder.rules import TaskFacts, first_look
from aarshjul.reminder.world import worlds_ahead
from aarshjul.task.actions import CompleteTask, complete_task
from aarshjul.task.model import Task
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import begin_writing, db
from app.core.jobs import own_transaction
from app.job.worker import run_tick
from app.mail.model import OutgoingMail
from app.organisation.model import Person, Unit
from tests.conftest import make_settings
from tests.mailprocess import MailProcess, Taken
from tests.make import make_absence, make_holder, make_municipality, make_person, make_unit
from tests.torture.outcome import Outcome
from tests.torture.place import Place
from wsgi import make_app

FIRST = date(2027, 1, 1)
FUNCTIONS = ("leader", "coordinator", "it", "hr")
DAY = timedelta(days=1)
REFUSES = "421 4.3.2 Lukket"


@dataclass(frozen=True, kw_only=True)
class Size:
    """How long, how many items, and in how many administrations."""

    days: int
    items: int
    administrations: int = 8
    seed: int = 1


@dataclass(frozen=True)
class Weather:
    """On which days there is a tick, in order, days that come again among them; and when the mail server is closed."""

    ticks: Sequence[date]
    closed: frozenset[date]

    @property
    def sends(self) -> list[date]:
        """The ticks that could send."""
        return [day for day in self.ticks if day not in self.closed]


def play(place: Place, size: Size) -> Outcome:
    """Play the years at one place."""
    random = Random(size.seed)
    weather = _weather(size.days, random)
    with MailProcess() as server:
        app = make_app(make_settings(place.folder, place.url, smtp_url=server.url))
        with app.app_context():
            begin_writing()
            _fill(size, random)
            db.session.commit()
            done_on = _script(size, random)
        _run(app, place, server, weather, done_on)
        foreseen = _foresee(app, weather, done_on)
        outcome = _compare(app, foreseen, server.taken(), weather)
        with app.app_context():
            db.engine.dispose()
    return outcome


def _weather(days: int, random: Random) -> Weather:
    ticks: list[date] = []
    closed: set[date] = set()
    day, last = FIRST, FIRST + (days - 1) * DAY
    is_set_back = False
    while day <= last:
        ticks.append(day)
        # Never on the very last days, so that what was held up can still come.
        length = random.randint(1, 10) if random.random() < 0.02 and day + 12 * DAY < last else 0
        if length and random.random() < 0.5:
            closed |= {day + number * DAY for number in range(length)}
        elif length:
            day += length * DAY
        if not is_set_back and len(ticks) == days // 2 and day not in closed:
            ticks += [day - number * DAY for number in (6, 5, 4, 3, 2, 1, 0) if day - number * DAY not in closed]
            is_set_back = True
        day += DAY
    return Weather(ticks, frozenset(closed))


def _fill(size: Size, random: Random) -> None:
    make_municipality()
    root = db.session.scalars(select(Unit).where(Unit.kind == "municipality")).one()
    make_holder(unit=root, function="isc", person=make_person(email="isk@fjordby.example", name="Ina Isk"))
    make_holder(unit=root, function="leader", person=make_person(email="direktion@fjordby.example", name="Kim Konge"))
    units, people = [], []
    for number in range(size.administrations):
        administration = make_unit(code=f"F{number}", name=f"Forvaltning {number}", kind="administration", parent=root)
        unit = make_unit(code=f"F{number}-E", name=f"Enhed {number}", parent=administration)
        director = make_person(email=f"direktoer{number}@fjordby.example", name=f"Direktør {number}")
        make_holder(unit=administration, function="director", person=director)
        for function in FUNCTIONS:
            person = make_person(email=f"{function}{number}@fjordby.example", name=f"{function.title()} {number}")
            make_holder(unit=administration, function=function, person=person)
            people.append(person)
        units += [administration, unit]
    for person in random.sample(people, len(people) // 3):
        db.session.add(ReminderChoice(person_id=person.id, rhythm="weekly", changed_at=_moment(FIRST)))
    for person in people:
        _send_away(person, [other for other in people if other is not person], size.days, random)
    plan = db.session.scalars(select(Plan).where(Plan.state == "approved")).one()
    plan.first_year, plan.items = FIRST.year, []
    db.session.flush()
    for number in range(size.items):
        template = TaskTemplate(
            code=f"ITEM{number}", title=f"Opgave {number}", months=[random.randint(1, 12)],
            day=random.choice(["working", *map(str, range(1, 32))]), function=random.choice(FUNCTIONS), hours=2,
            per="administration", purpose="", evidence="", guide="",
        )  # fmt: skip
        db.session.add(template)
        plan.items.append(
            PlanItem(
                code=template.code, template=template, first_year=FIRST.year, is_for_all=False,
                units=[random.choice(units)],
            )
        )  # fmt: skip
    record(Doing(at=_moment(FIRST), via="cli"), "organisation.import", "organisation", None)
    db.session.flush()


def _send_away(person: Person, others: Sequence[Person], days: int, random: Random) -> None:
    day = FIRST + random.randint(5, 90) * DAY
    while day < FIRST + days * DAY:
        back = day + random.randint(1, 20) * DAY
        deputy = random.choice(others) if random.random() < 0.7 else None
        make_absence(person=person, from_on=day, to_on=back, deputy=deputy)
        day = back + random.randint(60, 300) * DAY


def _script(size: Size, random: Random) -> Mapping[int, date]:
    """Plan, and say on which day each task is done; of the few that stay undone nothing is said."""
    begin_writing()
    make_plan_tasks(_moment(FIRST))
    db.session.commit()
    last = FIRST + size.days * DAY
    done_on: dict[int, date] = {}
    for task_id, due_on in db.session.execute(select(Task.id, Task.due_on).order_by(Task.id)):
        luck = random.random()
        if luck < 0.7:
            day = due_on - random.randint(0, 25) * DAY
        elif luck < 0.9:
            day = due_on + random.randint(1, 20) * DAY
        elif luck < 0.98:
            day = due_on + random.randint(21, 100) * DAY
        else:
            continue
        if FIRST < day < last:
            done_on[task_id] = day
    db.session.rollback()
    return done_on


def _run(app: Flask, place: Place, server: MailProcess, weather: Weather, done_on: Mapping[int, date]) -> None:
    to_do: dict[date, list[int]] = defaultdict(list)
    for task_id, day in done_on.items():
        to_do[day].append(task_id)
    before, is_closed = FIRST - DAY, False
    for day in weather.ticks:
        place.wait(0)
        with app.app_context():
            # People work on days without a tick as well; a clock set back does their work no second time.
            while before < day:
                before += DAY
                _do(to_do[before], before)
            if (day in weather.closed) != is_closed:
                is_closed = not is_closed
                server.tell("misbehave", stage="CONNECT", answer=REFUSES) if is_closed else server.tell("behave")
            run_tick(_moment(day))


def _do(task_ids: Sequence[int], day: date) -> None:
    if task_ids:
        with own_transaction():
            for task_id in task_ids:
                complete_task(CompleteTask(task_id=task_id, on=day), doing=Doing(at=_moment(day) - DAY / 4))


def _foresee(app: Flask, weather: Weather, done_on: Mapping[int, date]) -> list[Played]:
    with app.app_context():
        rows = db.session.execute(
            select(Task.id, Task.due_on, Task.created_on, Task.unit_id, Task.function, Task.person_id)
        )
        standings = [
            Standing(
                TaskFacts(
                    id=row.id, due_on=row.due_on, created_on=row.created_on, unit_id=row.unit_id,
                    function=row.function, named_id=row.person_id,
                ),
                max(first_look(row.due_on), row.created_on),
                done_on=done_on.get(row.id),
            )
            for row in rows
        ]  # fmt: skip
        worlds = worlds_ahead(FIRST, max(weather.ticks))
        return list(Play(standings, worlds).run(weather.sends))


def _compare(app: Flask, foreseen: Sequence[Played], taken: Sequence[Taken], weather: Weather) -> Outcome:
    with app.app_context():
        addresses = dict(db.session.execute(select(Person.id, Person.email)).all())
        mails = dict(db.session.execute(select(OutgoingMail.message_id, OutgoingMail.id)).all())
        created = dict(db.session.execute(select(OutgoingMail.id, OutgoingMail.created_at)).all())
        told: dict[int, set[int]] = defaultdict(set)
        steps: Counter[tuple[int, date, str, int]] = Counter()
        for row in db.session.execute(
            select(Reminder.mail_id, Reminder.task_id, Reminder.due_on, Reminder.step, Reminder.person_id).where(
                Reminder.state == "queued"
            )
        ):
            told[row.mail_id].add(row.task_id)
            steps[row.task_id, row.due_on, row.step, row.person_id] += 1
    expected = Counter((mail.on, addresses[mail.person_id], mail.tasks) for mail in foreseen)
    got: Counter[tuple[date, str, tuple[int, ...]]] = Counter()
    for mail in taken:
        mail_id = mails[mail.message_id]
        got[clock.day_of(created[mail_id]), mail.to, tuple(sorted(told[mail_id]))] += 1
    missing, extra = expected - got, got - expected
    twice = [step for step, count in steps.items() if count > 1]
    doubled = len(taken) - len({mail.message_id for mail in taken})
    broken = [f"{len(twice)} trin gik to gange"] if twice else []
    broken += [f"{sum(missing.values())} forudsagte mails kom ikke: {_first(missing)}"] if missing else []
    broken += [f"{sum(extra.values())} mails var ikke forudsagt: {_first(extra)}"] if extra else []
    return Outcome(
        sent=len(taken),
        lost=sum(missing.values()),
        doubled=doubled + len(twice),
        broken=tuple(broken),
        figures={"ticks": len(weather.ticks), "foreseen": len(foreseen), "steps": sum(steps.values())},
    )


def _first(mails: Counter[tuple[date, str, tuple[int, ...]]]) -> str:
    return "; ".join(f"{on} {to} {tasks}" for on, to, tasks in sorted(mails)[:3])


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, tzinfo=clock.COPENHAGEN)
