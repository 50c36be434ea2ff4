"""Reading /konsekvensanalyser: the records with where their impact assessment stands, and how many stand where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.core.text import N_
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity, in_use
from register.dpia.model import OPEN_STATES, Dpia, DpiaScreening
from register.dpia.row_model import DpiaProposal

SOON = timedelta(days=30)
STANDINGS: Mapping[str, str] = {
    "unscreened": N_("Mangler screening"),
    "needed": N_("Påkrævet"),
    "opinion": N_("Venter på rådgiveren"),
    "approval": N_("Venter på godkendelse"),
    "review": N_("Til gennemgang"),
    "approved": N_("Godkendt"),
    "not_needed": N_("Ikke nødvendig"),
}
"""Where a record may stand, by the code in the address. One may stand in two: approved, and to be looked through."""
URGENT = ("opinion", "approval", "review", "needed", "unscreened", "approved", "not_needed")
"""The order of the list: what waits for somebody first."""

Open, Held = aliased(Dpia, name="open_dpia"), aliased(Dpia, name="held_dpia")
Administration = aliased(Unit, name="administration")


@dataclass(frozen=True)
class DpiaFilter:
    """What the list is narrowed to, from the address: an administration by its code, a standing."""

    administration: str = ""
    standing: str = ""


@dataclass(frozen=True)
class DpiaRow:
    """One line: a record, its screening, the version that is worked on and the one that holds.

    `standings` are all that apply, the most urgent first.
    """

    activity_id: int
    title: str
    administration: str
    standings: Sequence[str]
    way: str
    open_id: int | None
    open_number: int | None
    held_id: int | None
    held_number: int | None
    approved_on: date | None
    next_review_on: date | None
    has_proposal: bool
    awaits_advice: bool


def list_standing(
    filters: DpiaFilter, *, path: str, args: Mapping[str, str], today: date, scope: Scope
) -> Page[DpiaRow]:
    """A page of the list, what waits for somebody first. A page past the end is the last one."""
    total = db.session.scalar(_narrowed(select(func.count()), filters, today, scope)) or 0
    number = number_within(args, total)
    marks = _marks(today)
    rank = case(*((marks[code], place) for place, code in enumerate(URGENT)), else_=len(URGENT))
    query = (
        _narrowed(
            select(
                ProcessingActivity.id,
                ProcessingActivity.title,
                Administration.name.label("administration"),
                DpiaScreening.way,
                case((_is_asked(), 1), else_=0).label("is_asked"),
                Open.id.label("open_id"),
                Open.number.label("open_number"),
                Held.id.label("held_id"),
                Held.number.label("held_number"),
                func.coalesce(Held.approved_on, ProcessingActivity.dpia_approved_on).label("approved_on"),
                Held.next_review_on,
                DpiaProposal.id.label("proposal_id"),
                *(case((marks[code], 1), else_=0).label(code) for code in URGENT),
            ),
            filters,
            today,
            scope,
        )
        .order_by(rank, ProcessingActivity.sort_key, ProcessingActivity.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(rows=[_row(row) for row in db.session.execute(query)], number=number, total=total, path=path, args=args)


def count_standings(filters: DpiaFilter, *, today: date, scope: Scope) -> Mapping[str, int]:
    """How many records stand where, whatever standing the list is narrowed to."""
    marks = _marks(today)
    sums = (func.coalesce(func.sum(case((marks[code], 1), else_=0)), 0).label(code) for code in STANDINGS)
    row = db.session.execute(_narrowed(select(*sums), DpiaFilter(filters.administration), today, scope)).one()
    return {code: getattr(row, code) for code in STANDINGS}


def find_standing(activity_id: int) -> Any:
    """Where one record stands, in one statement: what the panel beside it shows; None where there is no such record.

    `screened`, `way` and `is_asked` are the screening's; `open_*` and `held_*` the version that is worked on and the
    one that holds.
    """
    return db.session.execute(
        _joined(
            select(
                ProcessingActivity.record_type,
                func.coalesce(Unit.path, "").label("path"),
                DpiaScreening.outcome.label("screened"),
                DpiaScreening.way,
                case((_is_asked(), 1), else_=0).label("is_asked"),
                Open.id.label("open_id"),
                Open.number.label("open_number"),
                Open.state.label("open_state"),
                Held.id.label("held_id"),
                Held.number.label("held_number"),
                Held.residual,
                Held.next_review_on,
                DpiaProposal.id.label("proposal_id"),
            )
        ).where(ProcessingActivity.id == activity_id)
    ).one_or_none()


def stream_standing(*, scope: Scope) -> Iterator[Any]:
    """Every record of the list by number and title, with its screening and its two versions, a part at a time."""
    query = (
        _joined(
            select(
                ProcessingActivity.number,
                ProcessingActivity.title,
                ProcessingActivity.dpia_screening,
                Administration.name.label("administration"),
                Unit.name.label("unit"),
                DpiaScreening,
                Open.number.label("open_number"),
                Open.state.label("open_state"),
                Held.number.label("held_number"),
                Held.state.label("held_state"),
                Held.residual,
                func.coalesce(Held.approved_on, ProcessingActivity.dpia_approved_on).label("approved_on"),
                Held.next_review_on,
            )
        )
        .outerjoin(Administration, Administration.id == Unit.administration_id)
        .where(ProcessingActivity.record_type == "controller", in_use(), scope.where(Unit.path))
        .order_by(ProcessingActivity.sort_key, ProcessingActivity.id)
        .execution_options(yield_per=500)
    )
    yield from db.session.execute(query)


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the DPO or an approver: a screening's record, or an assessment."""

    activity_id: int
    title: str
    unit: str
    dpia_id: int | None = None
    since_on: date | None = None


