"""Between the password and the session."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.auth.actions import get_person, set_password
from app.auth.model import Account, UserSession
from app.auth.secrets_at_rest import decrypt
from app.auth.web import WAITS_FOR
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Municipality, Person
from app.second_factor.actions import make_recovery_codes
from app.second_factor.rules import code_at, step_of
from app.second_factor.store import secret_name
from tests.make import NOW, Personas, make_second_factor
from tests.repo.test_routes import assert_sound

T = TypeVar("T")
PASSWORD = "mole-svane-tov-lampe-77"


def account_of(email: str) -> Account:
    return db.session.scalars(select(Account).join(Account.person).where(Person.email == email)).one()


def in_database(app: Flask, do: Callable[[], T]) -> T:
    with app.test_request_context():
        begin_writing()
        done = do()
        db.session.commit()
        return done


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """SQLite alone: what the two databases could do differently is played in test_actions.py."""
    shutil.copy(sqlite_template, tmp_path / "data.sqlite3")
    return f"sqlite:///{tmp_path / 'data.sqlite3'}"


@pytest.fixture
def anna(app: Flask, client: FlaskClient, personas: Personas) -> FlaskClient:
    """A browser, and a password for Anna."""
    in_database(app, lambda: set_password(get_person(personas.anna), PASSWORD, doing=Doing(at=NOW, via="cli")))
    return client


@pytest.fixture
def secret(app: Flask, anna: FlaskClient) -> str:
    """Anna's second factor."""
    return in_database(app, lambda: make_second_factor(account_of(Personas.anna)))


def demand(app: Flask, *roles: str) -> None:
    in_database(app, lambda: db.session.execute(update(Municipality).values(second_factor_roles=list(roles))))


def give_password(client: FlaskClient, target: str = "/fortegnelse") -> str:
    answer = client.post("/log-ind", query_string={"next": target}, data={"email": Personas.anna, "password": PASSWORD})
    assert answer.status_code == 303
    return answer.location


def code_of(secret: str, *, steps: int = 0) -> str:
    return code_at(secret, step_of(clock.now()) + steps)


def is_in(client: FlaskClient) -> bool:
    return client.get("/fortegnelse").status_code == 200


def verbs(app: Flask) -> list[str]:
    return in_database(app, lambda: list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id))))


def shown_secret(app: Flask, client: FlaskClient) -> str:
    """The secret in this browser's cookie; the page shows the same."""
    with client.session_transaction() as session:
        kept = session["pending_factor"]
    return in_database(app, lambda: decrypt(kept, about=secret_name(account_of(Personas.anna).id)))


def test_a_code_is_asked_for_and_leads_on_to_where_one_was_going(app: Flask, anna: FlaskClient, secret: str) -> None:
    assert give_password(anna) == "/log-ind/kode"
    assert not is_in(anna)
    page = anna.get("/log-ind/kode")
    assert page.status_code == 200
    assert 'autocomplete="one-time-code"' in page.text
    answer = anna.post("/log-ind/kode", data={"code": code_of(secret)})
    assert (answer.status_code, answer.location) == (303, "/fortegnelse")
    assert is_in(anna)
    assert verbs(app)[-1] == "auth.sign_in"


def test_a_wrong_code_is_a_sentence_on_the_same_page_and_leaves_a_trace(
    app: Flask, anna: FlaskClient, secret: str
) -> None:
    give_password(anna)
    answer = anna.post("/log-ind/kode", data={"code": "12345"})
    assert answer.status_code == 422
    assert "Koden passer ikke" in answer.text
    assert anna.post("/log-ind/kode", data={"code": ""}).status_code == 422
    assert not is_in(anna)
    assert verbs(app)[-1] == "auth.refuse_code"
    assert anna.post("/log-ind/kode", data={"code": code_of(secret)}).status_code == 303


def test_a_code_that_was_used_does_not_open_another_browser(app: Flask, anna: FlaskClient, secret: str) -> None:
    used = code_of(secret)
    give_password(anna)
    assert anna.post("/log-ind/kode", data={"code": used}).status_code == 303
    other = app.test_client()
    give_password(other)
    answer = other.post("/log-ind/kode", data={"code": used})
    assert answer.status_code == 422
    assert "Den kode er brugt" in answer.text


