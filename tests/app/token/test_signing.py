from datetime import date, timedelta

import pytest
from flask import Flask

from app.token.signing import BadToken, ExpiredToken, read, sign

TODAY = date(2027, 3, 1)


def test_a_token_gives_back_what_was_signed_until_and_on_its_last_day(ctx: Flask) -> None:
    token = sign("answer", {"t": 7, "p": 3}, expires_on=TODAY)
    assert read("answer", token, today=TODAY - timedelta(days=400)) == {"t": 7, "p": 3}
    assert read("answer", token, today=TODAY) == {"t": 7, "p": 3}


def test_the_day_after_it_is_expired_and_says_what_it_was_for(ctx: Flask) -> None:
    token = sign("answer", {"t": 7}, expires_on=TODAY)
    with pytest.raises(ExpiredToken) as refused:
        read("answer", token, today=TODAY + timedelta(days=1))
    assert refused.value.payload == {"t": 7}


def test_a_token_for_one_purpose_is_none_for_another(ctx: Flask) -> None:
    with pytest.raises(BadToken):
        read("calendar", sign("answer", {"t": 7}, expires_on=TODAY), today=TODAY)


def test_every_changed_letter_is_noticed(ctx: Flask) -> None:
    token = sign("answer", {"t": 7, "p": 3}, expires_on=TODAY)
    for place, letter in enumerate(token[:-1]):
        other = "A" if letter != "A" else "B"
        with pytest.raises(BadToken):
            read("answer", token[:place] + other + token[place + 1 :], today=TODAY)


@pytest.mark.parametrize("token", ["", "x", ".", "a.b.c", "æøå", "eyJ0Ijo3fQ", "\x00", "a" * 5000])
def test_what_is_no_token_is_refused_without_an_error_of_the_program(ctx: Flask, token: str) -> None:
    with pytest.raises(BadToken):
        read("answer", token, today=TODAY)


def test_another_installation_s_key_signs_nothing_for_this_one(ctx: Flask) -> None:
    token = sign("answer", {"t": 7}, expires_on=TODAY)
    ctx.config["SECRET_KEY"] = "another key"
    with pytest.raises(BadToken):
        read("answer", token, today=TODAY)
