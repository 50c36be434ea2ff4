"""What the record's own field says of a screening."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.activity.choices import DPIA_SCREENING
from register.dpia.danger_list import CURRENT, questions
from register.dpia.record import answered, reason_words, screening_word
from register.dpia.screening import Outcome, decide


@pytest.mark.parametrize(
    ("outcome", "way", "is_done", "word"),
    [
        ("yes", "", False, "yes"),
        ("yes", "", True, "done"),
        ("yes", "set_aside", False, "no"),
        ("yes", "exempt", True, "no"),
        ("no", "", False, "no"),
        ("no", "", True, "no"),
        ("open", "", False, ""),
        ("open", "", True, "done"),
    ],
)
def test_the_field_says_what_was_decided(outcome: Outcome, way: str, is_done: bool, word: str) -> None:
    assert screening_word(outcome, way, is_done=is_done) == word


@given(st.sampled_from(get_args(Outcome)), st.sampled_from(["", "set_aside", "exempt"]), st.booleans())
def test_it_says_a_word_of_the_list_or_nothing(outcome: Outcome, way: str, is_done: bool) -> None:
    assert screening_word(outcome, way, is_done=is_done) in {"", *DPIA_SCREENING}


def test_every_reason_stands_on_a_line_with_where_it_comes_from() -> None:
    verdict = decide({"art35_3_b": True, "wp248_4": True})
    lines = reason_words(verdict.reasons, verdict.outcome, lambda text: text).splitlines()
    assert lines[0] == "Der skal laves en konsekvensanalyse."
    assert [line.endswith(")") and line.startswith("– ") for line in lines[1:]] == [True, True]


def test_a_question_nobody_was_asked_is_not_answered() -> None:
    told = list(answered({"safety": False}, CURRENT))
    assert [question.code for question, _answer in told] == [question.code for question in questions()]
    assert {answer for question, answer in told if question.code != "safety"} == {None}
