"""Who is asked in a hearing: people, bodies and parties, as people today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from aarshjul.hearing.rules import MOST_PEOPLE, why_not_ask
from aarshjul.meeting.model import BodyMember, GoverningBody
from app.core.db import db
from app.core.errors import Refused
from app.organisation.model import Person, RoleGrant


@dataclass(frozen=True)
class Party:
    """Somebody who speaks for others: the MED committee, by the mail address of one of its people."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who is asked: people, everybody who sits in a body today, and people who speak for a party."""

    person_ids: Sequence[int] = ()
    body_ids: Sequence[int] = ()
    parties: Sequence[Party] = ()


def find_asked(asked: Asked, *, today: date) -> Mapping[Person, str]:
    """Everybody who is asked, once each, with the party they speak for; in five statements at most.

    Who is named alone or for a party is asked as that, though they sit in a body as well.
    Raises Refused, naming the field, for nobody, too many, or an address that nobody here has.
    """
    people: dict[Person, str] = {}
    for party, person in _find_parties(asked.parties):
        people[person] = party
    here = select(Person).where(Person.is_active)
    for person in db.session.scalars(here.where(Person.id.in_(asked.person_ids)).order_by(Person.id)):
        people.setdefault(person, "")
    members = (
        select(BodyMember)
        .join(BodyMember.body)
        .join(BodyMember.person)
        .where(GoverningBody.id.in_(asked.body_ids), Person.is_active, BodyMember.from_on <= today)
        .where(or_(BodyMember.until_on.is_(None), BodyMember.until_on >= today))
        .options(joinedload(BodyMember.body), joinedload(BodyMember.person))
        .order_by(GoverningBody.code, BodyMember.id)
    )
    for member in db.session.scalars(members):
        people.setdefault(member.person, member.body.name)
    if not people and asked.body_ids:
        raise Refused(
            _("Organet har ingen medlemmer i dag. Vælg personer, eller skriv organets medlemmer ind først."),
            field="bodies",
        )
    if not people:
        raise Refused(_("Vælg mindst én, der skal høres."), field="people")
    refuse_many(len(people))
    _refuse_who_reads(people, today=today)
    return people


def refuse_many(count: int) -> None:
    if count > MOST_PEOPLE:
        raise Refused(
            _(
                "Det er %(count)s personer, og der kan højst spørges %(most)s. Vælg færre.",
                count=count,
                most=MOST_PEOPLE,
            ),
            field="people",
        )


def _refuse_who_reads(people: Mapping[Person, str], *, today: date) -> None:
    held: dict[int, set[str]] = {}
    grants = select(RoleGrant.person_id, RoleGrant.role).where(
        RoleGrant.person_id.in_([person.id for person in people]), RoleGrant.counts_on(today)
    )
    for person_id, role in db.session.execute(grants):
        held.setdefault(person_id, set()).add(role)
    for person in people:
        if problem := why_not_ask(held.get(person.id, ())):
            raise Refused(f"{person.name}: {_(problem)}", field="people")


def names_of(people: Mapping[Person, str]) -> str:
    listed = [f"{person.name} ({party})" if party else person.name for person, party in people.items()]
    more = len(listed) - 20
    return ", ".join(listed[:20]) + (" " + ngettext("og %(num)s til", "og %(num)s til", more) if more > 0 else "")


def _find_parties(parties: Sequence[Party]) -> Sequence[tuple[str, Person]]:
    emails = {party.email.strip().lower() for party in parties}
    if not emails:
        return ()
    found = {
        person.email: person
        for person in db.session.scalars(select(Person).where(Person.is_active, Person.email.in_(emails)))
    }
    pairs = []
    for party in parties:
        person = found.get(party.email.strip().lower())
        if person is None:
            raise Refused(
                _("Ingen her har mailadressen %(email)s. Ret den, eller opret personen først.", email=party.email),
                field="parties",
            )
        pairs.append((party.name, person))
    return pairs
