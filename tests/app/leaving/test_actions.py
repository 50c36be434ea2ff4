"""All that hangs on somebody is found, and handed over by each kind's own means, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.hearing.asking import Asked
from aarshjul.hearing.ending import WithdrawHearing, withdraw_hearing
from aarshjul.hearing.letters import why_not_send
from aarshjul.hearing.model import HearingParticipant
from aarshjul.hearing.starting import StartHearing, proposed_due, start_hearing
from aarshjul.plan.actions import make_plan_tasks
from aarshjul.task.model import Task
from app.absence.model import Absence
from app.attachment.actions import NewFile
from app.audit.actions import Doing
from app.audit.store import list_events_of
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.slots import current_slots
from app.leaving.actions import HandOver, hand_over, plan_handover
from app.leaving.rules import NOT_TOGETHER
from app.leaving.store import (
    count_left_hanging,
    left_hanging,
    links,
    list_hanging,
    list_ids,
    list_mentions,
    list_page,
    name_of,
    person_columns,
)
from app.mail.model import OutgoingMail
from app.organisation.model import FunctionHolder, Municipality, Person, RoleGrant, Unit
from register.activity.model import ActivityVersion, ProcessingActivity
from register.catalogue.actions import create_entry
from register.measure.content import MeasureContent
from register.measure.kind import MEASURE
from register.processor.actions import create_processor
from register.processor.content import ProcessorContent
from register.risk.model import RiskAction
from register.risk.planning import PlanAction, plan_action
from register.system.model import System
from register.versions.model import RecordVersion
from tests.bench.measure import statements_of
from tests.make import (
    NOW,
    TODAY,
    Personas,
    make_absence,
    make_activity,
    make_assessment,
    make_grant,
    make_holder,
    make_person,
    make_personas,
    make_plan,
    make_record,
    make_system,
    make_task,
)

DOING = Doing(at=NOW)
DAY = timedelta(days=1)
EVERYTHING = frozenset({
    "behandlinger", "systemer", "databehandlere", "foranstaltninger", "opgaver", "funktioner", "stedfortraeder",
    "handlinger", "hoeringer",
})  # fmt: skip

NAMED_BY_TEXT = {
    "activity_version.content": "history: the record as it was",
    "audit_event.changes": "history",
    "dpia.texts": "what was approved stands as it was; a draft is mended by hand",
    "draft.form": "nobody's but its writer's, and for 30 days; saved, the form asks for who is there",
    "municipality.dpo_email": "shown on the page, to be mended by hand",
    "job.args": "history; swept after 90 days",
    "municipality.dpo_name": "shown on the page, to be mended by hand",
    "municipality.email": "shown on the page, to be mended by hand",
    "outgoing_mail.to_address": "history; a waiting mail looks again before it is sent",
    "person.email": "the person",
    "person.name": "the person",
    "processing_activity.imported_fields": "what a file said; the next one sees that the owner has changed since",
    "import_row.base_before": "what a file said before, until the import is undone; then as imported_fields",
    "processing_activity.search": "made anew with the record",
    "record_version.content": "history: the record as it was",
    "activity_template_version.content": "history; a template holds no owner",
    "saved_view.args": "a filter may ask for somebody's records; it shows what that person still owns",
    "working_meeting.participants": "minutes of what was",
    "decision.put": "minutes of what was: who put the item forward",
    "meeting.kept": "minutes of what was: who was there",
}
"""Columns that may hold somebody's name or address as text, and what becomes of it when they leave."""
NO_PERSON = {
    "activity_disclosure.lines", "activity_disclosure.name", "activity_joint_controller.name",
    "activity_purpose.art6", "activity_purpose.art9", "activity_purpose.dbl", "activity_purpose.laws",
    "activity_served_controller.name", "activity_template.name", "activity_transfer.lines", "attachment.file_name",
    "dpia.basis", "dpia_proposal.changes", "dpia_screening.answers", "dpia_screening.reasons",
    "governing_body.name", "import_batch.counts", "import_mapping.held", "import_mapping.name",
    "information_text.sections", "job.args", "job.file_name", "job_result.file_name", "kle_number.search", "law.name",
    "law.search", "list_columns.keys", "list_columns.list_name", "measure.name", "measure.search",
    "municipality.address", "municipality.name", "municipality.second_factor_roles",
    "plan_item.baseline", "plan_item.depends_on",
    "processing_activity.access_groups", "processing_activity.automated_basis", "processing_activity.data_sources",
    "processor.name", "processor.search", "recipient.name", "recipient.search",
    "reminder_settings.days_before", "reminder_settings.escalate_after", "risk_assessment.other_grades",
    "risk_scale.name", "risk_scale_level.name", "threat.name", "threat.suggested",
    "saved_view.list_name", "sub_processor.name", "system.name", "system.search", "task.checklist",
    "task_template.checklist", "task_template.months", "unit.name", "user_session.address", "work_calendar.closed",
    "work_calendar.dates", "work_calendar.quiet_weeks", "working_meeting_record.missing_after",
    "working_meeting_record.missing_before",
}  # fmt: skip
"""Columns that sound or look so, but hold no name of somebody who works here."""


