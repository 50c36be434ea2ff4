"""Keeping the DPO out of what they supervise (art. 38(6)): who the DPOs are, and what hangs on who becomes one.

The DPO is who holds the role today, or the function anywhere.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.auth.rules import DPO_ROLE, why_not_hold
from app.core.db import db
from app.core.errors import Refused
from app.core.slots import current_slots
from app.core.text import N_
from app.leaving.rules import DPO_FUNCTION, DPO_MAY_NOT, HAS_DUTIES, Recipient, why_not_take
from app.leaving.store import list_ids
from app.organisation.importing.rules import Fault, UnitRow
from app.organisation.model import FunctionHolder, Person, RoleGrant


def list_dpo_ids(today: date) -> frozenset[int]:
    """Everybody who is DPO today; one statement."""
    by_role = select(RoleGrant.person_id).where(RoleGrant.role == DPO_ROLE, RoleGrant.counts_on(today))
    by_function = select(FunctionHolder.person_id).where(FunctionHolder.function == DPO_FUNCTION)
    return frozenset(db.session.scalars(by_role.union(by_function)))


def list_roles_held(person_id: int, *, today: date) -> frozenset[str]:
    """The roles somebody holds today; the DPO's function counts as the role."""
    query = select(RoleGrant.role).where(RoleGrant.person_id == person_id, RoleGrant.counts_on(today))
    roles = frozenset(db.session.scalars(query))
    return roles | {DPO_ROLE} if person_id in list_dpo_ids(today) else roles


def refuse_dpo(person: Person | None, *, today: date, field: str, function: str = "") -> None:
    """Raises Refused where a DPO would own or do what is not the DPO's. None is nobody, which is always right."""
    if person is not None and why_not_take(_as_dpo(person), function) and person.id in list_dpo_ids(today):
        raise Refused(_(DPO_MAY_NOT), field=field)


def refuse_dpo_with_duties(person: Person) -> None:
    """Raises Refused where who is to become DPO has records, systems, tasks or other functions."""
    words = duties_of(person)
    if words:
        raise Refused(words, field="role")


def why_not_become_dpo(recipient: Recipient) -> str | None:
    """Why somebody may not be made the DPO by a hand-over; None when they may, or are it already."""
    if DPO_ROLE in recipient.roles:
        return None
    problem = why_not_hold(DPO_ROLE, recipient.roles)
    if problem:
        return problem
    return HAS_DUTIES if duties_of(db.session.get_one(Person, recipient.person_id)) else None


def duties_of(person: Person) -> str:
    """What hangs on somebody that a DPO may not have, as a sentence; "" where nothing does."""
    hanging = []
    for link in current_slots().links.values():
        ids = [] if link.is_extra else list_ids(link, person.id)
        count = len(link.barred(ids, _as_dpo(person))) if ids else 0
        if count:
            hanging.append(f"{count} {_(link.one) if count == 1 else _(link.many)}")
    if not hanging:
        return ""
    return _(
        "%(name)s har %(what)s, som en databeskyttelsesrådgiver ikke må have (GDPR art. 38, stk. 6). "
        "Giv det videre først.",
        name=person.name,
        what=", ".join(hanging),
    )


def dpo_faults(
    rows: Sequence[UnitRow], *, people: dict[str, Person], held: dict[tuple[str, str], str], today: date
) -> Iterator[Fault]:
    """Where rows of units would give a DPO another function, or make somebody with other duties the DPO.

    `held` says who holds what before the rows, by unit code and function.
    """
    after = held | {(row.code, function): email for row in rows for function, email in row.holders.items()}
    by_role = set(
        db.session.scalars(
            select(Person.email)
            .join(Person.grants)
            .where(RoleGrant.role == DPO_ROLE, RoleGrant.counts_on(today), Person.is_active)
        )
    )
    dpos = by_role | {email for (_code, function), email in after.items() if function == DPO_FUNCTION and email}
    for row in rows:
        for function, email in row.holders.items():
            if function != DPO_FUNCTION and email in dpos and held.get((row.code, function)) != email:
                yield row.row, f"{function}_email", N_("databeskyttelsesrådgiveren kan ikke have andre funktioner.")
        email = row.holders.get(DPO_FUNCTION, "")
        person = people.get(email)
        if person is not None and person.id is not None and held.get((row.code, DPO_FUNCTION)) != email:
            problem = why_not_hold(DPO_ROLE, list_roles_held(person.id, today=today) - {DPO_ROLE})
            reason = _(problem) if problem else duties_of(person)
            if reason:
                yield row.row, f"{DPO_FUNCTION}_email", reason


def _as_dpo(person: Person) -> Recipient:
    return Recipient(person.id, person.name, person.email, frozenset({DPO_ROLE}))
