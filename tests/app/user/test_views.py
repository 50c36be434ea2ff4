"""/admin/brugere in the browser."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.model import AuditEvent
from app.auth.model import Account
from app.core.db import begin_writing, db
from app.mail.model import OutgoingMail
from app.organisation.model import Person, RoleGrant, Unit
from tests.app.auth.ways import PASSWORD
from tests.app.token.links import queued_links
from tests.conftest import sign_in
from tests.make import Personas, make_account, make_grant, make_person


@pytest.fixture
def frida(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.frida)
    return client


def person_id(app: Flask, email: str) -> int:
    with app.app_context():
        found = db.session.scalars(db.select(Person.id).where(Person.email == email)).one()
        db.session.rollback()
        return found


def grants(app: Flask, email: str) -> dict[tuple[str, str], int]:
    with app.app_context():
        rows = db.session.execute(
            db.select(RoleGrant.role, Unit.code, RoleGrant.id)
            .join(RoleGrant.unit)
            .join(RoleGrant.person)
            .where(Person.email == email)
        ).all()
        db.session.rollback()
        return {(role, code): grant_id for role, code, grant_id in rows}


def verbs(app: Flask) -> list[str]:
    with app.app_context():
        found = list(db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id)))
        db.session.rollback()
        return found


def mails_of(app: Flask, kind: str) -> list[tuple[str, str]]:
    """To whom, and what they say."""
    with app.app_context():
        query = db.select(OutgoingMail.to_address, OutgoingMail.body_text).where(OutgoingMail.kind == kind)
        found = [(to, text) for to, text in db.session.execute(query.order_by(OutgoingMail.id))]
        db.session.rollback()
        return found


def is_in(client: FlaskClient) -> bool:
    """Who is signed in is sent on from the sign-in page."""
    return client.get("/log-ind").status_code == 303


def invite_form(**changes: str) -> dict[str, str]:
    values = {"name": "Nynne Ny", "email": "nynne@fjordby.example", "role": "coordinator", "unit": "BOK"}
    return values | changes


def test_the_list_searches_filters_and_says_how_many(app: Flask, frida: FlaskClient, personas: Personas) -> None:
    with app.app_context():
        begin_writing()
        make_person(email="oe@fjordby.example", name="Øjvind Ørn", is_active=False)
        make_person(email="aase@fjordby.example", name="Åse Ål")
        db.session.commit()
    everybody = frida.get("/admin/brugere")
    assert "7 personer" in everybody.text
    assert "Øjvind" not in everybody.text
    assert "Øjvind Ørn" in frida.get("/admin/brugere?q=øJVIND&adgang=alle").text
    assert "1 person" in frida.get("/admin/brugere?q=ÅS").text
    assert "1 person" in frida.get("/admin/brugere?q=AASE@").text
    assert "Øjvind" in frida.get("/admin/brugere?adgang=lukkede").text
    coordinators = frida.get("/admin/brugere?rolle=coordinator").text
    assert "2 personer" in coordinators
    assert "Bent" not in coordinators
    assert "Ingen passer" in frida.get("/admin/brugere?q=100%25_").text


def test_a_long_list_has_pages_and_costs_the_same_number_of_queries(app: Flask, frida: FlaskClient) -> None:
    def statements() -> int:
        count = 0

        def tick(*_args: object) -> None:
            nonlocal count
            count += 1

        with app.app_context():
            engine = db.engine
        db.event.listen(engine, "before_cursor_execute", tick)
        assert frida.get("/admin/brugere").status_code == 200
        db.event.remove(engine, "before_cursor_execute", tick)
        return count

    few = statements()
    with app.app_context():
        begin_writing()
        root = db.session.scalars(db.select(Unit).where(Unit.kind == "municipality")).one()
        for n in range(60):
            make_grant(person=make_person(name=f"Zenia {n}", unit=root), role="reader", unit=root)
        db.session.commit()
    assert statements() == few
    assert "Zenia 59" in frida.get("/admin/brugere?side=2").text


def test_a_new_user_gets_an_invitation_and_nobody_else_sees_the_password(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    page = frida.post("/admin/brugere/ny", data=invite_form(email="Nynne@Fjordby.example"), follow_redirects=True)
    assert "Invitationen er på vej til nynne@fjordby.example" in page.text
    assert "Inviteret" in page.text
    assert "Mailen med linket venter på at blive sendt" in page.text
    assert "Send invitationen igen" in page.text
    assert "/ny-adgangskode/" not in page.text
    assert "Inviteret" in frida.get("/admin/brugere?q=nynne").text
    assert set(grants(app, "nynne@fjordby.example")) == {("coordinator", "BOK")}
    assert verbs(app)[-3:] == ["person.create", "person.grant_role", "token.mail_invitation"]
    nynne = person_id(app, "nynne@fjordby.example")
    again = frida.post(f"/admin/brugere/{nynne}/link", follow_redirects=True)
    assert "Invitationen er på vej" in again.text
    first, second = queued_links(app)
    theirs = app.test_client()
    assert theirs.get(first).status_code == 410
    assert "Velkommen, Nynne Ny" in theirs.get(second).text
    assert theirs.post(second, data={"password": PASSWORD}).status_code == 303
    assert theirs.get("/fortegnelse").status_code == 200
    page = frida.get(f"/admin/brugere/{nynne}")
    assert "Kan logge ind" in page.text
    assert "Logget ind i 1 browser lige nu" in page.text
    other = app.test_client()
    assert other.post("/log-ind", data={"email": "nynne@fjordby.example", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "anna@fjordby.example"}, "Der er allerede en person med den mailadresse."),
        ({"email": "nynne"}, "Skriv en mailadresse som"),
        ({"email": "å@fjordby.example"}, "Skriv en mailadresse som"),
        ({"name": ""}, "Skriv personens navn."),
        ({"role": ""}, "Vælg en rolle."),
        ({"unit": ""}, "Vælg en enhed."),
        ({"role": "konge"}, "Vælg en af mulighederne på listen."),
        ({"unit": "INGEN"}, "Vælg en af mulighederne på listen."),
    ],
)
def test_a_user_that_cannot_be_made_is_refused_at_the_field(
    app: Flask, frida: FlaskClient, changes: dict[str, str], words: str
) -> None:
    answer = frida.post("/admin/brugere/ny", data=invite_form(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Person.id))) == 6
        db.session.rollback()


def test_a_person_s_name_address_and_home_are_changed(app: Flask, frida: FlaskClient, personas: Personas) -> None:
    bent = person_id(app, personas.bent)
    assert 'value="Bent Birk"' in frida.get(f"/admin/brugere/{bent}/ret").text
    data = {"name": "Bent Bøg", "email": "bent.boeg@fjordby.example", "unit": ""}
    assert frida.post(f"/admin/brugere/{bent}/ret", data=data).status_code == 303
    page = frida.get(f"/admin/brugere/{bent}")
    assert "Bent Bøg" in page.text
    assert "Ikke angivet" in page.text
    taken = frida.post(f"/admin/brugere/{bent}/ret", data=data | {"email": personas.anna})
    assert taken.status_code == 422
    assert "Anna Ahorn har allerede den mailadresse." in taken.text


def test_a_role_is_given_once_and_taken_again(app: Flask, frida: FlaskClient, personas: Personas) -> None:
    bent = person_id(app, personas.bent)
    data = {"role": "reader", "unit": "BOK"}
    assert frida.post(f"/admin/brugere/{bent}/roller", data=data).status_code == 303
    assert set(grants(app, personas.bent)) == {("manager", "SOC"), ("reader", "BOK")}
    again = frida.post(f"/admin/brugere/{bent}/roller", data=data)
    assert again.status_code == 422
    assert "har allerede den rolle" in again.text
    grant_id = grants(app, personas.bent)["reader", "BOK"]
    assert frida.post(f"/admin/brugere/{bent}/roller/{grant_id}/fjern").status_code == 303
    assert set(grants(app, personas.bent)) == {("manager", "SOC")}
    assert verbs(app)[-2:] == ["person.grant_role", "person.remove_role"]


def test_nobody_gives_themselves_a_role_or_more_time_for_one(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    own = person_id(app, personas.frida)
    (admin,) = grants(app, personas.frida)
    for data in ({"role": "isc", "unit": admin[1]}, {"role": "admin", "unit": admin[1], "ends_on": "2099-01-01"}):
        answer = frida.post(f"/admin/brugere/{own}/roller", data=data)
        assert (answer.status_code, "Du kan ikke give dig selv en rolle" in answer.text) == (422, True)
    assert set(grants(app, personas.frida)) == {admin}
    page = frida.get(f"/admin/brugere/{own}").text
    assert "Du kan ikke give dig selv en rolle" in page
    assert "Giv rollen" not in page


def test_a_role_is_taken_from_its_own_holder_only(app: Flask, frida: FlaskClient, personas: Personas) -> None:
    (grant_id,) = grants(app, personas.anna).values()
    bent = person_id(app, personas.bent)
    assert frida.post(f"/admin/brugere/{bent}/roller/{grant_id}/fjern").status_code == 404
    assert grants(app, personas.anna)


def test_closing_ends_the_session_and_opening_lets_in_again(app: Flask, frida: FlaskClient, personas: Personas) -> None:
    bent = person_id(app, personas.bent)
    theirs = app.test_client()
    sign_in(theirs, personas.bent)
    assert is_in(theirs)
    assert frida.post(f"/admin/brugere/{bent}/luk").status_code == 303
    assert not is_in(theirs)
    page = frida.get(f"/admin/brugere/{bent}")
    assert "Lukket" in page.text
    assert frida.post(f"/admin/brugere/{bent}/link").status_code == 409
    assert frida.post(f"/admin/brugere/{bent}/aabn").status_code == 303
    # An old cookie does not come back to life; one signs in anew.
    assert not is_in(theirs)
    sign_in(theirs, personas.bent)
    assert is_in(theirs)
    assert verbs(app)[-2:] == ["person.close", "person.open"]


def test_a_new_address_is_told_at_the_old_one_and_ends_the_sessions_and_links_there_are(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    """An administrator who gives somebody's account an address of the own takes it over, but not unseen."""
    bent = person_id(app, personas.bent)
    theirs = app.test_client()
    sign_in(theirs, personas.bent)
    frida.post(f"/admin/brugere/{bent}/link")
    (link,) = queued_links(app)
    same = {"name": "Bent Bæk", "email": personas.bent, "unit": "SOC"}
    assert frida.post(f"/admin/brugere/{bent}/ret", data=same).status_code == 303
    assert is_in(theirs)
    assert mails_of(app, "address_changed") == []
    other = same | {"email": "bent.baek@fjordby.example"}
    assert frida.post(f"/admin/brugere/{bent}/ret", data=other).status_code == 303
    assert not is_in(theirs)
    assert theirs.get(link).status_code == 410
    ((to, text),) = mails_of(app, "address_changed")
    assert to == personas.bent
    assert f"fra {personas.bent} til bent.baek@fjordby.example" in text
    assert "Frida" in text
    # Who cannot sign in yet has nothing to lose, and the old address may have been a mistyped stranger's.
    frida.post("/admin/brugere/ny", data=invite_form())
    nynne = person_id(app, "nynne@fjordby.example")
    meant = {"name": "Nynne Ny", "email": "nynne.ny@fjordby.example", "unit": "BOK"}
    assert frida.post(f"/admin/brugere/{nynne}/ret", data=meant).status_code == 303
    assert len(mails_of(app, "address_changed")) == 1


