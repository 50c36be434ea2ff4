"""Every way to be turned away at the provider's door, against a provider that really does it.

One app for all: nobody is let in, so that nothing is changed but the audit trail.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import OctKey

from app.audit.model import AuditEvent
from app.auth.model import ExternalIdentity, UserSession
from app.core.db import begin_writing, db
from app.oidc import provider as talking
from app.oidc.rules import REFUSALS
from tests.app.oidc.conftest import ANNA, asked_with, come_back, follow, settings_for, sign_in_at
from tests.make import make_personas
from tests.provider import ANOTHER_KEY, CURVE_KEY, KEY, OpenIdProvider
from wsgi import make_app


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("door")
    shutil.copy(sqlite_template, folder / "data.sqlite3")
    with OpenIdProvider() as provider:
        made = make_app(settings_for(provider, folder, f"sqlite:///{folder / 'data.sqlite3'}"), testing=True)
        made.extensions["the provider"] = provider
        with made.app_context():
            begin_writing()
            make_personas()
            db.session.commit()
        yield made
        with made.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def provider(app: Flask) -> OpenIdProvider:
    """The module's provider, behaving, and nothing of it remembered."""
    found: OpenIdProvider = app.extensions["the provider"]
    found.user = dict(ANNA)
    found.claims, found.metadata, found.header, found.raw_keys = {}, {}, {}, []
    found.posted.clear()
    found.deny, found.token_answer, found.hang = "", None, 0
    found.signing_key, found.alg, found.published = KEY, "RS256", [KEY]
    app.extensions["oidc"].kept.clear()
    return found


def assert_refused(app: Flask, client: FlaskClient, answer: Any, reason: str) -> None:
    """The page with this reason has come, nobody is signed in, and the trail holds the reason and nothing more."""
    refusal = REFUSALS[reason]
    assert (answer.status_code, refusal.title in answer.text, refusal.text in answer.text) == (
        refusal.status,
        True,
        True,
    )
    assert client.get("/adgangskode").status_code == 303
    with app.app_context():
        last = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
        assert (last.verb, last.actor_id, last.changes) == (
            "auth.refuse",
            None,
            {"reason": [None, f"oidc {reason}"], "network": "127.0.0.1"},
        )
        assert db.session.scalar(sa.select(sa.func.count(UserSession.id))) == 0
        assert db.session.scalar(sa.select(sa.func.count(ExternalIdentity.id))) == 0


Setup = Callable[[OpenIdProvider], None]


def claims(**changes: Any) -> Setup:
    return lambda provider: provider.claims.update(changes)


def meta(**changes: Any) -> Setup:
    return lambda provider: provider.metadata.update(changes)


def signed(key: Any, alg: str) -> Setup:
    def change(provider: OpenIdProvider) -> None:
        provider.signing_key, provider.alg = key, alg

    return change


def answers(status: int, body: bytes) -> Setup:
    def change(provider: OpenIdProvider) -> None:
        provider.token_answer = (status, body)

    return change


def known_by_secret(provider: OpenIdProvider) -> None:
    """The old trick: sign with the secret that both know, and publish it as a key."""
    provider.signing_key, provider.alg = provider.secret.encode(), "HS256"
    provider.raw_keys = [OctKey.import_key(provider.secret.encode(), {"kid": "one"}).as_dict(private=True)]
    provider.published = [ANOTHER_KEY]


def known_by_public_key(provider: OpenIdProvider) -> None:
    """Another old trick: HS256 with the public key's own text as the secret."""
    provider.signing_key, provider.alg = KEY.as_pem(private=False), "HS256"


def no_keys(provider: OpenIdProvider) -> None:
    provider.published = []


def another_key_same_name(provider: OpenIdProvider) -> None:
    provider.signing_key, provider.header = ANOTHER_KEY, {"kid": "one"}


