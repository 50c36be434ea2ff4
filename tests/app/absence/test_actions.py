"""Absences on both databases: entered, changed, ended, and what they do to tasks and mails."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from aarshjul.task.model import Task
from aarshjul.task.responsible import (
    Named,
    find_responsible,
    find_responsible_on,
    is_theirs,
    load_holders,
    what_falls_to,
)
from app.absence.actions import PutAbsence, change_absence, enter_absence, remove_absence
from app.absence.model import Absence
from app.absence.store import has_turned, list_of_person, list_periods
from app.absence.words import lines_of
from app.audit.actions import Doing
from app.audit.store import list_events_of
from app.core.db import db
from app.core.errors import Refused
from app.organisation.model import Person, Unit
from app.organisation.rules import FUNCTIONS, away_on
from tests.make import NOW, TODAY, Personas, make_absence, make_holder, make_person, make_personas, make_task

DOING = Doing(at=NOW)
DAY = timedelta(days=1)


@pytest.fixture
def fjordby(ctx: Flask) -> Personas:
    return make_personas()


def person(email: str) -> Person:
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


def put(start: int, end: int, deputy: Person | None = None) -> PutAbsence:
    return PutAbsence(from_on=TODAY + start * DAY, to_on=TODAY + end * DAY, deputy_id=deputy.id if deputy else None)


def test_an_absence_is_told_under_the_person_and_shown_with_what_is_doubtful(fjordby: Personas) -> None:
    bent, anna = person(fjordby.bent), person(fjordby.anna)
    make_absence(person=anna, from_on=TODAY + 3 * DAY, to_on=TODAY + 9 * DAY)
    absence = enter_absence(bent, put(0, 5, anna), doing=DOING)
    [event] = list_events_of("person", bent.id)
    assert event.verb == "person.enter_absence"
    assert event.changes["deputy"] == [None, "Anna Ahorn"]
    [line] = lines_of([absence], today=TODAY)
    assert line.has_begun
    assert line.warnings == ["Anna Ahorn er selv væk fra 4. marts 2027 til 6. marts 2027. Imens går opgaverne videre."]
    lonely = enter_absence(bent, put(10, 10), doing=DOING)
    assert "Ingen stedfortræder" in lines_of([lonely], today=TODAY)[0].warnings[0]


def test_what_the_rules_refuse_is_refused_at_its_field(fjordby: Personas) -> None:
    bent, dorte = person(fjordby.bent), person(fjordby.dorte)
    enter_absence(bent, put(0, 5), doing=DOING)
    for command, field, words in (
        (put(5, 6), "from_on", "fra 1. marts 2027 til 6. marts 2027"),
        (put(9, 8), "to_on", "senere"),
        (put(9, 9, bent), "deputy", "en anden"),
        (put(9, 9, dorte), "deputy", "art. 38"),
        (put(9, 9, make_person(is_active=False)), "deputy", "arbejder her"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            enter_absence(bent, command, doing=DOING)
        assert refused.value.field == field


def test_nobody_makes_themselves_the_deputy_of_somebody_else(fjordby: Personas) -> None:
    bent, anna = person(fjordby.bent), person(fjordby.anna)
    by_anna = Doing(at=NOW, person_id=anna.id)
    with pytest.raises(Refused, match="Du kan ikke give dig selv en andens opgaver") as refused:
        enter_absence(bent, put(0, 5, anna), doing=by_anna)
    assert refused.value.field == "deputy"
    absence = enter_absence(bent, put(0, 5), doing=by_anna)
    with pytest.raises(Refused, match="Du kan ikke give dig selv"):
        change_absence(absence, put(0, 5, anna), doing=by_anna)
    # The one who is away chooses freely.
    change_absence(absence, put(0, 5, anna), doing=Doing(at=NOW, person_id=bent.id))
    assert absence.deputy is anna


def test_an_absence_that_has_begun_keeps_its_first_day_and_can_be_cut_short(fjordby: Personas) -> None:
    bent, anna = person(fjordby.bent), person(fjordby.anna)
    absence = make_absence(person=bent, from_on=TODAY - 3 * DAY, to_on=TODAY + 5 * DAY)
    with pytest.raises(Refused, match="begyndt"):
        change_absence(absence, put(1, 5), doing=DOING)
    change_absence(absence, put(-3, 2, anna), doing=DOING)
    assert list_events_of("person", bent.id)[0].changes == {
        "to_on": ["2027-03-06", "2027-03-03"], "deputy": [None, "Anna Ahorn"],
    }  # fmt: skip
    remove_absence(absence, doing=DOING)
    assert (absence.from_on, absence.to_on) == (TODAY - 3 * DAY, TODAY - DAY)
    with pytest.raises(Refused, match="slut"):
        remove_absence(absence, doing=DOING)
    later = enter_absence(bent, put(8, 9), doing=DOING)
    remove_absence(later, doing=DOING)
    assert list_of_person(bent.id, since=TODAY) == []


def test_going_away_and_coming_back_are_noticed_once(fjordby: Personas) -> None:
    make_absence(person=person(fjordby.bent), from_on=TODAY, to_on=TODAY + 4 * DAY)
    turns = [day for day in range(-3, 9) if has_turned(TODAY + (day - 1) * DAY, TODAY + day * DAY)]
    assert turns == [0, 5]
    assert has_turned(TODAY - 9 * DAY, TODAY + 9 * DAY)
    assert not has_turned(TODAY, TODAY)


def test_a_deputy_who_has_left_counts_as_none(fjordby: Personas) -> None:
    gone = make_person(is_active=False)
    make_absence(person=person(fjordby.bent), from_on=TODAY, to_on=TODAY, deputy=gone)
    assert list_periods(TODAY, TODAY)[0].deputy_id is None
    task = make_task(unit=db.session.get_one(Unit, fjordby.social_id), due_on=TODAY, function="leader")
    assert find_responsible_on(task, TODAY).person_id == person(fjordby.anna).id
    assert find_responsible_on(task, TODAY + DAY).person_id == person(fjordby.bent).id


def test_the_sql_and_the_rule_agree_for_everybody_while_some_are_away(fjordby: Personas) -> None:
    units = [db.session.get_one(Unit, row_id) for row_id in (fjordby.social_id, fjordby.home_care_id,
                                                             fjordby.culture_id, fjordby.school_id)]  # fmt: skip
    hanne, deputy, lone, busy = (make_person() for _n in range(4))
    make_holder(unit=units[1], function="leader", person=hanne)
    make_holder(unit=units[3], function="hr", person=lone)
    for who, stand_in in (
        (person(fjordby.bent), deputy), (hanne, None), (lone, None), (busy, hanne), (person(fjordby.carla), None),
    ):  # fmt: skip
        make_absence(person=who, from_on=TODAY - DAY, to_on=TODAY + DAY, deputy=stand_in)
    tasks = [
        make_task(unit=unit, due_on=TODAY, function=function, person=named)
        for unit in units
        for function in FUNCTIONS
        for named in (None, lone, busy, person(fjordby.bent), deputy)
    ]
    holders = load_holders(TODAY)
    for who in db.session.scalars(db.select(Person)):
        assert mine(who, holders) == {task.id for task in tasks if is_theirs(who.id, task, holders)}, who.email
    for task in tasks:
        found = find_responsible(task, holders)
        assert found == find_responsible_on(task, TODAY)
        assert found.person_id not in holders.away or not any(
            holders.stand_in(who) for who in (found.person_id, found.instead_of) if who is not None
        )
    assert deputy.id not in away_on(list_periods(TODAY, TODAY), TODAY)
    assert db.session.scalar(db.select(db.func.count(Absence.id))) == 5


def mine(who: Person, holders: Any) -> set[int]:
    where = what_falls_to(who.id, holders).where()
    query = db.select(Task.id).outerjoin(Named, Task.person_id == Named.id).where(where)
    return set(db.session.scalars(query))