def test_a_link_that_was_mailed_before_the_access_closed_is_dead_when_it_opens_again(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    bent = person_id(app, personas.bent)
    frida.post(f"/admin/brugere/{bent}/link")
    (link,) = queued_links(app)
    frida.post(f"/admin/brugere/{bent}/luk")
    frida.post(f"/admin/brugere/{bent}/aabn")
    assert app.test_client().post(link, data={"password": PASSWORD}).status_code == 410


def test_a_link_to_a_new_password_changes_nothing_until_it_is_used(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    theirs = app.test_client()
    sign_in(theirs, personas.bent)
    page = frida.post(f"/admin/brugere/{person_id(app, personas.bent)}/link", follow_redirects=True)
    assert "Et link til at vælge en ny adgangskode er på vej til bent@fjordby.example" in page.text
    assert is_in(theirs)
    (link,) = queued_links(app)
    assert app.test_client().post(link, data={"password": PASSWORD}).status_code == 303
    assert not is_in(theirs)


def test_a_person_is_signed_out_everywhere(app: Flask, frida: FlaskClient, personas: Personas) -> None:
    bent = person_id(app, personas.bent)
    assert "Log ud overalt" not in frida.get(f"/admin/brugere/{bent}").text
    browsers = [app.test_client(), app.test_client()]
    for browser in browsers:
        sign_in(browser, personas.bent)
    assert "Logget ind i 2 browsere lige nu" in frida.get(f"/admin/brugere/{bent}").text
    assert frida.post(f"/admin/brugere/{bent}/log-ud").status_code == 303
    assert not any(is_in(browser) for browser in browsers)
    assert is_in(frida)
    assert verbs(app)[-1] == "person.end_sessions"


def test_the_last_administrator_stays(app: Flask, frida: FlaskClient, personas: Personas) -> None:
    me = person_id(app, personas.frida)
    (grant_id,) = grants(app, personas.frida).values()
    for address in (f"roller/{grant_id}/fjern", "luk"):
        answer = frida.post(f"/admin/brugere/{me}/{address}")
        assert answer.status_code == 409
        assert "mindst én systemadministrator" in answer.text
    assert grants(app, personas.frida)
    # An administrator without a way in does not count; one with a password does.
    with app.app_context():
        begin_writing()
        root = db.session.scalars(db.select(Unit).where(Unit.kind == "municipality")).one()
        second = make_person(email="to@fjordby.example", name="To", unit=root)
        make_grant(person=second, role="admin", unit=root)
        db.session.commit()
        second_id = second.id
    assert frida.post(f"/admin/brugere/{me}/luk").status_code == 409
    assert frida.post(f"/admin/brugere/{second_id}/link").status_code == 303
    # Invited is not yet in: the link must have been used.
    assert frida.post(f"/admin/brugere/{me}/luk").status_code == 409
    (link,) = queued_links(app)
    assert app.test_client().post(link, data={"password": PASSWORD}).status_code == 303
    assert frida.post(f"/admin/brugere/{me}/luk").status_code == 303


def test_two_administrators_cannot_close_each_other_at_the_same_moment(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    with app.app_context():
        begin_writing()
        root = db.session.scalars(db.select(Unit).where(Unit.kind == "municipality")).one()
        second = make_person(email="to@fjordby.example", name="To", unit=root)
        make_grant(person=second, role="admin", unit=root)
        make_account(second)
        db.session.commit()
        second_id = second.id
    other = app.test_client()
    sign_in(other, "to@fjordby.example")
    barrier = threading.Barrier(2)
    answers: list[int] = []

    def close(client: FlaskClient, whom: int) -> None:
        barrier.wait(timeout=30)
        answers.append(client.post(f"/admin/brugere/{whom}/luk").status_code)

    pairs = ((frida, second_id), (other, person_id(app, personas.frida)))
    threads = [threading.Thread(target=close, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    # The second one is refused: as the last administrator's, or because the first had ended its session.
    assert answers.count(303) >= 1
    with app.app_context():
        left = db.session.scalar(
            db.select(db.func.count(Person.id))
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .join(Account, Account.person_id == Person.id)
            .where(RoleGrant.role == "admin", Person.is_active)
        )
        db.session.rollback()
    assert left == 1


def test_who_may_look_changes_nothing(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    bent = person_id(app, personas.bent)
    page = client.get(f"/admin/brugere/{bent}")
    assert page.status_code == 200
    assert "<form" not in page.text.split("<main")[1]
    assert "Ny bruger" not in client.get("/admin/brugere").text
    (grant_id,) = grants(app, personas.bent).values()
    for address in ("ny", f"{bent}/ret"):
        assert client.get(f"/admin/brugere/{address}").status_code == 403
    for address in (
        "ny", f"{bent}/ret", f"{bent}/roller", f"{bent}/roller/{grant_id}/fjern", f"{bent}/luk", f"{bent}/aabn",
        f"{bent}/link", f"{bent}/log-ud",
    ):  # fmt: skip
        assert client.post(f"/admin/brugere/{address}").status_code == 403
    assert set(verbs(app)) == {"access.refuse"}


def test_who_may_not_look_finds_nobody(app: Flask, client: FlaskClient, personas: Personas) -> None:
    bent = person_id(app, personas.bent)
    for email in (personas.anna, personas.bent, personas.erik):
        sign_in(client, email)
        for address in ("", "/ny", f"/{bent}", f"/{bent}/ret"):
            assert client.get(f"/admin/brugere{address}").status_code == 404
        assert client.post(f"/admin/brugere/{bent}/luk").status_code == 404


def test_nobody_is_not_found(frida: FlaskClient) -> None:
    assert frida.get("/admin/brugere/999999").status_code == 404


def test_every_form_that_changes_something_carries_its_token(
    app: Flask, frida: FlaskClient, personas: Personas
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    bent = person_id(app, personas.bent)
    for address in (
        "/admin/brugere/ny",
        f"/admin/brugere/{bent}",
        f"/admin/brugere/{bent}/ret",
        "/admin/kommune",
        "/admin/organisation/ny",
        "/admin/organisation/SOC",
        "/admin/organisation/fil",
    ):
        main = frida.get(address).text.split("<main")[1]
        forms = main.count('<form method="post"')
        assert forms >= 1, address
        assert main.count('name="csrf_token"') == forms, address
    for address in ("ny", f"{bent}/ret", f"{bent}/roller", f"{bent}/luk", f"{bent}/link", f"{bent}/log-ud"):
        assert frida.post(f"/admin/brugere/{address}", data=invite_form()).status_code == 400
