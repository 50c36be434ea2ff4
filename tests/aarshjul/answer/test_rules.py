"""What may be answered from a mail."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.answer.rules import SLUGS, WORDS, Answer, most_likely, must_say_why, of_slug, offered

KINDS = st.sampled_from(["review", "risk", "supervision", "attestation", "plan"])


def answers(kind: str, *, record: bool = True, confirm: bool = True, file: bool = False) -> tuple[Answer, ...]:
    return offered(kind, is_about_record=record, can_complete=confirm, needs_file=file)


def test_a_review_takes_all_five_and_unchanged_is_the_likely_one() -> None:
    assert answers("review") == ("done", "no_changes", "needs_change", "not_mine", "postpone")
    assert most_likely("review", answers("review")) == "no_changes"


@pytest.mark.parametrize("kind", ["risk", "plan"])
def test_what_is_about_another_record_may_be_found_unchanged_too_but_done_is_the_likely_one(kind: str) -> None:
    assert answers(kind) == tuple(WORDS)
    assert most_likely(kind, answers(kind)) == "done"


@pytest.mark.parametrize(("kind", "record"), [("plan", False), ("supervision", True), ("attestation", True)])
def test_what_is_about_no_record_or_is_answered_elsewhere_is_done_put_off_or_another_s(kind: str, record: bool) -> None:
    assert answers(kind, record=record) == ("done", "not_mine", "postpone")


def test_where_a_file_is_to_be_shown_unchanged_is_no_answer_by_itself() -> None:
    assert answers("review", file=True) == ("done", "needs_change", "not_mine", "postpone")
    assert most_likely("review", answers("review", file=True)) == "done"


def test_what_has_nothing_to_confirm_yet_is_only_put_off_or_another_s() -> None:
    assert answers("risk", confirm=False) == ("not_mine", "postpone")
    assert most_likely("risk", answers("risk", confirm=False)) is None


@given(kind=KINDS, record=st.booleans(), confirm=st.booleans(), file=st.booleans())
def test_it_can_always_be_put_off_or_sent_on_and_the_likely_answer_is_one_that_is_offered(
    kind: str, record: bool, confirm: bool, file: bool
) -> None:
    found = answers(kind, record=record, confirm=confirm, file=file)
    assert {"not_mine", "postpone"} <= set(found)
    assert most_likely(kind, found) in (None, *found)
    assert [*found] == [answer for answer in WORDS if answer in found], "the order is always the same"


def test_an_assessment_that_still_holds_wants_the_reason_and_a_review_does_not() -> None:
    assert must_say_why("risk")
    assert not must_say_why("review")


def test_every_answer_has_its_word_and_its_name_in_the_address() -> None:
    assert set(WORDS) == set(SLUGS) == set(get_args(Answer))
    assert {of_slug(slug): slug for slug in SLUGS.values()} == SLUGS
    assert of_slug("") is None
    assert of_slug("slet-alt") is None
