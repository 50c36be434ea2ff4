"""Reading KLE numbers, and the activities that stand under them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.search import matches
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity, in_use
from register.activity.row_model import ActivityKle
from register.catalogue.store import Use, list_pointing
from register.kle.model import KleNumber
from register.kle.rules import KleRow


class NumberRow(NamedTuple):
    """One line of the list."""

    id: int
    number: str
    title: str
    retention_code: str
    is_removed: bool
    used_by: int


class Touched(NamedTuple):
    """An activity that stands under a number."""

    id: int
    number: str
    title: str
    unit: str | None


def list_numbers(q: str, *, only_used: bool, args: Mapping[str, str], path: str, scope: Scope) -> Page[NumberRow]:
    """A page of the list in its own order, in two statements; `only_used`: those that activities stand under."""
    used_by = (
        select(func.count())
        .select_from(ActivityKle)
        .join(ProcessingActivity, ProcessingActivity.id == ActivityKle.activity_id)
        .outerjoin(ProcessingActivity.unit)
        .where(ActivityKle.number == KleNumber.number, scope.where(Unit.path), in_use())
        .correlate(KleNumber)
        .scalar_subquery()
    )
    where = [matches(KleNumber.search, q)]
    if only_used:
        where.append(used_by > 0)
    total = db.session.scalar(select(func.count(KleNumber.id)).where(*where)) or 0
    page = number_within(args, total)
    query = (
        select(
            KleNumber.id,
            KleNumber.number,
            KleNumber.title,
            KleNumber.retention_code,
            KleNumber.removed_on.is_not(None),
            used_by,
        )
        .where(*where)
        .order_by(KleNumber.number, KleNumber.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return Page(
        rows=[NumberRow(*row) for row in db.session.execute(query)], number=page, total=total, path=path, args=args
    )


def get_number(number: str) -> KleNumber:
    """A number of the list. Raises NotFound."""
    found = db.session.scalar(select(KleNumber).where(KleNumber.number == number))
    if found is None:
        raise NotFound
    return found


def list_above(number: str) -> Sequence[tuple[str, str]]:
    """The numbers above this one with their titles, the main group first."""
    parts = number.split(".")
    wanted = [".".join(parts[:n]) for n in range(1, len(parts))]
    query = select(KleNumber.number, KleNumber.title).where(KleNumber.number.in_(wanted)).order_by(KleNumber.number)
    return [(found, title) for found, title in db.session.execute(query)]


def list_under(number: str, args: Mapping[str, str], path: str, *, scope: Scope) -> Page[Use]:
    """A page of the activities inside the scope that stand under a number or a number below it, in Danish order."""
    is_under = or_(ActivityKle.number == number, ActivityKle.number.startswith(f"{number}.", autoescape=True))
    return list_pointing(select(ActivityKle.activity_id).where(is_under), args, path, scope=scope)


def load_known() -> Mapping[str, tuple[KleRow, bool]]:
    """Everything that is held, by number, and whether it is off the list."""
    query = select(
        KleNumber.number,
        KleNumber.title,
        KleNumber.retention_code,
        KleNumber.archive,
        KleNumber.uuid,
        KleNumber.removed_on.is_not(None),
    )
    return {
        number: (KleRow(number=number, title=title, retention=retention, archive=archive, uuid=uuid), bool(removed))
        for number, title, retention, archive, uuid, removed in db.session.execute(query)
    }


def list_touched(numbers: Collection[str], *, scope: Scope) -> Mapping[str, list[Touched]]:
    """By number: the activities inside the scope that stand under it or under a number below it, one statement."""
    wanted = set(numbers)
    query = (
        select(
            ActivityKle.number.label("kle"),
            ProcessingActivity.id,
            ProcessingActivity.number,
            ProcessingActivity.title,
            Unit.name,
        )
        .join(ProcessingActivity, ProcessingActivity.id == ActivityKle.activity_id)
        .outerjoin(ProcessingActivity.unit)
        .where(func.substr(ActivityKle.number, 1, 2).in_({number[:2] for number in wanted}))
        .where(scope.where(Unit.path), in_use())
        .order_by(ProcessingActivity.sort_key, ProcessingActivity.id)
    )
    found: dict[str, list[Touched]] = defaultdict(list)
    for held, row_id, number, title, unit in db.session.execute(query):
        parts = held.split(".")
        for above in {".".join(parts[:n]) for n in range(1, len(parts) + 1)} & wanted:
            found[above].append(Touched(row_id, number, title, unit))
    return found
