"""One form for one meaning."""

from dataclasses import replace

from hypothesis import given

from register.activity.content import (
    EVERY_LINE,
    ActivityContent,
    DataLine,
    Disclosure,
    Purpose,
    Retention,
    Transfer,
)
from register.activity.tidy import clean, missing_lines, tidy, unknown_codes
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
    pointing = Disclosure(lines=(EVERY_LINE,)), Transfer(lines=("1",))
    content = tidy(ActivityContent(disclosures=pointing[:1], transfers=pointing[1:], data_lines=content.data_lines))
    assert (content.disclosures, content.transfers) == ((), ())


def test_every_data_line_has_a_number_of_its_own_and_keeps_it() -> None:
    lines = (DataLine(key="7", text="A"), DataLine(text="B"), DataLine(key="7", text="C"), DataLine(key="x", text="D"))
    content = tidy(ActivityContent(data_lines=lines))
    assert [line.key for line in content.data_lines] == ["7", "8", "9", "10"]
    assert [line.key for line in tidy(ActivityContent(data_lines=lines[1:2]), used_keys=4).data_lines] == ["5"]


def test_recipients_name_lines_that_are_there_in_their_order() -> None:
    lines = (DataLine(key="3", text="A"), DataLine(key="1", text="B"), DataLine(key="x", text="C"))
    said = [("1", "3", "9"), ("x",), ("1", EVERY_LINE)]
    rows = tuple(Disclosure(name="N", lines=keys) for keys in said)
    content = tidy(ActivityContent(data_lines=lines, disclosures=rows))
    assert [row.lines for row in content.disclosures] == [("3", "1"), ("4",), (EVERY_LINE,)]


def test_lines_that_stand_elsewhere_are_pointed_at_as_they_are() -> None:
    content = ActivityContent(disclosures=(Disclosure(name="N", lines=("9",)),))
    assert tidy(content, has_lines=False) == content
    assert list(missing_lines(content)) == [("disclosures", "9")]
    assert list(missing_lines(filled())) == []


def test_a_processor_that_data_go_to_takes_part() -> None:
    content = tidy(ActivityContent(transfers=(Transfer(country="US", processor="SKY"),), processors=("DRIFT",)))
    assert content.processors == ("DRIFT", "SKY")


def test_a_record_is_the_controllers_when_nobody_says_otherwise() -> None:
    assert tidy(ActivityContent(record_type="")).record_type == "controller"


def test_the_browsers_line_breaks_are_no_change() -> None:
    assert tidy(ActivityContent(measures="Log\r\nKryptering\r")).measures == "Log\nKryptering"
    assert tidy(ActivityContent(title="To\nlinjer ")).title == "To linjer"


def test_characters_that_no_database_keeps_are_dropped() -> None:
    assert clean("a\x00b\x1b\ud800c\t") == "abc"


def test_unknown_codes_are_named_with_their_field() -> None:
    content = ActivityContent(subjects=("dragons",), data_lines=(DataLine(category="gold"),))
    assert list(unknown_codes(content)) == [("subjects", "dragons"), ("data_lines", "gold")]
