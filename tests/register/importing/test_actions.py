"""Importing records: again and again, over what people have changed, and not at all when something is wrong."""

import json
import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.core.errors import Refused
from app.core.scope import Scope
from app.organisation.importing.rules import UnitRow
from app.organisation.importing.units import import_units
from app.organisation.model import Unit
from app.organisation.store import find_person, find_unit
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import DataLine, Disclosure
from register.activity.convert import to_content
from register.activity.model import ActivityFinding, ActivityVersion
from register.activity.store import list_versions
from register.dpia.danger_list import questions
from register.dpia.screening_actions import Screen, screen
from register.importing.actions import ImportRecords, plan_import
from register.importing.mapping import get_mapping
from tests.make import NOW, Personas, make_personas, make_record, make_system
from tests.register.importing.conftest import (
    OWN_LIST,
    contents_by_number,
    count_rows,
    counts,
    find_record,
    take_file,
    take_list,
)

KL = get_mapping("kl-article30")
LIST = json.loads(OWN_LIST.read_bytes())


def edit(record: str, **fields: Any) -> None:
    """A person changes a record in the browser."""
    activity = find_record(record)
    content = replace(to_content(activity), **fields)
    change_activity(
        ChangeActivity(activity_id=activity.id, version=activity.version, content=content), doing=Doing(at=NOW)
    )


def changed_list(place: int, **values: Any) -> bytes:
    """The list with one of its records changed."""
    document = [dict(record) for record in LIST]
    document[place] |= values
    return json.dumps(document).encode()


def records(*rows: dict[str, Any]) -> str:
    return json.dumps([{"title": f"Behandling {row['number']}", "unit": "SOC"} | row for row in rows])


def places(result: Any) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in result.rejected]


def test_the_list_is_imported_and_a_second_time_nothing_changes(people: Personas) -> None:
    assert counts(take_list(unit="SOC")) == (12, 12, 0, 0)
    before, rows = contents_by_number(), count_rows()
    again = take_list(unit="SOC")
    assert counts(again) == (12, 0, 0, 12)
    assert again.kept == []
    assert contents_by_number() == before
    assert count_rows() - rows == {"audit_event": 1, "import_batch": 1}


def test_an_imported_record_has_a_version_findings_and_what_it_was_given(people: Personas) -> None:
    person = find_person(people.anna)
    assert person is not None
    take_list(unit="SOC", doing=Doing(at=NOW, person_id=person.id))
    activity = find_record("01")
    assert (activity.source, activity.version, activity.status) == ("kl", 1, "draft")
    assert activity.is_imported_unedited
    assert activity.unit is not None
    assert (activity.unit.code, activity.changed_by_id, activity.changed_at) == ("SOC", person.id, NOW)
    assert activity.imported_fields is not None
    assert activity.imported_fields["title"] == activity.title
    assert "foreninger" in activity.search
    (version,) = list_versions(activity.id)
    assert (version.reason, version.by) == ("Importeret fra liste.json", "Anna Ahorn")
    assert version.content == to_content(activity)
    query = select(ActivityFinding.rule).where(ActivityFinding.activity_id == activity.id)
    assert sorted(db.session.scalars(query)) == ["R05", "R06", "R09", "R12", "R30", "R33", "R40", "R42", "R46", "R48"]


def test_one_event_tells_of_the_import(people: Personas) -> None:
    take_list()
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb.startswith("register"))).all()
    assert [(e.verb, e.changes["file"], e.changes["created"]) for e in events] == [
        ("register.import", "liste.json", 12)
    ]
    assert not db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "activity.create")).all()


def test_what_a_screening_here_has_decided_stays(people: Personas) -> None:
    take_file("a.json", records({"number": "1"}))
    record = find_record("1")
    answers = {question.code: False for question in questions()} | {"art35_3_b": True}
    screen(Screen(activity_id=record.id, read=0, answers=answers), doing=Doing(at=NOW))
    assert record.dpia_screening == "yes"
    result = take_file("a.json", records({"number": "1", "dpia_screening": "no"}))
    assert find_record("1").dpia_screening == "yes"
    assert [kept.field for kept in result.kept] == ["dpia_screening"]


def test_a_field_the_list_has_changed_is_followed_and_kept_as_a_version(people: Personas) -> None:
    take_list(unit="SOC")
    result = take_list(changed_list(0, name="01. Udlån af haller"), unit="SOC")
    assert counts(result) == (12, 0, 1, 11)
    activity = find_record("01")
    assert (activity.title, activity.version, activity.is_imported_unedited) == ("Udlån af haller", 2, True)
    assert "haller" in activity.search
    assert [version.number for version in list_versions(activity.id)] == [2, 1]


