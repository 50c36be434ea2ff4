"""What a campaign would ask of whom: the records of the chosen administrations, by unit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.attestation.rules import FUNCTION, default_due, due_date, why_not_due, why_not_open
from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from aarshjul.plan.expansion import horizon
from aarshjul.task.responsible import load_holders
from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity, in_use


@dataclass(frozen=True, kw_only=True)
class StartCampaign:
    """A round in these places: administrations, or the municipality for what lies in none of them."""

    title: str
    opens_on: date
    due_on: date
    place_ids: Sequence[int]
    note: str = ""


class AskedUnit(NamedTuple):
    """A unit that would be asked: how many records, and who leads it; None where nobody does."""

    id: int
    name: str
    records: int
    leader_id: int | None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What starting a campaign comes to. `homeless` are records without a unit, of which nobody can be asked."""

    places: Sequence[Unit]
    units: Sequence[AskedUnit]
    due_on: date
    homeless: int

    @property
    def records(self) -> int:
        """How many records are asked about."""
        return sum(unit.records for unit in self.units)

    @property
    def leaders(self) -> int:
        """How many people are asked."""
        return len({unit.leader_id for unit in self.units if unit.leader_id is not None})

    @property
    def leaderless(self) -> Sequence[AskedUnit]:
        """The units that nobody leads."""
        return [unit for unit in self.units if unit.leader_id is None]


def list_choices(scope: Scope) -> Sequence[Unit]:
    """The places a campaign can be held in: open administrations of the scope, and the municipality where it holds all.

    In Danish order, the municipality last.
    """
    query = select(Unit).where(
        Unit.kind.in_(("administration", "municipality")), scope.where(Unit.path), Unit.is_closed.is_(False)
    )
    return db.session.scalars(query.order_by(Unit.kind, Unit.sort_key, Unit.id)).all()


def preview_campaign(command: StartCampaign, *, writes: Scope, today: date) -> Preview:
    """What the campaign would come to, in a constant number of statements; nothing is written.

    Raises Refused, naming the field, where it cannot be started.
    """
    places = _chosen(command, writes)
    _refuse_days(command, today)
    _refuse_doubles(places)
    units = list_asked(place_ids(places), today=today)
    if not units:
        raise Refused(_("Der er ingen behandlinger i brug dér. Vælg andre forvaltninger."), field="places")
    homeless = 0
    if writes.is_everything:
        homeless = db.session.scalar(select(func.count()).where(ProcessingActivity.unit_id.is_(None), in_use())) or 0
    return Preview(places=places, units=units, due_on=due_date(command.due_on, get_closed_days()), homeless=homeless)


def refuse_due(due_on: date, *, opens_on: date, today: date) -> date:
    """The working day leaders are given for a date. Raises Refused, naming the field, where it cannot be due then."""
    closed = get_closed_days()
    problem = why_not_due(
        due_on, opens_on=opens_on, today=today, until_on=horizon(today), closed=closed, quiet_weeks=get_quiet_weeks()
    )
    if problem:
        raise Refused(_(problem), field="due_on")
    return due_date(due_on, closed)


def proposed_due(today: date) -> date:
    """The date that is proposed for a campaign that opens today."""
    return default_due(today, until_on=horizon(today), closed=get_closed_days(), quiet_weeks=get_quiet_weeks())


def place_ids(places: Sequence[Unit]) -> frozenset[int | None]:
    """The administrations that records lie in; None is what lies in none, which is the municipality's own."""
    return frozenset(None if place.kind == "municipality" else place.id for place in places)


def lies_in(ids: Collection[int | None]) -> ColumnElement[bool]:
    """SQL: whether a joined unit lies in one of these places."""
    known = Unit.administration_id.in_([place_id for place_id in ids if place_id is not None])
    return or_(known, Unit.administration_id.is_(None)) if None in ids else known


def list_asked(ids: Collection[int | None], *, today: date) -> list[AskedUnit]:
    """The units in these places that have records in use, with who leads each today."""
    query = (
        select(Unit.id, Unit.name, func.count().label("records"))
        .join(ProcessingActivity, ProcessingActivity.unit_id == Unit.id)
        .where(in_use(), lies_in(ids))
        .group_by(Unit.id)
        .order_by(Unit.sort_key, Unit.id)
    )
    holders, found = load_holders(today), []
    for row in db.session.execute(query):
        leader = holders.find(FUNCTION, row.id)
        found.append(AskedUnit(row.id, row.name, row.records, None if leader.is_fallback else leader.person_id))
    return found


def _chosen(command: StartCampaign, writes: Scope) -> Sequence[Unit]:
    places = [place for place in list_choices(writes) if place.id in set(command.place_ids)]
    if not places:
        raise Refused(_("Vælg mindst én forvaltning."), field="places")
    return places


def _refuse_days(command: StartCampaign, today: date) -> None:
    problem = why_not_open(command.opens_on, today)
    if problem:
        raise Refused(_(problem), field="opens_on")
    refuse_due(command.due_on, opens_on=command.opens_on, today=today)


def _refuse_doubles(places: Sequence[Unit]) -> None:
    """Nobody is asked about the same records twice at once."""
    rows = db.session.execute(
        select(Unit.administration_id, AttestationCampaign.title)
        .select_from(AttestationLine)
        .join(AttestationLine.unit)
        .join(AttestationLine.campaign)
        .where(AttestationCampaign.closed_at.is_(None))
        .group_by(Unit.administration_id, AttestationCampaign.id)
        .order_by(AttestationCampaign.id)
    )
    busy: dict[int | None, str] = dict(rows.all())
    for place in places:
        key = None if place.kind == "municipality" else place.id
        if key in busy:
            raise Refused(
                _(
                    "%(place)s har allerede en attestering, der er i gang: «%(title)s». Afslut den først, eller "
                    "vælg forvaltningen fra.",
                    place=place.name, title=busy[key],
                ),
                field="places",
            )  # fmt: skip
