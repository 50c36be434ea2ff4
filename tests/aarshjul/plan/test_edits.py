"""Years of planning and of changes to the plan, played in memory: what people have worked on is theirs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from aarshjul.plan.expansion import ItemFacts, occurrences
from aarshjul.plan.rules import PLAN_KIND, Known, Shape, Wanted, compare
from app.core.workdays import ClosedDays
from tests.aarshjul.plan.test_expansion import closed_days, day_rules, make_item, quiet

START, TODAY, UNTIL = date(2027, 1, 1), date(2027, 3, 1), date(2046, 12, 31)
CODES = ("T01", "T02", "T03")
Plan = Mapping[str, ItemFacts]
Calendar = tuple[ClosedDays, frozenset[int]]
Edits = Sequence[tuple[str, ItemFacts | None]]


@st.composite
def items_of(draw: st.DrawFn, code: str) -> ItemFacts | None:
    """An item under this code; None: it is taken out of the plan."""
    if draw(st.integers(0, 4)) == 0:
        return None
    return make_item(
        code=code,
        months=tuple(sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=2)))),
        first_year=draw(st.integers(2026, 2045)),
        every_years=draw(st.integers(1, 5)),
        day=draw(day_rules),
        is_once=draw(st.booleans()),
        is_statutory=draw(st.booleans()),
        unit_ids=tuple(draw(st.sets(st.integers(1, 4), max_size=2))),
    )


plans = st.fixed_dictionaries({code: items_of(code) for code in CODES})
edits = st.fixed_dictionaries({code: items_of(code) for code in CODES}).map(lambda found: list(found.items()))
calendars = st.tuples(closed_days, quiet)


def wanted_by(plan: Mapping[str, ItemFacts | None], calendar: Calendar) -> Iterator[Wanted]:
    for code, item in plan.items():
        if item is not None:
            for o in occurrences(item, start_on=START, until_on=UNTIL, closed=calendar[0], quiet_weeks=calendar[1]):
                shape = Shape("", o.unit_id, "leader", None, o.period, o.planned_on, o.due_on, o.law_due_on, o.hours)
                yield Wanted(o.key, PLAN_KIND, shape._replace(plan_code=code))


def planned(
    known: Mapping[str, Known], plan: Mapping[str, ItemFacts | None], calendar: Calendar, today: date = TODAY
) -> dict[str, Known]:
    """The tasks after planning: what writing does, in memory."""
    found = compare(wanted_by(plan, calendar), known, today=today, start_on=START, until_on=UNTIL)
    after = dict(known)
    for want in found.created:
        assert want.key not in known
        after[want.key] = Known(len(after), want.key, PLAN_KIND, "not_started", False, 1, None, want.shape)
    for task, want in found.moved:
        after[task.key] = task._replace(shape=want.shape)
    for task, want in found.reopened:
        after[task.key] = task._replace(shape=want.shape, state="not_started")
    for task in found.withdrawn:
        after[task.key] = task._replace(state="withdrawn")
    return after


def untouched(known: Mapping[str, Known]) -> dict[str, Shape]:
    """The open tasks nobody has worked on."""
    return {key: task.shape for key, task in known.items() if task.state == "not_started" and not task.is_touched}


def touch(known: Mapping[str, Known], which: Sequence[int]) -> dict[str, Known]:
    """People work on some of the tasks; one of three is done."""
    after, keys = dict(known), sorted(known)
    for place in which:
        if keys:
            task = after[keys[place % len(keys)]]
            done = place % 3 == 0
            after[task.key] = task._replace(
                is_touched=True, state="done" if done else "started", done_on=TODAY if done else None
            )
    return after


some = st.lists(st.integers(0, 500), max_size=6)


@given(plans, edits, calendars, calendars, some)
def test_the_order_of_edits_is_nothing_to_what_nobody_has_touched_and_what_is_touched_never_moves(
    first: Plan, changes: Edits, before: Calendar, after: Calendar, worked_on: Sequence[int]
) -> None:
    known = touch(planned({}, first, before), worked_on)
    ends = []
    for order in (list(changes), list(reversed(changes))):
        plan, tasks = dict(first), known
        for code, item in order:
            plan[code] = item  # type: ignore[assignment]
            tasks = planned(tasks, plan, before)
        tasks = planned(tasks, plan, after)
        ends.append(untouched(tasks))
        for key, task in known.items():
            assert not task.is_touched or tasks[key] == task
        assert planned(tasks, plan, after) == tasks, "planning twice changes nothing"
    assert ends[0] == ends[1]


@given(plans, calendars, some)
def test_nothing_that_is_wanted_is_lost_or_doubled(plan: Plan, calendar: Calendar, worked_on: Sequence[int]) -> None:
    tasks = planned(touch(planned({}, plan, calendar), worked_on), plan, calendar)
    wanted = [want for want in wanted_by(plan, calendar) if want.shape.own_on >= TODAY]
    assert len({want.key for want in wanted}) == len(wanted)
    assert {want.key for want in wanted} == {key for key, task in tasks.items() if task.state != "withdrawn"}


@given(plans, calendars, st.lists(st.integers(1, 400), min_size=1, max_size=8))
def test_planning_through_the_years_ends_where_planning_once_would_have(
    plan: Plan, calendar: Calendar, steps: Sequence[int]
) -> None:
    """The days between are of no account: a scheduler that was away for a year misses nothing that is still to come."""
    today, tasks = TODAY, planned({}, plan, calendar)
    for step in steps:
        today = min(date.fromordinal(today.toordinal() + step), UNTIL)
        tasks = planned(tasks, plan, calendar, today)
    assert tasks == planned({}, plan, calendar)
