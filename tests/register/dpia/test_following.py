"""What an approved assessment rests on is followed: a change is proposed once, renewed, answered or taken away."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import Refused
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import ActivityContent
from register.activity.convert import to_content
from register.dpia.approving import basis_now, confirm_dpia
from register.dpia.following import GRACE, bases_of, follow_when_due
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaProposal
from register.processor.actions import change_processor, create_processor
from register.processor.content import ProcessorContent, Sub
from tests.bench.measure import statements_of
from tests.make import NOW, TODAY, make_assessment, make_system
from tests.register.dpia.conftest import Office, make_office

LATER = NOW + timedelta(hours=1)


def change(office: Office, at: datetime = NOW + timedelta(minutes=30), **fields: object) -> None:
    """Save the record with these fields, half an hour after the approval or at another moment."""
    content = replace(to_content(office.activity), **fields)  # type: ignore[arg-type]
    command = ChangeActivity(activity_id=office.activity_id, version=office.activity.version, content=content)
    change_activity(command, doing=replace(office.doing("anna"), at=at))


def follow(at: datetime = LATER) -> list[DpiaProposal]:
    while follow_when_due(at):
        pass
    return list(db.session.scalars(select(DpiaProposal).order_by(DpiaProposal.id)))


def kinds(proposal: DpiaProposal) -> list[str]:
    return [row["kind"] for row in proposal.changes]


def test_nothing_has_changed_since_an_approval(office: Office) -> None:
    office.approved()
    assert follow() == []
    assert follow_when_due(LATER + GRACE + timedelta(seconds=1)) == {}, "what nobody has saved is not read again"


def test_a_change_is_proposed_once_and_the_tick_can_be_run_again(office: Office) -> None:
    office.approved()
    follow()
    change(office, LATER, ai_used="yes", ai_class="high")
    assert [kinds(one) for one in follow(LATER + timedelta(hours=1))] == [["ai"]]
    assert [kinds(one) for one in follow(LATER + timedelta(hours=2))] == [["ai"]]
    told = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "dpia.propose")).all()
    assert [event.changes for event in told] == [{"changes": [None, ["ai"]]}]


def test_more_changes_renew_the_proposal_and_keep_its_day(office: Office) -> None:
    office.approved()
    change(office, ai_used="yes")
    [first] = follow()
    change(office, LATER, ai_used="yes", subject_count="all")
    [again] = follow(LATER + timedelta(days=2))
    assert (again.id, again.since_on, kinds(again)) == (first.id, TODAY, ["ai", "subject_count_band"])


def test_what_is_changed_back_lapses(office: Office) -> None:
    office.approved()
    change(office, ai_used="yes")
    follow()
    change(office, LATER, ai_used="no")
    [lapsed] = follow(LATER + timedelta(hours=1))
    assert (lapsed.state, lapsed.answered_on) == ("lapsed", TODAY)


def test_a_new_sub_processor_is_seen(office: Office) -> None:
    content = ProcessorContent(name="Klitrose", unit="SOC", sub_processors=(Sub(name="Sky A"),))
    processor = create_processor(content, doing=office.doing("anna"))
    change(office, processors=(processor.code,))
    office.approved()
    assert follow() == []
    more = replace(content, code=processor.code, sub_processors=(Sub(name="Sky A"), Sub(name="Sky B")))
    anna = replace(office.doing("anna"), at=LATER)
    change_processor(processor.id, more, read=processor.version, reason="", doing=anna)
    [proposal] = follow(LATER + timedelta(hours=1))
    assert proposal.changes == [{"kind": "sub_processors", "added": [[processor.code, "Sky B"]], "removed": []}]


def test_a_risk_that_has_grown_is_seen_in_the_record_and_in_its_systems(office: Office) -> None:
    activity = office.activity
    system = make_system(code="OMSORG", name="Omsorgssystemet")
    activity.systems.append(system)
    office.approved()
    assert follow() == []
    make_assessment(system_id=system.id, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY + timedelta(days=1))
    [proposal] = follow(LATER + timedelta(days=2))
    assert kinds(proposal) == ["risk"]


def test_the_two_ways_of_reading_a_basis_agree(office: Office) -> None:
    activity = office.activity
    system = make_system(code="OMSORG", name="Omsorgssystemet")
    activity.systems.append(system)
    make_assessment(system_id=system.id, grades=(4, 1, 1), likelihood=3, assessed_on=TODAY)
    processor = create_processor(
        ProcessorContent(name="Klitrose", unit="SOC", sub_processors=(Sub(name="Sky A"),)), doing=office.doing("anna")
    )
    change(office, processors=(processor.code,))
    dpia = office.begun()
    assert bases_of([office.activity_id]) == {office.activity_id: basis_now(dpia)}


def test_a_change_is_answered_with_a_reason_and_is_then_part_of_the_basis(office: Office) -> None:
    dpia = office.approved()
    change(office, ai_used="yes")
    follow()
    with pytest.raises(Refused, match="trods ændringerne"):
        confirm_dpia(dpia.id, on=TODAY, note="Ok", doing=office.doing("anna"))
    reason = "Værktøjet skriver kun udkast, som en medarbejder retter."
    confirm_dpia(dpia.id, on=TODAY, note=reason, doing=office.doing("anna"))
    [answered] = follow(LATER + timedelta(hours=1))
    assert (answered.state, answered.note, answered.answered_by_id) == ("holds", reason, office.ids["anna"])
    assert (dpia.review_round, dpia.reviewed_on) == (1, TODAY)
    assert dpia.next_review_on == TODAY.replace(year=TODAY.year + 1)


def test_a_change_that_nobody_has_seen_yet_asks_for_a_reason_too(office: Office) -> None:
    dpia = office.approved()
    change(office, ai_used="yes")
    with pytest.raises(Refused, match="trods ændringerne"):
        confirm_dpia(dpia.id, on=TODAY, note="", doing=office.doing("anna"))


def test_a_risk_that_has_become_high_asks_for_a_new_version(office: Office) -> None:
    dpia = office.approved()
    make_assessment(activity=office.activity, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY)
    with pytest.raises(Refused, match="Lav en ny udgave"):
        confirm_dpia(dpia.id, on=TODAY, note="Det går nok alligevel, tror vi.", doing=office.doing("anna"))


def test_only_what_is_approved_is_looked_through(office: Office) -> None:
    dpia = office.begun()
    with pytest.raises(Refused, match="godkendt"):
        confirm_dpia(dpia.id, on=TODAY, note="", doing=office.doing("anna"))


def test_a_new_version_answers_what_had_changed(office: Office) -> None:
    first = office.approved()
    change(office, ai_used="yes")
    follow()
    office.approve(office.advised())
    [answered] = follow(LATER + timedelta(hours=1))
    assert (answered.dpia_id, answered.state) == (first.id, "revised")


def test_a_batch_costs_no_more_statements_than_one_does(office: Office) -> None:
    office.approved()
    with statements_of(db.engine) as alone:
        follow_when_due(LATER)
    for _number in range(3):
        make_office().approved()
    db.session.query(Dpia).update({"followed_at": None})
    with statements_of(db.engine) as together:
        assert follow_when_due(LATER + timedelta(hours=1)) == {"followed": 4}
    assert len(together) <= len(alone)


def test_nobody_asks_about_a_record_that_is_retired(office: Office) -> None:
    office.approved()
    change(office, ai_used="yes")
    office.activity.status = "retired"
    assert follow() == []
    assert isinstance(to_content(office.activity), ActivityContent)
