"""What the header's search finds among it systems."""

from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core.search import matches
from app.core.slots import Found, SearchKind
from app.core.text import N_
from app.organisation.model import Unit
from app.search.hits import first_hits
from register.system.model import System


def find_systems(viewer: Viewer, text: str) -> Found:
    """The first systems with these words, in Danish order."""
    query = (
        select(System.id, System.name, System.supplier, Unit.name)
        .outerjoin(System.unit)
        .where(viewer.scope("system", "read").where(Unit.path), matches(System.search, text))
        .where(System.is_retired.is_(False))
    )
    return first_hits(query, System, path="/systemer", text=text)


SYSTEM_SEARCH = SearchKind(
    title=N_("Systemer"), order=30, may=lambda viewer: viewer.may("read", "system"), find=find_systems
)
