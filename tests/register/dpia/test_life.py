"""The life of an assessment: every step from every state, and each thing that stands in the way of approval."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.dpia.consultation import Consultation
from register.dpia.life import (
    HIGH,
    STATES,
    STEPS,
    Dossier,
    Opinion,
    State,
    Verb,
    is_high,
    lacks_for_approval,
    steps_from,
    text_hash,
    why_not,
    why_not_approve,
    why_not_send_to_dpo,
)
from register.dpia.sections import SECTIONS
from register.risk.scale import SEVERITY, Colour

LEADS: dict[tuple[State, Verb], State] = {
    ("draft", "send_to_dpo"): "opinion",
    ("opinion", "give_opinion"): "approval",
    ("opinion", "take_back"): "draft",
    ("approval", "take_back"): "draft",
    ("approval", "send_back"): "draft",
    ("approval", "approve"): "approved",
    ("approved", "supersede"): "superseded",
}


@pytest.mark.parametrize(("state", "verb"), list(product(STATES, STEPS)))
def test_a_step_is_taken_from_the_states_written_here_and_no_others(state: State, verb: Verb) -> None:
    is_allowed = (state, verb) in LEADS
    assert (why_not(verb, state) is None) is is_allowed
    assert (STEPS[verb] in steps_from(state)) is is_allowed
    if is_allowed:
        assert STEPS[verb].to == LEADS[state, verb]


TEXTS = {section.code: "Her står der nok til at sige noget." for section in SECTIONS}
TODAY = date(2027, 3, 1)
EDITOR, LEADER = 7, 8
DRAFT = Dossier(state="draft", texts=TEXTS, uses_ai=True, residual="yellow", editors=frozenset({EDITOR}))
READY = replace(DRAFT, state="approval", opinion=Opinion(text_hash(TEXTS), date(2027, 2, 20)))


def lacks(dossier: Dossier, person_id: int = LEADER) -> list[str]:
    """All that stands in the way, by the first words."""
    return [" ".join(lack.split()[:3]) for lack in lacks_for_approval(dossier, person_id=person_id, today=TODAY)]


def test_a_whole_draft_is_sent_to_the_dpo() -> None:
    assert why_not_send_to_dpo(DRAFT) is None


@pytest.mark.parametrize(
    ("dossier", "begins"),
    [
        (replace(DRAFT, state="approved"), "Konsekvensanalysen er godkendt"),
        (replace(DRAFT, texts={**TEXTS, "necessity": "Ja."}), "Der mangler tekst"),
        (replace(DRAFT, texts={**TEXTS, "ai": ""}), "Der mangler tekst"),
        (replace(DRAFT, residual=None), "Behandlingen mangler en risikovurdering"),
    ],
)
def test_the_dpo_is_not_asked_about_half_an_assessment(dossier: Dossier, begins: str) -> None:
    assert (why_not_send_to_dpo(dossier) or "").startswith(begins)


def test_an_assessment_with_everything_in_place_is_approved() -> None:
    assert why_not_approve(READY, person_id=LEADER, today=TODAY) is None


SILENCE = Consultation(submitted_on=date(2027, 1, 4))
"""Runs out on 1 March 2027."""
ANSWERED = replace(READY, consultation=replace(SILENCE, answered_on=TODAY), consulted_on="red")


@pytest.mark.parametrize(
    ("dossier", "person_id", "expected"),
    [
        (replace(READY, state="opinion"), LEADER, ["Konsekvensanalysen venter på"]),
        (READY, EDITOR, ["Du har selv"]),
        (replace(READY, texts={**TEXTS, "views": ""}), LEADER, ["Der mangler tekst", "Teksten er ændret"]),
        (replace(READY, residual=None), LEADER, ["Behandlingen mangler en"]),
        (replace(READY, opinion=None), LEADER, ["Databeskyttelsesrådgiveren har ikke"]),
        (
            replace(READY, opinion=Opinion(text_hash(TEXTS), None)),
            LEADER,
            ["Databeskyttelsesrådgiveren har ikke"],
        ),
        (replace(READY, texts={**TEXTS, "views": "x" * 40}), LEADER, ["Teksten er ændret"]),
        (replace(READY, texts={**TEXTS, "risks": "Flere risici end før."}), LEADER, ["Teksten er ændret"]),
        (replace(READY, residual="red"), LEADER, ["Restrisikoen er fortsat"]),
        (
            replace(READY, residual="orange", consultation=SILENCE, consulted_on="red"),
            LEADER,
            ["Datatilsynet har ikke"],
        ),
        (
            replace(READY, residual="yellow", consultation=SILENCE, consulted_on="red"),
            LEADER,
            ["Datatilsynet har ikke"],
        ),
        (replace(ANSWERED, residual="red"), LEADER, []),
        (replace(ANSWERED, residual="red", consulted_on="orange"), LEADER, ["Restrisikoen er højere,"]),
        (replace(ANSWERED, residual="red", consulted_on=None), LEADER, ["Restrisikoen er højere,"]),
        (replace(ANSWERED, residual="orange", consulted_on="red"), LEADER, []),
        (replace(ANSWERED, residual="yellow", consulted_on="green"), LEADER, []),
        (replace(ANSWERED, residual="red", consultation=Consultation(submitted_on=date(2026, 12, 1))), LEADER, []),
        (
            replace(ANSWERED, residual="red", is_stopped=True),
            LEADER,
            ["Datatilsynet har svaret,"],
        ),
        (
            replace(ANSWERED, residual="yellow", is_stopped=True),
            LEADER,
            [],
        ),
    ],
)
def test_what_stands_in_the_way_of_approval_is_said(dossier: Dossier, person_id: int, expected: list[str]) -> None:
    assert lacks(dossier, person_id) == expected
    assert (why_not_approve(dossier, person_id=person_id, today=TODAY) is None) == (not expected)


def test_everything_that_stands_in_the_way_is_said_at_once() -> None:
    nothing = Dossier(state="draft", texts={}, uses_ai=False, editors=frozenset({EDITOR}))
    assert lacks(nothing, EDITOR) == [
        "Konsekvensanalysen er stadig",
        "Du har selv",
        "Der mangler tekst",
        "Behandlingen mangler en",
        "Databeskyttelsesrådgiveren har ikke",
    ]


@pytest.mark.parametrize("colour", SEVERITY)
def test_orange_and_red_are_a_high_risk_and_what_is_worse_is_never_less_high(colour: Colour) -> None:
    assert is_high(colour) is (colour in {"orange", "red"})
    assert {worse for worse in SEVERITY if SEVERITY.index(worse) >= min(SEVERITY.index(high) for high in HIGH)} == HIGH


def test_no_risk_assessment_is_no_high_risk() -> None:
    assert not is_high(None)


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8).filter(str.strip)
SOME_TEXTS = st.dictionaries(st.sampled_from([section.code for section in SECTIONS]), WORDS)


@given(SOME_TEXTS)
def test_blanks_empty_sections_and_line_ends_make_no_other_text(texts: dict[str, str]) -> None:
    padded = {code: f"  {text}\r\n" for code, text in reversed(texts.items())}
    assert text_hash({**padded, "written_nowhere": " \n"}) == text_hash(texts)
    assert text_hash({"summary": "a\r\nb"}) == text_hash({"summary": "a\nb"})


@given(SOME_TEXTS, SOME_TEXTS)
def test_two_texts_have_one_hash_only_when_they_say_the_same(one: dict[str, str], other: dict[str, str]) -> None:
    said = [{code: text.strip() for code, text in texts.items()} for texts in (one, other)]
    assert (text_hash(one) == text_hash(other)) == (said[0] == said[1])
