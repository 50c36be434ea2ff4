"""The mails of a hearing, and what keeps one from being sent: an answer, another deadline, the end.

A mail's key is hearing/<hearing>/<what>/<participant>/<person>/<deadline>: each is written once, and its guard knows
what it said.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from aarshjul.hearing.model import Hearing, HearingParticipant
from aarshjul.hearing.rules import KIND
from app.core.db import db
from app.mail.compose import Letter, mail_link, queue, render_mail
from app.organisation.model import Person


class _Key(NamedTuple):
    """What a mail said, to whom, and which deadline it named."""

    hearing_id: int
    what: str
    participant_id: int
    person_id: int
    due_on: date

    @classmethod
    def of(cls, text: str) -> "_Key":
        _kind, hearing_id, what, participant_id, person_id, day = text.split("/")
        return cls(int(hearing_id), what, int(participant_id), int(person_id), date.fromisoformat(day))


def write_asked(participant: HearingParticipant, *, at: datetime) -> None:
    """Ask somebody for their answer."""
    _write("asked", participant, at=at)


def write_reminder(participant: HearingParticipant, *, at: datetime) -> None:
    """Remind somebody who has not answered."""
    _write("reminder", participant, at=at)


def write_moved(participant: HearingParticipant, *, before: date, at: datetime) -> None:
    """Tell somebody who has not answered that there is more time."""
    _write("moved", participant, at=at, before=before)


def write_withdrawn(participant: HearingParticipant, *, at: datetime) -> None:
    """Tell somebody that nothing is to be answered any more."""
    _write("withdrawn", participant, at=at)


def why_not_send(mail: Any) -> str | None:
    """The guard of a hearing's mail, asked when its turn has come: why it should not go after all, or None."""
    key = _Key.of(mail.key)
    row = db.session.execute(
        select(HearingParticipant.answer, Hearing.outcome, Hearing.due_on, Person.is_active, Person.email, Person.id)
        .join(HearingParticipant.hearing)
        .join(HearingParticipant.person)
        .where(HearingParticipant.id == key.participant_id)
    ).one_or_none()
    if row is None:
        return _("Høringen findes ikke længere.")
    return _why_not_reach(row, mail) or (None if key.what == "withdrawn" else _why_not_ask(row, key.due_on))


def _why_not_reach(row: Any, mail: Any) -> str | None:
    if row.id != mail.person_id:
        return _("En anden svarer nu i stedet.")
    if not row.is_active:
        return _("Modtageren arbejder her ikke længere.")
    if row.email != mail.to_address:
        return _("Modtageren har fået en anden mailadresse.")
    return None


def _why_not_ask(row: Any, due_on: date) -> str | None:
    if row.outcome:
        return _("Høringen er slut.")
    if row.answer:
        return _("Modtageren har svaret.")
    return _("Høringen har fået en anden frist.") if row.due_on != due_on else None


def _write(what: str, participant: HearingParticipant, *, at: datetime, before: date | None = None) -> None:
    person, hearing = participant.person, participant.hearing
    if not person.is_active:
        return
    endpoint = "hearing.show" if what == "withdrawn" else "hearing_answer.show"
    words = render_mail(
        KIND,
        what=what,
        first_name=person.name.split()[0],
        hearing=hearing,
        party=participant.party,
        before=before,
        holder=hearing.made_by.name if hearing.made_by else "",
        action_url=mail_link(endpoint, hearing_id=hearing.id),
    )
    queue(
        Letter(
            key=f"{KIND}/{hearing.id}/{what}/{participant.id}/{person.id}/{hearing.due_on.isoformat()}",
            kind=KIND,
            subject_kind=KIND,
            subject_id=hearing.id,
            person=person,
            subject=words.subject,
            text=words.text,
            html=words.html,
            thread=f"{KIND}/{hearing.id}",
        ),
        at=at,
    )


def list_due(today: date, *, limit: int) -> list[HearingParticipant]:
    """Those who are to be reminded today or were before, held, with what their mail says."""
    query = (
        select(HearingParticipant)
        .where(HearingParticipant.remind_on <= today)
        .options(joinedload(HearingParticipant.person), joinedload(HearingParticipant.hearing))
        .order_by(HearingParticipant.remind_on, HearingParticipant.id)
        .limit(limit)
        .with_for_update(of=HearingParticipant, skip_locked=True)
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
