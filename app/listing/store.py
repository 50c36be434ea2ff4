"""Reading saved views and chosen columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.core.db import db
from app.core.errors import NotFound
from app.listing.model import ListColumns, SavedView


@dataclass(frozen=True)
class View:
    """A saved view as pages show it."""

    id: int
    title: str
    args: Mapping[str, str]
    is_shared: bool


def list_views(list_name: str, *, person_id: int) -> Sequence[View]:
    """A person's own views of a list and then the shared ones, each in their order; one statement."""
    query = (
        select(SavedView.id, SavedView.title, SavedView.args, SavedView.is_shared)
        .where(SavedView.list_name == list_name, or_(SavedView.person_id == person_id, SavedView.is_shared))
        .order_by(SavedView.is_shared, SavedView.position, SavedView.id)
    )
    return [View(*row) for row in db.session.execute(query)]


def find_columns(list_name: str, *, person_id: int) -> Sequence[str] | None:
    """The columns that a person has chosen, by key; None for no choice."""
    return db.session.scalar(
        select(ListColumns.keys).where(ListColumns.list_name == list_name, ListColumns.person_id == person_id)
    )


def get_view(view_id: int, *, person_id: int) -> SavedView:
    """A view that is this person's own or shared. Raises NotFound."""
    view = db.session.scalar(
        select(SavedView).where(SavedView.id == view_id, or_(SavedView.person_id == person_id, SavedView.is_shared))
    )
    if view is None:
        raise NotFound
    return view


def list_group(list_name: str, *, person_id: int, is_shared: bool) -> Sequence[SavedView]:
    """The views that one stands among: the shared ones, or one person's own; in their order."""
    query = select(SavedView).where(SavedView.list_name == list_name, SavedView.is_shared == is_shared)
    if not is_shared:
        query = query.where(SavedView.person_id == person_id)
    return db.session.scalars(query.order_by(SavedView.position, SavedView.id)).all()
