"""Two who answer for the same unit in the same moment."""

import threading
from collections import Counter
from typing import Any

import sqlalchemy as sa
from flask import Flask

from aarshjul.attestation.answering import Answer, Answered, AnswerLines, answer_lines
from aarshjul.attestation.model import AttestationCampaign
from aarshjul.task.model import Task
from app.core.db import begin_writing, db
from app.core.jobs import own_transaction
from register.activity.model import ActivityVersion
from tests.aarshjul.attestation.conftest import lines_of, make_office


def test_each_record_is_confirmed_once_and_the_last_answer_of_all_ends_the_campaign(app: Flask) -> None:
    with app.test_request_context():
        begin_writing()
        office = make_office()
        campaign_id = office.start().id
        campaign = db.session.get_one(AttestationCampaign, campaign_id)
        lines = [(line.unit_id, line.id) for line in lines_of(campaign)]
        bent, anna = office.bent, office.anna
        db.session.commit()
    social, home_care = office.people.social_id, office.people.home_care_id
    at_once = threading.Barrier(3)
    told: list[Answered] = []

    def answer(unit_id: int, doing: Any) -> None:
        answers = [Answer(line_id, "confirm", 1) for its_unit, line_id in lines if its_unit == unit_id]
        with app.app_context():
            at_once.wait(timeout=30)
            with own_transaction():
                told.append(
                    answer_lines(AnswerLines(campaign_id=campaign_id, unit_id=unit_id, answers=answers), doing=doing)
                )
            db.session.remove()

    jobs = ((social, bent), (social, anna), (home_care, bent))
    threads = [threading.Thread(target=answer, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted((one.confirmed, one.late) for one in told) == [(0, 3), (2, 0), (3, 0)]
    with app.app_context():
        kept = Counter(db.session.scalars(sa.select(ActivityVersion.activity_id)))
        assert set(kept.values()) == {1} and len(kept) == 5
        assert set(db.session.scalars(sa.select(Task.state).where(Task.kind == "attestation"))) == {"done"}
        assert db.session.get_one(AttestationCampaign, campaign_id).closed_at is not None
