from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.reminder.looking import World, look_at
from aarshjul.reminder.rules import Cadence, Said, TaskFacts, first_look, rungs, steps
from aarshjul.reminder.settings_rules import (
    FAR,
    RUNGS,
    USUAL,
    Chosen,
    chosen_of,
    day_to_preview,
    preview,
    problems,
    read_days,
    write_days,
)
from app.core.workdays import ClosedDays, is_working_day
from app.organisation.rules import Holders, UnitFacts

DAY = timedelta(days=1)
OPEN = ClosedDays()
days = st.dates(date(2026, 1, 1), date(2031, 12, 31))
rising = st.sets(st.integers(3, 180), min_size=4, max_size=4).map(lambda found: tuple(sorted(found)))
choices = st.builds(
    Chosen,
    days_before=st.sets(st.integers(0, 60), max_size=7).flatmap(
        lambda found: st.integers(0, 7).map(lambda soon: tuple(sorted({*found, soon}, reverse=True)))
    ),
    overdue_every=st.integers(3, 14),
    escalate_after=st.just(()) | rising,
    chases_in_quiet_weeks=st.booleans(),
)
LADDERS = {1: "leader", 2: "above", 3: "director", 4: "draft"}


def cadence_of(chosen: Chosen, *, quiet: frozenset[int] = frozenset({28, 29, 30})) -> Cadence:
    return Cadence(
        days_before=chosen.days_before,
        overdue_every=chosen.overdue_every,
        escalate_after=chosen.escalate_after,
        quiet_weeks=frozenset() if chosen.chases_in_quiet_weeks else quiet,
    )


def chosen(**changes: object) -> Chosen:
    values = {"days_before": (14, 7, 0), "overdue_every": 7, "escalate_after": (), "chases_in_quiet_weeks": False}
    return Chosen(**(values | changes))  # type: ignore[arg-type]


def said(made: Chosen) -> list[tuple[str, str]]:
    return [(problem.field, problem.message % problem.values) for problem in problems(made)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("30, 14, 7, 1, 0", (30, 14, 7, 1, 0)),
        (" 0,1 ,7,14,30,", (30, 14, 7, 1, 0)),
        ("7; 7, 07 og 14\n0", (14, 7, 0)),
        ("", ()),
    ],
)
def test_days_are_put_in_order_and_each_is_there_once(text: str, read: tuple[int, ...]) -> None:
    assert read_days(text) == read


@pytest.mark.parametrize("text", ["en uge", "7,5 dage", "-7", "7.5", "²", "99999", "7–14"])
def test_what_is_no_number_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="er ikke et helt tal"):
        read_days(text)


@given(st.sets(st.integers(0, 60)))
def test_days_are_read_as_they_are_written(found: set[int]) -> None:
    order = tuple(sorted(found, reverse=True))
    assert read_days(write_days(order)) == order


@given(choices)
def test_every_choice_within_the_bounds_can_be_made(made: Chosen) -> None:
    assert said(made) == []


def test_what_is_usual_can_be_chosen_and_is_what_goes_until_somebody_chooses() -> None:
    assert said(USUAL) == []
    assert chosen_of(None) == USUAL
    assert cadence_of(USUAL, quiet=frozenset()) == Cadence()


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ((), "Skriv mindst ét tal."),
        (tuple(range(9)), "Skriv højst 8 tal."),
        ((61, 7), "Skriv tal fra 0 til 60."),
        ((30, 8), "Mindst ét tal skal være 7 eller mindre, så der også kommer en mail kort før fristen."),
    ],
)
def test_days_before_are_few_near_enough_and_one_is_in_the_last_week(found: tuple[int, ...], sentence: str) -> None:
    assert said(chosen(days_before=found)) == [("days_before", sentence)]


@pytest.mark.parametrize(("every", "is_fine"), [(2, False), (3, True), (14, True), (15, False), (-7, False)])
def test_reminders_after_the_date_come_neither_too_often_nor_too_seldom(every: int, is_fine: bool) -> None:
    found = said(chosen(overdue_every=every))
    assert found == ([] if is_fine else [("overdue_every", "Skriv et helt tal fra 3 til 14.")])


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ((2, 14, 30, 60), [("leader", "Skriv et helt tal fra 3 til 180.")]),
        ((7, 14, 30, 181), [("draft", "Skriv et helt tal fra 3 til 180.")]),
        ((7, 7, 30, 60), [("above", "Tallet skal være større end det forrige, 7.")]),
        ((30, 14, 20, 60), [(name, "Tallet skal være større end det forrige, 30.") for name in ("above", "director")]),
        ((7, 14, 30), [("escalates", "Skriv et antal dage for hver, der skal have besked.")]),
    ],
)
def test_those_above_hear_one_after_the_other(after: tuple[int, ...], found: list[tuple[str, str]]) -> None:
    assert said(chosen(escalate_after=after)) == found


