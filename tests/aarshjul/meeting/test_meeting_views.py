"""The pages of meetings: who sees which, what is closed, and agenda and minutes in the field's own form."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.meeting.body_actions import PutMember, put_member
from aarshjul.meeting.decision_actions import Decide, decide
from aarshjul.meeting.follow_up_actions import FollowUp, follow_up
from aarshjul.meeting.item_actions import ItemWords, add_item
from aarshjul.meeting.meeting_actions import PlanMeeting, call_meeting, hold_meeting, plan_meeting, put_on_agenda
from aarshjul.meeting.model import AgendaItem, BodyMember, GoverningBody
from aarshjul.plan.actions import make_plan_tasks
from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.core.filters import long_day
from app.organisation.model import Unit
from app.organisation.store import find_person
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import (
    Personas,
    make_account,
    make_activity,
    make_agenda_item,
    make_assessment,
    make_grant,
    make_person,
    make_plan,
)
from tests.page import parse, read_form, text_of

NOW, TODAY = clock.now(), clock.today()
DOING = Doing(at=NOW, via="cli")
ISC, DIRECTOR, OTHER = "gitte@fjordby.example", "dan@fjordby.example", "niels@fjordby.example"
TEMPLATE = [
    "Varighed", "v/", "Problemstilling", "Ressourcer", "Indstilling", "Sag", "Diskussion", "Beslutning", "Betingelser",
    "Opfølgning",
]  # fmt: skip
"""The field's own form (domain.md A09), with what this product adds to it."""
OPEN = ItemWords(
    title="Postkasser", minutes_long=20, presenter="Anna", problem="Ingen ejer.", resources="To timer.",
    hours_asked=12, kroner_asked=5000, funding="Puljen", recommendation="At lederne ejer dem.", case_ref="26-1042",
)  # fmt: skip


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.app_context():
        begin_writing()
        made = what()
        db.session.commit()
        return made


def body_members(body_id: int) -> Sequence[BodyMember]:
    return db.session.scalars(db.select(BodyMember).where(BodyMember.body_id == body_id).order_by(BodyMember.id)).all()


def cells_of(body: bytes) -> list[str]:
    """What stands in the tables of a Word file."""
    return [cell.text for table in docx.Document(BytesIO(body)).tables for cell in table._cells]


@pytest.fixture
def gathering(app: Flask, personas: Personas) -> dict[str, int]:
    """DDS, in which Anna has Social's seat and Erik his own, has met: one item is decided, a closed one too."""

    def make() -> dict[str, int]:
        make_plan(codes=())
        for email, role, unit_id in (
            (ISC, "isc", personas.municipality_id),
            (DIRECTOR, "director", personas.social_id),
            (OTHER, "director", personas.culture_id),
        ):
            person = make_person(email=email, name=email.split("@")[0].title())
            make_grant(person=person, role=role, unit=db.session.get_one(Unit, unit_id))
            make_account(person)
        dds = db.session.scalars(db.select(GoverningBody).where(GoverningBody.code == "DDS")).one()
        social = db.session.get_one(Unit, personas.social_id)
        for email, unit in ((personas.anna, social), (personas.erik, None)):
            member = find_person(email)
            assert member is not None
            put_member(
                PutMember(
                    body_id=dds.id, member_id=None, person=member, unit=unit, role="member",
                    from_on=TODAY - timedelta(days=100), until_on=None,
                ),
                doing=DOING,
            )  # fmt: skip
        before = plan_meeting(PlanMeeting(body=dds, held_on=TODAY - timedelta(days=50)), doing=DOING)
        hold_meeting(before.id, [], version=before.version, doing=DOING)
        meeting = plan_meeting(PlanMeeting(body=dds, held_on=TODAY, begins="09:00", place="Salen"), doing=DOING)
        call_meeting(meeting.id, version=meeting.version, doing=DOING)
        ids = {"body": dds.id, "meeting": meeting.id, "before": before.id}
        for name, words in (("open", OPEN), ("closed", ItemWords(title="Hemmelig sag", is_closed=True))):
            item = add_item(dds, words, doing=DOING)
            put_on_agenda(item.id, meeting.id, version=item.version, doing=DOING)
            command = Decide(
                item_id=item.id, version=item.version, outcome="approved", text=f"Ja til {item.title}.",
                discussion="Alle var enige.", conditions="Inden sommer.",
            )  # fmt: skip
            decision = decide(command, doing=DOING)
            action = FollowUp(
                title=f"Gør noget ved {item.title}", unit=social, function="leader", person=None,
                due_on=TODAY + timedelta(days=30), requester="DDS", case_ref="26-7",
            )  # fmt: skip
            ids |= {name: item.id, f"{name}_action": follow_up(decision.id, action, doing=DOING).id}
        hold_meeting(meeting.id, [member.id], version=meeting.version, doing=DOING)
        make_plan_tasks(NOW)
        return ids

    made: dict[str, int] = write(app, make)
    return made


