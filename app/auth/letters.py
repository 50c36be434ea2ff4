"""Mails about the way in: whoever owns it is told of what would let somebody else in."""

from datetime import datetime

from app.auth.model import Account
from app.core.db import db
from app.mail.compose import Letter, Words, mail_link, queue, render_mail
from app.organisation.model import Person
from app.organisation.store import get_municipality


def write_password_changed(account: Account, *, at: datetime) -> None:
    """The password was changed: by the owner, by a link in a mail, or on the command line."""
    words = password_changed_words(account.person, at=at)
    _queue("password_changed", account.person, words, to=account.person.email, at=at)


def write_address_changed(person: Person, before: str, *, by_id: int | None, at: datetime) -> None:
    """The address was changed from `before`: told there, because only its owner can say that it is wrong."""
    by = db.session.get(Person, by_id) if by_id is not None else None
    words = address_changed_words(person, before, by=by, at=at)
    _queue("address_changed", person, words, to=before, at=at)


def password_changed_words(person: Person, *, at: datetime) -> Words:
    """What the mail says."""
    return render_mail(
        "password_changed", first_name=_first_name(person), at=at, action_url=mail_link("token.forgotten")
    )


def address_changed_words(person: Person, before: str, *, by: Person | None, at: datetime) -> Words:
    """What the mail says: from what to what, by whom (None: on the command line), and whom to ask beside them."""
    return render_mail(
        "address_changed",
        first_name=_first_name(person),
        before=before,
        after=person.email,
        by=by,
        dpo_email=get_municipality().dpo_email,
        at=at,
    )


def _queue(kind: str, person: Person, words: Words, *, to: str, at: datetime) -> None:
    letter = Letter(
        key=f"{kind}/{person.id}/{at.isoformat()}", kind=kind, subject_kind="person", subject_id=person.id,
        person=person, subject=words.subject, text=words.text, html=words.html, to=to,
    )  # fmt: skip
    queue(letter, at=at)


def _first_name(person: Person) -> str:
    return person.name.split()[0] if person.name.split() else ""
