"""One form for one meaning."""

from dataclasses import replace

from hypothesis import given

from register.activity.content import ActivityContent, DataLine, Purpose, Retention
from register.activity.tidy import clean, tidy, unknown_codes
from tests.register.strategies import contents, filled


@given(contents())
def test_tidying_twice_changes_nothing_more(content: ActivityContent) -> None:
    once = tidy(content)
    assert tidy(once) == once


@given(contents())
def test_what_our_forms_can_hold_has_only_known_codes(content: ActivityContent) -> None:
    assert list(unknown_codes(tidy(content))) == []


def test_a_content_that_is_tidy_stands() -> None:
    content = replace(filled(), systems=("esdh", "hjaelpemiddel"))
    assert tidy(content) == content


def test_codes_stand_once_in_the_order_of_their_list() -> None:
    content = tidy(ActivityContent(subjects=("children", "adults", "children"), purposes=(Purpose(art6=("e", "a")),)))
    assert content.subjects == ("adults", "children")
    assert content.purposes[0].art6 == ("a", "e")


def test_words_of_ours_become_codes() -> None:
    row = tidy(ActivityContent(retention=(Retention(period="5 År", start_event="Sagens  afslutning"),))).retention[0]
    assert (row.period, row.start_event) == ("P5Y", "case_closed")


def test_rows_that_say_nothing_fall_away() -> None:
    content = tidy(ActivityContent(data_lines=(DataLine(text=" \n"), DataLine(text="Navn"))))
    assert content.data_lines == (DataLine(key="1", text="Navn"),)


def test_the_browsers_line_breaks_are_no_change() -> None:
    assert tidy(ActivityContent(measures="Log\r\nKryptering\r")).measures == "Log\nKryptering"
    assert tidy(ActivityContent(title="To\nlinjer ")).title == "To linjer"


def test_characters_that_no_database_keeps_are_dropped() -> None:
    assert clean("a\x00b\x1b\ud800c\t") == "abc"


def test_unknown_codes_are_named_with_their_field() -> None:
    content = ActivityContent(subjects=("dragons",), data_lines=(DataLine(category="gold"),))
    assert list(unknown_codes(content)) == [("subjects", "dragons"), ("data_lines", "gold")]
