"""Reading processors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.search import matches
from app.core.tables import PAGE_SIZE, Page, Sort, number_within
from app.organisation.model import Person, Unit
from register.activity.tidy import clean
from register.catalogue.store import RETIRED, used_by_count
from register.processor.model import ProcessingAgreement, Processor, ProcessorSupervision

SORT_KEYS = ("navn", "enhed", "ansvarlig", "tilsyn", "behandlinger")
NO_AGREEMENT, LATE = "aftale", "tilsyn"


class ProcessorRow(NamedTuple):
    """One line of the list."""

    id: int
    name: str
    country: str
    unit: str | None
    owner: str | None
    has_agreement: bool
    concept: int | None
    next_supervision_on: date | None
    used_by: int


@dataclass(frozen=True)
class ProcessorFilter:
    """What the list is narrowed to: words, and what is missing (an agreement, a supervision over its date)."""

    q: str = ""
    missing: str = ""
    is_retired: bool = False

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "ProcessorFilter":
        """The filter of an address such as `?q=drift&mangler=aftale`."""
        missing = args.get("mangler", "")
        return cls(
            q=clean(args.get("q", ""))[:200],
            missing=missing if missing in (NO_AGREEMENT, LATE) else "",
            is_retired=args.get("status") == RETIRED,
        )

    def to_args(self) -> dict[str, str]:
        """The filter's part of an address."""
        said = {"q": self.q, "mangler": self.missing, "status": RETIRED if self.is_retired else ""}
        return {key: value for key, value in said.items() if value}


def list_processors(
    wanted: ProcessorFilter, sort: Sort, args: Mapping[str, str], *, today: date, scope: Scope, activities: Scope
) -> Page[ProcessorRow]:
    """A page of the list, in two statements, stable to the id. A page past the end is the last one."""
    where = and_(scope.where(Unit.path), _conditions(wanted, today))
    total = db.session.scalar(select(func.count(Processor.id)).outerjoin(Processor.unit).where(where)) or 0
    page = number_within(args, total)
    used_by = used_by_count("processors", Processor, activities=activities)
    query = (
        select(
            Processor.id,
            Processor.name,
            Processor.country,
            Unit.name,
            Person.name,
            has_agreement(today),
            Processor.concept,
            Processor.next_supervision_on,
            used_by,
        )
        .outerjoin(Processor.unit)
        .outerjoin(Processor.owner)
        .where(where)
        .order_by(*_order(sort, used_by))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = [ProcessorRow(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=page, total=total, path=sort.path, args=sort.args)


def has_agreement(today: date) -> ColumnElement[bool]:
    """Whether a processor has an agreement in force: signed, not ended and not run out."""
    runs = or_(ProcessingAgreement.valid_until_on.is_(None), ProcessingAgreement.valid_until_on >= today)
    return (
        exists()
        .where(ProcessingAgreement.processor_id == Processor.id, ProcessingAgreement.signed_on <= today)
        .where(runs, ProcessingAgreement.is_ended.is_(False))
        .correlate(Processor)
    )


def get_processor(processor_id: int, *, scope: Scope) -> Processor:
    """A processor with all it holds, in a constant number of statements. Raises NotFound."""
    processor = db.session.scalar(
        select(Processor)
        .outerjoin(Processor.unit)
        .where(Processor.id == processor_id, scope.where(Unit.path))
        .options(
            joinedload(Processor.unit),
            joinedload(Processor.owner),
            selectinload(Processor.agreements),
            selectinload(Processor.sub_processors),
        )
    )
    if processor is None:
        raise NotFound
    return processor


def list_supervisions(processor_id: int, *, limit: int = 50) -> Sequence[ProcessorSupervision]:
    """The supervisions held, newest first. The caller has shown that the processor may be seen."""
    return db.session.scalars(
        select(ProcessorSupervision)
        .where(ProcessorSupervision.processor_id == processor_id)
        .options(joinedload(ProcessorSupervision.by))
        .order_by(ProcessorSupervision.held_on.desc(), ProcessorSupervision.id.desc())
        .limit(limit)
    ).all()


def _conditions(wanted: ProcessorFilter, today: date) -> ColumnElement[bool]:
    missing: ColumnElement[bool] = true()
    if wanted.missing == NO_AGREEMENT:
        missing = ~has_agreement(today)
    elif wanted.missing == LATE:
        missing = or_(Processor.next_supervision_on < today, Processor.next_supervision_on.is_(None))
    return and_(
        Processor.is_retired.is_(wanted.is_retired),
        missing,
        matches(Processor.search, wanted.q),
    )


def _order(sort: Sort, used_by: Any) -> list[Any]:
    columns: Mapping[str, Any] = {
        "navn": Processor.sort_key,
        "enhed": Unit.sort_key,
        "ansvarlig": Person.sort_key,
        "tilsyn": Processor.next_supervision_on,
        "behandlinger": used_by,
    }
    column = columns[sort.key]
    first = column.desc() if sort.is_descending else column.asc()
    # Those without a value stand last either way.
    return [column.is_(None), first, Processor.sort_key, Processor.id]