@pytest.fixture
def fjordby(ctx: Flask) -> Personas:
    return make_personas()


def person(email: str) -> Person:
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


def fill_hands(personas: Personas) -> dict[str, Any]:
    """Something of every kind on bent, and as much that is over and done."""
    bent, social = person(personas.bent), db.session.get_one(Unit, personas.social_id)
    record = make_record(title="Hjemmepleje", unit="SOC", owner=bent.email, next_review_on=TODAY + 20 * DAY)
    old = make_record(title="Arkiv", unit="SOC", owner=bent.email)
    old.status = "retired"
    task = make_task(unit=social, due_on=TODAY + 7 * DAY, person=bent, kind="own")
    done = make_task(unit=social, due_on=TODAY, person=bent, done_on=TODAY, done_by=bent)
    system = make_system(name="Journalen", unit=social, owner=bent)
    processor = create_processor(ProcessorContent(name="Klitrose", unit="SOC", owner=bent.email), doing=DOING)
    measure = create_entry(MEASURE, MeasureContent(name="Log over opslag", owner=bent.email), doing=DOING)
    absence = make_absence(person=person(personas.anna), from_on=TODAY, to_on=TODAY + 400 * DAY, deputy=bent)
    action = plan_action(
        make_assessment(activity=make_activity(unit=social)),
        PlanAction(title="Lås skabet", unit=social, function="leader", person=bent, due_on=TODAY),
        today=TODAY, doing=DOING,
    )  # fmt: skip
    hearing, ended = (
        start_hearing(
            StartHearing(
                title=title, due_on=proposed_due(TODAY), unit_id=social.id, asked=Asked(person_ids=[bent.id]),
                files=[NewFile("Udkast.txt", title.encode())],
            ),
            doing=DOING,
        )
        for title in ("Retningslinje", "Slut")
    )  # fmt: skip
    withdraw_hearing(WithdrawHearing(hearing_id=ended.id, version=1, reason="Dobbelt"), doing=DOING)
    db.session.flush()
    made = {
        "hearing": hearing,
        "action": action, "record": record, "old": old, "task": task, "done": done, "system": system,
        "absence": absence,
        "processor": processor, "measure": measure,
    }  # fmt: skip
    return {name: row.id for name, row in made.items()}


def command(personas: Personas, to: str, *, kinds: frozenset[str] = EVERYTHING, **more: Any) -> HandOver:
    return HandOver(sender_id=person(personas.bent).id, recipient_id=person(to).id, kinds=kinds, **more)


def test_every_column_that_points_at_a_person_is_handed_over_or_said_to_stay(ctx: Flask) -> None:
    found = {name_of(column) for column in person_columns()}
    slots = current_slots()
    assert found == {*slots.links, *slots.stays}, "say in the part's slots what becomes of the column"
    assert not set(slots.links) & set(slots.stays)
    assert all(slots.stays.values())


def test_every_column_that_may_hold_a_name_or_an_address_as_text_is_thought_of(ctx: Flask) -> None:
    words = ("email", "name", "address", "search", "owner")
    found = {
        f"{table.name}.{column.name}"
        for table in db.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.JSON)
        or (isinstance(column.type, sa.String) and any(word in column.name for word in words))
    }
    assert found - set(NAMED_BY_TEXT) - NO_PERSON == set()


def test_what_hangs_is_counted_kind_by_kind_and_what_is_over_is_left_out(fjordby: Personas) -> None:
    fill_hands(fjordby)
    counts = {kind.link.slug: kind.count for kind in list_hanging(person(fjordby.bent).id)}
    assert counts == dict.fromkeys([*EVERYTHING, "roller"], 1)
    # Carla holds the coordinator's function and role, and nothing else.
    assert [kind.link.slug for kind in list_hanging(person(fjordby.carla).id)] == ["funktioner", "roller"]


