"""The import from bytes to rows in the database."""

import io

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.core.sheets import OutSheet, write_xlsx
from app.organisation.importing.outcome import Report
from app.organisation.importing.run import ImportFile, import_organisation
from app.organisation.importing.words import text_of
from app.organisation.model import FunctionHolder, Municipality, Person, RoleGrant, Unit
from tests.app.organisation.importing.strategies import as_csv, trees
from tests.make import NOW, make_grant, make_person

DOING = Doing(at=NOW, via="cli")

UNITS = """\
code;name;kind;parent;leader_email;coordinator_email
SOC-FAM;Familierådgivningen;unit;SOC;birgit@fjordby.example;
SOC;Social;administration;FJORDBY;bent@fjordby.example;anna@fjordby.example
BOK;Børn og Kultur;administration;FJORDBY;;carla@fjordby.example
FJORDBY;Fjordby Kommune;municipality;;;
"""
PEOPLE = """\
email;name;unit;role
anna@fjordby.example;Anna Ahorn;SOC;coordinator
anna@fjordby.example;;BOK;coordinator
bent@fjordby.example;Bent Birk;SOC;manager
birgit@fjordby.example;Birgit Bregne;SOC-FAM;
"""


def take(text: str | bytes, name: str = "fil.csv", **how: object) -> Report:
    data = text.encode() if isinstance(text, str) else text
    return import_organisation(ImportFile(name=name, data=data, **how), doing=DOING)  # type: ignore[arg-type]


def counts(report: Report) -> tuple[int, int, int, int, int]:
    result = report.result
    return (result.read, result.created, result.updated, result.unchanged, len(result.rejected))


def get_unit(code: str) -> Unit:
    return db.session.scalars(db.select(Unit).where(Unit.code == code)).one()


def holders() -> dict[tuple[str, str], str]:
    rows = db.session.scalars(db.select(FunctionHolder))
    return {(row.unit.code, row.function): row.person.email for row in rows}


def snapshot() -> tuple[dict[str, tuple[str, str, str, str, str]], dict[tuple[str, str], str]]:
    """The tree by codes: name, kind, administration, way down to the unit."""
    db.session.expire_all()
    units = {unit.id: unit for unit in db.session.scalars(db.select(Unit))}
    tree = {
        unit.code: (
            unit.name,
            unit.kind,
            units[unit.administration_id].code if unit.administration_id else "",
            "/".join(units[int(part)].code for part in unit.path.strip("/").split("/")),
            units[unit.parent_id].code if unit.parent_id else "",
        )
        for unit in units.values()
    }
    return tree, holders()


def test_units_come_in_whatever_their_order_and_take_over_the_root(ctx: Flask) -> None:
    report = take(UNITS)
    assert counts(report) == (4, 3, 1, 0, 0)
    tree, held = snapshot()
    assert tree == {
        "FJORDBY": ("Fjordby Kommune", "municipality", "", "FJORDBY", ""),
        "SOC": ("Social", "administration", "SOC", "FJORDBY/SOC", "FJORDBY"),
        "BOK": ("Børn og Kultur", "administration", "BOK", "FJORDBY/BOK", "FJORDBY"),
        "SOC-FAM": ("Familierådgivningen", "unit", "SOC", "FJORDBY/SOC/SOC-FAM", "SOC"),
    }
    assert held == {
        ("SOC-FAM", "leader"): "birgit@fjordby.example",
        ("SOC", "leader"): "bent@fjordby.example",
        ("SOC", "coordinator"): "anna@fjordby.example",
        ("BOK", "coordinator"): "carla@fjordby.example",
    }
    assert db.session.get_one(Municipality, 1).name == "Fjordby Kommune"


def test_the_same_file_twice_changes_nothing_the_second_time(ctx: Flask) -> None:
    take(UNITS)
    take(PEOPLE)
    before = snapshot()
    assert counts(take(UNITS)) == (4, 0, 0, 4, 0)
    assert counts(take(PEOPLE)) == (4, 0, 0, 4, 0)
    assert snapshot() == before


def test_a_leader_nobody_knows_becomes_a_person_and_gets_a_name_from_the_second_file(ctx: Flask) -> None:
    report = take(UNITS)
    assert "birgit@fjordby.example" in text_of(report)
    birgit = db.session.scalars(db.select(Person).where(Person.email == "birgit@fjordby.example")).one()
    assert birgit.name == "birgit@fjordby.example"
    take(PEOPLE)
    assert birgit.name == "Birgit Bregne"
    assert birgit.unit is get_unit("SOC-FAM")


