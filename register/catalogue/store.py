"""Reading the records around an activity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.search import matches
from app.core.tables import PAGE_SIZE, Page, Sort, number_within
from app.organisation.model import Person, Unit
from register.activity.links import LINKS
from register.activity.model import ProcessingActivity, in_use
from register.activity.tidy import clean
from register.catalogue.kind import Kind
from register.catalogue.model import CatalogueRecord
from register.versions.model import RecordVersion

SORT_KEYS = ("navn", "kode", "behandlinger")
RETIRED = "udgaaet"


@dataclass(frozen=True)
class EntryFilter:
    """What a list is narrowed to, from the address."""

    q: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    is_retired: bool = False

    @classmethod
    def from_args(cls, kind: Kind, args: Mapping[str, str]) -> "EntryFilter":
        """The filter of an address such as `?q=log&group=logning`; a word that is on no list is left out."""
        chosen = {name: args[name] for name in kind.filters if args.get(name, "") in kind.choices[name]}
        return cls(q=clean(args.get("q", ""))[:200], chosen=chosen, is_retired=args.get("status") == RETIRED)

    def to_args(self) -> dict[str, str]:
        """The filter's part of an address."""
        said = {"q": self.q, **self.chosen, "status": RETIRED if self.is_retired else ""}
        return {key: value for key, value in said.items() if value}


class EntryRow(NamedTuple):
    """One line of the list."""

    entry: CatalogueRecord
    used_by: int


class Use(NamedTuple):
    """An activity that points at a record."""

    id: int
    number: str
    title: str
    unit: str | None


class KeptVersion(NamedTuple):
    """A version of a record."""

    version: int
    at: datetime
    by: str | None
    reason: str
    content: Mapping[str, Any]


def list_entries_page(
    kind: Kind, wanted: EntryFilter, sort: Sort, args: Mapping[str, str], *, activities: Scope
) -> Page[EntryRow]:
    """A page of the list, in two statements, stable to the id. A page past the end is the last one.

    `activities` is where the records may lie that are counted: a number must not tell of those one may not see.
    """
    model = kind.model
    where = _where(kind, wanted)
    total = db.session.scalar(select(func.count(model.id)).where(where)) or 0
    page = number_within(args, total)
    used_by = used_by_count(kind.link, model, activities=activities)
    columns: Mapping[str, Any] = {"navn": model.sort_key, "kode": model.code, "behandlinger": used_by}
    column = columns[sort.key]
    order = [column.desc() if sort.is_descending else column.asc(), model.sort_key, model.id]
    query = select(model, used_by).where(where).order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    query = query.options(*(joinedload(getattr(model, name)) for name in kind.people))
    rows = [EntryRow(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=page, total=total, path=sort.path, args=sort.args)


def used_by_count(link_name: str, model: type[Any], *, activities: Scope) -> Any:
    """SQL: how many activities inside the scope point at a row of the model."""
    link = LINKS[link_name]
    return (
        select(func.count())
        .select_from(link.table)
        .join(ProcessingActivity, ProcessingActivity.id == link.table.activity_id)
        .outerjoin(Unit, Unit.id == ProcessingActivity.unit_id)
        .where(getattr(link.table, link.column) == model.id, activities.where(Unit.path))
        .where(in_use())
        .correlate(model)
        .scalar_subquery()
    )


def get_entry(kind: Kind, entry_id: int) -> Any:
    """A record with the people it names. Raises NotFound."""
    model = kind.model
    query = select(model).where(model.id == entry_id)
    entry = db.session.scalar(query.options(*(joinedload(getattr(model, name)) for name in kind.people)))
    if entry is None:
        raise NotFound
    return entry


def list_uses(link_name: str, entry_id: int, args: Mapping[str, str], path: str, *, scope: Scope) -> Page[Use]:
    """A page of the activities inside the scope that point at a record, in Danish order."""
    link = LINKS[link_name]
    pointing = select(link.table.activity_id).where(getattr(link.table, link.column) == entry_id)
    return list_pointing(pointing, args, path, scope=scope)


def list_pointing(activity_ids: Select[int], args: Mapping[str, str], path: str, *, scope: Scope) -> Page[Use]:
    """A page of these activities as far as they lie inside the scope and are in use, in Danish order."""
    where = (ProcessingActivity.id.in_(activity_ids), scope.where(Unit.path), in_use())
    total = db.session.scalar(select(func.count()).select_from(ProcessingActivity).outerjoin(Unit).where(*where)) or 0
    number = number_within(args, total)
    query = (
        select(ProcessingActivity.id, ProcessingActivity.number, ProcessingActivity.title, Unit.name)
        .outerjoin(ProcessingActivity.unit)
        .where(*where)
        .order_by(ProcessingActivity.sort_key, ProcessingActivity.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = [Use(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=number, total=total, path=path, args=args)


def list_kept_versions(kind_name: str, entry_id: int, *, limit: int = 20) -> Sequence[KeptVersion]:
    """The versions of a record, newest first."""
    query = (
        select(RecordVersion.version, RecordVersion.at, Person.name, RecordVersion.reason, RecordVersion.content)
        .outerjoin(RecordVersion.by)
        .where(RecordVersion.kind == kind_name, RecordVersion.subject_id == entry_id)
        .order_by(RecordVersion.version.desc())
        .limit(limit)
    )
    return [KeptVersion(*row) for row in db.session.execute(query)]


def _where(kind: Kind, wanted: EntryFilter) -> ColumnElement[bool]:
    model = kind.model
    return and_(
        model.is_retired.is_(wanted.is_retired),
        matches(model.search, wanted.q),
        *(getattr(model, name) == value for name, value in wanted.chosen.items()),
    )
