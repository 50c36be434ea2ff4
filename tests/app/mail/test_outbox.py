"""One worker and a server that behaves, refuses, hangs up or says nothing: no mail is lost."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import begin_writing, db
from app.core.slots import Slots
from app.mail import outbox
from app.mail.model import OutgoingMail
from app.mail.outbox import send_outbox
from app.mail.rules import MOST_LOST_LINES, MOST_TRIES, SERVER_DELAY
from tests.mailserver import DROP, HANG, LIE, MailServer
from tests.make import NOW, make_mail, make_municipality, make_person

MINUTE = timedelta(minutes=1)


def write(app: Flask, *people: str, **changes: Any) -> None:
    """A mail to each, committed."""
    with app.app_context():
        begin_writing()
        make_municipality()
        for name in people:
            make_mail(to_address=f"{name}@fjordby.example", **changes)
        db.session.commit()


def send(app: Flask, now: datetime = NOW, **options: Any) -> Mapping[str, int]:
    with app.app_context():
        return send_outbox(now, worker="test", **options)


def rows(app: Flask) -> Sequence[OutgoingMail]:
    with app.app_context():
        return db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()


def states(app: Flask) -> list[str]:
    return [mail.state for mail in rows(app)]


def received(server: MailServer) -> list[str]:
    return [to.split("@")[0] for to in server.sent_to()]


def test_what_is_due_is_sent_and_marked_with_the_servers_words(app: Flask, server: MailServer) -> None:
    write(app, "anna", "bent")
    write(app, "carla", at=NOW + MINUTE)
    assert send(app) == {"sent": 2, "waiting": 0, "failed": 0}
    assert received(server) == ["anna", "bent"]
    anna, _bent, carla = rows(app)
    assert (anna.state, anna.server_said, anna.attempts) == ("sent", "250 2.0.0 Modtaget", 1)
    assert anna.sent_at is not None
    assert NOW <= anna.sent_at < NOW + MINUTE
    assert carla.state == "waiting"
    assert server.mails[0].message["From"] == "Fjordby Kommune <aarshjul@fjordby.example>"
    assert send(app) == {"sent": 0, "waiting": 0, "failed": 0}


def test_an_empty_outbox_troubles_no_server(app: Flask, server: MailServer) -> None:
    assert send(app) == {"sent": 0, "waiting": 0, "failed": 0}
    assert server.connections == 0


def test_more_than_one_batch_goes_in_one_round(app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    write(app, "a", "b", "c", "d", "e")
    assert send(app)["sent"] == 5
    assert received(server) == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "BODY"])
def test_a_server_that_says_later_gets_the_mail_later(app: Flask, server: MailServer, stage: str) -> None:
    server.misbehave(stage, "450 4.2.1 Postkassen er optaget", to="bent@fjordby.example", times=1)
    write(app, "anna", "bent", "carla")
    assert send(app) == {"sent": 2, "waiting": 1, "failed": 0}
    bent = rows(app)[1]
    assert (bent.state, bent.server_said) == ("waiting", "450 4.2.1 Postkassen er optaget")
    assert (bent.attempts, bent.try_at) == (1, NOW + MINUTE)
    assert send(app, NOW + MINUTE) == {"sent": 1, "waiting": 0, "failed": 0}
    assert received(server) == ["anna", "bent", "carla"]


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "BODY"])
def test_a_server_that_says_never_fails_the_mail_and_no_other(app: Flask, server: MailServer, stage: str) -> None:
    server.misbehave(stage, "550 5.1.1 Modtageren findes ikke", to="bent@fjordby.example")
    write(app, "anna", "bent", "carla")
    assert send(app) == {"sent": 2, "waiting": 0, "failed": 1}
    bent = rows(app)[1]
    assert (bent.state, bent.server_said) == ("failed", "550 5.1.1 Modtageren findes ikke")
    assert received(server) == ["anna", "carla"]


@pytest.mark.parametrize("stage", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY"])
def test_a_line_dropped_at_any_stage_loses_no_mail(app: Flask, server: MailServer, stage: str) -> None:
    server.misbehave(stage, DROP, times=1)
    write(app, "anna", "bent", "carla")
    first = send(app)
    assert first["sent"] + first["waiting"] == 3
    assert first["waiting"] > 0
    assert "forbindelse" in next(mail.server_said for mail in rows(app) if mail.state == "waiting")
    assert send(app, NOW + MINUTE)["waiting"] == 0
    assert states(app) == ["sent"] * 3
    assert received(server) == ["anna", "bent", "carla"]


@pytest.mark.parametrize("stage", ["CONNECT", "RCPT", "BODY"])
def test_a_server_that_says_nothing_loses_no_mail(app: Flask, server: MailServer, stage: str) -> None:
    server.misbehave(stage, HANG, times=1)
    write(app, "anna", "bent")
    first = send(app)
    assert first["waiting"] > 0
    assert "svarede ikke" in rows(app)[0].server_said or "forbindelse" in rows(app)[0].server_said
    send(app, NOW + MINUTE)
    assert received(server) == ["anna", "bent"]


def test_a_server_that_lies_may_cost_a_double_with_the_same_message_id(app: Flask, server: MailServer) -> None:
    server.misbehave("BODY", LIE, times=1)
    write(app, "anna")
    assert send(app)["waiting"] == 1
    assert send(app, NOW + MINUTE)["sent"] == 1
    assert len(server.mails) == 2
    assert len({mail.message["Message-ID"] for mail in server.mails}) == 1


def test_a_server_that_is_away_costs_no_mail_a_try_and_is_asked_once(app: Flask, server: MailServer) -> None:
    server.misbehave("CONNECT", "421 4.3.2 Lukket for i dag")
    write(app, "anna", "bent", "carla")
    for minute in range(5):
        assert send(app, NOW + minute * MINUTE) == {"sent": 0, "waiting": 3, "failed": 0}
    assert server.connections == 5
    for mail in rows(app):
        assert (mail.state, mail.attempts, mail.try_at) == ("waiting", 0, NOW + 4 * MINUTE + SERVER_DELAY)
        assert mail.server_said == "421 4.3.2 Lukket for i dag"
    server.behave()
    assert send(app, NOW + 5 * MINUTE)["sent"] == 3


def test_a_server_that_drops_every_mail_is_left_alone_after_a_few(app: Flask, server: MailServer) -> None:
    server.misbehave("BODY", DROP)
    write(app, *(f"p{n:02}" for n in range(20)))
    assert send(app) == {"sent": 0, "waiting": 20, "failed": 0}
    assert server.connections == MOST_LOST_LINES
    server.behave()
    assert send(app, NOW + MINUTE)["sent"] == 20


def test_after_days_of_tries_a_mail_has_failed_with_the_last_words(app: Flask, server: MailServer) -> None:
    server.misbehave("RCPT", "450 4.2.2 Postkassen er fuld")
    write(app, "bent", attempts=MOST_TRIES - 1)
    assert send(app) == {"sent": 0, "waiting": 0, "failed": 1}
    (bent,) = rows(app)
    assert (bent.state, bent.server_said) == ("failed", "450 4.2.2 Postkassen er fuld")


def test_an_address_no_mail_can_go_to_fails_alone(app: Flask, server: MailServer) -> None:
    write(app, "anna", "bent birk", "carla")
    assert send(app) == {"sent": 2, "waiting": 0, "failed": 1}
    assert rows(app)[1].server_said == "Adressen kan ikke bruges til en mail: bent birk@fjordby.example"


def test_a_line_break_in_a_stored_subject_sends_nothing_else(app: Flask, server: MailServer) -> None:
    write(app, "anna", subject="x\nBcc: alle@fjordby.example")
    write(app, "bent")
    assert send(app)["sent"] == 1
    assert received(server) == ["bent"]


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


def test_the_guard_sees_what_was_committed_before_the_claim(app: Flask, server: MailServer) -> None:
    """Someone changes the row after it was read as due, and before it is claimed."""
    write(app, "bent")
    guard_with(app, lambda mail: "Ændret i mellemtiden." if mail.body_text == "ændret" else None)
    read_due = outbox.list_due_ids

    def read_then_change(now: datetime, *, limit: int) -> Sequence[int]:
        ids = read_due(now, limit=limit)
        db.session.rollback()
        for mail in db.session.scalars(select(OutgoingMail)):
            mail.body_text = "ændret"
        db.session.commit()
        return ids

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "list_due_ids", read_then_change)
        send(app)
    assert states(app) == ["cancelled"]
    assert server.mails == []


def test_a_guard_that_breaks_stops_no_other_mail(app: Flask, server: MailServer) -> None:
    def guard(mail: OutgoingMail) -> str | None:
        if mail.to_address.startswith("bent"):
            raise KeyError("oops")
        return None

    guard_with(app, guard)
    write(app, "anna", "bent", "carla")
    assert send(app) == {"sent": 2, "waiting": 1, "failed": 0}
    assert "KeyError" in rows(app)[1].server_said


def test_a_dead_workers_mail_is_freed_in_time_and_not_before(app: Flask, server: MailServer) -> None:
    write(app, "anna", state="claimed", claimed_at=NOW, claimed_by="somebody else")
    assert send(app, NOW + timedelta(seconds=14))["sent"] == 0
    assert send(app, NOW + timedelta(seconds=16))["sent"] == 1
    (anna,) = rows(app)
    assert (anna.state, anna.attempts) == ("sent", 2)


def test_a_claim_from_the_future_is_stale_because_the_clock_was_set_back(app: Flask, server: MailServer) -> None:
    write(app, "anna", state="claimed", claimed_at=NOW + timedelta(days=2), claimed_by="somebody else", at=NOW)
    assert send(app)["sent"] == 1


def test_asked_to_stop_it_finishes_the_mail_in_hand_and_holds_no_claim(app: Flask, server: MailServer) -> None:
    write(app, "anna", "bent", "carla")
    answers = iter([True, False])
    assert send(app, go_on=lambda: next(answers))["sent"] == 1
    assert states(app) == ["sent", "waiting", "waiting"]


def test_the_recipients_name_stands_in_the_mail(app: Flask, server: MailServer) -> None:
    with app.app_context():
        begin_writing()
        make_mail(person=make_person(email="aase@fjordby.example", name="Åse Ørn"))
        db.session.commit()
    send(app)
    assert server.mails[0].message["To"] == "Åse Ørn <aase@fjordby.example>"
