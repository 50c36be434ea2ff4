"""The invented register in a database: everything its files say, dated from the moment it is made."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.actions import Doing
from app.core.db import db
from app.organisation.base_data import add_base_data as add_municipality
from app.organisation.demo_data import add_demo_organisation
from register.activity.model import ActivityVersion, ProcessingActivity
from register.checking import check_register
from register.demo_data import add_demo_register
from register.dpia.model import Dpia, DpiaScreening
from register.law.model import Law
from register.measure.model import Measure
from register.processor.model import Processor
from register.recipient.model import Recipient
from register.risk.model import RiskAssessment
from register.risk.scale_actions import add_scales
from register.risk.threats import add_threats
from register.system.model import System
from tests.make import NOW, TODAY


@pytest.fixture
def demo(ctx: Flask) -> None:
    """What `flask init --demo` does for the ground floor and the register."""
    add_demo_organisation(Doing(at=NOW, via="cli"))
    add_municipality()
    add_scales()
    add_threats()
    add_demo_register(NOW)


def test_everything_in_the_files_is_there(demo: None) -> None:
    sources = db.session.scalars(select(ProcessingActivity.source)).all()
    assert sources == ["demo"] * 60
    assert db.session.scalar(select(func.count(System.id))) == 20
    assessed = [func.count(column) for column in (RiskAssessment.activity_id, RiskAssessment.scenario_id)]
    assert tuple(db.session.execute(select(*assessed).where(RiskAssessment.is_current)).one()) == (30, 1)
    statuses = Counter(db.session.scalars(select(ProcessingActivity.status)))
    assert statuses == {"draft": 44, "approved": 11, "ready": 3, "in_hearing": 1, "under_revision": 1}
    # Seven screenings, one set aside, one approved.
    assert db.session.scalar(select(func.count(ActivityVersion.id))) == 60 + 11 * 2 + 3 + 1 + 3 + 9
    assert Counter(db.session.scalars(select(Dpia.state))) == {"approved": 1, "opinion": 1, "draft": 1}
    ways = Counter(db.session.scalars(select(DpiaScreening.way)))
    assert ways == {"": 6, "set_aside": 1}
    counts = {model: db.session.scalar(select(func.count(model.id))) for model in (Law, Measure, Recipient, Processor)}
    assert counts == {Law: 12, Measure: 11, Recipient: 5, Processor: 12}


def test_days_count_from_the_moment_it_is_made(demo: None) -> None:
    reviewed = db.session.scalars(select(ProcessingActivity).where(ProcessingActivity.number == "F-01")).one()
    assert (reviewed.last_review_on, reviewed.next_review_on) == (
        TODAY - timedelta(days=353),
        TODAY + timedelta(days=12),
    )
    assert reviewed.review_round == 1
    assert reviewed.changed_at == NOW
    risk = db.session.scalars(select(RiskAssessment).where(RiskAssessment.activity_id == reviewed.id)).one()
    assert (risk.assessed_on, risk.next_on) == (TODAY - timedelta(days=310), TODAY + timedelta(days=420))


def test_some_of_it_is_complete_and_some_is_not(demo: None) -> None:
    lacking = [line for line in check_register() if any(found.severity == "error" for found in line.found)]
    assert len(lacking) == 34, "22 by what they say themselves, the others for want of a risk assessment or a decision"
    assert {line.administration for line in check_register()} >= {"SOC", "BOK", "TEK"}


def test_every_record_has_a_unit_a_place_in_the_list_and_words_to_be_found_by(demo: None) -> None:
    for activity in db.session.scalars(select(ProcessingActivity)):
        assert activity.unit is not None, activity.number
        assert activity.sort_key
        assert activity.title.casefold().split()[0] in activity.search
