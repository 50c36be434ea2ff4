"""Drafts on the web: kept, gone on with, thrown away; one's own only, and only where one may write."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.db import begin_writing, db
from app.draft.model import Draft
from app.draft.rules import KEY
from app.organisation.model import Person
from tests.make import Personas, make_draft
from tests.page import find, parse, read_form, text_of
from tests.register.activity.conftest import Desk

NUMBER = "310299-9999"


def drafts(desk: Desk) -> list[Draft]:
    with desk.app.app_context():
        found = list(db.session.scalars(select(Draft).order_by(Draft.id)))
        db.session.expunge_all()
        db.session.rollback()
        return found


def address(desk: Desk, activity_id: int | None = None) -> str:
    return f"/kladder/activity/{desk.activity_id if activity_id is None else activity_id}"


def begin(desk: Desk, client: FlaskClient, **values: str) -> MultiDict[str, str]:
    """Open the record's form, write these fields, and let the script keep the draft."""
    data = read_form(client.get(f"{desk.url}/ret").text)
    for name, value in values.items():
        data[name] = value
    answer = client.post(address(desk), data=data)
    assert answer.status_code == 200
    assert answer.json["message"].startswith("Kladde gemt kl. ")
    return data


def test_a_draft_is_offered_fills_the_form_and_goes_when_it_is_saved(desk: Desk, personas: Personas) -> None:
    before = desk.content()
    client = desk.client(personas.anna)
    data = begin(desk, client, measures="Nyt om låse", **{"purposes-0-text": "Et nyt formål"})
    assert desk.content() == before
    [draft] = drafts(desk)

    page = client.get(f"{desk.url}/ret").text
    assert "Du har en kladde fra i dag kl. " in page
    assert "Der er gemt noget andet siden" not in page
    assert read_form(page)["measures"] == before.measures
    assert read_form(page)[KEY] != draft.key

    link = next(a for a in parse(page).iter("a") if text_of(a) == "Fortsæt kladden").get("href", "")
    page = client.get(link).text
    assert "Du fortsætter din kladde fra i dag kl. " in page
    again = read_form(page)
    assert again[KEY] == draft.key
    for name in ("csrf_token", KEY):
        again.pop(name, None)
        data.pop(name, None)
    assert sorted((n, v) for n, v in again.items(multi=True) if v) == sorted(
        (n, v) for n, v in data.items(multi=True) if v
    )

    answer = client.post(f"{desk.url}/ret", data=read_form(page))
    assert answer.status_code == 303
    assert desk.content().measures == "Nyt om låse"
    assert desk.content().purposes[0].text == "Et nyt formål"
    assert drafts(desk) == []
    assert "kladde" not in text_of(parse(client.get(f"{desk.url}/ret").text)).lower()


