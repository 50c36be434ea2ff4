"""What is said of an item of the plan wherever it stands: who does it, and where."""

from flask_babel import gettext as _

from aarshjul.catalogue.rules import WHERE
from aarshjul.plan.model import PlanItem
from app.organisation.rules import FUNCTIONS


def where_of(item: PlanItem) -> str:
    """The units chosen for it, else where the catalogue says."""
    if not item.is_for_all:
        return ", ".join(unit.name for unit in item.units)
    return _(WHERE[item.template.about or item.template.per])


def note_of(item: PlanItem) -> str:
    """Who does it and where."""
    return f"{_(FUNCTIONS.get(item.template.function, item.template.function))} · {where_of(item)}"
