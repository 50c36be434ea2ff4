"""What records were before goes along: versions, moments and approvals, into an empty register as they were."""

import json
import tracemalloc
from datetime import timedelta
from typing import Any, BinaryIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import begin_writing, db
from app.core.scope import Scope
from app.organisation.base_data import add_base_data
from app.organisation.model import Unit
from app.organisation.store import find_unit
from register.activity.actions import ChangeActivity, change_activity
from register.activity.bulk import Written, write_records
from register.activity.content import ActivityContent, DataLine, Disclosure
from register.activity.convert import load_refs
from register.activity.filtering import ActivityFilter
from register.activity.model import ActivitySetAside, ActivityVersion, ProcessingActivity
from register.activity.tidy import tidy
from register.exporting.document import RECORD_NAMES
from register.exporting.shapes import ACTIVITY, carried_columns
from register.exporting.writing import write_register
from register.kle.model import KleNumber
from register.measure.model import Measure
from register.processor.model import ProcessingAgreement, Processor, ProcessorSupervision, SubProcessor
from register.versions.model import RecordVersion
from tests.make import NOW, TODAY, Doing, Personas, make_personas
from tests.register.exporting.conftest import EVERYTHING, find_person_id, make_register, read, write
from tests.register.linked import make_linked

FILLED = ActivityContent(
    number="1",
    title="Hjælpemidler",
    unit="SOC-HJ",
    owner=Personas.bent,
    data_lines=(DataLine(text="Navn"),),
    disclosures=(Disclosure(name="Skat", lines=("1",)),),
    processors=("DRIFT",),
    security_measures=("LOG",),
    kle_numbers=("27.60", "99.99"),
)


def start_over() -> None:
    db.session.rollback()
    db.session.expunge_all()
    begin_writing()


def make_history() -> Personas:
    """A record that was changed, approved and has a finding set aside; a processor with all that hangs on one."""
    people = make_personas()
    make_linked("processors", ["DRIFT"])
    make_linked("security_measures", ["LOG"])
    anna, dorte = find_person_id(people.anna), find_person_id(people.dorte)
    processor = db.session.scalars(select(Processor)).one()
    processor.owner_id, processor.concept, processor.version = anna, 4, 2
    at = NOW - timedelta(days=400, microseconds=17)
    db.session.add_all([
        ProcessingAgreement(processor_id=processor.id, position=1, title="Anden", signed_on=TODAY),
        ProcessingAgreement(processor_id=processor.id, position=0, title="Første", note="=1+1"),
        SubProcessor(processor_id=processor.id, position=0, name="Skyen", country="US", approved_on=TODAY),
        ProcessorSupervision(processor_id=processor.id, held_on=TODAY, concept=4, result="yellow", at=at, by_id=dorte),
        RecordVersion(kind="processor", subject_id=processor.id, version=1, at=at, content={"b": 1, "a": []}),
        RecordVersion(kind="law", subject_id=processor.id, version=1, at=at, content={"another": "kind"}),
        KleNumber(number="27.60", title="Hjælpemidler", search="", retention_code="P1825D", changed_at=at),
        KleNumber(number="28", title="Bruges ikke", search="", changed_at=at),
    ])  # fmt: skip
    make_register([FILLED])
    record = db.session.scalars(select(ProcessingActivity)).one()
    later = Doing(at=NOW + timedelta(days=2, microseconds=5), person_id=anna, via="web")
    wanted = tidy(FILLED, used_keys=0)
    change = ChangeActivity(activity_id=record.id, version=1, content=wanted, reason="Intet")
    change_activity(change, doing=later)
    record.case_ref, record.version, record.status = "2026-1", 3, "approved"
    record.approved_version, record.approved_at, record.approved_by_id = 3, NOW, dorte
    content = {**wanted.to_json(), "case_ref": "2026-1"}
    db.session.add_all([
        ActivityVersion(activity_id=record.id, version=3, at=NOW, by_id=dorte, verb="approve", status="approved",
                        reason="Set igennem", content=content),
        ActivitySetAside(activity_id=record.id, rule="R09", reason="Afventer", until_on=TODAY, at=at, by_id=anna),
    ])  # fmt: skip
    db.session.flush()
    return people


def test_an_empty_register_gets_everything_back_moments_and_approvals_too(ctx: Flask) -> None:
    start_over()
    people = make_history()
    written = write("json")
    start_over()
    result = read("a.json", written)
    assert (result.created, list(result.rejected)) == (1, [])
    record = db.session.scalars(select(ProcessingActivity)).one()
    assert (record.version, record.status, record.approved_version, record.approved_at) == (3, "approved", 3, NOW)
    assert record.approved_by is not None
    assert record.approved_by.email == people.dorte
    versions = db.session.scalars(select(ActivityVersion).order_by(ActivityVersion.version)).all()
    assert [(row.version, row.verb, row.reason) for row in versions][-1] == (3, "approve", "Set igennem")
    assert db.session.scalars(select(ActivitySetAside.reason)).all() == ["Afventer"]
    processor = db.session.scalars(select(Processor)).one()
    assert [agreement.title for agreement in processor.agreements] == ["Første", "Anden"]
    assert db.session.scalars(select(RecordVersion.content)).all() == [{"a": [], "b": 1}]
    assert db.session.scalars(select(KleNumber.number)).all() == ["27.60"], "the numbers that records use"
    assert write("json") == written


