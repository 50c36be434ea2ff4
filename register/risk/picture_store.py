"""Counting risks for the pictures; each count is one statement, whatever the number of assessments."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from flask_babel import gettext as _
from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.organisation.model import Unit
from register.risk.model import AssessedThreat, RiskAcceptance, RiskAction, RiskAssessment
from register.risk.picture import Cell, HeatRow, Move, Spell, moves_of
from register.risk.rules import is_accepted
from register.risk.scale import SEVERITY, Colour
from register.risk.scale_model import RiskScale
from register.risk.store import AssessedRow, RiskFilter, in_administration, list_rows, narrowed
from register.risk.subject import COLUMNS, is_used, join_subject
from register.risk.threat_model import Threat

TEN = 10


@dataclass(frozen=True)
class ScaleUse:
    """How many of the assessments were made on a version of a scale."""

    id: int
    name: str
    version: int
    count: int


@dataclass(frozen=True)
class Moved:
    """What the treatment moves: the moves by the number of their scale, and how many assessments there are on each."""

    by_scale: Mapping[int, Sequence[Move]]
    counts: Mapping[int, int]

    def on(self, scale_id: int) -> Sequence[Move]:
        """The moves on one scale."""
        return self.by_scale.get(scale_id, [])

    def others(self, scale_id: int) -> Mapping[int, int]:
        """How many there are on each of the other scales."""
        return {number: count for number, count in self.counts.items() if number != scale_id}


@dataclass(frozen=True)
class Place:
    """Where assessments lie: an administration, or with no number what lies in none; `code` is its filter's."""

    id: int | None
    code: str
    name: str


@dataclass(frozen=True)
class TopRow:
    """One of the worst: accepted until when (None: nobody has), and what is still to be done, the next thing when.

    `shows_acceptance`: whether its reader may see what is accepted there.
    """

    row: AssessedRow
    accepted_until: date | None
    is_accepted: bool
    open_actions: int
    next_due_on: date | None
    shows_acceptance: bool = True


def count_cells(scale_id: int, filters: RiskFilter, *, scope: Scope) -> Mapping[Cell, int]:
    """How many assessments that hold stand in each cell of this scale, today or after treatment as the filter says.

    The cell and the colour of the filter narrow the list below the matrix, not the matrix.
    """
    consequence, likelihood = (
        (RiskAssessment.inherent_consequence, RiskAssessment.inherent_likelihood)
        if filters.is_before
        else (RiskAssessment.consequence, RiskAssessment.likelihood)
    )
    query = (
        narrowed(select(consequence, likelihood, func.count()), _wide(filters), scope=scope)
        .where(RiskAssessment.scale_id == scale_id)
        .group_by(consequence, likelihood)
        .order_by(consequence, likelihood)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(query)}


def list_scale_uses(filters: RiskFilter, *, scope: Scope) -> Sequence[ScaleUse]:
    """The scales that assessments that hold were made on, the most used first."""
    query = (
        narrowed(
            select(RiskScale.id, RiskScale.name, RiskScale.version, func.count(RiskAssessment.id)),
            _wide(filters),
            scope=scope,
        )
        .join(RiskScale, RiskScale.id == RiskAssessment.scale_id)
        .group_by(RiskScale.id, RiskScale.name, RiskScale.version)
        .order_by(func.count(RiskAssessment.id).desc(), RiskScale.id)
    )
    return [ScaleUse(*row) for row in db.session.execute(query)]


