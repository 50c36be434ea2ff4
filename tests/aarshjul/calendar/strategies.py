"""Calendars that the form takes."""

from collections import Counter
from datetime import date

from hypothesis import strategies as st

from aarshjul.calendar.rules import MOST_DAYS_A_YEAR
from aarshjul.plan.expansion import MOST_QUIET_WEEKS
from app.core.workdays import ClosedDays


def _is_taken(days: frozenset[date]) -> bool:
    return max(Counter(day.year for day in days).values(), default=0) <= MOST_DAYS_A_YEAR


single_days = st.frozensets(st.dates(date(2000, 1, 1), date(2099, 12, 31)), max_size=40).filter(_is_taken)
weeks = st.frozensets(st.integers(1, 53), max_size=MOST_QUIET_WEEKS)
calendars = st.builds(
    ClosedDays,
    constitution_day=st.booleans(),
    christmas_eve=st.booleans(),
    new_years_eve=st.booleans(),
    may_day=st.booleans(),
    friday_after_ascension=st.booleans(),
    between_christmas_and_new_year=st.booleans(),
    dates=single_days,
)
