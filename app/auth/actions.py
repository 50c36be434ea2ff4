"""Signing in, and making accounts."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.auth.letters import write_password_changed
from app.auth.model import Account
from app.auth.password import check_new_password, decoy_hash, hash_password, is_outdated, matches
from app.auth.refusals import tell_refusal
from app.auth.rules import DPO_ROLE, ROLES, why_not_hold, why_not_until
from app.auth.sessions import end_sessions_of
from app.auth.store import find_account
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.organisation.duties import list_roles_held, refuse_dpo_with_duties
from app.organisation.model import Person, RoleGrant, Unit
from app.organisation.rules import is_mail_address
from app.organisation.store import find_person, find_unit
from app.second_factor.actions import open_with
from app.throttle.actions import Locks, claim_tries, forget_tries, give_back_try
from app.throttle.rules import ACCOUNT, ADDRESS, CODE
from app.token.actions import cancel_links, mail_link_to
from app.token.rules import INVITATION


@dataclass(frozen=True, kw_only=True)
class CreateUser:
    """Make a person with a role in a unit, and a way in: a password, or (None) an invitation by mail."""

    email: str
    name: str
    role: str
    unit: str = ""
    password: str | None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    """A new password for who knows the present one, and shows a code where the account has a second factor."""

    present: str
    code: str
    new: str


def claim_sign_in(email: str, *, address: str, now: datetime) -> Locks:
    """Count a try to sign in, for the mail address and for the network address. The caller commits before `sign_in`.

    An address that has no account is counted like any other, so that the answer tells nobody who has one.
    Gives the locks that begin when the try is wrong. Raises Refused: wait.
    """
    return claim_tries((ACCOUNT, email.strip().lower()), (ADDRESS, address), now=now)


def fits(password_hash: str, password: str) -> bool:
    """Whether the password opens an account with this hash; "" (no account, or none with a password) opens never.

    It costs the same time either way. To be asked outside a transaction: no lock is held while the hash is worked out.
    """
    is_right = matches(password_hash or decoy_hash(), password)
    return bool(password_hash) and is_right


def sign_in(email: str, password: str, *, fitted: str, address: str, now: datetime, locks: Locks = ()) -> Account:
    """The account that the password opens: `fitted` is the hash it was found to fit, "" for none.

    An unknown mail address is answered with the same words as a wrong password, and leaves the same trace but for the
    account, which the caller commits. Raises Refused.
    """
    account = find_account(email)
    if account is None or not fitted or account.password_hash != fitted:
        tell_refusal("auth.refuse", account.id if account else None, at=now, locks=locks)
        raise Refused(_("Mailadressen og adgangskoden passer ikke sammen. Prøv igen."))
    if is_outdated(fitted):
        account.password_hash = hash_password(password)
    forget_tries(ACCOUNT, email.strip().lower())
    give_back_try(ADDRESS, address, now=now)
    return account


def create_user(command: CreateUser, *, doing: Doing) -> Person:
    """Make the person (or take the one with this address who has no way in yet), grant the role and open the way.

    Raises Refused, also for somebody who can sign in already: nobody's password is replaced unseen.
    """
    email = command.email.strip().lower()
    if not is_mail_address(email):
        raise Refused(_("Skriv en mailadresse som navn@kommune.dk, uden æ, ø og å."), field="email")
    if not command.name.strip():
        raise Refused(_("Skriv personens navn."), field="name")
    unit = get_unit_or_root(command.unit)
    person = find_person(email)
    if person is not None and db.session.scalar(select(Account.id).where(Account.person_id == person.id)):
        raise Refused(
            _("%(email)s kan allerede logge ind. Giv roller under Opsætning, Brugere.", email=email), field="email"
        )
    is_new = person is None
    if person is None:
        person = Person(email=email, name=command.name.strip())
        db.session.add(person)
    if person.unit_id is None:
        person.unit = unit
    db.session.flush()
    if is_new:
        record(doing, "person.create", "person", person.id, {"email": [None, email], "name": [None, person.name]})
    grant_role(person, command.role, unit, ends_on=command.ends_on, doing=doing)
    if command.password is None:
        mail_link_to(person, INVITATION, doing=doing)
    else:
        set_password(person, command.password, doing=doing)
    return person


def grant_role(person: Person, role: str, unit: Unit, *, ends_on: date | None, doing: Doing) -> bool:
    """Give the role in the unit, to the end of `ends_on` where one is said; False when it is held like that already.

    A role that is held gets the new last day. Raises Refused, with its field: an unknown role, one that cannot be held
    beside the others (art. 38(6)), a day that is over, an auditor without a day.
    """
    if role not in ROLES:
        raise Refused(_("Rollen «%(role)s» findes ikke. Vælg en af: %(roles)s.", role=role, roles=", ".join(ROLES)))
    today = clock.day_of(doing.at)
    problem = why_not_until(role, ends_on, today=today)
    if problem:
        raise Refused(_(problem), field="ends_on")
    problem = why_not_hold(role, list_roles_held(person.id, today=today))
    if problem:
        raise Refused(_(problem), field="role")
    if role == DPO_ROLE:
        refuse_dpo_with_duties(person)
    held = db.session.scalar(
        select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.unit_id == unit.id)
    )
    if held is None:
        db.session.add(RoleGrant(person=person, role=role, unit=unit, ends_on=ends_on))
        db.session.flush()
        record(doing, "person.grant_role", "person", person.id, {"role": [None, _grant_words(role, unit, ends_on)]})
        return True
    if held.ends_on == ends_on:
        return False
    before, after = _grant_words(role, unit, held.ends_on), _grant_words(role, unit, ends_on)
    held.ends_on = ends_on
    db.session.flush()
    record(doing, "person.change_role", "person", person.id, {"role": [before, after]})
    return True


def _grant_words(role: str, unit: Unit, ends_on: date | None) -> str:
    return f"{role} {unit.code}" + (f" ≤ {ends_on.isoformat()}" if ends_on else "")


def set_password(person: Person, password: str, *, doing: Doing, but_session: int | None = None) -> None:
    """A new password; every session of the person ends, but for the row `but_session`, and every mailed link dies.

    Who had an account before is told by mail: it may have been somebody else.
    """
    check_new_password(password, person=person)
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    is_new = account is None
    if account is None:
        account = Account(person_id=person.id)
        db.session.add(account)
    account.password_hash = hash_password(password)
    db.session.flush()
    end_sessions_of(account, now=doing.at, but=but_session)
    forget_tries(ACCOUNT, person.email)
    cancel_links(person, now=doing.at)
    record(doing, "auth.set_password", "account", account.id)
    if not is_new:
        write_password_changed(account, at=doing.at)


def claim_password_change(account_id: int, command: ChangePassword, *, now: datetime) -> Locks:
    """Count a try at the present password, and at a code where one is due. The caller commits before the change.

    The new password is looked at first: one that will not do costs neither a try nor a code. Raises Refused.
    """
    account = db.session.get_one(Account, account_id)
    check_new_password(command.new, person=account.person)
    keys = [(ACCOUNT, account.person.email)]
    if account.has_second_factor:
        keys.append((CODE, str(account.id)))
    return claim_tries(*keys, now=now)


def change_own_password(
    account_id: int, command: ChangePassword, *, fitted: str, locks: Locks, doing: Doing, session_row_id: int
) -> None:
    """The new password, for who knows the present one and shows a code; every other session of the person ends.

    `fitted` is the hash that the present password was found to fit, "" for none. A refusal leaves its trace, which the
    caller commits. Raises Refused, with its field.
    """
    account = db.session.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()
    if not fitted or account.password_hash != fitted:
        tell_refusal("auth.refuse", account.id, at=doing.at, locks=locks, by_id=doing.person_id)
        raise Refused(_("Det er ikke din nuværende adgangskode. Prøv igen."), field="current")
    if account.has_second_factor:
        open_with(account, command.code, now=doing.at, locks=locks, by_id=doing.person_id)
    set_password(account.person, command.new, doing=doing, but_session=session_row_id)


def get_unit_or_root(code: str) -> Unit:
    """The unit with this code, or the municipality for "". Raises Refused."""
    unit = find_unit(code) if code else db.session.scalar(select(Unit).where(Unit.kind == "municipality"))
    if unit is None:
        raise Refused(
            _("Enheden «%(code)s» findes ikke.", code=code)
            if code
            else _("Der er ingen organisation endnu. Kør flask init først.")
        )
    return unit


def get_person(email: str) -> Person:
    """The person with this address. Raises NotFound."""
    person = find_person(email)
    if person is None:
        raise NotFound
    return person
