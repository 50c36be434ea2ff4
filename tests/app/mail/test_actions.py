from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import Refused
from app.mail import actions
from app.mail.model import OutgoingMail
from app.mail.store import find_mail, list_due_ids
from tests.make import NOW, make_mail, make_person

LATER = NOW + timedelta(hours=1)


def again(mail: OutgoingMail) -> OutgoingMail:
    found = find_mail(mail.id)
    assert found is not None
    return found


def test_what_is_due_is_listed_longest_waiting_first(ctx: Flask) -> None:
    late = make_mail(at=NOW - timedelta(days=1))
    first, second = make_mail(), make_mail()
    make_mail(at=LATER)
    for state in ("claimed", "sent", "failed", "cancelled"):
        make_mail(state=state)
    assert list_due_ids(NOW, limit=10) == [late.id, first.id, second.id]
    assert list_due_ids(NOW, limit=2) == [late.id, first.id]


def test_a_mail_is_claimed_once_and_only_when_due(ctx: Flask) -> None:
    mail, early = make_mail(), make_mail(at=LATER)
    assert actions.claim(mail.id, worker="one", now=NOW, at=NOW)
    assert not actions.claim(mail.id, worker="two", now=NOW, at=NOW)
    assert not actions.claim(early.id, worker="one", now=NOW, at=NOW)
    assert (again(mail).state, again(mail).claimed_by) == ("claimed", "one")


def test_who_lost_the_claim_cannot_say_that_it_failed_but_can_say_that_it_was_sent(ctx: Flask) -> None:
    mail = make_mail(state="claimed", claimed_by="two", claimed_at=NOW)
    actions.mark_failed(mail.id, worker="one", words="550 Nej")
    actions.put_back(mail.id, worker="one", until=LATER, words="væk")
    actions.cancel(mail.id, worker="one", reason="udført")
    actions.mark_later(mail.id, worker="one", now=NOW, words="450 Senere")
    assert (again(mail).state, again(mail).server_said, again(mail).attempts) == ("claimed", "", 0)
    actions.mark_sent(mail.id, at=NOW, words="250 OK")
    assert again(mail).state == "sent"


def test_postponing_leaves_what_was_to_go_later_alone(ctx: Flask) -> None:
    due, later = make_mail(), make_mail(at=NOW + timedelta(days=1))
    assert actions.postpone_due(NOW, until=LATER, words="lukket") == 1
    assert (again(due).try_at, again(due).server_said) == (LATER, "lukket")
    assert again(later).try_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("state", ["failed", "waiting"])
def test_a_mail_that_did_not_get_away_can_be_tried_anew(ctx: Flask, state: str) -> None:
    frida = make_person()
    mail = make_mail(state=state, attempts=22, at=NOW + timedelta(days=3), server_said="550 Nej")
    actions.send_again(mail, doing=Doing(at=NOW, person_id=frida.id))
    assert (mail.state, mail.attempts, mail.try_at, mail.server_said) == ("waiting", 0, NOW, "550 Nej")
    db.session.flush()
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.verb, event.subject_id, event.actor_id) == ("mail.send_again", mail.id, frida.id)


@pytest.mark.parametrize("state", ["claimed", "sent", "cancelled"])
def test_a_mail_that_is_away_is_not_sent_again(ctx: Flask, state: str) -> None:
    with pytest.raises(Refused):
        actions.send_again(make_mail(state=state), doing=Doing(at=NOW))
