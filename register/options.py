"""Choices that several of the register's forms offer: units, people and processors."""

from sqlalchemy import false, or_, select
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.db import db
from app.core.scope import Scope
from app.organisation.duties import list_dpo_ids
from app.organisation.store import list_people, list_units
from register.processor.model import Processor


def unit_choices(scope: Scope, held: str = "") -> list[SelectChoice]:
    """Open units inside the scope, those below others set in by a dash; `held` stays on offer when it is closed."""
    units = list_units(scope=scope)
    top = min((unit.path.count("/") for unit in units), default=0)
    choices = [SelectChoice(unit.code, "– " * (unit.path.count("/") - top) + unit.name) for unit in units]
    return _with(choices, held)


def owner_choices(held: str = "") -> list[SelectChoice]:
    """Active people by name but for the DPO, who may own nothing. The mail address stands where two share a name.

    `held` stays on offer.
    """
    dpos = list_dpo_ids(clock.today())
    people = [person for person in list_people() if person.id not in dpos]
    names = [person.name for person in people]
    labels = {p.email: p.name if names.count(p.name) == 1 else f"{p.name} ({p.email})" for p in people}
    return _with([SelectChoice(email, label) for email, label in labels.items()], held)


def processor_choices(held: str = "") -> list[SelectChoice]:
    """Processors that are still to be chosen, by name; `held` stays on offer."""
    query = (
        select(Processor.code, Processor.name)
        .where(or_(Processor.is_retired == false(), Processor.code == held))
        .order_by(Processor.sort_key, Processor.id)
    )
    return _with([SelectChoice(code, name) for code, name in db.session.execute(query)], held)


def _with(choices: list[SelectChoice], held: str) -> list[SelectChoice]:
    is_offered = not held or any(choice.value == held for choice in choices)
    return choices if is_offered else [*choices, SelectChoice(held, held)]
