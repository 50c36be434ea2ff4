"""A municipality that holds hearings, and short ways to do what people do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.hearing.actions import Answer, Said, answer_hearing
from aarshjul.hearing.asking import Asked
from aarshjul.hearing.model import Hearing, HearingComment, HearingParticipant
from aarshjul.hearing.starting import StartHearing, start_hearing
from app.attachment.actions import NewFile
from app.audit.actions import Doing
from app.core.db import db
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from register.activity.model import ProcessingActivity
from tests.make import NOW, Personas, make_personas, make_record

DUE = date(2027, 3, 19)
PAPER = NewFile("Retningslinje.txt", b"Husk at l\xc3\xa5se d\xc3\xb8ren.")


@dataclass(frozen=True)
class Office:
    """Fjordby, and the number of a record in Social that is a draft."""

    people: Personas
    record_id: int

    def person(self, email: str) -> Person:
        return db.session.scalars(sa.select(Person).where(Person.email == email)).one()

    def doing(self, email: str, days: int = 0) -> Doing:
        return Doing(at=NOW + timedelta(days=days), person_id=self.person(email).id)

    @property
    def anna(self) -> Doing:
        return self.doing(self.people.anna)

    @property
    def record(self) -> ProcessingActivity:
        return db.session.get_one(ProcessingActivity, self.record_id, populate_existing=True)

    def asked(self, *emails: str, **more: Any) -> Asked:
        return Asked(person_ids=[self.person(email).id for email in emails], **more)

    def start(self, *emails: str, days: int = 0, **changes: Any) -> Hearing:
        """A hearing of the record among these people; bent and dorte where nobody is named."""
        values: dict[str, Any] = {
            "title": "Hjemmepleje", "question": "Passer slettefristen?", "due_on": DUE,
            "unit_id": self.people.social_id, "activity_id": self.record_id, "read": self.record.version,
            "asked": self.asked(*(emails or (self.people.bent, self.people.dorte))),
        }  # fmt: skip
        return start_hearing(StartHearing(**(values | changes)), doing=self.doing(self.people.anna, days))

    def start_paper(self, *emails: str, **changes: Any) -> Hearing:
        """A hearing of a document."""
        none = {"activity_id": None, "read": None, "title": "Retningslinje for døre", "files": (PAPER,)}
        return self.start(*emails, **(none | changes))

    def say(self, hearing: Hearing, email: str, *texts: str, place: str = "", days: int = 1) -> HearingParticipant:
        """Answer; without words: that one has no comments."""
        command = Answer(
            hearing_id=hearing.id,
            answer="comments" if texts else "nothing",
            comments=[Said(text, place) for text in texts],
        )
        return answer_hearing(command, doing=self.doing(email, days))


def comments_of(hearing: Hearing) -> Sequence[HearingComment]:
    query = sa.select(HearingComment).where(HearingComment.hearing_id == hearing.id).order_by(HearingComment.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def mails() -> list[OutgoingMail]:
    """The mails of hearings, in the order they were written."""
    query = sa.select(OutgoingMail).where(OutgoingMail.kind == "hearing").order_by(OutgoingMail.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def make_office() -> Office:
    people = make_personas()
    record = make_record(title="Hjemmepleje", unit="SOC", description="Vi planlægger hjælpen hos borgeren.")
    return Office(people, record.id)


@pytest.fixture
def office(ctx: Flask) -> Office:
    return make_office()