def list_for_opinion(*, scope: Scope, limit: int) -> Sequence[Waiting]:
    """The assessments that wait for the DPO's opinion, those that have waited longest first."""
    return _waiting("opinion", scope, limit)


def list_for_approval(*, scope: Scope, limit: int) -> Sequence[Waiting]:
    """The assessments that wait to be approved within the (approving) scope."""
    return _waiting("approval", scope, limit)


def list_for_advice(*, scope: Scope, limit: int) -> Sequence[Waiting]:
    """The records of which somebody asks whether the assessment may be left out."""
    query = (
        select(ProcessingActivity.id, ProcessingActivity.title, func.coalesce(Unit.name, ""))
        .join(DpiaScreening, DpiaScreening.activity_id == ProcessingActivity.id)
        .outerjoin(ProcessingActivity.unit)
        .where(_is_asked(), in_use(), scope.where(Unit.path))
        .order_by(DpiaScreening.asked_at, ProcessingActivity.id)
        .limit(limit)
    )
    return [Waiting(*row) for row in db.session.execute(query)]


def _waiting(state: str, scope: Scope, limit: int) -> Sequence[Waiting]:
    query = (
        select(ProcessingActivity.id, ProcessingActivity.title, func.coalesce(Unit.name, ""), Dpia.id, Dpia.sent_on)
        .join(Dpia.activity)
        .outerjoin(ProcessingActivity.unit)
        .where(Dpia.state == state, in_use(), scope.where(Unit.path))
        .order_by(Dpia.sent_on, Dpia.id)
        .limit(limit)
    )
    return [Waiting(*row) for row in db.session.execute(query)]


def _is_asked() -> ColumnElement[bool]:
    """SQL: as `DpiaScreening.awaits_advice`."""
    return and_(
        DpiaScreening.is_current,
        DpiaScreening.way == "",
        DpiaScreening.asked_at.is_not(None),
        DpiaScreening.advised_at.is_(None),
    )


def _marks(today: date) -> Mapping[str, ColumnElement[bool]]:
    """For each standing: SQL that says whether a record stands there; the query has joined what is asked about."""
    is_approved = or_(Held.id.is_not(None), ProcessingActivity.dpia_approved_on.is_not(None))
    is_needed = ProcessingActivity.dpia_screening.in_(("yes", "done"))
    return {
        "unscreened": ProcessingActivity.dpia_screening == "",
        "needed": and_(is_needed, ~is_approved, or_(Open.id.is_(None), Open.state == "draft")),
        "opinion": func.coalesce(Open.state, "") == "opinion",
        "approval": func.coalesce(Open.state, "") == "approval",
        "approved": is_approved,
        "review": and_(Held.id.is_not(None), or_(DpiaProposal.id.is_not(None), Held.next_review_on <= today + SOON)),
        "not_needed": and_(ProcessingActivity.dpia_screening == "no", ~is_approved),
    }


def _narrowed(query: Any, filters: DpiaFilter, today: date, scope: Scope) -> Any:
    """The records that the municipality is controller of, in use, within the scope and the filter."""
    query = (
        _joined(query)
        .outerjoin(Administration, Administration.id == Unit.administration_id)
        .where(ProcessingActivity.record_type == "controller", in_use(), scope.where(Unit.path))
        .where(Administration.code == filters.administration if filters.administration else true())
    )
    return query.where(_marks(today)[filters.standing]) if filters.standing else query


def _joined(query: Any) -> Any:
    """A query on records, with the unit, the screening, the two versions and the proposal of each beside it."""
    return (
        query.select_from(ProcessingActivity)
        .outerjoin(ProcessingActivity.unit)
        .outerjoin(DpiaScreening, and_(DpiaScreening.activity_id == ProcessingActivity.id, DpiaScreening.is_current))
        .outerjoin(Open, and_(Open.activity_id == ProcessingActivity.id, Open.state.in_(OPEN_STATES)))
        .outerjoin(Held, and_(Held.activity_id == ProcessingActivity.id, Held.state == "approved"))
        .outerjoin(DpiaProposal, and_(DpiaProposal.dpia_id == Held.id, DpiaProposal.state == "open"))
    )


def _row(row: Any) -> DpiaRow:
    return DpiaRow(
        activity_id=row.id,
        title=row.title,
        administration=row.administration or "",
        standings=[code for code in URGENT if getattr(row, code)],
        way=row.way or "",
        open_id=row.open_id,
        open_number=row.open_number,
        held_id=row.held_id,
        held_number=row.held_number,
        approved_on=row.approved_on,
        next_review_on=row.next_review_on,
        has_proposal=row.proposal_id is not None,
        awaits_advice=bool(row.is_asked),
    )