@given(choices, days)
def test_no_choice_asks_for_a_step_before_a_task_is_first_looked_at(made: Chosen, due_on: date) -> None:
    for is_weekly in (False, True):
        found = steps(due_on, due_on + 30 * DAY, cadence_of(made), is_weekly=is_weekly)
        assert found[0].on >= first_look(due_on)
        assert found[0].on <= due_on + 7 * DAY, "whoever has it hears of it near the date"


@given(choices, days)
def test_an_example_names_the_days_of_the_ladders(made: Chosen, due_on: date) -> None:
    cadence = cadence_of(made)
    shown = preview(due_on, cadence)
    found = {step.code: step.on for step in steps(due_on, due_on + 400 * DAY, cadence)}
    assert list(shown.before) == [on for code, on in found.items() if code.startswith("T")]
    assert list(shown.after) == [on for code, on in found.items() if code.startswith("U")][:3]
    task = TaskFacts(id=1, due_on=due_on, created_on=due_on - 90 * DAY, unit_id=1, function="leader")
    above = rungs(task, (), cadence=cadence, today=due_on + 800 * DAY)
    assert list(shown.above) == [(LADDERS[int(rung.code[1:])], rung.on) for rung in above]
    assert [name for name, _on in shown.above] == list(RUNGS)[: len(made.escalate_after)]
    assert all(is_working_day(on, OPEN) for on in (*shown.before, *shown.after, *(on for _name, on in shown.above)))


def test_the_example_of_the_usual_choice() -> None:
    shown = preview(date(2027, 3, 31), Cadence())
    assert [f"{on:%d/%m}" for on in shown.before] == ["01/03", "17/03", "24/03", "30/03", "31/03"]
    assert [f"{on:%d/%m}" for on in shown.after] == ["07/04", "14/04", "21/04"]
    assert [(name, f"{on:%d/%m}") for name, on in shown.above] == [
        ("leader", "07/04"), ("above", "14/04"), ("director", "30/04"), ("draft", "31/05"),
    ]  # fmt: skip


@given(days, st.none() | st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_the_example_s_date_is_the_one_asked_for_or_one_whose_mails_are_all_to_come(
    today: date, asked: date | None
) -> None:
    found = day_to_preview(asked, today, OPEN)
    if asked is not None and today <= asked <= today + FAR:
        assert found == asked
    else:
        assert is_working_day(found, OPEN)
        assert 55 * DAY < found - today < 95 * DAY


@given(st.lists(choices, min_size=2, max_size=4), st.integers(0, 2**32), days)
def test_no_step_is_said_twice_however_the_choices_change_back_and_forth(
    made: list[Chosen], seed: int, due_on: date
) -> None:
    """A look each day, each by one of the choices, as after a saving; nobody does the task."""
    holders = Holders(
        units={1: UnitFacts(None), 2: UnitFacts(1)},
        held={(2, "coordinator"): 1, (2, "leader"): 2, (1, "leader"): 3, (1, "director"): 4, (1, "isc"): 5},
        active=frozenset(range(1, 6)),
    )
    task = TaskFacts(id=1, due_on=due_on, created_on=due_on - 400 * DAY, unit_id=2, function="coordinator")
    told: list[Said] = []
    wanted: Counter[tuple[str, int]] = Counter()
    for number in range(70 + 100):
        today = due_on + (number - 70) * DAY
        turn = (seed >> (number % 31)) + number
        world = World(
            today=today,
            holders=holders,
            cadence=cadence_of(made[turn % len(made)]),
            addresses={person_id: f"{person_id}@fjordby.example" for person_id in range(1, 6)},
            weekly={1} if turn % 3 == 0 else (),
        )
        found = look_at(task, told, world).decisions
        told += [Said(due_on, one.code, one.person_id) for one in found]
        wanted.update((one.code, one.person_id) for one in found if one.state == "wanted")
    assert max(wanted.values()) == 1
    assert len(told) == len(set(told))