def list_moves(filters: RiskFilter, *, scope: Scope) -> Moved:
    """From which cell to which the assessments go by their treatment, scale by scale; one statement.

    One without a risk before its treatment is counted, and does not move.
    """
    cells = (
        RiskAssessment.inherent_consequence,
        RiskAssessment.inherent_likelihood,
        RiskAssessment.consequence,
        RiskAssessment.likelihood,
    )
    columns = (RiskAssessment.scale_id, *cells)
    query = narrowed(select(*columns, func.count()), _wide(filters), scope=scope).group_by(*columns)
    counts: Counter[int] = Counter()
    pairs: dict[int, list[tuple[Cell, Cell, int]]] = {}
    for scale_id, consequence, likelihood, left_consequence, left_likelihood, count in db.session.execute(query):
        counts[scale_id] += count
        if consequence is not None and likelihood is not None:
            pair = ((consequence, likelihood), (left_consequence, left_likelihood), count)
            pairs.setdefault(scale_id, []).append(pair)
    return Moved({scale_id: moves_of(found) for scale_id, found in pairs.items()}, counts)


def name_uses(counts: Mapping[int, int]) -> Sequence[ScaleUse]:
    """The scales with these numbers, each with how many assessments were made on it, the most used first."""
    if not counts:
        return []
    query = select(RiskScale.id, RiskScale.name, RiskScale.version).where(RiskScale.id.in_(counts))
    uses = [ScaleUse(*row, counts[row.id]) for row in db.session.execute(query)]
    return sorted(uses, key=lambda use: (-use.count, use.id))


def list_spells(days: Sequence[date], filters: RiskFilter, *, scope: Scope) -> Sequence[Spell]:
    """Since and until which of these days assessments of each colour hold; the days are given oldest first.

    Both are moved to the next day that is asked for, so that there are few groups however many assessments. What is
    retired today is left out, as it is in the matrix. The filter's place and kind are asked for.
    """
    came = ((RiskAssessment.assessed_on <= day, place) for place, day in enumerate(days))
    went = ((RiskAssessment.replaced_on <= day, place) for place, day in enumerate(days))
    first = case(*came, else_=len(days))
    # Most hold still: they are told apart by the first question, not by the last.
    last = case((RiskAssessment.replaced_on.is_(None), len(days)), *went, else_=len(days))
    query = (
        join_subject(select(RiskAssessment.colour, first, last, func.count()).select_from(RiskAssessment))
        .where(
            RiskAssessment.is_draft.is_(False),
            RiskAssessment.assessed_on <= days[-1],
            or_(RiskAssessment.replaced_on.is_(None), RiskAssessment.replaced_on > days[0]),
            is_used(),
            scope.where(Unit.path),
            in_administration(filters.administration),
        )
        .group_by(RiskAssessment.colour, first, last)
    )
    if filters.kind:
        query = query.where(COLUMNS[filters.kind].is_not(None))
    never: Sequence[date | None] = [*days, None]
    return [Spell(cast(Colour, row[0]), days[row[1]], never[row[2]], row[3]) for row in db.session.execute(query)]


def list_heat(filters: RiskFilter, *, scope: Scope) -> Sequence[HeatRow]:
    """For each administration and threat of the catalogue the worst residual risk, and in how many it is relevant.

    The assessments are found first, then their threats: the other way round the planner of SQLite takes four times as
    long. A threat of the catalogue stands once in an assessment, so that only the own ones are told apart.
    """
    held = narrowed(select(RiskAssessment.id, Unit.administration_id.label("place")), _wide(filters), scope=scope)
    held = held.cte("held").prefix_with("MATERIALIZED")
    own = case((AssessedThreat.threat_id.is_(None), AssessedThreat.assessment_id))
    severity = case(*((AssessedThreat.residual_colour == colour, place) for place, colour in enumerate(SEVERITY)))
    query = (
        select(
            held.c.place,
            AssessedThreat.threat_id,
            func.max(severity),
            func.count(AssessedThreat.threat_id) + func.count(own.distinct()),
        )
        .select_from(held)
        .join(AssessedThreat, AssessedThreat.assessment_id == held.c.id)
        .where(AssessedThreat.is_relevant.is_(True), AssessedThreat.residual_colour != "")
        .group_by(held.c.place, AssessedThreat.threat_id)
    )
    return [HeatRow(*row) for row in db.session.execute(query)]