now = time.time()
CASES: list[tuple[str, Setup]] = [
    ("issuer", claims(iss="https://login.another.example")),
    ("issuer", claims(iss=None)),
    ("audience", claims(aud="another program")),
    ("audience", claims(aud=None)),
    ("audience", claims(aud=["aarshjul", "another"])),
    ("audience", claims(aud=["aarshjul", "another"], azp="another")),
    ("audience", claims(azp="another")),
    ("nonce", claims(nonce="another")),
    ("nonce", claims(nonce=None)),
    ("nonce", claims(nonce=["a", "list"])),
    ("expired", claims(exp=int(now) - 90)),
    ("token", claims(exp=None)),
    ("token", claims(exp="2099")),
    ("token", claims(exp=float("nan"))),
    ("token", claims(exp=10**400)),
    ("token", claims(iat=None)),
    ("early", claims(iat=int(now) + 3600, exp=int(now) + 7200)),
    ("early", claims(nbf=int(now) + 3600)),
    ("token", claims(sub=None)),
    ("token", claims(sub="x" * 256)),
    ("signature", signed(KEY, "none")),
    ("signature", signed(ANOTHER_KEY, "RS256")),
    ("signature", signed(KEY, "RS512")),
    ("signature", another_key_same_name),
    ("signature", known_by_secret),
    ("signature", known_by_public_key),
    ("signature", answers(200, b'{"access_token": "x", "token_type": "Bearer", "id_token": "no token at all"}')),
    ("token", answers(200, b'{"access_token": "x", "token_type": "Bearer"}')),
    ("set_up", answers(401, b'{"error": "invalid_client"}')),
    ("unreachable", answers(503, b"<h1>later</h1>")),
    ("unreachable", answers(200, b"<h1>a portal</h1>")),
    ("unreachable", answers(302, b"")),
    ("set_up", meta(jwks_uri=None)),
    ("set_up", no_keys),
    ("set_up", meta(token_endpoint="ftp://127.0.0.1/token")),
    ("no_email", claims(email=None)),
    ("no_email", claims(email="ikke en adresse")),
    ("email_not_verified", claims(email_verified=False)),
    ("email_not_verified", claims(email_verified="false")),
    ("no_access", claims(email="ny@fjordby.example", groups=["ukendt"])),
    ("no_access", claims(email="ny@fjordby.example", groups=None)),
    ("too_many_groups", claims(email="ny@fjordby.example", groups=None, _claim_names={"groups": "src1"})),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "misbehave"), CASES)
def test_who_is_not_to_be_believed_is_turned_away(
    app: Flask, client: FlaskClient, provider: OpenIdProvider, reason: str, misbehave: Setup
) -> None:
    begun = come_back(client)
    misbehave(provider)
    app.extensions["oidc"].kept.clear()
    assert_refused(app, client, client.get(begun), reason)


def test_a_wrong_state_and_none_are_refused(app: Flask, client: FlaskClient, provider: OpenIdProvider) -> None:
    url = come_back(client)
    assert_refused(app, client, client.get(url.replace("state=", "state=x")), "state")
    assert_refused(app, client, client.get("/log-ind/kommune/svar?code=x"), "state")
    assert provider.posted == []


def test_an_answer_meant_for_another_browser_is_refused(
    app: Flask, client: FlaskClient, provider: OpenIdProvider
) -> None:
    url = come_back(app.test_client())
    assert_refused(app, client, client.get(url), "state")


def test_an_answer_that_took_too_long_is_refused(app: Flask, client: FlaskClient, provider: OpenIdProvider) -> None:
    url = come_back(client)
    with client.session_transaction() as kept:
        (state,) = kept["away"]
        kept["away"] = {state: kept["away"][state] | {"since": time.time() - 601}}
    assert_refused(app, client, client.get(url), "state")


@pytest.mark.parametrize("other", [{"since": 1.0}, {"state": "s", "since": "late"}, "s", None])
def test_what_another_version_of_the_program_kept_in_the_cookie_is_no_attempt(
    app: Flask, client: FlaskClient, provider: OpenIdProvider, other: Any
) -> None:
    with client.session_transaction() as kept:
        kept["away"] = {"s": other}
    assert_refused(app, client, client.get("/log-ind/kommune/svar?state=s&code=x"), "state")
    with client.session_transaction() as kept:
        kept["away"] = {"s": other}
    assert client.get("/log-ind/kommune").status_code == 303
    with client.session_transaction() as kept:
        kept["away"] = [other]
    assert client.get("/log-ind/kommune").status_code == 303


def test_a_code_is_used_once_even_by_who_kept_the_cookie(
    app: Flask, client: FlaskClient, provider: OpenIdProvider
) -> None:
    url = come_back(client)
    cookie = client.get_cookie("session")
    assert cookie is not None
    provider.claims["email"] = None
    assert_refused(app, client, client.get(url), "no_email")
    assert_refused(app, client, client.get(url), "state")
    client.set_cookie("session", cookie.value)
    assert_refused(app, client, client.get(url), "code")


def test_a_code_stolen_into_another_browser_has_no_verifier_there(
    app: Flask, client: FlaskClient, provider: OpenIdProvider
) -> None:
    stolen = asked_with(come_back(app.test_client()))["code"]
    own = asked_with(come_back(client))
    assert_refused(app, client, client.get("/log-ind/kommune/svar", query_string=own | {"code": stolen}), "code")
    assert len(provider.posted[-1]["code_verifier"]) >= 43


