"""What a feed covers, and when it answers no more."""

from dataclasses import replace
from datetime import date

import pytest

from aarshjul.feed.rules import FeedState, is_open, may_cover, window
from app.core.scope import Scope

SOCIAL = Scope(paths=("/1/2/",))
MINE = FeedState(covers="mine", is_revoked=False, is_active=True)


@pytest.mark.parametrize(
    ("covers", "path", "scope", "may"),
    [
        ("mine", "", Scope.nothing(), True),
        ("administration", "/1/2/", SOCIAL, True),
        ("administration", "/1/3/", SOCIAL, False),
        ("administration", "/1/2/", Scope(paths=("/1/2/9/",)), False),
        ("administration", "/1/3/", Scope.everything(), True),
        ("all", "", Scope.everything(), True),
        ("all", "", SOCIAL, False),
        ("all", "", Scope(paths=("/1/",)), False),
    ],
)
def test_a_feed_covers_no_more_than_its_person_may_read(covers: str, path: str, scope: Scope, may: bool) -> None:
    assert may_cover(covers, path, scope) is may
    assert is_open(FeedState(covers=covers, path=path, is_revoked=False, is_active=True), scope) is may


@pytest.mark.parametrize("change", [{"is_revoked": True}, {"is_active": False}])
def test_a_revoked_feed_and_a_leavers_are_closed(change: dict[str, bool]) -> None:
    assert is_open(MINE, Scope.everything())
    assert not is_open(replace(MINE, **change), Scope.everything())


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2027, 3, 1), date(2026, 3, 1), date(2031, 12, 31)),
        (date(2028, 2, 29), date(2027, 2, 28), date(2032, 12, 31)),
    ],
)
def test_a_feed_tells_of_a_year_back_and_as_far_as_tasks_are_made(today: date, first: date, last: date) -> None:
    assert window(today) == (first, last)
