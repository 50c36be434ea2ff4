"""A leader's answers: what they do to the register, to the tasks and to the campaign."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.attestation.answering import Answer, AnswerLines, answer_lines
from aarshjul.attestation.board_store import load_board
from aarshjul.attestation.store import Sight
from aarshjul.plan.actions import make_plan_tasks
from aarshjul.task.actions import StartTask, start_task
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.audit.store import list_events_of
from app.comment.store import list_comments
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.scope import Scope
from register.activity.actions import confirm_review
from register.activity.model import ActivityVersion, ProcessingActivity
from register.life.actions import TakeStep, take_step
from register.life.rules import STEPS
from tests.aarshjul.attestation.conftest import Office, add_many, lines_of, record, states_of
from tests.bench.measure import statements_of
from tests.conftest import MOSTLY_SQLITE
from tests.make import NOW, TODAY, make_plan, make_record


def reviews() -> dict[int | None, Task]:
    """The newest review task of each record, as the database has them."""
    query = sa.select(Task).where(Task.kind == "review").order_by(Task.id)
    return {task.subject_id: task for task in db.session.scalars(query.execution_options(populate_existing=True))}


def test_records_are_confirmed_in_one_go_with_a_version_and_a_trace_each(office: Office) -> None:
    campaign = office.start()
    answered = office.say(campaign, office.people.social_id, dict.fromkeys(office.social, "confirm"))
    assert (answered.confirmed, answered.needs_change, answered.late, answered.left) == (3, 0, 0, [])
    for activity_id in office.social:
        row = record(activity_id)
        assert (row.last_review_on, row.next_review_on, row.review_round) == (TODAY, date(2028, 3, 1), 1)
        assert row.changed_by_id == office.bent.person_id
        newest = db.session.scalars(
            sa.select(ActivityVersion).where(ActivityVersion.activity_id == activity_id, ActivityVersion.version == 2)
        ).one()
        assert (newest.verb, newest.content["last_review_on"]) == ("review", "2027-03-01")
        assert list_events_of("activity", activity_id)[0].changes["last_review_on"] == [None, "2027-03-01"]
    states = states_of(campaign)
    assert [states[activity_id] for activity_id in office.social] == ["confirmed"] * 3
    assert [states[activity_id] for activity_id in office.home_care] == ["waiting"] * 2


def test_the_units_task_is_done_by_the_leader_when_nothing_waits_there_any_more(office: Office) -> None:
    campaign = office.start()
    social = office.people.social_id
    assert office.say(campaign, social, dict.fromkeys(office.social[:2], "confirm")).waiting == 1
    assert office.task(campaign, social).state == "not_started"
    assert office.say(campaign, social, {office.social[2]: "needs_change"}, words="Nye modtagere").waiting == 0
    task = office.task(campaign, social)
    assert (task.state, task.done_on, task.done_by_id, task.remind_on) == ("done", TODAY, office.bent.person_id, None)
    assert campaign.closed_at is None
    office.say(campaign, office.people.home_care_id, dict.fromkeys(office.home_care, "confirm"))
    assert campaign.closed_at == NOW, "all have answered"


def test_the_open_review_of_a_record_is_done_in_the_same_transaction_and_the_next_round_follows(
    office: Office,
) -> None:
    due = make_record(title="Skal ses", unit="SOC", next_review_on=date(2027, 6, 1))
    late = make_record(title="For sent", unit="SOC", last_review_on=date(2026, 1, 5), next_review_on=date(2027, 1, 5))
    make_plan(codes=["T01"])
    make_plan_tasks(NOW)
    start_task(StartTask(task_id=reviews()[late.id].id), doing=office.bent)
    campaign = office.start()
    office.say(campaign, office.people.social_id, {due.id: "confirm", late.id: "confirm"})
    for activity in (due, late):
        task = reviews()[activity.id]
        assert (task.state, task.done_on, task.done_by_id) == ("done", TODAY, office.bent.person_id)
        assert task.note == "Bekræftet i attesteringen «Bekræft fortegnelsen 2027»."
    result = make_plan_tasks(NOW + timedelta(minutes=1))
    assert (result.created, result.done, result.withdrawn) == (2, 0, 0)
    assert {task.due_on for task in reviews().values()} == {date(2028, 3, 1)}


def test_one_that_was_reviewed_today_already_is_confirmed_and_its_next_review_stands(office: Office) -> None:
    first = office.social[0]
    confirm_review(first, on=TODAY, next_on=date(2027, 9, 1), doing=office.anna)
    make_plan(codes=["T01"])
    make_plan_tasks(NOW)
    campaign = office.start()
    assert office.say(campaign, office.people.social_id, {first: "confirm"}).confirmed == 1
    row = record(first)
    assert (row.next_review_on, row.version, row.review_round) == (date(2027, 9, 1), 2, 1)
    assert reviews()[first].state == "not_started", "the round that begins today is not over"


def test_what_is_wrong_stands_on_the_review_or_else_in_the_records_own_trail(office: Office) -> None:
    owed = make_record(title="Skal ses", unit="SOC", next_review_on=date(2027, 6, 1))
    make_plan(codes=["T01"])
    make_plan_tasks(NOW)
    campaign = office.start()
    choices = {owed.id: "needs_change", office.social[0]: "needs_change"}
    answered = office.say(campaign, office.people.social_id, choices, words=" Slettefristen er fem år ")  # type: ignore[arg-type]
    assert (answered.confirmed, answered.needs_change) == (0, 2)
    [comment] = list_comments("task", reviews()[owed.id].id)
    assert comment.text == "Skal ændres, siger «Bekræft fortegnelsen 2027»: Slettefristen er fem år"
    assert reviews()[owed.id].state == "not_started"
    event = list_events_of("activity", office.social[0])[0]
    assert (event.verb, event.changes) == ("activity.needs_change", {"note": [None, "Slettefristen er fem år"]})
    assert event.actor_id == office.bent.person_id
    assert record(owed.id).last_review_on is None


def test_the_board_says_which_changes_nobody_has_gone_through_since(office: Office) -> None:
    campaign = office.start()
    first, second, third = office.social
    choices = {first: "needs_change", second: "needs_change", third: "confirm"}
    office.say(campaign, office.people.social_id, choices, words="Forkert")  # type: ignore[arg-type]
    confirm_review(second, on=TODAY + timedelta(days=2), doing=office.anna)
    board = load_board(campaign.id, Sight(Scope.everything()))
    progress = {unit.name: unit.progress for unit in board.units}["Social"]
    assert (progress.needs_change, progress.unmended, progress.confirmed, progress.percent) == (2, 1, 1, 100)
    assert [(row.title, row.is_mended) for row in board.written] == [("Social 0", False), ("Social 1", True)]


def test_a_change_without_words_is_refused_and_waiting_says_nothing(office: Office) -> None:
    campaign = office.start()
    with pytest.raises(Refused, match="Skriv, hvad der skal ændres"):
        office.say(campaign, office.people.social_id, {office.social[0]: "needs_change"}, words="  ")
    before = db.session.scalar(sa.select(sa.func.count(AuditEvent.id)))
    answered = office.say(campaign, office.people.social_id, dict.fromkeys(office.social, "wait"))
    assert (answered.confirmed, answered.needs_change, answered.waiting) == (0, 0, 3)
    assert set(states_of(campaign).values()) == {"waiting"}
    assert db.session.scalar(sa.select(sa.func.count(AuditEvent.id))) == before


def test_a_record_that_was_changed_since_it_was_seen_is_not_confirmed(office: Office) -> None:
    campaign = office.start()
    line = lines_of(campaign)[0]
    command = AnswerLines(
        campaign_id=campaign.id, unit_id=office.people.social_id, answers=[Answer(line.id, "confirm", 99)]
    )
    answered = answer_lines(command, doing=office.bent)
    assert answered.confirmed == 0
    assert answered.left == [("Social 0", "Er rettet af en anden, siden du så den.")]
    assert states_of(campaign)[line.activity_id] == "waiting"
    assert record(line.activity_id).last_review_on is None


def test_two_who_answer_at_once_do_not_undo_each_other_and_the_same_answer_twice_changes_nothing(
    office: Office,
) -> None:
    campaign = office.start()
    social, (first, second, third) = office.people.social_id, office.social
    office.say(campaign, social, {first: "needs_change", second: "confirm"}, words="Nyt system")
    other = office.say(campaign, social, dict.fromkeys(office.social, "confirm"), doing=office.anna)
    assert (other.confirmed, other.late) == (1, 2)
    states = states_of(campaign)
    assert (states[first], states[second], states[third]) == ("needs_change", "confirmed", "confirmed")
    by = {line.activity_id: line.answered_by_id for line in lines_of(campaign)}
    assert by[first] == by[second] == office.bent.person_id
    assert by[third] == office.anna.person_id
    before = (db.session.scalar(sa.select(sa.func.count(AuditEvent.id))), record(third).version)
    again = office.say(campaign, social, dict.fromkeys(office.social, "confirm"))
    assert (again.confirmed, again.late) == (0, 3)
    assert (db.session.scalar(sa.select(sa.func.count(AuditEvent.id))), record(third).version) == before
    office.say(campaign, office.people.home_care_id, dict.fromkeys(office.home_care, "confirm"))
    assert office.say(campaign, social, {first: "confirm"}).late == 1, "also when the campaign is over"


def test_the_lines_of_another_unit_or_campaign_are_none_of_this_ones(office: Office) -> None:
    campaign = office.start()
    answered = office.say(campaign, office.people.social_id, dict.fromkeys(office.home_care, "confirm"))
    assert (answered.confirmed, answered.late) == (0, 0)
    with pytest.raises(NotFound):
        office.say(campaign, office.people.school_id, {})
    with pytest.raises(NotFound):
        answer_lines(AnswerLines(campaign_id=999, unit_id=office.people.social_id, answers=[]), doing=office.bent)


def test_nobody_answers_before_it_opens(office: Office) -> None:
    campaign = office.start(opens_on=TODAY + timedelta(days=3))
    with pytest.raises(Refused, match=r"åbner 4\. marts 2027"):
        office.say(campaign, office.people.social_id, {office.social[0]: "confirm"})
    later = replace(office.bent, at=NOW + timedelta(days=3))
    assert office.say(campaign, office.people.social_id, {office.social[0]: "confirm"}, doing=later).confirmed == 1


def test_a_retired_record_is_left_out_also_when_it_is_answered_first(office: Office) -> None:
    campaign = office.start()
    first = office.social[0]
    choices = dict.fromkeys(office.social, "confirm")
    take_step(TakeStep(activity_id=first, step=STEPS["retire"], version=1, note="Ophørt"), doing=office.anna)
    answered = office.say(campaign, office.people.social_id, choices)  # type: ignore[arg-type]
    assert (answered.confirmed, answered.late, answered.waiting) == (2, 1, 0)
    [line] = [line for line in lines_of(campaign) if line.activity_id == first]
    assert (line.state, line.answered_by_id, line.answered_at) == ("left_out", None, NOW)
    assert office.task(campaign, office.people.social_id).state == "done"


@MOSTLY_SQLITE
def test_a_batch_costs_a_fixed_number_of_statements_and_a_few_for_each_review_that_is_owed(
    office: Office, ctx: Flask
) -> None:
    make_plan(codes=["T01"])
    ids = add_many([office.people.social_id] * 60)
    owed, free = ids[:30], ids[30:]
    due = sa.update(ProcessingActivity).where(ProcessingActivity.id.in_(owed)).values(next_review_on=date(2027, 6, 1))
    db.session.execute(due)
    make_plan_tasks(NOW)
    campaign = office.start()

    def cost(ids: list[int]) -> int:
        doing = Doing(at=NOW, person_id=office.bent.person_id)
        with statements_of(db.engine) as seen:
            office.say(campaign, office.people.social_id, dict.fromkeys(ids, "confirm"), doing=doing)
        # The trail is written row by row, and what the test itself reads of each record is no part of it.
        return len([words for words in seen if not words.startswith("INSERT INTO audit_event")]) - len(ids)

    few, many = cost(free[:2]), cost(free[2:])
    assert abs(few - many) <= 2, (few, many)
    assert many < 60
    first, rest = cost(owed[:2]), cost(owed[2:])
    assert (rest - first) / 26 <= 5, (first, rest)
