"""Words that are too weak to build on."""

from app.security.rules import tidy_words, too_short


def test_words_are_kept_one_a_line_and_once() -> None:
    assert tidy_words(" Fjordby \r\n\r\nSkovskolen\nfjordby\nØlands   Idræt\n") == "fjordby\nSkovskolen\nØlands Idræt"
    assert tidy_words("") == ""


def test_a_line_without_a_word_to_look_for_is_too_short() -> None:
    assert too_short("FC\n12345\nBåd\nFC Fjordby\nå-ø") == ["FC", "12345", "å-ø"]
