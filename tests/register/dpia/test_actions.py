"""Writing, advising on and approving an impact assessment, and what the record then says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import EditConflict, Forbidden, NotFound, Refused
from app.core.scope import Scope
from register.activity.model import ActivityVersion
from register.dpia.actions import (
    WriteSection,
    begin_dpia,
    discard_draft,
    send_to_dpo,
    take_back,
    write_section,
)
from register.dpia.approving import ApproveDpia, approve_dpia, lacks_of, send_back
from register.dpia.folder import open_folder
from register.dpia.model import Dpia
from register.dpia.opinion_actions import WriteOpinion, keep_opinion, sign_opinion
from register.dpia.store import find_approved, list_editor_ids, list_opinions
from register.life.store import list_editor_ids as list_record_editors
from register.risk.finishing import confirm_assessment
from register.risk.subject import get_subject
from tests.make import TODAY, make_assessment, make_record, make_system
from tests.register.dpia.conftest import ADVICE, BY_LAW, NO, TEXT, Office


def section(office: Office, dpia: Dpia, code: str, text: str, read: str = "", who: str = "anna") -> Dpia:
    command = WriteSection(dpia_id=dpia.id, section=code, text=text, read=read)
    return write_section(command, doing=office.doing(who))


def begun(office: Office) -> Dpia:
    office.screen(BY_LAW)
    return begin_dpia(office.activity_id, doing=office.doing("anna"))


def test_an_assessment_begins_with_a_screening(office: Office) -> None:
    with pytest.raises(Refused, match="Screen behandlingen først"):
        begin_dpia(office.activity_id, doing=office.doing("anna"))
    office.screen({"wp248_1": True})
    with pytest.raises(Refused, match="Screen behandlingen først"):
        begin_dpia(office.activity_id, doing=office.doing("anna"))
    office.screen(NO)
    dpia = begin_dpia(office.activity_id, doing=office.doing("anna"))
    assert (dpia.number, dpia.state) == (1, "draft")
    assert begin_dpia(office.activity_id, doing=office.doing("anna")) is dpia


def test_two_write_in_different_sections_and_neither_loses_anything(office: Office) -> None:
    dpia = begun(office)
    section(office, dpia, "summary", "Et resume\r\npå to linjer")
    section(office, dpia, "necessity", "Nødvendigt", who="carla")
    assert dpia.texts == {"summary": "Et resume\npå to linjer", "necessity": "Nødvendigt"}
    assert list_editor_ids(dpia.id) == {office.ids["anna"], office.ids["carla"]}


def test_of_two_in_the_same_section_the_second_hears_of_the_first(office: Office) -> None:
    dpia = begun(office)
    section(office, dpia, "summary", "Først")
    with pytest.raises(EditConflict):
        section(office, dpia, "summary", "Sidst", read="")
    section(office, dpia, "summary", "Sidst", read="Først\r\n")
    assert dpia.texts["summary"] == "Sidst"


@pytest.mark.parametrize("code", ["risks", "ai", "findes-ikke"])
def test_what_is_drawn_or_not_asked_is_not_written(office: Office, code: str) -> None:
    dpia = begun(office)
    with pytest.raises(NotFound):
        section(office, dpia, code, TEXT)


def test_the_dpo_is_asked_about_the_whole(office: Office) -> None:
    dpia = begun(office)
    with pytest.raises(Refused, match="mangler tekst"):
        send_to_dpo(dpia.id, version=dpia.version, doing=office.doing("anna"))
    office.write(dpia)
    send_to_dpo(dpia.id, version=dpia.version, doing=office.doing("anna"))
    assert (dpia.state, dpia.sent_on, dpia.opinion_round) == ("opinion", TODAY, 1)
    with pytest.raises(Refused, match="venter på databeskyttelsesrådgiverens"):
        section(office, dpia, "summary", "Noget andet", read=TEXT)


def test_a_record_without_a_risk_assessment_is_not_sent(office: Office) -> None:
    other = make_record(unit="SOC", title="Uden risiko")
    alone = Office(other.id, office.ids)
    dpia = alone.begun()
    with pytest.raises(Refused, match="mangler en risikovurdering"):
        send_to_dpo(dpia.id, version=dpia.version, doing=office.doing("anna"))


def test_the_dpo_signs_the_text_they_have_read(office: Office) -> None:
    dpia = office.sent()
    command = WriteOpinion(
        dpia_id=dpia.id, version=dpia.version, text_hash=open_folder(dpia).text_hash, text="Foreløbigt", conclusion=""
    )
    row = keep_opinion(command, doing=office.doing("dorte"))
    assert (row.signed_at, dpia.state, list_opinions(dpia.id)) == (None, "opinion", [])
    make_assessment(activity=office.activity, grades=(3, 1, 1), assessed_on=TODAY)
    old = WriteOpinion(
        dpia_id=dpia.id, version=dpia.version, text_hash=command.text_hash, text=ADVICE, conclusion="agrees",
        read=row.version,
    )  # fmt: skip
    with pytest.raises(EditConflict, match="Risikovurderingen er ændret"):
        sign_opinion(old, doing=office.doing("dorte"))
    office.sign(dpia, "conditions")
    [opinion] = list_opinions(dpia.id)
    assert (opinion.conclusion, opinion.by_id, opinion.text_hash) == (
        "conditions",
        office.ids["dorte"],
        open_folder(dpia).text_hash,
    )
    assert dpia.state == "approval"


def test_of_two_who_write_the_opinion_the_second_hears_of_the_first(office: Office) -> None:
    dpia = office.sent()
    command = WriteOpinion(
        dpia_id=dpia.id, version=dpia.version, text_hash=open_folder(dpia).text_hash, text="Først", conclusion=""
    )
    row = keep_opinion(command, doing=office.doing("dorte"))
    with pytest.raises(EditConflict, match="skrevet på udtalelsen"):
        keep_opinion(replace(command, text="Sidst"), doing=office.doing("dorte"))
    with pytest.raises(EditConflict, match="skrevet på udtalelsen"):
        sign_opinion(replace(command, text=ADVICE, conclusion="agrees"), doing=office.doing("dorte"))
    assert row.text == "Først"
    keep_opinion(replace(command, text="Sidst", read=row.version), doing=office.doing("dorte"))
    assert row.text == "Sidst"


@pytest.mark.parametrize(("text", "conclusion", "field"), [("Ja.", "agrees", "text"), (ADVICE, "", "conclusion")])
def test_an_opinion_says_something_before_it_is_signed(office: Office, text: str, conclusion: str, field: str) -> None:
    dpia = office.sent()
    folder = open_folder(dpia)
    command = WriteOpinion(
        dpia_id=dpia.id, version=dpia.version, text_hash=folder.text_hash, text=text, conclusion=conclusion
    )
    with pytest.raises(Refused) as refused:
        sign_opinion(command, doing=office.doing("dorte"))
    assert refused.value.field == field


def test_no_opinion_is_given_on_a_draft(office: Office) -> None:
    dpia = office.begun()
    with pytest.raises(Refused, match="stadig en kladde"):
        office.sign(dpia)


def test_what_is_taken_back_asks_for_another_opinion(office: Office) -> None:
    dpia = office.advised()
    take_back(dpia.id, version=dpia.version, doing=office.doing("anna"))
    section(office, dpia, "summary", TEXT + " Og mere.", read=TEXT)
    assert not open_folder(dpia).holds_opinion
    send_to_dpo(dpia.id, version=dpia.version, doing=office.doing("anna"))
    office.sign(dpia)
    assert [row.round for row in list_opinions(dpia.id)] == [2, 1]
    assert open_folder(dpia).holds_opinion


def test_an_approval_is_kept_in_the_record_and_does_not_edit_it(office: Office) -> None:
    before = office.activity.version
    dpia = office.advised()
    edits = {version.version for version in db.session.scalars(select(ActivityVersion))}
    office.approve(dpia)
    activity = office.activity
    assert (activity.dpia_screening, activity.dpia_approved_on, activity.dpia_high_residual) == ("done", TODAY, False)
    assert "udgave 1" in activity.dpia_ref
    assert (dpia.approved_on, dpia.approved_by_id, dpia.next_review_on) == (
        TODAY, office.ids["bent"], TODAY.replace(year=TODAY.year + 1),
    )  # fmt: skip
    assert dpia.activity_version == activity.version == before + 2
    assert dpia.residual and dpia.texts["risks"].startswith("Risikoen i dag:")
    assert dpia.text_hash == open_folder(dpia).text_hash
    assert office.ids["bent"] not in list_record_editors(activity)
    kept = db.session.scalars(select(ActivityVersion).order_by(ActivityVersion.id.desc())).first()
    assert kept is not None and (kept.verb, kept.version in edits) == ("dpia", False)


def test_an_approval_leaves_the_state_of_the_record(office: Office) -> None:
    dpia = office.advised()
    office.activity.status = "ready"
    office.approve(dpia)
    assert office.activity.status == "ready"


def test_nobody_approves_their_own_work(office: Office) -> None:
    dpia = office.advised()
    with pytest.raises(Forbidden):
        office.approve(dpia, who="anna")


def test_nothing_is_approved_before_the_dpo_has_signed(office: Office) -> None:
    dpia = office.sent()
    lacks = lacks_of(open_folder(dpia), person_id=office.ids["bent"], today=TODAY)
    assert len(lacks) == 2
    with pytest.raises(Refused, match="venter på databeskyttelsesrådgiverens udtalelse"):
        office.approve(dpia)


def test_another_risk_lets_the_opinion_lapse(office: Office) -> None:
    dpia = office.advised()
    make_assessment(activity=office.activity, grades=(3, 1, 1), assessed_on=TODAY)
    with pytest.raises(Refused, match="Teksten er ændret efter"):
        office.approve(dpia)


def test_a_risk_that_was_only_confirmed_leaves_the_opinion(office: Office) -> None:
    dpia = office.advised()
    subject = get_subject("activity", office.activity_id, scope=Scope.everything())
    confirm_assessment(subject, on=TODAY, note="", doing=office.doing("anna"))
    assert office.approve(dpia).state == "approved"


def test_a_systems_risk_is_part_of_what_is_left(office: Office) -> None:
    system = make_system(code="OMSORG", name="Omsorgssystemet")
    activity = office.activity
    activity.systems.append(system)
    make_assessment(system_id=system.id, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY)
    folder = open_folder(office.begun())
    assert folder.residual == "red"
    assert "– Omsorgssystemet: rød" in folder.texts["risks"]


def test_what_is_approved_is_what_was_read(office: Office) -> None:
    dpia = office.advised()
    command = ApproveDpia(dpia_id=dpia.id, version=dpia.version, text_hash="0" * 64)
    with pytest.raises(EditConflict, match="Læs den igen"):
        approve_dpia(command, doing=office.doing("bent"))


@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=4 * 366)])
def test_the_next_review_comes_after_today_and_within_three_years(office: Office, day: date) -> None:
    dpia = office.advised()
    command = ApproveDpia(
        dpia_id=dpia.id, version=dpia.version, text_hash=open_folder(dpia).text_hash, next_review_on=day
    )
    with pytest.raises(Refused) as refused:
        approve_dpia(command, doing=office.doing("bent"))
    assert refused.value.field == "next_review_on"


def test_what_is_sent_back_says_why_and_can_be_written_in(office: Office) -> None:
    dpia = office.advised()
    with pytest.raises(Refused, match="hvad der skal rettes"):
        send_back(dpia.id, version=dpia.version, note=" ", doing=office.doing("bent"))
    send_back(dpia.id, version=dpia.version, note="Skriv om sletning.", doing=office.doing("bent"))
    section(office, dpia, "necessity", TEXT + " Slettes efter fem år.", read=TEXT)
    assert dpia.state == "draft"


def test_a_new_version_begins_from_the_one_that_holds_and_replaces_it(office: Office) -> None:
    first = office.approved()
    second = begin_dpia(office.activity_id, doing=office.doing("anna"))
    assert (second.number, second.texts) == (2, {code: TEXT for code in first.texts if code != "risks"})
    assert find_approved(office.activity_id) is first
    section(office, second, "summary", TEXT + " Nu med et nyt system.", read=TEXT)
    send_to_dpo(second.id, version=second.version, doing=office.doing("anna"))
    office.sign(second)
    office.approve(second)
    assert (first.state, second.state) == ("superseded", "approved")
    assert first.texts["summary"] == TEXT
    assert "udgave 2" in office.activity.dpia_ref


def test_a_draft_nobody_was_asked_about_is_thrown_away(office: Office) -> None:
    dpia = office.begun()
    assert discard_draft(dpia.id, version=dpia.version, doing=office.doing("anna")) == office.activity_id
    again = office.sent()
    take_back(again.id, version=again.version, doing=office.doing("anna"))
    with pytest.raises(Refused, match="kan ikke slettes"):
        discard_draft(again.id, version=again.version, doing=office.doing("anna"))


def test_what_was_saved_meanwhile_is_not_sent_on(office: Office) -> None:
    dpia = office.begun()
    with pytest.raises(EditConflict):
        send_to_dpo(dpia.id, version=dpia.version - 1, doing=office.doing("anna"))


def test_a_retired_record_gets_no_assessment(office: Office) -> None:
    dpia = office.advised()
    office.activity.status = "retired"
    with pytest.raises(Refused, match="udgået"):
        office.approve(dpia)
    with pytest.raises(Refused, match="udgået"):
        begin_dpia(office.activity_id, doing=office.doing("anna"))


def test_the_section_on_ai_is_asked_where_ai_is_used(office: Office) -> None:
    dpia = office.begun()
    office.activity.ai_used = "yes"
    db.session.flush()
    with pytest.raises(Refused, match="mangler tekst"):
        send_to_dpo(dpia.id, version=dpia.version, doing=office.doing("anna"))
    section(office, dpia, "ai", TEXT)
    assert send_to_dpo(dpia.id, version=dpia.version, doing=office.doing("anna")).uses_ai
