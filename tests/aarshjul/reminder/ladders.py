"""What the tests of the rules share: a task, what was said of it, and the rule as it is told to a person."""

from datetime import date, timedelta

from hypothesis import strategies as st

from aarshjul.reminder.rules import (
    A_DAY,
    Cadence,
    Said,
    TaskFacts,
    decide,
)
from app.core.workdays import ClosedDays, is_working_day

USUAL = Cadence()
QUIET = Cadence(quiet_weeks=frozenset({28, 29, 30}))
LONG_CHRISTMAS = Cadence(closed=ClosedDays(between_christmas_and_new_year=True))
ANNA, BENT = 1, 2
LONG_AGO = date(2026, 1, 1)
days = st.dates(date(2026, 1, 1), date(2031, 12, 31))
cadences = st.builds(
    Cadence,
    days_before=st.sets(st.sampled_from([60, 45, 30, 21, 14, 7, 3, 1, 0]), min_size=1).map(tuple),
    overdue_every=st.integers(3, 14),
    escalate_after=st.sampled_from([(), (7, 14, 30, 60), (3, 5, 8, 13)]),
    begun_on=st.none() | days,
    closed=st.builds(
        ClosedDays,
        between_christmas_and_new_year=st.booleans(),
        friday_after_ascension=st.booleans(),
        dates=st.frozensets(days, max_size=10),
    ),
    quiet_weeks=st.frozensets(st.integers(1, 53), max_size=6),
)


def a_task(due_on: date, *, created_on: date = LONG_AGO, handovers: int = 0, named_id: int | None = None) -> TaskFacts:
    return TaskFacts(
        id=1, due_on=due_on, created_on=created_on, unit_id=1, function="leader", handovers=handovers, named_id=named_id
    )


def look(
    today: date,
    task: TaskFacts,
    said: list[Said] | None = None,
    *,
    person_id: int = ANNA,
    cadence: Cadence = USUAL,
    is_weekly: bool = False,
) -> list[tuple[str, str]]:
    """Decide and, as the reminder table would, remember."""
    remembered = [] if said is None else said
    decisions = decide(task, person_id, remembered, cadence=cadence, is_weekly=is_weekly, today=today)
    remembered += [Said(task.due_on, decision.code, decision.person_id) for decision in decisions]
    return [(decision.code, decision.state) for decision in decisions]


def told(due_on: date, *codes: str, person_id: int = ANNA) -> list[Said]:
    return [Said(due_on, code, person_id) for code in codes]


def plain_steps(due_on: date, cadence: Cadence, *, is_weekly: bool = False) -> dict[date, str]:
    """The steps as the rule is told to a person: each on the next working day, the later one of two winning."""
    by_day: dict[date, str] = {}
    named = [(f"T-{n}" if n else "T0", -n) for n in sorted(cadence.days_before, reverse=True)]
    named += [(f"U{n}", n) for n in range(cadence.overdue_every, 2_000, cadence.overdue_every)]
    for code, offset in named:
        day = due_on + timedelta(days=offset)
        while not is_working_day(day, cadence.closed) or (
            code.startswith("U") and day.isocalendar().week in cadence.quiet_weeks
        ):
            day += A_DAY
        if is_weekly:
            monday = day - timedelta(days=day.weekday())
            day = next(monday + A_DAY * n for n in range(30) if is_working_day(monday + A_DAY * n, cadence.closed))
        by_day[day] = code
    return by_day
