"""What people do in a hearing, and what becomes of the record it is about."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from aarshjul.hearing.actions import (
    Answer,
    MoveHearing,
    Reply,
    Said,
    TakeDown,
    answer_hearing,
    move_hearing,
    reply,
    take_down,
)
from aarshjul.hearing.asking import Party
from aarshjul.hearing.ending import EndHearing, WithdrawHearing, end_hearing, withdraw_hearing
from aarshjul.hearing.letters import why_not_send
from aarshjul.hearing.model import Hearing, HearingParticipant
from aarshjul.hearing.reminding import remind_due
from aarshjul.hearing.starting import ask_more
from aarshjul.hearing.store import Sight, count_of, count_tabs, list_hearings, list_participants
from aarshjul.hearing.subject import read_parts
from aarshjul.meeting.model import BodyMember, GoverningBody
from app.attachment.store import list_files
from app.audit.store import list_events_of
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.scope import Scope
from register.activity.actions import ChangeActivity, change_activity
from register.activity.convert import to_content
from register.life.actions import TakeStep, take_step
from register.life.rules import STEPS
from register.template.actions import make_template
from tests.aarshjul.hearing.conftest import DUE, Office, comments_of, mails
from tests.make import NOW, TODAY, make_person


def participants(hearing: Hearing) -> dict[str, HearingParticipant]:
    return {one.person.email: one for one in list_participants(hearing.id)}


def end(office: Office, hearing: Hearing, outcome: str = "changed", days: int = 2) -> Hearing:
    command = EndHearing(hearing_id=hearing.id, version=hearing.version, outcome=outcome, summary="Vi retter fristen.")
    return end_hearing(command, doing=office.doing(office.people.anna, days))


def test_a_draft_is_in_hearing_while_it_is_heard_and_goes_back_to_work(office: Office) -> None:
    before = office.record.version
    hearing = office.start()
    assert (office.record.status, hearing.moves_record) == ("in_hearing", True)
    assert hearing.subject_version == office.record.version == before + 1
    for email in (office.people.bent, office.people.dorte):
        office.say(hearing, email)
    end(office, hearing)
    assert office.record.status == "draft"
    steps = [event.verb for event in list_events_of("activity", office.record_id)]
    assert steps[:2] == ["activity.end_hearing", "activity.send_to_hearing"]
    told = list_events_of("activity", office.record_id)[0].changes
    assert told["note"][1] == "Høring: Hjemmepleje. Vi retter fristen."


def test_an_approved_record_keeps_its_state(office: Office) -> None:
    office.record.status = "approved"
    db.session.flush()
    hearing = office.start(office.people.bent)
    assert (office.record.status, hearing.moves_record) == ("approved", False)
    office.say(hearing, office.people.bent)
    end(office, hearing)
    assert office.record.status == "approved"


def test_a_record_that_somebody_took_out_of_hearing_stays_where_it_is(office: Office) -> None:
    hearing = office.start(office.people.bent)
    step = TakeStep(activity_id=office.record_id, step=STEPS["end_hearing"], version=office.record.version)
    take_step(step, doing=office.anna)
    version = office.record.version
    office.say(hearing, office.people.bent)
    end(office, hearing)
    assert (office.record.status, office.record.version) == ("draft", version)


def test_a_withdrawn_hearing_lets_the_record_go_and_tells_everybody(office: Office) -> None:
    hearing = office.start()
    office.say(hearing, office.people.bent, "Den er for lang.")
    command = WithdrawHearing(hearing_id=hearing.id, version=hearing.version, reason="Vi skriver den om først.")
    withdraw_hearing(command, doing=office.doing(office.people.anna, 2))
    assert (office.record.status, hearing.outcome) == ("draft", "withdrawn")
    told = [mail for mail in mails() if "/withdrawn/" in mail.key]
    assert {mail.to_address for mail in told} == {office.people.bent, office.people.dorte}
    assert all("Vi skriver den om først." in mail.body_text for mail in told)
    assert all(why_not_send(mail) is None for mail in told)
    assert len(comments_of(hearing)) == 1


def test_a_retired_record_and_one_that_is_heard_already_are_refused(office: Office) -> None:
    office.start()
    with pytest.raises(Refused, match="allerede en høring"):
        office.start(read=office.record.version)
    other = office.record
    other.status = "retired"
    db.session.flush()
    db.session.execute(sa.update(Hearing).values(outcome="dropped", ended_at=NOW))
    with pytest.raises(Refused, match="udgået"):
        office.start(read=office.record.version)


def test_a_record_that_was_changed_since_is_not_sent(office: Office) -> None:
    with pytest.raises(EditConflict):
        office.start(read=office.record.version - 1)


def test_the_database_holds_one_running_hearing_a_record(office: Office) -> None:
    first = office.start()
    again = {c.key: getattr(first, c.key) for c in sa.inspect(Hearing).column_attrs if c.key not in ("id", "version")}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.insert(Hearing).values(**again, version=1))


def test_people_read_the_record_as_it_was_sent(office: Office) -> None:
    hearing = office.start()
    content = to_content(office.record)
    changed = ChangeActivity(
        activity_id=office.record_id, version=office.record.version, reason="",
        content=type(content)(**{**vars(content), "description": "Noget helt andet."}),
    )  # fmt: skip
    change_activity(changed, doing=office.anna)
    [part] = [part for part in read_parts(hearing) if part.anchor == "behandlingen"]
    assert part.title == "1. Behandlingen"
    assert "Vi planlægger hjælpen hos borgeren." in [fact.text for fact in part.facts]


def test_a_template_is_heard_in_its_version(office: Office) -> None:
    template = make_template(office.record_id, name="Pleje", description="", doing=office.anna)
    hearing = office.start(activity_id=None, template_id=template.id, read=1, title="Skabelon: Pleje")
    assert (hearing.subject_kind, hearing.subject_version) == ("template", 1)
    assert office.record.status == "draft"
    assert read_parts(hearing)
    with pytest.raises(EditConflict):
        office.start(activity_id=None, template_id=template.id, read=2)


def test_a_document_hangs_on_its_hearing_and_must_be_there(office: Office) -> None:
    hearing = office.start_paper()
    assert [file.file_name for file in list_files("hearing", hearing.id)] == ["Retningslinje.txt"]
    assert read_parts(hearing) == ()
    with pytest.raises(Refused) as refused:
        office.start_paper(files=())
    assert refused.value.field == "files"


def test_everybody_is_asked_once_by_mail_with_the_day_and_the_question(office: Office) -> None:
    hearing = office.start()
    assert {mail.to_address for mail in mails()} == {office.people.bent, office.people.dorte}
    [mail] = [mail for mail in mails() if mail.to_address == office.people.bent]
    assert mail.subject == "Svar senest 19. marts 2027: høring om Hjemmepleje"
    assert "Passer slettefristen?" in mail.body_text
    assert f"http://127.0.0.1:8000/hoeringer/{hearing.id}/svar" in mail.body_text
    assert "Spørg Anna Ahorn" in mail.body_text
    assert mail.thread == f"hearing/{hearing.id}"


def test_a_body_is_asked_through_those_who_sit_in_it_today(office: Office) -> None:
    body = GoverningBody(code="MED", name="MED-udvalget")
    left, new = make_person(name="Holger Hyld"), make_person(name="Karen Kornel")
    gone = make_person(name="Lone Lærk", is_active=False)
    rows = [
        BodyMember(body=body, person=office.person(office.people.bent), from_on=TODAY),
        BodyMember(body=body, person=office.person(office.people.carla), from_on=TODAY, until_on=TODAY),
        BodyMember(body=body, person=left, from_on=date(2026, 1, 1), until_on=TODAY - timedelta(days=1)),
        BodyMember(body=body, person=new, from_on=TODAY + timedelta(days=1)),
        BodyMember(body=body, person=gone, from_on=TODAY),
    ]
    db.session.add_all([body, *rows])
    db.session.flush()
    asked = office.asked(office.people.bent, body_ids=[body.id])
    found = participants(office.start(asked=asked))
    assert {email: one.party for email, one in found.items()} == {
        office.people.bent: "", office.people.carla: "MED-udvalget",
    }  # fmt: skip
    empty = GoverningBody(code="TOM", name="Tom")
    db.session.add(empty)
    db.session.flush()
    with pytest.raises(Refused) as refused:
        office.start_paper(asked=office.asked(body_ids=[empty.id]))
    assert refused.value.field == "bodies"


def test_a_party_speaks_through_somebody_who_is_known_here(office: Office) -> None:
    party = Party("MED-udvalget", " Bent@fjordby.example ")
    found = participants(office.start(asked=office.asked(office.people.bent, parties=[party])))
    assert {email: one.party for email, one in found.items()} == {office.people.bent: "MED-udvalget"}
    [mail] = mails()
    assert "Du svarer for MED-udvalget." in mail.body_text
    with pytest.raises(Refused, match="Ingen her") as refused:
        office.start_paper(asked=office.asked(parties=[Party("MED", "ukendt@fjordby.example")]))
    assert refused.value.field == "parties"
    with pytest.raises(Refused) as refused:
        office.start_paper(asked=office.asked())
    assert refused.value.field == "people"


def test_a_deadline_on_a_saturday_becomes_monday_and_a_past_one_is_refused(office: Office) -> None:
    assert office.start(due_on=date(2027, 3, 20)).due_on == date(2027, 3, 22)
    for due_on in (TODAY, date(2027, 7, 15)):
        with pytest.raises(Refused) as refused:
            office.start_paper(due_on=due_on)
        assert refused.value.field == "due_on"


def test_a_joint_hearing_has_its_day_and_place_in_the_mail(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        office.start_paper(mode="joint")
    assert refused.value.field == "meets_on"
    joint = {"mode": "joint", "meets_on": date(2027, 3, 15), "begins": "09:30", "place": "Mødelokale 2"}
    office.start_paper(**joint)
    assert "I gennemgår det i fællesskab 15. marts 2027 kl. 09:30, Mødelokale 2." in mails()[-1].body_text


def test_answers_come_in_and_the_reminder_stays_away(office: Office) -> None:
    hearing = office.start()
    office.say(hearing, office.people.bent, "Fristen er for lang.", place="sletning")
    office.say(hearing, office.people.dorte)
    found = participants(hearing)
    assert [(one.answer, one.remind_on) for one in found.values()] == [("comments", None), ("nothing", None)]
    [comment] = comments_of(hearing)
    assert (comment.text, comment.place, comment.participant_id) == (
        "Fristen er for lang.", "sletning", found[office.people.bent].id,
    )  # fmt: skip
    assert count_of(hearing.id) == (2, 2, 1, 1)
    # The mails that lie in the outbox still are not sent.
    assert [why_not_send(mail) for mail in mails()] == ["Modtageren har svaret."] * 2
    # More may be said later, and what was said stays.
    office.say(hearing, office.people.dorte, "Jo, for resten.")
    assert participants(hearing)[office.people.dorte].answer == "comments"
    with pytest.raises(Refused, match="bliver stående"):
        office.say(hearing, office.people.dorte)


def test_an_answer_that_is_sent_twice_is_there_once(office: Office) -> None:
    hearing = office.start()
    for _press in range(2):
        office.say(hearing, office.people.bent, "Fristen er for lang.", "Og en til.", place="sletning")
        office.say(hearing, office.people.dorte)
    assert [comment.text for comment in comments_of(hearing)] == ["Fristen er for lang.", "Og en til."]
    assert [event.verb for event in list_events_of("hearing", hearing.id)].count("hearing.answer") == 2


def test_who_is_not_asked_cannot_answer_and_nothing_is_no_answer(office: Office) -> None:
    hearing = office.start()
    with pytest.raises(NotFound):
        office.say(hearing, office.people.carla, "Jeg mener også noget.")
    with pytest.raises(Refused, match="mindst én"):
        answer_hearing(
            Answer(hearing_id=hearing.id, answer="comments", comments=[Said("  ")]),
            doing=office.doing("bent@fjordby.example"),
        )


def test_what_is_said_at_the_meeting_is_written_down_for_others(office: Office) -> None:
    hearing = office.start()
    bent = participants(hearing)[office.people.bent]
    dorte = participants(hearing)[office.people.dorte]
    take_down(TakeDown(hearing_id=hearing.id, participant_id=bent.id, said=Said("Ja, men.")), doing=office.anna)
    take_down(TakeDown(hearing_id=hearing.id, participant_id=dorte.id, said=None), doing=office.anna)
    take_down(TakeDown(hearing_id=hearing.id, participant_id=None, said=Said("Enige.")), doing=office.anna)
    assert [(one.participant_id, one.text) for one in comments_of(hearing)] == [(bent.id, "Ja, men."), (None, "Enige.")]
    assert comments_of(hearing)[0].by_id == office.person(office.people.anna).id
    assert [one.answer for one in participants(hearing).values()] == ["comments", "nothing"]
    with pytest.raises(Refused, match="hvad der blev sagt"):
        take_down(TakeDown(hearing_id=hearing.id, participant_id=None, said=None), doing=office.anna)
    other = office.start_paper()
    with pytest.raises(NotFound):
        take_down(TakeDown(hearing_id=other.id, participant_id=bent.id, said=None), doing=office.anna)


def test_every_comment_gets_its_answer_before_the_end(office: Office) -> None:
    hearing = office.start(office.people.bent)
    office.say(hearing, office.people.bent, "Fristen er for lang.")
    with pytest.raises(Refused, match="Svar på dem"):
        end(office, hearing)
    [comment] = comments_of(hearing)
    with pytest.raises(Refused) as refused:
        reply(Reply(hearing_id=hearing.id, comment_id=comment.id, verdict="not"), doing=office.anna)
    assert refused.value.field == "words"
    said = Reply(hearing_id=hearing.id, comment_id=comment.id, verdict="partly", words="Vi sætter den til tre år.")
    reply(said, doing=office.anna)
    assert (comment.verdict, comment.reply) == ("partly", "Vi sætter den til tre år.")
    ended = end(office, hearing)
    assert (ended.outcome, ended.summary) == ("changed", "Vi retter fristen.")
    for act in (
        lambda: office.say(hearing, office.people.bent, "Mere."),
        lambda: reply(said, doing=office.anna),
        lambda: ask_more(hearing.id, office.asked(office.people.carla), doing=office.anna),
        lambda: end(office, hearing),
    ):
        with pytest.raises(Refused, match="slut"):
            act()


def test_it_does_not_end_while_somebody_has_time_left(office: Office) -> None:
    hearing = office.start()
    office.say(hearing, office.people.bent)
    with pytest.raises(Refused, match="fristen er ikke gået"):
        end(office, hearing, days=18)
    assert end(office, hearing, days=19).outcome == "changed"


def test_more_people_are_asked_but_nobody_twice(office: Office) -> None:
    hearing = office.start(office.people.bent)
    count = ask_more(hearing.id, office.asked(office.people.bent, office.people.carla), doing=office.anna)
    assert (count, len(mails())) == (1, 2)
    with pytest.raises(Refused, match="allerede spurgt"):
        ask_more(hearing.id, office.asked(office.people.carla), doing=office.anna)


def test_more_time_is_told_to_those_who_wait_and_overtakes_what_was_written(office: Office) -> None:
    hearing = office.start()
    office.say(hearing, office.people.dorte)
    command = MoveHearing(hearing_id=hearing.id, version=hearing.version, due_on=date(2027, 4, 3))
    move_hearing(command, doing=office.doing(office.people.anna, 2))
    # The Saturday becomes the Monday after.
    assert hearing.due_on == date(2027, 4, 5)
    asked, _dortes, moved = mails()
    assert moved.to_address == office.people.bent
    assert "til 5. april 2027 i stedet for 19. marts 2027" in moved.body_text
    assert why_not_send(asked) == "Høringen har fået en anden frist."
    assert why_not_send(moved) is None
    assert participants(hearing)[office.people.bent].remind_on == date(2027, 4, 2)
    with pytest.raises(EditConflict):
        move_hearing(command, doing=office.anna)
    sooner = MoveHearing(hearing_id=hearing.id, version=hearing.version, due_on=DUE)
    with pytest.raises(Refused, match="kun blive senere"):
        move_hearing(sooner, doing=office.anna)


def test_one_reminder_comes_before_the_deadline_to_those_who_have_not_answered(office: Office) -> None:
    hearing = office.start()
    office.say(hearing, office.people.dorte)
    assert remind_due(NOW + timedelta(days=14)) == {}
    assert remind_due(NOW + timedelta(days=15)) == {"hearings": 1}
    assert remind_due(NOW + timedelta(days=15)) == {}
    [mail] = [mail for mail in mails() if "/reminder/" in mail.key]
    assert mail.to_address == office.people.bent
    assert mail.subject == "Husk at svare senest 19. marts 2027: høring om Hjemmepleje"
    assert why_not_send(mail) is None
    office.say(hearing, office.people.bent)
    assert why_not_send(mail) == "Modtageren har svaret."


def test_a_reminder_nobody_could_send_in_time_is_not_written_after_the_deadline(office: Office) -> None:
    office.start(office.people.bent)
    assert remind_due(NOW + timedelta(days=19)) == {"hearings": 1}
    assert len(mails()) == 1
    assert remind_due(NOW + timedelta(days=19)) == {}


def test_a_mail_is_not_sent_to_who_has_left_or_has_another_address(office: Office) -> None:
    hearing = office.start()
    bent, dorte = office.person(office.people.bent), office.person(office.people.dorte)
    by_address = {mail.to_address: mail for mail in mails()}
    bent.is_active = False
    dorte.email = "dorte.dun@fjordby.example"
    db.session.flush()
    assert why_not_send(by_address[office.people.bent]) == "Modtageren arbejder her ikke længere."
    assert why_not_send(by_address[office.people.dorte]) == "Modtageren har fået en anden mailadresse."
    assert hearing.outcome == ""


def test_what_one_sees_is_one_s_area_and_what_one_is_asked(office: Office) -> None:
    hearing = office.start(office.people.bent)
    elsewhere = office.start_paper(office.people.carla, unit_id=office.people.culture_id)
    bent, carla = office.person(office.people.bent), office.person(office.people.carla)
    nobody = Sight(Scope.nothing(), bent.id)
    assert [row.id for row in list_hearings(nobody, "running")] == [hearing.id]
    assert [row.waits for row in list_hearings(nobody, "mine")] == [True]
    assert count_tabs(nobody) == {"mine": 1, "running": 1, "ended": 0}
    assert [row.id for row in list_hearings(Sight(Scope.nothing(), carla.id), "mine")] == [elsewhere.id]
    everything = Sight(Scope.everything(), office.person(office.people.anna).id)
    assert count_tabs(everything) == {"mine": 0, "running": 2, "ended": 0}
    [row] = [row for row in list_hearings(everything, "running") if row.id == hearing.id]
    assert (row.counted, row.answer) == ((1, 0, 0, 0), None)


def test_each_verb_is_told_once_on_the_hearing(office: Office) -> None:
    hearing = office.start(office.people.bent)
    office.say(hearing, office.people.bent, "Fristen er for lang.")
    [comment] = comments_of(hearing)
    reply(Reply(hearing_id=hearing.id, comment_id=comment.id, verdict="taken"), doing=office.anna)
    end(office, hearing)
    told = [event.verb for event in reversed(list_events_of("hearing", hearing.id))]
    assert told == ["hearing.start", "hearing.answer", "hearing.reply", "hearing.end"]
