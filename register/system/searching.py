"""What the header's search finds among it systems."""

from sqlalchemy import func, select

from app.auth.viewer import Viewer
from app.core.db import db
from app.core.search import matches
from app.core.slots import HITS, Found, Hit, SearchKind
from app.core.tables import address
from app.core.text import N_
from app.organisation.model import Unit
from register.system.model import System

PATH = "/systemer"


def find_systems(viewer: Viewer, text: str) -> Found:
    """The first systems with these words, in Danish order; two statements."""
    where = (viewer.scope("system", "read").where(Unit.path), matches(System.search, text))
    count = db.session.scalar(select(func.count(System.id)).outerjoin(System.unit).where(*where)) or 0
    query = (
        select(System.id, System.name, System.supplier, Unit.name)
        .outerjoin(System.unit)
        .where(*where)
        .order_by(System.sort_key, System.id)
        .limit(HITS)
    )
    hits = [
        Hit(name, f"{PATH}/{row_id}", ", ".join(filter(None, (supplier, unit))))
        for row_id, name, supplier, unit in db.session.execute(query)
    ]
    return Found(count, hits, address(PATH, {"q": text}))


SYSTEM_SEARCH = SearchKind(
    title=N_("Systemer"), order=30, may=lambda viewer: viewer.may("read", "system"), find=find_systems
)
