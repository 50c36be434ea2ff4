"""Reading processing activities."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import case, func, select, true
from sqlalchemy.orm import aliased, joinedload

from app.core.db import AnySelect, db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, Sort
from app.organisation.model import Person, Unit
from register.activity.content import ActivityContent
from register.activity.convert import load_options
from register.activity.filtering import (
    WARNING,
    ActivityFilter,
    ListContext,
    in_scope,
    is_missing,
    is_open,
    narrow,
    risk_colour,
)
from register.activity.links import LINKS, codes_of
from register.activity.model import ActivityFinding, ActivityVersion, ProcessingActivity, in_use
from register.activity.rules import MUNICIPALITY, REGISTRY

Administration = aliased(Unit, name="administration")
Editor = aliased(Person, name="editor")
JOINS = ("unit", "administration", "owner")
"""What a row of the list shows of other tables, and may be sorted by."""


class ActivityRow(NamedTuple):
    """One line of the list. `missing` counts the record's own errors; `risk` is a colour, or None."""

    id: int
    number: str
    title: str
    unit: str | None
    administration: str | None
    owner: str | None
    status: str
    missing: int
    next_review_on: date | None
    last_review_on: date | None
    changed_at: datetime
    changed_by: str | None
    risk: str | None


@dataclass(frozen=True)
class Count:
    """How many records a filter finds, and how many of them miss something."""

    total: int
    missing: int