def test_a_hand_over_gives_each_kind_by_its_own_means_and_is_told_on_every_row(fjordby: Personas) -> None:
    made = fill_hands(fjordby)
    bent, carla = person(fjordby.bent), person(fjordby.carla)
    done = hand_over(command(fjordby, fjordby.carla), doing=DOING)
    assert done.counts == dict.fromkeys(EVERYTHING, 1)
    record = db.session.get_one(ProcessingActivity, made["record"])
    assert (record.owner_id, record.version) == (carla.id, 2)
    version = db.session.scalars(db.select(ActivityVersion).filter_by(activity_id=record.id, version=2)).one()
    assert version.content["owner"] == carla.email
    assert version.reason == "Overdraget fra Bent Birk."
    assert "carla" in record.search
    assert list_events_of("activity", record.id)[0].changes == {"owner": [bent.email, carla.email]}
    system = db.session.get_one(System, made["system"])
    assert (system.owner_id, system.version) == (carla.id, 2)
    kept = db.session.scalars(db.select(RecordVersion).filter_by(kind="system", subject_id=system.id, version=2)).one()
    assert kept.content["owner"] == carla.email
    assert list_events_of("system", made["system"])[0].changes == {"owner": [bent.email, carla.email]}
    task = db.session.get_one(Task, made["task"])
    assert (task.person_id, task.is_touched, task.remind_on, task.version) == (carla.id, True, TODAY, 2)
    assert list_events_of("task", task.id)[0].changes == {"person": ["Bent Birk", "Carla Ceder"]}
    holder = db.session.scalars(db.select(FunctionHolder).filter_by(function="leader")).one()
    assert holder.person_id == carla.id
    assert list_events_of("unit", fjordby.social_id)[0].changes == {"Leder": [bent.email, carla.email]}
    action = db.session.get_one(RiskAction, made["action"])
    assert (action.person_id, action.version) == (carla.id, 2)
    assert db.session.get_one(Absence, made["absence"]).deputy_id == carla.id
    [asked] = db.session.scalars(db.select(HearingParticipant).filter_by(hearing_id=made["hearing"]))
    assert asked.person_id == carla.id
    [mail] = db.session.scalars(db.select(OutgoingMail).filter_by(kind="hearing", person_id=carla.id))
    assert why_not_send(mail) is None
    assert list_events_of("person", bent.id)[0].changes == {"to": "Carla Ceder", **dict.fromkeys(EVERYTHING, 1)}
    assert list_events_of("person", carla.id)[0].verb == "person.take_over"
    # What is over and done stays as it was, and so does the role.
    assert db.session.get_one(ProcessingActivity, made["old"]).owner_id == bent.id
    assert db.session.get_one(Task, made["done"]).person_id == bent.id
    assert [kind.link.slug for kind in list_hanging(bent.id)] == ["roller"]


def test_findings_are_worked_out_anew_and_as_they_were(fjordby: Personas) -> None:
    made = fill_hands(fjordby)
    record = db.session.get_one(ProcessingActivity, made["record"])
    before = sorted((f.rule, f.field, f.message) for f in record.findings)
    assert before
    hand_over(command(fjordby, fjordby.carla), doing=DOING)
    record = db.session.get_one(ProcessingActivity, made["record"])
    assert sorted((f.rule, f.field, f.message) for f in record.findings) == before
    assert record.error_count == sum(f.severity == "error" for f in record.findings)


def test_a_review_follows_its_record_and_stays_the_plan_s(fjordby: Personas) -> None:
    make_plan(codes=set())
    fill_hands(fjordby)
    make_plan_tasks(NOW)
    review = db.session.scalars(db.select(Task).filter_by(kind="review")).one()
    assert review.person_id == person(fjordby.bent).id
    hand_over(command(fjordby, fjordby.carla), doing=DOING)
    assert (review.person_id, review.is_touched) == (person(fjordby.carla).id, False)
    assert make_plan_tasks(NOW + DAY).changed == 0


def test_single_rows_can_be_chosen_and_rows_of_somebody_else_cannot(fjordby: Personas) -> None:
    made = fill_hands(fjordby)
    social, anna = db.session.get_one(Unit, fjordby.social_id), person(fjordby.anna)
    second = make_task(unit=social, due_on=TODAY, person=person(fjordby.bent))
    annas = make_task(unit=social, due_on=TODAY, person=anna)
    chosen = {"opgaver": frozenset({second.id, annas.id})}
    done = hand_over(command(fjordby, fjordby.carla, kinds=frozenset(), chosen=chosen), doing=DOING)
    assert done.counts == {"opgaver": 1}
    assert annas.person_id == anna.id
    assert db.session.get_one(Task, made["task"]).person_id == person(fjordby.bent).id


