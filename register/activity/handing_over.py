"""Records, from an owner who leaves to another: many at once, each with its version, its findings and its trail."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit.actions import Doing, record
from app.core.db import AnySelect, db
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import barred_for_all
from app.organisation.model import Person, Unit
from register.activity.bulk import Written, write_records
from register.activity.contents import list_entries
from register.activity.convert import load_refs
from register.activity.model import ProcessingActivity

AT_A_TIME = 200


def hand_over_records(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Make somebody else the owner. A number of statements that hangs on how many hundreds there are, not on each."""
    reason = _("Overdraget fra %(name)s.", name=sender.name)
    for start in range(0, len(ids), AT_A_TIME):
        _hand_over(ids[start : start + AT_A_TIME], sender, to, doing, reason)


def _hand_over(ids: Sequence[int], sender: Person, to: Person, doing: Doing, reason: str) -> None:
    query = (
        select(ProcessingActivity)
        .where(ProcessingActivity.id.in_(ids), ProcessingActivity.owner_id == sender.id)
        .options(joinedload(ProcessingActivity.unit))
        .order_by(ProcessingActivity.id)
        .with_for_update(of=ProcessingActivity)
        # Held first, read anew then: what another has saved meanwhile must not be written over.
        .execution_options(populate_existing=True)
    )
    activities = {activity.id: activity for activity in db.session.scalars(query)}
    contents = {
        entry.id: replace(entry.content, owner=to.email)
        for entry in list_entries(select(ProcessingActivity.id).where(ProcessingActivity.id.in_(activities)))
    }
    for activity in activities.values():
        activity.version += 1
        activity.changed_at, activity.changed_by_id = doing.at, doing.person_id
    with db.session.no_autoflush:
        written = [Written(activity, contents[row_id], frozenset()) for row_id, activity in activities.items()]
        write_records(written, refs=load_refs(), reason=reason)
    for activity in activities.values():
        record(doing, "activity.change", "activity", activity.id, {"owner": [sender.email, to.email]})
        # Its findings are not those that the session may have read before.
        db.session.expire(activity)


def _rows() -> AnySelect:
    query: AnySelect = select(ProcessingActivity.owner_id.label("person_id"), ProcessingActivity.id.label("row_id"))
    return query.where(ProcessingActivity.owner_id.is_not(None), ProcessingActivity.status != "retired")


def _held(ids: Sequence[int]) -> list[Held]:
    query = (
        select(ProcessingActivity.id, ProcessingActivity.title, Unit.name)
        .outerjoin(ProcessingActivity.unit)
        .where(ProcessingActivity.id.in_(ids))
        .order_by(ProcessingActivity.id)
    )
    return [
        Held(row_id, title, f"/fortegnelse/{row_id}", unit or "") for row_id, title, unit in db.session.execute(query)
    ]


OWNER_LINK = PersonLink(
    slug="behandlinger",
    title=N_("Behandlinger"),
    one=N_("behandling"),
    many=N_("behandlinger"),
    order=20,
    opens=("read", "activity"),
    rows=_rows,
    held=_held,
    barred=barred_for_all,
    hand_over=hand_over_records,
)
