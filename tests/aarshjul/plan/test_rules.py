from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aarshjul.plan.expansion import QUIET_WEEKS
from aarshjul.plan.rules import PLAN_KIND, Changes, Known, Shape, Wanted, compare, obligation_date
from app.core.workdays import ClosedDays, is_working_day

TODAY = date(2027, 3, 1)
START, UNTIL = date(2027, 1, 1), date(2031, 12, 31)
CLOSED = ClosedDays()


def shape(due_on: date = date(2027, 9, 30), **changes: object) -> Shape:
    values = {
        "title": "Slettekontrol", "unit_id": 1, "function": "leader", "person_id": None, "period": str(due_on.year),
        "planned_on": due_on, "due_on": due_on, "law_due_on": None, "hours": 2.0,
    }  # fmt: skip
    return Shape(**(values | changes))  # type: ignore[arg-type]


def want(due_on: date = date(2027, 9, 30), *, key: str = "a", kind: str = PLAN_KIND, **changes: object) -> Wanted:
    return Wanted(key, kind, shape(due_on, **changes))


def know(
    due_on: date = date(2027, 9, 30),
    *,
    key: str = "a",
    kind: str = PLAN_KIND,
    state: str = "not_started",
    is_touched: bool = False,
) -> Known:
    return Known(1, key, kind, state, is_touched, 1, due_on if state == "done" else None, shape(due_on))


def changes(wanted: list[Wanted], known: list[Known]) -> Changes:
    return compare(wanted, {task.key: task for task in known}, today=TODAY, start_on=START, until_on=UNTIL)


def names(found: Changes) -> dict[str, int]:
    counts = {name: len(getattr(found, name)) for name in ("created", "moved", "reopened", "withdrawn", "vanished")}
    return {name: count for name, count in (counts | {"unchanged": found.unchanged}).items() if count}


def owed_date(day: date) -> date:
    return obligation_date(day, start_on=START, closed=CLOSED, quiet_weeks=QUIET_WEEKS)


def test_what_is_missing_is_made_and_what_is_there_is_left() -> None:
    assert names(changes([want(), want(key="b")], [know()])) == {"created": 1, "unchanged": 1}


def test_a_task_of_the_plan_is_made_from_today_to_the_horizon_only() -> None:
    found = changes([want(TODAY - timedelta(days=1)), want(TODAY, key="b"), want(UNTIL, key="c")], [])
    assert [wanted.key for wanted in found.created] == ["b", "c"]
    assert names(changes([want(UNTIL + timedelta(days=1))], [])) == {}


def test_what_a_record_owes_is_made_though_its_day_has_passed() -> None:
    assert names(changes([want(TODAY - timedelta(days=40), kind="review")], [])) == {"created": 1}


def test_a_date_that_changes_moves_the_untouched_task_alone() -> None:
    later = want(date(2027, 10, 29))
    assert names(changes([later], [know()])) == {"moved": 1}
    assert names(changes([later], [know(is_touched=True)])) == {"unchanged": 1}
    assert names(changes([later], [know(state="done")])) == {"unchanged": 1}
    assert names(changes([later], [know(state="not_relevant", is_touched=True)])) == {"unchanged": 1}


def test_a_statutory_date_decides_the_window_though_the_internal_one_has_passed() -> None:
    law = TODAY + timedelta(days=2)
    found = changes([want(TODAY - timedelta(days=3), law_due_on=law)], [])
    assert names(found) == {"created": 1}


def test_a_planned_task_is_never_moved_to_a_day_gone_by() -> None:
    gone = want(TODAY - timedelta(days=10))
    assert names(changes([gone], [know()])) == {"withdrawn": 1}
    assert names(changes([gone], [know(TODAY - timedelta(days=20))])) == {"unchanged": 1}


def test_an_obligation_follows_the_record_wherever_it_goes() -> None:
    gone = want(TODAY - timedelta(days=10), kind="review")
    assert names(changes([gone], [know(kind="review")])) == {"moved": 1}


