"""What the header's search finds among processing activities."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.auth.viewer import Viewer
from app.core.db import db
from app.core.search import matches
from app.core.slots import HITS, Found, Hit, SearchKind
from app.core.tables import address
from app.core.text import N_
from app.organisation.model import Unit
from register.activity.columns import PATH
from register.activity.filtering import in_scope
from register.activity.model import ProcessingActivity


def find_activities(viewer: Viewer, text: str) -> Found:
    """The first records with these words, in Danish order; two statements."""
    where = (in_scope(viewer.scope("activity", "read")), matches(ProcessingActivity.search, text))
    count = db.session.scalar(select(func.count()).select_from(ProcessingActivity).where(*where)) or 0
    query = (
        select(ProcessingActivity.id, ProcessingActivity.number, ProcessingActivity.title, Unit.name)
        .outerjoin(ProcessingActivity.unit)
        .where(*where)
        .order_by(ProcessingActivity.sort_key, ProcessingActivity.id)
        .limit(HITS)
    )
    hits = [
        Hit(title, f"{PATH}/{row_id}", ", ".join(filter(None, (_("Nr. %(number)s", number=number), unit))))
        for row_id, number, title, unit in db.session.execute(query)
    ]
    return Found(count, hits, address(PATH, {"q": text}))


ACTIVITY_SEARCH = SearchKind(
    title=N_("Behandlinger"), order=20, may=lambda viewer: viewer.may("read", "activity"), find=find_activities
)
