"""A municipality with records to confirm, and short ways to do what people do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.attestation.actions import start_campaign
from aarshjul.attestation.answering import Answer, Answered, AnswerLines, answer_lines
from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.attestation.rules import Choice
from aarshjul.attestation.starting import StartCampaign
from aarshjul.attestation.store import find_task
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from register.activity.model import ProcessingActivity
from tests.make import NOW, TODAY, Personas, make_activity, make_personas

DUE = date(2027, 3, 31)


@dataclass(frozen=True)
class Office:
    """Fjordby, and the numbers of the records in Social and Hjemmeplejen."""

    people: Personas
    social: tuple[int, ...]
    home_care: tuple[int, ...]

    def doing(self, email: str, days: int = 0) -> Doing:
        person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
        return Doing(at=NOW + timedelta(days=days), person_id=person.id)

    @property
    def bent(self) -> Doing:
        return self.doing(self.people.bent)

    @property
    def anna(self) -> Doing:
        return self.doing(self.people.anna)

    def start(self, *, places: Sequence[int] = (), **changes: Any) -> AttestationCampaign:
        values: dict[str, Any] = {"title": "Bekræft fortegnelsen 2027", "opens_on": TODAY, "due_on": DUE}
        command = StartCampaign(place_ids=places or (self.people.social_id,), **(values | changes))
        return start_campaign(command, writes=Scope.everything(), doing=self.anna)

    def say(
        self, campaign: AttestationCampaign, unit_id: int, choices: dict[int, Choice], *, words: str = "",
        doing: Doing | None = None,
    ) -> Answered:  # fmt: skip
        """Answer for records by their numbers, in the version they have now."""
        lines = {line.activity_id: line for line in lines_of(campaign)}
        versions = {activity_id: record(activity_id).version for activity_id in choices}
        answers = [
            Answer(lines[activity_id].id, choice, versions[activity_id], words if choice == "needs_change" else "")
            for activity_id, choice in choices.items()
        ]
        command = AnswerLines(campaign_id=campaign.id, unit_id=unit_id, answers=answers)
        return answer_lines(command, doing=doing or self.bent)

    def task(self, campaign: AttestationCampaign, unit_id: int) -> Task:
        found = find_task(campaign.id, unit_id)
        assert found is not None
        return found


def lines_of(campaign: AttestationCampaign) -> Sequence[AttestationLine]:
    query = sa.select(AttestationLine).where(AttestationLine.campaign_id == campaign.id).order_by(AttestationLine.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def states_of(campaign: AttestationCampaign) -> dict[int, str]:
    """By record."""
    return {line.activity_id: line.state for line in lines_of(campaign)}


def record(activity_id: int) -> ProcessingActivity:
    return db.session.get_one(ProcessingActivity, activity_id, populate_existing=True)


def unit(unit_id: int) -> Unit:
    return db.session.get_one(Unit, unit_id)


def make_office() -> Office:
    """Three records in Social, two in Hjemmeplejen, one in Skovskolen and one that lies nowhere."""
    people = make_personas()
    social = tuple(make_activity(title=f"Social {n}", unit=unit(people.social_id)).id for n in range(3))
    home_care = tuple(make_activity(title=f"Hjemmepleje {n}", unit=unit(people.home_care_id)).id for n in range(2))
    make_activity(title="Skole", unit=unit(people.school_id))
    make_activity(title="Hjemløs")
    return Office(people, social, home_care)


def add_many(unit_ids: Sequence[int]) -> list[int]:
    """Records in bulk, one in each of these units; their numbers."""
    rows = [
        {
            "source": "own", "number": f"M-{place}", "number_key": f"m-{place:08}", "title": f"Behandling {place}",
            "sort_key": f"behandling {place:08}", "search": "", "unit_id": unit_id, "changed_at": NOW,
        }
        for place, unit_id in enumerate(unit_ids)
    ]  # fmt: skip
    db.session.execute(sa.insert(ProcessingActivity), rows)
    made = sa.select(ProcessingActivity.id).where(ProcessingActivity.number.startswith("M-"))
    return list(db.session.scalars(made.order_by(ProcessingActivity.number_key)))


@pytest.fixture
def office(ctx: Flask) -> Office:
    return make_office()
