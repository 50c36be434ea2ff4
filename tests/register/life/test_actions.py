"""Steps of a record's life: what each keeps, and what refuses it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.core.scope import Scope
from app.organisation.store import find_person
from register.activity.actions import ChangeActivity, CreateActivity, change_activity, confirm_review, create_activity
from register.activity.content import ActivityContent
from register.activity.convert import to_content
from register.activity.filtering import ActivityFilter, ListContext
from register.activity.model import ProcessingActivity
from register.activity.store import count_by_rule, count_incomplete, list_versions
from register.exporting.store import list_ids
from register.life import actions
from register.life.actions import TakeStep
from register.life.checking import Review
from register.life.rules import STEPS
from tests.make import NOW, Personas, make_personas


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


@pytest.fixture
def nothing_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules find nothing here: they have tests of their own."""
    monkeypatch.setattr(actions, "review_for", lambda *_, **__: Review())


def by(email: str, at: datetime = NOW) -> Doing:
    person = find_person(email)
    assert person is not None
    return Doing(at=at, person_id=person.id)


def take(activity: ProcessingActivity, verb: str, doing: Doing, note: str = "Fordi") -> ProcessingActivity:
    command = TakeStep(activity_id=activity.id, step=STEPS[verb], version=activity.version, note=note)
    return actions.take_step(command, doing=doing)


def change(activity: ProcessingActivity, doing: Doing, **fields: object) -> None:
    wanted = replace(to_content(activity), **fields)  # type: ignore[arg-type]
    change_activity(ChangeActivity(activity_id=activity.id, version=activity.version, content=wanted), doing=doing)


@pytest.fixture
def record(people: Personas) -> ProcessingActivity:
    content = ActivityContent(title="Hjemmepleje", unit="SOC")
    return create_activity(CreateActivity(content=content), doing=by(people.anna))


@pytest.mark.usefixtures("nothing_missing")
def test_from_draft_to_approved_and_every_step_is_kept_whole(people: Personas, record: ProcessingActivity) -> None:
    take(record, "send_to_hearing", by(people.anna), "Carla, inden 1. april")
    take(record, "end_hearing", by(people.anna))
    take(record, "submit", by(people.anna))
    later = NOW + timedelta(days=2)
    take(record, "approve", by(people.bent, later), "Set og i orden")
    assert (record.status, record.approved_version, record.approved_at) == ("approved", record.version, later)
    assert record.approved_by is not None and record.approved_by.email == people.bent
    kept = list_versions(record.id)
    assert kept[0].reason == "Set og i orden"
    assert {version.content for version in kept} == {to_content(record)}
    told = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.subject_kind == "activity")).all()
    assert [verb for verb in told if verb != "activity.create"] == [
        "activity.send_to_hearing", "activity.end_hearing", "activity.submit", "activity.approve",
    ]  # fmt: skip


@pytest.mark.usefixtures("nothing_missing")
def test_to_confirm_a_record_is_not_to_edit_it(people: Personas, record: ProcessingActivity) -> None:
    confirm_review(record.id, on=clock.day_of(NOW), doing=by(people.bent))
    take(record, "submit", by(people.anna))
    take(record, "approve", by(people.bent))
    assert record.status == "approved"
    assert [version.verb for version in list_versions(record.id)] == ["approve", "submit", "review", "save"]


@pytest.mark.usefixtures("nothing_missing")
def test_a_retired_record_is_counted_and_listed_only_where_it_is_asked_for(
    people: Personas, record: ProcessingActivity
) -> None:
    other = create_activity(CreateActivity(content=ActivityContent(title="Åben", unit="SOC")), doing=by(people.anna))
    context, everything = ListContext(today=clock.today(), missing_everywhere=()), Scope.everything()
    before = count_by_rule(ActivityFilter(), context, scope=everything)
    take(other, "retire", by(people.anna))
    after = count_by_rule(ActivityFilter(), context, scope=everything)
    assert {rule: count - 1 for rule, count in before.items()} == after
    assert count_incomplete(scope=everything) == 1
    assert list_ids(ActivityFilter(), context, scope=everything) == [record.id]
    assert list_ids(ActivityFilter(status="retired"), context, scope=everything) == [other.id]
    assert list_ids(ActivityFilter(), context, scope=everything, with_retired=True) == [record.id, other.id]


