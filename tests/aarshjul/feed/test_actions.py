"""Making and revoking feeds, and what they read, on both databases."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.feed.actions import MakeFeed, make_feed, revoke_feed
from aarshjul.feed.store import find_feed, get_feed, list_feed_tasks, list_feeds
from aarshjul.task.responsible import load_holders, what_falls_to
from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from tests.make import NOW, make_personas, make_plan, make_task

DOING = Doing(at=NOW, via="cli")
DAYS = (date(2027, 1, 1), date(2027, 12, 31))


def anna() -> Person:
    return db.session.scalars(sa.select(Person).where(Person.email == "anna@fjordby.example")).one()


def test_a_feed_is_found_by_its_token_until_it_is_revoked_for_ever(ctx: Flask) -> None:
    people = make_personas()
    command = MakeFeed(covers="administration", unit_id=people.social_id)
    feed, token = make_feed(command, anna().id, scope=Scope.everything(), doing=DOING)
    found = find_feed(token)
    assert found is feed
    assert (feed.person.name, feed.unit and feed.unit.name, feed.created_at) == ("Anna Ahorn", "Social", NOW)
    assert list_feeds(anna().id) == [feed]
    revoke_feed(get_feed(feed.id, person_id=anna().id), doing=DOING)
    assert feed.revoked_at == NOW
    assert list_feeds(anna().id) == []
    with pytest.raises(NotFound):
        get_feed(feed.id, person_id=anna().id)
    assert find_feed(token + "x") is None


def test_a_feed_of_what_its_person_may_not_read_is_refused(ctx: Flask) -> None:
    people = make_personas()
    social = Scope(paths=(db.session.get_one(Unit, people.social_id).path,))
    for command in (MakeFeed(covers="all"), MakeFeed(covers="administration", unit_id=people.culture_id)):
        with pytest.raises(Refused):
            make_feed(command, anna().id, scope=social, doing=DOING)
    make_feed(MakeFeed(covers="mine"), anna().id, scope=Scope.nothing(), doing=DOING)


def test_a_feed_reads_its_tasks_with_what_the_catalogue_says_of_them(ctx: Flask) -> None:
    people = make_personas()
    (item,) = make_plan(codes={"T27"}).items
    home_care, culture = (db.session.get_one(Unit, which) for which in (people.home_care_id, people.culture_id))
    planned = make_task(unit=home_care, due_on=date(2027, 9, 1), plan_item_id=item.id, is_forecast=True)
    other = make_task(unit=culture, due_on=date(2027, 2, 1))
    make_task(unit=culture, due_on=date(2028, 1, 1))
    mine = what_falls_to(anna().id, load_holders(date(2027, 3, 1)))

    def ids(covers: str, scope: Scope, unit_id: int | None = None) -> list[int]:
        rows = list_feed_tasks(*DAYS, covers=covers, unit_id=unit_id, scope=scope, mine=mine)
        return [row.id for row in rows]

    assert ids("mine", Scope.nothing()) == [planned.id]
    assert ids("all", Scope.everything()) == [other.id, planned.id]
    assert ids("all", Scope(paths=(culture.path,))) == [other.id]
    assert ids("administration", Scope.everything(), people.social_id) == [planned.id]
    (row,) = list_feed_tasks(*DAYS, covers="mine", unit_id=None, scope=Scope.nothing(), mine=mine)
    assert (row.purpose, row.article) == (item.template.purpose, item.template.article)
    assert (row.is_mine, row.is_forecast, row.unit) == (True, True, "Hjemmeplejen")
    assert row.changed_at == NOW
