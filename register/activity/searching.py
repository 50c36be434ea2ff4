"""What the header's search finds among processing activities."""

from flask_babel import gettext as _
from sqlalchemy import literal, select

from app.auth.viewer import Viewer
from app.core.search import matches
from app.core.slots import Found, SearchKind
from app.core.text import N_
from app.organisation.model import Unit
from app.search.hits import first_hits
from register.activity.columns import PATH
from register.activity.filtering import in_scope
from register.activity.model import ProcessingActivity, in_use


def find_activities(viewer: Viewer, text: str) -> Found:
    """The first records with these words, in Danish order."""
    number = literal(_("Nr. %(number)s", number="")).concat(ProcessingActivity.number)
    query = (
        select(ProcessingActivity.id, ProcessingActivity.title, number, Unit.name)
        .outerjoin(ProcessingActivity.unit)
        .where(in_scope(viewer.scope("activity", "read")), matches(ProcessingActivity.search, text), in_use())
    )
    return first_hits(query, ProcessingActivity, path=PATH, text=text)


ACTIVITY_SEARCH = SearchKind(
    title=N_("Behandlinger"), order=20, may=lambda viewer: viewer.may("read", "activity"), find=find_activities
)
