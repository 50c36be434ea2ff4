"""Making a feed, reading it, revoking it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.feed.model import CalendarFeed
from aarshjul.feed.rules import MOST_FEEDS
from aarshjul.task.model import Task
from app.audit.model import AuditEvent
from app.auth.sessions import hash_token
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, RoleGrant, Unit
from tests.aarshjul.task.test_views import counted
from tests.conftest import make_settings, sign_in
from tests.make import Personas, make_feed_row, make_task
from tests.repo.conftest import dump
from wsgi import make_app

TODAY = date(2027, 3, 10)
CPR = "310299-9999"


@pytest.fixture(autouse=True)
def a_day_in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 10, 8, tzinfo=UTC))


@pytest.fixture
def fjordby(app: Flask, personas: Personas) -> Personas:
    """A task in Social, which falls to Anna, and one in Børn og Kultur."""

    def make() -> None:
        social, culture = (db.session.get_one(Unit, which) for which in (personas.social_id, personas.culture_id))
        make_task(unit=social, due_on=date(2027, 4, 1), title="Annas opgave", note="Frøken Jensens sag", key="en")
        make_task(unit=culture, due_on=date(2027, 5, 3), title="Carlas opgave", law_due_on=date(2027, 5, 31))

    write(app, make)
    return personas


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.test_request_context():
        begin_writing()
        made = what()
        db.session.commit()
        return made


def person(email: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.email == email)).one()


def feed_of(app: Flask, email: str, covers: str = "mine", unit_id: int | None = None) -> str:
    """The address of a feed that is there."""
    token = f"{email}-{covers}"

    def make() -> None:
        unit = db.session.get_one(Unit, unit_id) if unit_id else None
        make_feed_row(person=person(email), token=token, covers=covers, unit=unit)

    write(app, make)
    return f"/kalender/{token}.ics"


def read(client: FlaskClient, address: str) -> str:
    """The feed, its lines as they were before they were folded."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    return answer.text.replace("\r\n ", "")


def summaries(feed: str) -> list[str]:
    return re.findall(r"^SUMMARY:(.*?)\r$", feed, re.MULTILINE)


