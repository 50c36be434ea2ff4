"""Records that are retired and move while they wait, and what becomes of the tasks."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from aarshjul.attestation.following import follow_when_due
from aarshjul.attestation.model import AttestationCampaign
from aarshjul.attestation.store import list_tasks
from aarshjul.task.model import Task
from app.audit.store import list_events_of
from app.core.db import db
from register.activity.actions import ChangeActivity, change_activity
from register.activity.convert import to_content
from register.life.actions import TakeStep, take_step
from register.life.rules import STEPS
from tests.aarshjul.attestation.conftest import Office, lines_of, record, states_of, unit
from tests.bench.measure import statements_of
from tests.make import NOW, make_unit

LATER = NOW + timedelta(minutes=1)


def move(office: Office, activity_id: int, code: str) -> None:
    row = record(activity_id)
    content = replace(to_content(row), unit=code)
    change_activity(ChangeActivity(activity_id=activity_id, version=row.version, content=content), doing=office.anna)


def retire(office: Office, activity_id: int) -> None:
    step = TakeStep(activity_id=activity_id, step=STEPS["retire"], version=record(activity_id).version, note="Ophørt")
    take_step(step, doing=office.anna)


def units_of(activity_ids: tuple[int, ...], campaign: AttestationCampaign) -> list[int]:
    return [line.unit_id for line in lines_of(campaign) if line.activity_id in activity_ids]


def test_where_nothing_has_moved_a_tick_costs_one_read(office: Office) -> None:
    office.start()
    with statements_of(db.engine) as seen:
        assert follow_when_due(LATER) == {}
    assert len(seen) == 1


def test_a_retired_record_is_left_out_and_told_of(office: Office) -> None:
    campaign = office.start()
    retire(office, office.social[0])
    follow_when_due(LATER)
    assert states_of(campaign)[office.social[0]] == "left_out"
    assert office.task(campaign, office.people.social_id).title == "Bekræft enhedens behandlinger (2)"
    event = list_events_of("attestation_campaign", campaign.id)[0]
    assert (event.verb, event.changes, event.via, event.actor_id) == (
        "attestation.follow", {"left_out": [None, 1]}, "job", None,
    )  # fmt: skip
    assert follow_when_due(LATER) == {}
    assert list_events_of("attestation_campaign", campaign.id)[0].id == event.id


def test_a_record_that_moves_within_the_campaign_is_asked_of_its_new_unit(office: Office) -> None:
    campaign = office.start()
    office.say(campaign, office.people.home_care_id, dict.fromkeys(office.home_care, "confirm"))
    assert office.task(campaign, office.people.home_care_id).state == "done"
    move(office, office.social[0], "SOC-HJ")
    follow_when_due(LATER)
    assert states_of(campaign)[office.social[0]] == "waiting"
    assert units_of(office.social, campaign) == [
        office.people.home_care_id, office.people.social_id, office.people.social_id,
    ]  # fmt: skip
    there, here = (office.task(campaign, it) for it in (office.people.home_care_id, office.people.social_id))
    assert (there.state, there.done_on, there.title) == ("started", None, "Bekræft enhedens behandlinger (2)")
    assert here.title == "Bekræft enhedens behandlinger (2)"


def test_a_record_that_moves_to_a_unit_without_a_task_gets_it_one(office: Office) -> None:
    campaign = office.start()
    night = make_unit(code="SOC-NAT", name="Nattevagten", parent=unit(office.people.social_id))
    move(office, office.social[0], "SOC-NAT")
    follow_when_due(LATER)
    task = office.task(campaign, night.id)
    assert (task.title, task.due_on, task.state) == (
        "Bekræft enhedens behandlinger (1)",
        campaign.due_on,
        "not_started",
    )


def test_one_that_leaves_the_campaigns_administrations_is_left_out(office: Office) -> None:
    campaign = office.start()
    move(office, office.social[0], "BOK-SK")
    move(office, office.social[1], "")
    follow_when_due(LATER)
    assert [states_of(campaign)[it] for it in office.social] == ["left_out", "left_out", "waiting"]
    assert {task.unit_id for task in list_tasks(campaign.id)} == {office.people.social_id, office.people.home_care_id}


def test_a_unit_with_nothing_left_is_asked_no_more_and_one_that_had_answered_is_done(office: Office) -> None:
    campaign = office.start()
    office.say(campaign, office.people.social_id, {office.social[0]: "confirm"})
    for activity_id in (*office.social[1:], *office.home_care):
        retire(office, activity_id)
    follow_when_due(LATER)
    social, home_care = (office.task(campaign, it) for it in (office.people.social_id, office.people.home_care_id))
    assert (social.state, social.done_by_id) == ("done", None), "the program did it"
    assert (home_care.state, home_care.remind_on) == ("withdrawn", None)
    assert campaign.closed_at == LATER, "nothing waits any more"


def test_a_unit_that_was_asked_no_more_is_asked_again_when_a_record_comes(office: Office) -> None:
    campaign = office.start()
    for activity_id in office.home_care:
        retire(office, activity_id)
    follow_when_due(LATER)
    assert office.task(campaign, office.people.home_care_id).state == "withdrawn"
    move(office, office.social[0], "SOC-HJ")
    follow_when_due(LATER + timedelta(days=1))
    task = office.task(campaign, office.people.home_care_id)
    assert (task.state, task.remind_on) == ("not_started", (LATER + timedelta(days=1)).date())
    assert list_events_of("task", task.id)[0].changes["reason"] == [None, "En behandling er kommet til."]


def test_what_is_over_is_left_in_peace(office: Office) -> None:
    campaign = office.start()
    everything = {office.people.social_id: office.social, office.people.home_care_id: office.home_care}
    for unit_id, ids in everything.items():
        office.say(campaign, unit_id, dict.fromkeys(ids, "confirm"))
    retire(office, office.social[0])
    move(office, office.social[1], "SOC-HJ")
    follow_when_due(LATER)
    assert set(states_of(campaign).values()) == {"confirmed"}
    assert db.session.scalar(sa.select(sa.func.count()).where(Task.kind == "attestation", Task.state == "done")) == 2
