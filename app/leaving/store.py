"""What hangs on a person: every column that points at a person is found by reflection, so that none is forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Select, func, literal_column, select, union_all

from app.core.db import AnySelect, db
from app.core.slots import Held, PersonLink, current_slots
from app.core.tables import Page
from app.organisation.model import Person

FIRST = 10
"""Rows of each kind that the overview shows."""
ON_A_PAGE = 100


@dataclass(frozen=True)
class Kind:
    """What hangs on somebody of one kind: how many rows, and the first of them."""

    link: PersonLink
    count: int
    first: Sequence[Held] = ()


def person_columns() -> list["Column[int]"]:
    """Every column of the database that points at a person, by table and name."""
    return [
        column
        for table in sorted(db.metadata.tables.values(), key=lambda table: table.name)
        for column in table.columns
        if any(key.target_fullname == "person.id" for key in column.foreign_keys)
    ]


def name_of(column: "Column[int]") -> str:
    """ "task.person_id"."""
    return f"{column.table.name}.{column.name}"


def links() -> list[PersonLink]:
    """The kinds that are handed over, in their order."""
    found = current_slots().links
    return sorted((found[name_of(c)] for c in person_columns() if name_of(c) in found), key=lambda link: link.order)


def find_link(slug: str) -> PersonLink | None:
    """The kind with this name in an address."""
    return next((link for link in links() if link.slug == slug), None)


def list_hanging(person_id: int, *, shown: int = FIRST) -> list[Kind]:
    """What hangs on a person, kind by kind: a fixed number of statements for each, however much it is."""
    kinds = []
    for link in links():
        rows = _rows_of(link, person_id)
        count = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
        if count:
            ids = db.session.scalars(rows.order_by(literal_column("row_id")).limit(shown)).all() if shown else []
            kinds.append(Kind(link, count, link.held(ids)))
    return kinds


def list_page(link: PersonLink, person_id: int, *, number: int, path: str) -> Page[Held]:
    """A page of the rows of one kind."""
    rows = _rows_of(link, person_id)
    total = db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    page = rows.order_by(literal_column("row_id")).limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)
    ids = db.session.scalars(page).all()
    return Page(rows=link.held(ids), number=number, total=total, path=path, size=ON_A_PAGE)


def list_ids(link: PersonLink, person_id: int) -> list[int]:
    """The numbers of all rows of one kind."""
    return list(db.session.scalars(_rows_of(link, person_id).order_by(literal_column("row_id"))))


def falls_to(person_id: int) -> bool:
    """Whether anything hangs on a person, roles aside: a function, a task, a record, somebody to stand in for.

    One statement.
    """
    rows = [link.rows().subquery() for link in links() if not link.is_extra]
    hanging = (select(sub.c.person_id).where(sub.c.person_id == person_id) for sub in rows)
    return db.session.scalar(union_all(*hanging).limit(1)) is not None


def count_other(person_id: int) -> Mapping[str, int]:
    """Rows in columns that no part has said anything about: none, or something has been forgotten."""
    slots = current_slots()
    known = {*slots.links, *slots.stays}
    counts = {
        name_of(column): db.session.scalar(select(func.count()).where(column == person_id)) or 0
        for column in person_columns()
        if name_of(column) not in known
    }
    return {name: count for name, count in counts.items() if count}


def list_mentions(person: Person) -> list[Held]:
    """Where the person stands by name or address."""
    return [held for find in current_slots().mentions for held in find(person)]


def left_hanging() -> "Select[int]":
    """The numbers of people whose access is closed and who still have something hanging."""
    rows = [link.rows().subquery() for link in links() if not link.is_extra]
    everybody = union_all(*(select(sub.c.person_id) for sub in rows)).subquery()
    return select(Person.id).where(~Person.is_active, Person.id.in_(select(everybody.c.person_id)))


def count_left_hanging() -> int:
    """How many people with a closed access still have something hanging; one statement."""
    return db.session.scalar(select(func.count()).select_from(left_hanging().subquery())) or 0


def _rows_of(link: PersonLink, person_id: int) -> AnySelect:
    rows = link.rows().subquery()
    return select(rows.c.row_id.label("row_id")).where(rows.c.person_id == person_id)
