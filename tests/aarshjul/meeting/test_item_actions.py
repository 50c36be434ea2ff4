"""What becomes of an item that waits for an agenda, and reading them, on both databases."""

from dataclasses import replace

import pytest
from flask import Flask

from aarshjul.meeting.access import Bodies
from aarshjul.meeting.item_actions import (
    ChangeItem,
    DropItem,
    ItemWords,
    TakeUpItem,
    change_item,
    drop_item,
    take_up_item,
)
from aarshjul.meeting.item_store import count_states, list_items, list_tasks, subjects_of
from aarshjul.meeting.model import AgendaItem
from aarshjul.task.responsible import Mine, Reach, load_holders
from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.scope import Scope
from app.organisation.model import Unit
from tests.make import NOW, TODAY, Personas, make_agenda_item, make_personas, make_task

DOING = Doing(at=NOW)
EVERYTHING = Bodies(is_everything=True, sits_in=frozenset(), beside=frozenset(), units=Scope.everything())
NOTHING = Bodies(is_everything=False, sits_in=frozenset(), beside=frozenset(), units=Scope.nothing())


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def item_in(unit_id: int, **changes: object) -> AgendaItem:
    unit = db.session.get_one(Unit, unit_id)
    return make_agenda_item(unit=unit, task=make_task(unit=unit, due_on=TODAY), **changes)


def test_an_item_has_one_state_and_is_written_by_whoever_has_read_it(people: Personas) -> None:
    item = item_in(people.social_id)
    words = ItemWords(title="Nyt", problem=item.problem, recommendation=item.recommendation)
    assert change_item(ChangeItem(item_id=item.id, version=1, words=words), doing=DOING)
    assert not change_item(ChangeItem(item_id=item.id, version=2, words=words), doing=DOING)
    with pytest.raises(EditConflict):
        drop_item(DropItem(item_id=item.id, version=1, reason="Gammelt"), doing=DOING)
    drop_item(DropItem(item_id=item.id, version=2, reason="Gammelt"), doing=DOING)
    with pytest.raises(Refused, match="Tag det op igen først"):
        change_item(ChangeItem(item_id=item.id, version=3, words=words), doing=DOING)
    take_up_item(TakeUpItem(item_id=item.id, version=3), doing=DOING)
    with pytest.raises(Refused, match="står allerede på listen"):
        take_up_item(TakeUpItem(item_id=item.id, version=4), doing=DOING)
    with pytest.raises(NotFound):
        take_up_item(TakeUpItem(item_id=item.id + 1, version=1), doing=DOING)
    assert (item.title, item.state, item.version) == ("Nyt", "draft", 4)


def test_items_are_read_within_a_part_of_the_organisation(people: Personas) -> None:
    own, other = item_in(people.social_id), item_in(people.culture_id, state="dropped")
    common = make_agenda_item()
    path = db.session.get_one(Unit, people.social_id).path
    social = replace(NOTHING, units=Scope(paths=(path,)))
    assert [item.id for item in list_items("draft", bodies=EVERYTHING, number=1)] == [common.id, own.id]
    assert [item.id for item in list_items("draft", bodies=social, number=1)] == [own.id]
    assert list_items("dropped", bodies=social, number=1) == []
    assert count_states(bodies=EVERYTHING) == {"draft": 2, "dropped": 1}
    assert (count_states(bodies=social), count_states(bodies=NOTHING)) == ({"draft": 1}, {})
    reach = Reach(social.units, Mine(person_id=0, units={}, named=()), load_holders(TODAY))
    tasks = list_tasks([own, other, common], reach=reach)
    assert [(task.title, task.is_seen) for task in tasks.values()] == [
        ("Slettekontrol", True),
        ("Slettekontrol", False),
    ]
    assert subjects_of([own.id])[own.id].url == f"/moeder/punkter/{own.id}"
