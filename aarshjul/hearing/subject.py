"""What a hearing is about: its name, where it lies, and its fields as those who are asked read them.

A record is shown as it stood when it was sent, field by field and nothing beside it: no risk, no case, no file of its
own. So somebody may be heard about a record that their role does not show them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from aarshjul.hearing.model import Hearing
from app.auth.viewer import Viewer
from app.core.db import db
from app.core.errors import NotFound
from register.activity.content import ActivityContent
from register.activity.model import ProcessingActivity
from register.activity.present import SECTIONS
from register.activity.reading import Fact, read_fields
from register.activity.store import find_version, load_names
from register.template.store import get_template_content

LEFT_OUT = frozenset({"number", "record_type", "owner", "case_ref", "last_review_on", "next_review_on"})
"""How the municipality keeps the record is not what people are asked about."""


@dataclass(frozen=True)
class Part:
    """A numbered part of the record that can be commented on by itself."""

    anchor: str
    number: int
    label: str
    facts: Sequence[Fact] = ()

    @property
    def title(self) -> str:
        """ "3. Formål og grundlag"."""
        return f"{self.number}. {self.label}"


def read_parts(hearing: Hearing) -> Sequence[Part]:
    """The record or template in the version that people are asked about, part by part; a document has none."""
    content = _content_of(hearing)
    if content is None:
        return ()
    names = load_names([content])
    parts: list[Part] = []
    for section in SECTIONS:
        if section.record_type not in {"", content.record_type}:
            continue
        facts = read_fields(content, names, [name for name in section.fields if name not in LEFT_OUT])
        if facts:
            parts.append(Part(section.anchor, len(parts) + 1, _(section.label), facts))
    return parts


def place_words(place: str, parts: Sequence[Part]) -> str:
    """What a comment is about: the part by its number and name, or the place as it was written."""
    return next((part.title for part in parts if part.anchor == place), place)


def places_of(parts: Sequence[Part]) -> Mapping[str, str]:
    """The parts by anchor, as one chooses among them."""
    return {part.anchor: part.title for part in parts}


def subject_url(hearing: Hearing, viewer: Viewer) -> str:
    """The page of the record or template, for who may open it; else "" (the hearing's own page shows the text)."""
    if hearing.activity_id is not None:
        activity = db.session.get(ProcessingActivity, hearing.activity_id)
        path = activity.unit.path if activity and activity.unit else ""
        may = viewer.may("read", "activity", path)
        return url_for("activity.show", activity_id=hearing.activity_id) if may else ""
    if hearing.template_id is not None and viewer.may("write", "activity"):
        return url_for("template.show", template_id=hearing.template_id)
    return ""


def _content_of(hearing: Hearing) -> ActivityContent | None:
    number = hearing.subject_version or 0
    if hearing.activity_id is not None:
        version = find_version(hearing.activity_id, number)
        if version is None:
            raise NotFound
        return version.content
    if hearing.template_id is not None:
        return get_template_content(hearing.template_id, number)
    return None