def test_the_trail_says_that_it_was_imported_and_the_next_save_goes_on_from_there(ctx: Flask) -> None:
    start_over()
    make_history()
    written = write("json")
    start_over()
    read("a.json", written)
    verbs = set(db.session.scalars(select(AuditEvent.verb)))
    assert {"activity.import", "processor.import", "measure.import", "kle_number.import", "register.import"} <= verbs
    record = db.session.scalars(select(ProcessingActivity)).one()
    wanted = tidy(ActivityContent(number="1", title="Nyt navn", unit="SOC"))
    saved = change_activity(
        ChangeActivity(activity_id=record.id, version=3, content=wanted), doing=Doing(at=NOW, via="cli")
    )
    assert saved.activity.version == 4


def test_a_new_installation_gives_way_to_the_file(ctx: Flask) -> None:
    """`flask init` has laid in a root, and perhaps records nobody has written in."""
    start_over()
    make_history()
    unit, measure = find_unit("KOMMUNE"), db.session.scalars(select(Measure)).one()
    assert unit is not None
    unit.name, measure.description, measure.version = "Fjordby", "Vores egen beskrivelse", 2
    db.session.flush()
    written = write("json")
    start_over()
    add_base_data()
    make_linked("security_measures", ["LOG"])
    assert not read("a.json", written).rejected
    assert db.session.scalars(select(Unit.name).where(Unit.kind == "municipality")).all() == ["Fjordby"]
    assert write("json") == written


def test_a_register_with_records_keeps_its_own_history(ctx: Flask) -> None:
    start_over()
    make_history()
    written = write("json")
    document = json.loads(written)
    document["activities"].append({**document["activities"][0], "number": "2"})
    result = read("a.json", json.dumps(document).encode())
    assert (result.created, result.unchanged) == (1, 1)
    new = db.session.scalars(select(ProcessingActivity).where(ProcessingActivity.number == "2")).one()
    query = select(ActivityVersion.version, ActivityVersion.at).where(ActivityVersion.activity_id == new.id)
    assert [tuple(row) for row in db.session.execute(query)] == [(1, NOW)]
    assert db.session.scalar(select(func.count(ProcessorSupervision.id))) == 1


def test_part_of_the_register_tells_nothing_of_what_was_before(ctx: Flask) -> None:
    start_over()
    make_history()
    document = json.loads(write("json", ActivityFilter(q="hjælpemidler")))
    (activity,), (processor,) = document["activities"], document["processors"]
    assert not {"versions", "set_asides"} & set(activity)
    assert not {"versions", "agreements", "supervisions"} & set(processor)
    assert document["kle_numbers"][0]["retention_code"] == "P1825D"


def test_a_document_of_the_first_version_is_still_read(ctx: Flask) -> None:
    start_over()
    make_personas()
    document = {
        "format": "gdpr-register",
        "version": 1,
        "systems": [{"code": "ESDH", "name": "Sager", "supplier": "Havtorn", "owner": Personas.bent, "unit": "SOC"}],
        "activities": [
            {"source": "own", "status": "approved", "number": "1", "title": "Valg", "systems": ["ESDH"],
             "data_lines": [{"subject": "", "category": "", "text": "Navn"}], "disclosures": [{"name": "Skat"}]}
        ],
    }  # fmt: skip
    assert read("a.json", json.dumps(document).encode()).created == 1
    (activity,) = json.loads(write("json"))["activities"]
    assert (activity["status"], activity["version"], activity["data_lines"][0]["key"]) == ("approved", 1, "1")


@pytest.mark.parametrize(
    ("path", "value", "column"),
    [
        ("activities.0.versions.0.at", "i går", "activities.versions.at"),
        ("activities.0.versions.0.by", "ingen@fjordby.example", "activities.versions.by"),
        ("activities.0.versions.0.content", {"mayor": "x"}, "activities.versions.content"),
        ("activities.0.versions.0.version", 3, "activities.versions"),
        ("activities.0.version", 9, "activities.version"),
        ("activities.0.approved_at", "2026-01-01T00:00:00", "activities.approved_at"),
        ("activities.0.imported_fields", {"mayor": "x"}, "activities.imported_fields"),
        ("processors.0.concept", 9, "processors"),
        ("processors.0.concept", True, "processors.concept"),
        ("processors.0.mayor", "x", "processors.mayor"),
        ("processors.0.unit", "INGEN", "processors.unit"),
        ("processors.0.owner", Personas.dorte, "processors.owner"),
        ("processors.0.agreements", {}, "processors.agreements"),
        ("processors.0.supervisions.0.held_on", 3, "processors.supervisions.held_on"),
        ("processors.0.cvr", "123456789", "processors.cvr"),
        ("measures.0", "x", "measures"),
        ("kle_numbers.0.number", "", "kle_numbers.number"),
    ],
)
def test_a_history_that_does_not_fit_is_refused_whole(ctx: Flask, path: str, value: Any, column: str) -> None:
    start_over()
    make_history()
    document = json.loads(write("json"))
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step) if step.isdecimal() else step]
    place[int(last) if last.isdecimal() else last] = value
    start_over()
    make_personas()
    result = read("a.json", json.dumps(document).encode())
    assert [fault.column for fault in result.rejected] == [column]
    assert db.session.scalar(select(func.count(ProcessingActivity.id))) == 0


