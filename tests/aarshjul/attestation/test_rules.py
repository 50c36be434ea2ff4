"""When a campaign can run, what becomes of a record in it, and how far it has come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.attestation.rules import (
    Base,
    Kept,
    Progress,
    base_of,
    default_due,
    due_date,
    fate_of,
    is_mended,
    why_not_due,
    why_not_open,
    why_not_words,
)
from aarshjul.plan.expansion import MOST_QUIET_WEEKS, QUIET_WEEKS, horizon
from app.core.workdays import ClosedDays, is_working_day

CLOSED = ClosedDays()
TODAY = date(2027, 3, 1)
DAYS = st.dates(date(2026, 1, 1), date(2034, 12, 31))
WEEKS = st.frozensets(st.integers(1, 53), max_size=MOST_QUIET_WEEKS)


def refused(due_on: date, *, opens_on: date = TODAY, today: date = TODAY, quiet: frozenset[int] = QUIET_WEEKS) -> str:
    return (
        why_not_due(due_on, opens_on=opens_on, today=today, until_on=horizon(today), closed=CLOSED, quiet_weeks=quiet)
        or ""
    )


def test_a_campaign_opens_today_or_later() -> None:
    assert why_not_open(TODAY, TODAY) is None
    assert "Dagen er gået" in (why_not_open(TODAY - timedelta(days=1), TODAY) or "")


@pytest.mark.parametrize(
    ("due_on", "says"),
    [
        (TODAY, "Fristen er gået"),
        (date(2031, 12, 30), ""),
        (date(2032, 1, 2), "Så langt frem"),
        (date(2027, 7, 15), "stille uge"),
        (date(2027, 3, 31), ""),
        (date(2027, 3, 7), ""),
    ],
)
def test_a_date_that_leaders_cannot_be_given_is_refused_with_a_sentence(due_on: date, says: str) -> None:
    assert says in refused(due_on)
    assert bool(says) == bool(refused(due_on))


def test_leaders_have_at_least_a_working_day() -> None:
    friday, sunday = date(2027, 3, 5), date(2027, 3, 7)
    assert due_date(sunday, CLOSED) == friday
    assert "ingen arbejdsdag" in refused(sunday, opens_on=friday)
    assert refused(date(2027, 3, 8), opens_on=friday) == ""


@given(DAYS, DAYS, DAYS, WEEKS)
def test_a_date_that_is_taken_gives_a_working_day_after_the_opening_in_no_quiet_week(
    due_on: date, opens_on: date, today: date, quiet: frozenset[int]
) -> None:
    if not refused(due_on, opens_on=opens_on, today=today, quiet=quiet):
        day = due_date(due_on, CLOSED)
        assert is_working_day(day, CLOSED)
        assert opens_on < day <= due_on and today < day
        assert day.isocalendar().week not in quiet


@given(DAYS, WEEKS)
def test_the_proposed_date_can_be_used(today: date, quiet: frozenset[int]) -> None:
    day = default_due(today, until_on=horizon(today), closed=CLOSED, quiet_weeks=quiet)
    assert refused(day, opens_on=today, today=today, quiet=quiet) == ""
    assert day >= today + timedelta(days=14)


def test_what_becomes_of_a_record_follows_the_register() -> None:
    assert fate_of("approved", 4, 2, asked_of=4, places={2}) == "stays"
    assert fate_of("retired", 4, 2, asked_of=4, places={2}) == "left_out"
    assert fate_of("draft", None, None, asked_of=4, places={2}) == "left_out"
    assert fate_of("draft", 5, 2, asked_of=4, places={2}) == "moves"
    assert fate_of("draft", 5, 3, asked_of=4, places={2}) == "left_out"
    assert fate_of("draft", 1, None, asked_of=4, places={2, None}) == "moves"


MARCH, MAY, JUNE = date(2026, 3, 3), date(2026, 5, 5), date(2026, 6, 6)


@pytest.mark.parametrize(
    ("versions", "last", "base"),
    [
        ([], None, None),
        ([(1, MARCH, "save"), (2, MAY, "save")], None, Base(1, MARCH, is_first=True)),
        ([(1, MARCH, "save"), (2, MAY, "review"), (3, MAY, "save")], MAY, Base(2, MAY, is_first=False)),
        ([(1, MARCH, "save"), (2, MAY, "save"), (3, JUNE, "save")], MAY, Base(2, MAY, is_first=False)),
        ([(1, MAY, "save"), (2, JUNE, "save")], MARCH, Base(1, MARCH, is_first=False)),
        ([(1, MARCH, "review"), (2, MAY, "save"), (3, JUNE, "save")], MAY, Base(2, MAY, is_first=False)),
        ([(1, MARCH, "save"), (2, JUNE, "review"), (3, JUNE, "save")], MAY, Base(2, MAY, is_first=False)),
    ],
    ids=[
        "none",
        "never confirmed",
        "edited the same day",
        "by hand",
        "imported",
        "by hand later",
        "for an earlier day",
    ],
)
def test_a_record_is_held_against_the_version_that_was_last_confirmed(
    versions: list[tuple[int, date, str]], last: date | None, base: Base | None
) -> None:
    assert base_of([Kept(*one) for one in versions], last) == base


def test_progress_counts_what_was_asked_about_and_is_whole_only_when_all_is_answered() -> None:
    assert Progress().percent is None
    assert Progress(left_out=3).percent is None
    some = Progress(confirmed=198, needs_change=1, waiting=1, left_out=7, unmended=1)
    assert (some.asked, some.answered, some.percent) == (200, 199, 99)
    whole = some + Progress(confirmed=1)
    assert (whole.asked, whole.percent, whole.unmended) == (201, 99, 1)
    assert Progress(confirmed=1, needs_change=1).percent == 100


def test_a_change_needs_words_and_is_mended_by_a_review_since() -> None:
    assert why_not_words("confirm", "") is None
    assert why_not_words("needs_change", " x ") is None
    assert "Skriv, hvad" in (why_not_words("needs_change", "  ") or "")
    assert is_mended(MAY, MAY) and is_mended(MAY, JUNE)
    assert not is_mended(MAY, None) and not is_mended(MAY, MARCH)