def test_a_field_that_was_changed_here_stays_and_is_reported(people: Personas) -> None:
    take_list(unit="SOC")
    edit("01", title="Vores lokaler")
    result = take_list(changed_list(0, name="01. Udlån af haller", kleGroups=["18.21"]), unit="SOC")
    assert counts(result) == (12, 0, 1, 11)
    content = contents_by_number()["01"]
    assert (content.title, content.kle_numbers) == ("Vores lokaler", ("18.21",))
    assert [(kept.row, kept.number, kept.field, kept.column) for kept in result.kept] == [(1, "01", "title", "name")]
    assert "række 1, kolonne «name»" in result.kept[0].sentence.lower()
    assert not find_record("01").is_imported_unedited


def test_a_field_that_was_emptied_here_stays_empty(people: Personas) -> None:
    take_list(unit="SOC")
    edit("01", purposes=(), kle_numbers=())
    result = take_list(unit="SOC")
    assert counts(result) == (12, 0, 0, 12)
    assert {kept.field for kept in result.kept} == {"purposes", "kle_numbers"}
    content = contents_by_number()["01"]
    assert (content.purposes, content.kle_numbers) == ((), ())


def test_what_people_have_added_beside_the_list_is_left_alone(people: Personas) -> None:
    take_list(unit="SOC")
    edit("01", measures="Adgang efter rolle", subjects=("adults",))
    result = take_list(changed_list(0, name="01. Udlån af haller"), unit="SOC")
    assert result.kept == []
    content = contents_by_number()["01"]
    assert (content.title, content.measures, content.subjects) == ("Udlån af haller", "Adgang efter rolle", ("adults",))


def test_a_record_whose_number_was_changed_here_is_found_again(people: Personas) -> None:
    take_list(unit="SOC")
    edit("01", number="K-1")
    result = take_list(changed_list(0, name="01. Udlån af haller"), unit="SOC")
    assert counts(result) == (12, 0, 1, 11)
    assert contents_by_number()["K-1"].title == "Udlån af haller"
    assert [kept.field for kept in result.kept] == ["number"]


def test_a_record_that_was_moved_here_stays_where_it_is(people: Personas) -> None:
    take_list(unit="SOC")
    edit("01", unit="BOK-SK")
    assert counts(take_list(unit="SOC")) == (12, 0, 0, 12)
    assert contents_by_number()["01"].unit == "BOK-SK"


def test_an_import_without_a_unit_moves_nothing_out(people: Personas) -> None:
    take_list(unit="SOC")
    assert counts(take_list()) == (12, 0, 0, 12)
    assert contents_by_number()["01"].unit == "SOC"


def test_the_list_is_found_again_after_the_organisation_has_changed(people: Personas) -> None:
    take_list(unit="SOC-HJ")
    rows = [
        UnitRow(2, "NY", "Sundhed og Omsorg", "administration", "KOMMUNE"),
        UnitRow(3, "SOC-HJ", "Pleje", "unit", "NY"),
    ]
    assert import_units(rows, doing=Doing(at=NOW)).faults == ()
    db.session.flush()
    assert counts(take_list()) == (12, 0, 0, 12)
    unit = find_record("01").unit
    assert unit is not None
    assert unit.administration_id == db.session.scalars(select(Unit.id).where(Unit.code == "NY")).one()


def test_one_wrong_record_and_nothing_is_imported(people: Personas) -> None:
    rows = count_rows()
    result = take_list(changed_list(3, gdprChoices=["register-gdpr-ukendt"]), unit="SOC")
    assert (counts(result), places(result), result.is_refused) == ((12, 0, 0, 0), [(4, "gdprChoices")], True)
    assert count_rows() == rows


def test_part_of_a_file_is_imported_when_that_is_accepted(people: Personas) -> None:
    result = take_list(changed_list(3, gdprChoices=["register-gdpr-ukendt"]), unit="SOC", accept_partial=True)
    assert (counts(result), places(result), result.is_refused) == ((12, 11, 0, 0), [(4, "gdprChoices")], False)
    assert "04" not in contents_by_number()


def test_a_number_that_stands_twice_is_refused_in_both_rows(people: Personas) -> None:
    result = take_file("a.json", records({"number": "1"}, {"number": "2"}, {"number": "1"}))
    assert places(result) == [(1, "number"), (3, "number")]
    assert "række 3" in result.rejected[0].message
    assert "række 1" in result.rejected[1].message


