"""What a password must be."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.auth.password import WORDS, check_new_password, make_up_password
from app.core.errors import Refused


@given(st.sampled_from([*WORDS, "bo", "anna", "ole.sol"]))
def test_a_made_up_password_never_holds_the_person_s_own_name(name: str) -> None:
    password = make_up_password(email=f"{name}@fjordby.example")
    assert len(password) >= 12
    assert len(name) < 3 or name not in password


def test_a_short_address_does_not_rule_out_half_the_words(ctx: Flask) -> None:
    check_new_password("bord-torv-stol-mole-771", email="bo@fjordby.example")


@pytest.mark.parametrize("password", ["kort", "a" * 30, "x" * 201, "hemmelig-anna-ahorn"])
def test_what_is_easily_guessed_is_refused(ctx: Flask, password: str) -> None:
    with pytest.raises(Refused):
        check_new_password(password, email="anna@fjordby.example")
