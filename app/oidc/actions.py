"""Letting in who comes from the provider: an account just in time, and roles as the person's groups say."""

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app.audit.actions import Doing, record
from app.auth.actions import grant_role
from app.auth.model import Account, ExternalIdentity
from app.auth.rules import ROLES
from app.auth.store import has_business
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.oidc.model import GroupRole
from app.oidc.provider import NotLetIn
from app.oidc.rules import Arrival, fold, roles_of
from app.oidc.store import (
    FROM_GROUP,
    find_account_of,
    get_group_role,
    list_grants_by_group,
    list_identities,
    list_role_table,
)
from app.organisation.model import Person, RoleGrant, Unit
from app.organisation.rules import is_mail_address
from app.organisation.store import find_person, find_unit, get_municipality, lock_organisation
from app.token.actions import cancel_links
from app.user.store import count_admins

BY_HAND = frozenset({"auditor"})
"""Roles that no group gives: an auditor's access ends on a day, which a group would renew for ever."""


@dataclass
class Admission:
    """What became of an arrival: the account to let in, or the reason not to; and what to tell the person."""

    account: Account | None
    reason: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class AddGroupRole:
    """Who is in the group holds the role in the unit with this code."""

    group: str
    role: str
    unit: str


def admit(arrival: Arrival, *, now: datetime) -> Admission:
    """Find or make the account of who has come, and make name, address and roles what the provider says.

    1. The account that this user of the provider has; else that of the person with the mail address, where the
       address can be believed; else, where a group gives a role, a new person.
    2. Name and address follow the provider.
    3. Roles that groups gave are given and taken until they equal the table; those given by hand are left.
    4. Not let in is who then has nothing to do here, and who has no address or another person's; but what was taken
       stays taken: a lost group is lost whatever else is wrong.

    Raises NotLetIn where nothing may be kept. The caller commits.
    """
    lock_organisation()
    account = find_account_of(arrival.issuer, arrival.subject) or _account_by_address(arrival, now)
    person = account.person
    if not person.is_active:
        raise NotLetIn("closed")
    doing = Doing(at=now, person_id=person.id, via="oidc")
    problem = _follow(person, arrival, doing)
    notes = _make_roles_equal(person, arrival.groups, doing)
    db.session.flush()
    db.session.expire(person, ["grants"])
    if not problem and not has_business(person, today=clock.day_of(now)):
        problem = "too_many_groups" if arrival.groups is None else "no_access"
    return Admission(None if problem else account, problem, notes)


def add_group_role(command: AddGroupRole, *, doing: Doing) -> GroupRole:
    """Let a group give a role, from each person's next sign-in on. Raises Refused."""
    lock_organisation()
    if not command.group:
        raise Refused(_("Skriv gruppen, som kommunens login sender den."), field="group")
    if command.role not in ROLES or command.role in BY_HAND:
        raise Refused(_("Den rolle kan en gruppe ikke give. Giv den under Brugere."), field="role")
    unit = find_unit(command.unit)
    if unit is None or unit.is_closed:
        raise Refused(_("Enheden findes ikke mere. Vælg en anden."), field="unit")
    there = db.session.scalars(select(GroupRole).where(GroupRole.role == command.role, GroupRole.unit_id == unit.id))
    if any(fold(row.group) == fold(command.group) for row in there):
        raise Refused(_("Gruppen giver allerede den rolle i %(unit)s.", unit=unit.name), field="group")
    row = GroupRole(group=command.group, role=command.role, unit=unit)
    db.session.add(row)
    db.session.flush()
    record(doing, "group.add", "group_role", row.id, _changes(row, is_new=True))
    return row