def test_a_feed_is_made_shown_once_read_by_its_address_alone_and_revoked(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    sign_in(client, fjordby.anna)
    made = client.post("/konto/kalender", data={"what": "mine"})
    address = re.search(r'value="(http://127.0.0.1:8000(/kalender/[\w-]{43}\.ics))"', made.text)
    assert address is not None
    assert made.headers["Cache-Control"] == "no-store"
    token = address[2].removeprefix("/kalender/").removesuffix(".ics")
    with app.app_context():
        assert db.session.scalars(sa.select(CalendarFeed.token_hash)).all() == [hash_token(token)]
        told = [(event.verb, event.changes) for event in db.session.scalars(sa.select(AuditEvent))]
    assert ("feed.create", {"covers": "mine", "person": "Anna Ahorn"}) in told
    assert token not in str(told)
    page = client.get("/konto/kalender").text
    assert token not in page
    stranger = app.test_client()
    assert summaries(read(stranger, address[2])) == ["Annas opgave · Social"]
    revoke = re.search(r'action="(/konto/kalender/\d+/traek-tilbage)"', page)
    assert revoke is not None
    assert "Kalenderlinket er trukket tilbage" in client.post(revoke[1], follow_redirects=True).text
    assert stranger.get(address[2]).status_code == 410
    assert client.post(revoke[1]).status_code == 404, "it is revoked once"
    assert "Du har ingen endnu." in client.get("/konto/kalender").text


def test_an_event_says_why_and_where_and_nothing_that_somebody_wrote(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    def add_number() -> None:
        make_task(unit=db.session.get_one(Unit, fjordby.social_id), due_on=date(2027, 4, 2), title=f"Sag {CPR}")

    write(app, add_number)
    feed = read(client, feed_of(app, fjordby.anna, "all"))
    assert "Lovens frist: 31. maj 2027" in feed
    assert "Tilstand: Ikke begyndt" in feed
    assert re.search(r"Åbn opgaven: http://127.0.0.1:8000/opgaver/\d+", feed)
    assert "X-WR-CALNAME:GDPR-årshjul: Hele kommunens opgaver" in feed
    assert "Frøken Jensen" not in feed
    assert CPR not in feed


def test_a_task_is_linked_to_where_its_reader_may_open_it(app: Flask, client: FlaskClient, fjordby: Personas) -> None:
    events = read(client, feed_of(app, fjordby.anna, "all")).split("BEGIN:VEVENT")[1:]
    has_link = {summaries(event)[0]: "/opgaver/" in event for event in events}
    assert has_link == {"Annas opgave · Social": True, "Carlas opgave · Børn og Kultur": False}


def test_what_a_feed_covers(app: Flask, client: FlaskClient, fjordby: Personas) -> None:
    both = ["Annas opgave · Social", "Carlas opgave · Børn og Kultur"]
    assert summaries(read(client, feed_of(app, fjordby.anna))) == both[:1]
    assert summaries(read(client, feed_of(app, fjordby.carla))) == both[1:]
    assert summaries(read(client, feed_of(app, fjordby.dorte, "all"))) == both
    assert summaries(read(client, feed_of(app, fjordby.dorte, "administration", fjordby.culture_id))) == both[1:]
    assert summaries(read(client, feed_of(app, fjordby.bent, "administration", fjordby.social_id))) == both[:1]


def test_open_and_done_tasks_are_told_from_a_year_back_and_none_that_fell_away(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    def make() -> None:
        social = db.session.get_one(Unit, fjordby.social_id)
        days = {"For gammel": (2026, 3, 9), "Et år": (2026, 3, 10), "Sidste": (2031, 12, 31), "For langt": (2032, 1, 1)}
        for title, parts in days.items():
            make_task(unit=social, due_on=date(*parts), title=title)
        make_task(unit=social, due_on=TODAY, title="Udført", done_on=TODAY)
        for state in ("withdrawn", "not_relevant"):
            make_task(unit=social, due_on=TODAY, title=state, state=state)
        make_task(unit=social, due_on=TODAY, title="Skøn", is_forecast=True)

    write(app, make)
    feed = read(client, feed_of(app, fjordby.anna))
    titles = [summary.removesuffix(" · Social") for summary in summaries(feed)]
    assert titles == ["Et år", "Udført", "Skøn", "Annas opgave", "Sidste"]
    assert "CATEGORIES:GDPR-årshjul,Udført" in feed
    assert feed.count("STATUS:TENTATIVE") == 1


def test_an_unchanged_feed_answers_304_and_a_changed_one_does_not(
    app: Flask, client: FlaskClient, fjordby: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = feed_of(app, fjordby.anna)
    first = client.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Last-Modified"] == "Mon, 01 Mar 2027 07:00:00 GMT"
    known = {"If-None-Match": first.headers["ETag"]}
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 11, 20, tzinfo=UTC))
    again = client.get(address)
    assert again.data == first.data, "what it says depends on the tasks, not on the hour"
    unchanged = client.get(address, headers=known)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == first.headers["ETag"]
    assert unchanged.headers["Cache-Control"] == "private, no-cache"
    assert client.get(address, headers={"If-None-Match": f"W/{first.headers['ETag']}"}).status_code == 304
    late = {"If-Modified-Since": "Sun, 01 Jan 2040 00:00:00 GMT"}
    assert client.get(address, headers=late).status_code == 200, "a task that falls away leaves no later moment"

    def withdraw() -> None:
        db.session.execute(sa.update(Task).where(Task.key == "en").values(state="withdrawn"))

    write(app, withdraw)
    changed = client.get(address, headers=known)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
    assert summaries(changed.text) == []


@pytest.mark.parametrize("covers", ["all", "administration"])
def test_a_feed_of_who_may_no_longer_read_what_it_covers_is_closed(
    app: Flask, client: FlaskClient, fjordby: Personas, covers: str
) -> None:
    own = feed_of(app, fjordby.anna)
    address = feed_of(app, fjordby.anna, covers, fjordby.culture_id if covers == "administration" else None)
    assert client.get(address).status_code == 200

    def demote() -> None:
        grant = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.person_id == person(fjordby.anna).id)).one()
        grant.role = "assignee"

    write(app, demote)
    assert client.get(address).status_code == 410
    assert summaries(read(client, own)) == ["Annas opgave · Social"]


