"""A frozen report reaches those who sit in the body that day, once, as a file or as a link that runs out."""

import email
import email.policy
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from aarshjul.status import sending
from aarshjul.status.kept import get_report, list_altered
from aarshjul.status.sending import GOOD_FOR, list_recipients, send_report
from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.core.errors import Refused
from app.mail.model import OutgoingMail
from app.mail.outbox import send_outbox
from app.organisation.store import get_municipality
from app.token import signing
from tests.aarshjul.status.writing import DAY, at, begun, dds, doing, frozen, person, seated, unit
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_grant, make_task

PAPER = b"%PDF-1.7 en rapport"


@pytest.fixture
def report_id(ctx: Flask, personas: Personas) -> int:
    """A frozen report; erik and bent sit in DDS, carla no longer, dorte not yet, and frida is closed out."""
    make_task(unit=unit("SOC"), due_on=DAY - timedelta(days=3))
    seated(person(personas.erik))
    seated(person(personas.bent), until_days=0)
    seated(person(personas.carla), until_days=-1)
    seated(person(personas.dorte), from_days=1)
    gone = person(personas.frida)
    gone.is_active = False
    seated(gone)
    return frozen(personas).id


def mails() -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.to_address)))


def token_in(mail: OutgoingMail) -> str:
    return mail.body_text.split("/rapporter/fra-mail/")[1].split()[0]


def test_the_members_of_that_day_get_it_once(report_id: int, personas: Personas) -> None:
    assert [one.email for one in list_recipients(dds().id, DAY)] == [personas.bent, personas.erik]
    assert send_report(report_id, "pdf", PAPER, doing=doing()) == 2
    row = get_report(report_id, with_drafts=False)
    assert row.sent_at == NOW
    assert row.paper == PAPER
    assert send_report(report_id, "pdf", b"another", doing=doing()) == 0
    assert row.paper == PAPER, "what was sent stays as it was sent"
    assert [mail.to_address for mail in mails()] == [personas.bent, personas.erik]
    seated(person(personas.anna))
    assert send_report(report_id, "pdf", PAPER, doing=doing()) == 1
    told = db.session.scalars(select(AuditEvent.changes).where(AuditEvent.verb == "status_report.send")).all()
    assert [one["recipients"] for one in told] == [[None, 2], [None, 1]]


def test_a_draft_is_not_sent_and_nobody_is_told_nothing(ctx: Flask, personas: Personas) -> None:
    row = begun()
    with pytest.raises(Refused, match="Lås rapporten"):
        send_report(row.id, "pdf", PAPER, doing=doing())
    with pytest.raises(Refused, match="Ingen sidder i organet"):
        send_report(frozen(personas).id, "pdf", PAPER, doing=doing())
    assert mails() == []


def test_the_mail_carries_the_pdf(report_id: int, tmp_path: Path) -> None:
    send_report(report_id, "pdf", PAPER, doing=doing())
    db.session.commit()
    with at(NOW):
        assert send_outbox(NOW, worker="test")["sent"] == 2
    files = sorted((tmp_path / "mail").glob("*.eml"))
    assert len(files) == 2
    message = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    [attached] = message.iter_attachments()
    assert attached.get_filename() == f"{DAY:%Y-%m-%d}_Statusrapport_DDS_v1.pdf"
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == PAPER
    text = message.get_body(("plain",))
    assert text is not None
    assert "vedhæftet som PDF" in text.get_content()
    assert "fra-mail" not in text.get_content()


@pytest.mark.parametrize("change", ["left", "moved"])
def test_a_mail_to_somebody_who_has_left_or_moved_is_not_sent(report_id: int, personas: Personas, change: str) -> None:
    send_report(report_id, "pdf", PAPER, doing=doing())
    bent = person(personas.bent)
    if change == "moved":
        bent.email = "bent@andetsteds.example"
    db.session.commit()
    moment = NOW + timedelta(days=1) if change == "left" else NOW
    with at(moment):
        assert send_outbox(moment, worker="test")["sent"] == 1
    assert [mail.state for mail in mails()] == ["cancelled", "sent"]


