"""Processors, from somebody who answers for the supervision and leaves, to another."""

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
from register.processor.actions import change_processor, content_of
from register.processor.model import Processor


def hand_over_processors(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Let somebody else answer for these processors; each keeps a version and tells so in its trail."""
    query = select(Processor).where(Processor.id.in_(ids), Processor.owner_id == sender.id).order_by(Processor.id)
    reason = _("Overdraget fra %(name)s.", name=sender.name)
    for processor in db.session.scalars(query).all():
        content = replace(content_of(processor), owner=to.email)
        change_processor(processor.id, content, read=processor.version, reason=reason, doing=doing)


def _rows() -> AnySelect:
    query: AnySelect = select(Processor.owner_id.label("person_id"), Processor.id.label("row_id"))
    return query.where(Processor.owner_id.is_not(None), Processor.is_retired.is_(False))


def _held(ids: Sequence[int]) -> list[Held]:
    query = (
        select(Processor.id, Processor.name, Unit.name)
        .outerjoin(Processor.unit)
        .where(Processor.id.in_(ids))
        .order_by(Processor.id)
    )
    return [
        Held(row_id, name, f"/databehandlere/{row_id}", unit or "") for row_id, name, unit in db.session.execute(query)
    ]


OWNER_LINK = PersonLink(
    slug="databehandlere",
    title=N_("Databehandlere"),
    one=N_("databehandler"),
    many=N_("databehandlere"),
    order=35,
    opens=("read", "processor"),
    rows=_rows,
    held=_held,
    barred=barred_for_all,
    hand_over=hand_over_processors,
)
