"""What makes a drafted item out of date, and what may be done to it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.meeting.item_rules import TaskNow, due_of_key, news_of, overdue_key, why_not

DUE, DONE = date(2027, 1, 4), date(2027, 3, 12)
KEY = overdue_key(7, DUE)


@given(st.integers(1, 2**31), st.dates())
def test_a_key_tells_the_day_the_task_was_to_be_done(task_id: int, due_on: date) -> None:
    assert due_of_key(overdue_key(task_id, due_on)) == due_on


@given(st.text(max_size=40))
def test_a_key_of_another_kind_tells_none(text: str) -> None:
    assert due_of_key(f"other/{text}") is None


@pytest.mark.parametrize("state", ["not_started", "started", "postponed"])
def test_while_the_task_is_late_there_is_no_news(state: str) -> None:
    assert news_of(KEY, TaskNow(state, DUE, None)) is None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("done", "Opgaven er udført %(day)s."),
        ("not_relevant", "Opgaven er siden markeret som ikke relevant."),
        ("withdrawn", "Opgaven er siden trukket tilbage."),
        ("for_approval", "Opgaven venter på en leders godkendelse."),
    ],
)
def test_what_has_happened_to_the_task_is_news(state: str, words: str) -> None:
    news = news_of(KEY, TaskNow(state, DUE, DONE if state == "done" else None))
    assert news == (words, DONE if state == "done" else None)


def test_another_date_is_news() -> None:
    later = DUE + timedelta(days=90)
    news = news_of(KEY, TaskNow("postponed", later, None))
    assert news == ("Opgaven har fået en ny frist: %(day)s.", later)


def test_an_item_about_something_else_has_no_date_to_differ_from() -> None:
    assert news_of("risk/4", TaskNow("started", DUE, None)) is None


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("draft", {"change", "drop"}),
        ("open", {"change", "drop"}),
        ("waiting", set()),
        ("closed", set()),
        ("dropped", {"take_up"}),
    ],
)
def test_what_is_on_its_way_is_changed_and_dropped_and_what_was_dropped_is_taken_up(state: str, may: set[str]) -> None:
    assert {verb for verb in ("change", "drop", "take_up") if why_not(verb, state) is None} == may