def test_an_emptied_leader_field_takes_the_leader_away(ctx: Flask) -> None:
    take(UNITS)
    report = take(UNITS.replace("bent@fjordby.example", ""))
    assert counts(report) == (4, 0, 1, 3, 0)
    assert ("SOC", "leader") not in holders()
    assert ("SOC", "coordinator") in holders()


def test_a_file_without_the_leader_column_leaves_leaders_alone(ctx: Flask) -> None:
    take(UNITS)
    report = take("code;name;kind;parent\nSOC;Social og Velfærd;administration;FJORDBY\n")
    assert [(o.verb, [(c.label, c.before, c.after) for c in o.changes]) for o in report.outcomes] == [
        ("updated", [("Navn", "Social", "Social og Velfærd")])
    ]
    assert holders()["SOC", "leader"] == "bent@fjordby.example"


def test_a_new_leader_takes_the_place_of_the_old_one(ctx: Flask) -> None:
    take(UNITS)
    take(UNITS.replace("bent@", "birgit@"))
    assert holders()["SOC", "leader"] == "birgit@fjordby.example"


def test_what_lies_below_a_moved_unit_moves_with_it(ctx: Flask) -> None:
    take(UNITS)
    take("code;name;kind;parent\nFAM-1;Team 1;unit;SOC-FAM\n")
    report = take("code;name;kind;parent\nSOC-FAM;Familierådgivningen;unit;BOK\n")
    assert counts(report) == (1, 0, 1, 0, 0)
    tree, _held = snapshot()
    assert tree["FAM-1"][2:4] == ("BOK", "FJORDBY/BOK/SOC-FAM/FAM-1")


def test_a_closed_unit_that_comes_again_is_open(ctx: Flask) -> None:
    take(UNITS)
    get_unit("SOC-FAM").is_closed = True
    db.session.flush()
    assert counts(take(UNITS)) == (4, 0, 1, 3, 0)
    assert not get_unit("SOC-FAM").is_closed


def test_one_bad_row_stops_the_whole_file(ctx: Flask) -> None:
    take(UNITS)
    before = snapshot()
    report = take(
        "code;name;kind;parent;leader_email\n"
        "NY-1;Ny enhed;unit;SOC;bent@fjordby.example\n"
        "SOC;Social;administration;FJORDBI;\n"
    )
    assert counts(report) == (2, 0, 0, 0, 1)
    assert report.result.rejected[0].sentence == (
        "Række 3, kolonne «parent»: enheden «FJORDBI» findes ikke. Mente du «FJORDBY»?"
    )
    assert snapshot() == before


def test_rejections_name_the_file_s_own_heading(ctx: Flask) -> None:
    take(UNITS)
    report = take("Kode;Navn;Type;Hører under\nA;A;Enhed;INGEN\n")
    assert [(r.row, r.column) for r in report.result.rejected] == [(2, "Hører under")]


def test_roles_are_given_in_their_units_and_the_first_row_says_where_the_person_belongs(ctx: Flask) -> None:
    take(UNITS)
    report = take(PEOPLE)
    # The units file has brought everybody's address already: here they get names, places and roles.
    assert counts(report) == (4, 0, 4, 0, 0)
    anna = db.session.scalars(db.select(Person).where(Person.email == "anna@fjordby.example")).one()
    assert (anna.name, anna.unit) == ("Anna Ahorn", get_unit("SOC"))
    assert [(grant.role, grant.unit.code) for grant in anna.grants] == [("coordinator", "SOC"), ("coordinator", "BOK")]


def test_a_role_that_is_not_in_the_file_stays(ctx: Flask) -> None:
    take(UNITS)
    take(PEOPLE)
    gitte = make_person(email="gitte@fjordby.example", name="Gitte Gran")
    make_grant(person=gitte, role="isc", unit=get_unit("FJORDBY"))
    assert counts(take("email;name;unit;role\ngitte@fjordby.example;Gitte Gran;DIG;reader\n"))[4] == 1
    assert counts(take("email;name;unit;role\ngitte@fjordby.example;Gitte Gran;SOC;reader\n")) == (1, 0, 1, 0, 0)
    roles = db.session.scalars(db.select(RoleGrant.role).where(RoleGrant.person_id == gitte.id)).all()
    assert sorted(roles) == ["isc", "reader"]


