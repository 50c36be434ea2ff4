"""Taking over what our own json carries beside the records: what they point at, where it is missing here.

What is there already is left as it is: a register is imported, not an organisation.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from sqlalchemy import func, select

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.importing import Rejection
from app.core.text import N_
from app.organisation.importing.rules import UnitRow
from app.organisation.importing.trail import tell_closed_people, tell_closed_unit, tell_new_person
from app.organisation.importing.units import import_units
from app.organisation.model import Municipality, Person, Unit
from app.organisation.rules import is_mail_address
from app.organisation.store import get_municipality, lock_organisation
from register.exporting.document import ControllerRow, OtherUnit, PersonRow
from register.importing.kinds import restore_kinds
from register.importing.unfit_row import UnfitRow, rows_of

RowT = TypeVar("RowT", ControllerRow, OtherUnit, PersonRow)


def restore_others(others: Mapping[str, Any], *, is_empty: bool, doing: Doing) -> tuple[Rejection, ...]:
    """Make the units, people and other records that are missing; fill in the municipality where nothing is said of it.

    `is_empty`: the register holds no activity, so what `flask init` laid in gives way to what the file says. Gives what
    is wrong with them; then nothing of the file may be kept.
    """
    if not others:
        return ()
    lock_organisation()
    try:
        _restore_units(others, doing)
        _restore_people(others, doing)
        restore_kinds(others, is_empty=is_empty, doing=doing)
    except UnfitRow as unfit:
        return (unfit.rejection,)
    db.session.flush()
    return ()


def _restore_units(others: Mapping[str, Any], doing: Doing) -> None:
    municipality = get_municipality()
    names = [f.name for f in fields(ControllerRow)]
    is_blank = not any(getattr(municipality, name) for name in names)
    if is_blank:
        _name_root(others, doing)
    known = set(db.session.scalars(select(Unit.code)))
    wanted = [(row, unit) for row, unit in _rows(others, "units", OtherUnit) if unit.code not in known]
    laid = import_units(
        [UnitRow(row, unit.code, unit.name, unit.kind, unit.parent) for row, unit in wanted], doing=doing
    )
    for row, column, message in laid.faults:
        raise UnfitRow(row, f"units.{column}", message)
    closed = [unit.code for _row, unit in wanted if unit.is_closed]
    for unit in db.session.scalars(select(Unit).where(Unit.code.in_(closed)).order_by(Unit.id)):
        unit.is_closed = True
        tell_closed_unit(unit, [], doing)
    controller = others.get("municipality")
    if is_blank and controller is not None:
        told = {}
        for name, value in asdict(_row(1, "municipality", controller, ControllerRow)).items():
            if getattr(municipality, name) != value:
                told[name] = [getattr(municipality, name), value]
                setattr(municipality, name, value)
        if told:
            record(doing, "municipality.change", "municipality", municipality.id, told)
    db.session.flush()


def _name_root(others: Mapping[str, Any], doing: Doing) -> None:
    """The root that `flask init` made, when it stands alone, is the file's root."""
    if db.session.scalar(select(func.count(Unit.id))) != 1:
        return
    root = db.session.scalars(select(Unit)).one()
    for _row_number, unit in _rows(others, "units", OtherUnit):
        if unit.kind == "municipality" and unit.code and unit.name and (root.code, root.name) != (unit.code, unit.name):
            told = {"code": [root.code, unit.code], "name": [root.name, unit.name]}
            root.code, root.name = unit.code, unit.name
            record(doing, "organisation.change_unit", "unit", root.id, told)
            db.session.flush()
            return


def _restore_people(others: Mapping[str, Any], doing: Doing) -> None:
    known = set(db.session.scalars(select(Person.email)))
    units = {unit.code: unit for unit in db.session.scalars(select(Unit))}
    made = []
    for row, person in _rows(others, "people", PersonRow):
        if not is_mail_address(person.email) or person.email != person.email.lower():
            raise UnfitRow(row, "people.email", N_("her skal stå en mailadresse med små bogstaver."))
        if person.unit and person.unit not in units:
            raise UnfitRow(row, "people.unit", N_("der er ingen enhed med den kode."))
        if person.email not in known:
            known.add(person.email)
            unit = units.get(person.unit)
            made.append(Person(email=person.email, name=person.name, unit=unit, is_active=person.is_active))
    db.session.add_all(made)
    db.session.flush()
    for one in made:
        told = {"email": [None, one.email], "name": [None, one.name], "unit": [None, one.unit.code if one.unit else ""]}
        tell_new_person(one.id, told, doing)
    tell_closed_people([one for one in made if not one.is_active], doing)


def _rows(others: Mapping[str, Any], key: str, row_type: type[RowT]) -> list[tuple[int, RowT]]:
    return [(number, _row(number, key, values, row_type)) for number, values in rows_of(others, key)]


def _row(number: int, key: str, values: Any, row_type: type[RowT]) -> RowT:
    if not isinstance(values, dict):
        raise UnfitRow(number, key, N_("posten skal stå mellem { og }, med navn og værdi for hvert felt."))
    types = {f.name: f.type for f in fields(row_type)}
    for name, value in values.items():
        if types.get(name) is not type(value):
            raise UnfitRow(number, f"{key}.{name}", N_("her står noget andet, end feltet kan rumme."))
        if isinstance(value, str) and (len(value) > _LONGEST.get((key, name), 20_000) or "\x00" in value):
            raise UnfitRow(number, f"{key}.{name}", N_("teksten er for lang."))
    return row_type(**values)


def _longest(key: str, model: Any) -> dict[tuple[str, str], int]:
    lengths = {column.name: getattr(column.type, "length", None) for column in model.__table__.columns}
    return {(key, name): most for name, most in lengths.items() if most}


_LONGEST = _longest("units", Unit) | _longest("people", Person) | _longest("municipality", Municipality)
"""How long a text may be, by the list and the name."""
