"""Creating, changing and reviewing records."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import begin_writing, db
from app.core.errors import NotFound, Refused
from app.organisation.store import find_person
from register.activity.actions import (
    ActivityConflict,
    ChangeActivity,
    CreateActivity,
    change_activity,
    confirm_review,
    create_activity,
)
from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose
from register.activity.convert import to_content
from register.activity.model import ActivityFinding, ActivityVersion, ProcessingActivity
from register.activity.store import list_versions
from tests.make import NOW, Personas, make_personas, make_record


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def by(email: str, at: datetime = NOW) -> Doing:
    person = find_person(email)
    assert person is not None
    return Doing(at=at, person_id=person.id)


def change(activity: ProcessingActivity, version: int, doing: Doing, **fields: Any) -> Any:
    base = next(v.content for v in list_versions(activity.id) if v.number == version)
    content = replace(base, **fields)
    return change_activity(ChangeActivity(activity_id=activity.id, version=version, content=content), doing=doing)


def rules_of(activity: ProcessingActivity) -> list[str]:
    query = select(ActivityFinding.rule).where(ActivityFinding.activity_id == activity.id)
    return sorted(db.session.scalars(query))


def test_a_new_record_is_a_draft_with_its_first_version_and_its_findings(people: Personas) -> None:
    activity = create_activity(
        CreateActivity(content=ActivityContent(title="Prøve", unit="SOC")), doing=by(people.anna)
    )
    assert (activity.status, activity.version, activity.number) == ("draft", 1, "1")
    assert [v.content.title for v in list_versions(activity.id)] == ["Prøve"]
    assert rules_of(activity) == [
        *("R03", "R05", "R06", "R09", "R11", "R30", "R33", "R40", "R42", "R44", "R46", "R48"),
    ]
    assert (activity.error_count, activity.is_art30_fulfilled, activity.is_complete) == (9, False, False)
    assert activity.found_on == clock.today()


def test_the_next_free_number_follows_the_highest(people: Personas) -> None:
    for number in ("7", "41", "F-99", "12b"):
        make_record(number=number)
    assert create_activity(CreateActivity(content=ActivityContent(title="Ny")), doing=by(people.anna)).number == "42"


def test_who_pointed_at_a_line_that_is_gone_is_not_given_the_one_in_its_place(people: Personas) -> None:
    name, cpr = DataLine(key="1", text="Navn"), DataLine(key="2", text="CPR-nummer")
    activity = make_record(data_lines=(name, cpr))
    change(activity, 1, by(people.anna), data_lines=(name,))
    change(activity, 2, by(people.anna), data_lines=(name, DataLine(text="Helbred")))
    assert [(line.key, line.text) for line in to_content(activity).data_lines] == [("1", "Navn"), ("2", "Helbred")]
    change(activity, 1, by(people.bent), disclosures=(Disclosure(name="Banken", lines=("1", "2")),))
    assert to_content(activity).disclosures[0].lines == ("1",), "the bank was to get a number, and nobody's health"


def test_a_number_is_used_once_in_a_source(people: Personas) -> None:
    make_record(number="12")
    with pytest.raises(Refused) as refusal:
        make_record(number="12")
    assert refusal.value.field == "number"
    content = ActivityContent(title="Fra en fil", number="12")
    assert create_activity(CreateActivity(content=content, source="fil"), doing=by(people.anna)).number == "12"


def test_a_change_is_kept_as_a_version_and_told_in_the_trail(people: Personas) -> None:
    activity = make_record(title="Før", unit="SOC")
    saved = change(activity, 1, by(people.anna), title="Efter", measures="Log", subjects=("adults",))
    assert {c.field for c in saved.mine} == {"title", "measures", "subjects"}
    assert (activity.version, activity.title, activity.sort_key) == (2, "Efter", "efter")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "activity.change")).one()
    assert event.changes["title"] == ["Før", "Efter"]
    assert set(event.changes) == {"title", "measures", "subjects"}
    assert rules_of(activity) == [
        *("R03", "R06", "R07", "R09", "R11", "R30", "R40", "R42", "R44", "R46", "R48"),
    ]


def test_saving_without_a_change_makes_no_version(people: Personas) -> None:
    activity = make_record(unit="SOC")
    assert not change(activity, 1, by(people.anna)).mine
    assert activity.version == 1
    assert len(list_versions(activity.id)) == 1


def test_a_person_who_edits_an_imported_record_makes_it_ours(people: Personas) -> None:
    activity = make_record(title="Fil", unit="SOC")
    activity.is_imported_unedited, activity.imported_fields = True, to_content(activity).to_json()
    change(activity, 1, by(people.anna))
    assert activity.is_imported_unedited
    change(activity, 1, by(people.anna), measures="Log")
    assert not activity.is_imported_unedited
    assert activity.imported_fields is not None
    assert activity.imported_fields["measures"] == ""


def test_edits_of_different_fields_both_stand(people: Personas) -> None:
    activity = make_record(unit="SOC")
    change(activity, 1, by(people.anna), measures="Log")
    saved = change(activity, 1, by(people.carla), case_ref="27/1")
    assert (activity.measures, activity.case_ref, activity.version) == ("Log", "27/1", 3)
    assert (tuple(saved.others), tuple(saved.by)) == (("measures",), ("Anna Ahorn",))


def test_edits_of_the_same_field_are_asked_and_nothing_is_saved(people: Personas) -> None:
    activity = make_record(unit="SOC", measures="Fra begyndelsen")
    change(activity, 1, by(people.anna), measures="Log", description="Ny tekst")
    with pytest.raises(ActivityConflict) as conflict:
        change(activity, 1, by(people.carla), measures="Kryptering", case_ref="27/1")
    (asked,) = conflict.value.merge.conflicts
    assert (asked.field, asked.mine, asked.theirs) == ("measures", "Kryptering", "Log")
    assert conflict.value.merge.content.description == "Ny tekst"
    assert conflict.value.merge.content.case_ref == "27/1"
    assert (conflict.value.version, activity.version, activity.measures) == (2, 2, "Log")


def test_a_version_that_never_was_is_refused(people: Personas) -> None:
    activity = make_record(unit="SOC")
    with pytest.raises(Refused):
        change_activity(
            ChangeActivity(activity_id=activity.id, version=9, content=ActivityContent(title="x")),
            doing=by(people.anna),
        )
    with pytest.raises(NotFound):
        change_activity(ChangeActivity(activity_id=10_000, version=1, content=ActivityContent()), doing=by(people.anna))


def test_a_confirmed_review_sets_both_dates_and_leaves_a_version(people: Personas) -> None:
    activity = make_record(unit="SOC", next_review_on=date(2027, 2, 1))
    confirm_review(activity.id, on=date(2027, 3, 1), doing=by(people.anna))
    assert (activity.last_review_on, activity.next_review_on) == (date(2027, 3, 1), date(2028, 3, 1))
    assert (activity.version, activity.review_round) == (2, 1)
    confirm_review(activity.id, on=date(2027, 4, 1), next_on=date(2027, 10, 1), doing=by(people.anna))
    assert activity.next_review_on == date(2027, 10, 1)
    with pytest.raises(Refused):
        confirm_review(activity.id, on=date(2027, 4, 1), next_on=date(2027, 4, 1), doing=by(people.anna))


def test_an_emptied_and_refilled_list_keeps_its_unique_values(people: Personas) -> None:
    activity = make_record(unit="SOC", subjects=("adults", "children"), kle_numbers=("27.00", "27.01"))
    change(activity, 1, by(people.anna), subjects=("children",), kle_numbers=("27.01", "27.00"))
    change(activity, 2, by(people.anna), subjects=("adults", "children"), purposes=(Purpose(text="Nyt"),))
    db.session.expire_all()
    content = to_content(activity)
    assert content.subjects == ("adults", "children")
    assert content.kle_numbers == ("27.01", "27.00")


def save_side_by_side(app: Flask, activity_id: int, contents: list[ActivityContent]) -> list[str]:
    """Each content is saved by a thread of its own over version 1; all have begun before the first saves."""
    barrier = threading.Barrier(len(contents))
    told: list[str] = []

    def save(content: ActivityContent, number: int) -> None:
        with app.test_request_context():
            begin_writing()
            barrier.wait(timeout=20)
            command = ChangeActivity(activity_id=activity_id, version=1, content=content)
            try:
                change_activity(command, doing=Doing(at=NOW + timedelta(seconds=number)))
                db.session.commit()
                told.append("saved")
            except ActivityConflict:
                db.session.rollback()
                told.append("asked")

    threads = [threading.Thread(target=save, args=(content, n)) for n, content in enumerate(contents)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(told)


@pytest.fixture
def activity_id(app: Flask, personas: Personas) -> int:
    with app.test_request_context():
        begin_writing()
        activity_id = make_record(title="Fælles", unit="SOC", number="1").id
        db.session.commit()
    return activity_id


def test_of_two_who_save_the_same_field_at_once_one_is_asked(app: Flask, activity_id: int) -> None:
    base = ActivityContent(title="Fælles", unit="SOC", number="1")
    told = save_side_by_side(app, activity_id, [replace(base, measures=text) for text in ("A", "B", "C")])
    assert told == ["asked", "asked", "saved"]
    with app.app_context():
        assert len(db.session.scalars(select(ActivityVersion)).all()) == 2


def test_those_who_save_different_fields_at_once_all_stand(app: Flask, activity_id: int) -> None:
    base = ActivityContent(title="Fælles", unit="SOC", number="1")
    edits = [replace(base, measures="A"), replace(base, case_ref="B"), replace(base, description="C")]
    assert save_side_by_side(app, activity_id, edits) == ["saved"] * 3
    with app.app_context():
        row = db.session.get_one(ProcessingActivity, activity_id)
        assert (row.measures, row.case_ref, row.description, row.version) == ("A", "B", "C", 4)
