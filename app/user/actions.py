"""Changing who may come in and what they may do.

Whoever changes people waits for others who do, so that two administrators cannot take the role from each other at
the same moment.
"""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.auth.actions import CreateUser, create_user, grant_role, set_password
from app.auth.password import make_up_password
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.organisation.model import Person, Unit
from app.organisation.store import find_person, find_unit, lock_organisation
from app.user.store import count_admins


@dataclass(frozen=True, kw_only=True)
class InviteUser:
    """A new person with a role; the password is made up."""

    email: str
    name: str
    role: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class ChangeUser:
    """A person's name, address and home unit ("" for none)."""

    email: str
    name: str
    unit: str


def invite_user(command: InviteUser, *, doing: Doing) -> tuple[Person, str]:
    """Make the person; gives the one-time password, which is kept nowhere. Raises Refused when the address is known."""
    lock_organisation()
    if find_person(command.email) is not None:
        raise Refused(
            _("Der er allerede en person med den mailadresse. Find personen på listen, og giv rollen der."),
            field="email",
        )
    password = make_up_password(email=command.email)
    person = create_user(
        CreateUser(email=command.email, name=command.name, role=command.role, unit=command.unit, password=password),
        doing=doing,
    )
    return person, password


def change_user(person: Person, command: ChangeUser, *, doing: Doing) -> None:
    """Change name, address and home unit. Raises Refused when somebody else has the address."""
    lock_organisation()
    other = find_person(command.email)
    if other is not None and other.id != person.id:
        raise Refused(_("%(name)s har allerede den mailadresse.", name=other.name), field="email")
    unit = _get_unit(command.unit) if command.unit else None
    before = {"email": person.email, "name": person.name, "unit": person.unit.code if person.unit else ""}
    after = {"email": command.email, "name": command.name, "unit": unit.code if unit else ""}
    changes = {key: [before[key], after[key]] for key in before if before[key] != after[key]}
    person.email, person.name, person.unit = command.email, command.name, unit
    db.session.flush()
    if changes:
        record(doing, "person.change", "person", person.id, changes)


def add_role(person: Person, role: str, unit_code: str, *, doing: Doing) -> None:
    """Give a role in a unit. Raises Refused when it is held already."""
    unit = _get_unit(unit_code)
    lock_organisation()
    if not grant_role(person, role, unit):
        raise Refused(_("%(name)s har allerede den rolle i %(unit)s.", name=person.name, unit=unit.name), field="role")
    record(doing, "person.grant_role", "person", person.id, {"role": [None, f"{role} {unit.code}"]})


def remove_role(person: Person, grant_id: int, *, doing: Doing) -> None:
    """Take a role away. Raises NotFound, or Refused where nobody would be administrator any more."""
    lock_organisation()
    grant = next((grant for grant in person.grants if grant.id == grant_id), None)
    if grant is None:
        raise NotFound
    words = f"{grant.role} {grant.unit.code}"
    db.session.delete(grant)
    db.session.flush()
    _check_there_is_an_admin()
    record(doing, "person.remove_role", "person", person.id, {"role": [words, None]})


def close_user(person: Person, *, doing: Doing) -> None:
    """Keep a person out from now on; their sessions end. Raises Refused for the last administrator."""
    lock_organisation()
    _set_active(person, False, doing)
    _check_there_is_an_admin()


def open_user(person: Person, *, doing: Doing) -> None:
    """Let a person in again."""
    lock_organisation()
    _set_active(person, True, doing)


def reset_password(person: Person, *, doing: Doing) -> str:
    """A new one-time password, which is kept nowhere; the person's sessions end. Raises Refused for who is kept out."""
    if not person.is_active:
        raise Refused(_("Adgangen er lukket. Åbn den, før du giver en ny adgangskode."))
    password = make_up_password(email=person.email)
    set_password(person, password, doing=doing)
    return password


def _set_active(person: Person, is_active: bool, doing: Doing) -> None:
    if person.is_active == is_active:
        return
    person.is_active = is_active
    db.session.flush()
    record(doing, "person.open" if is_active else "person.close", "person", person.id)


def _check_there_is_an_admin() -> None:
    if not count_admins():
        raise Refused(_("Der skal være mindst én systemadministrator, der kan logge ind. Giv en anden rollen først."))


def _get_unit(code: str) -> Unit:
    unit = find_unit(code)
    if unit is None:
        raise Refused(_("Enheden findes ikke mere. Vælg en anden."), field="unit")
    return unit
