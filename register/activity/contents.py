"""Many records at once as plain values, in a number of statements that does not hang on how many they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, select

from app.core.db import db
from app.organisation.model import Person, Unit
from register.activity.content import ActivityContent
from register.activity.convert import PLAIN, ROW_MODELS
from register.activity.links import LINKS, Link
from register.activity.model import ProcessingActivity
from register.activity.row_model import ActivityKle, ActivitySubject

Ids = Select[int]


@dataclass(frozen=True)
class Entry:
    """A record of the register: its key, where it stands, and all it says."""

    id: int
    source: str
    status: str
    is_imported_unedited: bool
    administration_id: int | None
    unit_path: str
    content: ActivityContent

    @property
    def key(self) -> tuple[str, str]:
        """What an import finds it again by."""
        return self.source, self.content.number


def list_entries(ids: Ids) -> Sequence[Entry]:
    """The records whose numbers the query gives, in the order of their own numbers ("9" before "10")."""
    lists: dict[str, Mapping[int, list[Any]]] = {
        "subjects": _list(ActivitySubject.activity_id, ActivitySubject.category, ids, ActivitySubject.position),
        "kle_numbers": _list(ActivityKle.activity_id, ActivityKle.number, ids, ActivityKle.position),
        **{name: _linked(link, ids) for name, link in LINKS.items() if link.is_field},
        **{name: _rows(model, row_type, ids) for name, (model, row_type) in ROW_MODELS.items()},
    }
    query = (
        select(
            ProcessingActivity.id,
            ProcessingActivity.source,
            ProcessingActivity.status,
            ProcessingActivity.is_imported_unedited,
            ProcessingActivity.number_key,
            Unit.code.label("unit"),
            Unit.path,
            Unit.administration_id,
            Person.email.label("owner"),
            *(getattr(ProcessingActivity, name) for name in PLAIN),
        )
        .outerjoin(ProcessingActivity.unit)
        .outerjoin(ProcessingActivity.owner)
        .where(ProcessingActivity.id.in_(ids))
    )
    # Sorted here: the two databases disagree on the order of texts.
    found = sorted(db.session.execute(query), key=lambda row: (row.number_key, row.number, row.source))
    return [
        Entry(
            id=row.id,
            source=row.source,
            status=row.status,
            is_imported_unedited=row.is_imported_unedited,
            administration_id=row.administration_id,
            unit_path=row.path or "",
            content=_content(row, lists),
        )
        for row in found
    ]


def _content(row: Any, lists: Mapping[str, Mapping[int, list[Any]]]) -> ActivityContent:
    values: dict[str, Any] = {name: _as_tuple(getattr(row, name)) for name in PLAIN}
    values |= {name: tuple(held.get(row.id, ())) for name, held in lists.items()}
    return ActivityContent(**values, unit=row.unit or "", owner=row.owner or "")


def _rows(model: Any, row_type: type, ids: Ids) -> Mapping[int, list[Any]]:
    names = [f.name for f in fields(row_type)]
    query = (
        select(model.activity_id, *(getattr(model, name) for name in names))
        .where(model.activity_id.in_(ids))
        .order_by(model.activity_id, model.position)
    )
    found: dict[int, list[Any]] = {}
    for activity_id, *values in db.session.execute(query):
        plain = dict(zip(names, map(_as_tuple, values), strict=True))
        found.setdefault(activity_id, []).append(row_type(**plain))
    return found


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _list(activity_id: Any, value: Any, ids: Ids, position: Any) -> Mapping[int, list[str]]:
    query = select(activity_id, value).where(activity_id.in_(ids)).order_by(activity_id, position)
    found: dict[int, list[str]] = {}
    for key, text in db.session.execute(query):
        found.setdefault(key, []).append(text)
    return found


def _linked(link: Link, ids: Ids) -> Mapping[int, list[str]]:
    column = getattr(link.table, link.column)
    query = (
        select(link.table.activity_id, link.model.code)
        .join(link.model, link.model.id == column)
        .where(link.table.activity_id.in_(ids))
    )
    found: dict[int, list[str]] = {}
    for key, code in db.session.execute(query):
        found.setdefault(key, []).append(code)
    return {key: sorted(codes) for key, codes in found.items()}
