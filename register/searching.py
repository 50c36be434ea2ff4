"""What the header's search finds among records that lie in units, as systems and processors do."""

from typing import Any

from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core.search import matches
from app.core.slots import Found, SearchKind
from app.organisation.model import Unit
from app.search.hits import first_hits


def search_in_units(
    model: type[Any], kind: str, *, title: str, order: int, path: str, notes: tuple[Any, ...] = ()
) -> SearchKind:
    """The records of a kind as a part of the search, for those who may read it; below each its notes and its unit."""

    def find(viewer: Viewer, text: str) -> Found:
        """The first of them with these words that are in use where one may read, in Danish order."""
        query = (
            select(model.id, model.name, *notes, Unit.name)
            .outerjoin(model.unit)
            .where(viewer.scope(kind, "read").where(Unit.path), matches(model.search, text))
            .where(model.is_retired.is_(False))
        )
        return first_hits(query, model, path=path, text=text)

    return SearchKind(title=title, order=order, may=lambda viewer: viewer.may("read", kind), find=find)
