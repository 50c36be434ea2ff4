"""Items that wait for an agenda: who sees them, and what is done with them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.meeting.model import AgendaItem
from aarshjul.task.model import Task
from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_account, make_agenda_item, make_grant, make_person, make_task
from tests.page import find, parse, read_form, text_of

DUE = date(2027, 1, 4)
ISC, DIRECTOR = "gitte@fjordby.example", "dan@fjordby.example"


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.app_context():
        begin_writing()
        made = what()
        db.session.commit()
        return made


@pytest.fixture
def people(app: Flask, personas: Personas) -> Personas:
    """The personas, Gitte who keeps the information security, and Social's director."""

    def make() -> None:
        for email, role, unit_id in (
            (ISC, "isc", personas.municipality_id),
            (DIRECTOR, "director", personas.social_id),
        ):
            person = make_person(email=email, name=email.split("@")[0].title())
            make_grant(person=person, role=role, unit=db.session.get_one(Unit, unit_id))
            make_account(person)

    write(app, make)
    return personas


def add(app: Flask, unit_id: int, title: str, **changes: Any) -> int:
    """An item about a task that was due on DUE."""

    def make() -> int:
        unit = db.session.get_one(Unit, unit_id)
        task = make_task(unit=unit, due_on=DUE, title=f"Opgaven i {unit.name}")
        return make_agenda_item(unit=unit, task=task, title=title, **changes).id

    return int(write(app, make))


def words(client: FlaskClient, address: str = "/moeder/punkter") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(find(parse(answer.text), id="main-content"))


def state(app: Flask, item_id: int) -> tuple[str, str]:
    with app.app_context():
        item = db.session.get_one(AgendaItem, item_id)
        return item.state, item.title


def told(app: Flask) -> list[tuple[str, dict[str, Any]]]:
    with app.app_context():
        query = sa.select(AuditEvent).where(AuditEvent.subject_kind == "agenda_item").order_by(AuditEvent.id)
        return [(event.verb, event.changes) for event in db.session.scalars(query)]


def test_the_drafts_are_seen_with_their_task_the_newest_first(
    app: Flask, client: FlaskClient, people: Personas
) -> None:
    add(app, people.social_id, "Det ældste", made_at=NOW - timedelta(days=1))
    add(app, people.culture_id, "Det nyeste", problem="Ingen <b>svarer</b>", recommendation="Beslut noget")
    sign_in(client, ISC)
    page = words(client)
    assert page.index("Det nyeste") < page.index("Det ældste")
    assert "2 udkast" in page
    for said in ("Ingen <b>svarer</b>", "Beslut noget", "Opgaven i Børn og Kultur Ikke begyndt", "Styregruppen DDS"):
        assert said in page


def test_who_leads_a_branch_sees_its_own_and_changes_nothing(app: Flask, client: FlaskClient, people: Personas) -> None:
    own, other = add(app, people.social_id, "Hos os"), add(app, people.culture_id, "Hos dem")
    sign_in(client, DIRECTOR)
    page = words(client)
    assert "Hos os" in page
    assert "Hos dem" not in page
    assert "Ret teksten" not in page
    assert "Tag ikke punktet op" not in page
    for item_id, status in ((own, 403), (other, 404)):
        assert client.get(f"/moeder/punkter/{item_id}/ret").status_code == status
        assert client.post(f"/moeder/punkter/{item_id}/tag-ikke-op").status_code == status


@pytest.mark.parametrize("who", ["anna", "bent", "erik", "frida"])
def test_others_do_not_know_the_page(client: FlaskClient, people: Personas, who: str) -> None:
    sign_in(client, getattr(people, who))
    assert client.get("/moeder/punkter").status_code == 404
    # A coordinator may have a seat one day; the entry leads to the reports, which all coordinators read.
    assert ("Møder og rapporter" in client.get("/", follow_redirects=True).text) is (who == "anna")
    assert "/moeder" not in client.get("/rapporter").text


def test_the_words_are_mended_and_the_trail_tells_what_they_were(
    app: Flask, client: FlaskClient, people: Personas
) -> None:
    item_id = add(app, people.social_id, "Langt over fristen")
    address = f"/moeder/punkter/{item_id}/ret"
    sign_in(client, ISC)
    form = read_form(client.get(address).text)
    form["title"] = ""
    answer = client.post(address, data=form)
    assert answer.status_code == 422
    assert "Skriv, hvad punktet handler om." in answer.text
    form["title"] = "Kontrol mangler i Social"
    assert client.post(address, data=form).location == f"/moeder/punkter/{item_id}"
    assert state(app, item_id) == ("draft", "Kontrol mangler i Social")
    assert told(app) == [("agenda_item.change", {"title": ["Langt over fristen", "Kontrol mangler i Social"]})]
    form["version"] = "2"
    assert "Der var ikke noget at ændre." in client.post(address, data=form, follow_redirects=True).text
    assert len(told(app)) == 1


