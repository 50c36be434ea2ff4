"""Reading drafts: one's own, never another's."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer

from app.core.db import db
from app.core.errors import NotFound
from app.core.slots import DraftKind, current_slots
from app.draft.model import Draft


def get_kind(kind: str) -> DraftKind:
    """The form of this kind. Raises NotFound for one that keeps no drafts."""
    found = current_slots().drafts.get(kind)
    if found is None:
        raise NotFound
    return found


def list_drafts(person_id: int) -> Sequence[Draft]:
    """A person's drafts of all forms, the last written first, without their text. At most `rules.MOST`."""
    return db.session.scalars(
        select(Draft)
        .where(Draft.person_id == person_id, Draft.kind.in_(current_slots().drafts))
        .options(defer(Draft.form))
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
    ).all()


def list_drafts_of(kind: str, subject_id: int, *, person_id: int) -> Sequence[Draft]:
    """A person's drafts of one form, the last written first, without their text."""
    return db.session.scalars(
        select(Draft)
        .where(Draft.person_id == person_id, Draft.kind == kind, Draft.subject_id == subject_id)
        .options(defer(Draft.form))
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
    ).all()


def find_draft(draft_id: int, *, person_id: int) -> Draft | None:
    """The person's draft with this number."""
    return db.session.scalar(select(Draft).where(Draft.id == draft_id, Draft.person_id == person_id))


def get_draft(draft_id: int, *, person_id: int) -> Draft:
    """As `find_draft`. Raises NotFound."""
    draft = find_draft(draft_id, person_id=person_id)
    if draft is None:
        raise NotFound
    return draft
