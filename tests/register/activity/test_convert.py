"""From content to rows and back."""

from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings

from app.core.db import db
from app.core.errors import Refused
from app.core.text import search_text
from register.activity.actions import ChangeActivity, CreateActivity, change_activity, create_activity
from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose, Retention, highest_key
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.activity.tidy import tidy
from tests.make import NOW, Doing, make_person, make_personas
from tests.register.linked import make_linked
from tests.register.strategies import contents, filled, pointing_at

DOING = Doing(at=NOW, via="cli")


def whole() -> ActivityContent:
    """A content with every field filled, pointing at rows that are there."""
    return replace(filled(), unit="SOC-HJ", owner="bent@fjordby.example", systems=("ESDH", "HJAELP"))


CODES = {
    "systems": ("ESDH", "HJAELP"),
    "processors": ("DRIFT", "SKY"),
    "security_measures": ("LOG",),
    "laws": ("SEL", "Ø; «x» | y"),
    "recipients": ("HJAELP",),
}
"""What there is to point at, by the link."""


def read_again(activity_id: int) -> ActivityContent:
    db.session.flush()
    db.session.expire_all()
    return to_content(db.session.get_one(ProcessingActivity, activity_id))


@pytest.fixture
def people(ctx: Flask) -> None:
    make_personas()
    for link, codes in CODES.items():
        make_linked(link, codes)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=contents(), second=contents())
def test_every_content_comes_back_as_it_was_kept(people: None, first: ActivityContent, second: ActivityContent) -> None:
    assume(all(len(row.period) <= 20 for content in (first, second) for row in tidy(content).retention))
    first, second = (
        replace(pointing_at(c, units=("SOC",), owners=(), codes=CODES), title=c.title or "x", number="")
        for c in (first, second)
    )
    with db.session.begin_nested() as savepoint:
        activity = create_activity(CreateActivity(content=first), doing=DOING)
        number = activity.number
        assert read_again(activity.id) == replace(tidy(first), number=number)
        change_activity(ChangeActivity(activity_id=activity.id, version=activity.version, content=second), doing=DOING)
        used = highest_key(tidy(first).data_lines)
        assert read_again(activity.id) == replace(tidy(second, used_keys=used), number=number)
        savepoint.rollback()


def test_a_whole_record_comes_back_whole(people: None) -> None:
    activity = create_activity(CreateActivity(content=whole()), doing=DOING)
    assert read_again(activity.id) == whole()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("unit", {"unit": "INGEN"}),
        ("owner", {"owner": "ingen@fjordby.example"}),
        ("systems", {"systems": ("INTET",)}),
        ("processors", {"processors": ("INGEN",)}),
        ("security_measures", {"security_measures": ("INGEN",)}),
        ("purposes", {"purposes": (Purpose(text="x", laws=("INGEN",)),)}),
        ("disclosures", {"disclosures": (Disclosure(recipient="INGEN"),)}),
        ("ai_class", {"ai_class": "dangerous"}),
        ("subjects", {"subjects": ("dragons",)}),
        ("data_lines", {"data_lines": (DataLine(category="gold"),)}),
        ("disclosures", {"disclosures": (Disclosure(country="Danmark"),)}),
        ("retention", {"retention": (Retention(period="så længe som det nu er nødvendigt"),)}),
        ("number", {"number": "9" * 41}),
        ("title", {"title": "x" * 401}),
        ("kle_numbers", {"kle_numbers": ("1" * 21,)}),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(people: None, field: str, change: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        create_activity(CreateActivity(content=replace(whole(), **change)), doing=DOING)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_the_search_text_holds_what_people_look_for(people: None) -> None:
    make_person(email="aase@fjordby.example", name="Åse Ær")
    activity = create_activity(CreateActivity(content=replace(whole(), owner="aase@fjordby.example")), doing=DOING)
    for word in ("HJÆLPEMIDLER", "Hjemmeplejen", "åse", "27.60.08", "2026-0417", "funktionsevne", "Esdh"):
        assert search_text(word) in activity.search, word
