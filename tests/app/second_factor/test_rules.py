"""Codes and the time they are good for."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.second_factor.rules import (
    RECOVERY_ALPHABET,
    RECOVERY_LENGTH,
    WINDOW,
    address_for_app,
    code_at,
    find_step,
    hash_recovery_code,
    in_groups,
    is_demanded,
    looks_like_code,
    near_steps,
    step_of,
    tidy_code,
)

SECRET = pyotp.random_base32()
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert find_step(RFC_SECRET, code, now=moment) == seconds // 30


@given(now=MOMENTS, off=st.integers(-5, 5))
def test_a_code_opens_in_its_own_step_and_the_ones_beside_it(now: datetime, off: int) -> None:
    step = step_of(now) + off
    near = {code_at(SECRET, one) for one in near_steps(step_of(now))}
    found = find_step(SECRET, code_at(SECRET, step), now=now)
    if abs(off) <= WINDOW:
        assert found is not None
        assert code_at(SECRET, found) == code_at(SECRET, step)
    else:
        # Two steps have the same six digits once in a million times.
        assert found is None or code_at(SECRET, step) in near


@given(now=MOMENTS)
def test_a_phone_that_is_right_to_the_second_always_shows_the_present_step(now: datetime) -> None:
    assert pyotp.TOTP(SECRET).at(int(now.timestamp())) == code_at(SECRET, step_of(now))
    assert step_of(now + timedelta(seconds=30)) == step_of(now) + 1
    assert near_steps(step_of(now)) == [step_of(now), step_of(now) - 1, step_of(now) + 1]


def test_no_step_lies_before_the_first() -> None:
    assert near_steps(0) == [0, 1]


@given(text=st.text(max_size=30))
def test_whatever_is_typed_opens_nothing_unless_it_is_the_code(text: str) -> None:
    now = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)
    near = {code_at(SECRET, step) for step in near_steps(step_of(now))}
    assert (find_step(SECRET, text, now=now) is not None) == (text in near)


@pytest.mark.parametrize("typed", ["123456", "123 456", " 123-456 ", "12 34 56"])
def test_a_code_may_be_typed_in_groups(typed: str) -> None:
    assert tidy_code(typed) == "123456"
    assert looks_like_code(typed)


@pytest.mark.parametrize(
    "typed", ["12345", "1234567", "1234a", "\u0661\u0662\u0663\u0664\u0665\u0666", "abcd-efgh-jkmn-pqrs", ""]
)
def test_what_is_no_code_from_a_phone_is_taken_for_something_else(typed: str) -> None:
    assert not looks_like_code(typed)


@given(
    code=st.text(RECOVERY_ALPHABET, min_size=RECOVERY_LENGTH, max_size=RECOVERY_LENGTH), account_id=st.integers(1, 9**9)
)
def test_a_recovery_code_is_known_again_however_it_is_typed_and_by_its_owner_only(code: str, account_id: int) -> None:
    kept = hash_recovery_code(in_groups(code, by="-"), account_id=account_id)
    for typed in (code, code.upper(), in_groups(code, by=" "), f"  {in_groups(code, by='–')} "):
        assert hash_recovery_code(typed, account_id=account_id) == kept
    assert hash_recovery_code(code, account_id=account_id + 1) != kept
    assert len(kept) == 64


def test_recovery_codes_cannot_be_guessed() -> None:
    assert len(RECOVERY_ALPHABET) ** RECOVERY_LENGTH > 2**79
    assert len(set(RECOVERY_ALPHABET)) == len(RECOVERY_ALPHABET)
    assert not set(RECOVERY_ALPHABET) & set("01ilo")


def test_the_app_is_told_who_and_where() -> None:
    address = address_for_app(SECRET, email="anna@fjordby.example", issuer="Ærø & Fjordby Kommune")
    read = pyotp.parse_uri(address)
    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.name, read.issuer, read.digits, read.interval) == (
        SECRET, "anna@fjordby.example", "Ærø & Fjordby Kommune", 6, 30,
    )  # fmt: skip


def test_a_factor_is_demanded_by_any_of_the_roles() -> None:
    assert is_demanded({"reader", "admin"}, {"admin"})
    assert not is_demanded({"reader"}, {"admin"})
    assert not is_demanded(set(), {"admin"})
