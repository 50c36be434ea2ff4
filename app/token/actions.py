"""Links that open once: mailed, used, put out of use.

The token is random and stands in the mail alone; the row holds its hash. A new link for the same purpose puts the
earlier ones out of use, and so do a new password and a new mail address.
"""

import secrets
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from app.audit.actions import Doing, record
from app.auth.sessions import hash_token
from app.core import clock
from app.core.cpr import looks_like_cpr
from app.core.db import db
from app.core.errors import Refused
from app.core.filters import long_day
from app.mail.compose import Letter, Words, mail_link, queue, render_mail
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from app.token.model import SingleUseToken
from app.token.rules import GOOD_FOR, INVITATION, KEPT_FOR, RESET, LinkState, expiry
from app.token.store import state_of

SUBJECT_KIND = "single_use_token"


def mail_link_to(person: Person, purpose: str, *, doing: Doing) -> SingleUseToken:
    """Mail the person a link to choose a password by; earlier ones for the same purpose die.

    Raises Refused for who is kept out. The trail says that it was mailed and where, never the link.
    """
    if not person.is_active:
        raise Refused(_("Adgangen er lukket. Åbn den, før du sender et link."))
    cancel_links(person, now=doing.at, purpose=purpose)
    token = random_token()
    link = SingleUseToken(
        purpose=purpose,
        person_id=person.id,
        token_hash=hash_token(token),
        created_at=doing.at,
        expires_at=expiry(purpose, doing.at.astimezone(clock.COPENHAGEN)),
    )
    db.session.add(link)
    db.session.flush()
    words = write_words(person, purpose, token, until=link.expires_at)
    letter = Letter(
        key=f"{purpose}/{link.id}", kind=purpose, subject_kind=SUBJECT_KIND, subject_id=link.id, person=person,
        subject=words.subject, text=words.text, html=words.html,
    )  # fmt: skip
    queue(letter, at=doing.at)
    record(doing, f"token.mail_{purpose}", "person", person.id, {"email": [None, person.email]})
    return link


def write_words(person: Person, purpose: str, token: str, *, until: datetime) -> Words:
    """What the mail says: an invitation names the last day, a reset the hour."""
    local = until.astimezone(clock.COPENHAGEN)
    return render_mail(
        purpose,
        first_name=person.name.split()[0] if person.name.split() else "",
        email=person.email,
        until=f"kl. {local:%H.%M}" if purpose == RESET else long_day((local - timedelta(seconds=1)).date()),
        action_url=mail_link("token.show", token=token),
    )


def pretend_to_mail(email: str, purpose: str, *, now: datetime) -> None:
    """Do the work of a mail that is not sent, so that the time it takes does not tell who has an account."""
    write_words(Person(name=email, email=email), purpose, random_token(), until=now + GOOD_FOR[purpose])


def use_link(link: SingleUseToken, *, now: datetime) -> None:
    """The link opens this once. Raises Refused when it opens no more."""
    if state_of(link, now=now) is not LinkState.OPEN:
        raise Refused(_("Linket virker ikke længere."))
    link.used_at = now
    db.session.flush()


def cancel_links(person: Person, *, now: datetime, purpose: str | None = None) -> None:
    """Links that were mailed to the person (for one purpose, or any) open nothing from now on."""
    statement = update(SingleUseToken).where(
        SingleUseToken.person_id == person.id, SingleUseToken.used_at.is_(None), SingleUseToken.expires_at > now
    )
    if purpose is not None:
        statement = statement.where(SingleUseToken.purpose == purpose)
    db.session.execute(statement.values(expires_at=now))


def cancel_links_of_closed(*, now: datetime) -> None:
    """The same for everybody whose access is closed, in one statement."""
    closed = select(Person.id).where(~Person.is_active)
    db.session.execute(
        update(SingleUseToken)
        .where(SingleUseToken.person_id.in_(closed), SingleUseToken.used_at.is_(None), SingleUseToken.expires_at > now)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


def why_not_send(mail: OutgoingMail) -> str | None:
    """Why a mail with a link should not be sent after all; for the slot `mail_guards`."""
    link = db.session.get(SingleUseToken, mail.subject_id)
    if link is None or state_of(link, now=clock.now()) is not LinkState.OPEN:
        return _("Linket i mailen virker ikke længere.")
    return None if link.person.email == mail.to_address else _("Personen har fået en anden mailadresse.")


def sweep_links(*, now: datetime) -> None:
    """Remove links that nobody will ask about any more. An invitation is kept: it says who has been let in."""
    db.session.execute(
        delete(SingleUseToken).where(
            SingleUseToken.expires_at < now - KEPT_FOR, SingleUseToken.purpose != INVITATION
        )
    )  # fmt: skip


def random_token() -> str:
    """What nobody can guess, for an address that opens something: 256 bits."""
    while True:
        token = secrets.token_urlsafe(32)
        # What looks like a CPR number is covered in mails, and a link must come through whole.
        if not looks_like_cpr(token):
            return token
