"""Turns counted from when something was last done."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aarshjul.plan.expansion import QUIET_WEEKS, ItemFacts, Occurrence
from aarshjul.plan.turns import Series, Standing, turns
from app.core.workdays import ClosedDays, is_working_day
from tests.aarshjul.plan.test_expansion import closed_days, make_item, quiet

CLOSED = ClosedDays()
START, TODAY, UNTIL = date(2027, 1, 1), date(2027, 3, 1), date(2031, 12, 31)
days = st.dates(date(2024, 1, 1), UNTIL)


def expand(item: ItemFacts, series: Series, **changes: Any) -> list[Occurrence]:
    frame = {"start_on": START, "today": TODAY, "until_on": UNTIL, "closed": CLOSED, "quiet_weeks": QUIET_WEEKS}
    return list(turns(item, series, **(frame | changes)))


def make_series(**changes: Any) -> Series:
    return Series(**({"unit_id": 7, "every_months": 12} | changes))


def seen(found: list[Occurrence]) -> list[tuple[str, date, bool]]:
    return [(task.period, task.due_on, task.is_forecast) for task in found]


def test_the_first_turn_is_firm_and_those_after_it_are_forecast() -> None:
    found = expand(make_item(months=(5,)), make_series(every_months=24))
    assert seen(found) == [
        ("1", date(2027, 5, 31), False),
        ("2", date(2029, 5, 31), True),
        ("3", date(2031, 5, 30), True),
    ]


def test_a_turn_is_counted_from_the_day_the_one_before_it_ended() -> None:
    found = expand(make_item(months=(5,)), make_series(turns_over=1, ended_on=date(2027, 6, 10)))
    assert seen(found)[:2] == [("2", date(2028, 6, 9), False), ("3", date(2029, 6, 8), True)]
    assert found[0].planned_on == date(2028, 6, 10)


def test_while_the_firm_one_is_overdue_the_forecast_waits_and_the_firm_one_stays() -> None:
    standing = Standing(date(2027, 1, 31), date(2027, 1, 29))
    late = expand(make_item(months=(1,)), make_series(standing=standing), today=date(2027, 9, 15))
    assert seen(late)[:2] == [("1", date(2027, 1, 29), False), ("2", date(2028, 9, 1), True)]
    later = expand(make_item(months=(1,)), make_series(standing=standing), today=date(2027, 9, 30))
    assert later == late, "it moves once a month, not every day"


def test_one_that_somebody_has_put_off_counts_from_its_new_day() -> None:
    standing = Standing(date(2027, 5, 31), date(2027, 10, 1), is_held=True)
    found = expand(make_item(months=(5,)), make_series(standing=standing))
    assert seen(found)[1] == ("2", date(2028, 9, 29), True)


def test_what_a_record_owes_by_itself_is_only_forecast_here() -> None:
    found = expand(make_item(months=(5,)), make_series(owed_on=date(2028, 3, 15), every_months=36))
    assert seen(found) == [("1", date(2031, 3, 14), True)]


def test_many_series_share_out_the_months_of_the_item() -> None:
    item = make_item(months=(4, 5))
    first = [expand(item, make_series(place=place))[0].due_on.month for place in range(4)]
    assert first == [4, 5, 4, 5]


def test_a_project_has_one_turn_and_a_last_year_ends_the_series() -> None:
    once = make_item(months=(5,), is_once=True)
    assert [task.period for task in expand(once, make_series())] == ["1"]
    assert expand(once, make_series(turns_over=1, ended_on=TODAY)) == []
    ending = make_item(months=(5,), last_year=2028)
    assert [task.due_on.year for task in expand(ending, make_series())] == [2027, 2028]


def test_one_that_should_have_been_done_long_ago_is_due_now_and_does_not_hop_from_day_to_day() -> None:
    over = make_series(turns_over=2, ended_on=date(2024, 2, 1))
    [firm, *_rest] = expand(make_item(months=(5,)), over)
    assert (firm.period, firm.due_on) == ("3", date(2027, 3, 1))
    stands = make_series(turns_over=2, ended_on=date(2024, 2, 1), standing=Standing(firm.planned_on, firm.due_on))
    assert expand(make_item(months=(5,)), stands, today=date(2027, 3, 4))[0] == firm


@st.composite
def facts(draw: st.DrawFn) -> tuple[ItemFacts, Series]:
    item = make_item(
        months=tuple(sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=3)))),
        first_year=draw(st.integers(2025, 2032)),
        last_year=draw(st.none() | st.integers(2025, 2032)),
        is_once=draw(st.booleans()),
        is_statutory=draw(st.booleans()),
    )
    over = draw(st.integers(0, 4))
    series = make_series(
        every_months=draw(st.integers(1, 60)),
        turns_over=over,
        ended_on=draw(days) if over else None,
        owed_on=draw(st.none() | days),
        standing=draw(st.none() | st.builds(Standing, days, days, st.booleans())),
        place=draw(st.integers(0, 9)),
    )
    return item, series


@given(facts(), st.dates(START, date(2030, 12, 31)), closed_days, quiet)
def test_of_any_series_at_most_one_is_firm_each_turn_comes_once_and_dates_rise_on_working_days(
    made: tuple[ItemFacts, Series], today: date, closed: ClosedDays, quiet_weeks: frozenset[int]
) -> None:
    item, series = made
    found = expand(item, series, today=today, closed=closed, quiet_weeks=quiet_weeks)
    assert sum(not task.is_forecast for task in found) <= (series.owed_on is None)
    numbers = [int(task.period) for task in found]
    assert numbers == list(range(series.turns_over + 1, series.turns_over + 1 + len(found)))
    forecast = [task.due_on for task in found if task.is_forecast]
    assert all(is_working_day(day, closed) for day in forecast)
    planned = [task.planned_on for task in found if task.is_forecast]
    assert planned == sorted(set(planned))
    for task in found:
        assert task.law_due_on == (max(task.planned_on, task.due_on) if item.is_statutory else None)
        assert not task.is_forecast or task.due_on <= task.planned_on
        assert task.planned_on.year <= (item.last_year or 9999) or series.standing


@given(facts(), st.dates(START, date(2030, 12, 31)), st.integers(0, 400))
def test_the_firm_one_stands_where_it_was_put_however_late_it_gets(
    made: tuple[ItemFacts, Series], today: date, later: int
) -> None:
    item, series = made
    before = [task for task in expand(item, series, today=today) if not task.is_forecast]
    if not before or series.standing:
        return
    [firm] = before
    stands = Series(**{**vars(series), "standing": Standing(firm.planned_on, firm.due_on)})
    again = expand(item, stands, today=today + timedelta(days=later))
    assert [task for task in again if not task.is_forecast] == before
