"""The pages of a hand-over, as a browser asks for them."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.task.model import Task
from app.core.db import begin_writing, db
from app.organisation.model import FunctionHolder, Person, Unit
from register.activity.model import ProcessingActivity
from tests.conftest import sign_in
from tests.make import TODAY, Personas, make_grant, make_record, make_task
from tests.repo.test_routes import dump

KINDS = ["funktioner", "behandlinger", "opgaver"]


@pytest.fixture
def bent(app: Flask, personas: Personas) -> int:
    """Bent owns a record, is named for two tasks and leads Social."""
    with app.test_request_context():
        begin_writing()
        who = db.session.scalars(db.select(Person).where(Person.email == personas.bent)).one()
        social = db.session.get_one(Unit, personas.social_id)
        make_record(title="Hjemmepleje <b>æøå</b>", unit="SOC", owner=who.email)
        for number in range(2):
            make_task(unit=social, due_on=TODAY + timedelta(days=number), person=who, title=f"Opgave {number}")
        db.session.commit()
        return who.id


def url(person_id: int, rest: str = "") -> str:
    return f"/admin/brugere/{person_id}/overdrag{rest}"


def owners(app: Flask) -> set[str]:
    with app.app_context():
        query = db.select(Person.email).join(ProcessingActivity, ProcessingActivity.owner_id == Person.id)
        return set(db.session.scalars(query))


def test_the_page_shows_everything_and_looking_and_previewing_change_nothing(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.frida)
    before = dump(app)
    page = client.get(url(bent)).text
    assert "1 funktion, 1 behandling, 2 opgaver" in page
    assert "Hjemmepleje &lt;b&gt;" in page
    # The administrator reads no records: there is no link that would answer no.
    assert 'href="/fortegnelse' not in page
    seen = client.post(url(bent), data={"to": "carla ceder", "alle": KINDS, "closes": "y"})
    assert seen.status_code == 200
    assert "Overdrag til Carla Ceder" in seen.text
    assert "lukkes adgangen for Bent Birk" in seen.text
    assert dump(app) == before


def test_what_the_dpo_may_not_take_is_said_beforehand(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.frida)
    seen = client.post(url(bent), data={"to": personas.dorte, "alle": KINDS}).text
    assert "art. 38, stk. 6" in seen
    assert "kan overtage" in seen
    assert ">Overdrag til" not in seen


def test_it_is_done_in_one_go_and_the_result_is_on_the_page(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.frida)
    data = {"to": personas.carla, "alle": KINDS, "closes": "y"}
    answer = client.post(url(bent, "/udfoer"), data=data, follow_redirects=True)
    assert "Overdraget til Carla Ceder: 1 funktion, 1 behandling, 2 opgaver." in answer.text
    assert "Adgangen er lukket." in answer.text
    assert "Bent Birk står ikke for noget" in answer.text
    assert owners(app) == {personas.carla}
    page = client.get(f"/admin/brugere/{bent}").text
    assert "Overdrog fra personen" in page
    assert "1 funktion, 1 behandling, 2 opgaver" in page


def test_single_rows_are_chosen_on_a_page_of_their_own(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.frida)
    with app.app_context():
        row_id = db.session.scalars(db.select(Task.id).order_by(Task.id)).first()
    page = client.get(url(bent, "/opgaver")).text
    assert f'value="opgaver:{row_id}"' in page
    chosen: dict[str, Any] = {"to": personas.carla, "valgt": [f"opgaver:{row_id}", "opgaver:x"], "slug": "opgaver"}
    assert f'value="opgaver:{row_id}"' in client.post(url(bent), data=chosen).text
    assert client.post(url(bent, "/udfoer"), data=chosen).status_code == 303
    assert "står for 1 opgave" in client.get(url(bent, "/opgaver")).text
    assert client.get(url(bent, "/andet")).status_code == 404


def test_nothing_chosen_or_nobody_to_take_it_is_said_where_it_is_missing(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.frida)
    before = dump(app)
    for data, words in (
        ({"to": personas.carla}, "Sæt kryds"),
        ({"alle": KINDS}, "Skriv, hvem der skal have det."),
        ({"alle": KINDS, "to": "ingen"}, "Ingen her hedder det."),
        ({"alle": KINDS, "to": personas.bent}, "Vælg en anden end Bent Birk."),
    ):
        for rest in ("", "/udfoer"):
            answer = client.post(url(bent, rest), data=data)
            assert (answer.status_code, words in answer.text) == (422, True), (data, rest)
    assert client.post(url(bent), data={"alle": ["andet"], "to": personas.carla}).status_code == 404
    assert dump(app) == before


def test_who_may_not_give_roles_hands_over_all_but_roles_and_closes_nothing(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    with app.app_context():
        begin_writing()
        erik = db.session.scalars(db.select(Person).where(Person.email == personas.erik)).one()
        make_grant(person=erik, role="isc", unit=db.session.get_one(Unit, personas.municipality_id))
        db.session.commit()
    sign_in(client, personas.erik)
    page = client.get(url(bent)).text
    assert "Roller</h2>" not in page
    assert "Luk adgangen" not in page
    assert client.post(url(bent, "/udfoer"), data={"to": personas.carla, "alle": ["roller"]}).status_code == 404
    # Functions are the organisation's: shown with the reason, and not to be sent.
    assert "Kun den, der må rette organisationen" in page
    assert 'value="funktioner"' not in page
    assert 'value="opgaver"' in page
    for path, more in (("", {"alle": ["funktioner"]}), ("/udfoer", {"alle": KINDS}), ("", {"valgt": ["funktioner:1"]})):
        answer = client.post(url(bent, path), data={"to": personas.carla} | more)
        assert (answer.status_code, "Kun den, der må rette organisationen" in answer.text) == (403, True)
    assert client.get(url(bent, "/funktioner")).status_code == 403
    data = {"to": personas.carla, "alle": ["behandlinger", "opgaver"], "closes": "y"}
    assert client.post(url(bent, "/udfoer"), data=data).status_code == 303
    with app.app_context():
        assert db.session.get_one(Person, bent).is_active
        held = db.select(FunctionHolder.function).where(FunctionHolder.person_id == bent)
        assert db.session.scalars(held).all() == ["leader"]


def test_the_list_of_people_says_who_has_left_something_behind(
    app: Flask, client: FlaskClient, personas: Personas, bent: int
) -> None:
    sign_in(client, personas.frida)
    assert "står stadig for noget" not in client.get("/admin/brugere").text
    client.post(f"/admin/brugere/{bent}/luk")
    assert "1 person er stoppet, men står stadig for noget" in client.get("/admin/brugere").text
    page = client.get("/admin/brugere?adgang=haenger").text
    assert "Bent Birk" in page
    assert url(bent) in page
    assert "Anna Ahorn" not in page
