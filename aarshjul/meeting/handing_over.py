"""Follow-ups on decisions, from somebody who leaves to another."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from aarshjul.meeting.meeting_actions import KIND
from aarshjul.meeting.model import DecisionAction
from app.audit.actions import Doing, record
from app.core.db import AnySelect, db
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import barred_for_all
from app.organisation.model import Person


def hand_over_follow_ups(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Make somebody else do these open follow-ups; each is told of in the trail of its meeting."""
    query = (
        select(DecisionAction)
        .where(DecisionAction.id.in_(ids), DecisionAction.person_id == sender.id, DecisionAction.state == "open")
        .options(joinedload(DecisionAction.decision))
        .order_by(DecisionAction.id)
        .with_for_update(of=DecisionAction)
    )
    for action in db.session.scalars(query).all():
        action.person_id = to.id
        action.version += 1
        told = {"action": [action.title, action.title], "owner": [sender.email, to.email]}
        record(doing, "meeting.hand_over", KIND, action.decision.meeting_id, told)
    db.session.flush()


def _rows() -> AnySelect:
    query: AnySelect = select(DecisionAction.person_id.label("person_id"), DecisionAction.id.label("row_id"))
    return query.where(DecisionAction.person_id.is_not(None), DecisionAction.state == "open")


def _held(ids: Sequence[int]) -> list[Held]:
    query = (
        select(DecisionAction.id, DecisionAction.title).where(DecisionAction.id.in_(ids)).order_by(DecisionAction.id)
    )
    rows = db.session.execute(query.order_by(DecisionAction.id))
    return [Held(row_id, title, f"/moeder/beslutninger/opfoelgning/{row_id}") for row_id, title in rows]


FOLLOW_UP_LINK = PersonLink(
    slug="opfoelgninger",
    title=N_("Opfølgninger på beslutninger"),
    one=N_("opfølgning på en beslutning"),
    many=N_("opfølgninger på beslutninger"),
    order=46,
    opens=("read", "meeting"),
    rows=_rows,
    held=_held,
    barred=barred_for_all,
    hand_over=hand_over_follow_ups,
)
