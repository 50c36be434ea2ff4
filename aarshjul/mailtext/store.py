"""Reading the municipality's own words: all of them at once, once a request or a command."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import g
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from aarshjul.mailtext.filling import is_usable
from aarshjul.mailtext.model import MailText
from aarshjul.mailtext.rules import ONE_OF, TEXTS, Wording
from app.core.db import db
from app.core.slots import Subject
from app.mail.model import OutgoingMail

SAMPLE_KIND = "reminder_test"


def texts_in_force() -> Mapping[str, str]:
    """For every code the text that is used: the municipality's own where there is one that can be used, else ours."""
    if "mail_texts" not in g:
        rows = db.session.execute(select(MailText.code, MailText.text).where(MailText.text != ""))
        own = {code: text for code, text in rows if code in TEXTS and is_usable(text, TEXTS[code])}
        g.mail_texts = {code: own.get(code) or our_words(wording) for code, wording in TEXTS.items()}
    texts: Mapping[str, str] = g.mail_texts
    return texts


def forget_texts() -> None:
    """Read them anew the next time: they have changed."""
    g.pop("mail_texts", None)


def our_words(wording: Wording) -> str:
    """What the product says where the municipality says nothing."""
    return _(wording.default) if wording.default else ""


def title_of(wording: Wording) -> str:
    """What the text is called where it stands alone: "Emne: Én opgave"."""
    group = ONE_OF[wording.group]
    return f"{_(group)}: {_(wording.label)}" if group else _(wording.label)


def list_texts() -> Mapping[str, MailText]:
    """The rows there are, by code, with who changed them."""
    rows = db.session.scalars(select(MailText).options(joinedload(MailText.changed_by)).order_by(MailText.code))
    return {row.code: row for row in rows}


def find_text(code: str) -> MailText | None:
    """The row of a text, with who changed it; None when nobody has."""
    return db.session.scalar(select(MailText).where(MailText.code == code).options(joinedload(MailText.changed_by)))


def list_sample_moments(person_id: int, *, since: datetime, limit: int) -> Sequence[datetime]:
    """When the person's latest sample mails were written, the newest first."""
    query = (
        select(OutgoingMail.created_at)
        .where(OutgoingMail.person_id == person_id, OutgoingMail.kind == SAMPLE_KIND, OutgoingMail.created_at > since)
        .order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What the texts are called in the trail. Without an address: more people read the trail than may open the page."""
    rows = db.session.execute(select(MailText.id, MailText.code).where(MailText.id.in_(ids)))
    return {
        row_id: Subject("mail_text", row_id, title_of(TEXTS[code]) if code in TEXTS else code, "")
        for row_id, code in rows
    }
