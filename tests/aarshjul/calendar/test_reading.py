"""The tasks of a stretch of days, on both databases."""

from datetime import date

from flask import Flask

from aarshjul.calendar.reading import list_by_day
from aarshjul.task.responsible import load_holders, what_falls_to
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from tests.make import make_personas, make_task

FIRST, SECOND = date(2027, 3, 1), date(2027, 3, 2)


def test_the_first_of_each_day_are_read_and_all_are_counted(ctx: Flask) -> None:
    people = make_personas()
    social, culture = (db.session.get_one(Unit, which) for which in (people.social_id, people.culture_id))
    make_task(unit=culture, due_on=FIRST, title="Gjort", done_on=FIRST)
    for title in ("C", "A", "B"):
        make_task(unit=social, due_on=FIRST, title=title)
    make_task(unit=culture, due_on=FIRST, title="Z")
    make_task(unit=social, due_on=SECOND, title="I morgen", law_due_on=date(2027, 3, 31))
    make_task(unit=social, due_on=SECOND, title="Væk", state="withdrawn")
    make_task(unit=social, due_on=date(2027, 3, 3), title="Uden for")

    carla = db.session.scalars(db.select(Person).where(Person.email == people.carla)).one()
    mine = what_falls_to(carla.id, load_holders(FIRST))

    def told(most: int, scope: Scope, administration: str = "") -> dict[date, tuple[int, int, list[str]]]:
        found = list_by_day(
            FIRST, SECOND, scope=scope, mine=mine, only_mine=False, administration=administration, most=most
        )
        assert all(task.is_mine is (task.unit == "Børn og Kultur") for of in found.values() for task in of.first)
        return {day: (of.total, of.open, [task.title for task in of.first]) for day, of in found.items()}

    everything = Scope.everything()
    assert told(9, everything) == {
        FIRST: (5, 4, ["Z", "A", "B", "C", "Gjort"]),
        SECOND: (1, 1, ["I morgen"]),
    }, "by unit and title, what is done last"
    assert told(2, everything)[FIRST] == (5, 4, ["Z", "A"])
    assert told(9, everything, "BOK") == {FIRST: (2, 1, ["Z", "Gjort"])}
    assert told(9, Scope(paths=(social.path,)))[FIRST] == (3, 3, ["A", "B", "C"])
    assert told(9, Scope.nothing()) == {}
    found = list_by_day(FIRST, SECOND, scope=Scope.nothing(), mine=mine, only_mine=True, administration="", most=9)
    assert [task.title for task in found[FIRST].first] == ["Z", "Gjort"]
