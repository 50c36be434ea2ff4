"""Signing in, and making accounts."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.auth.model import Account
from app.auth.password import check_new_password, hash_password, matches
from app.auth.rules import ROLES
from app.auth.sessions import end_sessions_of
from app.auth.store import find_account
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.organisation.model import Person, RoleGrant, Unit
from app.organisation.rules import is_mail_address
from app.throttle.actions import claim_try, forget_tries
from app.throttle.rules import ACCOUNT, ADDRESS

_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$Zm9yIGEgcGVyc29uIHdobyBpcyBub3QgaGVyZQ"


@dataclass(frozen=True, kw_only=True)
class CreateUser:
    """Make a person with a role in a unit, and a way in."""

    email: str
    name: str
    role: str
    unit: str = ""
    password: str


def claim_sign_in(email: str, *, address: str, now: datetime) -> None:
    """Count a try to sign in, for the mail address and for the network address. The caller commits before `sign_in`.

    An address that has no account is counted like any other, so that the answer tells nobody who has one.
    Raises Refused: wait.
    """
    claim_try(ACCOUNT, email.strip().lower(), now=now)
    claim_try(ADDRESS, address, now=now)


def sign_in(email: str, password: str, *, now: datetime) -> Account:
    """The account that this address and password open; the try has been claimed.

    An unknown address costs the same time as a known one, and a wrong password the same words. Raises Refused.
    """
    account = find_account(email)
    is_right = matches(account.password_hash if account and account.password_hash else _NOBODY, password)
    if account is None or not account.password_hash or not is_right:
        if account is not None:
            record(Doing(at=now, person_id=account.person_id), "auth.refuse", "account", account.id)
        raise Refused(_("Mailadressen og adgangskoden passer ikke sammen. Prøv igen."))
    forget_tries(ACCOUNT, email.strip().lower())
    return account


def create_user(command: CreateUser, *, doing: Doing) -> Person:
    """Make the person (or take the one with this address), grant the role and set the password. Raises Refused."""
    email = command.email.strip().lower()
    if not is_mail_address(email):
        raise Refused(_("Skriv en mailadresse som navn@kommune.dk, uden æ, ø og å."), field="email")
    if not command.name.strip():
        raise Refused(_("Skriv personens navn."), field="name")
    unit = _unit(command.unit)
    person = db.session.scalar(select(Person).where(Person.email == email))
    is_new = person is None
    if person is None:
        person = Person(email=email, name=command.name.strip())
        db.session.add(person)
    if person.unit_id is None:
        person.unit = unit
    db.session.flush()
    if is_new:
        record(doing, "person.create", "person", person.id, {"email": [None, email], "name": [None, person.name]})
    if grant_role(person, command.role, unit):
        record(doing, "person.grant_role", "person", person.id, {"role": [None, f"{command.role} {unit.code}"]})
    set_password(person, command.password, doing=doing)
    return person


def grant_role(person: Person, role: str, unit: Unit) -> bool:
    """Give the role in the unit; False when it was held already. Raises Refused for an unknown role."""
    if role not in ROLES:
        raise Refused(_("Rollen «%(role)s» findes ikke. Vælg en af: %(roles)s.", role=role, roles=", ".join(ROLES)))
    held = db.session.scalar(
        select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.unit_id == unit.id)
    )
    if held is None:
        db.session.add(RoleGrant(person=person, role=role, unit=unit))
        db.session.flush()
    return held is None


def set_password(person: Person, password: str, *, doing: Doing, but_session: int | None = None) -> None:
    """A new password; every session of the person ends, but for the row `but_session`."""
    check_new_password(password, email=person.email)
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    if account is None:
        account = Account(person_id=person.id)
        db.session.add(account)
    account.password_hash = hash_password(password)
    db.session.flush()
    end_sessions_of(account, now=doing.at, but=but_session)
    forget_tries(ACCOUNT, person.email)
    record(doing, "auth.set_password", "account", account.id)


def change_own_password(person_id: int, current: str, new: str, *, doing: Doing, session_row_id: int) -> None:
    """A new password for who knows the present one; every other session of the person ends. Raises Refused."""
    account = db.session.scalars(select(Account).where(Account.person_id == person_id).with_for_update()).one()
    if not matches(account.password_hash, current):
        raise Refused(_("Det er ikke din nuværende adgangskode. Prøv igen."), field="current")
    set_password(account.person, new, doing=doing, but_session=session_row_id)


def _unit(code: str) -> Unit:
    query = select(Unit).where(Unit.code == code) if code else select(Unit).where(Unit.kind == "municipality")
    unit = db.session.scalar(query)
    if unit is None:
        raise Refused(
            _("Enheden «%(code)s» findes ikke.", code=code)
            if code
            else _("Der er ingen organisation endnu. Kør flask init først.")
        )
    return unit


def get_person(email: str) -> Person:
    """The person with this address. Raises NotFound."""
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    if person is None:
        raise NotFound
    return person