def test_the_dpo_takes_what_is_the_dpo_s_and_nothing_that_carries_out(fjordby: Personas) -> None:
    made = fill_hands(fjordby)
    bent, social = person(fjordby.bent), db.session.get_one(Unit, fjordby.social_id)
    own = make_task(unit=social, due_on=TODAY, function="dpo", person=bent)
    make_holder(unit=social, function="dpo", person=bent)
    steps = {step.link.slug: step for step in plan_handover(command(fjordby, fjordby.dorte), doing=DOING)}
    assert {slug: len(step.ids) for slug, step in steps.items()} == {
        "funktioner": 1, "behandlinger": 0, "systemer": 0, "databehandlere": 0, "foranstaltninger": 0,
        "handlinger": 0, "opgaver": 1, "hoeringer": 1,
        "stedfortraeder": 0,
    }  # fmt: skip
    [(reason, held)] = steps["opgaver"].barred.items()
    assert "art. 38" in reason
    assert [row.id for row in held] == [made["task"]]
    hand_over(command(fjordby, fjordby.dorte), doing=DOING)
    assert own.person_id == person(fjordby.dorte).id
    assert db.session.get_one(Task, made["task"]).person_id == bent.id
    with pytest.raises(Refused, match="overtage"):
        hand_over(command(fjordby, fjordby.dorte), doing=DOING)


def test_nobody_takes_over_by_their_own_hand(fjordby: Personas) -> None:
    fill_hands(fjordby)
    by_carla = Doing(at=NOW, person_id=person(fjordby.carla).id)
    for act in (plan_handover, hand_over):
        with pytest.raises(Refused, match="Du kan ikke give dig selv") as refused:
            act(command(fjordby, fjordby.carla), doing=by_carla)
        assert refused.value.field == "to"
    assert plan_handover(command(fjordby, fjordby.anna), doing=by_carla)


def barred(fjordby: Personas, to: str, *kinds: str) -> dict[str, tuple[int, list[str]]]:
    """For each kind: how many rows would go, and the reasons why the others would not."""
    steps = plan_handover(command(fjordby, to, kinds=frozenset(kinds)), doing=DOING)
    return {step.link.slug: (len(step.ids), list(step.barred)) for step in steps}


def test_who_carries_out_is_not_made_the_dpo_by_a_hand_over(fjordby: Personas) -> None:
    root = db.session.get_one(Unit, fjordby.municipality_id)
    bent = person(fjordby.bent)
    for row in [
        *db.session.scalars(db.select(FunctionHolder).where(FunctionHolder.person_id == bent.id)),
        *bent.grants,
    ]:
        db.session.delete(row)
    make_holder(unit=root, function="dpo", person=bent)
    make_grant(person=bent, role="dpo", unit=root)
    db.session.expire(bent)
    owner = make_person(email="ejer@fjordby.example")
    make_system(name="Journalen", unit=root, owner=owner)
    free = make_person(email="fri@fjordby.example")
    for to, words in ((fjordby.anna, "udfører eller bestemmer"), (owner.email, "Giv det videre først")):
        for slug, (count, reasons) in barred(fjordby, to, "funktioner", "roller").items():
            assert (slug, count, words in reasons[0]) == (slug, 0, True)
    assert barred(fjordby, free.email, "funktioner", "roller") == {"funktioner": (1, []), "roller": (1, [])}
    # Nor together with what a DPO may not have.
    make_system(name="Sagerne", unit=root, owner=bent)
    assert barred(fjordby, free.email, "systemer", "funktioner", "roller") == {
        "systemer": (1, []), "funktioner": (0, [NOT_TOGETHER]), "roller": (0, [NOT_TOGETHER]),
    }  # fmt: skip
    hand_over(command(fjordby, free.email, kinds=frozenset({"funktioner", "roller"})), doing=DOING)
    with pytest.raises(Refused, match="overtage"):
        hand_over(command(fjordby, free.email, kinds=frozenset({"systemer"})), doing=DOING)


def test_a_role_that_is_over_hangs_on_nobody_and_keeps_no_role_away(fjordby: Personas) -> None:
    bent, carla = person(fjordby.bent), person(fjordby.carla)
    yesterday = clock.today() - DAY
    make_grant(
        person=bent,
        role="reader",
        unit=db.session.get_one(Unit, fjordby.school_id),
        ends_on=min(yesterday, TODAY - DAY),
    )
    over = make_grant(
        person=carla,
        role="manager",
        unit=db.session.get_one(Unit, fjordby.social_id),
        ends_on=min(yesterday, TODAY - DAY),
    )
    db.session.expire_all()
    done = hand_over(command(fjordby, fjordby.carla, kinds=frozenset({"roller"})), doing=DOING)
    assert done.counts == {"roller": 1}
    assert over.ends_on is None


