"""A feed as two calendar programs read it that have nothing in common: khal (Python) and calcurse (C)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.feed.events import COPENHAGEN, EventFacts, write_feed
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.aarshjul.feed.facts import CHANGES, HOST, all_day_events, timed_events
from tests.make import Personas, make_feed_row, make_task

KHAL = Path(sys.executable).parent / "khal"
FIRST, LAST = date(2026, 3, 1), date(2028, 3, 1)
_CONFIG = """\
[calendars]
[[feed]]
path = {home}/feed
[sqlite]
path = {home}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = feed
"""


def run(command: list[str | Path], home: Path, zone: str) -> str:
    environ = {"HOME": str(home), "TZ": zone, "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def read_by_khal(feed: bytes, home: Path, zone: str = "Europe/Copenhagen") -> set[tuple[str, str, str]]:
    """Title, start and end of each event from FIRST to LAST; the end of whole days is the last day."""
    (home / "feed").mkdir(parents=True)
    (home / "config").write_text(_CONFIG.format(home=home, zone=zone), encoding="utf-8")
    (home / "feed.ics").write_bytes(feed)
    khal: list[str | Path] = [KHAL, "-c", home / "config"]
    run([*khal, "import", "--batch", "-a", "feed", home / "feed.ics"], home, zone)
    fields = [word for name in ("title", "start-long", "end-long", "description") for word in ("--json", name)]
    told = run([*khal, "list", "--once", *fields, FIRST.isoformat(), LAST.isoformat()], home, zone)
    found = [event for line in told.splitlines() for event in json.loads(line)]
    return {(event["title"], event["start-long"], event["end-long"]) for event in found}


def read_by_calcurse(feed: bytes, home: Path, zone: str = "Europe/Copenhagen") -> set[tuple[str, str, str]]:
    """As `read_by_khal`."""
    home.mkdir(parents=True)
    (home / "feed.ics").write_bytes(feed)
    calcurse: list[str | Path] = ["calcurse", "-q", "-D", home]
    run([*calcurse, "-i", home / "feed.ics"], home, zone)
    told = run(
        [
            *calcurse, "-Q", "--filter-type", "cal", "--from", f"{FIRST:%m/%d/%Y}", "--to", f"{LAST:%m/%d/%Y}",
            "--output-datefmt", "%Y-%m-%d", "--format-event", "D|%m\n",
            # A whole day of 25 hours becomes an event that recurs for a day.
            "--format-recur-event", "D|%m\n",
            "--format-apt", "T|%m|%(start:%Y-%m-%d %H:%M)|%(end:%Y-%m-%d %H:%M)\n",
        ],
        home,
        zone,
    )  # fmt: skip
    found, day = set(), ""
    for line in told.splitlines():
        if line.startswith("D|"):
            found.add((line.removeprefix("D|"), day, day))
        elif line.startswith("T|"):
            _mark, title, start, end = line.split("|")
            found.add((title, start, end))
        elif line:
            day = line.removesuffix(":")
    return found


Read = Callable[..., set[tuple[str, str, str]]]
PROGRAMS = pytest.mark.parametrize("read", [read_by_khal, read_by_calcurse], ids=["khal", "calcurse"])


def as_shown(event: EventFacts, zone: str = "Europe/Copenhagen") -> tuple[str, str, str]:
    """What a calendar program must show of an event."""
    if not isinstance(event.when, tuple):
        return event.summary, event.when.isoformat(), event.when.isoformat()
    where = COPENHAGEN if zone == "Europe/Copenhagen" else UTC
    begins, ends = (f"{moment.astimezone(where):%Y-%m-%d %H:%M}" for moment in event.when)
    return event.summary, begins, ends


@PROGRAMS
def test_every_event_stands_on_its_day_and_hour_on_both_sides_of_each_change_of_the_clocks(
    tmp_path: Path, read: Read
) -> None:
    events = [*all_day_events(), *timed_events()]
    assert len(events) == 28
    feed = write_feed("GDPR-årshjul: æøå", events, host=HOST)
    assert read(feed, tmp_path / "her") == {as_shown(event) for event in events}


@PROGRAMS
def test_the_moments_are_right_for_who_sits_elsewhere(tmp_path: Path, read: Read) -> None:
    events = timed_events()
    feed = write_feed("GDPR-årshjul", events, host=HOST)
    assert read(feed, tmp_path / "der", "UTC") == {as_shown(event, "UTC") for event in events}


@PROGRAMS
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_product_s_own_feed_is_read_with_every_task(
    app: Flask, client: FlaskClient, personas: Personas, tmp_path: Path, read: Read,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 2, 8, tzinfo=UTC))
    wanted = set()
    with app.test_request_context():
        begin_writing()
        home_care = db.session.get_one(Unit, personas.home_care_id)
        home_care.name = "Ældre, Sårpleje; Øst"
        for number in range(40):
            day = CHANGES[number % 4] + timedelta(days=number // 4 - 2)
            make_task(unit=home_care, due_on=day, title=f"Slettekontrol på «Ærø» nr. {number:02}")
            title = f"Slettekontrol på «Ærø» nr. {number:02} · Ældre, Sårpleje; Øst"
            wanted.add((title, day.isoformat(), day.isoformat()))
        anna = db.session.scalars(db.select(Person).where(Person.email == personas.anna)).one()
        make_feed_row(person=anna, token="annas")
        db.session.commit()
    answer = client.get("/kalender/annas.ics")
    assert answer.status_code == 200
    assert read(answer.data, tmp_path / "annas") == wanted
