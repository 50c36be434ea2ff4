"""The questions as data: each has its place, its words and an answer that counts."""

import pytest

from register.dpia.criteria import ARTICLES, WP248, Criterion
from register.dpia.danger_list import CURRENT, LISTS, DangerList, questions


def test_three_cases_nine_criteria_and_a_list_of_eight_are_asked() -> None:
    assert [question.source for question in ARTICLES] == [f"art. 35, stk. 3, litra {letter}" for letter in "abc"]
    assert [question.source for question in WP248] == [f"WP248, kriterium {number}" for number in range(1, 10)]
    assert [entry.source for entry in CURRENT.entries] == [f"Datatilsynets liste, nr. {n}" for n in range(1, 9)]
    assert [entry.number for entry in CURRENT.entries] == list(range(1, 9))


@pytest.mark.parametrize("danger_list", LISTS.values(), ids=lambda listed: listed.code)
def test_a_lists_entries_rest_on_questions_that_are_asked_and_it_asks_nothing_in_vain(danger_list: DangerList) -> None:
    asked = questions(danger_list)
    codes = [question.code for question in asked]
    facts = {entry.fact for entry in danger_list.entries}
    assert len(set(codes)) == len(codes)
    assert facts <= set(codes)
    assert {question.code for question in danger_list.questions} <= facts


@pytest.mark.parametrize("danger_list", LISTS.values(), ids=lambda listed: listed.code)
def test_a_question_says_where_it_stands_as_its_entry_does(danger_list: DangerList) -> None:
    sources = {entry.fact: entry.source for entry in danger_list.entries}
    assert {question.code: question.source for question in danger_list.questions}.items() <= sources.items()


@pytest.mark.parametrize("danger_list", LISTS.values(), ids=lambda listed: listed.code)
def test_a_criterion_that_is_an_entrys_fact_is_not_its_own_second(danger_list: DangerList) -> None:
    criteria = {question.code for question in WP248}
    own = [entry for entry in danger_list.entries if entry.needs_another and entry.fact in criteria]
    assert all(entry.fact in entry.not_counting for entry in own)
    assert own or danger_list is not CURRENT


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.code)
def test_a_question_is_asked_in_plain_words_with_one_example(question: Criterion) -> None:
    assert question.text.endswith("?")
    assert question.help.endswith(".")
    assert "fx" in question.help.lower()
    assert len(question.text) <= 160
    assert len(question.help) <= 130
    assert "DPIA" not in question.text + question.help + question.met
    assert bool(question.met) == (question.kind != "list")