def test_what_nobody_wants_any_more_is_withdrawn_inside_the_window() -> None:
    assert names(changes([], [know()])) == {"withdrawn": 1}
    assert names(changes([], [know(is_touched=True)])) == {}
    assert names(changes([], [know(UNTIL + timedelta(days=1))])) == {}
    assert names(changes([], [know(START - timedelta(days=1))])) == {}
    assert names(changes([], [know(state="done")])) == {}


def test_an_obligation_that_is_gone_is_asked_about_even_where_work_has_begun() -> None:
    assert names(changes([], [know(kind="review", state="started", is_touched=True)])) == {"vanished": 1}
    assert names(changes([], [know(kind="review", state="done")])) == {}


def test_a_withdrawn_task_whose_source_is_back_is_reopened_when_its_day_is_to_come() -> None:
    assert names(changes([want()], [know(state="withdrawn")])) == {"reopened": 1}
    gone = TODAY - timedelta(days=1)
    assert names(changes([want(gone)], [know(gone, state="withdrawn")])) == {"unchanged": 1}


def test_what_a_record_owed_before_the_plan_began_is_due_on_its_first_working_day() -> None:
    assert owed_date(date(2026, 5, 1)) == date(2027, 1, 4)
    # 1 January is a holiday and the working day before it lies before the plan.
    assert owed_date(START) == date(2027, 1, 4)
    assert owed_date(date(2027, 5, 1)) == date(2027, 4, 30)


DAYS = st.dates(date(2025, 1, 1), date(2033, 12, 31))
KEYS = st.sampled_from("abcdef")
WANTED = st.builds(lambda key, day, kind: want(day, key=f"{kind}{key}", kind=kind), KEYS, DAYS,
                   st.sampled_from([PLAN_KIND, "review"]))  # fmt: skip
KNOWN = st.builds(
    lambda key, day, kind, state, touched: know(day, key=f"{kind}{key}", kind=kind, state=state, is_touched=touched),
    KEYS, DAYS, st.sampled_from([PLAN_KIND, "review"]),
    st.sampled_from(["not_started", "started", "postponed", "done", "not_relevant", "withdrawn"]), st.booleans(),
)  # fmt: skip


def settle(wanted: list[Wanted], known: dict[str, Known]) -> dict[str, Known]:
    """What the table holds after the changes were written; a vanished obligation counts as lapsed."""
    found = compare(wanted, known, today=TODAY, start_on=START, until_on=UNTIL)
    after = dict(known)
    for made in found.created:
        after[made.key] = Known(0, made.key, made.kind, "not_started", False, 1, None, made.shape)
    for task, made in found.moved:
        after[task.key] = task._replace(shape=made.shape)
    for task, made in found.reopened:
        after[task.key] = task._replace(shape=made.shape, state="not_started")
    for task in (*found.withdrawn, *found.vanished):
        after[task.key] = task._replace(state="withdrawn")
    return after


@given(st.lists(WANTED, unique_by=lambda w: w.key), st.lists(KNOWN, unique_by=lambda k: k.key))
def test_planning_twice_changes_nothing(wanted: list[Wanted], known: list[Known]) -> None:
    once = settle(wanted, {task.key: task for task in known})
    again = compare(wanted, once, today=TODAY, start_on=START, until_on=UNTIL)
    assert set(names(again)) <= {"unchanged"}
    assert settle(wanted, once) == once


@given(st.lists(WANTED, unique_by=lambda w: w.key), st.lists(KNOWN, unique_by=lambda k: k.key))
def test_no_task_is_lost_and_none_that_was_touched_is_changed_by_the_plan(
    wanted: list[Wanted], known: list[Known]
) -> None:
    before = {task.key: task for task in known}
    after = settle(wanted, before)
    assert set(before) <= set(after)
    for key, task in before.items():
        if task.is_touched and task.kind == PLAN_KIND and task.state != "withdrawn":
            assert after[key] == task


@given(DAYS)
def test_an_obligation_is_due_on_a_working_day_and_not_before_the_plan(day: date) -> None:
    due_on = owed_date(day)
    assert is_working_day(due_on, CLOSED)
    assert due_on >= START
    assert due_on <= day or day <= date(2027, 1, 4)
