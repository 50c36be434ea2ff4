"""What the rules find is found anew when the day or another record changes the answer."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.job.worker import run_steps
from register.activity import refreshing
from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose, Retention, Transfer
from register.activity.convert import load_options, to_content
from register.activity.facts import Asked, load_facts
from register.activity.model import ActivityFinding, ProcessingActivity
from register.activity.refreshing import refresh_records, refresh_using, refresh_when_due
from register.activity.rules import Facts, ProcessorFacts, RecipientFacts, RiskFacts, SystemFacts
from register.activity.stored_findings import ask_rules
from register.information.model import InformationText
from register.kle.model import KleNumber
from register.processor.model import ProcessingAgreement, Processor, ProcessorSupervision, SubProcessor
from register.recipient.model import Recipient
from register.risk.scale_actions import add_scales
from register.system.actions import change_system, content_of
from tests.bench.measure import statements_of
from tests.make import NOW, Personas, make_assessment, make_person, make_personas, make_record, make_system

TODAY = clock.today()
DOING = Doing(at=NOW, via="cli")


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def found(activity: ProcessingActivity) -> list[tuple[str, str]]:
    query = (
        select(ActivityFinding.rule, ActivityFinding.severity)
        .where(ActivityFinding.activity_id == activity.id)
        .order_by(ActivityFinding.position)
    )
    return [(rule, severity) for rule, severity in db.session.execute(query)]


def make_processor(code: str = "DRIFT", **changes: object) -> Processor:
    processor = Processor(code=code, name="Driftsleverandøren", changed_at=NOW, **changes)
    db.session.add(processor)
    db.session.flush()
    return processor


def test_the_facts_are_those_of_the_records_that_are_pointed_at(people: Personas) -> None:
    gone = make_person(email="gone@fjordby.example", is_active=False)
    make_system(code="ESDH", name="Sagsarkivet", owner_id=gone.id)
    make_system(code="LOEN", name="Lønnen", owner_id=make_person(email="her@fjordby.example").id)
    processor = make_processor(country="US", dpf_checked_on=TODAY)
    processor.agreements = [ProcessingAgreement(position=0, title="Aftale", signed_on=TODAY)]
    processor.sub_processors = [SubProcessor(position=0, name="Sky", country="IN")]
    db.session.add_all([
        Recipient(code="SKAT", name="Skat", category="authorities", country="", changed_at=NOW),
        KleNumber(number="27.60.08", title="Hjælpemidler", retention_code="P1825D", changed_at=NOW),
        KleNumber(number="27.60", title="Hjælp", changed_at=NOW),
        ProcessorSupervision(processor_id=processor.id, held_on=TODAY, concept=1, result="green", at=NOW),
    ])  # fmt: skip
    content = ActivityContent(
        title="Løn", owner=people.bent, systems=("ESDH", "LOEN"), processors=("DRIFT",),
        kle_numbers=("27.60", "27.60.08"),
        disclosures=(Disclosure(recipient="SKAT"),),
    )  # fmt: skip
    record = make_record(**{name: getattr(content, name) for name in ("owner", "systems", "processors", "kle_numbers")})
    db.session.add(
        InformationText(activity_id=record.id, article="14", version=1, is_published=True, based_on=1, at=NOW)
    )
    add_scales()
    next_on = TODAY + timedelta(days=9)
    make_assessment(activity=record, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY, next_on=next_on)
    assert list(load_facts([Asked(record.id, content), Asked(None, ActivityContent())], today=TODAY)) == [
        Facts(
            owner_is_active=True,
            processors={
                "DRIFT": ProcessorFacts(
                    name="Driftsleverandøren", country="US", sub_countries=frozenset({"IN"}), has_agreement=True,
                    has_supervision=True, dpf_checked_on=TODAY,
                )
            },
            systems={"ESDH": SystemFacts(name="Sagsarkivet"), "LOEN": SystemFacts(name="Lønnen", has_owner=True)},
            recipients={"SKAT": RecipientFacts(name="Skat", category="authorities")},
            kle_retention={"27.60.08": "P1825D"},
            risk=RiskFacts(colour="red", assessed_on=TODAY, next_on=TODAY + timedelta(days=9)),
            has_information_text=True,
        ),
        Facts(),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("agreement", "holds"),
    [
        ({"signed_on": TODAY, "valid_until_on": TODAY}, True),
        ({"signed_on": TODAY + timedelta(days=1)}, False),
        ({"signed_on": None}, False),
        ({"signed_on": TODAY - timedelta(days=9), "valid_until_on": TODAY - timedelta(days=1)}, False),
        ({"signed_on": TODAY, "is_ended": True}, False),
    ],
)
def test_an_agreement_counts_while_it_is_in_force(people: Personas, agreement: dict[str, object], holds: bool) -> None:
    make_processor().agreements = [ProcessingAgreement(position=0, **agreement)]
    db.session.flush()
    facts = load_facts([Asked(None, ActivityContent(processors=("DRIFT",)))], today=TODAY)[0]
    assert facts.processors["DRIFT"].has_agreement is holds
    assert not facts.processors["DRIFT"].has_supervision


def test_what_the_day_decides_is_found_the_next_day(people: Personas) -> None:
    record = make_record(unit="SOC", last_review_on=TODAY, next_review_on=TODAY + timedelta(days=9))
    assert ("R48", "warning") not in found(record)
    year_on = NOW.replace(year=TODAY.year + 2)
    assert refresh_when_due(year_on) == {"refreshed": 1}
    assert ("R48", "warning") in found(record)
    assert record.found_on == clock.day_of(year_on)
    assert refresh_when_due(year_on) == {}


def test_a_record_never_asked_about_is_asked_about(people: Personas) -> None:
    record = make_record(unit="SOC")
    kept = found(record)
    db.session.execute(update(ProcessingActivity).values(found_on=None, error_count=0, is_complete=True))
    db.session.execute(ActivityFinding.__table__.delete())  # type: ignore[attr-defined]
    assert refresh_when_due(clock.now()) == {"refreshed": 1}
    assert found(record) == kept
    assert (record.error_count, record.is_complete, record.found_on) == (9, False, TODAY)


def test_the_worker_goes_on_until_all_are_asked_about(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "BATCH", 2)
    with app.test_request_context():
        for _ in range(5):
            make_record()
        db.session.execute(update(ProcessingActivity).values(found_on=None))
        db.session.commit()
    with app.app_context():
        assert run_steps(clock.now())["refreshed"] == 5
        left = select(func.count()).select_from(ProcessingActivity).where(ProcessingActivity.found_on.is_(None))
        assert db.session.scalar(left) == 0
        db.session.rollback()


def test_a_system_that_gets_an_owner_heals_those_that_use_it(people: Personas) -> None:
    system = make_system(code="ESDH", name="Sagsarkivet")
    users = [make_record(systems=("ESDH",)) for _ in range(3)]
    assert all(("R45", "warning") in found(record) for record in users)
    before = content_of(system)
    wanted = type(before)(**(before.__dict__ | {"owner": people.bent}))
    change_system(system.id, wanted, read=system.version, doing=DOING)
    assert not any(("R45", "warning") in found(record) for record in users)


def test_with_very_many_users_the_last_wait_for_the_worker(people: Personas, monkeypatch: pytest.MonkeyPatch) -> None:
    system = make_system(code="ESDH", name="Sagsarkivet")
    users = [make_record(systems=("ESDH",)) for _ in range(3)]
    monkeypatch.setattr(refreshing, "AT_ONCE", 1)
    system.owner = db.session.get(type(system.owner) if system.owner else type(make_person()), make_person().id)
    db.session.flush()
    refresh_using("systems", system.id)
    assert [("R45", "warning") in found(record) for record in users] == [False, True, True]
    assert refresh_when_due(clock.now()) == {"refreshed": 2}
    assert not any(("R45", "warning") in found(record) for record in users)


def test_a_risk_assessment_mends_its_record(people: Personas) -> None:
    add_scales()
    record = make_record(data_lines=(DataLine(category="cpr", text="CPR-nummer"),))
    assert ("R42", "error") in found(record)
    make_assessment(activity=record, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY)
    assert [pair for pair in found(record) if pair[0] in {"R42", "R43"}] == [("R43", "error")]


def test_asked_together_or_alone_the_answer_is_the_same(people: Personas) -> None:
    make_processor()
    make_system(code="ESDH", name="Sagsarkivet")
    records = [
        make_record(),
        make_record(systems=("ESDH",), owner=people.bent, retention=(Retention(period="undecided"),)),
        make_record(processors=("DRIFT",), transfers=(Transfer(country="US"),), purposes=(Purpose(text="Løn"),)),
    ]
    kept = [found(record) for record in records]
    numbers = [(record.error_count, record.is_art30_fulfilled, record.is_complete) for record in records]
    db.session.execute(ActivityFinding.__table__.delete())  # type: ignore[attr-defined]
    refresh_records([record.id for record in records], today=TODAY)
    assert [found(record) for record in records] == kept
    assert [(record.error_count, record.is_art30_fulfilled, record.is_complete) for record in records] == numbers


def test_many_cost_the_same_number_of_statements_as_few(people: Personas) -> None:
    make_processor()
    make_system(code="ESDH", name="Sagsarkivet")

    def cost(count: int) -> int:
        ids = [
            make_record(
                systems=("ESDH",), processors=("DRIFT",), owner=people.bent, kle_numbers=(f"27.{n:02}",),
                disclosures=(Disclosure(category="banks"),),
            ).id
            for n in range(count)
        ]  # fmt: skip
        db.session.execute(ActivityFinding.__table__.delete())  # type: ignore[attr-defined]
        with statements_of(db.engine) as seen:
            refresh_records(ids, today=TODAY + timedelta(days=400))
        return len(seen)

    assert cost(2) == cost(30)


def test_asking_costs_the_same_for_one_as_for_many(people: Personas) -> None:
    make_processor()
    records = [make_record(processors=("DRIFT",), owner=people.bent) for _ in range(20)]
    ids = [record.id for record in records]
    query = select(ProcessingActivity).where(ProcessingActivity.id.in_(ids)).options(*load_options())
    asked = [Asked(row.id, to_content(row)) for row in db.session.scalars(query)]

    def cost(some: list[Asked]) -> int:
        with statements_of(db.engine) as seen:
            ask_rules(some, today=TODAY)
        return len(seen)

    assert cost(asked[:1]) == cost(asked)