def test_a_seat_opens_a_body_and_closed_items_stay_with_those_who_sit_there(
    app: Flask, gathering: dict[str, int], personas: Personas
) -> None:
    page, closed = f"/moeder/{gathering['meeting']}", f"/moeder/punkter/{gathering['closed']}"
    seen = {}
    for email in (ISC, personas.dorte, personas.anna, personas.erik, DIRECTOR, OTHER, personas.bent, personas.carla):
        client = app.test_client()
        sign_in(client, email)
        answer = client.get(page)
        seen[email] = (answer.status_code, "Hemmelig sag" in answer.text, client.get(closed).status_code)
    everything, without, nothing = (200, True, 200), (200, False, 404), (404, False, 404)
    assert seen == {
        ISC: everything, personas.dorte: everything, personas.anna: everything, personas.erik: everything,
        DIRECTOR: without, OTHER: nothing, personas.bent: nothing, personas.carla: nothing,
    }  # fmt: skip


def test_a_director_with_a_seat_sees_what_is_closed_and_drafts_are_seen_by_who_writes(
    app: Flask, gathering: dict[str, int], personas: Personas
) -> None:
    def seat() -> int:
        body, dan = db.session.get_one(GoverningBody, gathering["body"]), find_person(OTHER)
        assert dan is not None
        put_member(
            PutMember(
                body_id=body.id, member_id=None, person=dan, unit=None, role="chair", from_on=TODAY, until_on=None
            ),
            doing=DOING,
        )
        return make_agenda_item(title="Kladden").id

    draft = write(app, seat)
    answers = {}
    for email in (OTHER, personas.erik, personas.anna):
        client = app.test_client()
        sign_in(client, email)
        found = (f"/moeder/punkter/{gathering['closed']}", f"/moeder/punkter/{draft}")
        answers[email] = tuple(client.get(address).status_code for address in found)
    assert answers == {OTHER: (200, 404), personas.erik: (200, 404), personas.anna: (200, 200)}


def test_what_was_closed_then_stays_closed_when_the_item_is_opened(
    app: Flask, client: FlaskClient, gathering: dict[str, int]
) -> None:
    def reopen() -> None:
        item = db.session.get_one(AgendaItem, gathering["closed"])
        item.is_closed, item.title, item.state = False, "Leverandøren", "open"

    write(app, reopen)
    sign_in(client, DIRECTOR)
    page = client.get(f"/moeder/punkter/{gathering['closed']}").text
    assert "Leverandøren" in page
    assert "Ja til Hemmelig sag" not in page
    assert "Hemmelig" not in client.get("/moeder/beslutninger").text


def test_what_is_typed_is_kept_where_it_cannot_be_saved(
    app: Flask, client: FlaskClient, gathering: dict[str, int]
) -> None:
    sign_in(client, ISC)
    item_id = write(app, lambda: waiting_item(gathering).id)
    form = read_form(client.get(f"/moeder/beslutninger/punkt/{item_id}").text)
    form["outcome"], form["text"], form["discussion"] = "approved", "Lederne ejer dem.", "En lang snak."

    def meanwhile() -> None:
        db.session.get_one(AgendaItem, item_id).version += 1

    write(app, meanwhile)
    answer = client.post(f"/moeder/beslutninger/punkt/{item_id}", data=form)
    assert answer.status_code == 422
    again = read_form(answer.text)
    assert (again["text"], again["discussion"], again["outcome"]) == ("Lederne ejer dem.", "En lang snak.", "approved")
    assert client.post(f"/moeder/beslutninger/punkt/{item_id}", data=again).status_code == 303
    answer = client.post(f"/moeder/beslutninger/punkt/{item_id}", data=again)
    assert answer.status_code == 422
    assert "En lang snak." in answer.text


def waiting_item(gathering: dict[str, int]) -> AgendaItem:
    """An item on a meeting of yesterday, to be decided about."""
    body = db.session.get_one(GoverningBody, gathering["body"])
    meeting = plan_meeting(PlanMeeting(body=body, held_on=TODAY - timedelta(days=1)), doing=DOING)
    call_meeting(meeting.id, version=meeting.version, doing=DOING)
    item = add_item(body, ItemWords(title="Fællesdrev"), doing=DOING)
    return put_on_agenda(item.id, meeting.id, version=item.version, doing=DOING)


