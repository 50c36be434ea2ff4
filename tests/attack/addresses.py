"""Where the scanner begins: every GET route of the program, with numbers and codes of the demo in it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from aarshjul.answer.links import AnswerLink, make_token
from aarshjul.hearing.model import Hearing, HearingComment, HearingParticipant
from aarshjul.meeting.model import AgendaItem, BodyMember, Decision, DecisionAction, Meeting
from aarshjul.task.model import Task
from aarshjul.task.responsible import is_theirs, load_holders
from app.absence.model import Absence
from app.core import clock
from app.core.db import db
from app.mail.model import OutgoingMail
from app.organisation.model import Person, RoleGrant, Unit
from register.activity.model import ProcessingActivity
from register.risk.model import AssessedThreat, RiskAssessment
from register.system.model import System

LEFT_OUT = frozenset({"static", "auth.sign_out", "planted.show"})


def get_rules(app: Flask) -> list[Rule]:
    """The routes that are counted: those one gets, but for files and signing out."""
    return [
        rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint not in LEFT_OUT
    ]


def example_values(email: str) -> Mapping[str, Sequence[Any]]:
    """For each name in an address, what there is in the demo that this person may see."""
    person = db.session.scalars(select(Person).where(Person.email == email)).one()
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).first()
    path = grant.unit.path if grant else "/"
    below = select(Unit.id).where(Unit.path.startswith(path))
    tasks = db.session.scalars(select(Task).where(Task.unit_id.in_(below)).order_by(Task.id)).all()
    holders = load_holders(clock.today())
    # One that falls to this person, where there is one: its link in a mail can be answered.
    task = next((task for task in tasks if is_theirs(person.id, task, holders)), tasks[0] if tasks else None)
    activity = (
        select(ProcessingActivity.id).where(ProcessingActivity.unit_id.in_(below)).order_by(ProcessingActivity.id)
    )
    system = select(System.id).where(System.unit_id.in_(below)).order_by(System.id)
    draft_id = db.session.scalar(select(RiskAssessment.id).where(RiskAssessment.is_draft).order_by(RiskAssessment.id))
    assessed = select(AssessedThreat.id).where(AssessedThreat.assessment_id == draft_id, AssessedThreat.is_relevant)
    return {
        "activity_id": [db.session.scalar(activity)],
        "system_id": [db.session.scalar(system) or db.session.scalar(select(System.id))],
        "task_id": [task.id if task else 1],
        "mail_id": [db.session.scalar(select(OutgoingMail.id)) or 1],
        "person_id": [person.id],
        "grant_id": [grant.id if grant else 1],
        "code": [grant.unit.code if grant else "SOC"],
        "absence_id": [db.session.scalar(select(Absence.id).where(Absence.person_id == person.id)) or 1],
        "sheet": ["enheder", "personer"],
        "body": ["DDS"],
        "hearing_id": [db.session.scalar(_hearings_asking(person.id)) or db.session.scalar(select(Hearing.id)) or 1],
        "comment_id": [db.session.scalar(select(HearingComment.id).order_by(HearingComment.id)) or 1],
        "what": ["dagsorden", "referat"],
        **_of_a_body(person.id),
        "article": ["13", "14"],
        "form": ["xlsx", "csv", "json", "pdf"],
        "paper": ["pdf", "docx"],
        "written_id": [draft_id or 1],
        "assessed_id": [db.session.scalar(assessed.order_by(AssessedThreat.id)) or 1],
        "token": [make_token(AnswerLink(task.id, person.id), today=clock.today())] if task else ["x"],
    }


def _of_a_body(person_id: int) -> dict[str, list[int]]:
    """The body this person sits in, with a meeting to come, an item on it, and what an earlier meeting decided."""
    member = db.session.scalars(
        select(BodyMember).where(BodyMember.person_id == person_id).order_by(BodyMember.id)
    ).first()
    if member is None:
        return {}
    of_body = Meeting.body_id == member.body_id
    coming = select(Meeting.id).where(of_body, Meeting.state == "planned").order_by(Meeting.held_on)
    item = select(AgendaItem.id).join(AgendaItem.meeting).where(of_body, Meeting.state == "planned")
    decided = select(Decision.id).join(Decision.meeting).where(of_body, Meeting.minutes == "draft")
    follow_up = select(DecisionAction.id).order_by(DecisionAction.id)
    return {
        "body_id": [member.body_id],
        "member_id": [member.id],
        "meeting_id": [db.session.scalar(coming) or 1],
        "item_id": [db.session.scalar(item.order_by(AgendaItem.id)) or 1],
        "decision_id": [db.session.scalar(decided.order_by(Decision.id)) or 1],
        "action_id": sorted({1, db.session.scalar(follow_up) or 1}),
    }


def _hearings_asking(person_id: int) -> Any:
    return (
        select(HearingParticipant.hearing_id)
        .join(HearingParticipant.hearing)
        .where(HearingParticipant.person_id == person_id, Hearing.outcome == "")
        .order_by(HearingParticipant.hearing_id)
    )


def addresses(app: Flask, email: str) -> Iterator[tuple[str, str]]:
    """Endpoint and path of every address to begin with; a name nobody gave examples of gets the number 1."""
    known = example_values(email)
    adapter = app.url_map.bind("127.0.0.1")
    for rule in get_rules(app):
        names = sorted(rule.arguments)
        for values in product(*(known.get(name, [1]) for name in names)):
            try:
                path = adapter.build(rule.endpoint, dict(zip(names, values, strict=True)), method="GET")
            except ValueError:
                continue
            # A route that only takes some of the values builds an address that is not its own.
            if adapter.test(path, "GET"):
                yield rule.endpoint, path