def test_two_who_mend_at_once_do_not_write_over_each_other(app: Flask, client: FlaskClient, people: Personas) -> None:
    item_id = add(app, people.social_id, "Langt over fristen")
    address = f"/moeder/punkter/{item_id}/ret"
    sign_in(client, ISC)
    form = read_form(client.get(address).text)
    client.post(address, data={**form, "title": "Den første var hurtigst"})
    answer = client.post(address, data={**form, "title": "Den anden skrev også"})
    assert answer.status_code == 409
    assert "Den første var hurtigst" in answer.text
    again = read_form(answer.text)
    assert again["title"] == "Den anden skrev også"
    assert client.post(address, data=again).status_code == 303
    assert state(app, item_id) == ("draft", "Den anden skrev også")


def test_an_item_is_dropped_with_a_reason_and_taken_up_again(app: Flask, client: FlaskClient, people: Personas) -> None:
    item_id = add(app, people.social_id, "Langt over fristen")
    sign_in(client, ISC)
    drop = f"/moeder/punkter/{item_id}/tag-ikke-op"
    answer = client.post(drop, data={f"drop-{item_id}-version": "1", f"drop-{item_id}-reason": ""})
    assert answer.status_code == 422
    assert "Skriv, hvorfor punktet ikke tages op." in answer.text
    data = {f"drop-{item_id}-version": "1", f"drop-{item_id}-reason": "Opgaven er næsten færdig"}
    assert client.post(drop, data=data).status_code == 303
    assert state(app, item_id)[0] == "dropped"
    page = words(client)
    assert "Ingen udkast venter" in page
    assert "Tages ikke op (1)" in page
    assert client.post(drop, data=data).status_code == 409
    assert "Tag punktet op alligevel" in words(client, "/moeder/punkter?vis=tages-ikke-op")
    assert client.post(f"/moeder/punkter/{item_id}/tag-op", data={f"take-up-{item_id}-version": "2"}).status_code == 303
    assert state(app, item_id)[0] == "draft"
    assert told(app) == [
        ("agenda_item.drop", {"state": ["draft", "dropped"], "reason": [None, "Opgaven er næsten færdig"]}),
        ("agenda_item.take_up", {"state": ["dropped", "draft"]}),
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": "done", "done_on": date(2027, 3, 12)}, "Opgaven er udført 12. marts 2027."),
        ({"state": "withdrawn"}, "Opgaven er siden trukket tilbage."),
        ({"due_on": date(2027, 6, 1)}, "Opgaven har fået en ny frist: 1. juni 2027."),
    ],
)
def test_what_has_happened_to_the_task_meanwhile_is_said(
    app: Flask, client: FlaskClient, people: Personas, changes: dict[str, Any], said: str
) -> None:
    add(app, people.social_id, "Langt over fristen")
    sign_in(client, ISC)
    assert "Se, om punktet stadig skal op." not in words(client)
    write(app, lambda: db.session.execute(sa.update(Task).values(**changes)))
    assert f"{said} Se, om punktet stadig skal op." in words(client)


def test_many_come_in_pages_at_the_same_number_of_statements(app: Flask, client: FlaskClient, people: Personas) -> None:
    def statements() -> tuple[int, str]:
        found: list[str] = []
        with app.app_context():
            engine = db.engine
        listener = lambda _c, _cu, statement, *_: found.append(statement)  # noqa: E731 - it is taken off again
        sa.event.listen(engine, "before_cursor_execute", listener)
        page = client.get("/moeder/punkter").text
        sa.event.remove(engine, "before_cursor_execute", listener)
        return len(found), page

    add(app, people.social_id, "Punkt 0")
    sign_in(client, ISC)
    client.get("/moeder/punkter")
    few, _page = statements()
    for number in range(1, 61):
        add(app, people.social_id, f"Punkt {number}")
    many, page = statements()
    assert few == many
    assert page.count("<article") == 50
    assert "Punkt 0" in client.get("/moeder/punkter?side=2").text
