"""/femaarsplan/daekning."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.plan.model import TaskTemplate
from aarshjul.task.actions import CompleteTask, complete_task
from aarshjul.task.model import Task
from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from tests.conftest import sign_in
from tests.make import Personas, make_activity, make_assessment, make_plan, make_system
from tests.page import parse

TODAY = clock.today()


def write(app: Flask, what: Any) -> None:
    with app.test_request_context():
        begin_writing()
        what()
        db.session.commit()


@pytest.fixture
def world(app: Flask, personas: Personas) -> Personas:
    """Social has a record that is assessed, one that never was, and a system; culture has a record."""

    def make() -> None:
        social, culture = (db.session.get_one(Unit, unit) for unit in (personas.social_id, personas.culture_id))
        assessed = make_activity(title="Hjemmepleje", unit=social)
        make_activity(title="Tilskud", unit=social)
        make_activity(title="Musikskole", unit=culture)
        make_system(name="Journalen", unit=social)
        make_assessment(activity=assessed, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY)
        make_plan(first_year=TODAY.year, codes={"T01"})
        entry = db.session.scalars(db.select(TaskTemplate).where(TaskTemplate.code == "T01")).one()
        entry.about = "system"
        make_plan_tasks(clock.now())

    write(app, make)
    return personas


def rows(page: str) -> list[str]:
    parse(page)
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in found]


def test_what_was_never_looked_at_stands_first_and_the_number_is_told(client: FlaskClient, world: Personas) -> None:
    sign_in(client, world.dorte)
    page = client.get("/femaarsplan/daekning").text
    assert "1 af 3 er set igennem så tit, som risikoen kræver (33 %)." in page
    titles = [row.split()[0] for row in rows(page)]
    assert titles == ["Tilskud", "Musikskole", "Hjemmepleje"]
    assert "Rød Hvert år" in rows(page)[2] and "Dækket" in rows(page)[2]
    assert "Ikke vurderet Hvert 2. år – – Aldrig set igennem" in rows(page)[0]
    missing = client.get("/femaarsplan/daekning?vis=mangler&forvaltning=SOC").text
    assert [row.split()[0] for row in rows(missing)] == ["Tilskud"]


def test_a_leader_sees_the_records_of_the_own_branch_alone(client: FlaskClient, world: Personas) -> None:
    sign_in(client, world.bent)
    page = client.get("/femaarsplan/daekning").text
    assert "1 af 2" in page and "Musikskole" not in page
    sign_in(client, world.erik)
    assert client.get("/femaarsplan/daekning").status_code == 404


def test_a_system_is_covered_when_its_task_is_done(app: Flask, client: FlaskClient, world: Personas) -> None:
    sign_in(client, world.dorte)
    assert "0 af 1" in client.get("/femaarsplan/daekning?slags=system").text

    def finish() -> None:
        task = db.session.scalars(db.select(Task).where(Task.subject_kind == "system", ~Task.is_forecast)).one()
        complete_task(CompleteTask(task_id=task.id, on=TODAY), doing=Doing(at=clock.now()))

    write(app, finish)
    assert "1 af 1" in client.get("/femaarsplan/daekning?slags=system").text