def remove_group_role(row_id: int, *, doing: Doing) -> int:
    """Let a group give this role no more; who holds it by a group loses it at once, and they are counted.

    Where another group gives the same role in the same unit it stays until their next sign-in: which of the groups a
    person is in is kept nowhere. Raises NotFound, or Refused where nobody would be administrator any more.
    """
    lock_organisation()
    row = get_group_role(row_id)
    changes, role, unit_id = _changes(row, is_new=False), row.role, row.unit_id
    db.session.delete(row)
    db.session.flush()
    same = select(exists().where(GroupRole.role == role, GroupRole.unit_id == unit_id))
    lost = [] if db.session.scalar(same) else list_grants_by_group(role, unit_id)
    for grant in lost:
        _take(grant, doing)
    if lost and role == "admin" and not count_admins(on=clock.day_of(doing.at)):
        raise Refused(_("Der skal være mindst én systemadministrator, der kan logge ind. Giv en anden rollen først."))
    record(doing, "group.remove", "group_role", row_id, changes)
    return len(lost)


def trust_mail(is_trusted: bool, *, doing: Doing) -> None:
    """Say whether an address that the provider has not called verified names the person here at a first sign-in."""
    row = get_municipality()
    db.session.add(row)
    if row.oidc_trusts_mail == is_trusted:
        return
    row.oidc_trusts_mail = is_trusted
    db.session.flush()
    changes = {"oidc_trusts_mail": [not is_trusted, is_trusted]}
    record(doing, "group.trust_mail", "municipality", row.id, changes)


def unlink(email: str, *, doing: Doing) -> Person:
    """Forget who a person is at the provider: the next user there with the address takes the account over.

    Raises Refused for somebody who is linked to none.
    """
    person = find_person(email)
    identities = list_identities(person) if person else []
    if person is None or not identities:
        raise Refused(_("Ingen med den mailadresse er koblet til kommunens login."), field="email")
    for identity in identities:
        db.session.delete(identity)
    db.session.flush()
    record(doing, "group.unlink", "person", person.id)
    return person


def _account_by_address(arrival: Arrival, now: datetime) -> Account:
    """The account of the person with the address, made where it is missing, and linked to the provider's user.

    Whoever is linked has all that the person has here. So for a person who is here already the address must be one
    that the provider has verified, or the municipality must have said that only its directory gives out addresses.
    """
    if not is_mail_address(arrival.email):
        raise NotLetIn("no_email")
    if arrival.email_is_refuted:
        raise NotLetIn("email_not_verified")
    person = find_person(arrival.email)
    if person is not None and not person.is_active:
        raise NotLetIn("closed")
    is_new = person is None
    if person is None:
        person = _make_person(arrival, now)
    # An address can be given to a new employee. Who has another user at the provider is another person until the
    # administrator says otherwise.
    if any(identity.issuer == arrival.issuer for identity in list_identities(person)):
        raise NotLetIn("another_subject")
    if not is_new and not arrival.email_is_verified and not get_municipality().oidc_trusts_mail:
        raise NotLetIn("email_not_trusted")
    account = db.session.scalar(select(Account).where(Account.person_id == person.id))
    if account is None:
        account = Account(person_id=person.id)
        db.session.add(account)
        db.session.flush()
    db.session.add(ExternalIdentity(account_id=account.id, issuer=arrival.issuer, subject=arrival.subject))
    record(Doing(at=now, person_id=person.id, via="oidc"), "auth.link", "account", account.id)
    return account


def _make_person(arrival: Arrival, now: datetime) -> Person:
    if arrival.groups is None:
        raise NotLetIn("too_many_groups")
    roles = roles_of(arrival.groups, list_role_table())
    if not roles:
        raise NotLetIn("no_access")
    person = Person(email=arrival.email, name=arrival.name or arrival.email.partition("@")[0], unit_id=roles[0][1])
    db.session.add(person)
    db.session.flush()
    changes = {"email": [None, person.email], "name": [None, person.name]}
    record(Doing(at=now, person_id=person.id, via="oidc"), "person.create", "person", person.id, changes)
    return person