@pytest.mark.parametrize(
    ("record", "column"),
    [
        ({"number": "", "title": "Uden nummer"}, "number"),
        ({"number": "1", "title": " "}, "title"),
        ({"number": "1", "unit": "FINDES-IKKE"}, "unit"),
        ({"number": "1", "owner": "ingen@fjordby.example"}, "owner"),
        ({"number": "1", "systems": ["INTET"]}, "systems"),
        ({"number": "1", "subjects": ["dragons"]}, "subjects"),
        ({"number": "1", "title": "x" * 401}, "title"),
        ({"number": "1" * 41}, "number"),
    ],
)
def test_what_the_register_cannot_hold_is_told_with_row_and_column(
    people: Personas, record: dict[str, Any], column: str
) -> None:
    rows = count_rows()
    result = take_file("a.json", records({"number": "0"}, record))
    assert places(result) == [(2, column)]
    assert result.rejected[0].sentence.startswith("Række 2, kolonne")
    assert count_rows() == rows


def test_a_unit_that_is_not_there_is_refused(people: Personas) -> None:
    with pytest.raises(Refused, match="FINDES-IKKE"):
        take_list(unit="FINDES-IKKE")


def test_inside_a_scope_only_its_own_units_are_written_in(people: Personas) -> None:
    social, school = find_unit("SOC"), find_unit("BOK-SK")
    assert social is not None
    assert school is not None
    rows = records({"number": "1"}, {"number": "2", "unit": "BOK-SK"}, {"number": "3", "unit": ""})
    result = take_file("a.json", rows, scope=Scope(paths=(social.path,)))
    assert places(result) == [(2, "unit"), (3, "unit")]
    assert counts(take_file("a.json", rows)) == (3, 3, 0, 0)
    changed = records({"number": "1", "title": "Ny"}, {"number": "2", "unit": "BOK-SK", "title": "Ny"})
    result = take_file("a.json", changed, scope=Scope(paths=(social.path,)))
    assert places(result) == [(2, "unit")], "a record of others is not changed"
    moved = records({"number": "2", "unit": "SOC"})
    assert places(take_file("a.json", moved, scope=Scope(paths=(social.path,)))) == [(1, "unit")]


def test_a_record_written_here_is_filled_where_it_is_empty(people: Personas) -> None:
    make_record(number="7", title="Vores", unit="SOC")
    result = take_file("a.json", records({"number": "7", "title": "Deres", "measures": "Log"}))
    assert counts(result) == (1, 0, 1, 0)
    assert [kept.field for kept in result.kept] == ["title"]
    activity = find_record("7")
    assert (activity.title, activity.measures, activity.is_imported_unedited) == ("Vores", "Log", False)


def test_every_kind_of_row_is_written_anew_when_the_file_has_changed_it(people: Personas) -> None:
    make_system(code="ESDH")
    make_system(code="HR")
    first = {
        "number": "1", "purposes": [{"text": "A"}, {"text": "B"}], "subjects": ["adults", "children"],
        "data_lines": [{"subject": "adults", "text": "Navn"}], "disclosures": [{"name": "Skat"}],
        "transfers": [{"country": "US"}], "retention": [{"period": "P5Y"}], "kle_numbers": ["27.60", "27.61"],
        "systems": ["ESDH", "HR"],
    }  # fmt: skip
    second = first | {
        "purposes": [{"text": "B", "art6": ["e"]}], "subjects": ["children", "pupils"], "data_lines": [],
        "disclosures": [{"name": "Skat"}, {"name": "Borgeren"}], "transfers": [{"country": "GB", "basis": "45"}],
        "retention": [{"period": "P1Y"}], "kle_numbers": ["27.61", "27.62"], "systems": ["HR"],
    }  # fmt: skip
    take_file("a.json", records(first))
    assert counts(take_file("a.json", records(second))) == (1, 0, 1, 0)
    content = contents_by_number()["1"]
    assert content.to_json() == replace(content, number="1").to_json()
    assert [purpose.text for purpose in content.purposes] == ["B"]
    assert (content.subjects, content.data_lines) == (("children", "pupils"), ())
    assert ([row.name for row in content.disclosures], content.transfers[0].country) == (["Skat", "Borgeren"], "GB")
    assert (content.kle_numbers, content.systems) == (("27.61", "27.62"), ("HR",))
    db.session.expire_all()
    assert to_content(find_record("1")) == content


def test_a_preview_is_what_the_import_does_and_changes_nothing(people: Personas) -> None:
    take_list(unit="SOC")
    edit("02", title="Vores byggesager")
    rows = count_rows()
    data = changed_list(0, name="01. Udlån af haller")
    plan = plan_import(ImportRecords(name="a.json", data=data, reading=KL, unit="SOC"))
    assert count_rows() == rows
    assert not db.session.new
    assert not db.session.dirty
    planned = plan.result()
    done = take_list(data, unit="SOC")
    assert counts(planned) == counts(done) == (12, 0, 1, 11)
    assert planned.kept == done.kept
    by_verb = {step.content.number: step for step in plan.planned if step.verb == "updated"}
    assert [change.field for change in by_verb["01"].changes] == ["title"]


