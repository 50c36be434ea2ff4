"""The registry: our own words hold what they demand of others, and everything has its name and its example."""

import pytest

from aarshjul.mailtext.filling import fill, problems, tidied
from aarshjul.mailtext.rules import CODE_OF, GROUPS, MAILS, PLACEHOLDERS, TEXTS

NAMES = {
    "subject_approve", "subject_approve_many", "intro_approve",
    "subject_one", "subject_one_overdue", "subject_one_new", "subject_many", "subject_many_overdue",
    "subject_escalation", "subject_escalation_many", "intro_one", "intro_one_today", "intro_one_overdue", "intro_many",
    "intro_escalation_leader", "intro_escalation_above", "intro_escalation_director", "intro_escalation_draft",
    "answer_hint", "answer_hint_sign_in", "own_note", "closing",
}  # fmt: skip


def test_the_texts_the_mails_ask_for_are_there() -> None:
    assert set(TEXTS) == NAMES


@pytest.mark.parametrize("code", TEXTS)
def test_our_own_words_are_such_as_we_take(code: str) -> None:
    wording = TEXTS[code]
    assert problems(wording.default, wording) == []
    assert tidied(wording.default) == wording.default
    assert set(wording.required) <= set(wording.placeholders) <= set(PLACEHOLDERS)
    assert wording.mail in {"", *MAILS}
    assert "{" not in fill(wording.default, {name: PLACEHOLDERS[name].sample for name in wording.placeholders})


def test_a_text_can_be_empty_only_where_ours_is() -> None:
    assert [code for code, wording in TEXTS.items() if not wording.default] == ["own_note"]


def test_addresses_and_labels_tell_the_texts_apart() -> None:
    assert len(CODE_OF) == len(TEXTS)
    assert not {"mail", "proeve"} & set(CODE_OF), "these are other pages"
    assert len({(wording.group, wording.label) for wording in TEXTS.values()}) == len(TEXTS)
    assert {wording.group for wording in TEXTS.values()} == set(GROUPS)


def test_what_a_mail_is_for_is_said_in_every_subject_and_when_it_is_due_in_the_first_words() -> None:
    assert all(wording.required for wording in TEXTS.values() if wording.is_one_line)
    assert [TEXTS[code].required for code in ("intro_one", "intro_one_overdue")] == [("dato",), ("dato",)]
