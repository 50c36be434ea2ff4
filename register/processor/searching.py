"""What the header's search finds among processors."""

from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core.search import matches
from app.core.slots import Found, SearchKind
from app.core.text import N_
from app.organisation.model import Unit
from app.search.hits import first_hits
from register.processor.model import Processor


def find_processors(viewer: Viewer, text: str) -> Found:
    """The first processors with these words, in Danish order."""
    query = (
        select(Processor.id, Processor.name, Unit.name)
        .outerjoin(Processor.unit)
        .where(viewer.scope("processor", "read").where(Unit.path), matches(Processor.search, text))
        .where(Processor.is_retired.is_(False))
    )
    return first_hits(query, Processor, path="/databehandlere", text=text)


PROCESSOR_SEARCH = SearchKind(
    title=N_("Databehandlere"), order=35, may=lambda viewer: viewer.may("read", "processor"), find=find_processors
)
