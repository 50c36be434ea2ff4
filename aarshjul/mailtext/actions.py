"""Changing a text of the mails, and sending oneself a sample."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from aarshjul.mailtext.filling import Problem, problems, tidied
from aarshjul.mailtext.model import MailText
from aarshjul.mailtext.rules import MOST_SAMPLES, TEXTS
from aarshjul.mailtext.store import SAMPLE_KIND, forget_texts, list_sample_moments, our_words
from app.audit.actions import Doing, record
from app.core.db import db, insert_new, lock_row
from app.core.errors import EditConflict, Refused
from app.mail.compose import Letter, Words, queue
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from app.throttle.rules import minutes_left

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class ChangeText:
    """The text as it shall be; empty: our own words again. `read` is the version that was on the page, 0 for none."""

    code: str
    text: str
    read: int


def change_text(command: ChangeText, *, doing: Doing) -> bool:
    """Put a text in place of ours, or ours back; whether anything changed.

    Our own words written again are no text of the municipality's: then they follow ours when those are improved.
    Raises EditConflict when somebody has changed it since it was read, Refused naming the field.
    """
    wording = TEXTS[command.code]
    ours = our_words(wording)
    text = tidied(command.text)
    text = "" if text == ours else text
    row = _locked_row(command.code)
    before, version = (row.text, row.version) if row else ("", 0)
    if text == before:
        return False
    if version != command.read:
        raise EditConflict(_("En anden har rettet teksten, mens du skrev. Se det, der står nu, og gem igen."))
    for problem in problems(text, wording):
        raise Refused(words_of(problem), field="text")
    if row is None:
        row = _new_row(command.code, doing)
    row.text, row.version = text, row.version + 1
    row.changed_at, row.changed_by_id = doing.at, doing.person_id
    db.session.flush()
    forget_texts()
    verb = "mail_text.change" if text else "mail_text.put_back"
    record(doing, verb, "mail_text", row.id, {"text": [before or ours, text or ours]})
    return True


def send_sample(words: Words, person_id: int, *, doing: Doing) -> OutgoingMail | None:
    """Put a mail as it would be into the outbox, to the person's own address. Raises Refused: wait.

    None where the very same moment has sent one already.
    """
    person = lock_row(Person, person_id)
    moments = list_sample_moments(person_id, since=doing.at - HOUR, limit=MOST_SAMPLES)
    if len(moments) == MOST_SAMPLES:
        minutes = minutes_left(moments[-1] + HOUR, doing.at)
        wait = ngettext("Vent %(num)s minut, og prøv igen.", "Vent %(num)s minutter, og prøv igen.", minutes)
        raise Refused(_("Du har fået %(n)s prøver inden for en time. %(wait)s", n=MOST_SAMPLES, wait=wait))
    return queue(
        Letter(
            key=f"{SAMPLE_KIND}/{person_id}/{doing.at.isoformat()}",
            kind=SAMPLE_KIND,
            subject_kind="mail_text",
            subject_id=None,
            person=person,
            subject=_("Prøve: %(subject)s", subject=words.subject),
            text=words.text,
            html=words.html,
        ),
        at=doing.at,
    )


def words_of(problem: Problem) -> str:
    """A problem as a sentence that says where to look."""
    values = {name: _(value) if name == "meaning" else value for name, value in problem.values.items()}
    sentence: str = _(problem.message, **values)
    if not problem.column:
        return sentence
    place = (
        _("Se linje %(line)s, tegn %(column)s.", line=problem.line, column=problem.column)
        if problem.line
        else _("Se tegn %(column)s.", column=problem.column)
    )
    return f"{sentence} {place}"


def _locked_row(code: str) -> MailText | None:
    query = select(MailText).where(MailText.code == code).with_for_update(of=MailText)
    return db.session.scalar(query.execution_options(populate_existing=True))


def _new_row(code: str, doing: Doing) -> MailText:
    """The first row of a text. Raises EditConflict when somebody else made it in the same moment."""
    db.session.execute(insert_new(MailText).values(code=code, text="", changed_at=doing.at, version=0))
    row = _locked_row(code)
    assert row is not None
    if row.version:
        raise EditConflict(_("En anden har rettet teksten, mens du skrev. Se det, der står nu, og gem igen."))
    return row
