"""Mails about a second factor: whoever owns it is told of every change, also of one somebody else made."""

from datetime import datetime
from typing import Any

from app.auth.model import Account
from app.core.db import db
from app.mail.compose import Letter, mail_link, queue, render_mail
from app.organisation.model import Person


def write_reset(account: Account, *, by_id: int | None, at: datetime) -> None:
    """The administrator (None: on the command line) has taken the second factor away."""
    by = db.session.get(Person, by_id) if by_id is not None else None
    _write("second_factor_reset", "reset", account, at, by=by, action_url=mail_link("auth.sign_in"))


def write_news(account: Account, what: str, *, at: datetime, codes_left: int = 0) -> None:
    """The owner, or somebody who passes for the owner, has done something: "on", "moved", "off" or "recovery"."""
    url = mail_link("own_factor.show")
    _write(
        "second_factor_news", f"{what}-{codes_left}", account, at, what=what, codes_left=codes_left, action_url=url
    )  # fmt: skip


def _write(name: str, event: str, account: Account, at: datetime, **context: Any) -> None:
    person = account.person
    if not person.is_active:
        return
    words = render_mail(name, first_name=person.name.split()[0], at=at, **context)
    queue(
        Letter(
            key=f"second_factor/{account.id}/{event}/{at.isoformat()}",
            kind="second_factor",
            subject_kind="account",
            subject_id=account.id,
            person=person,
            subject=words.subject,
            text=words.text,
            html=words.html,
        ),
        at=at,
    )
