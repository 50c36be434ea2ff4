"""/admin/mails: who sees what, filters, pages, and trying again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.core import clock
from app.core.db import begin_writing, db
from app.mail.model import OutgoingMail
from app.organisation.model import Unit
from app.organisation.store import find_person
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_account, make_grant, make_mail, make_person

TEXT = "Det er tid til slettekontrol"
SUBJECT = "Husk senest 1. marts: Slettekontrol"


@pytest.fixture
def mails(app: Flask, personas: Personas) -> dict[str, int]:
    """One mail of each kind, and ingrid, the information security coordinator."""
    with app.app_context():
        begin_writing()
        root = db.session.get(Unit, personas.municipality_id)
        assert root is not None
        ingrid = make_person(email="ingrid@fjordby.example", name="Ingrid Iver", unit=root)
        make_grant(person=ingrid, role="isc", unit=root)
        make_account(ingrid)
        bent = find_person(personas.bent)
        rows = {
            "sent": make_mail(person=bent, state="sent", sent_at=NOW, server_said="250 2.0.0 Modtaget", attempts=1),
            "failed": make_mail(
                to_address="vaek@fjordby.example", state="failed", server_said="550 5.1.1 Findes ikke", attempts=1
            ),
            "waiting": make_mail(to_address="fuld@fjordby.example", server_said="450 4.2.2 Fuld", attempts=2),
        }
        db.session.commit()
        return {name: mail.id for name, mail in rows.items()}


def test_the_administrator_sees_recipient_state_and_the_servers_words_and_no_text(
    client: FlaskClient, personas: Personas, mails: dict[str, int]
) -> None:
    sign_in(client, personas.frida)
    page = client.get("/admin/mails").text
    for words in ("Bent Birk", personas.bent, "Sendt", "550 5.1.1 Findes ikke", "Kunne ikke sendes", "450 4.2.2 Fuld"):
        assert words in page
    one = client.get(f"/admin/mails/{mails['sent']}").text
    assert "250 2.0.0 Modtaget" in one
    assert TEXT not in page + one
    assert SUBJECT not in page + one


def test_the_security_coordinator_reads_the_text(client: FlaskClient, mails: dict[str, int]) -> None:
    sign_in(client, "ingrid@fjordby.example")
    page = client.get(f"/admin/mails/{mails['sent']}").text
    assert TEXT in page
    assert SUBJECT in page


@pytest.mark.parametrize("who", ["bent", "dorte", "erik"])
def test_others_do_not_know_the_page(client: FlaskClient, personas: Personas, mails: dict[str, int], who: str) -> None:
    sign_in(client, getattr(personas, who))
    assert client.get("/admin/mails").status_code == 404
    assert client.get(f"/admin/mails/{mails['sent']}").status_code == 404
    assert client.post(f"/admin/mails/{mails['failed']}/prov-igen").status_code == 404


def test_a_coordinator_sees_the_mails_to_the_people_of_their_area_and_no_others(
    app: Flask, client: FlaskClient, personas: Personas, mails: dict[str, int]
) -> None:
    def refuse() -> int:
        carla = find_person(personas.carla)
        return make_mail(person=carla, state="failed", server_said="550 5.1.1 Findes ikke").id

    culture = write(app, refuse)
    sign_in(client, personas.anna)
    page = client.get("/admin/mails").text
    assert "Bent Birk" in page
    assert "1 mail." in page
    assert "vaek@" not in page, "a mail to nobody is seen by those alone who see everything"
    for hidden in (culture, mails["failed"]):
        assert client.get(f"/admin/mails/{hidden}").status_code == 404
        assert client.post(f"/admin/mails/{hidden}/prov-igen").status_code == 404
    sign_in(client, personas.carla)
    assert "550 5.1.1 Findes ikke" in client.get(f"/admin/mails/{culture}").text
    assert client.post(f"/admin/mails/{culture}/prov-igen").status_code == 303
    assert client.get(f"/admin/mails/{mails['sent']}").status_code == 404


def test_a_coordinator_never_reads_the_text(client: FlaskClient, personas: Personas, mails: dict[str, int]) -> None:
    sign_in(client, personas.anna)
    page = client.get(f"/admin/mails/{mails['sent']}").text
    assert "250 2.0.0 Modtaget" in page
    assert TEXT not in page
    assert SUBJECT not in page


def write(app: Flask, what: Callable[[], int]) -> int:
    with app.app_context():
        begin_writing()
        made = what()
        db.session.commit()
        return made


def failed_to(email: str, at: datetime) -> Callable[[], int]:
    def make() -> int:
        said = f"550 5.1.1 <{email}>: User unknown"
        return make_mail(person=find_person(email), state="failed", at=at, server_said=said).id

    return make


def test_what_could_not_be_delivered_is_told_on_the_front_page_with_what_to_do(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    now = clock.now()
    mail_id = write(app, failed_to(personas.bent, now - timedelta(days=29)))
    write(app, failed_to(personas.bent, now - timedelta(days=31)))
    sign_in(client, personas.anna)
    page = client.get("/").text
    assert "Mails, der ikke kunne leveres" in page
    assert "1 mail er ikke nået frem" in page
    assert "550 5.1.1 &lt;bent@fjordby.example&gt;: User unknown" in page
    assert f'action="/admin/mails/{mail_id}/prov-igen"' in page
    assert "Ret adressen" not in page, "she asks the administrator"
    assert "bed systemadministratoren" in page
    sign_in(client, personas.frida)
    assert f'href="/admin/brugere/{person_id(app, personas.bent)}/ret"' in client.get("/admin").text
    for other in (personas.carla, personas.bent, personas.dorte):
        sign_in(client, other)
        assert "ikke kunne leveres" not in client.get("/").text


def test_the_newest_five_are_told_and_the_rest_are_counted(app: Flask, client: FlaskClient, personas: Personas) -> None:
    now = clock.now()
    ids = [write(app, failed_to(personas.bent, now - timedelta(hours=number))) for number in range(7)]
    sign_in(client, personas.anna)
    page = client.get("/").text
    assert "7 mails er ikke nået frem" in page
    assert [f"/admin/mails/{mail_id}/prov-igen" in page for mail_id in ids] == [True] * 5 + [False] * 2
    assert 'href="/admin/mails?tilstand=failed"' in page


def person_id(app: Flask, email: str) -> int:
    with app.app_context():
        person = find_person(email)
        assert person is not None
        return person.id


def test_the_list_is_narrowed_by_state_and_recipient(
    client: FlaskClient, personas: Personas, mails: dict[str, int]
) -> None:
    sign_in(client, personas.frida)
    page = client.get("/admin/mails?tilstand=failed").text
    assert "vaek@" in page
    assert "Bent Birk" not in page
    page = client.get("/admin/mails?q=BENT").text
    assert "Bent Birk" in page
    assert "vaek@" not in page
    assert "Ingen mails passer" in client.get("/admin/mails?q=ingen").text
    assert "Bent Birk" in client.get("/admin/mails?tilstand=ukendt").text


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_an_empty_outbox_says_why(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert "Der er ingen mails endnu" in client.get("/admin/mails").text


def test_many_mails_come_in_pages_at_the_same_number_of_queries(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    with app.app_context():
        begin_writing()
        for number in range(120):
            make_mail(person=make_person(email=f"p{number:03}@fjordby.example"))
        db.session.commit()
    sign_in(client, personas.frida)
    client.get("/admin/mails")
    with counted(app) as for_fifty:
        first = client.get("/admin/mails").text
    with counted(app) as for_one:
        assert "p007@fjordby.example" in client.get("/admin/mails?q=p007").text
    assert len(for_fifty) == len(for_one)
    third = client.get("/admin/mails?side=3").text
    assert "p119@fjordby.example" in first
    assert "p069@fjordby.example" not in first
    assert "p000@fjordby.example" in third
    assert "120 mails" in third


def test_a_failed_mail_is_tried_again(
    app: Flask, client: FlaskClient, personas: Personas, mails: dict[str, int]
) -> None:
    sign_in(client, personas.frida)
    assert "Prøv igen nu" in client.get(f"/admin/mails/{mails['failed']}").text
    answer = client.post(f"/admin/mails/{mails['failed']}/prov-igen", follow_redirects=True)
    assert "Mailen prøves igen inden for et minut." in answer.text
    with app.app_context():
        mail = db.session.scalar(select(OutgoingMail).where(OutgoingMail.id == mails["failed"]))
        assert mail is not None
        assert (mail.state, mail.attempts) == ("waiting", 0)
        assert mail.try_at <= clock.now()


def test_a_sent_mail_is_not_sent_again(client: FlaskClient, personas: Personas, mails: dict[str, int]) -> None:
    sign_in(client, personas.frida)
    assert "Prøv igen nu" not in client.get(f"/admin/mails/{mails['sent']}").text
    assert client.post(f"/admin/mails/{mails['sent']}/prov-igen").status_code == 409


def test_a_mail_nobody_wrote_is_not_found(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert client.get("/admin/mails/999").status_code == 404
