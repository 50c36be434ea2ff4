"""A calendar feed as bytes."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.feed.events import COPENHAGEN, FORMAT, EventFacts, digest, uid_of, write_feed
from tests.aarshjul.feed.facts import HOST, all_day_events, local, make_event, timed_events
from tests.goldenfile import same_as_golden

GOLDEN = Path(__file__).parents[2] / "golden" / f"kalender-{FORMAT}.ics"
DAY = date(2027, 3, 1)


def write(*events: EventFacts, name: str = "GDPR-årshjul: Mine opgaver") -> bytes:
    return write_feed(name, events, host=HOST)


def lines_of(feed: bytes) -> list[str]:
    """The lines as they were before they were folded."""
    return feed.decode().replace("\r\n ", "").split("\r\n")


def value_of(feed: bytes, name: str) -> str:
    """The text of a property, its escapes undone."""
    line = next(line for line in lines_of(feed)[lines_of(feed).index("BEGIN:VEVENT") :] if line.startswith(f"{name}:"))
    text, rest = "", line.removeprefix(f"{name}:")
    while rest:
        if rest[0] == "\\":
            text, rest = text + {"n": "\n", "N": "\n"}.get(rest[1], rest[1]), rest[2:]
        else:
            text, rest = text + rest[0], rest[1:]
    return text


def test_the_same_facts_are_written_as_they_always_were() -> None:
    """When this changes, raise FORMAT, so that calendar programs fetch what they have anew; then ./run golden."""
    text = write(*all_day_events(), *timed_events()).decode().replace("\r\n", "\n")
    assert same_as_golden(GOLDEN, text)


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_every_text_comes_back_whole_in_lines_of_75_octets(text: str) -> None:
    feed = write(make_event("a", text, DAY, description=f"{text}\n{text}"), name=text)
    assert feed.endswith(b"END:VCALENDAR\r\n")
    assert feed.count(b"\n") == feed.count(b"\r\n") == feed.count(b"\r")
    for line in feed.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is split
    assert value_of(feed, "SUMMARY") == text
    assert value_of(feed, "DESCRIPTION") == f"{text}\n{text}"


def test_no_control_character_reaches_a_calendar() -> None:
    feed = write(make_event("a", "Slet\x00te\x1bkontrol\x7f", DAY, description="a\r\nb\tc"))
    assert value_of(feed, "SUMMARY") == "Slettekontrol"
    assert value_of(feed, "DESCRIPTION") == "a\nb\tc"


def test_a_task_is_a_whole_day_that_takes_nobodys_time() -> None:
    lines = lines_of(write(make_event("a", "Slettekontrol", date(2027, 12, 31), url="https://x.example/opgaver/1")))
    event = lines[lines.index("BEGIN:VEVENT") :]
    assert {
        "DTSTART;VALUE=DATE:20271231", "DTEND;VALUE=DATE:20280101", "TRANSP:TRANSPARENT", "STATUS:CONFIRMED",
        "DTSTAMP:20270105T093000Z", "CATEGORIES:GDPR-årshjul", "URL:https://x.example/opgaver/1",
        f"UID:{uid_of('a', HOST)}",
    } <= set(event)  # fmt: skip


def test_a_day_that_is_not_settled_is_tentative() -> None:
    assert b"STATUS:TENTATIVE" in write(make_event("a", "Forventet", DAY, is_forecast=True))


def test_what_has_a_clock_time_x() -> None:
    october = date(2027, 10, 31)
    lines = lines_of(
        write(
            make_event("a", "Første", (local(october, 2, 15), local(october, 2, 45))),
            make_event("b", "Anden", (local(october, 2, 15, fold=1), local(october, 4))),
            make_event("c", "Fra UTC", (datetime(2027, 7, 1, 6, tzinfo=UTC), datetime(2027, 7, 1, 7, tzinfo=UTC))),
        )
    )
    assert [line for line in lines if line.startswith(("DTSTART;", "DTSTART:2027", "DTEND"))] == [
        "DTSTART:20271031T001500Z", "DTEND:20271031T004500Z",
        "DTSTART:20271031T011500Z", "DTEND;TZID=Europe/Copenhagen:20271031T040000",
        "DTSTART;TZID=Europe/Copenhagen:20270701T080000", "DTEND;TZID=Europe/Copenhagen:20270701T090000",
    ]  # fmt: skip


@pytest.mark.parametrize("year", [1997, 2026, 2027, 2028, 2050, 2099])
def test_the_zone_in_the_feed_tells_the_danish_clock_hour_by_hour(year: int) -> None:
    text = write().decode()
    zone = tz.tzical(StringIO(text.replace("\r\n", "\n"))).get("Europe/Copenhagen")
    assert zone is not None
    moment = datetime(year, 1, 1, tzinfo=UTC)
    wrong = []
    while moment.year == year:
        wall = moment.astimezone(COPENHAGEN)
        if not wall.fold and wall.replace(tzinfo=zone).utcoffset() != wall.utcoffset():
            wrong.append(wall)
        moment += timedelta(hours=3)
    assert wrong == []


def test_an_event_keeps_its_name_for_as_long_as_its_key_and_the_host() -> None:
    assert uid_of("plan:T01//5/2027", HOST) == uid_of("plan:T01//5/2027", HOST)
    assert len({uid_of(key, host) for key in ("a", "b") for host in (HOST, "anden.example")}) == 4
    assert "T01" not in uid_of("plan:T01//5/2027", HOST)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "b"), ("summary", "Andet"), ("description", "Andet"), ("when", date(2027, 3, 2)), ("url", "http://x"),
        ("changed_at", datetime(2027, 1, 6, tzinfo=UTC)), ("categories", ("Udført",)), ("is_forecast", True),
        ("when", (local(DAY, 8), local(DAY, 9))),
    ],
)  # fmt: skip
def test_whatever_changes_a_feed_changes_what_tells_it_apart(name: str, value: Any) -> None:
    event = make_event("a", "Slettekontrol", DAY)
    changed = replace(event, **{name: value})
    assert write(changed) != write(event)
    assert digest("x", [changed], host=HOST) != digest("x", [event], host=HOST)


def test_the_digest_is_of_all_events_in_order_of_the_name_and_of_the_host() -> None:
    a, b = make_event("a", "A", DAY), make_event("b", "B", DAY)
    feeds = [("x", [a, b], HOST), ("x", [b, a], HOST), ("x", [a], HOST), ("y", [a, b], HOST), ("x", [a, b], "y")]
    assert len({digest(name, events, host=host) for name, events, host in feeds}) == len(feeds)
    assert digest("x", iter([a, b]), host=HOST) == digest("x", [a, b], host=HOST)


def test_a_feed_of_five_thousand_events_stays_far_below_fifty_megabytes() -> None:
    """Measured on a part of it: what the writer holds beside the feed itself does not grow with the events."""
    events = [make_event(str(n), f"Opgave {n} æøå", DAY, description="Hvorfor. " * 30) for n in range(500)]
    tracemalloc.start()
    feed = write(*events)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak * 10 < 50_000_000
    assert feed.count(b"BEGIN:VEVENT") == 500
