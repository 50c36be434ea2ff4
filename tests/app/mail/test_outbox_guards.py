"""What is asked before a mail goes: is its kind held, should it still go. And what one bad mail does to the others."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from app.core.db import begin_writing, db
from app.core.slots import Slots
from app.mail import outbox
from app.mail.message import Parcel
from app.mail.model import OutgoingMail
from app.mail.rules import MOST_TRIES, SERVER_DELAY
from tests.app.mail.writing import MINUTE, received, rows, send, states, while_sending, write
from tests.bench.measure import statements_of
from tests.conftest import MOSTLY_SQLITE
from tests.mailserver import MailServer
from tests.make import NOW, make_mail


def guard_with(app: Flask, guard: Callable[[OutgoingMail], str | None]) -> None:
    slots: Slots = app.extensions["slots"]
    slots.mail_guards["test"] = guard


def test_a_mail_that_is_no_longer_needed_is_cancelled_with_the_reason(app: Flask, server: MailServer) -> None:
    guard_with(app, lambda mail: "Opgaven er udført." if mail.to_address.startswith("bent") else None)
    write(app, "anna", "bent", "carla")
    assert send(app) == {"sent": 2, "waiting": 0, "failed": 0}
    bent = rows(app)[1]
    assert (bent.state, bent.server_said) == ("cancelled", "Opgaven er udført.")
    assert received(server) == ["anna", "carla"]


def change_text(app: Flask, name: str) -> None:
    """As somebody else does it, on a line of their own to the database."""
    with app.app_context():
        begin_writing()
        values = update(OutgoingMail).where(OutgoingMail.to_address.startswith(name)).values(body_text="ændret")
        db.session.execute(values)
        db.session.commit()


def stop_what_is_changed(app: Flask) -> None:
    guard_with(app, lambda mail: "Ændret i mellemtiden." if mail.body_text == "ændret" else None)


def test_the_guard_sees_what_was_committed_before_the_claim(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone changes the row after it was found to be due, and before it is claimed."""
    write(app, "bent")
    stop_what_is_changed(app)
    find_next = outbox.find_next

    def find_then_change(now: datetime, **options: Any) -> Any:
        found = find_next(now, **options)
        change_text(app, "bent")
        return found

    monkeypatch.setattr(outbox, "find_next", find_then_change)
    send(app)
    assert states(app) == ["cancelled"]
    assert server.mails == []


