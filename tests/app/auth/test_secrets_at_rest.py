"""Secrets that are kept encrypted."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as trial
from hypothesis import strategies as st

from app.auth.secrets_at_rest import Unreadable, decrypt, encrypt


@pytest.fixture
def plain() -> Flask:
    app = Flask("secrets")
    app.config["SECRET_KEY"] = "a test's key, known to all"
    return app


@trial(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secret=st.text(max_size=60), about=st.text(max_size=20))
def test_a_secret_comes_back_as_it_was(plain: Flask, secret: str, about: str) -> None:
    with plain.app_context():
        kept = encrypt(secret, about=about)
        assert decrypt(kept, about=about) == secret
        assert len(secret) < 8 or secret not in kept


def test_the_same_secret_looks_different_each_time_and_fits_its_column(plain: Flask) -> None:
    with plain.app_context():
        kept = {encrypt("A" * 32, about="x") for _ in range(5)}
    assert len(kept) == 5
    assert {len(one) for one in kept} == {80}


def test_another_key_another_owner_or_a_damaged_row_is_unreadable_and_no_crash(plain: Flask) -> None:
    with plain.app_context():
        kept = encrypt("A" * 32, about="account 1")
        damaged = ("B" if kept[20] != "B" else "C").join((kept[:20], kept[21:]))
        for text, about in (
            (kept, "account 2"),
            (damaged, "account 1"),
            ("", "account 1"),
            ("x", "account 1"),
            ("æ", ""),
        ):
            with pytest.raises(Unreadable):
                decrypt(text, about=about)
        plain.config["SECRET_KEY"] = "another key altogether"
        with pytest.raises(Unreadable):
            decrypt(kept, about="account 1")
