"""A calendar feed as bytes (RFC 5545). Pure: facts in, the same bytes out each time, whatever the clock says.

1. A task is an all-day event on its date: it takes up nobody's time (TRANSPARENT), and ends the day after, exclusive.
2. What has a clock time is told in Copenhagen time, with the zone's rules in the feed. In the hour that October has
   twice it is told in UTC: RFC 5545 says which round is meant, but calendar programs do not agree.
3. DTSTAMP is when the task was changed. An event keeps its UID for as long as its key and the program's host.

Lines end in CRLF and are folded at 75 octets, between letters and never inside one (the library does it).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
FORMAT = 1
"""Counted up when the same facts are written in another way, so that programs fetch what they have anew."""
MIMETYPE = "text/calendar"

_ASK_EVERY = "PT4H"
# The rule of the European Union, which Denmark follows since 1996; Danish clocks are told for no earlier day.
_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """One event: `when` is its day, or the two aware moments it begins and ends.

    `key` tells the event apart for ever; `is_forecast`: its day is not settled yet. `description` holds no citizen's
    data: it is what the catalogue says, and words of ours.
    """

    key: str
    summary: str
    description: str
    when: date | tuple[datetime, datetime]
    changed_at: datetime
    url: str = ""
    categories: Sequence[str] = ()
    is_forecast: bool = False


def write_feed(name: str, events: Iterable[EventFacts], *, host: str) -> bytes:
    """The calendar called `name`; `host` is the program's own, and part of each UID."""
    return b"".join(_parts(name, events, host))


def digest(name: str, events: Iterable[EventFacts], *, host: str) -> str:
    """What tells one feed from another without writing it: other bytes have another digest."""
    found = sha256(f"{FORMAT}\n{host}\n{name}\n".encode())
    for event in events:
        found.update(f"{event!r}\n".encode())
    return found.hexdigest()[:40]


def uid_of(key: str, host: str) -> str:
    """The event's name among all events of the world. The key itself would tell how the plan is numbered."""
    return f"{sha256(key.encode()).hexdigest()[:40]}@{host}"


def _parts(name: str, events: Iterable[EventFacts], host: str) -> Iterator[bytes]:
    yield _head(name)
    for event in events:
        yield _event(event, host)
    yield b"END:VCALENDAR\r\n"


def _head(name: str) -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//GDPR-aarshjul//Kalenderlink//DA")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _clean(name))
    calendar.add("x-wr-calname", _clean(name))
    calendar.add("x-wr-timezone", COPENHAGEN.key)
    calendar.add("x-published-ttl", _ASK_EVERY)
    head: bytes = calendar.to_ical()
    own = f"REFRESH-INTERVAL;VALUE=DURATION:{_ASK_EVERY}\n{_ZONE}".replace("\n", "\r\n").encode()
    return head.replace(b"END:VCALENDAR\r\n", own)


def _event(facts: EventFacts, host: str) -> bytes:
    event = Event()
    event.add("uid", uid_of(facts.key, host))
    event.add("dtstamp", facts.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", facts.changed_at.astimezone(UTC).replace(microsecond=0))
    if isinstance(facts.when, tuple):
        begins, ends = facts.when
        event.add("dtstart", _told(begins))
        event.add("dtend", _told(ends))
    else:
        event.add("dtstart", facts.when)
        event.add("dtend", facts.when + timedelta(days=1))
    event.add("summary", _clean(facts.summary))
    if facts.description:
        event.add("description", _clean(facts.description))
    if facts.categories:
        event.add("categories", [_clean(category) for category in facts.categories])
    if facts.url:
        event.add("url", facts.url)
    event.add("status", "TENTATIVE" if facts.is_forecast else "CONFIRMED")
    event.add("transp", "OPAQUE" if isinstance(facts.when, tuple) else "TRANSPARENT")
    written: bytes = event.to_ical()
    return written


def _told(moment: datetime) -> datetime:
    """Danish time; UTC in the hour that the wall's clock shows twice, which programs do not agree about."""
    local = moment.astimezone(COPENHAGEN)
    is_shown_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return moment.astimezone(UTC) if is_shown_twice else local


def _clean(text: str) -> str:
    """The text without the control characters that no calendar may hold; a line break stays."""
    return "".join(letter for letter in text if letter in "\n\t" or (letter >= " " and letter != "\x7f"))
