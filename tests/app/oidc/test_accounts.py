"""Accounts just in time and roles by groups, on both databases, all the way from a real provider."""

import time
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.auth.model import Account, ExternalIdentity, UserSession
from app.core import clock
from app.core.db import begin_writing, db
from app.oidc.model import GroupRole
from app.organisation.model import Person, RoleGrant, Unit
from app.token.actions import mail_link_to
from app.token.model import SingleUseToken
from app.token.rules import RESET
from app.user.store import count_admins
from tests.app.oidc.conftest import come_back, sign_in_at
from tests.conftest import sign_in
from tests.make import Personas, make_grant, make_holder, make_person
from tests.provider import OpenIdProvider

ALL = "the municipality"
on_sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def put_table(app: Flask, *rows: tuple[str, str, str]) -> None:
    with app.app_context():
        begin_writing()
        for group, role, code in rows:
            is_meant = Unit.kind == "municipality" if code == ALL else Unit.code == code
            unit = db.session.scalars(sa.select(Unit).where(is_meant)).one()
            db.session.add(GroupRole(group=group, role=role, unit=unit))
        db.session.commit()


def grants(app: Flask, email: str) -> set[tuple[str, str, str]]:
    """(role, unit's code, source) of a person."""
    with app.app_context():
        person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
        return {
            (grant.role, ALL if grant.unit.kind == "municipality" else grant.unit.code, grant.source)
            for grant in person.grants
        }


