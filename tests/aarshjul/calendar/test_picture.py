"""A month or a week as weeks of days."""

from calendar import monthcalendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.calendar.picture import OfDay, Span, View, draw, span_around, span_of
from app.core.workdays import ClosedDays

TODAY = date(2027, 3, 10)
days = st.dates(date(2000, 2, 1), date(2099, 11, 30))
views = st.sampled_from(("maaned", "uge"))


def days_of(span: Span) -> list[date]:
    weeks = draw(span, {}, closed=ClosedDays(), quiet_weeks=frozenset(), today=TODAY)
    return [day.on for week in weeks for day in week.days]


@given(day=days)
def test_a_month_is_drawn_as_the_standard_library_lays_it_out(day: date) -> None:
    span = span_around("maaned", day)
    drawn = days_of(span)
    assert [on.day if span.first_on <= on <= span.last_on else 0 for on in drawn] == [
        number for week in monthcalendar(day.year, day.month) for number in week
    ]
    assert drawn == [drawn[0] + timedelta(days=offset) for offset in range(len(drawn))]
    assert (drawn[0], drawn[-1]) == (span.weeks_from, span.weeks_to)


@given(day=days)
def test_a_week_is_numbered_as_iso_does_and_begins_on_a_monday(day: date) -> None:
    span = span_around("uge", day)
    (week,) = draw(span, {}, closed=ClosedDays(), quiet_weeks=frozenset({day.isocalendar().week}), today=TODAY)
    assert (week.year, week.number) == day.isocalendar()[:2]
    assert week.is_quiet
    assert day in days_of(span)
    assert days_of(span)[0].weekday() == 0


@given(view=views, day=days)
def test_the_next_of_the_one_before_is_the_same_and_its_address_leads_back(view: View, day: date) -> None:
    span = span_around(view, day)
    before = span.before()
    assert before is not None
    assert before.after() == span
    assert before.last_on + timedelta(days=1) == span.first_on
    assert span_of(view, span.args, today=TODAY) == span


def test_what_an_address_says_is_shown_and_what_it_cannot_say_is_today() -> None:
    assert span_of("maaned", {"maaned": "2027-02"}, today=TODAY).title == "februar 2027"
    assert span_of("uge", {"uge": "2027-W12"}, today=TODAY).title == "uge 12, 2027"
    assert span_of("uge", {"uge": "2026-W53"}, today=TODAY).last_on == date(2027, 1, 3)
    for odd in ("", "2027", "2027-13", "2027-00", "1066-10", "9999-12", "２０２７-02", "x"):
        assert span_of("maaned", {"maaned": odd}, today=TODAY) == span_around("maaned", TODAY), odd
    for odd in ("2027-W53", "2027-W00", "2027-12", "9999-W52", "1999-W52"):
        assert span_of("uge", {"uge": odd}, today=TODAY) == span_around("uge", TODAY), odd


def test_the_calendar_ends_where_its_years_do() -> None:
    assert span_of("maaned", {"maaned": "2000-01"}, today=TODAY).before() is None
    assert span_of("maaned", {"maaned": "2099-12"}, today=TODAY).after() is None


@pytest.mark.parametrize(
    ("day", "holiday", "closed"),
    [
        (date(2027, 3, 26), "Langfredag", ""),
        (date(2027, 12, 24), "", "Juleaftensdag"),
        (date(2027, 5, 7), "", "Lukkedag"),
        (date(2027, 3, 9), "", ""),
    ],
)
def test_a_day_says_why_nobody_is_at_work(day: date, holiday: str, closed: str) -> None:
    calendar = ClosedDays(dates=frozenset({date(2027, 5, 7)}))
    weeks = draw(span_around("uge", day), {}, closed=calendar, quiet_weeks=frozenset(), today=TODAY)
    (found,) = [one for week in weeks for one in week.days if one.on == day]
    assert (found.holiday, found.closed, found.is_off) == (holiday, closed, bool(holiday or closed))


def test_the_tasks_that_are_not_shown_are_counted() -> None:
    tasks = {TODAY: OfDay(15, 14, ["a", "b", "c"])}
    weeks = draw(span_around("maaned", TODAY), tasks, closed=ClosedDays(), quiet_weeks=frozenset(), today=TODAY)
    found = {day.on: day for week in weeks for day in week.days}
    assert found[TODAY].more == 12
    assert found[TODAY].is_today
    assert found[date(2027, 3, 11)].more == 0
