"""What the list of processing activities is narrowed to, and how that looks as SQL."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true

from app.core.db import AnySelect
from app.core.scope import Scope
from app.core.search import matches
from app.organisation.model import Person, Unit
from register.activity.choices import STATUSES
from register.activity.model import ActivityFinding, ProcessingActivity, in_use
from register.activity.reviews import SOON
from register.activity.row_model import ActivitySystem
from register.activity.rules import MUNICIPALITY, RULES
from register.activity.tidy import clean
from register.risk.model import RiskAssessment
from register.risk.scale import COLOUR_WORDS, SEVERITY
from register.system.model import System

ARGS: Mapping[str, str] = {
    "q": "q", "unit": "enhed", "missing": "mangler", "status": "status", "owner": "ejer",
    "review": "gennemgang", "risk": "risiko", "area": "omraade",
}  # fmt: skip
"""The filter's fields and what they are called in the address."""
ANY, NONE = "noget", "intet"
OVERDUE, SOON_DUE, UNPLANNED = "over", "snart", "uden"
ASIDE = "tilside"
"""Records in which something is set aside."""
WARNING = "-adv"
"""Ends the name of a rule in the address where its warnings are meant, not its errors."""
MINE = "mit"


@dataclass(frozen=True)
class ActivityFilter:
    """The filter as the address says it; a value that means nothing is left out."""

    q: str = ""
    unit: str = ""
    missing: str = ""
    status: str = ""
    owner: str = ""
    review: str = ""
    risk: str = ""
    area: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "ActivityFilter":
        """The filter of an address such as `?q=børn&enhed=SOC&mangler=R30`."""
        values = {field: clean(args.get(name, ""))[:200] for field, name in ARGS.items()}
        allowed = {
            "missing": {ANY, NONE, ASIDE, *RULES, *(rule + WARNING for rule in RULES)},
            "status": set(STATUSES),
            "review": {OVERDUE, SOON_DUE, UNPLANNED},
            "risk": {NONE, *COLOUR_WORDS},
            "area": {MINE},
        }
        return cls(**{k: v if k not in allowed or v in allowed[k] else "" for k, v in values.items()})

    def to_args(self) -> dict[str, str]:
        """The filter's part of an address: what says something."""
        return {ARGS[field]: value for field, value in asdict(self).items() if value}

    def without(self, field: str) -> "ActivityFilter":
        """The same filter with one part taken out."""
        return replace(self, **{field: ""})


@dataclass(frozen=True)
class ListContext:
    """What a list needs to know beside its filter.

    `missing_everywhere`: rules that the municipality's own settings break; every record then lacks them.
    `area` is the part of the municipality that the reader works in ("mit område").
    """

    today: date
    missing_everywhere: frozenset[str] = frozenset()
    area: Scope = Scope.nothing()  # noqa: RUF009 - frozen, made once


def is_missing(rule: str = "") -> ColumnElement[bool]:
    """Whether a record has an open error of its own, of this rule or of any; with WARNING a warning of the rule."""
    if not rule:
        return ProcessingActivity.error_count > 0
    severity = "warning" if rule.endswith(WARNING) else "error"
    return _has_finding(
        ActivityFinding.rule == rule.removesuffix(WARNING), ActivityFinding.severity == severity, is_open()
    )


def is_open() -> ColumnElement[bool]:
    """Whether a finding is one that somebody is asked to mend."""
    return ActivityFinding.is_set_aside.is_(False)


def _has_finding(*wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(ActivityFinding.activity_id == ProcessingActivity.id, *wanted).correlate(ProcessingActivity)


def risk_colour() -> ColumnElement[str | None]:
    """The colour that governs a record: the worst of its own assessment and those of the systems it uses.

    NULL where none of them is assessed (register/risk/chain.py shows what it is made of).
    """
    own = (
        select(RiskAssessment.severity)
        .where(RiskAssessment.activity_id == ProcessingActivity.id, RiskAssessment.is_current)
        .correlate(ProcessingActivity)
        .scalar_subquery()
    )
    inherited = (
        select(func.max(RiskAssessment.severity))
        .select_from(ActivitySystem)
        .join(System, and_(System.id == ActivitySystem.system_id, System.is_retired.is_(False)))
        .join(RiskAssessment, RiskAssessment.system_id == System.id)
        .where(ActivitySystem.activity_id == ProcessingActivity.id, RiskAssessment.is_current)
        .correlate(ProcessingActivity)
        .scalar_subquery()
    )
    worst = case((func.coalesce(own, -1) >= func.coalesce(inherited, -1), own), else_=inherited)
    return case(dict(enumerate(SEVERITY)), value=worst)


def narrow(
    query: AnySelect, wanted: ActivityFilter, context: ListContext, *, scope: Scope, with_retired: bool = False
) -> AnySelect:
    """Narrow a query over records to the filter, inside the scope; retired ones only where the filter names them."""
    is_any = true() if with_retired else in_use()
    return query.where(
        and_(
            in_scope(scope),
            matches(ProcessingActivity.search, wanted.q),
            _in_unit(wanted.unit),
            in_scope(context.area) if wanted.area else true(),
            _missing(wanted.missing, context),
            ProcessingActivity.status == wanted.status if wanted.status else is_any,
            _owned(wanted.owner),
            _review(wanted.review, context.today),
            _risk(wanted.risk),
        )
    )


def in_scope(scope: Scope) -> ColumnElement[bool]:
    """Whether a record's unit lies in the scope. The units are found first: they are few, records are many."""
    return true() if scope.is_everything else _in_units(scope.where(Unit.path))


def _in_units(wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    return ProcessingActivity.unit_id.in_(select(Unit.id).where(wanted).correlate(None))


def _in_unit(code: str) -> ColumnElement[bool]:
    if not code:
        return true()
    top = select(Unit.path).where(Unit.code == code).correlate(None).scalar_subquery()
    # A path holds digits and slashes only, so nothing in it needs escaping.
    return _in_units(Unit.path.like(top.concat("%")))


def _missing(missing: str, context: ListContext) -> ColumnElement[bool]:
    everywhere = context.missing_everywhere
    if missing == ANY:
        return true() if everywhere else is_missing()
    if missing == NONE:
        return false() if everywhere else ~is_missing()
    if missing == ASIDE:
        return _has_finding(ActivityFinding.is_set_aside.is_(True))
    if not missing or missing in everywhere:
        return true()
    if RULES[missing.removesuffix(WARNING)].field == MUNICIPALITY:
        return false()
    return is_missing(missing)


def _owned(email: str) -> ColumnElement[bool]:
    if not email:
        return true()
    owner = select(Person.id).where(Person.email == email.lower()).correlate(None).scalar_subquery()
    return ProcessingActivity.owner_id == owner


def _review(review: str, today: date) -> ColumnElement[bool]:
    due = ProcessingActivity.next_review_on
    if review == OVERDUE:
        return due < today
    if review == SOON_DUE:
        return and_(due >= today, due <= today + SOON)
    return due.is_(None) if review == UNPLANNED else true()


def _risk(colour: str) -> ColumnElement[bool]:
    if colour == NONE:
        return risk_colour().is_(None)
    return or_(risk_colour() == colour) if colour else true()