def test_the_number_of_statements_does_not_follow_the_number_of_records(people: Personas) -> None:
    def statements(count: int, title: str) -> int:
        seen: list[str] = []

        def note(*args: Any) -> None:
            # SQLite gives new rows their numbers one at a time; it is no server that would have to be asked.
            if not args[2].startswith(("INSERT INTO processing_activity", "INSERT INTO audit_event")):
                seen.append(args[2])

        rows = records(*({"number": f"{count}-{n}", "title": title, "subjects": ["adults"]} for n in range(count)))
        db.session.flush()
        event.listen(db.engine, "before_cursor_execute", note)
        take_file("a.json", rows)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    take_file("a.json", records({"number": "0"}))
    for title in ("Ny", "Ændret", "Ændret"):
        few, many = statements(20, title), statements(200, title)
        assert many <= few + 3, (title, few, many)


def test_two_imports_at_once_end_as_one_after_the_other(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        make_personas()
        db.session.commit()
    barrier, results = threading.Barrier(2), []

    def work() -> None:
        with app.test_request_context():
            begin_writing()
            barrier.wait()
            results.append(take_list(unit="SOC"))
            db.session.commit()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(counts, results)) == [(12, 0, 0, 12), (12, 12, 0, 0)]
    with app.app_context():
        assert len(contents_by_number()) == 12
        assert len(db.session.scalars(select(ActivityVersion.id)).all()) == 12


DAMAGE = {
    "half a file": OWN_LIST.read_bytes()[: len(OWN_LIST.read_bytes()) // 2],
    "a program": b"MZ\x90\x00\x03" + bytes(400),
    "a missing name": json.dumps([{k: v for k, v in record.items() if k != "description"} for record in LIST]).encode(),
    "nothing": b"",
}


@pytest.mark.parametrize("data", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_a_sentence_with_row_and_column_and_nothing_changes(people: Personas, data: bytes) -> None:
    take_list(unit="SOC")
    rows, before = count_rows(), contents_by_number()
    result = take_file("liste.xlsx", data, reading=KL)
    assert result.is_refused
    assert result.rejected[0].row >= 1
    assert result.rejected[0].column
    assert (count_rows(), contents_by_number()) == (rows, before)


def test_recipients_of_a_file_may_point_at_lines_that_only_the_record_has(people: Personas) -> None:
    lines = (DataLine(key="1", text="Navn"), DataLine(key="4", text="CPR"))
    make_record(number="1", title="Valg", unit="SOC", data_lines=lines)
    data = "Nummer;Titel;Modtagere\n1;Valg;Skat | #4\n"
    assert counts(take_file("a.csv", data)) == (1, 0, 1, 0)
    assert contents_by_number()["1"].disclosures == (Disclosure(name="Skat", lines=("4",)),)
    assert counts(take_file("a.csv", data)) == (1, 0, 0, 1)
    (fault,) = take_file("a.csv", data.replace("#4", "#2")).rejected
    assert fault.sentence == "Række 2, kolonne «Modtagere»: behandlingen har ingen linje #2 med oplysninger."


def test_lines_that_a_file_takes_away_are_pointed_at_no_more(people: Personas) -> None:
    take_file("a.csv", "Nummer;Titel;Oplysninger\n1;Valg;Navn | Adresse\n")
    take_file("b.csv", "Nummer;Titel;Modtagere\n1;Valg;Skat | #1, #2\n")
    assert counts(take_file("a.csv", "Nummer;Titel;Oplysninger\n1;Valg;Adresse\n")) == (1, 0, 1, 0)
    content = contents_by_number()["1"]
    assert content.data_lines == (DataLine(key="2", text="Adresse"),)
    assert content.disclosures == (Disclosure(name="Skat", lines=("2",)),)


def test_a_file_that_changes_an_approved_record_opens_it_again(people: Personas) -> None:
    take_file("a.csv", "Nummer;Titel\n1;Valg\n")
    record = find_record("1")
    record.status, record.approved_version = "approved", 1
    db.session.flush()
    take_file("a.csv", "Nummer;Titel\n1;Valg og folkeafstemning\n")
    assert find_record("1").status == "under_revision"


@pytest.mark.trial
def test_the_published_list_is_imported_whole_twice(people: Personas) -> None:
    folder = os.environ.get("TRIAL_DATA")
    if not folder:
        pytest.skip("TRIAL_DATA peger ikke på en mappe med prøvedata.")
    data = (Path(folder) / "kl-article30.json").read_bytes()
    assert counts(take_list(data, unit="SOC")) == (94, 94, 0, 0)
    again = take_list(data, unit="SOC")
    assert (counts(again), again.kept) == ((94, 0, 0, 94), [])