def test_an_unknown_role_is_told_and_nothing_of_the_file_is_taken(ctx: Flask) -> None:
    take(UNITS)
    people = db.session.scalar(db.select(db.func.count(Person.id)))
    report = take("email;name;unit;role\nny@fjordby.example;Ny;SOC;reader\nto@fjordby.example;To;SOC;kordinator\n")
    assert [r.sentence for r in report.result.rejected] == [
        "Række 3, kolonne «role»: rollen «kordinator» findes ikke. Mente du «GDPR-koordinator»?"
    ]
    assert db.session.scalar(db.select(db.func.count(Person.id))) == people


def test_somebody_who_has_left_is_told_of(ctx: Flask) -> None:
    take(UNITS)
    db.session.scalars(db.select(Person).where(Person.email == "bent@fjordby.example")).one().is_active = False
    db.session.flush()
    assert "bent@fjordby.example" in text_of(take(UNITS))
    assert "bent@fjordby.example" in text_of(take(PEOPLE))


def test_each_import_leaves_one_event_with_its_counts(ctx: Flask) -> None:
    take(UNITS)
    take("code;name;kind;parent\nA;A;unit;INGEN\n")
    events = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "organisation.import")).all()
    assert [event.changes for event in events] == [
        {"form": "units", "read": 4, "created": 3, "updated": 1, "unchanged": 0, "gone": 0}
    ]


def test_a_workbook_is_read_like_a_csv_file(ctx: Flask) -> None:
    rows = [line.split(";") for line in UNITS.splitlines()]
    book = io.BytesIO()
    write_xlsx(book, [OutSheet("Enheder", rows[0], rows[1:])])
    assert counts(take(book.getvalue(), "enheder.xlsx")) == (4, 3, 1, 0, 0)


@pytest.mark.parametrize(
    ("data", "column"),
    [
        (UNITS.encode()[:-4], "parent"),
        (b"MZ\x90\x00" + bytes(200), "A"),
        (b"", "A"),
        (b"code;name;parent\nA;A;B\n", "kind"),
        (b'code;name;kind;parent\nA;"A;unit;B\n', "name"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_rejection_with_a_place(ctx: Flask, data: bytes, column: str) -> None:
    report = take(data, "enheder.xlsx")
    (rejection,) = report.result.rejected
    assert rejection.row >= 1
    assert rejection.column == column
    assert rejection.sentence.startswith(f"Række {rejection.row}, kolonne «{column}»: ")
    assert db.session.scalar(db.select(db.func.count(Unit.id))) == 1


def test_the_number_of_statements_does_not_grow_with_the_file(ctx: Flask) -> None:
    def statements(size: int) -> int:
        count = 0

        def tick(*_args: object) -> None:
            nonlocal count
            count += 1

        lines = ["code;name;kind;parent;leader_email", "FJORDBY;Fjordby;municipality;;", "S;S;administration;FJORDBY;"]
        lines += [f"U{n};Enhed {n};unit;S;p{n % 7}@fjordby.example" for n in range(size)]
        take("\n".join(lines))
        db.event.listen(db.engine, "before_cursor_execute", tick)
        take("\n".join(lines))
        db.event.remove(db.engine, "before_cursor_execute", tick)
        return count

    assert statements(400) <= statements(40) + 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(st.data())
def test_rows_in_any_order_give_the_same_tree_and_a_second_import_changes_nothing(
    ctx: Flask, data: st.DataObject
) -> None:
    rows = data.draw(trees())
    shuffled = data.draw(st.permutations(rows))
    begin_writing()
    take(as_csv(rows))
    first = snapshot()
    db.session.rollback()
    begin_writing()
    take(as_csv(shuffled))
    assert snapshot() == first
    assert counts(take(as_csv(rows))) == (len(rows), 0, 0, len(rows), 0)
    assert snapshot() == first
    db.session.rollback()
    begin_writing()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(before=trees(), after=trees())
def test_whatever_was_there_the_file_s_units_end_as_the_file_says(ctx: Flask, before: list, after: list) -> None:
    take(as_csv(before))
    report = take(as_csv(after))
    if not report.result.rejected:
        tree, held = snapshot()
        for row in after:
            assert tree[row.code][:2] == (row.name, row.kind)
            assert tree[row.code][4] == row.parent
            assert held.get((row.code, "leader"), "") == row.holders["leader"]
        for code, (_name, kind, administration, way, _parent) in tree.items():
            above = [c for c in way.split("/") if tree[c][1] == "administration"]
            assert administration == (above[-1] if above else "")
            assert way.split("/")[-1] == code
            assert (kind == "municipality") == ("/" not in way)
    db.session.rollback()
    begin_writing()
