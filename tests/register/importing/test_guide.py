"""The guide says of every column what the reader goes by."""

from dataclasses import fields

from register.activity.content import ActivityContent
from register.activity.tidy import tidy
from register.importing.columns import HEADINGS, SOURCE_HEADING
from register.importing.flat import from_cells
from register.importing.guide import EXAMPLE, column_guides, fixed_choices


def test_every_column_is_explained_with_an_example_that_is_read() -> None:
    guides = column_guides()
    assert [guide.heading for guide in guides] == [*HEADINGS.values(), SOURCE_HEADING]
    assert all(guide.how and guide.example for guide in guides)
    assert not any("%(" in guide.how for guide in guides)
    content, problems = from_cells({guide.heading: guide.example for guide in guides})
    assert (content, problems) == (EXAMPLE, [])
    assert tidy(EXAMPLE) == EXAMPLE


def test_the_example_shows_something_in_every_field() -> None:
    empty = ActivityContent()
    same = [f.name for f in fields(EXAMPLE) if getattr(EXAMPLE, f.name) == getattr(empty, f.name)]
    assert same == ["record_type"], "it is always said"


def test_every_word_that_is_offered_is_read() -> None:
    for heading, words in fixed_choices().items():
        for word in words:
            assert from_cells({heading: word})[1] == [], (heading, word)
