"""The demo municipality's hearings, from demo.yml beside this file: one of a record runs, one of a document is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from aarshjul.hearing.actions import Answer, Reply, Said, answer_hearing, reply
from aarshjul.hearing.asking import Asked, Party
from aarshjul.hearing.ending import EndHearing, end_hearing
from aarshjul.hearing.letters import why_not_send
from aarshjul.hearing.model import Hearing
from aarshjul.hearing.rules import KIND, usable_due
from aarshjul.hearing.starting import StartHearing, start_hearing, unit_of_record
from aarshjul.hearing.store import list_comments
from app.attachment.actions import NewFile
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.workdays import working_day_on_or_before
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from register.activity.model import ProcessingActivity

STORY = Path(__file__).parent / "demo.yml"


def add_demo_hearings(now: datetime) -> None:
    """Play both as they went; the mails that would have gone then are no longer sent."""
    story: dict[str, Any] = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    people = {person.email: person.id for person in db.session.scalars(select(Person))}
    _play(story["running"], people, now=now)
    _play(story["closed"], people, now=now)
    mails = select(OutgoingMail).where(OutgoingMail.kind == KIND)
    for mail in db.session.scalars(mails):
        mail.state, mail.server_said = "cancelled", why_not_send(mail) or ""
    db.session.flush()


def _play(story: Mapping[str, Any], people: Mapping[str, int], *, now: datetime) -> None:
    begun_at = _working_moment(now, days=story["days"])
    begun_on = clock.day_of(begun_at)
    holder = Doing(at=begun_at, person_id=people[story["holder"]])
    record = None
    if "number" in story:
        record = db.session.scalars(
            select(ProcessingActivity).where(ProcessingActivity.number == story["number"])
        ).one()
    home = select(Person.unit_id).where(Person.id == holder.person_id)
    unit_id = unit_of_record(record.unit_id if record else db.session.scalar(home))
    parties = [Party(one["name"], one["email"]) for one in story["parties"]]
    hearing = start_hearing(
        StartHearing(
            title=record.title if record else story["title"],
            question=story["question"],
            due_on=usable_due(
                begun_on + timedelta(days=story["due"]),
                today=begun_on,
                closed=get_closed_days(),
                quiet_weeks=get_quiet_weeks(),
            ),
            asked=Asked(person_ids=[people[email] for email in story["asked"]], parties=parties),
            unit_id=unit_id,
            activity_id=record.id if record else None,
            read=record.version if record else None,
            files=[] if record else [NewFile(story["file"], story["content"].encode())],
        ),
        doing=holder,
    )
    for day, said in enumerate(story["answers"], start=1):
        _answer(hearing, said, Doing(at=begun_at + timedelta(days=day), person_id=people[said["who"]]))
    if "outcome" not in story:
        return
    ended = Doing(at=_working_moment(now, days=story["days"] - story["due"] - 2), person_id=holder.person_id)
    told = [said for said in story["answers"] if "verdict" in said]
    for comment, said in zip(list_comments(hearing.id), told, strict=True):
        answered = Reply(hearing_id=hearing.id, comment_id=comment.id, verdict=said["verdict"], words=said["reply"])
        reply(answered, doing=ended)
    command = EndHearing(
        hearing_id=hearing.id, version=hearing.version, outcome=story["outcome"], summary=story["summary"]
    )
    end_hearing(command, doing=ended)


def _answer(hearing: Hearing, said: Mapping[str, Any], doing: Doing) -> None:
    comments = [Said(said["text"], said.get("place", ""))] if "text" in said else []
    answer = "comments" if comments else "nothing"
    answer_hearing(Answer(hearing_id=hearing.id, answer=answer, comments=comments), doing=doing)


def _working_moment(now: datetime, *, days: int) -> datetime:
    then = now - timedelta(days=days)
    day = clock.day_of(then)
    return then - (day - working_day_on_or_before(day, get_closed_days()))
