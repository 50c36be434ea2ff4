"""Signing in, and making accounts."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.audit.actions import Doing, record
from app.auth.model import Account
from app.auth.password import check_new_password, hash_password, matches
from app.auth.rules import ROLES
from app.auth.store import find_account
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.organisation.model import Person, RoleGrant, Unit
from app.organisation.rules import is_mail_address

FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$Zm9yIGEgcGVyc29uIHdobyBpcyBub3QgaGVyZQ"


@dataclass(frozen=True, kw_only=True)
class CreateUser:
    """Make a person with a role in a unit, and a way in."""

    email: str
    name: str
    role: str
    unit: str = ""
    password: str


def sign_in(email: str, password: str, *, now: datetime) -> Account:
    """The account that this address and password open.

    1. After `FREE_TRIES` wrong passwords each further one locks the account for a growing while (at most
       `LONGEST_WAIT`). The account's row is locked while the password is looked at, so that tries from several
       processes are taken one by one and share the count.
    2. An unknown address costs the same time as a known one, and a wrong password the same words.

    Raises Refused; a locked account says how long to wait.
    """
    account = find_account(email)
    wrong = Refused(_("Mailadressen og adgangskoden passer ikke sammen. Prøv igen."))
    if account is None:
        matches(_NOBODY, password)
        raise wrong
    if account.locked_until_at and account.locked_until_at > now:
        minutes = max(1, round((account.locked_until_at - now).total_seconds() / 60))
        raise Refused(_("For mange forsøg. Vent %(n)d minutter, og prøv igen.", n=minutes))
    is_right = matches(account.password_hash, password)
    failed = 0 if is_right else account.failed_count + 1
    wait = (
        timedelta(0) if failed < FREE_TRIES else min(LONGEST_WAIT, timedelta(seconds=15 * 2 ** (failed - FREE_TRIES)))
    )
    db.session.execute(
        update(Account)
        .where(Account.id == account.id)
        .values(failed_count=failed, locked_until_at=now + wait if wait else None)
    )
    if not is_right:
        record(Doing(at=now, person_id=account.person_id), "auth.refuse", "account", account.id)
        raise wrong
    record(Doing(at=now, person_id=account.person_id), "auth.sign_in", "account", account.id)
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


def set_password(person: Person, password: str, *, doing: Doing) -> None:
    """A new password; every session of the person ends."""
    check_new_password(password, email=person.email)
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    if account is None:
        account = Account(person_id=person.id)
        db.session.add(account)
    account.password_hash = hash_password(password)
    account.stamp = secrets.token_urlsafe(18)
    account.failed_count = 0
    account.locked_until_at = None
    db.session.flush()
    record(doing, "auth.set_password", "account", account.id)


def change_own_password(person_id: int, current: str, new: str, *, doing: Doing) -> Account:
    """A new password for who knows the present one; every other session of the person ends. Raises Refused."""
    account = db.session.scalars(select(Account).where(Account.person_id == person_id).with_for_update()).one()
    if not matches(account.password_hash, current):
        raise Refused(_("Det er ikke din nuværende adgangskode. Prøv igen."), field="current")
    set_password(account.person, new, doing=doing)
    return account


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
