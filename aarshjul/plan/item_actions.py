"""What people do to the items of a draft: move them, change them, take them in and out.

Items lie in the municipality's plan. Who may write in one administration only says in which year that one begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import Select, select

from aarshjul.plan.model import Plan, PlanItem, PlanItemStart, TaskTemplate
from aarshjul.plan.version_actions import take_plan
from aarshjul.plan.versioning import Begins, find_ring, why_not_begin
from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.model import Unit


@dataclass(frozen=True, kw_only=True)
class MoveItem:
    """An item begins in another year: everywhere, or in one administration. `seen_year` is where its reader saw it."""

    plan_id: int
    code: str
    year: int
    seen_year: int
    unit_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeItem:
    """Everything a person may say of an item. `unit_ids` empty: wherever the catalogue says."""

    plan_id: int
    code: str
    edition: int
    kind: str
    first_year: int
    last_year: int | None
    unit_ids: Sequence[int]
    depends_on: Sequence[str]
    asks_hours: float
    asks_kroner: int
    asks_reason: str


@dataclass(frozen=True, kw_only=True)
class AddItem:
    """An entry of the catalogue comes into the plan from a year on."""

    plan_id: int
    template_code: str
    year: int


def move_item(command: MoveItem, *, doing: Doing) -> PlanItem:
    """Let an item begin in another year. Raises EditConflict when it no longer stands where it was seen."""
    plan, item = _take(command.plan_id, command.code)
    own = next((start for start in item.starts if start.unit_id == command.unit_id), None)
    begun_in = own.first_year if own else item.first_year
    if begun_in != command.seen_year:
        raise EditConflict(_("En anden har flyttet %(code)s til %(year)s imens.", code=item.code, year=begun_in))
    _check_year(plan, command.year, begun_in)
    if item.last_year is not None and command.year > item.last_year:
        raise Refused(_("Opgaven slutter i %(year)s. Vælg et tidligere år.", year=item.last_year), field="first_year")
    if command.unit_id is not None and item.template.per == "central" and not item.template.about:
        raise Refused(_("Opgaven løses for hele kommunen. Vælg hele kommunen for at flytte den."))
    if command.unit_id is None:
        item.first_year = command.year
    elif own is None:
        item.starts.append(PlanItemStart(unit_id=command.unit_id, first_year=command.year))
    elif command.year == item.first_year:
        item.starts.remove(own)
    else:
        own.first_year = command.year
    changes: dict[str, object] = {"code": [None, item.code], "first_year": [begun_in, command.year]}
    if command.unit_id is not None:
        changes["unit"] = [None, db.session.get_one(Unit, command.unit_id).name]
    _tell(plan, "plan.move_item", changes, doing)
    return item


def change_item(command: ChangeItem, *, doing: Doing) -> PlanItem:
    """Change what is said of an item. Raises Refused naming the field."""
    plan, item = _take(command.plan_id, command.code, edition=command.edition)
    _check_year(plan, command.first_year, item.first_year)
    if command.last_year is not None and command.last_year < command.first_year:
        raise Refused(_("Det sidste år kan ikke ligge før det første."), field="last_year")
    items = db.session.scalars(select(PlanItem).where(PlanItem.plan_id == plan.id)).all()
    unknown = sorted(set(command.depends_on) - {one.code for one in items})
    if unknown:
        raise Refused(_("%(codes)s er ikke i planen.", codes=", ".join(unknown)), field="depends_on")
    ring = find_ring(
        Begins(one.code, one.first_year, command.depends_on if one.id == item.id else one.depends_on) for one in items
    )
    if ring:
        raise Refused(
            _("Opgaverne ville vente på hinanden: %(codes)s. Fjern en af dem.", codes=" → ".join(ring)),
            field="depends_on",
        )
    units = db.session.scalars(select(Unit).where(Unit.id.in_(command.unit_ids)).order_by(Unit.sort_key)).all()
    before = _facts(item)
    item.kind, item.first_year, item.last_year = command.kind, command.first_year, command.last_year
    item.is_for_all, item.units = not units, list(units)
    item.depends_on = sorted(set(command.depends_on))
    item.asks_hours, item.asks_kroner, item.asks_reason = (
        command.asks_hours, command.asks_kroner, command.asks_reason,
    )  # fmt: skip
    after = _facts(item)
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if changes:
        _tell(plan, "plan.change_item", {"code": [None, item.code], **changes}, doing)
    return item


def add_item(command: AddItem, *, doing: Doing) -> PlanItem:
    """Take an entry of the catalogue into a draft. Raises Refused when it is there already or retired."""
    plan = take_plan(command.plan_id, "edit")
    template = db.session.scalar(select(TaskTemplate).where(TaskTemplate.code == command.template_code))
    if template is None:
        raise NotFound
    if template.is_retired:
        raise Refused(_("Opgaven er taget ud af kataloget."))
    if db.session.scalar(_item_query(plan.id, template.code)) is not None:
        raise Refused(_("%(code)s er allerede i planen.", code=template.code))
    item = PlanItem(plan_id=plan.id, code=template.code, template=template, first_year=command.year)
    _check_year(plan, command.year, plan.first_year)
    db.session.add(item)
    _tell(plan, "plan.add_item", {"code": [None, item.code], "first_year": [None, item.first_year]}, doing)
    return item


def remove_item(plan_id: int, code: str, *, doing: Doing) -> None:
    """Take an item out of a draft; what depended on it depends on it no more."""
    plan, item = _take(plan_id, code)
    for other in db.session.scalars(select(PlanItem).where(PlanItem.plan_id == plan.id)):
        if code in other.depends_on:
            other.depends_on = [one for one in other.depends_on if one != code]
    db.session.delete(item)
    _tell(plan, "plan.remove_item", {"code": [code, None], "first_year": [item.first_year, None]}, doing)


def _take(plan_id: int, code: str, *, edition: int | None = None) -> tuple[Plan, PlanItem]:
    plan = take_plan(plan_id, "edit", edition=edition)
    item = db.session.scalar(_item_query(plan.id, code).execution_options(populate_existing=True))
    if item is None:
        raise NotFound
    return plan, item


def _item_query(plan_id: int, code: str) -> Select[PlanItem]:
    return select(PlanItem).where(PlanItem.plan_id == plan_id, PlanItem.code == code)


def _check_year(plan: Plan, year: int, begun_in: int) -> None:
    problem = why_not_begin(year, first_year=plan.first_year, begun_in=begun_in)
    if problem:
        raise Refused(_(problem), field="first_year")


def _facts(item: PlanItem) -> dict[str, object]:
    return {
        "kind": item.kind,
        "first_year": item.first_year,
        "last_year": item.last_year,
        "units": ", ".join(unit.name for unit in item.units) or None,
        "depends_on": ", ".join(item.depends_on) or None,
        "asks_hours": item.asks_hours or None,
        "asks_kroner": item.asks_kroner or None,
        "asks_reason": item.asks_reason or None,
    }


def _tell(plan: Plan, verb: str, changes: dict[str, object], doing: Doing) -> None:
    plan.edition += 1
    db.session.flush()
    record(doing, verb, "plan", plan.id, changes)
