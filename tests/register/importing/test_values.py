"""Words of other systems as codes, days and answers of ours."""

from collections.abc import Mapping

import pytest

from register.activity.choices import ART6, ART9, DATA_CATEGORIES, DBL, RECIPIENTS, SUBJECTS, TRANSFER_BASES
from register.activity.countries import COUNTRIES
from register.importing.values import SYNONYMS, find_code, find_country, find_flag, unknown_word

LISTS = [ART6, ART9, DBL, SUBJECTS, DATA_CATEGORIES, RECIPIENTS, TRANSFER_BASES, COUNTRIES]


@pytest.mark.parametrize("words", LISTS)
def test_every_code_and_word_is_found_in_either_case(words: Mapping[str, str]) -> None:
    for code, word in words.items():
        for text in (code, word, word.upper(), f"  {word.lower()}. "):
            assert find_code(words, text) == code


@pytest.mark.parametrize(
    ("words", "text", "code"),
    [
        (ART6, "litra e", "e"),
        (ART6, "Art. 6, stk. 1, litra c", "c"),
        (ART6, "6(1)(e)", "e"),
        (ART6, "6.1.e", "e"),
        (ART6, "E)", "e"),
        (ART6, "Samtykke", "a"),
        (ART6, "litra g", None),
        (ART9, "artikel 9, stk. 2, litra h", "h"),
        (ART9, "9, stk. 2, j", "j"),
        (DBL, "§ 11", "11"),
        (DBL, "§11, stk. 1", "11.1"),
        (DBL, "dbl § 7 stk 4", "7.4"),
        (DBL, "8.2", "8.2"),
        (DBL, "§ 111", None),
        (DBL, "§ 99", None),
        (DATA_CATEGORIES, "Helbred", "health"),
        (DATA_CATEGORIES, "personnummer", "cpr"),
        (SUBJECTS, "medarbejdere", "employees"),
        (SUBJECTS, "marsboere", None),
        (TRANSFER_BASES, "SCC", "46_2_c"),
        (SUBJECTS, "", None),
    ],
)
def test_words_people_use(words: Mapping[str, str], text: str, code: str | None) -> None:
    assert find_code(words, text) == code


def test_every_synonym_leads_to_a_code_of_its_list() -> None:
    for words, others in SYNONYMS:
        assert set(others.values()) <= set(words)
        assert all(find_code(words, other) == code for other, code in others.items())


@pytest.mark.parametrize(
    ("text", "code"), [("USA", "US"), ("us", "US"), ("HU", "HU"), ("Norge", "NO"), ("Atlantis", None), ("", None)]
)
def test_countries_by_code_or_name(text: str, code: str | None) -> None:
    assert find_country(text) == code


def test_yes_and_no() -> None:
    assert [find_flag(text) for text in ("Ja", "X", "SAND", "nej", "", "–", "måske")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        None,
    ]


def test_an_unknown_word_is_answered_with_the_nearest_ones() -> None:
    sentence = unknown_word(SUBJECTS, "Eleverne")
    assert sentence.startswith("«Eleverne» står ikke på listen. Det nærmeste er «Elever» · ")
    assert sentence.count("«") == 4
