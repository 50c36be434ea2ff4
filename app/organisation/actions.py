"""Changing the organisation in the browser: one unit at a time, and the municipality's own data.

A unit goes the same way as a row of a file, so that one set of rules decides about both.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import Refused
from app.organisation.hanging import find_hanging, holders_of
from app.organisation.importing.leaving_out import close
from app.organisation.importing.rules import UnitRow
from app.organisation.importing.trail import tell_opened_unit
from app.organisation.importing.units import import_units
from app.organisation.model import Person, Unit
from app.organisation.store import get_municipality, lock_organisation


@dataclass(frozen=True, kw_only=True)
class PutUnit:
    """A unit as it shall be. `parent` is a unit's code, "" for the municipality itself.

    `holders` maps functions to mail addresses of people who are there; "" empties a function.
    """

    code: str
    name: str
    kind: str
    parent: str
    holders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ChangeMunicipality:
    """The data controller and its DPO (Art. 30(1)(a)), and what the municipality has chosen."""

    name: str
    cvr: str
    address: str
    email: str
    phone: str
    dpo_name: str
    dpo_email: str
    dpo_phone: str
    answers_need_sign_in: bool
    answers_are_off: bool


def create_unit(command: PutUnit, *, doing: Doing) -> Unit:
    """Make a unit. Raises Refused, with its field, for a code that is taken or a place that it cannot have."""
    if db.session.scalar(select(Unit.id).where(Unit.code == command.code)) is not None:
        raise Refused(_("Koden er taget af en anden enhed. Vælg en anden."), field="code")
    return _put(command, doing)


def change_unit(command: PutUnit, *, doing: Doing) -> Unit:
    """Change name, place and functions of a unit; those below it move with it. Raises Refused, with its field."""
    if _get(command.code).is_closed:
        raise Refused(_("Enheden er lukket. Åbn den, før du retter den."))
    return _put(command, doing)


def close_unit(unit: Unit, *, doing: Doing) -> None:
    """Close a unit: it is offered nowhere any more, and its functions end. Raises Refused while something hangs on it.

    Records, people and roles do not move by themselves: somebody must say where they belong now.
    """
    lock_organisation()
    db.session.refresh(unit)
    if unit.is_closed:
        return
    if unit.kind == "municipality":
        raise Refused(_("Kommunen selv kan ikke lukkes."))
    blocking = find_hanging(unit).blocking
    if blocking:
        raise Refused(_("Enheden kan ikke lukkes, før dette er flyttet: %(what)s.", what=", ".join(blocking)))
    close(unit, holders_of(unit), doing)
    db.session.flush()


def open_unit(unit: Unit, *, doing: Doing) -> None:
    """Open a closed unit again, without the functions it once had. Raises Refused below a unit that is closed."""
    lock_organisation()
    db.session.refresh(unit)
    if not unit.is_closed:
        return
    if unit.parent is not None and unit.parent.is_closed:
        raise Refused(_("%(unit)s, som den hører under, er lukket. Åbn den først.", unit=unit.parent.name))
    unit.is_closed = False
    db.session.flush()
    tell_opened_unit(unit.id, doing)


def change_municipality(command: ChangeMunicipality, *, doing: Doing) -> None:
    """Change the municipality's settings; what stays the same leaves no trace."""
    row = get_municipality()
    db.session.add(row)
    changes = {
        name: [getattr(row, name), value] for name, value in asdict(command).items() if getattr(row, name) != value
    }
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    db.session.flush()
    if changes:
        record(doing, "municipality.change", "municipality", row.id, changes)


def _put(command: PutUnit, doing: Doing) -> Unit:
    lock_organisation()
    _check_holders(command.holders)
    row = UnitRow(0, command.code, command.name, command.kind, command.parent, command.holders)
    laid = import_units([row], doing=doing)
    if laid.faults:
        _row, name, reason = laid.faults[0]
        raise Refused(reason[:1].upper() + reason[1:], field=name)
    return _get(command.code)


def _check_holders(holders: Mapping[str, str]) -> None:
    wanted = {email for email in holders.values() if email}
    known = set(db.session.scalars(select(Person.email).where(Person.email.in_(wanted), Person.is_active)))
    for function, email in holders.items():
        if email and email not in known:
            raise Refused(
                _("Ingen med mailadressen «%(email)s» arbejder her. Opret personen under Brugere først.", email=email),
                field=f"{function}_email",
            )


def _get(code: str) -> Unit:
    return db.session.scalars(select(Unit).where(Unit.code == code)).one()
