"""Writing a mail: its words from templates, its row in the outbox, once a key."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app

from app.core.cpr import cover_cpr, looks_like_cpr
from app.core.db import db, insert_new
from app.core.text import one_line
from app.mail.model import OutgoingMail
from app.mail.rules import tidy_text
from app.organisation.model import Person
from app.organisation.store import get_municipality
from config import Settings

MOST_SUBJECT = 400


class Words(NamedTuple):
    """What a mail says: the subject in one line, and the same text plain and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Letter:
    """A mail to be written. `key` is what must not be mailed twice; (subject_kind, subject_id) is what it is about.

    `to` is another address than the person's present one, where that is meant. Mails with the same `thread` are shown
    as one conversation. `calendar` is the text of an .ics file that goes with it.
    """

    key: str
    kind: str
    subject_kind: str
    subject_id: int | None
    person: Person
    subject: str
    text: str
    html: str
    to: str = ""
    thread: str = ""
    calendar: str = ""


def render_mail(name: str, /, **context: Any) -> Words:
    """The words of templates/mail/<name>/{subject.txt,body.txt,body.html}.

    The templates get `base_url` and `municipality_name` besides the context, and `subject` in the bodies, but nothing
    of the web page's frame.
    """
    known = {"base_url": _settings().base_url, "municipality_name": get_municipality().name} | context
    subject = one_line(_render(name, "subject.txt", known))
    known |= {"subject": subject}
    return Words(
        subject=subject,
        text=tidy_text(_render(name, "body.txt", known)),
        html=tidy_text(_render(name, "body.html", known)),
    )


def queue(letter: Letter, *, at: datetime) -> OutgoingMail | None:
    """Put a mail into the outbox; None when its key is there already, whoever put it there."""
    statement = (
        insert_new(OutgoingMail)
        .values(
            key=letter.key,
            kind=letter.kind,
            subject_kind=letter.subject_kind,
            subject_id=letter.subject_id,
            person_id=letter.person.id,
            to_address=letter.to or letter.person.email,
            # Mail is open to whoever carries it: what looks like a CPR number stays in the program.
            subject=cover_cpr(one_line(letter.subject))[:MOST_SUBJECT],
            body_text=cover_cpr(letter.text),
            body_html=cover_cpr(letter.html),
            thread=letter.thread,
            # A word covered in the middle would break the file; the mail says the same.
            calendar="" if looks_like_cpr(letter.calendar) else letter.calendar,
            message_id=message_id(letter.key),
            created_at=at,
            try_at=at,
        )
        .returning(OutgoingMail.id)
    )
    mail_id = db.session.scalar(statement)
    return None if mail_id is None else db.session.get(OutgoingMail, mail_id)


def mail_link(endpoint: str, **values: Any) -> str:
    """The full address of a page, for a mail: begins with BASE_URL whatever address this process was asked on."""
    base = urlsplit(_settings().base_url)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def message_id(key: str) -> str:
    """The Message-ID header of a key: the same at every try, another in every installation."""
    settings = _settings()
    digest = hmac.new(settings.secret_key.encode(), key.encode(), hashlib.sha256).hexdigest()[:40]
    return f"<{digest}@{mail_host(settings.base_url)}>"


def thread_id(thread: str) -> str:
    """What all mails of a conversation answer to: the Message-ID of a mail nobody sent. Empty without a thread."""
    return message_id(f"thread/{thread}") if thread else ""


def mail_host(base_url: str) -> str:
    """The host's name as it may stand in mail headers; an IPv6 address may not."""
    host = urlsplit(base_url).hostname or ""
    return "localhost" if ":" in host or not host else host


def _render(name: str, file: str, context: dict[str, Any]) -> str:
    return current_app.jinja_env.get_template(f"mail/{name}/{file}").render(context)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
