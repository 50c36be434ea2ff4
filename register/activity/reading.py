"""A record's fields as other nouns show them beside their own work: in words, with the way to each."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from register.activity.content import ActivityContent
from register.activity.labels import FIELD_LABELS, line_words
from register.activity.present import SECTIONS, in_words
from register.activity.store import Names

_ANCHORS = {name: section.anchor for section in SECTIONS for name in section.fields}


@dataclass(frozen=True)
class Fact:
    """A field of the record in words, and where on its page it stands."""

    label: str
    text: str
    anchor: str


def fact_of(name: str, text: str) -> Fact:
    """A field with these words."""
    return Fact(_(FIELD_LABELS[name]), text, _ANCHORS.get(name, ""))


def read_fields(content: ActivityContent, names: Names, fields: Sequence[str]) -> Sequence[Fact]:
    """The fields in words, in this order; one that says nothing is left out. Data lines stand one to a line."""
    found = (fact_of(name, _words(content, names, name)) for name in fields)
    return [fact for fact in found if fact.text]


def _words(content: ActivityContent, names: Names, name: str) -> str:
    if name == "data_lines":
        return "\n".join(line_words(line, _) for line in content.data_lines)
    return in_words(name, getattr(content, name), names, content.data_lines)
