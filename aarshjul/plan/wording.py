"""What is said of an item of the plan wherever it stands: who does it, where, and when it comes round."""

from flask_babel import gettext as _

from aarshjul.catalogue.rules import WHERE
from aarshjul.plan.model import PlanItem
from aarshjul.recurrence import Recurrence, parse_day, to_rrule
from app.organisation.rules import FUNCTIONS


def where_of(item: PlanItem) -> str:
    """The units chosen for it, else where the catalogue says."""
    if not item.is_for_all:
        return ", ".join(unit.name for unit in item.units)
    return _(WHERE[item.template.about or item.template.per])


def rrule_of(item: PlanItem) -> str:
    """When it comes round as a calendar program reads it (RFC 5545); empty where that cannot say the same."""
    template = item.template
    if template.about or template.every_months is not None:
        return ""
    rule = Recurrence(
        months=tuple(template.months),
        first_year=item.first_year,
        every_years=template.every_years,
        day=parse_day(template.day),
        last_year=item.last_year,
        is_once=item.kind == "project",
    )
    return to_rrule(rule) or ""


def note_of(item: PlanItem) -> str:
    """Who does it and where."""
    return f"{_(FUNCTIONS.get(item.template.function, item.template.function))} · {where_of(item)}"
