"""It systems, from a system owner who leaves to another."""

from collections.abc import Sequence

from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import AnySelect, db
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import barred_for_all
from app.organisation.model import Person, Unit
from register.activity.refreshing import refresh_using
from register.system.actions import note_change
from register.system.model import System


def hand_over_systems(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Make somebody else the owner of these systems; each keeps a version and tells so in its trail."""
    query = select(System).where(System.id.in_(ids), System.owner_id == sender.id)
    systems = db.session.scalars(query.order_by(System.id).with_for_update(of=System)).all()
    for system in systems:
        system.owner = to
        note_change(system, {"owner": [sender.email, to.email]}, doing=doing)
    refresh_using("systems", *(system.id for system in systems))


def _rows() -> AnySelect:
    query: AnySelect = select(System.owner_id.label("person_id"), System.id.label("row_id"))
    return query.where(System.owner_id.is_not(None), System.is_retired.is_(False))


def _held(ids: Sequence[int]) -> list[Held]:
    query = (
        select(System.id, System.name, Unit.name).outerjoin(System.unit).where(System.id.in_(ids)).order_by(System.id)
    )
    return [Held(row_id, name, f"/systemer/{row_id}", unit or "") for row_id, name, unit in db.session.execute(query)]


OWNER_LINK = PersonLink(
    slug="systemer",
    title=N_("Systemer"),
    one=N_("system"),
    many=N_("systemer"),
    order=30,
    opens=("read", "system"),
    rows=_rows,
    held=_held,
    barred=barred_for_all,
    hand_over=hand_over_systems,
)