def list_activities(
    wanted: ActivityFilter, sort: Sort, number: int, context: ListContext, *, scope: Scope
) -> tuple[Page[ActivityRow], Count]:
    """A page of the list in two statements, stable to the id. A page past the end is the last one.

    The page's ids are found first, so that what a row shows is looked up for its fifty rows alone.
    """
    count = count_activities(wanted, context, scope=scope)
    page = min(number, max(1, -(-count.total // PAGE_SIZE)))
    ids = (
        narrow(_in_order(sort), wanted, context, scope=scope).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE).subquery()
    )
    columns = select(
        ProcessingActivity.id,
        ProcessingActivity.number,
        ProcessingActivity.title,
        Unit.name,
        Administration.name,
        Person.name,
        ProcessingActivity.status,
        ProcessingActivity.error_count,
        ProcessingActivity.next_review_on,
        ProcessingActivity.last_review_on,
        ProcessingActivity.changed_at,
        Editor.name,
        risk_colour(),
    ).join(ids, ids.c.id == ProcessingActivity.id)
    query = _order(_joined(columns, JOINS), sort).outerjoin(Editor, Editor.id == ProcessingActivity.changed_by_id)
    rows = [ActivityRow(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=page, total=count.total, path=sort.path, args=sort.args), count


def count_activities(wanted: ActivityFilter, context: ListContext, *, scope: Scope) -> Count:
    """The two numbers above the list, in one statement."""
    is_short = true() if context.missing_everywhere else is_missing()
    query = select(func.count(), func.sum(case((is_short, 1), else_=0))).select_from(ProcessingActivity)
    total, missing = db.session.execute(narrow(query, wanted, context, scope=scope)).one()
    return Count(total=total, missing=missing or 0)


def count_by_rule(wanted: ActivityFilter, context: ListContext, *, scope: Scope) -> Mapping[str, int]:
    """For each rule that something breaks: how many of the records, the filter's own rule aside.

    Errors in the law's order, then warnings, whose names end in WARNING. What is set aside does not count.
    """
    query = (
        select(
            ActivityFinding.rule,
            ActivityFinding.severity,
            func.count(ActivityFinding.activity_id.distinct()),
        )
        .where(is_open())
        .group_by(ActivityFinding.rule, ActivityFinding.severity)
    )
    wanted = wanted.without("missing")
    if wanted != ActivityFilter() or not scope.is_everything:
        records = narrow(select(ProcessingActivity.id), wanted, context, scope=scope)
        query = query.where(ActivityFinding.activity_id.in_(records))
    else:
        query = query.where(ActivityFinding.activity_id.not_in(select(ProcessingActivity.id).where(~in_use())))
    counts = db.session.execute(query)
    found = {rule + (WARNING if severity == "warning" else ""): number for rule, severity, number in counts}
    if context.missing_everywhere:
        total = count_activities(wanted, context, scope=scope).total
        found.update(dict.fromkeys(context.missing_everywhere, total))
    names = [*(rule.id for rule in REGISTRY), *(rule.id + WARNING for rule in REGISTRY)]
    return {name: found[name] for name in names if found.get(name)}


def list_missing_rules(activity_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The rules of which each of these records has an open error, in the law's order."""
    order = {rule.id: place for place, rule in enumerate(REGISTRY)}
    query = (
        select(ActivityFinding.activity_id, ActivityFinding.rule)
        .where(ActivityFinding.activity_id.in_(activity_ids), ActivityFinding.severity == "error", is_open())
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for activity_id, rule in db.session.execute(query):
        found.setdefault(activity_id, []).append(rule)
    return {key: sorted(rules, key=lambda rule: order.get(rule, len(order))) for key, rules in found.items()}


def count_incomplete(*, scope: Scope) -> int:
    """How many records inside the scope miss something of their own; for the menu."""
    query = select(func.count()).select_from(ProcessingActivity).where(is_missing(), in_use(), in_scope(scope))
    return db.session.scalar(query) or 0


def get_activity(activity_id: int, *, scope: Scope) -> ProcessingActivity:
    """A record with all it holds, in a constant number of statements. Raises NotFound."""
    activity = db.session.scalar(
        select(ProcessingActivity)
        .outerjoin(ProcessingActivity.unit)
        .where(ProcessingActivity.id == activity_id, scope.where(Unit.path))
        .options(*load_options(), joinedload(ProcessingActivity.changed_by))
    )
    if activity is None:
        raise NotFound
    return activity


class Version(NamedTuple):
    """A kept version of a record: what it said, who saved it, when and why, and by which step of its life."""

    number: int
    at: datetime
    by: str | None
    reason: str
    content: ActivityContent
    verb: str = "save"


def list_versions(activity_id: int, *, newest: int | None = None, limit: int | None = None) -> Sequence[Version]:
    """A record's versions, newest first, from `newest` down. The caller has shown that the record may be seen."""
    query = (
        select(ActivityVersion, Person.name)
        .outerjoin(ActivityVersion.by)
        .where(ActivityVersion.activity_id == activity_id)
        .order_by(ActivityVersion.version.desc())
        .limit(limit)
    )
    if newest is not None:
        query = query.where(ActivityVersion.version <= newest)
    return [_version(row, name) for row, name in db.session.execute(query)]


def list_gone_keys(activity_id: int, *, since: int) -> Collection[str]:
    """The keys of data lines of this version that some later version was without, whatever they name now."""
    query = (
        select(ActivityVersion.content["data_lines"])
        .where(ActivityVersion.activity_id == activity_id, ActivityVersion.version >= since)
        .order_by(ActivityVersion.version)
    )
    then, *later = [{row["key"] for row in rows or ()} for rows in db.session.scalars(query)]
    return then - set.intersection(then, *later)


def find_version(activity_id: int, number: int) -> Version | None:
    """One version of a record. The caller has shown that the record may be seen."""
    found = list_versions(activity_id, newest=number, limit=1)
    return found[0] if found and found[0].number == number else None


@dataclass(frozen=True)
class Names:
    """What units, people and the records a content points at are called; `linked` by the link's name (links.py)."""

    units: Mapping[str, str]
    people: Mapping[str, str]
    linked: Mapping[str, Mapping[str, str]]


def load_names(contents: Sequence[ActivityContent]) -> Names:
    """The names of everything that these contents point at, a statement a kind that is pointed at."""

    def names(code: Any, name: Any, wanted: set[str]) -> Mapping[str, str]:
        return dict(db.session.execute(select(code, name).where(code.in_(wanted))).all()) if wanted else {}

    return Names(
        units=names(Unit.code, Unit.name, {c.unit for c in contents if c.unit}),
        people=names(Person.email, Person.name, {c.owner for c in contents if c.owner}),
        linked={
            link: names(
                LINKS[link].model.code, LINKS[link].model.name, {x for c in contents for x in codes_of(link, c)}
            )
            for link in LINKS
        },
    )


def municipality_rules(*, controller_is_known: bool, dpo_is_known: bool) -> frozenset[str]:
    """Rules that the municipality's own settings break, so that every record does."""
    known = {"R01": controller_is_known, "R02": dpo_is_known}
    return frozenset(r.id for r in REGISTRY if r.field == MUNICIPALITY and not known.get(r.id, True))


def _in_order(sort: Sort) -> AnySelect:
    """Every record's id, in order. Only what the order needs is joined: a page far back would else read every row."""
    needed = {"enhed": ("unit",), "forvaltning": ("unit", "administration"), "ejer": ("owner",)}
    return _order(_joined(select(ProcessingActivity.id), needed.get(sort.key, ())), sort)


def _joined(query: AnySelect, names: Sequence[str]) -> AnySelect:
    """The query with what each record points at."""
    if "unit" in names:
        query = query.outerjoin(ProcessingActivity.unit)
    if "administration" in names:
        query = query.outerjoin(Administration, Administration.id == Unit.administration_id)
    return query.outerjoin(ProcessingActivity.owner) if "owner" in names else query


def _order(query: AnySelect, sort: Sort) -> AnySelect:
    """The query sorted, to the id."""
    columns: Mapping[str, Any] = {
        "titel": ProcessingActivity.sort_key,
        "nummer": ProcessingActivity.number_key,
        "enhed": Unit.sort_key,
        "ejer": Person.sort_key,
        "mangler": ProcessingActivity.error_count,
        "gennemgang": ProcessingActivity.next_review_on,
        "forvaltning": Administration.sort_key,
        "gennemgaaet": ProcessingActivity.last_review_on,
        "aendret": ProcessingActivity.changed_at,
    }
    column = columns[sort.key]
    order = [column.desc() if sort.is_descending else column.asc()]
    # Those without a value stand last either way; the two databases disagree on where NULL lies.
    if sort.key in {"enhed", "ejer", "gennemgang", "forvaltning", "gennemgaaet"}:
        order.insert(0, column.is_(None))
    if sort.key != "titel":
        order.append(ProcessingActivity.sort_key)
    return query.order_by(*order, ProcessingActivity.id)


def _version(row: ActivityVersion, name: str | None) -> Version:
    return Version(row.version, row.at, name, row.reason, ActivityContent.from_json(row.content), row.verb)