def events(app: Flask) -> list[tuple[str, dict[str, list[str | None]]]]:
    with app.app_context():
        return [(e.verb, e.changes) for e in db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id))]


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_known_person_comes_in_by_mail_address_and_is_known_by_subject_from_then_on(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    answer = sign_in_at(client, target="/fortegnelse?q=log")
    assert (answer.status_code, answer.location) == (303, "/fortegnelse?q=log")
    assert "Anna Ahorn" in client.get("/").text
    assert grants(app, personas.anna) == {("coordinator", "SOC", "")}
    with app.app_context():
        row = db.session.scalars(sa.select(UserSession)).one()
        assert (row.via, row.idp_token.count(".")) == ("oidc", 2)

    # Name and address follow, by the subject; what was mailed to the old address opens nothing more.
    with app.test_request_context():
        begin_writing()
        anna = db.session.scalars(sa.select(Person).where(Person.email == personas.anna)).one()
        link_id = mail_link_to(anna, RESET, doing=Doing(at=clock.now(), via="cli")).id
        db.session.commit()
    provider.user |= {"email": "Anna.Ask@fjordby.example", "name": "Anna Ask"}
    assert sign_in_at(app.test_client()).status_code == 303
    assert (
        "person.change",
        {"email": [personas.anna, "anna.ask@fjordby.example"], "name": ["Anna Ahorn", "Anna Ask"]},
    ) in (events(app))
    assert (count(app, ExternalIdentity), count(app, Account)) == (1, 6)
    with app.app_context():
        assert db.session.get_one(SingleUseToken, link_id).expires_at <= clock.now()
    # Where the provider says less, nothing is lost.
    provider.user |= {"name": None, "email": "anna.b@fjordby.example", "email_verified": False}
    provider.claims = {"name": None}
    assert sign_in_at(app.test_client()).status_code == 303
    with app.app_context():
        assert (
            db.session.scalars(sa.select(Person.name).where(Person.email == "anna.ask@fjordby.example")).one()
            == "Anna Ask"
        )


def test_a_new_person_is_made_with_the_roles_of_their_groups_which_follow_from_then_on(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    put_table(app, ("gdpr-soc", "coordinator", "SOC"), ("GDPR-BOK", "coordinator", "BOK"), ("læs", "reader", "SOC"))
    provider.user = {"sub": "n", "email": "nanna@fjordby.example", "given_name": "Nanna", "family_name": "Nød"}
    provider.user["groups"] = ["GDPR-SOC", "alle"]
    assert sign_in_at(client).status_code == 303
    nanna = "nanna@fjordby.example"
    assert grants(app, nanna) == {("coordinator", "SOC", "oidc")}
    with app.app_context():
        person = db.session.scalars(sa.select(Person).where(Person.email == nanna)).one()
        assert (person.name, person.unit.code if person.unit else "") == ("Nanna Nød", "SOC")
    assert client.get("/fortegnelse/ny").status_code == 200

    # A role by hand is left, whatever the groups say; one text is one group (AD FS).
    with app.app_context():
        begin_writing()
        person = db.session.scalars(sa.select(Person).where(Person.email == nanna)).one()
        make_grant(person=person, role="reader", unit=db.session.get_one(Unit, personas.school_id))
        db.session.commit()
    provider.user["groups"] = "gdpr-bok"
    assert sign_in_at(app.test_client()).status_code == 303
    assert grants(app, nanna) == {("coordinator", "BOK", "oidc"), ("reader", "BOK-SK", "")}
    said = events(app)
    assert ("person.remove_role", {"role": ["coordinator SOC", None]}) in said
    assert ("person.grant_role", {"role": [None, "coordinator BOK"]}) in said

    # What comes by both ways is the hand's, and stays when the group goes.
    put_table(app, ("gdpr-sk", "reader", "BOK-SK"))
    for groups in (["gdpr-sk"], []):
        provider.user["groups"] = groups
        assert sign_in_at(app.test_client()).status_code == 303
        assert grants(app, nanna) == {("reader", "BOK-SK", "")}


def test_who_loses_all_roles_is_not_let_in_and_keeps_none(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    put_table(app, ("g", "coordinator", "SOC"))
    provider.user = {"sub": "n", "email": "nanna@fjordby.example", "groups": ["g"]}
    assert sign_in_at(client).status_code == 303
    provider.user["groups"] = []
    other = app.test_client()
    answer = sign_in_at(other)
    assert answer.status_code == 403
    assert "Du har ingen adgang her endnu" in answer.text
    assert grants(app, "nanna@fjordby.example") == set()
    assert events(app)[-1] == ("auth.refuse", {"reason": [None, "oidc no_access"], "network": "127.0.0.1"})
    # The browser that was in is out as well: roles are read at each request.
    assert client.get("/fortegnelse").status_code == 303
    assert other.get("/fortegnelse").status_code == 303


@on_sqlite_alone
def test_too_many_groups_leave_the_roles_as_they_were_and_say_so(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    put_table(app, ("g", "coordinator", "SOC"))
    provider.user = {"sub": "n", "email": "nanna@fjordby.example", "groups": ["g"]}
    assert sign_in_at(client).status_code == 303
    provider.user |= {"groups": None, "_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "x"}}}
    other = app.test_client()
    assert sign_in_at(other).status_code == 303
    assert "så mange grupper" in other.get("/").text
    assert grants(app, "nanna@fjordby.example") == {("coordinator", "SOC", "oidc")}


def test_a_leader_without_a_role_comes_in_to_the_tasks_of_the_function(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    with app.app_context():
        begin_writing()
        db.session.execute(sa.delete(RoleGrant).where(RoleGrant.role == "manager"))
        db.session.execute(
            sa.delete(Account).where(
                Account.person_id == sa.select(Person.id).where(Person.email == personas.bent).scalar_subquery()
            )
        )
        db.session.commit()
    provider.user = {"sub": "b", "email": personas.bent}
    assert sign_in_at(client).status_code == 303
    assert grants(app, personas.bent) == set()


def test_the_dpo_gets_no_operative_role_by_a_group_and_is_told(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    put_table(app, ("g", "coordinator", "SOC"), ("d", "dpo", ALL))
    provider.user = {"sub": "d", "email": personas.dorte, "name": "Dorte Dun", "groups": ["g"]}
    assert sign_in_at(client).status_code == 303
    assert grants(app, personas.dorte) == {("dpo", ALL, "")}
    assert ("person.skip_role", {"role": [None, "coordinator SOC"]}) in events(app)
    page = client.get("/").text
    assert "Dine grupper giver også rollen GDPR-koordinator i Social" in page
    # A coordinator who changes to be DPO changes in one step: what goes is taken first.
    nanna = {"sub": "n", "email": "nanna@fjordby.example"}
    for group, held in (("g", ("coordinator", "SOC", "oidc")), ("d", ("dpo", ALL, "oidc"))):
        provider.user = nanna | {"groups": [group]}
        assert sign_in_at(app.test_client()).status_code == 303
        assert grants(app, "nanna@fjordby.example") == {held}


def test_the_last_administrator_is_not_lost_by_a_group(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    put_table(app, ("adm", "admin", ALL))
    frida = {"sub": "f", "email": personas.frida, "name": "Frida Fyr"}
    with app.app_context():
        begin_writing()
        db.session.execute(sa.update(RoleGrant).where(RoleGrant.role == "admin").values(source="oidc"))
        db.session.commit()
    provider.user = frida | {"groups": []}
    assert sign_in_at(client).status_code == 303
    assert grants(app, personas.frida) == {("admin", ALL, "oidc")}
    assert "du er den sidste" in client.get("/admin").text
    provider.user = {"sub": "n", "email": "nanna@fjordby.example", "groups": ["ADM"]}
    assert sign_in_at(app.test_client()).status_code == 303
    provider.user = frida | {"groups": []}
    assert sign_in_at(app.test_client()).status_code == 403
    with app.app_context():
        assert count_admins(on=date.max) == 1


def test_the_closed_the_taken_address_and_the_new_employee_with_an_old_address_are_refused(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    assert sign_in_at(client).status_code == 303
    provider.user["email"] = personas.bent
    answer = sign_in_at(app.test_client())
    assert (answer.status_code, "Din mailadresse bruges af en anden her" in answer.text) == (403, True)

    provider.user = {"sub": "another anna", "email": personas.anna}
    answer = sign_in_at(app.test_client())
    assert (answer.status_code, "Mailadressen hører til en anden bruger" in answer.text) == (403, True)
    sign_in(client, personas.frida)
    done = client.post("/admin/grupper/kobling", data={"email": personas.anna}, follow_redirects=True)
    assert "Koblingen er fjernet" in done.text
    assert client.post("/admin/grupper/kobling", data={"email": personas.anna}).status_code == 422
    assert sign_in_at(app.test_client()).status_code == 303

    for email, is_linked in ((personas.anna, True), ("gone@fjordby.example", False)):
        with app.app_context():
            begin_writing()
            if is_linked:
                db.session.execute(sa.update(Person).where(Person.email == email).values(is_active=False))
            else:
                make_person(email=email, is_active=False)
            db.session.commit()
        provider.user["email"] = email
        provider.user["sub"] = "another anna" if is_linked else "gone"
        answer = sign_in_at(app.test_client())
        assert (answer.status_code, "Din adgang er lukket" in answer.text) == (403, True)


@on_sqlite_alone
def test_an_address_the_provider_has_not_verified_takes_nobody_s_place_unless_the_municipality_trusts_it(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    provider.claims = {"email_verified": None}
    put_table(app, ("g", "coordinator", "SOC"))
    # The administrator with a password, and somebody without an account who holds a function.
    with app.app_context():
        begin_writing()
        make_holder(
            unit=db.session.get_one(Unit, personas.school_id),
            function="leader",
            person=make_person(email="lone@fjordby.example"),
        )
        db.session.commit()
    for sub, email in (("f", personas.frida), ("l", "lone@fjordby.example")):
        provider.user = {"sub": sub, "email": email}
        answer = sign_in_at(app.test_client())
        assert (answer.status_code, "Bed systemadministratoren læse om det" in answer.text) == (403, True)
        assert events(app)[-1][1]["reason"] == [None, "oidc email_not_trusted"]
    assert (count(app, ExternalIdentity), count(app, Account)) == (0, 6)
    # Somebody new takes nobody's place.
    provider.user = {"sub": "n", "email": "nanna@fjordby.example", "groups": ["g"]}
    assert sign_in_at(app.test_client()).status_code == 303

    sign_in(client, personas.frida)
    assert "checked" not in client.get("/admin/grupper").text
    assert client.post("/admin/grupper/mailadresser", data={"trusts_mail": "y"}).status_code == 303
    assert ("group.trust_mail", {"oidc_trusts_mail": [False, True]}) in events(app)
    assert "checked" in client.get("/admin/grupper").text
    provider.user = {"sub": "l", "email": "lone@fjordby.example"}
    assert sign_in_at(app.test_client()).status_code == 303
    assert client.post("/admin/grupper/mailadresser").status_code == 303
    provider.user = {"sub": "f", "email": personas.frida}
    assert sign_in_at(app.test_client()).status_code == 403
    # Who is linked is known by the provider's own number.
    provider.user = {"sub": "l", "email": "lone@fjordby.example"}
    assert sign_in_at(app.test_client()).status_code == 303


@on_sqlite_alone
@pytest.mark.parametrize("email", [None, "bent@fjordby.example"])
def test_a_lost_group_is_lost_also_where_the_address_is_wrong(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider, email: str | None
) -> None:
    put_table(app, ("g", "coordinator", "SOC"))
    provider.user = {"sub": "n", "email": "nanna@fjordby.example", "groups": ["g"]}
    assert sign_in_at(client).status_code == 303
    provider.user |= {"email": email, "groups": []}
    assert sign_in_at(app.test_client()).status_code == 403
    assert events(app)[-1][1]["reason"] == [None, f"oidc {'address_taken' if email else 'no_email'}"]
    assert grants(app, "nanna@fjordby.example") == set()
    assert client.get("/fortegnelse").status_code == 303


@on_sqlite_alone
def test_a_role_by_hand_that_is_over_does_not_keep_the_group_s_away(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    put_table(app, ("g", "coordinator", "BOK"))
    with app.app_context():
        begin_writing()
        anna = db.session.scalars(sa.select(Person).where(Person.email == personas.anna)).one()
        make_grant(
            person=anna,
            role="coordinator",
            unit=db.session.get_one(Unit, personas.culture_id),
            ends_on=date(2020, 1, 1),
        )
        db.session.commit()
    provider.user["groups"] = ["g"]
    assert sign_in_at(client).status_code == 303
    with app.app_context():
        given = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.source == "oidc")).one()
        assert (given.unit_id, given.ends_on) == (personas.culture_id, None)


@on_sqlite_alone
def test_a_role_given_for_a_time_that_is_over_is_no_role(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    with app.app_context():
        begin_writing()
        rita = make_person(email="rita@fjordby.example")
        make_grant(
            person=rita,
            role="auditor",
            unit=db.session.get_one(Unit, personas.municipality_id),
            ends_on=date(2020, 1, 1),
        )
        db.session.commit()
    provider.user = {"sub": "r", "email": "rita@fjordby.example"}
    assert sign_in_at(client).status_code == 403


@on_sqlite_alone
def test_signing_out_ends_the_session_here_and_leads_to_the_provider(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    sign_in_at(client)
    page = client.post("/log-ud")
    assert page.status_code == 200
    assert (
        f"url={provider.issuer}/logout?client_id=aarshjul&amp;post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8000%2Flog-ind"
        in page.text
    )
    assert "id_token_hint=" in page.text
    assert client.get("/").status_code == 303
    with app.app_context():
        row = db.session.scalars(sa.select(UserSession)).one()
        assert (row.ended_at is not None, row.idp_token) == (True, "")
    # A provider without such an address, one that is gone, and a sign-in by password: our own page.
    for change in ({"end_session_endpoint": None}, None):
        sign_in_at(client)
        app.extensions["oidc"].kept.clear()
        if change is None:
            provider.stop()
        else:
            provider.metadata = dict(change)
        assert client.post("/log-ud").location == "/log-ind"
        provider.metadata = {}
    sign_in(client, personas.anna)
    assert client.post("/log-ud").location == "/log-ind"


@on_sqlite_alone
def test_a_long_token_is_no_hint_and_the_way_in_goes_nowhere_else(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    provider.claims = {"groups": [f"group {number}" for number in range(500)]}
    assert sign_in_at(client, target="https://ond.example/").location == "/"
    client.post("/log-ud")
    assert sign_in_at(client, target="/fortegnelse?q=" + "x" * 400).location == "/"
    page = client.post("/log-ud").text
    assert "client_id=aarshjul" in page
    assert "id_token_hint" not in page


def test_two_windows_of_a_new_person_make_one_account(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider
) -> None:
    import threading

    put_table(app, ("g", "coordinator", "SOC"))
    provider.user = {"sub": "n", "email": "nanna@fjordby.example", "groups": ["g"]}
    browsers = [app.test_client() for _window in range(4)]
    ways = [(browser, come_back(browser)) for browser in browsers]
    codes: list[int] = []
    threads = [threading.Thread(target=lambda b=b, url=url: codes.append(b.get(url).status_code)) for b, url in ways]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (codes, time.monotonic() - started < 25) == ([303] * 4, True)
    assert (count(app, Person), count(app, ExternalIdentity), count(app, UserSession)) == (7, 1, 4)


@on_sqlite_alone
def test_nothing_of_the_token_is_in_the_trail_or_the_log(
    app: Flask, client: FlaskClient, personas: Personas, provider: OpenIdProvider, capfd: pytest.CaptureFixture[str]
) -> None:
    put_table(app, ("hemmelig gruppe", "coordinator", "SOC"))
    provider.user = {"sub": "det hemmelige emne", "email": "nanna@fjordby.example", "groups": ["hemmelig gruppe", "g"]}
    assert sign_in_at(client).status_code == 303
    code = provider.posted[-1]["code"]
    said = str(events(app)) + "".join(capfd.readouterr())
    for secret in ("det hemmelige emne", "hemmelig gruppe", code, provider.secret, "eyJ"):
        assert secret not in said
