"""Records, from an owner who leaves to another: many at once, each with its version, its findings and its trail."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import AnySelect, db
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import barred_for_all
from app.organisation.model import Person, Unit
from register.activity.bulk import AT_A_TIME, contents_of, hold, write_changed
from register.activity.convert import load_refs
from register.activity.model import ProcessingActivity, in_use


def hand_over_records(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Make somebody else the owner. A number of statements that hangs on how many hundreds there are, not on each."""
    reason = _("Overdraget fra %(name)s.", name=sender.name)
    for start in range(0, len(ids), AT_A_TIME):
        _hand_over(ids[start : start + AT_A_TIME], sender, to, doing, reason)


def _hand_over(ids: Sequence[int], sender: Person, to: Person, doing: Doing, reason: str) -> None:
    held = hold(ids, ProcessingActivity.owner_id == sender.id)
    contents = {row_id: replace(content, owner=to.email) for row_id, content in contents_of(held).items()}
    told = {row_id: {"owner": [sender.email, to.email]} for row_id in held}
    write_changed(held, contents, told, refs=load_refs(), reason=reason, doing=doing)


def _rows() -> AnySelect:
    query: AnySelect = select(ProcessingActivity.owner_id.label("person_id"), ProcessingActivity.id.label("row_id"))
    return query.where(ProcessingActivity.owner_id.is_not(None), in_use())


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