def test_the_one_who_is_away_is_not_made_their_own_deputy(fjordby: Personas) -> None:
    fill_hands(fjordby)
    [step] = plan_handover(command(fjordby, fjordby.anna, kinds=frozenset({"stedfortraeder"})), doing=DOING)
    assert step.ids == []
    assert "sig selv" in next(iter(step.barred))


def test_a_recipient_is_another_who_works_here(fjordby: Personas) -> None:
    gone = make_person(is_active=False)
    for to, words in ((fjordby.bent, "en anden"), (gone.email, "stoppet")):
        with pytest.raises(Refused, match=words) as refused:
            plan_handover(command(fjordby, to), doing=DOING)
        assert refused.value.field == "to"


def test_roles_go_only_when_asked_for_and_leave_the_sender(fjordby: Personas) -> None:
    bent, carla = person(fjordby.bent), person(fjordby.carla)
    make_grant(person=carla, role="manager", unit=db.session.get_one(Unit, fjordby.social_id))
    make_grant(person=bent, role="reader", unit=db.session.get_one(Unit, fjordby.school_id))
    hand_over(command(fjordby, fjordby.carla, kinds=frozenset({"roller"})), doing=DOING)
    grants = db.session.execute(db.select(RoleGrant.person_id, RoleGrant.role).where(
        RoleGrant.person_id.in_([bent.id, carla.id])).order_by(RoleGrant.role)).all()  # fmt: skip
    assert [tuple(row) for row in grants] == [(carla.id, "coordinator"), (carla.id, "manager"), (carla.id, "reader")]
    with pytest.raises(Refused, match="overtage"):
        hand_over(command(fjordby, fjordby.carla, kinds=frozenset({"roller"})), doing=DOING)


def test_the_access_closes_with_the_last_thing_and_not_before(fjordby: Personas) -> None:
    fill_hands(fjordby)
    done = hand_over(command(fjordby, fjordby.carla, kinds=frozenset({"systemer"}), closes=True), doing=DOING)
    assert not done.is_closed
    assert person(fjordby.bent).is_active
    assert hand_over(command(fjordby, fjordby.carla, closes=True), doing=DOING).is_closed
    assert not person(fjordby.bent).is_active


def test_a_closed_person_with_something_left_is_found_until_it_is_handed_over(fjordby: Personas) -> None:
    fill_hands(fjordby)
    assert count_left_hanging() == 0
    bent, erik = person(fjordby.bent), person(fjordby.erik)
    bent.is_active = erik.is_active = False
    db.session.flush()
    assert list(db.session.scalars(left_hanging())) == [bent.id]
    hand_over(command(fjordby, fjordby.carla), doing=DOING)
    assert count_left_hanging() == 0


def test_where_a_person_stands_by_address_is_shown(fjordby: Personas) -> None:
    assert [held.note for held in list_mentions(person(fjordby.dorte))] == ["dorte@fjordby.example", "Dorte Dun"]
    assert list_mentions(person(fjordby.bent)) == []
    db.session.get_one(Municipality, 1).email = fjordby.bent
    assert [held.title for held in list_mentions(person(fjordby.bent))] == ["Kommunens oplysninger: mailadressen"]


def test_the_overview_and_the_hand_over_cost_the_same_for_few_and_for_hundreds(fjordby: Personas) -> None:
    bent = person(fjordby.bent)
    tasks = next(link for link in links() if link.slug == "opgaver")

    def cost() -> tuple[int, int]:
        db.session.expire_all()
        with statements_of(db.engine) as looking:
            list_hanging(bent.id)
            list_page(tasks, bent.id, number=1, path="/")
            count_left_hanging()
        with db.session.begin_nested() as trial:
            with statements_of(db.engine) as doing:
                hand_over(command(fjordby, fjordby.carla), doing=DOING)
            trial.rollback()
        # Each row has its own event in the trail.
        return len(looking), sum("INSERT INTO audit_event" not in statement for statement in doing)

    fill_hands(fjordby)
    few = cost()
    social = db.session.get_one(Unit, fjordby.social_id)
    for number in range(150):
        make_record(title=f"Behandling {number}", unit="SOC", owner=bent.email)
        make_task(unit=social, due_on=TODAY, person=bent, kind="own")
    many = cost()
    assert len(list_ids(tasks, bent.id)) == 151
    assert many[0] == few[0]
    assert many[1] <= few[1] + 10
