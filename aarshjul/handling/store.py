"""Reading how far each administration does each task of the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true

from aarshjul.handling.rules import DEGREE_RANK, LACKING, LEVEL_RANK, LEVELS, Answer
from aarshjul.plan.model import Plan, PlanItem, PlanItemStart, PlanItemUnit, TaskHandling, TaskTemplate
from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.core.slots import Subject
from app.core.tables import PAGE_SIZE, Page, Sort, number_within
from app.core.text import whole_number
from app.organisation.model import Unit

SORT_KEYS = ("vaerst", "opgave", "forvaltning", "grad", "risiko", "aar", "plan")
PLANNED: Mapping[str, bool] = {"ja": True, "nej": False}


class AskedTask(NamedTuple):
    """A task that an administration is asked about, and what it has answered."""

    id: int
    code: str
    title: str
    purpose: str
    article: str
    is_common: bool
    answer: Answer
    is_answered: bool


@dataclass(frozen=True, kw_only=True)
class UnhandledFilter:
    """What the list of what is not done is narrowed to, in the words of its address."""

    administration: str = ""
    degree: str = ""
    level: str = ""
    year: int = 0
    planned: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "UnhandledFilter":
        """From the address; what is on no list is left out."""
        degree, level, planned = args.get("grad", ""), args.get("risiko", ""), args.get("plan", "")
        return cls(
            administration=args.get("forvaltning", "")[:80],
            degree=degree if degree in LACKING else "",
            level=level if level in LEVELS else "",
            year=whole_number(args.get("aar")),
            planned=planned if planned in PLANNED else "",
        )

    def to_args(self) -> dict[str, str]:
        """The filter's part of an address."""
        said = {
            "forvaltning": self.administration, "grad": self.degree, "risiko": self.level, "aar": str(self.year or ""),
            "plan": self.planned,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value}


class UnhandledRow(NamedTuple):
    """A task that an administration does not do, or does in part. `first_year`: from when the plan has it there."""

    id: int
    code: str
    title: str
    article: str
    administration: str
    administration_code: str
    degree: str
    risk_level: str
    risk: str
    proposed_year: int | None
    first_year: int | None


class Proposal(NamedTuple):
    """What an administration proposes for a task that it does not do: where the plan board begins."""

    template_code: str
    unit_id: int
    proposed_year: int | None
    degree: str
    risk_level: str


def answer_of(row: TaskHandling | None) -> Answer:
    """A row as an answer; none is no answer yet."""
    return Answer(row.degree, row.risk_level, row.risk, row.proposed_year) if row else Answer()


def list_asked(unit_id: int) -> Sequence[AskedTask]:
    """All tasks of the catalogue that are in use, with this administration's answers, in one statement.

    First those that are done in the administration, then those that are done once for the whole municipality.
    """
    is_common = TaskTemplate.per == "central"
    own = and_(TaskHandling.template_id == TaskTemplate.id, TaskHandling.unit_id == unit_id)
    query: AnySelect = (
        select(
            TaskTemplate.id,
            TaskTemplate.code,
            TaskTemplate.title,
            TaskTemplate.purpose,
            TaskTemplate.article,
            is_common,
            TaskHandling,
        )
        .outerjoin(TaskHandling, own)
        .where(TaskTemplate.is_retired.is_(False))
        .order_by(case((is_common, 1), else_=0), TaskTemplate.code)
    )
    asked = []
    for template_id, code, title, purpose, article, common, row in db.session.execute(query):
        asked.append(
            AskedTask(template_id, code, title, purpose, article, bool(common), answer_of(row), row is not None)
        )
    return asked


def list_answers(unit_id: int) -> dict[int, TaskHandling]:
    """An administration's answers as the database has them now, by the number of the task."""
    query = select(TaskHandling).where(TaskHandling.unit_id == unit_id).order_by(TaskHandling.template_id)
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return {row.template_id: row for row in rows}


def list_in_use(ids: Sequence[int]) -> frozenset[int]:
    """Which of these numbers are tasks of the catalogue that are in use."""
    query = select(TaskTemplate.id).where(TaskTemplate.id.in_(ids), TaskTemplate.is_retired.is_(False))
    return frozenset(db.session.scalars(query))


