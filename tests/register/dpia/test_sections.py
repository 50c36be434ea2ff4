"""The body of an assessment: which sections there are, and which are missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.dpia.sections import LEAST, SECTIONS, Section, missing_sections, sections_of

FULL = {section.code: "Her står der nok til at sige noget." for section in SECTIONS}


def missing(texts: dict[str, str], *, uses_ai: bool = False) -> list[str]:
    """The codes of the missing sections."""
    return [section.code for section in missing_sections(texts, uses_ai=uses_ai)]


def test_the_four_letters_of_article_35_7_each_have_a_section_that_is_required() -> None:
    required = {section.article for section in SECTIONS if section.is_required}
    assert {f"art. 35, stk. 7, litra {letter}" for letter in "abcd"} <= required


def test_everything_required_is_missing_from_an_empty_text_but_what_is_drawn() -> None:
    written = ["summary", "description", "necessity", "rights", "measures", "views", "follow_up"]
    assert missing({}) == written
    assert missing({}, uses_ai=True) == [*written[:2], "ai", *written[2:]]


@pytest.mark.parametrize("uses_ai", [False, True])
def test_nothing_is_missing_from_a_full_text(uses_ai: bool) -> None:
    assert missing(FULL, uses_ai=uses_ai) == []


def test_the_section_on_ai_is_asked_only_where_ai_is_used() -> None:
    texts = {**FULL, "ai": ""}
    assert (missing(texts), missing(texts, uses_ai=True)) == ([], ["ai"])
    assert "ai" not in [section.code for section in sections_of(uses_ai=False)]
    assert sections_of(uses_ai=True) == SECTIONS


@pytest.mark.parametrize("code", ["risks", "conduct"])
def test_the_drawn_risks_and_the_codes_of_conduct_may_stand_empty(code: str) -> None:
    assert missing({**FULL, code: ""}) == []


@pytest.mark.parametrize(
    ("text", "is_missing"),
    [("x" * 19, True), ("x" * 20, False), (" \n" * 50, True), ("x " * 19, True), ("\n x \n" * 20, False)],
)
def test_a_section_of_fewer_than_twenty_characters_is_missing_and_blanks_do_not_count(
    text: str, is_missing: bool
) -> None:
    assert missing({**FULL, "views": text}) == (["views"] if is_missing else [])


@given(st.dictionaries(st.sampled_from(sorted(FULL)), st.text(max_size=2 * LEAST)), st.sampled_from(sorted(FULL)))
def test_writing_more_never_makes_a_section_missing(texts: dict[str, str], code: str) -> None:
    more = {**texts, code: texts.get(code, "") + " og mere til"}
    assert set(missing(more, uses_ai=True)) <= set(missing(texts, uses_ai=True))


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.code)
def test_a_section_guides_by_two_to_four_questions(section: Section) -> None:
    assert 2 <= len(section.guidance) <= 4
    assert all("?" in sentence for sentence in section.guidance)
    assert not any("DPIA" in sentence for sentence in (section.title, *section.guidance))


def test_no_two_sections_share_a_code_or_a_title() -> None:
    assert len({section.code for section in SECTIONS}) == len({section.title for section in SECTIONS}) == len(SECTIONS)