def test_guessing_is_counted_and_must_wait(app: Flask, anna: FlaskClient, secret: str) -> None:
    give_password(anna)
    for _number in range(5):
        assert anna.post("/log-ind/kode", data={"code": "abcd"}).status_code == 422
    locked = anna.post("/log-ind/kode", data={"code": code_of(secret)})
    assert locked.status_code == 422
    assert "For mange forsøg" in locked.text
    # The password is right, so it stands outside the code's count; but it does not set the count back either.
    other = app.test_client()
    give_password(other)
    assert "For mange forsøg" in other.post("/log-ind/kode", data={"code": code_of(secret)}).text


def test_a_recovery_code_opens_and_the_person_is_told_how_many_are_left(
    app: Flask, anna: FlaskClient, secret: str
) -> None:
    codes = in_database(
        app, lambda: make_recovery_codes(account_of(Personas.anna), doing=Doing(at=NOW, person_id=1))
    )  # fmt: skip
    give_password(anna)
    assert "Nødkode" in anna.get("/log-ind/kode?noedkode=1").text
    assert anna.post("/log-ind/kode?noedkode=1", data={"code": codes[0]}).status_code == 303
    assert "Du brugte en nødkode. Du har 9 tilbage." in anna.get("/fortegnelse").text
    anna.post("/log-ud")
    give_password(anna)
    again = anna.post("/log-ind/kode?noedkode=1", data={"code": codes[0]})
    assert again.status_code == 422
    assert "kan bruges én gang" in again.text


