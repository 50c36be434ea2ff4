"""Which passwords are guessed first."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth.weak import CALENDAR, COMMON, FILE, KEYS, OWN, REPEATED, WANTED, cut, find_weakness, fold, words_in

OWN_WORDS = words_in("Anna Ahorn", "anna.ahorn", "Fjordby Kommune", "Børn og Kultur", "Åvang", "Hjemmeplejen")
UNRELATED = ("plisse", "kvarts", "hyben", "tøffel", "brændsel", "lygte", "spartel", "krydsning", "vandkant", "tusmørke")
"""Words in nobody's list."""
CHOSEN = ("sommer", "password", "fjordby", "anna", "velkommen", "kommune", "hjemmeplejen", "mandag", "København")


@pytest.mark.parametrize(
    ("password", "kind"),
    [
        ("Sommer2026!Sommer", CALENDAR),
        ("Efterår2025!!", CALENDAR),
        ("efteraar_2025", CALENDAR),
        ("Mandag-Marts-2027", CALENDAR),
        ("P@ssw0rd2026!!", COMMON),
        ("v3lk0mm3n1234", COMMON),
        ("Katrine47382910", COMMON),
        ("correcthorsebatterystaple", COMMON),
        ("iloveyouiloveyou", COMMON),
        ("FjordbyKommune-X7", OWN),
        ("hjemmeplejen1!", OWN),
        ("Born-og-Kultur-1", OWN),
        ("boern-og-kultur-27", OWN),
        ("AAvang-avang-2027", OWN),
        ("anna.ahorn.2026", OWN),
        ("qwertyuiop123", KEYS),
        ("1qaz2wsx3edc", KEYS),
        ("poiuytrewq987", KEYS),
        ("abcdefghijklm", KEYS),
        ("!@#$%^&*()_+x", KEYS),
        ("aaaaaaaaaaaaaaaa", REPEATED),
        ("xk4xk4xk4xk4xk4", REPEATED),
        ("48 29 10 57 38 29", "digits"),
    ],
)
def test_what_is_guessed_first_is_weak_and_the_reason_is_named(password: str, kind: str) -> None:
    assert kind in find_weakness(password, own_words=OWN_WORDS)


@pytest.mark.parametrize(
    "password",
    [
        "hest-batteri-klips-sommer", "mole-svane-tov-lampe-77", "vandkant kvarts anna hyben", "x!7$kQ#2@p%L",
        "a7f3k9x2m4q8", "Min cykel punkterede i Herning", "tøffelspartel", "ingenkanøllerneher",
    ],
)  # fmt: skip
def test_length_without_composition_is_enough(password: str) -> None:
    assert find_weakness(password, own_words=OWN_WORDS) == ()


@given(
    st.lists(st.sampled_from(UNRELATED), min_size=3, max_size=3, unique=True),
    st.sampled_from(CHOSEN),
    st.integers(0, 3),
    st.sampled_from(["-", " ", "", ".", "_"]),
)
def test_four_unrelated_words_may_hold_a_common_one(words: list[str], common: str, at: int, mark: str) -> None:
    words.insert(at, common)
    assert find_weakness(mark.join(words), own_words=OWN_WORDS) == ()


@given(
    st.sampled_from(CHOSEN),
    st.sampled_from(["", "-", " ", "!"]),
    st.integers(1940, 2039),
    st.sampled_from(["", "!", "!!", "x", "1", "123"]),
    st.booleans(),
)
def test_a_word_and_a_year_are_weak_however_they_are_dressed(
    word: str, mark: str, year: int, end: str, is_doubled: bool
) -> None:
    password = f"{word.title()}{mark}{year}{end}" * (2 if is_doubled else 1)
    assert find_weakness(password, own_words=OWN_WORDS)


@given(st.text(alphabet=string.ascii_letters + string.digits + "æøå -_!", max_size=40))
def test_repeating_a_password_makes_it_no_harder_to_guess(password: str) -> None:
    once, _kinds = cut(password, own_words=OWN_WORDS)
    thrice, _kinds = cut(password * 3, own_words=OWN_WORDS)
    assert thrice <= once + 1


@given(st.text(max_size=60))
def test_any_text_has_a_cost_that_capitals_do_not_change(password: str) -> None:
    cost, kinds = cut(password, own_words=OWN_WORDS)
    assert 0 <= cost <= len(fold(password))
    assert cut(password.casefold(), own_words=OWN_WORDS) == (cost, kinds)


@given(st.text(alphabet=string.ascii_lowercase + "0123456789", min_size=8, max_size=20), st.sampled_from(CHOSEN))
def test_knowing_more_about_a_person_never_makes_the_password_harder(password: str, word: str) -> None:
    assert cut(password + word, own_words=[*OWN_WORDS, word])[0] <= cut(password + word, own_words=OWN_WORDS)[0]


def test_the_longest_password_is_judged_quickly_and_fairly() -> None:
    assert find_weakness("sommer" * 33, own_words=OWN_WORDS)
    assert find_weakness("å" * 200, own_words=OWN_WORDS)
    assert not find_weakness("kvarts hyben " * 15, own_words=OWN_WORDS)


def test_the_list_holds_some_hundred_words_once_each() -> None:
    words = [w for line in FILE.read_text(encoding="utf-8").splitlines() if line[0] != "#" for w in line.split()]
    assert len(words) > 600
    assert [word for word in set(words) if words.count(word) > 1] == []
    assert all(len(word) >= 2 and word == word.casefold() for word in words)


def test_the_limit_lets_four_words_from_the_list_pass_and_three_not() -> None:
    assert WANTED == 8
    assert find_weakness("hest kat sol", own_words=())
    assert not find_weakness("hest kat sol bil", own_words=())
