"""Reading the catalogue of threats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, true

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.slots import Subject
from app.core.tables import PAGE_SIZE, Page, number_within
from app.core.text import sort_key
from app.organisation.model import Unit
from register.activity.tidy import clean
from register.measure.model import Measure
from register.risk.matching import holds_words
from register.risk.model import AssessedThreat, RiskAssessment
from register.risk.rules import ASPECTS
from register.risk.subject import is_used, join_subject
from register.risk.threat_model import Threat
from register.risk.threats import ASSETS

OWN = "egne"
RETIRED = "udgaaet"


@dataclass(frozen=True)
class ThreatFilter:
    """What the catalogue is narrowed to, from the address: words, what is struck, an aspect, and which of them."""

    q: str = ""
    asset: str = ""
    aspect: str = ""
    status: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "ThreatFilter":
        """The filter of an address such as `?q=mail&genstand=message`; a word that is on no list is left out."""

        def listed(name: str, among: Sequence[str]) -> str:
            said = args.get(name, "")
            return said if said in among else ""

        return cls(
            q=clean(args.get("q", ""))[:200],
            asset=listed("genstand", list(ASSETS)),
            aspect=listed("rammer", [str(aspect) for aspect in ASPECTS]),
            status=listed("status", (OWN, RETIRED)),
        )

    def to_args(self) -> dict[str, str]:
        """The filter's part of an address."""
        said = {"q": self.q, "genstand": self.asset, "rammer": self.aspect, "status": self.status}
        return {name: value for name, value in said.items() if value}


class ThreatRow(NamedTuple):
    """One line of the catalogue, and in how many assessments that hold the threat is relevant."""

    threat: Threat
    relevant_in: int


class Suggestion(NamedTuple):
    """A measure that is suggested against a threat, and the measure of that name where the municipality has one."""

    name: str
    measure_id: int | None
    is_retired: bool


def list_threats(wanted: ThreatFilter, args: Mapping[str, str], path: str, *, scope: Scope) -> Page[ThreatRow]:
    """A page of the catalogue in its own order, in three statements. A page past the end is the last one.

    `scope` is where the assessments may lie that are counted: a number must not tell of those one may not see.
    """
    where = _where(wanted)
    total = db.session.scalar(select(func.count(Threat.id)).where(where)) or 0
    number = number_within(args, total)
    threats = db.session.scalars(
        select(Threat)
        .where(where)
        .order_by(Threat.position, Threat.sort_key, Threat.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    counts = count_relevant([threat.id for threat in threats], scope=scope)
    rows = [ThreatRow(threat, counts.get(threat.id, 0)) for threat in threats]
    return Page(rows=rows, number=number, total=total, path=path, args=wanted.to_args())


def count_relevant(threat_ids: Sequence[int], *, scope: Scope) -> Mapping[int, int]:
    """In how many assessments that hold, of what is in use and within the scope, each threat is relevant."""
    query = (
        join_subject(select(AssessedThreat.threat_id, func.count()).select_from(RiskAssessment))
        .join(AssessedThreat, AssessedThreat.assessment_id == RiskAssessment.id)
        .where(AssessedThreat.threat_id.in_(threat_ids), AssessedThreat.is_relevant.is_(True))
        .where(RiskAssessment.is_current, is_used(), scope.where(Unit.path))
        .group_by(AssessedThreat.threat_id)
    )
    return dict(db.session.execute(query).all())


def get_threat(threat_id: int) -> Threat:
    """A threat of the catalogue. Raises NotFound."""
    threat = db.session.get(Threat, threat_id)
    if threat is None:
        raise NotFound
    return threat


def list_suggestions(threat: Threat) -> Sequence[Suggestion]:
    """The measures suggested against a threat, in the catalogue's order, each with the measure of that name."""
    names = [str(suggested["name"]) for suggested in threat.suggested]
    query = (
        select(Measure.sort_key, Measure.id, Measure.is_retired)
        .where(Measure.sort_key.in_([sort_key(name) for name in names]))
        .order_by(Measure.is_retired.desc(), Measure.id.desc())
    )
    # The last one stays: one in use before a retired one, then the oldest.
    there = {key: (measure_id, is_retired) for key, measure_id, is_retired in db.session.execute(query)}
    return [Suggestion(name, *there.get(sort_key(name), (None, False))) for name in names]


def threat_subjects(ids: Sequence[int]) -> dict[int, Subject]:
    """Name and address of these threats. Mails ask too, where there is no request to make addresses from."""
    query = select(Threat.id, Threat.name).where(Threat.id.in_(ids))
    return {
        row_id: Subject("risk_threat", row_id, name, f"/risiko/trusler/{row_id}")
        for row_id, name in db.session.execute(query)
    }


def _where(wanted: ThreatFilter) -> ColumnElement[bool]:
    return and_(
        Threat.is_retired.is_(wanted.status == RETIRED),
        Threat.is_own.is_(True) if wanted.status == OWN else true(),
        Threat.asset == wanted.asset if wanted.asset else true(),
        getattr(Threat, f"hits_{wanted.aspect}").is_(True) if wanted.aspect else true(),
        holds_words(wanted.q, Threat.name, Threat.description),
    )
