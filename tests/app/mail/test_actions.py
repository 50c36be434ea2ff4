from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import Refused
from app.mail import actions
from app.mail.model import OutgoingMail
from app.mail.store import Next, find_next, has_stale
from tests.make import NOW, make_mail, make_person

LATER = NOW + timedelta(hours=1)
LASTS = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


def again(mail: OutgoingMail) -> OutgoingMail:
    db.session.refresh(mail)
    return mail


def claim_all(**options: Any) -> list[int]:
    """Claim until nothing is left; the numbers in the order they came."""
    ids = []
    while found := actions.claim_next(worker="one", now=NOW, at=NOW, **options):
        ids.append(found.id)
    return ids


def test_what_is_due_is_claimed_longest_waiting_first(ctx: Flask) -> None:
    first, second = make_mail(), make_mail()
    late = make_mail(at=NOW - timedelta(days=1), attempts=3)
    make_mail(at=LATER)
    for state in ("claimed", "sent", "failed", "cancelled"):
        make_mail(state=state)
    assert find_next(NOW) == Next(late.id, 3)
    assert claim_all() == [late.id, first.id, second.id]
    assert find_next(NOW) is None


def test_a_claimed_mail_is_told_as_it_stands_now_with_its_recipients_name(ctx: Flask) -> None:
    bent, nobodys = make_mail(person=make_person(name="Bent Birk")), make_mail()
    db.session.execute(
        update(OutgoingMail).values(subject="Andre ord"), execution_options={"synchronize_session": False}
    )
    found = actions.claim_next(worker="one", now=NOW, at=LATER)
    assert found is not None
    assert (found.id, found.to_name, found.subject, found.claimed_at) == (bent.id, "Bent Birk", "Andre ord", LATER)
    assert (again(bent).state, bent.claimed_by, bent.claimed_at) == ("claimed", "one", LATER)
    found = actions.claim_next(worker="two", now=NOW, at=NOW)
    assert found is not None
    assert (found.id, found.to_name) == (nobodys.id, "")


def test_a_mail_whose_kind_is_held_is_neither_found_nor_claimed_nor_put_off(ctx: Flask) -> None:
    held, other = make_mail(kind="reminder", at=NOW - MINUTE), make_mail()
    assert find_next(NOW, held={"reminder"}) == Next(other.id, 0)
    assert actions.postpone_due(NOW - MINUTE, until=LATER, words="lukket", held={"reminder"}) == 0
    assert claim_all(held={"reminder", "invitation"}) == [other.id]
    assert claim_all() == [held.id]


def test_a_mail_given_back_is_due_as_before_and_no_try_is_counted(ctx: Flask) -> None:
    mail = make_mail()
    actions.claim_next(worker="one", now=NOW, at=NOW)
    actions.let_go(mail.id, worker="two")
    assert again(mail).state == "claimed"
    actions.let_go(mail.id, worker="one")
    assert (again(mail).state, mail.attempts, mail.try_at, mail.claimed_at) == ("waiting", 0, NOW, None)


def test_who_lost_the_claim_cannot_say_that_it_failed_but_can_say_that_it_was_sent(ctx: Flask) -> None:
    mail = make_mail(state="claimed", claimed_by="two", claimed_at=NOW)
    actions.mark_not_sent(mail.id, worker="one", until=None, words="550 Nej", is_doubtful=False)
    actions.put_back(mail.id, worker="one", until=LATER, words="væk")
    actions.cancel(mail.id, worker="one", reason="udført")
    actions.mark_not_sent(mail.id, worker="one", until=LATER, words="450 Senere", is_doubtful=True)
    actions.set_aside(mail.id, worker="one", until=LATER, words="fejl")
    assert (again(mail).state, mail.server_said, mail.attempts, mail.is_doubtful) == ("claimed", "", 0, False)
    actions.mark_sent(mail.id, at=NOW, words="250 OK")
    assert again(mail).state == "sent"


def test_what_is_marked_twice_is_as_if_marked_once(ctx: Flask) -> None:
    """The answer to a commit may be lost with the line to the database: then it is written again."""
    sent, later, aside = (make_mail(state="claimed", claimed_by="one", claimed_at=NOW) for _ in range(3))
    for _ in range(2):
        actions.mark_sent(sent.id, at=NOW, words="250 OK")
        actions.mark_not_sent(later.id, worker="one", until=LATER, words="450 Nej", is_doubtful=False)
    actions.mark_sent(sent.id, at=LATER, words="250 Igen")
    assert (again(sent).attempts, sent.sent_at, sent.server_said) == (1, NOW, "250 OK")
    assert (again(later).attempts, later.try_at) == (1, LATER)
    actions.set_aside(aside.id, worker="one", until=LATER, words="fejl")
    assert (again(aside).state, aside.attempts, aside.try_at) == ("waiting", 1, LATER)


def test_a_mail_in_doubt_stays_so_until_a_server_has_said_yes(ctx: Flask) -> None:
    mail = make_mail()

    def claim() -> None:
        assert actions.claim_next(worker="one", now=LATER, at=LATER) is not None

    claim()
    actions.mark_not_sent(mail.id, worker="one", until=NOW, words="væk", is_doubtful=True)
    assert again(mail).is_doubtful
    claim()
    actions.mark_not_sent(mail.id, worker="one", until=NOW, words="450 Senere", is_doubtful=False)
    claim()
    actions.put_back(mail.id, worker="one", until=NOW, words="421 Lukket")
    claim()
    actions.mark_not_sent(mail.id, worker="one", until=None, words="550 Nej", is_doubtful=False)
    actions.send_again(mail, doing=Doing(at=NOW))
    assert again(mail).is_doubtful
    claim()
    actions.mark_sent(mail.id, at=NOW, words="250 OK")
    assert not again(mail).is_doubtful


def test_a_claim_that_was_freed_is_in_doubt_because_the_dead_may_have_handed_it_over(ctx: Flask) -> None:
    old = make_mail(state="claimed", claimed_by="one", claimed_at=NOW - LASTS - MINUTE)
    ahead = make_mail(state="claimed", claimed_by="one", claimed_at=NOW + LASTS + MINUTE)
    young = make_mail(state="claimed", claimed_by="one", claimed_at=NOW - MINUTE)
    assert has_stale(NOW, lasts=LASTS)
    assert actions.free_stale_claims(NOW, lasts=LASTS) == 2
    assert not has_stale(NOW, lasts=LASTS)
    for mail in (old, ahead):
        assert (again(mail).state, mail.attempts, mail.try_at, mail.is_doubtful) == ("waiting", 1, NOW, True)
    assert (again(young).state, young.is_doubtful) == ("claimed", False)


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
