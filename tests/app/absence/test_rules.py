from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.absence.rules import Deputy, overlap, refusals
from app.organisation.rules import Period

TODAY = date(2027, 3, 1)
DAY = timedelta(days=1)


def fields(
    wanted: Period, *, others: tuple[Period, ...] = (), deputy: Deputy | None = None, roles: str = ""
) -> list[str]:
    found = refusals(wanted, others=others, deputy=deputy, roles=frozenset(roles.split()), today=TODAY)
    return [refusal.field for refusal in found]


def period(start: int, end: int, person_id: int = 1) -> Period:
    return Period(person_id, TODAY + start * DAY, TODAY + end * DAY)


def test_one_may_be_away_a_single_day_and_from_before_today() -> None:
    assert fields(period(0, 0)) == []
    assert fields(period(-10, 0)) == []


def test_it_must_end_after_it_begins_not_before_today_and_within_a_year() -> None:
    assert fields(period(3, 2)) == ["to_on"]
    assert fields(period(-5, -1)) == ["to_on"]
    assert fields(period(0, 365)) == []
    assert fields(period(0, 366)) == ["to_on"]


def test_nobody_is_away_twice_on_one_day() -> None:
    other = period(5, 9)
    assert fields(period(0, 4), others=(other,)) == []
    assert fields(period(10, 12), others=(other,)) == []
    assert fields(period(0, 5), others=(other,)) == ["from_on"]
    assert fields(period(6, 7), others=(other,)) == ["from_on"]


def test_the_deputy_is_another_who_works_here() -> None:
    assert fields(period(0, 1), deputy=Deputy(2, True)) == []
    assert fields(period(0, 1), deputy=Deputy(1, True)) == ["deputy"]
    assert fields(period(0, 1), deputy=Deputy(2, False)) == ["deputy"]


def test_the_dpo_stands_in_for_nobody_but_a_dpo() -> None:
    dpo = Deputy(2, True, frozenset({"dpo"}))
    assert fields(period(0, 1), deputy=dpo, roles="manager") == ["deputy"]
    assert fields(period(0, 1), deputy=dpo, roles="dpo") == []


@given(*[st.integers(0, 30)] * 4)
def test_the_days_both_are_away_are_those_that_lie_in_both(a: int, b: int, c: int, d: int) -> None:
    mine, theirs = period(min(a, b), max(a, b)), period(min(c, d), max(c, d), person_id=2)
    days = [TODAY + n * DAY for n in range(31)]
    both = {day for day in days if mine.holds(day) and theirs.holds(day)}
    assert {day for first, last in overlap(mine, [theirs]) for day in days if first <= day <= last} == both
