"""Changing who may come in and what they may do.

Whoever changes people waits for others who do, so that two administrators cannot take the role from each other at
the same moment.
"""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.auth.actions import CreateUser, create_user, grant_role
from app.auth.letters import write_address_changed
from app.auth.sessions import end_sessions_of
from app.auth.store import find_account_of_person
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.organisation.model import Person, Unit
from app.organisation.store import find_person, find_unit, lock_organisation
from app.token.actions import cancel_links, mail_link_to
from app.token.rules import INVITATION, RESET
from app.user.store import count_admins


@dataclass(frozen=True, kw_only=True)
class InviteUser:
    """A new person with a role, who chooses a password by a link in a mail."""

    email: str
    name: str
    role: str
    unit: str
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class GiveRole:
    """A role in the unit with this code, to the end of a day where one is said."""

    role: str
    unit: str
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeUser:
    """A person's name, address and home unit ("" for none)."""

    email: str
    name: str
    unit: str


def invite_user(command: InviteUser, *, doing: Doing) -> Person:
    """Make the person and mail an invitation. Raises Refused when the address is known."""
    lock_organisation()
    if find_person(command.email) is not None:
        raise Refused(
            _("Der er allerede en person med den mailadresse. Find personen på listen, og giv rollen der."),
            field="email",
        )
    return create_user(
        CreateUser(
            email=command.email,
            name=command.name,
            role=command.role,
            unit=command.unit,
            ends_on=command.ends_on,
            password=None,
        ),
        doing=doing,
    )


def change_user(person: Person, command: ChangeUser, *, doing: Doing) -> None:
    """Change name, address and home unit. Raises Refused when somebody else has the address.

    With the address goes the way in, because links to a new password are mailed there. So a new address ends the
    sessions and the links there are, and who has an account is told at the old one.
    """
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
    account = find_account_of_person(person.id)
    if "email" in changes:
        # A link lies in the old mailbox, which may be somebody else's by now.
        cancel_links(person, now=doing.at)
    if "email" in changes and account is not None:
        end_sessions_of(account, now=doing.at)
        write_address_changed(person, before["email"], by_id=doing.person_id, at=doing.at)
    if changes:
        record(doing, "person.change", "person", person.id, changes)


def add_role(person: Person, command: GiveRole, *, doing: Doing) -> None:
    """Give a role in a unit, or another last day to one that is held.

    Raises Refused when nothing would change, and to who would give it to themselves: that is another administrator's
    to do, or the IT department's on the command line, where one administrator is all there is.
    """
    if doing.is_for_self(person.id):
        raise Refused(
            _("Du kan ikke give dig selv en rolle. Bed en anden systemadministrator eller it-afdelingen om det."),
            field="role",
        )
    unit = _get_unit(command.unit)
    lock_organisation()
    if not grant_role(person, command.role, unit, ends_on=command.ends_on, doing=doing):
        raise Refused(_("%(name)s har allerede den rolle i %(unit)s.", name=person.name, unit=unit.name), field="role")
    if command.role == "admin" and command.ends_on is not None and not count_admins(on=date.max):
        raise Refused(
            _("Der skal være mindst én systemadministrator uden slutdato. Giv en anden rollen først."), field="ends_on"
        )


def remove_role(person: Person, grant_id: int, *, doing: Doing) -> None:
    """Take a role away. Raises NotFound, or Refused where nobody would be administrator any more."""
    lock_organisation()
    grant = next((grant for grant in person.grants if grant.id == grant_id), None)
    if grant is None:
        raise NotFound
    words = f"{grant.role} {grant.unit.code}"
    db.session.delete(grant)
    db.session.flush()
    _check_there_is_an_admin(clock.day_of(doing.at))
    record(doing, "person.remove_role", "person", person.id, {"role": [words, None]})


def close_user(person: Person, *, doing: Doing) -> None:
    """Keep a person out from now on; their sessions end. Raises Refused for the last administrator."""
    lock_organisation()
    _set_active(person, False, doing)
    _check_there_is_an_admin(clock.day_of(doing.at))


def open_user(person: Person, *, doing: Doing) -> None:
    """Let a person in again."""
    lock_organisation()
    _set_active(person, True, doing)


def send_link(person: Person, *, doing: Doing) -> str:
    """Mail a link to choose a password by: an invitation to who has no way in yet. Gives its purpose.

    The present password goes on working until the link is used. Raises Refused for who is kept out.
    """
    purpose = RESET if find_account_of_person(person.id) else INVITATION
    mail_link_to(person, purpose, doing=doing)
    return purpose


def end_sessions(person: Person, *, doing: Doing) -> int:
    """Sign the person out everywhere; gives in how many browsers."""
    account = find_account_of_person(person.id)
    ended = end_sessions_of(account, now=doing.at) if account else 0
    record(doing, "person.end_sessions", "person", person.id, {"count": [ended, 0]})
    return ended


def _set_active(person: Person, is_active: bool, doing: Doing) -> None:
    if person.is_active == is_active:
        return
    person.is_active = is_active
    db.session.flush()
    account = find_account_of_person(person.id)
    if account is not None and not is_active:
        # Opened again, the person signs in anew: an old cookie does not come back to life.
        end_sessions_of(account, now=doing.at)
    if not is_active:
        # Nor does a link that was mailed before.
        cancel_links(person, now=doing.at)
    record(doing, "person.open" if is_active else "person.close", "person", person.id)


def _check_there_is_an_admin(today: date) -> None:
    if not count_admins(on=today):
        raise Refused(_("Der skal være mindst én systemadministrator, der kan logge ind. Giv en anden rollen først."))


def _get_unit(code: str) -> Unit:
    unit = find_unit(code)
    if unit is None:
        raise Refused(_("Enheden findes ikke mere. Vælg en anden."), field="unit")
    return unit