@pytest.mark.usefixtures("nothing_missing")
def test_nobody_approves_what_they_have_edited(people: Personas, record: ProcessingActivity) -> None:
    change(record, by(people.bent), title="Hjemmepleje og sygepleje")
    change(record, by(people.anna), description="Fra visitation til afslutning")
    take(record, "submit", by(people.anna))
    with pytest.raises(Forbidden, match="En anden skal godkende"):
        take(record, "approve", by(people.bent))
    assert record.status == "ready"
    take(record, "approve", by(people.erik))
    assert record.status == "approved"


@pytest.mark.usefixtures("nothing_missing")
def test_who_edited_before_the_last_approval_may_approve_the_next(people: Personas, record: ProcessingActivity) -> None:
    change(record, by(people.bent), title="Hjemmepleje og sygepleje")
    take(record, "submit", by(people.anna))
    take(record, "approve", by(people.erik))
    change(record, by(people.anna), description="Ny beskrivelse")
    take(record, "submit", by(people.anna))
    take(record, "approve", by(people.bent))
    assert record.status == "approved"


@pytest.mark.usefixtures("nothing_missing")
def test_a_change_of_substance_puts_an_approved_record_under_revision(
    people: Personas, record: ProcessingActivity
) -> None:
    take(record, "submit", by(people.anna))
    take(record, "approve", by(people.bent))
    approved = record.approved_version
    change(record, by(people.anna), case_ref="2027-1")
    assert record.status == "approved"
    change(record, by(people.anna), title="Hjemmehjælp")
    assert (record.status, record.approved_version) == ("under_revision", approved)


@pytest.mark.usefixtures("nothing_missing")
def test_what_changed_while_it_was_read_is_not_approved_unseen(people: Personas, record: ProcessingActivity) -> None:
    take(record, "submit", by(people.anna))
    seen = record.version
    change(record, by(people.anna), case_ref="2027-1")
    command = TakeStep(activity_id=record.id, step=STEPS["approve"], version=seen)
    with pytest.raises(Refused, match="siden du åbnede siden"):
        actions.take_step(command, doing=by(people.bent))


@pytest.mark.usefixtures("nothing_missing")
def test_a_step_from_the_wrong_state_is_refused_with_the_state_it_has(
    people: Personas, record: ProcessingActivity
) -> None:
    with pytest.raises(Refused, match="«Kladde»"):
        take(record, "approve", by(people.bent))


def test_what_is_missing_stops_a_record_on_its_way(people: Personas, record: ProcessingActivity) -> None:
    with pytest.raises(Refused, match="Noget skal rettes først"):
        take(record, "submit", by(people.anna))
    assert record.status == "draft"


def test_warnings_want_a_note(people: Personas, record: ProcessingActivity, monkeypatch: pytest.MonkeyPatch) -> None:
    from register.activity.completeness import Missing

    warning = Missing("purposes", "warning", "Upræcist", "art. 5", False, "Formål")
    monkeypatch.setattr(actions, "review_for", lambda *_, **__: Review(noted=[warning]))
    take(record, "submit", by(people.anna), "")
    with pytest.raises(Refused, match="advarsler") as refused:
        take(record, "approve", by(people.bent), "")
    assert refused.value.field == "note"
    assert take(record, "approve", by(people.bent), "Formålet er klart nok for os").status == "approved"


def test_a_retired_record_is_edited_by_nobody_until_it_is_taken_into_use_again(
    people: Personas, record: ProcessingActivity
) -> None:
    take(record, "retire", by(people.anna), "Opgaven er flyttet til staten")
    with pytest.raises(Refused, match="udgået"):
        change(record, by(people.anna), title="Noget andet")
    take(record, "reopen", by(people.anna), "Den kom tilbage")
    change(record, by(people.anna), title="Noget andet")
    assert record.status == "draft"


def test_a_reason_is_written_where_one_is_asked_for(people: Personas, record: ProcessingActivity) -> None:
    with pytest.raises(Refused) as refused:
        take(record, "retire", by(people.anna), "")
    assert refused.value.field == "note"
