"""One change to many records: chosen on the list, shown, and made; and a copy of one."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person
from register.activity.actions import ChangeActivity, change_activity
from register.activity.bulk_rules import DPO_OWNS, MOST
from register.activity.content import ActivityContent
from register.activity.convert import to_content
from register.activity.model import ActivityVersion, ProcessingActivity
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import NOW, Doing, Personas, make_record
from tests.page import find, parse, read_form, text_of
from tests.register.activity.conftest import GITTE, Desk

START, SAVE = "/fortegnelse/ret-flere", "/fortegnelse/ret-flere/gem"


@dataclass(frozen=True)
class Office:
    """Records by their titles, and people at their desks."""

    app: Flask
    ids: Mapping[str, int]
    people: Personas

    def client(self, email: str = Personas.anna) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, email)
        return client

    def row(self, title: str) -> dict[str, Any]:
        with self.app.app_context():
            row = db.session.get_one(ProcessingActivity, self.ids[title])
            content = to_content(row)
            return {
                "owner": content.owner,
                "unit": content.unit,
                "next": content.next_review_on,
                "version": row.version,
            }


@pytest.fixture
def office(app: Flask, personas: Personas) -> Office:
    with app.test_request_context():
        begin_writing()
        rows = {
            "Social 1": make_record(title="Social 1", unit="SOC", owner=personas.bent),
            "Social 2": make_record(title="Social 2", unit="SOC-HJ", last_review_on=date(2099, 1, 1)),
            "Udgået": make_record(title="Udgået", unit="SOC"),
            "Rådgiverens": make_record(title="Rådgiverens", unit="SOC"),
            "Kultur": make_record(title="Kultur", unit="BOK", owner=personas.bent),
        }
        rows["Udgået"].status = "retired"
        rows["Rådgiverens"].owner = db.session.scalars(select(Person).where(Person.email == personas.dorte)).one()
        ids = {title: row.id for title, row in rows.items()}
        db.session.commit()
    return Office(app, ids, personas)


def chosen(office: Office, *titles: str) -> MultiDict[str, str]:
    return MultiDict([("valg", "valgte"), *(("id", str(office.ids[title])) for title in titles)])


def preview(office: Office, client: FlaskClient, picked: MultiDict[str, str], **said: str) -> Any:
    """The preview as a browser gets there: from the list, by the form."""
    form = read_form(client.get(START, query_string=picked).text)
    for name, value in said.items():
        form[name] = value
    return client.post(START, data=form)


def lines(text: str, caption: str) -> dict[str, str]:
    table = next(t for t in parse(text).iter("table") if text_of(t.find("caption")) == caption)
    return {text_of(tr.find("th")): text_of(tr.findall("td")[1]) for tr in table.find("tbody").iter("tr")}


def test_the_preview_says_what_becomes_of_each_and_saves_nothing(office: Office) -> None:
    anna = office.client()
    before = {title: office.row(title) for title in office.ids}
    answer = preview(office, anna, chosen(office, *office.ids), unit="SOC-HJ", next_review_on="2090-05-01")
    assert answer.status_code == 200
    assert lines(answer.text, "Behandlinger, der bliver rettet") == {
        "Social 1": "Enhed: før Social → bliver Hjemmeplejen Næste gennemgang: før – → bliver 01-05-2090",
    }
    assert lines(answer.text, "Behandlinger, der ikke rettes") == {
        "Kultur": "Ligger uden for det, du må rette i.",
        "Rådgiverens": DPO_OWNS,
        "Social 2": "Næste gennemgang ville ligge før den seneste.",
        "Udgået": "Er udgået.",
    }
    assert {title: office.row(title) for title in office.ids} == before


def test_what_was_shown_is_what_is_saved_with_version_trail_and_reason(office: Office) -> None:
    anna = office.client()
    picked = chosen(office, *office.ids)
    shown = preview(office, anna, picked, owner=office.people.carla, reason="Ny leder efter omlægningen")
    answer = anna.post(SAVE, data=read_form(shown.text))
    assert (answer.status_code, answer.location) == (303, "/fortegnelse")
    assert {title for title in office.ids if office.row(title)["owner"] == office.people.carla} == {
        "Social 1", "Social 2", "Rådgiverens",
    }  # fmt: skip
    assert "3 behandlinger er rettet." in anna.get("/fortegnelse").text
    with office.app.app_context():
        row = db.session.get_one(ProcessingActivity, office.ids["Social 1"])
        version = db.session.scalars(select(ActivityVersion).where(ActivityVersion.activity_id == row.id)).all()[-1]
        assert (version.version, version.reason) == (2, "Ny leder efter omlægningen")
        assert version.content["owner"] == office.people.carla
        assert "carla" in row.search
        event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(3)).all()[-1]
        assert event.verb == "activity.change"
        assert event.changes == {"owner": [office.people.bent, office.people.carla]}


def test_a_record_that_somebody_has_saved_meanwhile_is_left_and_told_of(office: Office) -> None:
    anna = office.client()
    shown = preview(office, anna, chosen(office, "Social 1", "Social 2"), owner=office.people.carla)
    with office.app.test_request_context():
        begin_writing()
        row = db.session.get_one(ProcessingActivity, office.ids["Social 2"])
        content = replace(to_content(row), description="Skrevet imens")
        change_activity(ChangeActivity(activity_id=row.id, version=1, content=content), doing=Doing(at=NOW))
        db.session.commit()
    anna.post(SAVE, data=read_form(shown.text))
    page = anna.get("/fortegnelse").text
    assert "1 behandling er rettet." in page
    assert "1 er ikke rettet. «Social 2»: Er rettet af en anden, siden du så den." in page
    assert office.row("Social 1")["owner"] == office.people.carla
    assert office.row("Social 2") == {"owner": "", "unit": "SOC-HJ", "next": None, "version": 2}


def test_everything_the_filter_finds_is_chosen_by_one_button(office: Office) -> None:
    gitte_sees = office.client()
    picked = MultiDict([("valg", "alle"), ("enhed", "SOC")])
    assert "3 behandlinger valgt" in gitte_sees.get(START, query_string=picked).text
    shown = preview(office, gitte_sees, picked, unit="SOC-HJ", owner="")
    answer = gitte_sees.post(SAVE, data=read_form(shown.text))
    assert answer.location == "/fortegnelse?enhed=SOC"
    moved = {title for title in office.ids if office.row(title)["unit"] == "SOC-HJ"}
    assert moved == {"Social 1", "Social 2", "Rådgiverens"}
    assert office.row("Social 1")["owner"] == ""


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, "Vælg, hvad der skal rettes"),
        ({"unit": "BOK"}, "Vælg en af mulighederne"),
        ({"owner": Personas.dorte}, "Vælg en af mulighederne"),
        ({"next_review_on": "2001-01-01"}, "Dagen er gået"),
        ({"next_review_on": "i morgen"}, "dato"),
        ({"owner": Personas.carla, "reason": "Sag 310299-9999"}, "ligner et CPR-nummer"),
    ],
)
def test_what_may_not_be_chosen_comes_back_with_a_reason(office: Office, said: dict[str, str], message: str) -> None:
    answer = preview(office, office.client(), chosen(office, "Social 1"), **said)
    assert answer.status_code == 422
    assert message.lower() in text_of(find(parse(answer.text), id="main-content")).lower()
    assert find(parse(answer.text), name="id").get("value") == str(office.ids["Social 1"])


def test_a_forged_save_writes_nowhere_but_in_the_own_area(office: Office) -> None:
    anna = office.client()
    seen = " ".join(f"{row_id}.1" for row_id in office.ids.values())
    for said in ({"unit": "BOK"}, {"owner": Personas.dorte}, {"owner": "-", "unit": "-"}, {}):
        form = {"owner": "-", "unit": "-", "seen": seen, **said}
        assert anna.post(SAVE, data=form).status_code == 303
        assert office.row("Social 1")["version"] == 1
    anna.post(SAVE, data={"owner": Personas.carla, "unit": "-", "seen": seen})
    assert office.row("Social 1")["owner"] == Personas.carla
    assert office.row("Kultur") == {"owner": Personas.bent, "unit": "BOK", "next": None, "version": 1}
    bent = office.client(Personas.bent)
    assert bent.post(SAVE, data={"owner": "", "unit": "-", "seen": seen}).status_code == 403
    assert bent.get(START, query_string=chosen(office, "Social 1")).status_code == 403


def test_nothing_chosen_and_too_many_lead_back_with_a_word(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = office.client()
    assert anna.get(f"{START}?valg=valgte&q=social").location == "/fortegnelse?q=social"
    assert "Sæt kryds" in anna.get("/fortegnelse").text
    assert anna.get(f"{START}?valg=valgte&id=999999&id=x&id=-1&id=²").status_code == 303
    monkeypatch.setattr("register.activity.bulk_views.MOST", 3)
    assert anna.get(f"{START}?valg=alle").location == "/fortegnelse"
    assert "Højst 3 kan rettes ad gangen" in anna.get("/fortegnelse").text
    assert MOST == 2000


def test_the_list_offers_boxes_to_those_who_write(office: Office) -> None:
    page = parse(office.client().get("/fortegnelse").text)
    boxes = [e for e in page.iter("input") if e.get("name") == "id"]
    assert {e.get("form") for e in boxes} == {"bulk"}
    assert len(boxes) == len(office.ids) - 1, "the retired one is not listed"
    assert find(page, id="bulk").get("action") == START
    for email in (Personas.bent, Personas.dorte):
        assert 'id="bulk"' not in office.client(email).get("/fortegnelse").text


def test_forty_cost_the_statements_of_two(app: Flask, office: Office) -> None:
    def cost(prefix: str, count: int) -> tuple[int, int]:
        with app.test_request_context():
            begin_writing()
            for n in range(count):
                make_record(title=f"{prefix} {n}", unit="SOC")
            db.session.commit()
        client = office.client()
        picked = MultiDict([("valg", "alle"), ("q", prefix)])
        with app.app_context():
            engine = db.engine
        with statements_of(engine) as shown:
            form = read_form(preview(office, client, picked, owner=Personas.carla).text)
        with statements_of(engine) as seen:
            assert client.post(SAVE, data=form).status_code == 303
        assert f"{count} behandlinger er rettet" in client.get("/fortegnelse").text
        # Each record has its own event, which SQLite is given one by one.
        return len(shown), sum("INSERT INTO audit_event" not in statement for statement in seen)

    assert cost("Aaaa", 2) == cost("Bbbb", 40)


def test_a_copy_says_everything_but_number_title_and_reviews(desk: Desk) -> None:
    """A field that is added to the content comes along, or is named here with a reason."""
    gitte = desk.client(GITTE)
    answer = gitte.post(f"{desk.url}/kopier")
    assert answer.status_code == 303
    assert "Ret det, der er anderledes" in gitte.get(answer.location).text
    copy_id = int(answer.location.split("/")[-2])
    original, copy = desk.content(), desk.content(copy_id)
    anew = {
        "number": copy.number,  # a number belongs to one record
        "title": "Hjælpemidler til voksne (kopi)",
        "last_review_on": None,  # nobody has gone through the copy
        "next_review_on": None,
    }
    for f in fields(ActivityContent):
        assert getattr(copy, f.name) == anew.get(f.name, getattr(original, f.name)), f.name
        assert f.name in anew or getattr(original, f.name), f"fill {f.name} in tests/register/strategies.py"
    assert copy.number not in ("", original.number)
    assert desk.content() == original
    with desk.app.app_context():
        row = db.session.get_one(ProcessingActivity, copy_id)
        assert (row.status, row.version, row.source, row.review_round) == ("draft", 1, "own", 0)
    assert "Kopi af nr. 12" in gitte.get(f"/fortegnelse/{copy_id}/historik").text


def test_a_long_title_still_fits_and_only_those_who_write_there_copy(
    app: Flask, desk: Desk, personas: Personas
) -> None:
    with app.test_request_context():
        begin_writing()
        row_id = make_record(title="x" * 400, unit="SOC").id
        db.session.commit()
    assert desk.client(personas.carla).post(f"/fortegnelse/{row_id}/kopier").status_code == 403
    assert desk.client(personas.frida).post(f"/fortegnelse/{row_id}/kopier").status_code == 404
    made = desk.client(personas.anna).post(f"/fortegnelse/{row_id}/kopier").location
    assert desk.content(int(made.split("/")[-2])).title == "x" * 393 + " (kopi)"


def test_the_day_of_today_may_be_the_next_review(office: Office) -> None:
    today = clock.today()
    for day, status in ((today, 200), (today - timedelta(days=1), 422)):
        shown = preview(office, office.client(), chosen(office, "Social 1"), next_review_on=day.isoformat())
        assert shown.status_code == status
