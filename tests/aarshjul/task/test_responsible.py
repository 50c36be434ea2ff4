from typing import Any

import pytest
from flask import Flask

from aarshjul.task.model import Task
from aarshjul.task.responsible import (
    Named,
    find_responsible,
    find_responsible_on,
    load_holders,
    what_falls_to,
)
from app.core.db import db
from app.organisation.model import Person, Unit
from app.organisation.rules import FUNCTIONS
from tests.make import TODAY, Personas, make_holder, make_person, make_personas, make_task


@pytest.fixture
def fjordby(ctx: Flask) -> Personas:
    return make_personas()


def unit(unit_id: int) -> Unit:
    return db.session.get_one(Unit, unit_id)


def person(email: str) -> Person:
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


def mine(who: Person) -> set[int]:
    where = what_falls_to(who.id, load_holders(TODAY)).where()
    query = db.select(Task.id).outerjoin(Named, Task.person_id == Named.id).where(where)
    return set(db.session.scalars(query))


def test_a_task_falls_to_the_holder_in_the_unit_or_the_nearest_above(fjordby: Personas) -> None:
    task = make_task(unit=unit(fjordby.home_care_id), due_on=TODAY, function="leader")
    assert find_responsible(task, load_holders(TODAY)).person_id == person(fjordby.bent).id
    nearer = make_holder(unit=unit(fjordby.home_care_id), function="leader", person=make_person()).person
    assert find_responsible(task, load_holders(TODAY)).person_id == nearer.id


def test_a_function_nobody_holds_falls_to_the_coordinator_as_a_stand_in(fjordby: Personas) -> None:
    task = make_task(unit=unit(fjordby.home_care_id), due_on=TODAY, function="it")
    found = find_responsible(task, load_holders(TODAY))
    assert (found.person_id, found.is_fallback) == (person(fjordby.anna).id, True)


def test_where_there_is_no_coordinator_either_it_falls_to_nobody(fjordby: Personas) -> None:
    task = make_task(unit=unit(fjordby.municipality_id), due_on=TODAY, function="it")
    assert find_responsible(task, load_holders(TODAY)).person_id is None


def test_one_who_is_named_comes_first_until_they_leave(fjordby: Personas) -> None:
    named = make_person(name="Navn")
    task = make_task(unit=unit(fjordby.social_id), due_on=TODAY, function="leader", person=named)
    assert find_responsible(task, load_holders(TODAY)).person_id == named.id
    named.is_active = False
    db.session.flush()
    assert find_responsible(task, load_holders(TODAY)).person_id == person(fjordby.bent).id


def test_a_holder_who_has_left_holds_nothing(fjordby: Personas) -> None:
    person(fjordby.bent).is_active = False
    task = make_task(unit=unit(fjordby.social_id), due_on=TODAY, function="leader")
    found = find_responsible(task, load_holders(TODAY))
    assert (found.person_id, found.is_fallback) == (person(fjordby.anna).id, True)


def test_the_sql_the_rule_and_the_narrow_read_agree_for_everybody_and_everything(fjordby: Personas) -> None:
    gone = make_person(is_active=False)
    named = make_person()
    make_holder(unit=unit(fjordby.culture_id), function="it", person=gone)
    make_holder(unit=unit(fjordby.school_id), function="hr", person=named)
    tasks = [
        make_task(unit=unit(unit_id), due_on=TODAY, function=function, person=who)
        for unit_id in (fjordby.municipality_id, fjordby.social_id, fjordby.home_care_id, fjordby.culture_id,
                        fjordby.school_id)
        for function in FUNCTIONS
        for who in (None, gone, named)
    ]  # fmt: skip
    holders = load_holders(TODAY)
    found: dict[Any, set[int]] = {}
    for task in tasks:
        whose = find_responsible(task, holders)
        assert find_responsible_on(task, TODAY) == whose
        found.setdefault(whose.person_id, set()).add(task.id)
    for who in db.session.scalars(db.select(Person)):
        assert mine(who) == found.get(who.id, set()), who.email
    assert found[None]
