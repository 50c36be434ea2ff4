"""Reading saved mappings. They are the whole municipality's: whoever may import sees them all."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.text import sort_key
from register.importing.saved.model import ImportMapping

MOST = 50
"""Mappings that are kept; a page shows them all."""


def list_mappings() -> Sequence[ImportMapping]:
    """All of them, by name; `MOST` at the most."""
    return db.session.scalars(
        select(ImportMapping).order_by(ImportMapping.sort_key, ImportMapping.id).limit(MOST)
    ).all()


def count_mappings() -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(ImportMapping)) or 0


def find_mapping(name: str) -> ImportMapping | None:
    """The one of that name, case aside."""
    return db.session.scalar(select(ImportMapping).where(ImportMapping.sort_key == sort_key(name)))


def get_mapping(mapping_id: int) -> ImportMapping:
    """Raises NotFound."""
    mapping = db.session.get(ImportMapping, mapping_id)
    if mapping is None:
        raise NotFound
    return mapping
