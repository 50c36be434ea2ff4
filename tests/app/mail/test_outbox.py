"""One worker and a server that behaves, refuses, hangs up or says nothing: no mail is lost."""

from datetime import timedelta

import pytest
from flask import Flask

from app.core.db import begin_writing, db
from app.mail.rules import MOST_LOST_LINES, MOST_TRIES, SERVER_DELAY
from tests.app.mail.writing import MINUTE, received, rows, send, states, write
from tests.bench.measure import statements_of
from tests.mailserver import DROP, HANG, LIE, MailServer
from tests.make import NOW, make_mail, make_person


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


def test_an_outbox_with_nothing_due_is_only_read(app: Flask, server: MailServer) -> None:
    write(app, "anna", at=NOW + MINUTE)
    write(app, "bent", state="claimed", claimed_at=NOW, claimed_by="somebody else")
    with app.app_context(), statements_of(db.engine) as statements:
        assert send(app) == {"sent": 0, "waiting": 0, "failed": 0}
    assert statements
    assert all(statement.startswith("SELECT") for statement in statements)


def test_each_mail_costs_two_statements_and_its_guard_and_one_transaction(app: Flask, server: MailServer) -> None:
    write(app, "first")
    send(app)
    costs = []
    for people in (["a"], ["b", "c", "d", "e"]):
        write(app, *people)
        with app.app_context(), statements_of(db.engine) as statements:
            send(app)
        costs.append(len(statements))
    assert costs[1] - costs[0] == 3 * 2


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
