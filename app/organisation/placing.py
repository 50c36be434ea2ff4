"""Where each unit lies: its path from the root, and the administration it belongs to."""

from sqlalchemy import select

from app.core.db import db
from app.organisation.model import Unit


def place_units() -> None:
    """Write path and administration of every unit anew from its parent; rows that did not move stay untouched.

    Call it after a flush, so that new units have their numbers. The tree has no rings: the rules saw to that.
    """
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    done: set[int] = set()

    def place(unit: Unit) -> None:
        above = units[unit.parent_id] if unit.parent_id is not None else None
        if above is not None and above.id not in done:
            place(above)
        done.add(unit.id)
        path = f"{above.path if above else '/'}{unit.id}/"
        administration_id = above.administration_id if above else None
        if unit.kind == "administration":
            administration_id = unit.id
        if unit.path != path:
            unit.path = path
        if unit.administration_id != administration_id:
            unit.administration_id = administration_id

    for unit in units.values():
        if unit.id not in done:
            place(unit)
    db.session.flush()
