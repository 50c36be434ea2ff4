"""Actions against a risk, from somebody who leaves to another."""

from collections.abc import Sequence

from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import AnySelect, db
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import barred_for_all
from app.organisation.model import Person
from register.risk.drafts import tell
from register.risk.model import RiskAction


def hand_over_actions(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Make somebody else do these open actions; each is told of in the trail of what it is about."""
    query = (
        select(RiskAction)
        .where(RiskAction.id.in_(ids), RiskAction.person_id == sender.id, RiskAction.state == "open")
        .order_by(RiskAction.id)
        .with_for_update(of=RiskAction)
    )
    for action in db.session.scalars(query).all():
        action.person_id = to.id
        action.version += 1
        changes = {"action": [action.title, action.title], "owner": [sender.email, to.email]}
        tell(doing, "replan", action.assessment, changes)
    db.session.flush()


def _rows() -> AnySelect:
    query: AnySelect = select(RiskAction.person_id.label("person_id"), RiskAction.id.label("row_id"))
    return query.where(RiskAction.person_id.is_not(None), RiskAction.state == "open")


def _held(ids: Sequence[int]) -> list[Held]:
    query = select(RiskAction.id, RiskAction.title).where(RiskAction.id.in_(ids)).order_by(RiskAction.id)
    return [Held(row_id, title, f"/risiko/handlinger/{row_id}") for row_id, title in db.session.execute(query)]


ACTION_LINK = PersonLink(
    slug="handlinger",
    title=N_("Handlinger mod risici"),
    one=N_("handling mod en risiko"),
    many=N_("handlinger mod risici"),
    order=45,
    opens=("read", "risk"),
    rows=_rows,
    held=_held,
    barred=barred_for_all,
    hand_over=hand_over_actions,
)