def test_a_no_at_the_provider_is_told_and_its_words_are_not_kept(
    app: Flask, client: FlaskClient, provider: OpenIdProvider, capfd: pytest.CaptureFixture[str]
) -> None:
    provider.deny = "access_denied"
    assert_refused(app, client, sign_in_at(client), "denied")
    provider.deny = "temporarily_unavailable"
    assert_refused(app, client, sign_in_at(client), "provider")
    said = capfd.readouterr()
    assert "anna" not in said.err + said.out


def test_an_answer_from_another_provider_is_refused(app: Flask, client: FlaskClient, provider: OpenIdProvider) -> None:
    url = come_back(client)
    assert_refused(app, client, client.get(url + "&iss=https://login.another.example"), "issuer")


def test_a_provider_that_calls_itself_another_is_refused_before_anybody_is_sent_there(
    app: Flask, client: FlaskClient, provider: OpenIdProvider
) -> None:
    provider.metadata["issuer"] = provider.issuer + "/"
    assert_refused(app, client, client.get("/log-ind/kommune"), "set_up")
    provider.metadata.clear()
    # What was wrong is not remembered.
    assert client.get("/log-ind/kommune").status_code == 303


def test_a_provider_that_is_down_or_hangs_leaves_the_password(
    app: Flask, client: FlaskClient, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talking, "TIMEOUT", (0.2, 0.2))
    begun = come_back(client)
    provider.hang = 0.6
    app.extensions["oidc"].kept.clear()
    assert_refused(app, client, client.get("/log-ind/kommune"), "unreachable")
    assert_refused(app, client, client.get(begun), "unreachable")
    page = client.get("/log-ind").text
    assert "Log ind med kommunens login" in page
    assert "Log ind med adgangskode" in page


@pytest.mark.parametrize(("key", "alg"), [(KEY, "RS256"), (CURVE_KEY, "ES256"), (KEY, "PS256")])
def test_the_three_signatures_are_read_and_a_new_key_is_fetched(
    app: Flask, client: FlaskClient, provider: OpenIdProvider, key: Any, alg: str
) -> None:
    provider.published, provider.claims = [ANOTHER_KEY], {"email": None}
    come_back(client)
    assert_refused(app, client, sign_in_at(client), "signature")
    plain = key.as_dict(private=False) | {"alg": alg}
    provider.published, provider.raw_keys = [], [{"kty": "oct", "k": "AAAA"}, {"kty": "future"}, {"kty": "RSA"}, plain]
    provider.signing_key, provider.alg = key, alg
    # Believed: what is wrong is the address alone.
    assert_refused(app, client, sign_in_at(client), "no_email")


def test_each_attempt_has_words_of_its_own_and_asks_for_a_code_with_s256(
    app: Flask, client: FlaskClient, provider: OpenIdProvider
) -> None:
    first, second = (asked_with(client.get("/log-ind/kommune").location) for _attempt in range(2))
    assert {name: first[name] for name in ("response_type", "client_id", "code_challenge_method", "redirect_uri")} == {
        "response_type": "code",
        "client_id": "aarshjul",
        "code_challenge_method": "S256",
        "redirect_uri": "http://127.0.0.1:8000/log-ind/kommune/svar",
    }
    assert set(first["scope"].split()) == {"openid", "profile", "email"}
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name]) >= 32


def test_the_last_four_windows_can_come_back_in_any_order(
    app: Flask, client: FlaskClient, provider: OpenIdProvider
) -> None:
    provider.claims["email"] = None
    backs = [follow(client.get("/log-ind/kommune").location) for _window in range(5)]
    assert_refused(app, client, client.get(backs[0]), "state")
    for url in reversed(backs[1:]):
        assert_refused(app, client, client.get(url), "no_email")


def test_without_settings_there_is_no_such_door(sqlite_template: Path, tmp_path: Path) -> None:
    from tests.conftest import make_settings

    shutil.copy(sqlite_template, tmp_path / "data.sqlite3")
    made = make_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'data.sqlite3'}"), testing=True)
    client = made.test_client()
    assert client.get("/log-ind/kommune").status_code == 404
    assert client.get("/log-ind/kommune/svar?state=x&code=y").status_code == 404
    assert "kommunens login" not in client.get("/log-ind").text
    with made.app_context():
        db.engine.dispose()


def test_every_refusal_says_what_to_do(app: Flask) -> None:
    for reason, refusal in REFUSALS.items():
        assert refusal.text.count(".") >= 1, reason
        assert json.dumps(refusal.title) != json.dumps(refusal.text)