def list_top(filters: RiskFilter, *, scope: Scope, accepted: Scope, today: date, limit: int = TEN) -> Sequence[TopRow]:
    """The worst that hold, in the list's order: three statements. `accepted`: where acceptances may be seen."""
    rows = list_rows(_wide(filters), scope=scope, limit=limit)
    seen = {row.id for row in rows if accepted.holds(row.path)}
    acceptances = _acceptances(sorted(seen))
    actions = _open_actions(rows)
    found = []
    for row in rows:
        colour, until = acceptances.get(row.id, (None, None))
        count, due_on = actions.get((row.kind, row.subject_id), (0, None))
        holds = is_accepted(row.colour, colour, until, today)
        found.append(TopRow(row, until, holds, count, due_on, row.id in seen))
    return found


def list_places(*, scope: Scope) -> Sequence[Place]:
    """The administrations of the scope in Danish order, and for who sees everything what they have in common."""
    query = (
        select(Unit.id, Unit.code, Unit.name, Unit.path, Unit.kind)
        .where(Unit.kind.in_(("administration", "municipality")), Unit.is_closed.is_(False))
        .order_by(Unit.kind, Unit.sort_key, Unit.id)
    )
    return [
        Place(row.id, row.code, row.name) if row.kind == "administration" else Place(None, row.code, _("Fælles"))
        for row in db.session.execute(query)
        if scope.holds(row.path) or any(path.startswith(row.path) for path in scope.paths if row.kind != "municipality")
    ]


def columns_of(places: Sequence[Place], found: frozenset[int | None], chosen: str) -> Sequence[Place]:
    """The columns of the heat map: every administration, or the one chosen; what is common where there is any."""
    return [
        place for place in places if place.code == chosen or (not chosen and (place.id is not None or None in found))
    ]


def list_threat_names() -> Mapping[int, str]:
    """The threats of the catalogue by number, in its order; the retired ones may still be relevant somewhere."""
    query = select(Threat.id, Threat.name).order_by(Threat.sort_key, Threat.id)
    return dict(db.session.execute(query).all())


def _acceptances(ids: Sequence[int]) -> Mapping[int, tuple[str, date]]:
    """By assessment: colour and end of the newest acceptance of what it says."""
    later = aliased(RiskAcceptance)
    root = func.coalesce(RiskAssessment.same_as_id, RiskAssessment.id)
    newest = select(func.max(later.id)).where(later.assessment_id == root).correlate(RiskAssessment).scalar_subquery()
    query = (
        select(RiskAssessment.id, RiskAcceptance.colour, RiskAcceptance.expires_on)
        .join(RiskAcceptance, RiskAcceptance.id == newest)
        .where(RiskAssessment.id.in_(ids))
    )
    return {number: (colour, until) for number, colour, until in db.session.execute(query)}


def _open_actions(rows: Sequence[AssessedRow]) -> Mapping[tuple[str, int], tuple[int, date]]:
    """By kind and number of what is assessed: how many actions are open, and when the next is due."""
    columns = tuple(COLUMNS.values())
    theirs = [column.in_([row.subject_id for row in rows if row.kind == kind]) for kind, column in COLUMNS.items()]
    query: AnySelect = (
        select(*columns, func.count(RiskAction.id), func.min(RiskAction.due_on))
        .join(RiskAction, RiskAction.assessment_id == RiskAssessment.id)
        .where(RiskAction.state == "open", or_(*theirs))
        .group_by(*columns)
    )
    return {
        next((kind, row[place]) for place, kind in enumerate(COLUMNS) if row[place] is not None): (row[-2], row[-1])
        for row in db.session.execute(query)
    }


def _wide(filters: RiskFilter) -> RiskFilter:
    """The filter without cell and colour."""
    return replace(filters, consequence=None, likelihood=None, colour="")
