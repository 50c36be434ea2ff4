"""A file that is the whole list: who and what goes, what stops it, and what the trail tells of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.auth.model import UserSession
from app.auth.sessions import begin_session
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.importing.outcome import Report
from app.organisation.importing.rules import UnitRow
from app.organisation.importing.run import ImportFile, import_organisation
from app.organisation.importing.template import write_template
from app.organisation.importing.words import text_of
from app.organisation.model import FunctionHolder, Municipality, Person, RoleGrant, Unit
from app.organisation.store import find_person, find_unit
from app.token.actions import mail_link_to
from app.token.rules import RESET
from tests.app.organisation.importing.strategies import as_csv, trees
from tests.make import (
    NOW,
    TODAY,
    Personas,
    make_account,
    make_activity,
    make_grant,
    make_holder,
    make_person,
    make_personas,
    make_task,
    make_unit,
)

ALL = "email;name;unit;role\n" + "".join(
    f"{email};{name};{unit};\n"
    for email, name, unit in (
        (Personas.anna, "Anna Ahorn", "SOC"),
        (Personas.bent, "Bent Birk", "SOC"),
        (Personas.carla, "Carla Ceder", "BOK"),
        (Personas.erik, "Erik Eg", "KOMMUNE"),
    )
)
UNITS = """\
Kode;Navn;Type;Hører under
KOMMUNE;Fjordby Kommune;Kommune;
SOC;Social;Forvaltning;KOMMUNE
SOC-HJ;Hjemmeplejen;Enhed;SOC
BOK;Børn og Kultur;Forvaltning;KOMMUNE
BOK-SK;Skovskolen;Enhed;BOK
"""


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def take(text: str | bytes, *, person_id: int | None = None, **how: Any) -> Report:
    data = text.encode() if isinstance(text, str) else text
    how = {"is_complete": True, "most_percent": 100} | how
    command = ImportFile(name="fil.csv", data=data, **how)
    return import_organisation(command, doing=Doing(at=NOW, person_id=person_id, via="cli"))


def get_person(email: str) -> Person:
    person = find_person(email)
    assert person is not None
    return person


def get_unit(code: str) -> Unit:
    unit = find_unit(code)
    assert unit is not None
    return unit


def events(verb: str) -> list[tuple[int | None, dict[str, Any]]]:
    rows = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == verb).order_by(AuditEvent.id))
    return [(row.subject_id, row.changes) for row in rows]


def keys(report: Report, group: str) -> list[str]:
    return [consequence.key for consequence in report.consequences()[group]]


def without(text: str, *words: str) -> str:
    return "\n".join(line for line in text.splitlines() if not any(word in line for word in words))


def test_who_is_not_in_the_whole_list_is_kept_out_and_signed_out(people: Personas) -> None:
    carla = get_person(people.carla)
    new = make_person(email="ny@fjordby.example")
    begin_session(make_account(new), via="password", now=clock.now())
    links = [mail_link_to(person, RESET, doing=Doing(at=NOW, via="cli")) for person in (new, get_person(people.anna))]
    report = take(without(ALL, people.carla))
    assert keys(report, "gone") == [people.carla, "ny@fjordby.example"]
    assert report.consequences()["gone"][0].hangs == ("1 funktion",)
    assert not carla.is_active
    assert events("person.close")[0] == (carla.id, {"is_active": [True, False]})
    assert db.session.scalars(db.select(UserSession.ended_at)).all() == [NOW]
    for link in links:
        db.session.refresh(link)
    # Opened again, the person asks for a link anew; who stays keeps the one there is.
    assert [link.expires_at > NOW for link in links] == [False, True]
    assert "Adgangen er lukket for 2 personer." in text_of(report)


def test_without_saying_so_a_file_is_never_the_whole_list(people: Personas) -> None:
    report = take(without(ALL, people.carla), is_complete=False)
    assert keys(report, "gone") == keys(report, "kept") == []
    assert get_person(people.carla).is_active


def test_those_who_seldom_stand_in_a_staff_list_are_kept_and_said(people: Personas) -> None:
    auditor, former = make_person(email="rev@fjordby.example"), make_person(email="old@fjordby.example")
    root = get_unit("KOMMUNE")
    make_grant(person=auditor, role="auditor", unit=root, ends_on=TODAY)
    make_grant(person=former, role="auditor", unit=root, ends_on=TODAY - timedelta(days=1))
    report = take(without(ALL, people.erik), person_id=get_person(people.erik).id)
    assert {c.key: c.why for c in report.consequences()["kept"]} == {
        people.dorte: "er databeskyttelsesrådgiver",
        people.erik: "læser selv filen ind",
        people.frida: "er systemadministrator",
        "rev@fjordby.example": "er revisor",
    }
    assert keys(report, "gone") == ["old@fjordby.example"]


def test_more_than_the_share_is_refused_with_the_numbers(people: Personas) -> None:
    db.session.get_one(Municipality, 1).most_removed_percent = 10
    report = take(without(ALL, people.carla), most_percent=None)
    assert report.is_refused
    assert report.refusals == (
        "Filen ville lukke adgangen for 1 af 6 personer (17 %). Højst 10 % må lukkes på én gang.",
    )
    assert report.as_json()["refused"] == list(report.refusals)
    assert [gone["email"] for gone in report.as_json()["gone"]] == [people.carla]
    db.session.rollback()


def test_a_role_that_came_by_a_file_goes_by_a_file_and_no_other_does(people: Personas) -> None:
    anna = get_person(people.anna)
    given = [(grant.role, grant.unit.code) for grant in anna.grants]
    take(ALL + f"{people.anna};;BOK;reader\n{people.bent};;SOC;admin\n")
    db.session.expire_all()
    assert [(g.role, g.unit.code, g.source) for g in anna.grants][-1] == ("reader", "BOK", "file")
    report = take(ALL)
    db.session.expire_all()
    assert [(grant.role, grant.unit.code) for grant in anna.grants] == given
    assert [c.shown for c in report.consequences()["changed"][0].changes] == [("Læseadgang i Børn og Kultur", "")]
    assert events("person.remove_role") == [(anna.id, {"role": ["reader BOK", None]})]
    # The administrator's role is never taken by a list.
    assert "admin" in {grant.role for grant in get_person(people.bent).grants}
    assert people.bent in text_of(report)
    assert take(ALL).changes_something is False


def test_who_reads_the_file_in_gets_no_role_by_it(people: Personas) -> None:
    frida = get_person(people.frida)

    def read(text: str, *, via: str = "web") -> list[str]:
        command = ImportFile(name="fil.csv", data=text.encode())
        report = import_organisation(command, doing=Doing(at=NOW, person_id=frida.id, via=via))
        return [rejection.message for rejection in report.result.rejected]

    line = f"email;name;unit;role\n{people.frida};;"
    assert "kan ikke give dig selv en rolle" in read(f"{line}KOMMUNE;isc\n")[0]
    assert read(f"{line}KOMMUNE;admin\n") == read(f"{line}BOK;\n") == []
    assert {grant.role for grant in frida.grants} == {"admin"}
    assert read(f"{line}KOMMUNE;isc\n", via="cli") == []


def test_a_role_that_is_over_is_given_again_by_a_file_but_for_the_auditor_s(people: Personas) -> None:
    anna, auditor = get_person(people.anna), make_person(email="rev@fjordby.example")
    yesterday = TODAY - timedelta(days=1)
    for person, role in ((anna, "reader"), (auditor, "auditor")):
        make_grant(person=person, role=role, unit=get_unit("BOK"), ends_on=yesterday)
    db.session.expire_all()
    take("email;name;unit;role\n" + f"{people.anna};;BOK;reader\nrev@fjordby.example;;BOK;auditor\n", is_complete=False)
    db.session.expire_all()
    [given] = [grant for grant in anna.grants if grant.role == "reader"]
    assert (given.ends_on, given.source) == (None, "file")
    assert auditor.grants[0].ends_on == yesterday


def test_without_a_column_for_roles_no_role_is_taken(people: Personas) -> None:
    take(ALL + f"{people.anna};;BOK;reader\n")
    take(without(ALL).replace(";role", ";noter"))
    assert "reader" in {grant.role for grant in get_person(people.anna).grants}


def test_each_person_and_role_has_an_event_of_its_own(people: Personas) -> None:
    text = ALL.replace("Bent Birk;SOC", "Bent Bøg;BOK") + "ny@fjordby.example;Nynne Ny;SOC;reader\n"
    take(text)
    bent, new = get_person(people.bent), get_person("ny@fjordby.example")
    assert events("person.change") == [(bent.id, {"name": ["Bent Birk", "Bent Bøg"], "unit": ["SOC", "BOK"]})]
    told = {"email": [None, new.email], "name": [None, "Nynne Ny"], "unit": [None, "SOC"]}
    assert events("person.create") == [(new.id, told)]
    assert events("person.grant_role") == [(new.id, {"role": [None, "reader SOC"]})]


def test_each_unit_has_an_event_of_its_own(people: Personas) -> None:
    make_holder(unit=get_unit("BOK-SK"), function="leader", person=get_person(people.carla))
    text = without(UNITS, "BOK-SK").replace("Hjemmeplejen;Enhed;SOC", "Plejen;Enhed;BOK") + "\nNY;Ny;Enhed;SOC\n"
    report = take(text)
    assert not report.is_refused
    home, school = get_unit("SOC-HJ"), get_unit("BOK-SK")
    assert events("organisation.create_unit") == [
        (
            get_unit("NY").id,
            {"code": [None, "NY"], "name": [None, "Ny"], "kind": [None, "unit"], "parent": [None, "SOC"]},
        )
    ]
    changed = dict(events("organisation.change_unit"))
    assert changed[home.id] == {"name": ["Hjemmeplejen", "Plejen"], "parent": ["SOC", "BOK"]}
    closed = {"is_closed": [False, True], "leader": [people.carla, ""]}
    assert events("organisation.close_unit") == [(school.id, closed)]
    assert db.session.scalars(db.select(FunctionHolder).where(FunctionHolder.unit_id == school.id)).all() == []
    take(UNITS)
    assert events("organisation.open_unit") == [(school.id, {"is_closed": [True, False]})]


def test_a_moved_unit_tells_what_follows(people: Personas) -> None:
    team = make_unit(code="TEAM", parent=get_unit("SOC-HJ"))
    for unit in (team, get_unit("SOC-HJ")):
        make_activity(unit=unit)
    report = take(UNITS.replace("Hjemmeplejen;Enhed;SOC", "Hjemmeplejen;Enhed;BOK"), is_complete=False)
    (moved,) = report.consequences()["moved"]
    assert moved.changes[0].shown == ("Social (SOC)", "Børn og Kultur (BOK)")
    assert set(moved.hangs) == {"2 behandlinger", "1 enhed under den"}
    (told,) = report.as_json()["moved"]
    assert (told["code"], told["from"], told["to"]) == ("SOC-HJ", "SOC", "BOK")


def _record(unit: Unit) -> None:
    make_activity(unit=unit)


def _begun(unit: Unit) -> None:
    make_task(unit=unit, due_on=TODAY, is_touched=True)


def _person(unit: Unit) -> None:
    make_person(email="x@fjordby.example", unit=unit)


def _role(unit: Unit) -> None:
    make_grant(person=get_person(Personas.anna), role="reader", unit=unit)


def _unit_below(unit: Unit) -> None:
    make_unit(code="NEDE", parent=unit)


@pytest.mark.parametrize(
    ("hang", "words"),
    [
        (_record, "1 behandling"),
        (_begun, "1 påbegyndt opgave"),
        (_person, "1 person"),
        (_role, "1 rolle"),
        (_unit_below, "NEDE (NEDE)"),
    ],
)
def test_a_unit_with_something_on_it_stays_open_until_it_is_moved(
    people: Personas, hang: Callable[[Unit], None], words: str
) -> None:
    hang(get_unit("BOK-SK"))
    text = without(UNITS, "BOK-SK") + ("\nNEDE;NEDE;Enhed;BOK-SK\n" if hang is _unit_below else "")
    report = take(text)
    assert report.is_refused
    assert report.refusals == (
        f"Skovskolen (BOK-SK) står ikke i filen, men kan ikke lukkes, før dette er flyttet: {words}.",
    )
    assert not get_unit("BOK-SK").is_closed


def test_what_is_over_keeps_no_unit_open(people: Personas) -> None:
    school = get_unit("BOK-SK")
    make_activity(unit=school, status="retired")
    make_task(unit=school, due_on=TODAY, done_on=TODAY, is_touched=True)
    make_task(unit=school, due_on=TODAY)
    make_person(email="x@fjordby.example", unit=school, is_active=False)
    report = take(without(UNITS, "BOK-SK"))
    assert not report.is_refused
    assert report.consequences()["gone"][0].hangs == ("1 planlagt opgave",)
    assert school.is_closed


def test_a_branch_goes_together(people: Personas) -> None:
    for person in (Personas.carla,):
        get_person(person).unit = get_unit("SOC")
        db.session.execute(db.delete(RoleGrant).where(RoleGrant.person_id == get_person(person).id))
    db.session.flush()
    report = take(without(UNITS, "BOK"))
    assert keys(report, "gone") == ["BOK", "BOK-SK"]
    assert not report.is_refused


def test_nothing_is_put_below_or_into_a_closed_unit(people: Personas) -> None:
    take(without(UNITS, "BOK-SK"))
    report = take("Kode;Navn;Type;Hører under\nNY;Ny;Enhed;BOK-SK\n", is_complete=False)
    assert [r.message for r in report.result.rejected] == ["enheden «BOK-SK» er lukket. Vælg en anden."]
    report = take(f"email;name;unit\n{people.anna};Anna Ahorn;BOK-SK\n", is_complete=False)
    assert [r.message for r in report.result.rejected] == ["enheden «BOK-SK» er lukket. Vælg en anden."]


@pytest.mark.parametrize("sheet", ["enheder", "personer"])
def test_the_list_that_is_fetched_changes_nothing_when_it_is_read_in_again(people: Personas, sheet: str) -> None:
    data, count = write_template(sheet)
    report = take(data)
    assert report.result.rejected == ()
    assert (report.result.read, report.result.unchanged) == (count, count)
    assert not report.changes_something


def test_the_digest_names_what_would_be_done(people: Personas) -> None:
    def digest(text: str, **how: Any) -> str:
        found = take(text, **how).digest()
        db.session.expunge_all()
        return found

    text = without(UNITS, "BOK-SK").replace("Hjemmeplejen;", "Plejen;")
    with db.session.begin_nested() as trial:
        first = digest(text)
        trial.rollback()
    with db.session.begin_nested() as trial:
        assert digest(text) == first
        trial.rollback()
    with db.session.begin_nested() as trial:
        assert digest(text, is_complete=False) != first
        trial.rollback()
    with db.session.begin_nested() as trial:
        make_activity(unit=get_unit("BOK-SK"))
        assert digest(text) != first
        trial.rollback()


def test_the_number_of_statements_does_not_grow_with_who_comes_and_goes(ctx: Flask) -> None:
    make_personas()

    def statements(size: int) -> tuple[int, int]:
        lines = [f"n{size}-{n}@fjordby.example;Navn {n};SOC;reader" for n in range(size)]
        return _count(lambda: take("email;name;unit;role\n" + "\n".join(lines))), _count(lambda: take(ALL))

    few, many = statements(100), statements(1000)
    assert many[0] <= few[0] + 12
    assert many[1] <= few[1] + 12


def _count(do: Callable[[], object]) -> int:
    seen = 0

    def tick(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal seen
        # SQLite gives new rows their numbers one at a time; it is no server that would have to be asked.
        seen += not (statement.startswith("INSERT") and db.engine.dialect.name == "sqlite")

    db.event.listen(db.engine, "before_cursor_execute", tick)
    do()
    db.event.remove(db.engine, "before_cursor_execute", tick)
    return seen


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(before=trees(), after=trees())
def test_after_the_whole_list_exactly_its_units_are_open_and_a_second_time_changes_nothing(
    ctx: Flask, before: list[UnitRow], after: list[UnitRow]
) -> None:
    take(as_csv(before), is_complete=False)
    was_open = set(db.session.scalars(db.select(Unit.code).where(~Unit.is_closed)))
    report = take(as_csv(after))
    if not report.is_refused:
        is_open = set(db.session.scalars(db.select(Unit.code).where(~Unit.is_closed)))
        assert is_open == {row.code for row in after}
        assert set(keys(report, "gone")) == was_open - is_open
        again = take(as_csv(after))
        assert not again.changes_something
    db.session.rollback()
    begin_writing()