def test_a_seat_that_is_over_opens_nothing(app: Flask, gathering: dict[str, int], personas: Personas) -> None:
    def end() -> None:
        body = db.session.get_one(GoverningBody, gathering["body"])
        erik = find_person(personas.erik)
        assert erik is not None
        member = next(one for one in body_members(body.id) if one.person_id == erik.id)
        command = PutMember(
            body_id=body.id, member_id=member.id, version=member.version, person=erik, unit=None, role="member",
            from_on=member.from_on, until_on=TODAY - timedelta(days=1),
        )  # fmt: skip
        put_member(command, doing=DOING)

    write(app, end)
    client = app.test_client()
    sign_in(client, personas.erik)
    assert client.get("/moeder").status_code == 404
    assert "Beslutninger" not in client.get("/rapporter").text


def test_a_member_reads_and_a_coordinator_with_a_seat_writes(
    app: Flask, gathering: dict[str, int], personas: Personas
) -> None:
    erik, anna = app.test_client(), app.test_client()
    sign_in(erik, personas.erik)
    sign_in(anna, personas.anna)
    assert "Beslutninger" in erik.get("/rapporter").text
    for address in ("/moeder/punkter/nyt", f"/moeder/organer/{gathering['body']}/ret"):
        assert (erik.get(address).status_code, anna.get(address).status_code) == (403, 200)
    assert anna.get("/moeder/organer/nyt").status_code == 403


def test_minutes_have_the_form_of_the_field_and_leave_the_closed_out(
    client: FlaskClient, gathering: dict[str, int]
) -> None:
    sign_in(client, ISC)
    address = f"/moeder/{gathering['meeting']}/referat"
    answer = client.get(f"{address}.docx")
    assert f"{TODAY.isoformat()}_Referat_DDS.docx" in answer.headers["Content-Disposition"]
    document = docx.Document(BytesIO(answer.data))
    heads = [row.text for row in document.paragraphs if row.style and row.style.name == "Heading 1"]
    assert heads[-2:] == ["2. Postkasser", "3. Lukket punkt"]
    assert heads[0].startswith("1. Godkendelse af referatet fra ")
    points = [{row.cells[0].text: row.cells[1].text for row in table.rows} for table in document.tables]
    assert points[0]["Type"] == "Beslutningsreferat"
    assert points[0]["Til stede"] == "Anna Ahorn"
    assert points[0]["Afbud"] == "Erik Eg"
    values = points[-1]
    assert list(values) == TEMPLATE
    assert values["Ressourcer"] == "To timer.\n12 timer, 5.000 kr., Puljen"
    assert values["Beslutning"] == "Godkendt\nJa til Postkasser."
    assert values["Opfølgning"].startswith("Gør noget ved Postkasser: Leder, Social, senest ")
    paper = pypdf.PdfReader(BytesIO(client.get(f"{address}.pdf").data))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert "Beslutningsreferat" in text
    for label, said in values.items():
        assert label in text
        assert " ".join(said.split()) in text
    assert "Hemmelig" not in text
    assert "Hemmelig" not in "".join(cell for point in points for cell in point.values())
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert client.get(f"/moeder/{gathering['meeting']}/dagsorden.pdf").status_code == 404


def test_the_next_agenda_carries_what_is_not_done(app: Flask, client: FlaskClient, gathering: dict[str, int]) -> None:
    def plan() -> int:
        body = db.session.get_one(GoverningBody, gathering["body"])
        return plan_meeting(PlanMeeting(body=body, held_on=TODAY + timedelta(days=60)), doing=DOING).id

    later = write(app, plan)
    sign_in(client, ISC)
    page = text_of(parse(client.get(f"/moeder/{later}").text))
    assert "1. Godkendelse af referatet fra" in page
    assert "2. Opfølgning på tidligere beslutninger" in page
    assert "Gør noget ved Postkasser: Leder, Social" in page
    assert "Hemmelig" in page
    address = f"/moeder/{later}/dagsorden.docx"
    word = "".join(
        cell.text for table in docx.Document(BytesIO(client.get(address).data)).tables for cell in table._cells
    )
    assert "Gør noget ved Postkasser" in word
    assert "Hemmelig" not in word, "nor what follows from a closed item"
    sign_in(client, DIRECTOR)
    assert "Hemmelig" not in client.get(f"/moeder/{later}").text