def test_a_leavers_feed_is_closed_and_so_is_that_of_whom_nothing_falls_to(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    annas, eriks = feed_of(app, fjordby.anna), feed_of(app, fjordby.erik)
    assert client.get(annas).status_code == client.get(eriks).status_code == 200

    def leave() -> None:
        person(fjordby.anna).is_active = False
        db.session.execute(sa.delete(RoleGrant).where(RoleGrant.person_id == person(fjordby.erik).id))

    write(app, leave)
    assert client.get(annas).status_code == client.get(eriks).status_code == 410


def test_a_made_up_address_is_none_and_reading_writes_nothing(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    address = feed_of(app, fjordby.anna)
    before = dump(app)
    for path in ("/kalender/findes-ikke.ics", "/kalender/.ics", f"/kalender/{'x' * 4000}.ics", address):
        client.get(path)
    assert client.get("/kalender/findes-ikke.ics").status_code == 404
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
    assert dump(app) == before


def test_one_can_make_no_feed_of_what_one_may_not_read(app: Flask, client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.bent)
    page = client.get("/konto/kalender").text
    assert re.findall(r'name="what"[^>]*value="([^"]+)"', " ".join(page.split())) == ["mine", "forvaltning/SOC"]
    for what in ("all", "forvaltning/BOK", "", "noget"):
        answer = client.post("/konto/kalender", data={"what": what})
        assert answer.status_code == 422, what
    assert client.post("/konto/kalender", data={"what": "forvaltning/SOC"}).status_code == 200
    sign_in(client, fjordby.dorte)
    page = " ".join(client.get("/konto/kalender").text.split())
    assert re.findall(r'name="what"[^>]*value="([^"]+)"', page) == ["mine", "forvaltning/BOK", "forvaltning/SOC", "all"]


def test_nobody_has_feeds_without_number(app: Flask, client: FlaskClient, fjordby: Personas) -> None:
    def make() -> None:
        for _ in range(MOST_FEEDS):
            make_feed_row(person=person(fjordby.anna))

    write(app, make)
    sign_in(client, fjordby.anna)
    answer = client.post("/konto/kalender", data={"what": "mine"})
    assert answer.status_code == 422
    assert "Træk et, du ikke bruger, tilbage først." in answer.text


def test_an_administrator_revokes_anothers_feed_and_nobody_else_does(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    address = feed_of(app, fjordby.anna)
    with app.app_context():
        anna_id = person(fjordby.anna).id
    sign_in(client, fjordby.frida)
    page = client.get(f"/admin/brugere/{anna_id}").text
    revoke = re.search(rf'action="(/admin/brugere/{anna_id}/kalenderlink/(\d+)/traek-tilbage)"', page)
    assert revoke is not None
    other = revoke[1].replace(f"brugere/{anna_id}", f"brugere/{anna_id + 1}")
    assert client.post(other).status_code == 404
    sign_in(client, fjordby.carla)
    assert client.post(f"/konto/kalender/{revoke[2]}/traek-tilbage").status_code == 404
    assert client.post(revoke[1]).status_code == 404
    assert client.get(address).status_code == 200
    sign_in(client, fjordby.frida)
    assert client.post(revoke[1]).status_code == 303
    assert client.get(address).status_code == 410
    trail = client.get("/admin/spor").text
    assert "Trak et kalenderlink tilbage" in trail
    assert "Mine opgaver" in trail


def test_a_feed_takes_the_same_statements_for_five_tasks_and_for_five_hundred(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    address = feed_of(app, fjordby.anna)
    with counted(app) as few:
        read(client, address)

    def make() -> None:
        social = db.session.get_one(Unit, fjordby.social_id)
        for number in range(500):
            make_task(unit=social, due_on=TODAY + timedelta(days=number), title=f"Opgave {number}")

    write(app, make)
    with counted(app) as many:
        feed = read(client, address)
    assert feed.count("BEGIN:VEVENT") == 501
    assert len(many) == len(few)
    assert len(few) <= 10, few


def test_one_address_on_the_net_reads_so_many_feeds_a_minute(app: Flask, fjordby: Personas) -> None:
    limited = make_app(
        make_settings(app.config["SETTINGS"].instance_dir, app.config["SETTINGS"].database_url, requests_per_minute=25),
        testing=True,
    )
    client = limited.test_client()
    codes = [client.get(f"/kalender/gaet-{number}.ics").status_code for number in range(8)]
    assert codes == [404] * 5 + [429] * 3
    with limited.app_context():
        db.session.remove()
        db.engine.dispose()


def test_ones_account_leads_to_ones_feeds(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.anna)
    assert 'href="/konto/kalender"' in client.get("/konto").text
