"""A record in Social with a risk assessment, the people around it, and an impact assessment brought as far as asked."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.organisation.model import Person
from register.activity.content import DataLine, Purpose
from register.activity.model import ProcessingActivity
from register.dpia.actions import WriteSection, begin_dpia, send_to_dpo, write_section
from register.dpia.approving import ApproveDpia, approve_dpia
from register.dpia.danger_list import questions
from register.dpia.folder import open_folder
from register.dpia.model import Dpia
from register.dpia.opinion_actions import WriteOpinion, sign_opinion
from register.dpia.screening_actions import Screen, screen
from register.dpia.sections import sections_of
from register.dpia.store import find_screening, find_unsigned
from tests.make import NOW, TODAY, Personas, make_assessment, make_record

TEXT = "Her står der nok til at sige noget om afsnittet."
ADVICE = "Risikoen er beskrevet, og tiltagene er nok."
NO = {question.code: False for question in questions()}
BY_CRITERIA = NO | {"wp248_4": True, "wp248_7": True}
BY_LAW = NO | {"art35_3_b": True}


@dataclass
class Office:
    """The record, and who does what in which name: anna writes, dorte advises, bent approves."""

    activity_id: int
    ids: dict[str, int]

    def doing(self, who: str, at: date | None = None) -> Doing:
        """In somebody's name, at seven in the morning or on another day."""
        moment = NOW if at is None else clock.start_of(at)
        return Doing(at=moment, person_id=self.ids[who])

    @property
    def activity(self) -> ProcessingActivity:
        return db.session.get_one(ProcessingActivity, self.activity_id)

    def screen(self, answers: dict[str, bool] | dict[str, bool | None], who: str = "anna") -> None:
        current = find_screening(self.activity_id)
        command = Screen(activity_id=self.activity_id, read=current.id if current else 0, answers=answers)
        screen(command, doing=self.doing(who))

    def write(self, dpia: Dpia, who: str = "anna", text: str = TEXT) -> None:
        """Write every section that people write."""
        for section in sections_of(uses_ai=self.activity.ai_used == "yes"):
            if not section.is_drawn:
                command = WriteSection(
                    dpia_id=dpia.id, section=section.code, text=text, read=dpia.texts.get(section.code, "")
                )
                write_section(command, doing=self.doing(who))

    def begun(self) -> Dpia:
        """A draft in which everything is written."""
        if find_screening(self.activity_id) is None:
            self.screen(BY_LAW)
        dpia = begin_dpia(self.activity_id, doing=self.doing("anna"))
        self.write(dpia)
        return dpia

    def sent(self, at: date | None = None) -> Dpia:
        dpia = self.begun()
        return send_to_dpo(dpia.id, version=dpia.version, doing=self.doing("anna", at))

    def sign(self, dpia: Dpia, conclusion: str = "agrees", at: date | None = None) -> Dpia:
        held = find_unsigned(dpia.id)
        command = WriteOpinion(
            dpia_id=dpia.id, version=dpia.version, text_hash=open_folder(dpia).text_hash, text=ADVICE,
            conclusion=conclusion, read=held.version if held else 0,
        )  # fmt: skip
        sign_opinion(command, doing=self.doing("dorte", at))
        return dpia

    def advised(self) -> Dpia:
        return self.sign(self.sent())

    def approve(self, dpia: Dpia, who: str = "bent", at: date | None = None) -> Dpia:
        command = ApproveDpia(dpia_id=dpia.id, version=dpia.version, text_hash=open_folder(dpia).text_hash)
        return approve_dpia(command, doing=self.doing(who, at))

    def approved(self) -> Dpia:
        return self.approve(self.advised())


def make_office(**fields: object) -> Office:
    """The record of `Office`; the personas are there."""
    values: dict[str, object] = {
        "unit": "SOC", "subjects": ("vulnerable_adults",), "systems": (), "ai_used": "no",
        "purposes": (Purpose(text="Yde hjemmepleje", art6=("e",)),),
        "data_lines": (DataLine(subject="vulnerable_adults", category="health", text="Helbred"),),
    }  # fmt: skip
    activity = make_record(title="Hjemmepleje", **(values | fields))
    make_assessment(activity=activity, assessed_on=TODAY)
    people = dict(db.session.execute(select(Person.email, Person.id)).all())
    return Office(activity.id, {email.split("@")[0]: number for email, number in people.items()})


@pytest.fixture
def office(ctx: Flask, personas: Personas) -> Office:
    return make_office()
