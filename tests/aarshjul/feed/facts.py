"""Events for the tests: all-day ones with Danish letters, and timed ones on each side of every change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from aarshjul.feed.events import COPENHAGEN, EventFacts

CHANGED = datetime(2027, 1, 5, 9, 30, tzinfo=UTC)
CHANGES = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))
"""The Sundays on which the clocks change: forward at two in March, back at three in October."""
HOST = "gdpr.fjordby.example"


def make_event(key: str, summary: str, when: Any, **changes: Any) -> EventFacts:
    """An event that was changed in January."""
    values: dict[str, Any] = {"description": "", "changed_at": CHANGED, "categories": ("GDPR-årshjul",)}
    return EventFacts(key=key, summary=summary, when=when, **(values | changes))


def local(day: date, hour: int, minute: int = 0, *, fold: int = 0) -> datetime:
    """A moment by the clock on the wall in Denmark; `fold` 1 is the second round of October's hour."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN, fold=fold)


def timed_events() -> list[EventFacts]:
    """Eight to nine the day before and the day after, half past one and half past three on the day, and in October
    both rounds of the hour from two.
    """
    events = []
    for change in CHANGES:
        for day in (change - timedelta(days=1), change + timedelta(days=1)):
            events.append(make_event(f"møde {day}", f"Møde {day}", (local(day, 8), local(day, 9))))
        for hour in (1, 3):
            moments = (local(change, hour, 30), local(change, hour, 45))
            events.append(make_event(f"nat {change} {hour}", f"Nat {change} kl. {hour}", moments))
        for fold in (0, 1) if change.month == 10 else ():
            moments = (local(change, 2, 15, fold=fold), local(change, 2, 45, fold=fold))
            events.append(make_event(f"to {change} {fold}", f"To {change} omgang {fold}", moments))
    return events


def all_day_events() -> list[EventFacts]:
    """On the days of the changes and round the turn of a year, with what calendars get wrong."""
    days = (*CHANGES, date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29))
    odd = "Ærø, Øer; \\«Åer» " + "blåbærgrød på æbleø " * 6 + "slut"
    return [
        *(make_event(f"dag {day}", f"Hel dag {day} æøå", day) for day in days),
        make_event("ulige", odd, date(2027, 6, 1), description="Første, linje\nAnden; linje\\n\n" + "ø" * 200),
    ]
