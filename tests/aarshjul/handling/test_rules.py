"""How far tasks are done, and which of what is not done is worst."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.handling.rules import (
    DEGREE_RANK,
    DEGREES,
    LACKING,
    LEVEL_RANK,
    LEVELS,
    Answer,
    badness,
    is_lacking,
    is_overtaken,
    is_touched,
    mark_of,
    tidied,
    why_not,
    years_offered,
)

YEARS = years_offered(2027)
ANSWERS = st.builds(
    Answer,
    degree=st.sampled_from(["", *DEGREES]),
    risk_level=st.sampled_from(["", *LEVELS]),
    risk=st.text(alphabet="aå \n", max_size=6),
    proposed_year=st.none() | st.sampled_from(YEARS),
)


def test_everything_but_what_is_fully_done_stands_on_the_list_and_no_answer_does_not() -> None:
    assert [degree for degree in ("", *DEGREES) if is_lacking(degree)] == ["partly", "hardly", "not"]
    assert set(LACKING) == {degree for degree in DEGREES if is_lacking(degree)}


def test_every_degree_and_level_has_its_rank() -> None:
    assert set(DEGREE_RANK) == set(DEGREES)
    assert set(LEVEL_RANK) == {"", *LEVELS}


def test_the_worst_come_first_by_risk_and_then_by_how_little_is_done() -> None:
    answers = [Answer(degree, level) for level, degree in product(["low", "", "high"], ["partly", "not"])]
    assert [(answer.risk_level, answer.degree) for answer in sorted(answers, key=badness)] == [
        ("high", "not"), ("high", "partly"), ("", "not"), ("", "partly"), ("low", "not"), ("low", "partly"),
    ]  # fmt: skip


def test_what_is_done_keeps_neither_risk_nor_year() -> None:
    assert tidied(Answer("handled", "high", "Noget", 2028)) == Answer("handled")
    assert tidied(Answer("not", "high", " En  sætning.\n", 2028)) == Answer("not", "high", "En sætning.", 2028)


def test_this_year_and_four_more_can_be_proposed() -> None:
    assert list(YEARS) == [2027, 2028, 2029, 2030, 2031]


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (Answer(), None),
        (Answer("handled"), None),
        (Answer("not", "high", "x" * 300, 2031), None),
        (Answer("maybe"), "degree"),
        (Answer("", "low"), "degree"),
        (Answer("", "", "Noget"), "degree"),
        (Answer("", "", "", 2028), "degree"),
        (Answer("not", "awful"), "risk_level"),
        (Answer("not", "high", "x" * 301), "risk"),
        (Answer("not", proposed_year=2032), "proposed_year"),
        (Answer("not", proposed_year=2026), "proposed_year"),
    ],
    ids=str,
)
def test_an_answer_that_cannot_be_kept_says_so_at_its_field(answer: Answer, field: str | None) -> None:
    found = why_not(answer, years=YEARS)
    assert (found[0] if found else None) == field


def test_a_year_that_stood_there_before_may_stay() -> None:
    assert why_not(Answer("not", proposed_year=2025), years=[*YEARS, 2025]) is None


@given(ANSWERS)
def test_tidying_twice_changes_nothing_more(answer: Answer) -> None:
    assert tidied(tidied(answer)) == tidied(answer)


@given(ANSWERS, ANSWERS)
def test_marks_are_alike_exactly_where_answers_are(one: Answer, other: Answer) -> None:
    assert (mark_of(one) == mark_of(other)) == (one == other)


@given(read=ANSWERS.map(tidied), typed=ANSWERS, now=ANSWERS.map(tidied))
def test_a_row_is_written_only_where_it_undoes_nobody_else_s_answer(read: Answer, typed: Answer, now: Answer) -> None:
    if is_touched(typed, mark_of(read)) and not is_overtaken(typed, mark_of(read), now):
        assert now in (read, tidied(typed))
    if now == read:
        assert not is_overtaken(typed, mark_of(read), now)
