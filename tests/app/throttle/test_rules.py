"""How often something secret may be guessed at."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.throttle.rules import ACCOUNT, ADDRESS, ANSWER, CODE, FORGOTTEN_AFTER, MAILED_LINK, Guard, minutes_left
from tests.make import NOW

GUARDS = st.sampled_from([ACCOUNT, ADDRESS, ANSWER, CODE, MAILED_LINK])
spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))


@given(GUARDS, st.integers(0, 100_000))
def test_each_wait_is_as_long_as_the_one_before_or_longer_up_to_the_longest(guard: Guard, tries: int) -> None:
    assert guard.wait_after(tries) <= guard.wait_after(tries + 1) <= guard.longest
    assert (guard.wait_after(tries) == timedelta(0)) == (tries < guard.free)


def test_the_wait_doubles() -> None:
    waits = [ACCOUNT.wait_after(n).total_seconds() for n in range(4, 12)]
    assert waits == [0, 15, 30, 60, 120, 240, 480, 900]


@given(GUARDS, st.integers(0, 1000), spans)
def test_time_forgets_tries_and_never_makes_any(guard: Guard, tries: int, gone: timedelta) -> None:
    left, since = guard.left_of(tries, last_at=NOW, now=NOW + gone)
    assert 0 <= left <= tries
    assert NOW <= since <= NOW + gone
    if gone > FORGOTTEN_AFTER:
        assert left == 0


@given(st.integers(1, 200), st.lists(st.integers(1, 600), max_size=30))
def test_a_shared_address_forgets_as_much_in_small_steps_as_in_one(tries: int, seconds: list[int]) -> None:
    left, since, now = tries, NOW, NOW
    for step in seconds:
        now += timedelta(seconds=step)
        left, since = ADDRESS.left_of(left, last_at=since, now=now)
    assert left == ADDRESS.left_of(tries, last_at=NOW, now=now)[0]


@given(GUARDS, st.integers(0, 48 * 3600))
def test_the_most_tries_within_a_time_are_what_a_patient_guesser_gets(guard: Guard, seconds: int) -> None:
    span, tries, at = timedelta(seconds=seconds), 0, timedelta(0)
    while at <= span:
        tries += 1
        at += guard.wait_after(tries)
    assert guard.most_tries_within(span) == tries


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (899, 15), (900, 15)])
def test_who_waits_the_minutes_that_are_said_has_waited_long_enough(seconds: int, minutes: int) -> None:
    assert minutes_left(NOW + timedelta(seconds=seconds), NOW) == minutes


def test_a_day_of_guessing_at_one_account_is_about_a_hundred_tries() -> None:
    assert ACCOUNT.most_tries_within(timedelta(days=1)) < 110
