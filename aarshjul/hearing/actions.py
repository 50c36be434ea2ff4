"""What happens in a hearing: people answer, are answered, get more time.

Every verb holds the hearing first, so that nothing is said while it ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from aarshjul.calendar.store import get_closed_days
from aarshjul.hearing.letters import write_moved
from aarshjul.hearing.model import Hearing, HearingComment, HearingParticipant
from aarshjul.hearing.rules import (
    KIND,
    remind_on,
    why_not_answer,
    why_not_move,
    why_not_reply,
    why_not_send,
)
from aarshjul.hearing.starting import refuse_due
from aarshjul.hearing.store import find_participant, list_comments, list_participants, standing_of
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, NotFound, Refused


@dataclass(frozen=True)
class Said:
    """One comment: to the whole, or to a place in it."""

    text: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one who is asked says: "comments" or "nothing"."""

    hearing_id: int
    answer: str
    comments: Sequence[Said] = ()


@dataclass(frozen=True, kw_only=True)
class TakeDown:
    """What was said at the meeting, or by telephone: by a participant, or by all together (None)."""

    hearing_id: int
    participant_id: int | None
    said: Said | None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The answer to a comment."""

    hearing_id: int
    comment_id: int
    verdict: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class MoveHearing:
    """People get until another day. `version` is the one its reader saw, as for the others."""

    hearing_id: int
    version: int
    due_on: date


def answer_hearing(command: Answer, *, doing: Doing) -> HearingParticipant:
    """Take down what somebody says for themselves. More can be said later; what is said stays.

    What is sent twice is there once. Raises Refused when the hearing is over or nothing was said, NotFound for who is
    not asked.
    """
    hearing = take_open(command.hearing_id)
    participant = find_participant(hearing.id, doing.person_id or 0)
    if participant is None:
        raise NotFound
    comments = [said for said in command.comments if said.text.strip()]
    problem = why_not_send(command.answer, len(comments), before=participant.answer)
    if problem:
        raise Refused(_(problem))
    there = {(one.place, one.text) for one in list_comments(hearing.id, of=participant.id)}
    comments = [said for said in comments if (said.place, said.text.strip()) not in there]
    if participant.answer == command.answer and not comments:
        # Sent twice: all of it is there already.
        return participant
    _take_answer(participant, command.answer, doing=doing)
    _add_comments(hearing, participant, comments, doing=doing)
    told = {"said": [None, command.answer], "comments": [None, len(comments)]}
    record(doing, "hearing.answer", KIND, hearing.id, told)
    db.session.flush()
    return participant


def take_down(command: TakeDown, *, doing: Doing) -> None:
    """Write down what somebody said; without words: that they have none. Raises Refused when the hearing is over."""
    hearing = take_open(command.hearing_id)
    participant = None
    if command.participant_id is not None:
        participant = lock_row(HearingParticipant, command.participant_id)
        if participant.hearing_id != hearing.id:
            raise NotFound
    said = command.said if command.said and command.said.text.strip() else None
    if said is None and participant is None:
        raise Refused(_("Skriv, hvad der blev sagt."), field="text")
    answer = "comments" if said else "nothing"
    if participant is not None:
        if problem := why_not_send(answer, bool(said), before=participant.answer):
            raise Refused(_(problem), field="text")
        _take_answer(participant, answer, doing=doing)
    if said is not None:
        _add_comments(hearing, participant, [said], doing=doing)
    who = participant.person.name if participant else _("alle i fællesskab")
    told = {"participant": [None, who], "said": [None, answer], "comments": [None, int(bool(said))]}
    record(doing, "hearing.take_down", KIND, hearing.id, told)
    db.session.flush()


def reply(command: Reply, *, doing: Doing) -> HearingComment:
    """Answer a comment, or answer it otherwise. Raises Refused, naming the field, or when the hearing is over."""
    hearing = take_open(command.hearing_id)
    comment = lock_row(HearingComment, command.comment_id)
    if comment.hearing_id != hearing.id:
        raise NotFound
    problem = why_not_reply(command.verdict, command.words)
    if problem:
        raise Refused(_(problem), field="words")
    told = {"followed": [comment.verdict or None, command.verdict], "reply": [comment.reply or None, command.words]}
    comment.verdict, comment.reply = command.verdict, command.words
    comment.replied_at, comment.replied_by_id = doing.at, doing.person_id
    record(doing, "hearing.reply", KIND, hearing.id, told)
    db.session.flush()
    return comment


def move_hearing(command: MoveHearing, *, doing: Doing) -> Hearing:
    """Give people more time. Those who have not answered get a mail, and one reminder before the new deadline.

    Raises Refused for a day that cannot be used, EditConflict.
    """
    hearing = take_open(command.hearing_id, command.version)
    today, before = clock.day_of(doing.at), hearing.due_on
    due_on = refuse_due(command.due_on, meets_on=hearing.meets_on, today=today)
    if problem := why_not_move(due_on, before=before):
        raise Refused(_(problem), field="due_on")
    hearing.due_on = due_on
    hearing.version += 1
    waiting = [row for row in list_participants(hearing.id) if not row.answer]
    for row in waiting:
        row.remind_on = remind_on(due_on, asked_on=today, closed=get_closed_days())
        write_moved(row, before=before, at=doing.at)
    record(doing, "hearing.move", KIND, hearing.id, {"due_on": [before.isoformat(), due_on.isoformat()]})
    db.session.flush()
    return hearing


def take_open(hearing_id: int, version: int | None = None) -> Hearing:
    """A hearing that runs, held; in the version that was read, where that is given. Raises Refused, EditConflict."""
    hearing = lock_row(Hearing, hearing_id)
    if problem := why_not_answer(standing_of(hearing)):
        raise Refused(_(problem))
    if version is not None and hearing.version != version:
        raise EditConflict(_("En anden har ændret høringen, siden du åbnede siden. Se den igennem, og prøv igen."))
    return hearing


def _take_answer(participant: HearingParticipant, answer: str, *, doing: Doing) -> None:
    participant.answer, participant.answered_at, participant.remind_on = answer, doing.at, None


def _add_comments(
    hearing: Hearing, participant: HearingParticipant | None, comments: Sequence[Said], *, doing: Doing
) -> None:
    for said in comments:
        db.session.add(
            HearingComment(
                hearing_id=hearing.id,
                participant_id=participant.id if participant else None,
                place=said.place,
                text=said.text.strip(),
                at=doing.at,
                by_id=doing.person_id,
            )
        )
    db.session.flush()