def list_unhandled_page(
    wanted: UnhandledFilter, sort: Sort, args: Mapping[str, str], *, scope: Scope
) -> tuple[Page[UnhandledRow], Mapping[str, int]]:
    """A page of what is not done inside the scope, and how many there are of each degree; two statements."""
    counted: AnySelect = select(TaskHandling.degree, func.count().label("places"))
    found = db.session.execute(_narrowed(counted, wanted, scope).group_by(TaskHandling.degree))
    counts: dict[str, int] = {row.degree: row.places for row in found}
    total = sum(counts.values())
    number = number_within(args, total)
    query = _rows(wanted, sort, scope).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    rows = [UnhandledRow(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=number, total=total, path=sort.path, args=sort.args), counts


def list_unhandled(wanted: UnhandledFilter, sort: Sort, *, scope: Scope) -> list[UnhandledRow]:
    """All of it, for a file."""
    return [UnhandledRow(*row) for row in db.session.execute(_rows(wanted, sort, scope))]


def list_proposals(*, scope: Scope, administration: str = "") -> Sequence[Proposal]:
    """What is not done inside the scope (in one administration), the worst first, with the year proposed to begin in.

    Tasks that are done, or that nobody has answered for, are not among them.
    """
    query: AnySelect = select(
        TaskTemplate.code,
        TaskHandling.unit_id,
        TaskHandling.proposed_year,
        TaskHandling.degree,
        TaskHandling.risk_level,
    )
    query = _narrowed(query, UnhandledFilter(administration=administration), scope)
    rows = db.session.execute(query.order_by(_LEVEL, _DEGREE, TaskTemplate.code, Unit.sort_key, Unit.id))
    return [Proposal(*row) for row in rows]


_LEVEL = case(LEVEL_RANK, value=TaskHandling.risk_level)
_DEGREE = case(DEGREE_RANK, value=TaskHandling.degree)


def _rows(wanted: UnhandledFilter, sort: Sort, scope: Scope) -> AnySelect:
    query: AnySelect = select(
        TaskHandling.id,
        TaskTemplate.code,
        TaskTemplate.title,
        TaskTemplate.article,
        Unit.name,
        Unit.code,
        TaskHandling.degree,
        TaskHandling.risk_level,
        TaskHandling.risk,
        TaskHandling.proposed_year,
        _planned_from(),
    )
    columns: Mapping[str, tuple[Any, ...]] = {
        "vaerst": (_LEVEL, _DEGREE),
        "opgave": (TaskTemplate.code,),
        "forvaltning": (Unit.sort_key,),
        "grad": (_DEGREE,),
        "risiko": (_LEVEL,),
        # What has no year comes after what has one.
        "aar": (func.coalesce(TaskHandling.proposed_year, 9999),),
        "plan": (func.coalesce(_planned_from(), 9999),),
    }
    order = [column.desc() if sort.is_descending else column.asc() for column in columns[sort.key]]
    return _narrowed(query, wanted, scope).order_by(
        *order, _LEVEL, _DEGREE, TaskTemplate.code, Unit.sort_key, TaskHandling.id
    )


def _narrowed(query: AnySelect, wanted: UnhandledFilter, scope: Scope) -> AnySelect:
    planned: ColumnElement[bool] = true()
    if wanted.planned:
        planned = _planned_from().is_not(None) if PLANNED[wanted.planned] else _planned_from().is_(None)
    return (
        query.select_from(TaskHandling)
        .join(TaskHandling.template)
        .join(TaskHandling.unit)
        .where(
            scope.where(Unit.path),
            Unit.is_closed.is_(False),
            TaskTemplate.is_retired.is_(False),
            TaskHandling.degree.in_((wanted.degree,) if wanted.degree else LACKING),
            TaskHandling.risk_level == wanted.level if wanted.level else true(),
            TaskHandling.proposed_year == wanted.year if wanted.year else true(),
            Unit.code == wanted.administration if wanted.administration else true(),
            planned,
        )
    )


def _planned_from() -> Any:
    """SQL: the year from which the approved plan has the row's task in its administration; null where it has not."""
    in_plan = (
        select(PlanItem.id)
        .join(Plan, Plan.id == PlanItem.plan_id)
        .where(Plan.state == "approved", PlanItem.template_id == TaskHandling.template_id)
    )
    below = Unit.__table__.alias("below")
    is_chosen = (
        select(PlanItemUnit.unit_id)
        .join(below, below.c.id == PlanItemUnit.unit_id)
        .where(PlanItemUnit.plan_item_id == PlanItem.id, below.c.administration_id == TaskHandling.unit_id)
        .correlate(PlanItem, TaskHandling)
        .exists()
    )
    own = (
        select(func.min(PlanItemStart.first_year))
        .where(PlanItemStart.unit_id == TaskHandling.unit_id, PlanItemStart.plan_item_id.in_(in_plan))
        .correlate(TaskHandling)
        .scalar_subquery()
    )
    common = (
        in_plan.with_only_columns(func.min(PlanItem.first_year))
        .where(or_(PlanItem.is_for_all.is_(True), is_chosen))
        .correlate(TaskHandling)
        .scalar_subquery()
    )
    return func.coalesce(own, common)


def subjects_of(ids: Sequence[int]) -> dict[int, Subject]:
    """What answers are called in the trail, and where they are given."""
    query: AnySelect = (
        select(TaskHandling.id, TaskTemplate.code, TaskTemplate.title, Unit.name, Unit.code)
        .join(TaskHandling.template)
        .join(TaskHandling.unit)
        .where(TaskHandling.id.in_(ids))
    )
    return {
        row_id: Subject(
            "task_handling",
            row_id,
            f"{code} {title}, {unit}",
            f"/opgavekatalog/varetages?forvaltning={unit_code}#{code}",
        )
        for row_id, code, title, unit, unit_code in db.session.execute(query)
    }
