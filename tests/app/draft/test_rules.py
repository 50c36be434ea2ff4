"""What of a form a draft keeps."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.core.cpr import looks_like_cpr
from app.draft.rules import MOST_CHARACTERS, NOT_KEPT, clock_words, day_words, is_key, is_too_long, keep_form

NUMBER = "310299-9999"
"""There is no 31 February."""

NAMES = st.sampled_from(["title", "purposes-0-text", "purposes-0-art6", "version", *sorted(NOT_KEPT)])
VALUES = st.one_of(st.text(max_size=20), st.sampled_from([NUMBER, f"Sag {NUMBER}.", "3102999999", ""]))


@given(st.lists(st.tuples(NAMES, VALUES)))
def test_all_is_kept_in_its_order_but_what_looks_like_a_cpr_number(posted: list[tuple[str, str]]) -> None:
    kept = keep_form(posted)
    assert not any(looks_like_cpr(name) or looks_like_cpr(value) for name, value in kept.fields)
    assert set(kept.left_out) == {n for n, v in posted if n not in NOT_KEPT and looks_like_cpr(v)}
    whole = [(n, v) for n, v in posted if n not in NOT_KEPT and n not in kept.left_out]
    assert [*kept.fields][: len(whole)] == whole
    assert [*kept.fields][len(whole) :] == [(n, "") for n in kept.left_out if "-0" in n]


def test_a_field_of_several_values_is_left_out_whole() -> None:
    kept = keep_form([("art6", "c"), ("art6", NUMBER), ("art6", "e"), ("title", "Hjemmepleje")])
    assert kept.fields == [("title", "Hjemmepleje")]
    assert kept.left_out == ["art6"]


def test_what_is_no_name_of_a_field_is_not_kept() -> None:
    odd = [
        ("", "x"),
        ("1a", "x"),
        ("æ", "x"),
        ("a" * 101, "x"),
        ("a b", "x"),
        (f"x-{NUMBER}", "x"),
        (f"y-{NUMBER}", NUMBER),
    ]
    kept = keep_form([*odd, ("a-0", "y")])
    assert (kept.fields, kept.left_out) == ([("a-0", "y")], [])


def test_a_key_is_what_the_page_gave() -> None:
    assert is_key("0123456789abcdef" * 2)
    assert not any(is_key(text) for text in ("", "x" * 32, "0" * 31, "0" * 32 + "\n", "A" * 32))


def test_more_than_a_draft_takes() -> None:
    assert not is_too_long([("a", "x" * (MOST_CHARACTERS - 1))])
    assert is_too_long([("a", "x" * (MOST_CHARACTERS - 1)), ("b", "")])


def test_the_age_of_a_draft_in_words() -> None:
    saved = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    assert clock_words(saved) == "00.30"
    assert day_words(saved, datetime(2027, 3, 2, 20, 0, tzinfo=UTC)) == "i dag"
    assert day_words(saved, datetime(2027, 3, 2, 23, 0, tzinfo=UTC)) == "i går"
    assert day_words(saved, datetime(2027, 3, 4, 12, 0, tzinfo=UTC)) == "2. marts 2027"
