"""What a body's meetings have left open: for section 14 of its report and for K17. Closed items are in neither."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from aarshjul.meeting.deciding import OFTEN, times_postponed
from aarshjul.meeting.model import AgendaItem, Decision, DecisionAction, Meeting
from app.core.db import AnySelect, db
from app.core.scope import Scope
from app.organisation.model import Unit

STANDS_OPEN = ("open", "waiting")


@dataclass(frozen=True, kw_only=True)
class OpenDecision:
    """A matter that an earlier meeting did not finish, or something that is to be done because of what it decided.

    `outcome` is what the last meeting said of a matter, "" for a follow-up; `due_on` is a follow-up's date.
    """

    title: str
    administration: str
    decided_on: date
    outcome: str = ""
    postponed: int = 0
    is_waiting: bool = False
    due_on: date | None = None


def count_decisions(body_id: int, *, as_of: date) -> AnySelect:
    """The body's open items by administration, and those that meetings until then have postponed twice or more."""
    postponed = (
        select(func.count(Decision.id))
        .join(Decision.meeting)
        .where(Decision.item_id == AgendaItem.id, Decision.outcome == "postponed", Meeting.held_on <= as_of)
        .correlate(AgendaItem)
        .scalar_subquery()
    )
    return (
        select(
            Unit.administration_id,
            func.count(AgendaItem.id).label("decisions"),
            func.sum(case((postponed >= OFTEN, 1), else_=0)).label("decisions_postponed"),
        )
        .select_from(AgendaItem)
        .outerjoin(AgendaItem.unit)
        .where(*_shown(body_id), AgendaItem.state.in_(STANDS_OPEN))
    )


def list_open_decisions(body_id: int, *, as_of: date, limit: int, scope: Scope) -> tuple[Sequence[OpenDecision], int]:
    """What earlier meetings left open, and how many there are in all: items by how often they were put off, then
    follow-ups by date. Two statements.
    """
    found = [*_items(body_id, as_of, scope), *_actions(body_id, as_of, scope)]
    return found[:limit], len(found)


def _items(body_id: int, as_of: date, scope: Scope) -> Sequence[OpenDecision]:
    administration = aliased(Unit)
    rows = db.session.execute(
        select(
            AgendaItem.id, AgendaItem.title, AgendaItem.state, Decision.outcome, Meeting.held_on,
            administration.name.label("administration"),
        )
        .join(Decision, Decision.item_id == AgendaItem.id)
        .join(Decision.meeting)
        .outerjoin(AgendaItem.unit)
        .outerjoin(administration, Unit.administration_id == administration.id)
        .where(*_shown(body_id), AgendaItem.state.in_(STANDS_OPEN), Meeting.held_on <= as_of, scope.where(Unit.path))
        .order_by(AgendaItem.id, Meeting.held_on, Decision.id)
    )  # fmt: skip
    by_item = defaultdict(list)
    for row in rows:
        by_item[row.id].append(row)
    items = [
        OpenDecision(
            title=last.title,
            administration=last.administration or "",
            decided_on=last.held_on,
            outcome=last.outcome,
            postponed=times_postponed([row.outcome for row in its_rows]),
            is_waiting=last.state == "waiting",
        )
        for its_rows in by_item.values()
        if (last := its_rows[-1])
    ]
    return sorted(items, key=lambda item: (-item.postponed, item.decided_on))


def _actions(body_id: int, as_of: date, scope: Scope) -> Sequence[OpenDecision]:
    administration = aliased(Unit)
    was_open = or_(DecisionAction.state == "open", and_(DecisionAction.state == "done", DecisionAction.done_on > as_of))
    rows = db.session.execute(
        select(
            DecisionAction.title, DecisionAction.due_on, Meeting.held_on, administration.name.label("administration")
        )
        .join(DecisionAction.decision)
        .join(Decision.item)
        .join(Decision.meeting)
        .join(Unit, Unit.id == DecisionAction.unit_id)
        .outerjoin(administration, Unit.administration_id == administration.id)
        .where(*_shown(body_id), ~Decision.is_closed, was_open, Meeting.held_on <= as_of, scope.where(Unit.path))
        .order_by(DecisionAction.due_on, DecisionAction.id)
    )
    return [
        OpenDecision(
            title=row.title, administration=row.administration or "", decided_on=row.held_on, due_on=row.due_on
        )
        for row in rows
    ]


def _shown(body_id: int) -> tuple[ColumnElement[bool], ...]:
    return AgendaItem.body_id == body_id, AgendaItem.is_closed.is_(False)
