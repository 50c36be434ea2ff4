"""What people do to versions of the plan: begin one, send it to DDS, have it approved, roll it a year on.

What is done to the items of a draft is in item_actions.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.plan.carrying import carry_tasks
from aarshjul.plan.model import Plan, PlanItem, PlanItemStart
from aarshjul.plan.store import find_approved_plan, list_items, said_of
from aarshjul.plan.version_store import find_plan_ahead, list_editors, newest_version, read_progress
from aarshjul.plan.versioning import ROLL_FROM_MONTH, Begins, Verb, find_ring, is_unfinished, why_not, years_of
from aarshjul.plan.writing import PlanResult
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, NotFound, Refused
from app.core.jobs import take_turns


@dataclass(frozen=True, kw_only=True)
class Carry:
    """An unfinished item of the plan that is rolled: the year it begins in instead (None: it is left out), and why."""

    first_year: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class RollPlan:
    """Roll the approved plan a year on; `carried` says by code what becomes of each unfinished item."""

    carried: Mapping[str, Carry]


def begin_draft(*, doing: Doing) -> Plan:
    """A draft that is a copy of the approved version. Raises Refused while there is one already."""
    approved = _approved()
    plan = _copy(approved, first_year=approved.first_year)
    record(doing, "plan.begin", "plan", plan.id, {"version": [None, plan.version]})
    return plan


def list_unfinished(plan: Plan, today: date) -> list[PlanItem]:
    """The items that should be done, or begun, by today or the end of the plan's first year, and are not; by code."""
    progress = read_progress(min(today, date(plan.first_year, 12, 31)))
    return [
        item
        for item in list_items(plan.id)
        if item.code in progress
        and is_unfinished(
            is_once=item.kind == "project",
            first_year=item.first_year,
            year=plan.first_year,
            progress=progress[item.code],
        )
    ]


def why_not_roll(plan: Plan, today: date) -> str | None:
    """Why a plan cannot be rolled yet; None when it can: from November of its first year."""
    from_on = date(plan.first_year, ROLL_FROM_MONTH, 1)
    if today < from_on:
        return _("Planen kan rulles fra november %(year)s.", year=plan.first_year)
    return None


def why_not_begin_draft(ahead: Plan | None) -> str | None:
    """Why no new version can begin while this one is being worked on; None when there is none."""
    if ahead is None:
        return None
    return _("Udgave %(n)s er allerede i gang. Gør den færdig, eller kassér den først.", n=ahead.version)


def roll_plan(command: RollPlan, *, doing: Doing) -> Plan:
    """A draft that begins a year later: the year behind is frozen with the version it belongs to.

    1. Every unfinished item is told where it goes, and why; it is counted how often it has been carried.
    2. What is left out, and a project that is done, is not in the new plan.
    """
    approved = _approved()
    today = clock.day_of(doing.at)
    problem = why_not_roll(approved, today)
    if problem:
        raise Refused(problem)
    unfinished = {item.code for item in list_unfinished(approved, today)}
    missing = sorted(unfinished - set(command.carried))
    if missing:
        raise Refused(_("Vælg, hvad der skal ske med %(codes)s, og skriv hvorfor.", codes=", ".join(missing)))
    plan = _copy(approved, first_year=approved.first_year + 1)
    progress = read_progress(date.max)
    told: dict[str, list[object]] = {}
    for item in list(plan.items):
        if item.code in unfinished:
            carry = command.carried[item.code]
            told[item.code] = [item.first_year, carry.first_year]
            if carry.first_year is None:
                plan.items.remove(item)
                continue
            if carry.first_year not in years_of(plan.first_year):
                raise Refused(_("Vælg et år i planen for %(code)s.", code=item.code), field=item.code)
            item.first_year, item.carried, item.carry_reason = carry.first_year, item.carried + 1, carry.reason
            item.starts = [start for start in item.starts if start.first_year > carry.first_year]
        elif item.kind == "project" and item.code in progress and progress[item.code].is_done:
            # Done everywhere, also where it began later.
            plan.items.remove(item)
    db.session.flush()
    record(doing, "plan.roll", "plan", plan.id, {"version": [approved.version, plan.version], "carried": [None, told]})
    return plan


def submit_plan(plan_id: int, *, edition: int, note: str, doing: Doing) -> Plan:
    """Send a draft to DDS. Raises Refused when items wait for each other in a ring, or the plan is empty."""
    plan = take_plan(plan_id, "submit", edition=edition)
    items = list_items(plan.id)
    if not items:
        raise Refused(_("Planen er tom. Føj opgaver til den først."))
    ring = find_ring(Begins(item.code, item.first_year, item.depends_on) for item in items)
    if ring:
        raise Refused(
            _("Opgaverne venter på hinanden: %(codes)s. Fjern det, en af dem venter på.", codes=" → ".join(ring))
        )
    plan.state, plan.note = "submitted", note
    plan.submitted_at, plan.submitted_by_id = doing.at, doing.person_id
    _changed(plan)
    record(doing, "plan.submit", "plan", plan.id, {"state": ["draft", "submitted"], "note": [None, note or None]})
    return plan


