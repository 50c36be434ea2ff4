"""Starting a campaign, moving its date and closing it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.attestation.actions import (
    CloseCampaign,
    MoveCampaign,
    close_campaign,
    move_campaign,
    start_campaign,
)
from aarshjul.attestation.model import AttestationCampaign, AttestationLine
from aarshjul.attestation.starting import StartCampaign, list_choices, preview_campaign
from aarshjul.attestation.store import list_tasks
from aarshjul.plan.actions import make_plan_tasks
from aarshjul.task.actions import CompleteTask, DismissTask, PostponeTask, complete_task, dismiss_task, postpone_task
from aarshjul.task.model import Task
from app.audit.model import AuditEvent
from app.audit.store import list_events_of
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.core.scope import Scope
from register.life.actions import TakeStep, take_step
from register.life.rules import STEPS
from tests.aarshjul.attestation.conftest import DUE, Office, add_many, record, states_of, unit
from tests.bench.measure import statements_of
from tests.conftest import MOSTLY_SQLITE
from tests.make import NOW, TODAY, make_activity, make_plan


def command(office: Office, **changes: object) -> StartCampaign:
    asked = StartCampaign(title="Runde", opens_on=TODAY, due_on=DUE, place_ids=[office.people.social_id])
    return replace(asked, **changes)  # type: ignore[arg-type] # the test says which


def only_social(office: Office) -> Scope:
    return Scope(paths=(unit(office.people.social_id).path,))


def test_every_record_in_use_gets_a_line_under_its_unit_and_each_unit_a_task(office: Office) -> None:
    retired = office.social[2]
    take_step(TakeStep(activity_id=retired, step=STEPS["retire"], version=1, note="Ophørt"), doing=office.anna)
    campaign = office.start(note="Spørg Anna.")
    assert states_of(campaign) == dict.fromkeys((*office.social[:2], *office.home_care), "waiting")
    tasks = list_tasks(campaign.id)
    assert [(task.unit_id, task.title) for task in tasks] == [
        (office.people.social_id, "Bekræft enhedens behandlinger (2)"),
        (office.people.home_care_id, "Bekræft enhedens behandlinger (2)"),
    ]
    for task in tasks:
        assert task.key == f"attestation/{campaign.id}/{task.unit_id}"
        assert (task.kind, task.function, task.subject_kind, task.subject_id) == (
            "attestation", "leader", "attestation_campaign", campaign.id,
        )  # fmt: skip
        assert (task.due_on, task.planned_on, task.remind_on, task.hours) == (DUE, DUE, TODAY, 0.5)
        assert (task.state, task.is_touched, task.law_due_on) == ("not_started", False, None)
    [event] = list_events_of("attestation_campaign", campaign.id)
    assert event.changes["records"] == [None, 4] and event.changes["places"] == [None, "Social"]


def test_the_date_is_moved_to_a_working_day_and_the_mail_waits_for_the_opening(office: Office) -> None:
    opens_on = TODAY + timedelta(days=3)
    campaign = office.start(opens_on=opens_on, due_on=date(2027, 3, 28))
    assert campaign.due_on == date(2027, 3, 24), "Easter: 25, 26, 28 and 29 March are holidays"
    [task, _other] = list_tasks(campaign.id)
    assert (task.due_on, task.remind_on, task.created_on) == (campaign.due_on, opens_on, opens_on)


def test_the_preview_says_what_it_comes_to_and_who_has_no_leader(office: Office) -> None:
    both = command(office, place_ids=[office.people.social_id, office.people.culture_id])
    found = preview_campaign(both, writes=Scope.everything(), today=TODAY)
    assert (found.records, len(found.units), found.leaders, found.homeless) == (6, 3, 1, 1)
    assert [(asked.name, asked.records) for asked in found.leaderless] == [("Skovskolen", 1)]
    assert db.session.scalar(sa.select(sa.func.count(AttestationCampaign.id))) == 0
    own = preview_campaign(command(office), writes=only_social(office), today=TODAY)
    assert (own.records, own.homeless, own.leaderless) == (5, 0, [])


def test_what_lies_in_no_administration_can_be_asked_about_by_who_writes_everywhere(office: Office) -> None:
    root = unit(office.people.municipality_id)
    make_activity(title="Byrådet", unit=root)
    assert [place.id for place in list_choices(Scope.everything())] == [
        office.people.culture_id, office.people.social_id, root.id,
    ]  # fmt: skip
    campaign = office.start(places=[root.id])
    [task] = list_tasks(campaign.id)
    assert task.unit_id == root.id


@MOSTLY_SQLITE
@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"place_ids": []}, "places", "Vælg mindst én forvaltning"),
        ({"due_on": TODAY}, "due_on", "Fristen er gået"),
        ({"opens_on": TODAY - timedelta(days=1)}, "opens_on", "Dagen er gået"),
        ({"due_on": date(2027, 7, 15)}, "due_on", "stille uge"),
        ({"due_on": date(2040, 3, 1)}, "due_on", "Så langt frem"),
    ],
)
def test_what_cannot_be_started_is_told_at_its_field(
    office: Office, changes: dict[str, object], field: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        start_campaign(command(office, **changes), writes=only_social(office), doing=office.anna)
    assert refused.value.field == field
    assert db.session.scalar(sa.select(sa.func.count(AttestationLine.id))) == 0


def test_a_place_outside_ones_own_is_left_out_and_one_without_records_is_refused(office: Office) -> None:
    beyond = command(office, place_ids=[office.people.social_id, office.people.culture_id])
    campaign = start_campaign(beyond, writes=only_social(office), doing=office.anna)
    assert set(states_of(campaign)) == {*office.social, *office.home_care}
    with pytest.raises(Refused, match="Vælg mindst én"):
        start_campaign(
            command(office, place_ids=[office.people.culture_id]), writes=only_social(office), doing=office.anna
        )
    root = command(office, place_ids=[office.people.municipality_id])
    with pytest.raises(Refused, match="ingen behandlinger i brug"):
        start_campaign(root, writes=Scope.everything(), doing=office.anna)


def test_nobody_is_asked_twice_at_once(office: Office) -> None:
    campaign = office.start()
    with pytest.raises(Refused, match="Social har allerede en attestering, der er i gang: «Bekræft fortegnelsen 2027»"):
        office.start(places=[office.people.social_id, office.people.culture_id])
    other = office.start(places=[office.people.culture_id])
    assert other.id != campaign.id
    close_campaign(CloseCampaign(campaign_id=campaign.id, version=1, reason="Forkert år"), doing=office.anna)
    assert office.start().id not in (campaign.id, other.id)


def test_a_moved_date_moves_the_open_tasks_and_their_reminder(office: Office) -> None:
    campaign = office.start()
    postponed, _other = list_tasks(campaign.id)
    postpone_task(PostponeTask(task_id=postponed.id, due_on=date(2027, 4, 9), reason="Ferie"), doing=office.bent)
    office.say(campaign, office.people.home_care_id, dict.fromkeys(office.home_care, "confirm"))
    later = NOW + timedelta(days=5)
    move_campaign(
        MoveCampaign(campaign_id=campaign.id, version=campaign.version, due_on=date(2027, 5, 2)),
        doing=replace(office.anna, at=later),
    )
    assert campaign.due_on == date(2027, 4, 30)
    moved = office.task(campaign, office.people.social_id)
    assert (moved.due_on, moved.planned_on, moved.remind_on) == (campaign.due_on, campaign.due_on, date(2027, 3, 6))
    assert office.task(campaign, office.people.home_care_id).due_on == DUE, "done is done"
    assert list_events_of("attestation_campaign", campaign.id)[0].changes == {"due_on": ["2027-03-31", "2027-04-30"]}


def test_a_date_that_cannot_be_used_or_a_page_gone_by_moves_nothing(office: Office) -> None:
    campaign = office.start()
    for due_on, says in ((TODAY, "Fristen er gået"), (DUE, "allerede den frist"), (date(2027, 7, 15), "stille uge")):
        with pytest.raises(Refused, match=says):
            move_campaign(MoveCampaign(campaign_id=campaign.id, version=1, due_on=due_on), doing=office.anna)
    with pytest.raises(EditConflict):
        move_campaign(MoveCampaign(campaign_id=campaign.id, version=7, due_on=date(2027, 4, 9)), doing=office.anna)
    assert (campaign.due_on, campaign.version) == (DUE, 1)


def test_closing_early_withdraws_the_open_tasks_with_the_reason_and_keeps_the_answers(office: Office) -> None:
    campaign = office.start()
    office.say(campaign, office.people.home_care_id, dict.fromkeys(office.home_care, "confirm"))
    asked = CloseCampaign(campaign_id=campaign.id, version=campaign.version, reason="Forkert år")
    assert close_campaign(asked, doing=office.anna) == 1
    task = office.task(campaign, office.people.social_id)
    assert (task.state, task.remind_on) == ("withdrawn", None)
    [event] = [event for event in list_events_of("task", task.id) if event.verb == "task.withdraw"]
    assert event.changes["reason"] == [None, "Forkert år"]
    assert office.task(campaign, office.people.home_care_id).state == "done"
    assert campaign.closed_at == NOW
    with pytest.raises(Refused, match="afsluttet"):
        close_campaign(asked, doing=office.anna)
    with pytest.raises(Refused, match="afsluttet"):
        office.say(campaign, office.people.social_id, {office.social[0]: "confirm"})


def test_planning_leaves_the_tasks_of_a_campaign_alone(office: Office, ctx: Flask) -> None:
    make_plan(codes=["T01"])
    campaign = office.start()
    before = [(task.state, task.version, task.due_on, task.remind_on) for task in list_tasks(campaign.id)]
    make_plan_tasks(NOW)
    make_plan_tasks(NOW + timedelta(days=1))
    assert [(task.state, task.version, task.due_on, task.remind_on) for task in list_tasks(campaign.id)] == before
    assert db.session.scalar(sa.select(sa.func.count()).where(Task.state == "withdrawn")) == 0


def test_the_task_is_neither_done_nor_put_aside_while_records_wait(office: Office) -> None:
    campaign = office.start()
    task = office.task(campaign, office.people.social_id)
    with pytest.raises(Refused, match="på deres egen side"):
        complete_task(CompleteTask(task_id=task.id, on=TODAY), doing=office.bent)
    with pytest.raises(Refused, match="på deres egen side"):
        dismiss_task(DismissTask(task_id=task.id, reason="Ikke os"), doing=office.bent)
    assert task.state == "not_started"


@MOSTLY_SQLITE
def test_starting_costs_the_same_for_ten_records_and_for_a_thousand(office: Office) -> None:
    add_many([office.people.culture_id] * 1000)
    counts = []
    for place in (office.people.social_id, office.people.culture_id):
        db.session.expunge_all()
        with statements_of(db.engine) as seen:
            campaign = office.start(places=[place])
        counts.append(len(seen))
        assert len(states_of(campaign)) == (5 if place == office.people.social_id else 1001)
    assert abs(counts[0] - counts[1]) <= 1, counts
    assert max(counts) < 30


def test_what_is_told_of_a_campaign_names_its_records_reasons(office: Office) -> None:
    campaign = office.start()
    office.say(campaign, office.people.social_id, {office.social[0]: "confirm"})
    verbs = db.session.scalars(
        sa.select(AuditEvent.verb).where(AuditEvent.subject_kind == "attestation_campaign")
    ).all()
    assert verbs == ["attestation.start", "attestation.answer"]
    assert record(office.social[0]).last_review_on == TODAY
