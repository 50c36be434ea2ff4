"""Reading decisions and what follows from them."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from aarshjul.meeting.access import Bodies
from aarshjul.meeting.model import AgendaItem, Decision, DecisionAction, GoverningBody, Meeting
from app.core.db import db
from app.core.errors import NotFound
from app.core.filters import long_day
from app.core.slots import Subject

ACTION = "decision_action"
MOST_QUOTED = 20


def get_decision(decision_id: int) -> Decision:
    """A decision with its meeting and body. Whoever asks sees to the access. Raises NotFound."""
    query = (
        select(Decision)
        .where(Decision.id == decision_id)
        .options(joinedload(Decision.meeting).joinedload(Meeting.body), joinedload(Decision.item))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def get_follow_up(action_id: int) -> DecisionAction:
    """A follow-up with its decision, as `get_decision`. Raises NotFound."""
    query = (
        select(DecisionAction)
        .where(DecisionAction.id == action_id)
        .options(
            joinedload(DecisionAction.decision).joinedload(Decision.meeting).joinedload(Meeting.body),
            joinedload(DecisionAction.unit),
            joinedload(DecisionAction.person),
        )
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def quote_recent(bodies: Bodies, *, limit: int = MOST_QUOTED) -> list[str]:
    """The newest approvals, as one quotes them: the body, the day and the item. Closed items are not quoted."""
    query = (
        select(GoverningBody.code, Meeting.held_on, AgendaItem.title)
        .select_from(Decision)
        .join(Decision.meeting)
        .join(Meeting.body)
        .join(Decision.item)
        .where(
            Decision.outcome == "approved", ~Decision.is_closed, ~AgendaItem.is_closed, bodies.where(Meeting.body_id)
        )
        .order_by(Meeting.held_on.desc(), Decision.id.desc())
        .limit(limit)
    )
    return [f"{code} {long_day(day)}: {title[:200]}" for code, day, title in db.session.execute(query)]


def list_other_bodies(body_id: int) -> Sequence[GoverningBody]:
    """The bodies an item of this one may be sent to, by their letters."""
    query = (
        select(GoverningBody)
        .where(GoverningBody.id != body_id, GoverningBody.is_retired.is_(False))
        .order_by(GoverningBody.code)
    )
    return db.session.scalars(query).all()


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What follow-ups are called where a task is about them: the decision, and the page that tells of it."""
    query = (
        select(DecisionAction.id, GoverningBody.code, Meeting.held_on)
        .join(DecisionAction.decision)
        .join(Decision.meeting)
        .join(Meeting.body)
        .where(DecisionAction.id.in_(ids))
    )
    return {
        row.id: Subject(
            ACTION,
            row.id,
            _("Beslutning i %(body)s %(day)s", body=row.code, day=long_day(row.held_on)),
            f"/moeder/beslutninger/opfoelgning/{row.id}",
        )
        for row in db.session.execute(query)
    }
