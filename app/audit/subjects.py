"""What the rows of the ground floor are called, and where they are found."""

from collections.abc import Sequence
from urllib.parse import quote

from sqlalchemy import select

from app.auth.model import Account
from app.core.db import db
from app.core.slots import Slots, Subject
from app.mail.model import OutgoingMail
from app.organisation.model import Person, Unit


def fill_subjects(slots: Slots) -> None:
    """Put them into the slot."""
    slots.subjects["person"] = _people
    slots.subjects["account"] = _accounts
    slots.subjects["unit"] = _units
    slots.subjects["mail"] = _mails


def _people(ids: Sequence[int]) -> dict[int, Subject]:
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row_id: Subject("person", row_id, name, f"/admin/brugere/{row_id}") for row_id, name in rows}


def _accounts(ids: Sequence[int]) -> dict[int, Subject]:
    rows = db.session.execute(
        select(Account.id, Person.id, Person.name).join(Account.person).where(Account.id.in_(ids))
    )
    return {row_id: Subject("account", row_id, name, f"/admin/brugere/{person_id}") for row_id, person_id, name in rows}


def _units(ids: Sequence[int]) -> dict[int, Subject]:
    rows = db.session.execute(select(Unit.id, Unit.code, Unit.name).where(Unit.id.in_(ids)))
    return {
        row_id: Subject("unit", row_id, name, f"/admin/organisation/{quote(code, safe='')}")
        for row_id, code, name in rows
    }


def _mails(ids: Sequence[int]) -> dict[int, Subject]:
    rows = db.session.execute(select(OutgoingMail.id, OutgoingMail.to_address).where(OutgoingMail.id.in_(ids)))
    return {row_id: Subject("mail", row_id, to, f"/admin/mails/{row_id}") for row_id, to in rows}
