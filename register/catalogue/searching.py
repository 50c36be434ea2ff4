"""What the header's search finds among one kind of records around an activity."""

from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core.search import matches
from app.core.slots import Found, SearchKind
from app.search.hits import first_hits
from register.catalogue.kind import Kind


def search_of(kind: Kind) -> SearchKind:
    """The kind as a part of the search, for those who may read activities."""

    def find(_viewer: Viewer, text: str) -> Found:
        """The first records with these words, in Danish order."""
        model = kind.model
        query = select(model.id, model.name, model.code).where(matches(model.search, text), model.is_retired.is_(False))
        return first_hits(query, model, path=f"/{kind.slug}", text=text)

    return SearchKind(title=kind.words.title, order=40, may=lambda viewer: viewer.may("read", "activity"), find=find)