def test_what_is_committed_while_one_mail_is_sent_counts_for_the_next(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(app, "anna", "bent")
    stop_what_is_changed(app)
    while_sending(monkeypatch, lambda _parcel: change_text(app, "bent"))
    assert send(app)["sent"] == 1
    assert states(app) == ["sent", "cancelled"]
    assert received(server) == ["anna"]


def test_when_a_mail_is_handed_over_its_claim_and_the_last_ones_mark_are_committed_and_nothing_is_open(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(parcel: Parcel) -> None:
        assert not db.session().in_transaction()
        with app.app_context():
            seen.append(states(app))

    write(app, "anna", "bent", "carla")
    while_sending(monkeypatch, look)
    assert send(app)["sent"] == 3
    assert seen == [["claimed", "waiting", "waiting"], ["sent", "claimed", "waiting"], ["sent", "sent", "claimed"]]


def test_a_guard_that_breaks_stops_no_other_mail(app: Flask, server: MailServer) -> None:
    def guard(mail: OutgoingMail) -> str | None:
        if mail.to_address.startswith("bent"):
            raise KeyError("oops")
        return None

    guard_with(app, guard)
    write(app, "anna", "bent", "carla")
    assert send(app) == {"sent": 2, "waiting": 1, "failed": 0}
    assert "KeyError" in rows(app)[1].server_said


def test_a_guard_whose_question_the_database_refuses_stops_no_other_mail(app: Flask, server: MailServer) -> None:
    def guard(mail: OutgoingMail) -> str | None:
        if mail.to_address.startswith("bent"):
            db.session.execute(text("SELECT nothing FROM nowhere"))
        return None

    guard_with(app, guard)
    write(app, "anna", "bent", "carla")
    assert send(app) == {"sent": 2, "waiting": 1, "failed": 0}
    anna, bent, carla = rows(app)
    assert (anna.state, anna.attempts, carla.state) == ("sent", 1, "sent")
    assert (bent.state, bent.attempts, bent.try_at, bent.is_doubtful) == ("waiting", 1, NOW + MINUTE, False)


def test_a_mail_that_can_never_be_made_ready_fails_in_the_end(app: Flask, server: MailServer) -> None:
    guard_with(app, lambda _mail: str(1 / 0))
    write(app, "bent", attempts=MOST_TRIES - 1)
    assert send(app)["failed"] == 1
    assert states(app) == ["failed"]


@MOSTLY_SQLITE
def test_a_row_that_cannot_be_read_stops_no_other(app: Flask, server: MailServer) -> None:
    write(app, "anna", "bent", "carla")
    with app.app_context():
        begin_writing()
        if db.engine.dialect.name != "sqlite":
            pytest.skip("only SQLite takes a moment that is none")
        bent = db.session.scalars(select(OutgoingMail.id).where(OutgoingMail.to_address.startswith("bent"))).one()
        db.session.execute(text("UPDATE outgoing_mail SET created_at = 'i går' WHERE id = :id"), {"id": bent})
        db.session.commit()
    send(app)
    assert received(server) == ["anna", "carla"]
    with app.app_context():
        row = db.session.execute(select(OutgoingMail.state, OutgoingMail.attempts).where(OutgoingMail.id == bent)).one()
        assert row == ("waiting", 1)


def hold(app: Flask, is_held: Callable[[], bool], kind: str = "test") -> None:
    slots: Slots = app.extensions["slots"]
    slots.mail_holds[kind] = is_held


def test_a_kind_that_is_held_waits_without_a_try_and_others_go(app: Flask, server: MailServer) -> None:
    hold(app, lambda: True, kind="news")
    write(app, "anna", "bent", kind="news", at=NOW - MINUTE)
    write(app, "carla")
    assert send(app) == {"sent": 1, "waiting": 0, "failed": 0}
    assert [(mail.state, mail.attempts, mail.try_at) for mail in rows(app)[:2]] == [("waiting", 0, NOW - MINUTE)] * 2
    hold(app, lambda: False, kind="news")
    assert send(app)["sent"] == 2


def test_held_mails_are_not_read_one_by_one(app: Flask, server: MailServer) -> None:
    hold(app, lambda: True)
    counts = []
    for people in (["a"], [f"p{n}" for n in range(20)]):
        write(app, *people)
        with app.app_context(), statements_of(db.engine) as statements:
            assert send(app) == {"sent": 0, "waiting": 0, "failed": 0}
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert server.connections == 0


def test_a_hold_that_comes_while_mails_are_sent_stops_the_next(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str] = []
    hold(app, lambda: bool(held))
    write(app, "anna", "bent", "carla")
    write(app, "dorte", kind="invitation")
    while_sending(monkeypatch, lambda parcel: held.append(parcel.to_address))
    assert send(app)["sent"] == 1
    assert [(mail.state, mail.attempts) for mail in rows(app)[1:3]] == [("waiting", 0)] * 2
    held.clear()
    assert send(app, NOW + MINUTE)["sent"] == 1


def test_an_ill_server_does_not_put_off_what_is_held(app: Flask, server: MailServer) -> None:
    server.misbehave("CONNECT", "421 4.3.2 Lukket for i dag")
    hold(app, lambda: True, kind="news")
    write(app, "anna", kind="news")
    write(app, "bent")
    assert send(app)["waiting"] == 1
    assert [mail.try_at for mail in rows(app)] == [NOW, NOW + SERVER_DELAY]


def test_a_hold_that_cannot_be_asked_holds_its_kind_and_no_other(app: Flask, server: MailServer) -> None:
    hold(app, lambda: bool(1 / 0), kind="news")
    write(app, "anna", kind="news")
    write(app, "bent")
    assert send(app) == {"sent": 1, "waiting": 0, "failed": 0}
    assert received(server) == ["bent"]


def when_cancelled(app: Flask, work: Callable[[OutgoingMail], None]) -> None:
    slots: Slots = app.extensions["slots"]
    slots.mail_cancelled["test"] = work


def test_who_wrote_a_mail_is_told_when_it_is_cancelled(app: Flask, server: MailServer) -> None:
    def set_free(mail: OutgoingMail) -> None:
        assert (
            db.session.scalar(select(OutgoingMail.state).where(OutgoingMail.id == mail.id)),
            mail.to_address,
        ) == ("cancelled", "bent@fjordby.example")
        make_mail(to_address="erik@fjordby.example", at=NOW + MINUTE)

    guard_with(app, lambda mail: "Opgaven er udført." if mail.to_address.startswith("bent") else None)
    when_cancelled(app, set_free)
    write(app, "anna", "bent", "carla")
    assert send(app)["sent"] == 2
    assert states(app) == ["sent", "cancelled", "sent", "waiting"]


def test_a_mail_is_not_cancelled_without_the_telling(app: Flask, server: MailServer) -> None:
    def set_free(mail: OutgoingMail) -> None:
        make_mail(to_address="erik@fjordby.example")
        raise KeyError(mail.id)

    guard_with(app, lambda mail: "Opgaven er udført." if mail.to_address.startswith("bent") else None)
    when_cancelled(app, set_free)
    write(app, "anna", "bent", "carla")
    assert send(app)["sent"] == 2
    assert states(app) == ["sent", "waiting", "sent"]
