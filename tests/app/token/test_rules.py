"""How long a mailed link is good."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.token.rules import INVITATION, RESET, LinkState, expiry, link_state
from tests.make import NOW


@given(st.datetimes(timezones=st.just(clock.COPENHAGEN)))
def test_an_invitation_dies_as_its_seventh_day_ends(at: object) -> None:
    until = expiry(INVITATION, at)  # type: ignore[arg-type]
    assert (until.hour, until.minute) == (0, 0)
    assert timedelta(days=6) < until.replace(tzinfo=None) - at.replace(tzinfo=None) <= timedelta(days=7)  # type: ignore[attr-defined]


def test_a_reset_is_good_for_an_hour() -> None:
    assert expiry(RESET, NOW) == NOW + timedelta(hours=1)


def test_a_link_opens_once_before_its_end_for_a_person_who_may_come_in() -> None:
    until = NOW + timedelta(hours=1)
    just_before = until - timedelta(microseconds=1)
    assert link_state(used_at=None, expires_at=until, is_active=True, now=just_before) is LinkState.OPEN
    assert link_state(used_at=None, expires_at=until, is_active=True, now=until) is LinkState.EXPIRED
    assert link_state(used_at=None, expires_at=until, is_active=False, now=NOW) is LinkState.EXPIRED
    assert link_state(used_at=NOW, expires_at=until, is_active=True, now=NOW) is LinkState.USED
