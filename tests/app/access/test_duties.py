"""The DPO stays out of what they supervise, whichever way somebody tries (art. 38(6)); roles end on their day."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.task.actions import AssignTask, assign_task
from app.audit.actions import Doing
from app.auth.actions import grant_role
from app.cli import user
from app.core import clock
from app.core.db import begin_writing, db
from app.core.errors import Refused
from app.organisation.duties import list_dpo_ids
from app.organisation.importing.run import ImportFile, import_organisation
from app.organisation.model import Person, RoleGrant, Unit
from app.organisation.rules import Holders, UnitFacts
from register.activity.actions import CreateActivity, create_activity
from register.activity.content import ActivityContent
from register.system.actions import create_system
from register.system.content import SystemContent
from tests.conftest import sign_in
from tests.make import NOW, TODAY, Personas, make_grant, make_holder, make_person, make_personas, make_task

DOING = Doing(at=NOW, via="cli")
ART = "art. 38, stk. 6"


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def person(email: str) -> Person:
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


def unit(people: Personas) -> Unit:
    return db.session.get_one(Unit, people.social_id)


def give(people: Personas, email: str, role: str, ends_on: date | None = None) -> bool:
    return grant_role(person(email), role, unit(people), ends_on=ends_on, doing=DOING)


def test_no_operative_role_beside_the_dpos_and_none_of_theirs_beside_an_operative(people: Personas) -> None:
    for role in ("isc", "coordinator", "director", "manager", "system_owner", "assignee"):
        with pytest.raises(Refused, match=ART):
            give(people, people.dorte, role)
    with pytest.raises(Refused, match=ART):
        give(people, people.anna, "dpo")
    assert give(people, people.dorte, "dds")


def test_an_expired_role_stands_in_nobodys_way(people: Personas) -> None:
    somebody = make_person(email="ny@fjordby.example")
    make_grant(person=somebody, role="manager", unit=unit(people), ends_on=TODAY - timedelta(days=1))
    assert give(people, somebody.email, "dpo")
    assert somebody.id in list_dpo_ids(TODAY)


def test_who_has_a_function_gives_it_on_before_becoming_dpo(people: Personas) -> None:
    somebody = make_person(email="ny@fjordby.example", name="Nis Nor")
    make_holder(unit=unit(people), function="hr", person=somebody)
    with pytest.raises(Refused, match="Nis Nor har 1 funktion"):
        give(people, somebody.email, "dpo")


def test_the_dpo_owns_no_record_and_no_system_and_gets_no_task_of_others(people: Personas) -> None:
    with pytest.raises(Refused, match=ART) as refused:
        content = ActivityContent(title="Hjemmepleje", unit="SOC", owner=people.dorte)
        create_activity(CreateActivity(content=content), doing=DOING)
    assert refused.value.field == "owner"
    with pytest.raises(Refused, match=ART):
        create_system(SystemContent(name="Journalen", owner=people.dorte), doing=DOING)
    task = make_task(unit=unit(people), due_on=TODAY + timedelta(days=9))
    with pytest.raises(Refused, match=ART):
        assign_task(AssignTask(task_id=task.id, person_id=person(people.dorte).id), doing=DOING)
    own = make_task(unit=unit(people), due_on=TODAY + timedelta(days=9), function="dpo")
    assert assign_task(AssignTask(task_id=own.id, person_id=person(people.dorte).id), doing=DOING).person


def imported(text: str) -> list[str]:
    report = import_organisation(ImportFile(name="fil.csv", data=text.encode()), doing=DOING)
    return [rejection.message for rejection in report.result.rejected]


def test_a_file_gives_the_dpo_neither_role_nor_function(people: Personas) -> None:
    assert ART in imported(f"email;name;unit;role\n{people.dorte};Dorte Dun;SOC;manager\n")[0]
    assert ART in imported(f"email;name;unit;role\n{people.bent};Bent Birk;SOC;dpo\n")[0]
    assert ART in imported("email;name;unit;role\nx@fjordby.example;X;SOC;dpo\nx@fjordby.example;X;SOC;isc\n")[0]
    head = "code;name;kind;parent;leader_email;dpo_email\n"
    assert "andre funktioner" in imported(f"{head}SOC;Social;administration;KOMMUNE;{people.dorte};\n")[0]
    assert ART in imported(f"{head}SOC;Social;administration;KOMMUNE;;{people.anna}\n")[0]
    assert imported(f"{head}SOC;Social;administration;KOMMUNE;;{people.dorte}\n") == []


def test_an_auditor_from_a_file_is_let_in_for_ninety_days(people: Personas) -> None:
    assert imported("email;name;unit;role\nrita@fjordby.example;Rita Revl;SOC;auditor\n") == []
    assert person("rita@fjordby.example").grants[0].ends_on == TODAY + timedelta(days=90)


def test_an_auditor_has_a_day_within_a_year(people: Personas) -> None:
    for ends_on in (None, TODAY - timedelta(days=1), TODAY + timedelta(days=400)):
        with pytest.raises(Refused) as refused:
            give(people, people.erik, "auditor", ends_on)
        assert refused.value.field == "ends_on"
    assert give(people, people.erik, "auditor", TODAY + timedelta(days=365))
    assert give(people, people.erik, "auditor", TODAY), "another last day"
    assert not give(people, people.erik, "auditor", TODAY)


@pytest.mark.parametrize("function", ["leader", "coordinator", "hr"])
def test_no_task_but_the_dpos_own_ends_with_a_dpo(function: str) -> None:
    units = {1: UnitFacts(None), 2: UnitFacts(1)}
    held = {(2, function): 7, (1, "coordinator"): 8, (2, "dpo"): 7}
    holders = Holders(units=units, held=held, active=frozenset({7, 8}), dpos=frozenset({7}))
    assert holders.find(function, 2).person_id == 8
    assert holders.find(function, 2, named_id=7).person_id == 8
    assert holders.find("dpo", 2).person_id == 7


def test_the_page_gives_a_role_to_a_day_and_says_when_it_is_over(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    sign_in(client, personas.frida)
    with app.app_context():
        erik = person(personas.erik).id
    until = clock.today() + timedelta(days=30)
    form = {"role": "auditor", "unit": "SOC"}
    assert client.post(f"/admin/brugere/{erik}/roller", data=form).status_code == 422
    form |= {"ends_on": until.isoformat()}
    assert client.post(f"/admin/brugere/{erik}/roller", data=form).status_code == 303
    assert f"til og med {until:%d-%m-%Y}" in client.get(f"/admin/brugere/{erik}").text
    with app.test_request_context():
        begin_writing()
        grant = db.session.scalars(db.select(RoleGrant).where(RoleGrant.role == "auditor")).one()
        grant.ends_on = clock.today() - timedelta(days=1)
        db.session.commit()
    assert "Udløbet" in client.get(f"/admin/brugere/{erik}").text
    sign_in(client, personas.erik)
    assert client.get("/fortegnelse").status_code == 404


def test_the_command_line_tells_an_auditors_last_day(app: Flask, personas: Personas) -> None:
    result = app.test_cli_runner().invoke(
        user,
        ["create", "rita@fjordby.example", "--name", "Rita Revl", "--role", "auditor"],
        input="Vandmelon-under-broen-77\n",
    )
    assert result.exit_code == 0, result.output
    day = clock.today() + timedelta(days=90)
    assert f"til og med {day:%d-%m-%Y}" in result.output


def test_the_table_is_a_page_for_those_who_may_see_it(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    text = client.get("/admin/adgang").text
    assert "Se, acceptér grøn og gul i eget område" in text
    assert "Kommer senere" in text
    sign_in(client, personas.anna)
    assert client.get("/admin/adgang").status_code == 404