def test_the_link_opens_the_paper_without_signing_in(report_id: int, app: Flask, client: FlaskClient) -> None:
    send_report(report_id, "link", PAPER, doing=doing())
    token = token_in(mails()[0])
    assert "Linket åbner rapporten til og med" in mails()[0].body_text
    db.session.commit()
    with at(NOW + GOOD_FOR):
        answer = client.get(f"/rapporter/fra-mail/{token}")
    # Bent's seat ended on the day it was sent.
    assert answer.status_code == 410
    begin_writing()
    token = token_in(mails()[1])
    with at(NOW + GOOD_FOR):
        answer = client.get(f"/rapporter/fra-mail/{token}")
    assert (answer.status_code, answer.data) == (200, PAPER)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    opened = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "status_report.export")).all()
    assert [(event.via, event.subject_id) for event in opened] == [("link", report_id)]
    with at(NOW + GOOD_FOR + timedelta(days=1)):
        answer = client.get(f"/rapporter/fra-mail/{token}")
    assert answer.status_code == 410
    assert "Et link virker i 30 dage" in answer.text
    assert client.get(f"/rapporter/fra-mail/{token}x").status_code == 404


def test_a_link_is_good_for_reports_alone_and_for_what_was_sent(
    report_id: int, client: FlaskClient, personas: Personas
) -> None:
    erik, until = person(personas.erik).id, DAY + GOOD_FOR
    never_sent = begun().id
    db.session.commit()
    for purpose, said in (
        ("answer", {"r": report_id, "p": erik}),
        (sending.PURPOSE, {"r": report_id}),
        (sending.PURPOSE, {"r": report_id, "p": erik}),  # not sent yet
        (sending.PURPOSE, {"r": never_sent, "p": erik}),  # a draft
        (sending.PURPOSE, {"r": 999, "p": erik}),
    ):
        with at(NOW):
            answer = client.get(f"/rapporter/fra-mail/{signing.sign(purpose, said, expires_on=until)}")
        assert answer.status_code in (404, 410), said
        assert b"%PDF" not in answer.data


def test_a_paper_that_was_altered_is_found_and_not_given(report_id: int, client: FlaskClient) -> None:
    send_report(report_id, "link", PAPER, doing=doing())
    token = token_in(mails()[1])
    assert list_altered() == []
    get_report(report_id, with_drafts=False).paper = PAPER + b" og noget mere"
    db.session.flush()
    assert len(list_altered()) == 1
    db.session.commit()
    with at(NOW):
        answer = client.get(f"/rapporter/fra-mail/{token}")
        assert send_outbox(NOW, worker="test")["sent"] == 0
    assert answer.status_code == 409
    assert "er ændret i databasen" in answer.text


def test_where_mails_ask_for_sign_in_the_link_does_too(report_id: int, client: FlaskClient) -> None:
    send_report(report_id, "link", PAPER, doing=doing())
    get_municipality().answers_need_sign_in = True
    token = token_in(mails()[1])
    db.session.commit()
    with at(NOW):
        answer = client.get(f"/rapporter/fra-mail/{token}")
    assert answer.status_code == 303
    assert answer.location.startswith("/log-ind")


def test_it_is_sent_from_the_page(report_id: int, app: Flask, client: FlaskClient, personas: Personas) -> None:
    make_grant(person=person(personas.anna), role="isc", unit=unit("SOC").parent)
    db.session.commit()
    with at(NOW):
        sign_in(client, personas.anna)
        assert "Send rapporten til organets medlemmer" in client.get(f"/rapporter/{report_id}").text
        page = client.get(f"/rapporter/{report_id}/send").text
        assert personas.erik in page
        assert personas.carla not in page
        assert client.post(f"/rapporter/{report_id}/send", data={"way": "due"}).status_code == 422
        answer = client.post(f"/rapporter/{report_id}/send", data={"way": "link"}, follow_redirects=True)
        assert "Rapporten er på vej i 2 mails." in answer.text
        again = client.post(f"/rapporter/{report_id}/send", data={"way": "link"}, follow_redirects=True)
        assert "har allerede fået den" in again.text
    begin_writing()
    row = get_report(report_id, with_drafts=False)
    assert row.paper is not None
    assert row.paper.startswith(b"%PDF")
    assert row.sent_at == NOW