def _follow(person: Person, arrival: Arrival, doing: Doing) -> str:
    """Name and address as the provider has them; an address that it has not confirmed is left alone.

    Gives the reason why not, where the address is none or another person's: then both are left as they are.
    """
    if not is_mail_address(arrival.email):
        return "no_email"
    email = person.email if arrival.email_is_refuted else arrival.email
    name = arrival.name or person.name
    changes = {}
    if email != person.email:
        if find_person(email) is not None:
            return "address_taken"
        changes["email"] = [person.email, email]
    if name != person.name:
        changes["name"] = [person.name, name]
    if changes:
        person.email, person.name = email, name
        db.session.flush()
        if "email" in changes:
            # A link lies in the old mailbox, which may be somebody else's by now.
            cancel_links(person, now=doing.at)
        record(doing, "person.change", "person", person.id, changes)
    return ""


def _make_roles_equal(person: Person, groups: frozenset[str] | None, doing: Doing) -> list[str]:
    """Take and give what groups give; what to tell the person, in sentences."""
    if groups is None:
        return [
            _(
                "Du er med i så mange grupper, at kommunens login ikke sender dem. Dine roller er derfor, som de var "
                "sidst. Bed it-afdelingen om kun at sende de grupper, der bruges her."
            )
        ]
    notes: list[str] = []
    wanted = roles_of(groups, list_role_table())
    for grant in list(person.grants):
        if grant.source == FROM_GROUP and (grant.role, grant.unit_id) not in wanted:
            if _is_last_admin(grant):
                notes.append(
                    _(
                        "Dine grupper gør dig ikke længere til systemadministrator, men du er den sidste. Giv en anden "
                        "rollen."
                    )
                )
                record(doing, "person.keep_role", "person", person.id, {"role": [None, _words(grant)]})
            else:
                _take(grant, doing)
    db.session.expire(person, ["grants"])
    for role, unit_id in wanted:
        notes += _give(person, role, unit_id, doing)
    return notes


def _give(person: Person, role: str, unit_id: int, doing: Doing) -> list[str]:
    today = clock.day_of(doing.at)
    if any((grant.role, grant.unit_id) == (role, unit_id) and grant.counts_on(today) for grant in person.grants):
        return []
    unit = db.session.get_one(Unit, unit_id)
    try:
        grant_role(person, role, unit, ends_on=None, doing=doing)
    except Refused as refused:
        record(doing, "person.skip_role", "person", person.id, {"role": [None, f"{role} {unit.code}"]})
        return [
            _(
                "Dine grupper giver også rollen %(role)s i %(unit)s, men du har ikke fået den: %(why)s",
                role=_(ROLES.get(role, role)),
                unit=unit.name,
                why=refused.message,
            )
        ]
    given = (RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.unit_id == unit_id)
    db.session.scalars(select(RoleGrant).where(*given)).one().source = FROM_GROUP
    db.session.flush()
    db.session.expire(person, ["grants"])
    return []


def _take(grant: RoleGrant, doing: Doing) -> None:
    record(doing, "person.remove_role", "person", grant.person_id, {"role": [_words(grant), None]})
    db.session.delete(grant)
    db.session.flush()


def _is_last_admin(grant: RoleGrant) -> bool:
    """Whether nobody could sign in as administrator without this grant; one that ends some day counts for nothing."""
    others = select(
        exists()
        .where(RoleGrant.role == "admin", RoleGrant.id != grant.id, RoleGrant.ends_on.is_(None))
        .where(RoleGrant.person_id == Person.id, Person.is_active, Account.person_id == Person.id)
    )
    return grant.role == "admin" and not db.session.scalar(others)


def _words(grant: RoleGrant) -> str:
    return f"{grant.role} {grant.unit.code}"


def _changes(row: GroupRole, *, is_new: bool) -> dict[str, list[str | None]]:
    words = {"group": row.group, "role": f"{row.role} {row.unit.code}"}
    return {name: [None, word] if is_new else [word, None] for name, word in words.items()}
