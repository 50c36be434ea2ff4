"""The demo's screenings and impact assessments, as register/demo/dpia.yml tells them, each in its author's name."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import db
from app.organisation.model import Person
from register.dpia.actions import WriteSection, begin_dpia, send_to_dpo, write_section
from register.dpia.approving import ApproveDpia, approve_dpia
from register.dpia.danger_list import questions
from register.dpia.folder import open_folder
from register.dpia.model import Dpia
from register.dpia.opinion_actions import WriteOpinion, sign_opinion
from register.dpia.screening_actions import Screen, advise, ask_advice, screen, set_aside

DPO = "dorte@fjordby.example"


def add_demo_dpias(ids: Mapping[str, int], told: Mapping[str, Any], *, now: datetime) -> None:
    """Screen and assess the records (number → id) as the file says.

    The records were made a moment ago, and nothing in them is dated before that.
    """
    people = dict(db.session.execute(select(Person.email, Person.id)).all())

    def doing(email: str, days_ago: int = 0) -> Doing:
        return Doing(at=now - timedelta(days=days_ago), via="cli", person_id=people[email])

    for number, row in told["screenings"].items():
        _screen(ids[number], row, doing(row["by"]), doing(DPO))
    for number, row in told["assessments"].items():
        dpia = begin_dpia(ids[number], doing=doing(row["by"]))
        for section, text in row["texts"].items():
            command = WriteSection(dpia_id=dpia.id, section=section, text=text, read="")
            write_section(command, doing=doing(row["by"]))
        if row["state"] != "draft":
            send_to_dpo(dpia.id, version=dpia.version, doing=doing(row["by"], row.get("sent_days_ago", 0)))
        if row["state"] == "approved":
            _sign(dpia, row, doing(DPO), doing(row["approver"]))


def _screen(activity_id: int, row: Mapping[str, Any], doing: Doing, dpo: Doing) -> None:
    answers: dict[str, bool | None] = {question.code: question.code in row["yes"] for question in questions()}
    answers |= dict.fromkeys(row.get("unknown", ()))
    screening = screen(Screen(activity_id=activity_id, read=0, answers=answers), doing=doing)
    if "aside" in row:
        ask_advice(activity_id, reason=row["aside"], version=screening.version, doing=doing)
    if "advice" in row:
        advise(activity_id, advice=row["advice"], view=row["view"], version=screening.version, doing=dpo)
        set_aside(activity_id, version=screening.version, doing=doing)


def _sign(dpia: Dpia, row: Mapping[str, Any], dpo: Doing, approver: Doing) -> None:
    text_hash = open_folder(dpia).text_hash
    opinion = WriteOpinion(
        dpia_id=dpia.id,
        version=dpia.version,
        text_hash=text_hash,
        text=row["opinion"],
        conclusion=row["conclusion"],
    )
    sign_opinion(opinion, doing=dpo)
    approve_dpia(ApproveDpia(dpia_id=dpia.id, version=dpia.version, text_hash=text_hash), doing=approver)
