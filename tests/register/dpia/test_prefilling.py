"""What a record says of the screening's questions, and what it does not say."""

from dataclasses import replace

import pytest
from hypothesis import given

from register.activity.choices import AUTOMATED, DATA_CATEGORIES, SENSITIVE, SUBJECT_COUNTS, SUBJECTS
from register.activity.content import ActivityContent, DataLine
from register.dpia.danger_list import questions
from register.dpia.prefilling import EMPLOYED, LARGE, VULNERABLE, suggest
from tests.register.strategies import contents

SILENT = ActivityContent()


def said(content: ActivityContent) -> dict[str, bool]:
    """The suggested answers by code."""
    return {suggestion.code: suggestion.answer for suggestion in suggest(content)}


def with_lines(*categories: str, subject: str = "adults") -> ActivityContent:
    """A record of these categories of data."""
    return ActivityContent(data_lines=tuple(DataLine(subject=subject, category=category) for category in categories))


def test_a_silent_record_suggests_nothing() -> None:
    assert suggest(SILENT) == ()


def test_an_ordinary_record_suggests_nothing() -> None:
    ordinary = ActivityContent(
        subjects=("adults", "suppliers"),
        data_lines=(DataLine(subject="adults", category="ordinary"), DataLine(subject="adults", category="none")),
        subject_count="10000",
        ai_used="no",
    )
    assert suggest(ordinary) == ()


@pytest.mark.parametrize("category", sorted({"cpr", "criminal"} | SENSITIVE))
def test_sensitive_data_criminal_offences_and_cpr_meet_criterion_four(category: str) -> None:
    assert said(with_lines("ordinary", category))["wp248_4"] is True


@pytest.mark.parametrize(
    ("categories", "reason"),
    [
        (("cpr",), "Behandlingen omfatter CPR-numre."),
        (("cpr", "criminal"), "Behandlingen omfatter oplysninger om strafbare forhold."),
        (("cpr", "criminal", "health"), "Behandlingen omfatter følsomme oplysninger."),
    ],
)
def test_the_weightiest_thing_the_record_says_is_the_reason(categories: tuple[str, ...], reason: str) -> None:
    [suggestion] = suggest(with_lines(*categories))
    assert (suggestion.code, suggestion.reason) == ("wp248_4", reason)


@pytest.mark.parametrize(
    ("category", "band", "is_article"),
    [
        ("health", "more", True),
        ("criminal", "all", True),
        ("cpr", "all", False),
        ("confidential", "more", False),
        ("health", "10000", False),
        ("health", "", False),
    ],
)
def test_sensitive_or_criminal_data_on_a_large_scale_are_the_articles_case(
    category: str, band: str, is_article: bool
) -> None:
    assert said(replace(with_lines(category), subject_count=band)).get("art35_3_b") is (True if is_article else None)


@pytest.mark.parametrize("band", ["", *SUBJECT_COUNTS])
def test_a_large_band_meets_criterion_five_and_a_small_one_is_no_no(band: str) -> None:
    assert said(ActivityContent(subject_count=band)).get("wp248_5") is (True if band in {"more", "all"} else None)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_children_the_vulnerable_and_employees_meet_criterion_seven(subject: str) -> None:
    expected = subject in {"children", "vulnerable_children", "vulnerable_adults", "pupils", "employees"}
    for content in (ActivityContent(subjects=(subject,)), with_lines("ordinary", subject=subject)):
        assert said(content).get("wp248_7") is (True if expected else None)


@pytest.mark.parametrize(
    ("automated", "expected"),
    [
        ("", {}),
        (
            "none",
            {
                "art35_3_a": False,
                "wp248_2": False,
                "access_decision": False,
                "mass_profiling": False,
                "vulnerable_profiling": False,
            },
        ),
        ("profiling", {"wp248_1": True, "wp248_2": False, "access_decision": False}),
        ("decision", {"art35_3_a": True, "wp248_1": True, "wp248_2": True}),
    ],
)
def test_profiling_and_automated_decisions_are_suggested_as_the_record_has_them(
    automated: str, expected: dict[str, bool]
) -> None:
    assert said(ActivityContent(automated_decision=automated)) == expected


@pytest.mark.parametrize("automated", AUTOMATED)
def test_profiling_on_a_large_scale_is_on_the_list(automated: str) -> None:
    answers = said(ActivityContent(automated_decision=automated, subject_count="more"))
    assert answers.get("mass_profiling") is {"none": False, "profiling": True, "decision": None}[automated]


@pytest.mark.parametrize("automated", AUTOMATED)
def test_the_vulnerable_profiled_or_decided_about_are_on_the_list_and_employees_are_not(automated: str) -> None:
    pupils = said(ActivityContent(automated_decision=automated, subjects=("pupils",)))
    employees = said(ActivityContent(automated_decision=automated, subjects=("employees",)))
    assert pupils["vulnerable_profiling"] is (automated != "none")
    assert employees.get("vulnerable_profiling") is {"none": False}.get(automated)


@pytest.mark.parametrize(("ai_used", "expected"), [("", None), ("no", None), ("unclear", None), ("yes", True)])
def test_ai_is_new_technology_and_no_ai_is_not_no_new_technology(ai_used: str, expected: bool | None) -> None:
    assert said(ActivityContent(ai_used=ai_used)).get("wp248_8") is expected


@pytest.mark.parametrize("category", ["biometric", "genetic"])
def test_biometric_and_genetic_data_answer_the_lists_questions(category: str) -> None:
    assert said(with_lines(category)) == {"wp248_4": True, category: True}


@given(contents())
def test_a_no_is_suggested_only_where_the_record_says_so_and_everything_has_its_reason(
    content: ActivityContent,
) -> None:
    suggestions = suggest(content)
    codes = [suggestion.code for suggestion in suggestions]
    asked = [question.code for question in questions()]
    assert codes == [code for code in asked if code in codes]
    assert all(suggestion.reason.startswith("Behandlingen ") for suggestion in suggestions)
    if content.automated_decision not in {"none", "profiling"}:
        assert all(suggestion.answer for suggestion in suggestions)


def test_the_codes_that_are_read_are_codes_of_the_record() -> None:
    assert set(SUBJECT_COUNTS) >= LARGE
    assert set(SUBJECTS) >= VULNERABLE | EMPLOYED
    assert {"cpr", "criminal", "biometric", "genetic"} <= set(DATA_CATEGORIES)