NOT_CARRIED = {
    "processing_activity": {"id", "number_key", "sort_key", "search", "error_count", "is_art30_fulfilled",
                            "is_complete", "found_on"},
    "system": {"id", "sort_key", "search", "supplier_key"},
    "processor": {"id", "sort_key", "search"},
    "measure": {"id", "sort_key", "search"},
    "recipient": {"id", "sort_key", "search"},
    "law": {"id", "sort_key", "search"},
    "kle_number": {"id", "search"},
    "processing_agreement": {"id", "processor_id", "position"},
    "sub_processor": {"id", "processor_id", "position"},
    "processor_supervision": {"id", "processor_id"},
    "record_version": {"id", "kind", "subject_id"},
    "activity_version": {"id", "activity_id"},
    "activity_set_aside": {"id", "activity_id"},
}  # fmt: skip
"""Columns that the place in the document says, or that the program works out from the others."""
IN_THE_CONTENT = {
    "activity_joint_controller", "activity_served_controller", "activity_purpose", "activity_subject",
    "activity_data_line", "activity_disclosure", "activity_transfer", "activity_retention", "activity_kle",
    "activity_system", "activity_processor", "activity_measure", "activity_law", "activity_recipient",
}  # fmt: skip
"""Tables that a record's content is, whole: `test_convert` holds that."""
STAYS_HERE = {
    "activity_finding": "the rules find it anew",
    "risk_scale": "the municipality's own scale is not part of the record of Art. 30",
    "risk_scale_cell": "part of the scale",
    "risk_scale_level": "part of the scale",
    "risk_assessment": "an assessment is made on a scale",
    "risk_scenario": "a scenario is assessed on the municipality's own scale",
    "risk_action": "a plan for people here",
    "risk_acceptance": "somebody here lives with a risk",
    "risk_editor": "who has written in an assessment here",
    "assessed_threat": "part of an assessment",
    "assessed_threat_measure": "part of an assessment",
    "threat": "the catalogue of threats is the municipality's own",
    "dpia": "an impact assessment is signed and approved by people here",
    "dpia_edit": "who wrote in it",
    "dpia_opinion": "the advice of the DPO here",
    "dpia_consultation": "a consultation of the authority by this municipality",
    "dpia_pause": "part of a consultation",
    "dpia_proposal": "what changed under an impact assessment here",
    "dpia_screening": "its outcome is in the record's content",
    "information_text": "what citizens are told is published here",
    "working_meeting": "a meeting of the people here",
    "activity_template": "what records follow is chosen here",
    "activity_template_version": "part of the template",
    "activity_template_use": "which record follows which template here",
    "import_mapping": "how files of others are read here",
    "import_batch": "imports that were made here",
    "import_row": "what an import did here",
    "working_meeting_record": "a meeting of the people here",
}
"""Tables that are no part of what an export carries, and why."""


def test_every_column_of_the_register_is_carried_or_named_here() -> None:
    carried = carried_columns()
    tables = {
        mapper.local_table.name: {column.name for column in mapper.local_table.columns}
        for mapper in db.Model.registry.mappers
        if mapper.class_.__module__.startswith("register.")
    }
    assert set(tables) == set(carried) | IN_THE_CONTENT | set(STAYS_HERE)
    assert {name: columns - carried[name] for name, columns in tables.items() if name in carried} == NOT_CARRIED


def test_what_a_record_says_beside_its_content_is_known_to_the_reader() -> None:
    assert {*(name.name for name in ACTIVITY.names()), *ACTIVITY.below} == RECORD_NAMES


class Counting(BinaryIO):
    """A file that keeps nothing but how much was written."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: Any) -> int:
        self.size += len(data)
        return len(data)


def test_the_memory_of_an_export_does_not_follow_the_length_of_the_register(ctx: Flask) -> None:
    start_over()
    make_personas()
    peaks = []
    for start, count in ((0, 250), (250, 1000)):
        make_many(start, count)
        target = Counting()
        tracemalloc.start()
        write_register("json", target, ActivityFilter(), EVERYTHING, scope=Scope.everything())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert target.size > 5_000_000
    assert peaks[1] < peaks[0] * 2, peaks


def make_many(start: int, count: int) -> None:
    """Records with a long text each."""
    refs = load_refs()
    written = [
        Written(
            ProcessingActivity(source="own", version=1, changed_at=clock.now()),
            tidy(ActivityContent(number=str(n), title=f"Nr. {n}", description=f"{n} " * 400, unit="SOC")),
        )
        for n in range(start, start + count)
    ]
    write_records(written, refs=refs, reason="")
    db.session.expunge_all()
