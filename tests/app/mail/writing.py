"""Mails in an outbox, sent, and what became of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import begin_writing, db
from app.mail.message import Parcel
from app.mail.model import OutgoingMail
from app.mail.outbox import send_outbox
from app.mail.rules import Reply
from app.mail.sending import SmtpTransport
from tests.mailserver import MailServer
from tests.make import NOW, make_mail, make_municipality

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


def while_sending(monkeypatch: pytest.MonkeyPatch, work: Callable[[Parcel], None]) -> None:
    """Do something each time a mail is about to be handed over."""
    send_by_smtp = SmtpTransport.send

    def work_then_send(transport: SmtpTransport, parcel: Parcel) -> Reply:
        work(parcel)
        return send_by_smtp(transport, parcel)

    monkeypatch.setattr(SmtpTransport, "send", work_then_send)
