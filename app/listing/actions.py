"""Keeping, renaming, moving and removing views; choosing columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import Refused
from app.listing.model import ListColumns, SavedView
from app.listing.rules import moved, why_not_keep
from app.listing.store import list_group


@dataclass(frozen=True, kw_only=True)
class CreateView:
    """A filter to keep under a name. `args` are what the list understood of its address."""

    list_name: str
    title: str
    args: Mapping[str, str]
    person_id: int
    is_shared: bool = False


def create_view(command: CreateView, *, doing: Doing) -> SavedView:
    """Keep it as the last one. Raises Refused for an empty filter, and when there are enough."""
    group = list_group(command.list_name, person_id=command.person_id, is_shared=command.is_shared)
    problem = why_not_keep(command.args, len(group))
    if problem:
        raise Refused(_(problem), field="title")
    view = SavedView(
        list_name=command.list_name,
        title=command.title,
        args=dict(command.args),
        person_id=command.person_id,
        is_shared=command.is_shared,
        position=group[-1].position + 1 if group else 0,
    )
    db.session.add(view)
    db.session.flush()
    told = {"title": [None, view.title], "is_shared": [None, view.is_shared]}
    record(doing, "view.create", "view", view.id, told)
    return view


def rename_view(view: SavedView, title: str, *, doing: Doing) -> None:
    """Call it something else."""
    if view.title != title:
        record(doing, "view.rename", "view", view.id, {"title": [view.title, title]})
        view.title = title
        db.session.flush()


def move_view(view: SavedView, by: int, *, doing: Doing) -> None:
    """Move it among its own kind: -1 forward, 1 back."""
    group = {str(v.id): v for v in list_group(view.list_name, person_id=view.person_id, is_shared=view.is_shared)}
    order = moved(list(group), str(view.id), by)
    if order != list(group):
        for place, key in enumerate(order):
            group[key].position = place
        record(doing, "view.move", "view", view.id, {"title": [view.title, view.title]})
        db.session.flush()


def remove_view(view: SavedView, *, doing: Doing) -> None:
    """Forget it; the list itself stays as it is."""
    record(doing, "view.remove", "view", view.id, {"title": [view.title, None]})
    db.session.delete(view)
    db.session.flush()


def choose_columns(list_name: str, keys: Sequence[str], *, person_id: int) -> None:
    """Remember which columns a person wants to see, and in what order."""
    held = db.session.scalar(
        select(ListColumns).where(ListColumns.list_name == list_name, ListColumns.person_id == person_id)
    )
    if held is None:
        db.session.add(ListColumns(list_name=list_name, person_id=person_id, keys=[*keys]))
    else:
        held.keys = [*keys]
    db.session.flush()


def forget_columns(list_name: str, *, person_id: int) -> None:
    """Go back to the columns that everybody begins with."""
    db.session.execute(
        delete(ListColumns).where(ListColumns.list_name == list_name, ListColumns.person_id == person_id)
    )