def test_two_new_records_have_a_draft_each(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    for title in ("Den ene", "Den anden"):
        data = read_form(client.get("/fortegnelse/ny").text)
        data["title"] = title
        assert client.post(address(desk, 0), data=data).status_code == 200
    page = client.get("/fortegnelse/ny").text
    assert [draft.title for draft in drafts(desk)] == ["Den ene", "Den anden"]
    assert page.index("Den anden") < page.index("Den ene")
    data = read_form(client.get(f"/fortegnelse/ny?kladde={drafts(desk)[0].id}").text)
    assert data["title"] == "Den ene"
    data["unit"] = "SOC"
    assert client.post("/fortegnelse/ny", data=data).status_code == 303
    assert [draft.title for draft in drafts(desk)] == ["Den anden"]


def test_a_refused_form_keeps_its_window_and_its_draft(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = begin(desk, client, title=" ")
    answer = client.post(f"{desk.url}/ret", data=data)
    assert answer.status_code == 422
    assert read_form(answer.text)[KEY] == data[KEY]
    assert len(drafts(desk)) == 1


def test_a_draft_on_an_older_version_says_so_and_ends_in_the_usual_choice(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    begin(desk, client, measures="Annas ord")
    other = desk.client(personas.anna)
    theirs = read_form(other.get(f"{desk.url}/ret").text)
    theirs["measures"] = "Den andens ord"
    assert other.post(f"{desk.url}/ret", data=theirs).status_code == 303
    [draft] = drafts(desk)
    assert "Der er gemt noget andet siden" in client.get(f"{desk.url}/ret").text
    page = client.get(f"{desk.url}/ret?kladde={draft.id}").text
    assert "Der er gemt noget andet siden" in page
    conflict = client.post(f"{desk.url}/ret", data=read_form(page))
    assert conflict.status_code == 409
    assert "Den andens ord" in conflict.text
    # A draft could not hold the choice: the old one stays, and the choice is asked for again.
    assert "data-draft=" not in conflict.text
    data = read_form(conflict.text)
    data["valg-measures"] = "min"
    assert client.post(f"{desk.url}/ret", data=data).status_code == 303
    assert desk.content().measures == "Annas ord"
    assert drafts(desk) == []


def test_a_cpr_number_is_not_kept_and_the_answer_names_the_field(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    data["description"], data["measures"] = f"Sag {NUMBER}", "Lås"
    answer = client.post(address(desk), data=data)
    assert answer.status_code == 200
    assert "ligner et CPR-nummer" in answer.json["message"]
    assert answer.json["left_out"] == ["description"]
    [draft] = drafts(desk)
    assert NUMBER not in str(draft.form)
    page = client.get(f"{desk.url}/ret?kladde={draft.id}").text
    assert read_form(page)["description"] == desk.content().description.replace("\n", "\r\n")
    assert read_form(page)["measures"] == "Lås"


def test_a_row_whose_words_are_left_out_takes_none_of_another_row(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    words = desk.content().purposes[0].text
    for name in [name for name in data if name.startswith("purposes-0-")]:
        data.pop(name)
    data["purposes-1-text"], data["purposes-1-special_law"] = f"Sag {NUMBER}", "Serviceloven"
    assert client.post(address(desk), data=data).json["left_out"] == ["purposes-1-text"]
    again = read_form(client.get(f"{desk.url}/ret?kladde={drafts(desk)[0].id}").text)
    purposes = {name: value for name, value in again.items() if name.startswith("purposes-")}
    assert "Serviceloven" in purposes.values()
    assert words not in purposes.values()


def test_what_is_refused_is_told_in_words(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    answer = client.post(address(desk), data={"title": "x", KEY: "ingen"})
    assert answer.status_code == 409
    assert answer.json["message"] == "Siden er for gammel til at gemme en kladde. Genindlæs den."


def test_only_who_may_write_there_keeps_a_draft_there(desk: Desk, personas: Personas) -> None:
    data = {KEY: "a" * 32, "title": "Udefra"}
    assert desk.client(personas.carla).post(address(desk), data=data).status_code == 403
    assert desk.client(personas.erik).post(address(desk), data=data).status_code == 404
    assert desk.client(personas.erik).post(address(desk, 0), data=data).status_code == 404
    assert desk.client(personas.anna).post(address(desk, 9999), data=data).status_code == 404
    assert desk.client(personas.anna).post("/kladder/mail/1", data=data).status_code == 404
    assert drafts(desk) == []


def test_anothers_draft_is_neither_shown_nor_thrown_away(desk: Desk, personas: Personas) -> None:
    begin(desk, desk.client(personas.anna), measures="Kun for Anna")
    [draft] = drafts(desk)
    gitte = desk.client("gitte@fjordby.example")
    assert read_form(gitte.get(f"{desk.url}/ret?kladde={draft.id}").text)["measures"] != "Kun for Anna"
    assert "kladde fra" not in gitte.get(f"{desk.url}/ret").text
    assert "Du har ingen kladder" in gitte.get("/kladder").text
    assert gitte.post(f"/kladder/{draft.id}/smid-vaek").status_code == 404
    # The same window's key from another person makes a draft of their own.
    assert gitte.post(address(desk), data={KEY: draft.key, "measures": "Gittes"}).status_code == 200
    assert [dict(d.form)["measures"] for d in drafts(desk)] == ["Kun for Anna", "Gittes"]


@pytest.mark.parametrize("asked", ["0", "x", "99999999999", "-1", "12345"])
def test_a_draft_that_is_not_there_leaves_the_form_as_it_is(desk: Desk, personas: Personas, asked: str) -> None:
    page = desk.client(personas.anna).get(f"{desk.url}/ret?kladde={asked}")
    assert page.status_code == 200
    assert read_form(page.text)["title"] == desk.content().title


def test_a_draft_of_one_form_does_not_fill_another(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    begin(desk, client, title="Den gamle")
    page = client.get(f"/fortegnelse/ny?kladde={drafts(desk)[0].id}").text
    assert read_form(page)["title"] == ""


def test_my_drafts_stand_on_the_front_page_and_can_be_thrown_away(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    assert "kladde" not in client.get("/").text
    begin(desk, client, title="<b>Min</b> kladde")
    assert "Du har en kladde, som ikke er gemt" in client.get("/").text
    data = read_form(client.get("/fortegnelse/ny").text)
    client.post(address(desk, 0), data=data)
    front = client.get("/").text
    assert "Du har 2 kladder, som ikke er gemt" in front
    assert "&lt;b&gt;Min&lt;/b&gt; kladde" in front
    page = client.get("/kladder").text
    assert "Behandling uden titel" in page
    for draft in drafts(desk):
        assert f"kladde={draft.id}" in page
    first, second = drafts(desk)
    answer = client.post(f"/kladder/{first.id}/smid-vaek", data={"next": f"{desk.url}/ret"})
    assert (answer.status_code, answer.location) == (303, f"{desk.url}/ret")
    assert client.post(f"/kladder/{second.id}/smid-vaek").location == "/kladder"
    assert drafts(desk) == []
    assert "Du har ingen kladder" in client.get("/kladder").text


def test_a_draft_of_yesterday_says_yesterday(desk: Desk, personas: Personas, monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk.client(personas.anna)
    begin(desk, client)
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Du har en kladde fra i går kl. " in desk.client(personas.anna).get(f"{desk.url}/ret").text


def test_fifty_drafts_cost_no_more_statements_than_one(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)

    def count(path: str) -> int:
        seen: list[str] = []

        def note(*args: object) -> None:
            seen.append(str(args[2]))

        with desk.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        assert client.get(path).status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    def add(number: int) -> None:
        with desk.app.app_context():
            begin_writing()
            anna = db.session.scalars(sa.select(Person).where(Person.email == personas.anna)).one()
            for _ in range(number):
                make_draft(person=anna, subject_id=desk.activity_id, at=clock.now())
            db.session.commit()

    paths = ("/kladder", "/", f"{desk.url}/ret")
    add(1)
    few = [count(path) for path in paths]
    add(49)
    assert [count(path) for path in paths] == few


def test_the_fresh_token_is_for_who_is_signed_in(desk: Desk, personas: Personas) -> None:
    desk.app.config["WTF_CSRF_ENABLED"] = True
    client = desk.client(personas.anna)
    page = client.get(f"{desk.url}/ret").text
    with client.session_transaction() as session:
        session.pop("csrf_token")
    data = read_form(page)
    assert client.post(address(desk), data=data).status_code == 400
    fresh = client.get("/kladder/noegle").json
    form = next(e for e in parse(page).iter("form") if "data-draft" in e.attrib)
    assert form.get("data-draft-person") == str(fresh["person_id"])
    assert client.post(address(desk), data=data).status_code == 400
    data["csrf_token"] = fresh["csrf_token"]
    assert client.post(address(desk), data=data).status_code == 200
    assert client.post(f"{desk.url}/ret", data=data).status_code == 303


def test_without_script_the_form_is_whole_and_there_is_no_draft(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    page = client.get(f"{desk.url}/ret").text
    assert find(parse(page), name=KEY).get("type") == "hidden"
    data = read_form(page)
    data["measures"] = "Uden script"
    assert client.post(f"{desk.url}/ret", data=data).status_code == 303
    assert desk.content().measures == "Uden script"
    assert drafts(desk) == []
