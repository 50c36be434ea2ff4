"""Who asks for too much in a minute is told to wait; the count costs no statement."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.core.limits import DOORS_SHARE, FREE, open_endpoints
from config import Settings, load
from tests.conftest import make_settings, sign_in
from tests.make import Personas

MOST = 60
"""Pages a minute; heavy ones 2, doors 12."""


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """One make of database is enough: what is tested lies before it."""
    (tmp_path / "data.sqlite3").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'data.sqlite3'}"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path, database_url, requests_per_minute=MOST)


def answers(times: int, ask: Any) -> list[int]:
    return [ask().status_code for _ in range(times)]


def test_a_person_gets_so_many_pages_and_another_is_not_held_up(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    sign_in(client, personas.anna)
    told = answers(MOST + 5, lambda: client.get("/opgaver"))
    assert told == [200] * MOST + [429] * 5
    other = app.test_client()
    sign_in(other, personas.bent)
    assert other.get("/opgaver").status_code == 200


def test_the_page_says_what_to_do_without_asking_the_database(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    sign_in(client, personas.anna)
    answers(MOST, lambda: client.get("/opgaver"))
    said: list[str] = []
    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", lambda c, k, s, *rest: said.append(s))
    answer = client.get("/opgaver")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert "Vent et minut" in answer.text
    assert said == []


def test_heavy_work_is_counted_together_and_tighter(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.anna)
    assert client.get("/fortegnelse/hent.csv").status_code == 200
    assert client.get("/rapporter/status/DDS.json").status_code == 200
    upload = {"file": (BytesIO(b"Nummer;Behandlingsaktivitet\r\n1;Noget\r\n"), "liste.csv")}
    assert client.post("/fortegnelse/import", data=upload).status_code == 429
    assert client.get("/rapporter/status/DDS.pdf").status_code == 429
    assert client.get("/fortegnelse").status_code == 200


def test_what_is_open_to_strangers_is_counted_by_address(app: Flask, client: FlaskClient) -> None:
    wrong = {"email": "x@y.example", "password": "z"}
    assert answers(13, lambda: client.post("/log-ind", data=wrong)) == [422] * 12 + [429]
    assert answers(13, lambda: app.test_client().get("/svar/abc")) == [404] * 12 + [429]
    elsewhere = app.test_client()
    assert elsewhere.get("/svar/abc", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404


def test_an_ipv6_address_is_counted_with_its_neighbours(app: Flask) -> None:
    """Who is given a /64 has more addresses than there are requests."""

    def ask(number: int, network: str = "2001:db8:1:2") -> int:
        elsewhere = {"REMOTE_ADDR": f"{network}::{number:x}"}
        return app.test_client().get("/svar/abc", environ_base=elsewhere).status_code

    assert [ask(number) for number in range(13)] == [404] * 12 + [429]
    assert ask(1, "2001:db8:1:3") == 404


def test_with_the_settings_of_a_new_installation_a_town_hall_signs_in_in_the_morning(tmp_path: Path) -> None:
    fresh = load({"INSTANCE_DIR": str(tmp_path)}, dotenv=tmp_path / "none")
    assert fresh.requests_per_minute // DOORS_SHARE >= 120


def test_a_post_without_its_token_counts_too(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert answers(MOST + 1, lambda: client.post("/log-ind")) == [400] * MOST + [429]


def test_a_made_up_session_is_nobody_and_counts_for_its_address(app: Flask, client: FlaskClient) -> None:
    def ask() -> Any:
        client.set_cookie("session", "eyJfdXNlcl9pZCI6IngifQ.aaaa.bbbb")
        return client.get("/opgaver")

    assert answers(MOST + 1, ask)[-1] == 429


def test_files_and_health_are_never_held_back(client: FlaskClient) -> None:
    answers(MOST + 1, lambda: client.get("/opgaver"))
    assert client.get("/opgaver").status_code == 429
    for path in ("/healthz", "/static/css/app.css"):
        assert client.get(path, buffered=True).status_code == 200
    assert client.get("/readyz").status_code in {200, 503}


def test_the_open_addresses_are_those_that_must_be(app: Flask) -> None:
    """A view that is open to strangers is so on purpose; those that must be are held back by address."""
    blueprints = {name.partition(".")[0] for name in open_endpoints(app)}
    assert blueprints <= {"auth", "answer", "account", "token", "second_factor", "oidc", "feed", "status_link"}
    assert set(app.view_functions) >= FREE
