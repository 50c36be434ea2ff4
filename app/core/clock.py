"""The only place that asks what time it is. Everything else is told."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock


def today() -> date:
    """Today's date in Denmark."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The Danish calendar day that a moment falls on."""
    return moment.astimezone(COPENHAGEN).date()


def start_of(day: date) -> datetime:
    """The moment a Danish calendar day begins, in UTC; the first day of all begins as early as a moment can."""
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime(day.year, day.month, day.day, tzinfo=COPENHAGEN).astimezone(UTC)


def running_from(moment: datetime) -> Callable[[], datetime]:
    """A clock that shows `moment` now and runs on: for work that is told the time and takes a while."""
    start = time.monotonic()
    return lambda: moment + timedelta(seconds=time.monotonic() - start)


def parse_moment(text: str) -> datetime:
    """An ISO 8601 moment in UTC; without offset it is Danish time, a bare date is that day at 08:00.

    Raises ValueError when the text is no moment.
    """
    if len(text) == len("2027-01-31"):
        text += "T08:00"
    moment = datetime.fromisoformat(text)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=COPENHAGEN)).astimezone(UTC)
    except OverflowError as problem:
        raise ValueError(str(problem)) from None
