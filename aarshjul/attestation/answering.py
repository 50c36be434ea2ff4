"""A leader's answer about many records at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select

from aarshjul.attestation.following import follow_records, settle_units
from aarshjul.attestation.line_store import count_of_unit
from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.attestation.rules import KIND, Choice, why_not_words
from aarshjul.attestation.store import find_campaign, get_asked_unit
from aarshjul.task.actions import CompleteTask, complete_task
from aarshjul.task.model import TO_DO_STATES, Task
from app.audit.actions import Doing, record
from app.comment.actions import AddComment, add_comment
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.filters import long_day
from register.activity.reviewing import confirm_reviews
from register.obligations import list_fulfilments

REVIEW = "review"


@dataclass(frozen=True)
class Answer:
    """What a leader says of one record in the version that was `seen`. `words` tell what is wrong with it."""

    line_id: int
    choice: Choice
    seen: int
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerLines:
    """A leader's answers for one unit; records that are not among them wait on."""

    campaign_id: int
    unit_id: int
    answers: Sequence[Answer]


@dataclass
class Answered:
    """What became of the answers. `late` were answered before, `left` could not be confirmed: title and why."""

    confirmed: int = 0
    needs_change: int = 0
    late: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)
    waiting: int = 0
    """How many wait in the unit afterwards."""


def answer_lines(command: AnswerLines, *, doing: Doing) -> Answered:
    """Take the answers that say something, and close what they settle.

    1. The campaign is held, so that of two who answer at once the second finds what the first has said. Records that
       have ended or moved are seen to first.
    2. Those confirmed are gone through as of today in the register, all in one go; the tasks of their reviews are done
       with it. One that the register does not let through waits on, and is told of.
    3. What is wrong with the others stands on the task of their review, or in the record's own trail.
    4. When nothing waits in the unit, its task is done; when nothing waits anywhere, the campaign is over.

    Raises Refused for a campaign that is over or has not opened, and for a change without words; NotFound.
    """
    campaign = _take(command, doing)
    unit = get_asked_unit(campaign.id, command.unit_id)
    follow_records(campaign.id, now=doing.at)
    said = {answer.line_id: answer for answer in command.answers if answer.choice != "wait"}
    lines = _lines_of(command, sorted(said))
    answered = Answered(late=sum(line.state != "waiting" for line in lines))
    waiting = [line for line in lines if line.state == "waiting"]
    if waiting and campaign.closed_at is not None:
        raise Refused(_("Attesteringen er afsluttet. Der er ikke mere at svare på."))
    for answer in said.values():
        if problem := why_not_words(answer.choice, answer.words):
            raise Refused(_(problem))
    _confirm([line for line in waiting if said[line.id].choice == "confirm"], said, campaign, answered, doing)
    _note([line for line in waiting if said[line.id].choice == "needs_change"], said, campaign, answered, doing)
    db.session.flush()
    if answered.confirmed or answered.needs_change:
        told = {
            "unit": [None, unit.name],
            "confirmed": [None, answered.confirmed],
            "needs_change": [None, answered.needs_change],
        }
        record(doing, "attestation.answer", KIND, campaign.id, told)
        settle_units(campaign, [unit.id], doing=doing)
    answered.waiting = count_of_unit(campaign.id, unit.id).waiting
    return answered


def _take(command: AnswerLines, doing: Doing) -> AttestationCampaign:
    campaign = find_campaign(command.campaign_id, lock=True)
    if campaign is None:
        raise NotFound
    if campaign.opens_on > clock.day_of(doing.at):
        raise Refused(_("Attesteringen åbner %(day)s.", day=long_day(campaign.opens_on)))
    return campaign


def _lines_of(command: AnswerLines, ids: Sequence[int]) -> Sequence[AttestationLine]:
    query = (
        select(AttestationLine)
        .where(
            AttestationLine.id.in_(ids),
            AttestationLine.campaign_id == command.campaign_id,
            AttestationLine.unit_id == command.unit_id,
        )
        .order_by(AttestationLine.id)
        .with_for_update(of=AttestationLine)
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _confirm(
    lines: Sequence[AttestationLine],
    said: Mapping[int, Answer],
    campaign: AttestationCampaign,
    answered: Answered,
    doing: Doing,
) -> None:
    today = clock.day_of(doing.at)
    # Tasks are held before records, as by whoever answers the task of a review itself.
    reviews = _reviews_of([line.activity_id for line in lines], lock=True)
    reviewed = confirm_reviews({line.activity_id: said[line.id].seen for line in lines}, on=today, doing=doing)
    done = set(reviewed.done)
    for line in lines:
        if line.activity_id in done:
            _answer(line, "confirmed", "", doing)
            answered.confirmed += 1
        elif line.activity_id in reviewed.left:
            answered.left.append((line.activity.title, _(reviewed.left[line.activity_id])))
    met = list_fulfilments([task.key for task in reviews.values()])
    note = _("Bekræftet i attesteringen «%(title)s».", title=campaign.title)
    for activity_id, task in reviews.items():
        if activity_id in done and task.key in met:
            complete_task(CompleteTask(task_id=task.id, on=today, note=note), doing=doing)


def _note(
    lines: Sequence[AttestationLine],
    said: Mapping[int, Answer],
    campaign: AttestationCampaign,
    answered: Answered,
    doing: Doing,
) -> None:
    reviews = _reviews_of([line.activity_id for line in lines])
    for line in lines:
        words = said[line.id].words.strip()
        _answer(line, "needs_change", words, doing)
        answered.needs_change += 1
        review = reviews.get(line.activity_id)
        if review is not None:
            text = _("Skal ændres, siger «%(title)s»: %(words)s", title=campaign.title, words=words)
            add_comment(AddComment(kind="task", subject_id=review.id, text=text), doing=doing)
        else:
            record(doing, "activity.needs_change", "activity", line.activity_id, {"note": [None, words]})


def _answer(line: AttestationLine, state: str, words: str, doing: Doing) -> None:
    line.state, line.note = state, words
    line.answered_at, line.answered_by_id = doing.at, doing.person_id


def _reviews_of(activity_ids: Sequence[int], *, lock: bool = False) -> Mapping[int, Task]:
    """The open task of each record's review, where there is one; in the order in which planning takes them."""
    query = (
        select(Task)
        .where(
            Task.kind == REVIEW,
            Task.subject_kind == "activity",
            Task.subject_id.in_(activity_ids),
            Task.state.in_(TO_DO_STATES),
        )
        .order_by(Task.id)
    )
    if lock:
        query = query.with_for_update(of=Task)
    return {task.subject_id: task for task in db.session.scalars(query) if task.subject_id is not None}