def test_minutes_stay_as_they_were_when_a_follow_up_is_done(
    app: Flask, client: FlaskClient, gathering: dict[str, int]
) -> None:
    sign_in(client, ISC)
    address = f"/moeder/{gathering['meeting']}/referat.docx"

    before = cells_of(client.get(address).data)
    client.post(f"/moeder/beslutninger/opfoelgning/{gathering['open_action']}", data={"note": "Gjort", "version": "1"})
    assert "udført" in text_of(parse(client.get(f"/moeder/{gathering['meeting']}").text))
    assert cells_of(client.get(address).data) == before


def test_who_has_the_task_reads_the_decision_it_comes_from(
    app: Flask, gathering: dict[str, int], personas: Personas
) -> None:
    bent, carla = app.test_client(), app.test_client()
    sign_in(bent, personas.bent)
    sign_in(carla, personas.carla)
    address = f"/moeder/beslutninger/opfoelgning/{gathering['open_action']}"
    assert "Ja til Postkasser." in bent.get(address).text
    assert bent.post(address, data={"note": "Gjort"}).status_code == 404
    assert carla.get(address).status_code == 404
    hidden = bent.get(f"/moeder/beslutninger/opfoelgning/{gathering['closed_action']}").text
    assert "Gør noget ved Hemmelig sag" in hidden, "what is to be done is told"
    assert "Ja til Hemmelig sag." not in hidden, "what was decided is not"


def test_an_item_is_written_and_put_on_the_agenda_in_one(
    app: Flask, client: FlaskClient, gathering: dict[str, int]
) -> None:
    def plan() -> int:
        body = db.session.get_one(GoverningBody, gathering["body"])
        return plan_meeting(PlanMeeting(body=body, held_on=TODAY + timedelta(days=60)), doing=DOING).id

    later = write(app, plan)
    sign_in(client, ISC)
    form = read_form(client.get(f"/moeder/punkter/nyt?organ=DDS&moede={later}").text)
    assert (form["body"], form["meeting"]) == ("DDS", str(later))
    form["title"], form["minutes_long"] = "Fællesdrev", "0"
    answer = client.post("/moeder/punkter/nyt", data=form)
    assert answer.status_code == 422
    assert "Skriv et antal minutter mellem 1 og 600." in answer.text
    form["minutes_long"] = "15"
    assert client.post("/moeder/punkter/nyt", data=form).status_code == 303
    with app.app_context():
        item = db.session.scalars(db.select(AgendaItem).where(AgendaItem.title == "Fællesdrev")).one()
        assert (item.state, item.meeting_id, item.minutes_long) == ("open", later, 15)


def test_an_agenda_of_forty_items_takes_no_more_statements_than_one_of_four(
    app: Flask, client: FlaskClient, gathering: dict[str, int], personas: Personas
) -> None:
    def add(count: int) -> int:
        body = db.session.get_one(GoverningBody, gathering["body"])
        meeting = plan_meeting(PlanMeeting(body=body, held_on=TODAY - timedelta(days=60 + count)), doing=DOING)
        call_meeting(meeting.id, version=meeting.version, doing=DOING)
        for number in range(count):
            item = add_item(body, ItemWords(title=f"Punkt {number}"), doing=DOING)
            put_on_agenda(item.id, meeting.id, version=item.version, doing=DOING)
            if number % 2:
                command = Decide(item_id=item.id, version=item.version, outcome="noted", text="")
                decision = decide(command, doing=DOING)
                unit = db.session.get_one(Unit, personas.social_id)
                action = FollowUp(title="Gør det", unit=unit, function="leader", person=None, due_on=TODAY)
                follow_up(decision.id, action, doing=DOING)
        return meeting.id

    few, many = write(app, lambda: add(4)), write(app, lambda: add(40))
    sign_in(client, ISC)
    client.get(f"/moeder/{few}")
    with app.app_context():
        engine = db.engine
    with statements_of(engine) as one:
        client.get(f"/moeder/{few}")
    with statements_of(engine) as other:
        page = client.get(f"/moeder/{many}").text
    assert "Punkt 39" in page
    assert len(other) == len(one)


def test_a_red_risk_is_accepted_by_quoting_what_dds_has_decided(
    app: Flask, client: FlaskClient, gathering: dict[str, int], personas: Personas
) -> None:
    def assess() -> int:
        activity = make_activity(unit=db.session.get_one(Unit, personas.social_id))
        return make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4).id

    address = f"/risiko/vurderinger/{write(app, assess)}/accept"
    sign_in(client, ISC)
    page = parse(client.get(address).text)
    offered = [option.get("value") for option in page.iter("option")]
    assert f"DDS {long_day(TODAY)}: Postkasser" in offered
    assert not [text for text in offered if text and "Hemmelig" in text]
