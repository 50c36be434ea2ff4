"""Keeping and removing drafts. Nothing of it is told in the audit trail: no record changes, and nobody else sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, func, or_, select, update

from app.core.db import db, insert_new
from app.core.errors import Refused
from app.core.text import whole_number
from app.draft.model import Draft
from app.draft.rules import KEPT_FOR, MOST, KeptForm, is_key, is_too_long, keep_form
from app.draft.store import get_kind
from app.organisation.model import Person


@dataclass(frozen=True, kw_only=True)
class SaveDraft:
    """The form of one window as it stands: which form, which window, and its fields as a browser posts them."""

    kind: str
    subject_id: int
    key: str
    posted: Iterable[tuple[str, str]]


def save_draft(command: SaveDraft, *, person_id: int, now: datetime) -> KeptForm:
    """Keep the form as the person's draft, in place of what the same window kept before; says what was left out.

    Whether the person may write there is asked by the caller. Raises Refused for too much.
    """
    if not is_key(command.key):
        raise Refused(_("Siden er for gammel til at gemme en kladde. Genindlæs den."))
    kept = keep_form(command.posted)
    if is_too_long(kept.fields):
        raise Refused(_("Der er skrevet for meget til en kladde. Gem selv, før du går."))
    form = dict(kept.fields)
    values: dict[str, Any] = {
        "title": " ".join(form.get(get_kind(command.kind).title_field, "").split())[:400],
        "form": [list(field) for field in kept.fields],
        "read_version": whole_number(form.get("version")),
        "saved_at": now,
    }
    where = {"person_id": person_id, "kind": command.kind, "subject_id": command.subject_id, "key": command.key}
    if not _change(where, values):
        if (db.session.scalar(select(func.count()).where(Draft.person_id == person_id)) or 0) >= MOST:
            raise Refused(_("Du har %(n)d kladder. Smid nogle af dem væk, så der er plads til denne.", n=MOST))
        added = db.session.scalar(insert_new(Draft).values(where | values).returning(Draft.id))
        if added is None:
            # The same window's other request came in between.
            _change(where, values)
    return kept


def discard_draft(draft: Draft) -> None:
    """Throw a draft away."""
    db.session.delete(draft)
    db.session.flush()


def drop_saved_draft(kind: str, subject_id: int, key: str, *, person_id: int) -> None:
    """What the draft said has been saved: it goes. Drafts of other windows stay."""
    where = {"person_id": person_id, "kind": kind, "subject_id": subject_id, "key": key}
    db.session.execute(delete(Draft).where(*_is(where)))


def sweep_drafts(*, now: datetime) -> None:
    """Remove drafts that nobody came back to, and those of people who have left."""
    left = select(Person.id).where(~Person.is_active)
    db.session.execute(delete(Draft).where(or_(Draft.saved_at < now - KEPT_FOR, Draft.person_id.in_(left))))


def _change(where: dict[str, Any], values: dict[str, Any]) -> bool:
    changed = db.session.scalars(update(Draft).where(*_is(where)).values(values).returning(Draft.id)).all()
    return bool(changed)


def _is(where: dict[str, Any]) -> list[ColumnElement[bool]]:
    return [getattr(Draft, name) == value for name, value in where.items()]