def test_who_waits_too_long_begins_again_with_a_sentence(
    app: Flask, anna: FlaskClient, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_password(anna)
    late = clock.now() + WAITS_FOR + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    answer = anna.post("/log-ind/kode", data={"code": code_of(secret)})
    assert (answer.status_code, answer.location) == (303, "/log-ind?next=/fortegnelse")
    assert "Der gik for lang tid" in anna.get("/log-ind").text


def test_nobody_comes_in_by_the_second_step_alone(app: Flask, client: FlaskClient, personas: Personas) -> None:
    for address in ("/log-ind/kode", "/log-ind/totrin"):
        for answer in (client.get(address), client.post(address, data={"code": "123456"})):
            assert (answer.status_code, answer.location) == (303, "/log-ind")


def test_who_must_give_a_code_cannot_set_a_new_factor_up_instead(app: Flask, anna: FlaskClient, secret: str) -> None:
    demand(app, "coordinator")
    assert give_password(anna) == "/log-ind/kode"
    assert anna.get("/log-ind/totrin").status_code == 303
    give_password(anna)
    assert anna.post("/log-ind/totrin", data={"code": "123456"}).status_code == 303
    assert not is_in(anna)


def test_a_new_password_or_a_closed_access_ends_the_waiting(app: Flask, anna: FlaskClient, secret: str) -> None:
    give_password(anna)
    new = "sten-birk-kaj-måge-12"
    in_database(app, lambda: set_password(get_person(Personas.anna), new, doing=Doing(at=NOW, via="cli")))
    assert anna.post("/log-ind/kode", data={"code": code_of(secret)}).location.startswith("/log-ind?")
    anna.post("/log-ind", data={"email": Personas.anna, "password": new})
    in_database(app, lambda: db.session.execute(update(Person).values(is_active=False)))
    assert anna.post("/log-ind/kode", data={"code": code_of(secret)}).location == "/log-ind"
    assert not is_in(anna)


def test_a_role_that_demands_a_factor_leads_to_setting_it_up(app: Flask, anna: FlaskClient) -> None:
    demand(app, "coordinator")
    assert give_password(anna) == "/log-ind/totrin"
    page = anna.get("/log-ind/totrin")
    assert page.status_code == 200
    secret = shown_secret(app, anna)
    assert secret in page.text.replace(" ", "")
    assert "issuer=Fjordby%20Kommune" in page.text
    # The same secret when the page is loaded again, and when the code was wrong.
    wrong = anna.post("/log-ind/totrin", data={"code": "1"})
    assert wrong.status_code == 422
    assert shown_secret(app, anna) == secret
    assert not is_in(anna)
    done = anna.post("/log-ind/totrin", data={"code": code_of(secret)})
    assert done.status_code == 200
    assert done.text.count("<li><code>") == 10
    assert 'href="/fortegnelse"' in done.text
    assert "Hovedmenu" not in done.text
    assert done.headers["Cache-Control"] == "no-store"
    assert is_in(anna)
    assert verbs(app)[-2:] == ["auth.set_up_second_factor", "auth.sign_in"]
    assert anna.post("/log-ind/totrin", data={"code": code_of(secret)}).status_code == 303
    anna.post("/log-ud")
    assert give_password(anna) == "/log-ind/kode"
    assert anna.post("/log-ind/kode", data={"code": code_of(secret, steps=1)}).status_code == 303


def test_the_picture_holds_the_address_and_nothing_the_policy_forbids(app: Flask, anna: FlaskClient) -> None:
    demand(app, "coordinator")
    give_password(anna)
    text = anna.get("/log-ind/totrin").text
    picture = text[text.index("<svg", text.index("qr-frame")) : text.index("</svg>", text.index("qr-frame"))]
    assert "style" not in picture
    assert "script" not in picture
    assert "QR-kode" in picture


def test_two_browsers_cannot_both_set_it_up(app: Flask, anna: FlaskClient) -> None:
    demand(app, "coordinator")
    other = app.test_client()
    for browser in (anna, other):
        give_password(browser)
        browser.get("/log-ind/totrin")
    assert anna.post("/log-ind/totrin", data={"code": code_of(shown_secret(app, anna))}).status_code == 200
    late = other.post("/log-ind/totrin", data={"code": code_of(shown_secret(app, other))})
    assert late.status_code == 422
    assert "allerede slået til" in late.text
    assert not is_in(other)
    assert is_in(anna)


def test_a_role_that_demands_nothing_leads_straight_in(app: Flask, anna: FlaskClient) -> None:
    demand(app, "admin")
    assert give_password(anna) == "/fortegnelse"
    assert is_in(anna)


def test_after_a_changed_secret_key_the_page_says_what_to_do(app: Flask, anna: FlaskClient, secret: str) -> None:
    codes = in_database(
        app, lambda: make_recovery_codes(account_of(Personas.anna), doing=Doing(at=NOW, person_id=1))
    )  # fmt: skip
    app.config["SECRET_KEY"] = "a new key, after the old one was lost"
    give_password(anna)
    assert "Systemets nøgle er skiftet" in anna.get("/log-ind/kode").text
    answer = anna.post("/log-ind/kode", data={"code": code_of(secret)})
    assert answer.status_code == 422
    assert "Systemets nøgle er skiftet" in answer.text
    assert anna.post("/log-ind/kode", data={"code": codes[0]}).status_code == 303
    assert "Flyt din totrinsbekræftelse" in anna.get("/fortegnelse").text
    assert "Sæt appen op igen" in anna.get("/konto/totrin").text


def test_the_sessions_are_new_ones(app: Flask, anna: FlaskClient, secret: str) -> None:
    give_password(anna)
    with anna.session_transaction() as session:
        session["planted"] = "before sign-in"
    anna.post("/log-ind/kode", data={"code": code_of(secret)})
    with anna.session_transaction() as session:
        assert "planted" not in session
        assert "waiting" not in session
    assert in_database(app, lambda: db.session.scalars(select(UserSession.via)).all()) == ["password"]


def test_a_real_app_reads_the_address_in_the_page(app: Flask, anna: FlaskClient) -> None:
    demand(app, "coordinator")
    give_password(anna)
    text = anna.get("/log-ind/totrin").text
    address = text[text.index("otpauth://") :].split('"')[0].replace("&amp;", "&")
    phone = pyotp.parse_uri(address)
    assert isinstance(phone, pyotp.TOTP)
    assert phone.name == Personas.anna
    assert anna.post("/log-ind/totrin", data={"code": phone.now()}).status_code == 200


def test_the_pages_nobody_is_signed_in_on_are_valid_html_with_labels(app: Flask, anna: FlaskClient) -> None:
    demand(app, "coordinator")
    give_password(anna)
    assert_sound(anna.get("/log-ind/totrin").text, "set up")
    assert_sound(anna.post("/log-ind/totrin", data={"code": "1"}).text, "refused")
    phone = shown_secret(app, anna)
    assert_sound(anna.post("/log-ind/totrin", data={"code": code_of(phone)}).text, "codes")
    for address in ("/konto/totrin", "/konto/totrin/app", "/konto/totrin/noedkoder", "/konto"):
        assert_sound(anna.get(address).text, address)
    anna.post("/log-ud")
    give_password(anna)
    for address in ("/log-ind/kode", "/log-ind/kode?noedkode=1"):
        assert_sound(anna.get(address).text, address)
        assert_sound(anna.post(address, data={"code": "1"}).text, address)
