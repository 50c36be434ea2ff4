"""Reading what stands in the way of reminders, on both databases."""

import sqlalchemy as sa
from flask import Flask

from aarshjul.reminder.warning_store import list_cut_off, list_leaderless, list_unreminded
from aarshjul.task.responsible import load_holders
from app.core.db import db
from app.core.scope import Scope
from app.organisation.model import Person, Unit
from tests.aarshjul.reminder.playground import add_task, write
from tests.make import TODAY, Personas

EVERYTHING = Scope.everything()


def test_what_stands_in_the_way_is_read_in_one_part_of_the_organisation_or_in_all(
    app: Flask, fjordby: Personas
) -> None:
    def leave() -> int:
        bent = db.session.scalars(sa.select(Person).where(Person.email == fjordby.bent)).one()
        bent.is_active = False
        return bent.id

    nobody = add_task(app, fjordby, TODAY, unit_id=fjordby.municipality_id, function="it", title="Gendannelse")
    bent_id = write(app, leave)
    named = add_task(app, fjordby, TODAY, person_id=bent_id)
    with app.app_context():
        holders = load_holders(TODAY)
        found, count, silent = list_unreminded(today=TODAY, scope=EVERYTHING, holders=holders, limit=5)
        assert ([row.task_id for row in found], count, silent) == ([nobody], 1, [])
        [standing] = list_cut_off(scope=EVERYTHING)
        assert standing == (bent_id, "Bent Birk", fjordby.bent, False, 1, 1, named)
        leaderless = list_leaderless(today=TODAY, scope=EVERYTHING, holders=holders)
        assert [(unit.name, unit.tasks) for unit in leaderless] == [("Kommunen", 1), ("Social", 1)]
        culture = Scope(paths=(db.session.get_one(Unit, fjordby.culture_id).path,))
        assert list_unreminded(today=TODAY, scope=culture, holders=holders, limit=5) == ([], 0, [])
        assert list_cut_off(scope=culture) == []
        assert list_leaderless(today=TODAY, scope=culture, holders=holders) == []