def take_back_plan(plan_id: int, *, edition: int, doing: Doing) -> Plan:
    """Make a version that was sent a draft again."""
    return _reopen(plan_id, "take_back", edition=edition, reason="", doing=doing)


def send_back_plan(plan_id: int, *, edition: int, reason: str, doing: Doing) -> Plan:
    """DDS wants something changed first, and says what."""
    return _reopen(plan_id, "send_back", edition=edition, reason=reason, doing=doing)


def approve_plan(plan_id: int, *, edition: int, decision: str, doing: Doing) -> PlanResult:
    """DDS has approved: the version makes tasks from now on, and the one before is superseded.

    Tasks of items that were carried over move to the new year first, so that none stands twice. Returns what became of
    the tasks.
    """
    take_turns("plan")
    plan = take_plan(plan_id, "approve", edition=edition)
    if plan.submitted_by_id is not None and plan.submitted_by_id == doing.person_id:
        raise Refused(_("Du har selv sendt planen til DDS. En anden i DDS skal godkende den."))
    if doing.person_id is not None and doing.person_id in list_editors(plan.id):
        raise Refused(_("Du har selv rettet i planen. En anden i DDS skal godkende den."))
    before = find_approved_plan(refresh=True)
    if before is not None:
        before.state = "superseded"
        db.session.flush()
    plan.state, plan.decision = "approved", decision
    plan.approved_at, plan.approved_by_id = doing.at, doing.person_id
    for item in list_items(plan.id):
        item.baseline = said_of(item.template)
    _changed(plan)
    changes = {"state": ["submitted", "approved"], "decision": [None, decision or None]}
    record(doing, "plan.approve", "plan", plan.id, changes)
    if before is not None and before.first_year < plan.first_year:
        carry_tasks(plan, before, doing=doing)
    return make_plan_tasks(doing.at, via=doing.via)


def discard_plan(plan_id: int, *, edition: int, doing: Doing) -> None:
    """Throw a draft away. The trail keeps that it was there."""
    plan = take_plan(plan_id, "discard", edition=edition)
    record(doing, "plan.discard", "plan", plan.id, {"version": [plan.version, None]})
    db.session.delete(plan)
    db.session.flush()


def take_plan(plan_id: int, verb: Verb, *, edition: int | None = None) -> Plan:
    """The version, held until the transaction ends. Refuses what its state does not allow, and an edition gone by."""
    plan = lock_row(Plan, plan_id)
    problem = why_not(verb, plan.state)
    if problem:
        raise Refused(_(problem))
    if edition is not None and edition != plan.edition:
        raise EditConflict(_("En anden har ændret planen, siden du åbnede siden. Se den igennem, og prøv igen."))
    return plan


def _reopen(plan_id: int, verb: Verb, *, edition: int, reason: str, doing: Doing) -> Plan:
    plan = take_plan(plan_id, verb, edition=edition)
    plan.state, plan.submitted_at, plan.submitted_by_id = "draft", None, None
    _changed(plan)
    changes: dict[str, object] = {"state": ["submitted", "draft"]}
    if reason:
        changes["reason"] = [None, reason]
    record(doing, f"plan.{verb}", "plan", plan.id, changes)
    return plan


def _approved() -> Plan:
    """The approved version, where a new one may begin. Raises Refused while another is being worked on."""
    take_turns("plan")
    problem = why_not_begin_draft(find_plan_ahead())
    if problem:
        raise Refused(problem)
    approved = find_approved_plan(refresh=True)
    if approved is None:
        raise NotFound
    return approved


def _copy(source: Plan, *, first_year: int) -> Plan:
    plan = Plan(version=newest_version() + 1, first_year=first_year, state="draft", based_on_id=source.id)
    plan.items = list(_copies(list_items(source.id)))
    db.session.add(plan)
    db.session.flush()
    return plan


def _copies(items: Iterable[PlanItem]) -> Iterable[PlanItem]:
    """What DDS was asked for stays with the version that it was answered in."""
    for item in items:
        values = {
            name: getattr(item, name)
            for name in (
                "code", "template_id", "kind", "first_year", "last_year", "is_for_all", "depends_on", "carried",
                "carry_reason",
            )
        }  # fmt: skip
        copy = PlanItem(**values)
        copy.units = list(item.units)
        copy.starts = [PlanItemStart(unit_id=start.unit_id, first_year=start.first_year) for start in item.starts]
        yield copy


def _changed(plan: Plan) -> None:
    plan.edition += 1
    db.session.flush()
