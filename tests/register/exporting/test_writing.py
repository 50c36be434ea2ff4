"""The files themselves: what is in them, in which order, and what is never calculated."""

import json
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event

from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope
from app.organisation.store import find_unit
from register.activity.content import ActivityContent, Purpose, Retention
from register.activity.filtering import ActivityFilter
from register.exporting.offers import load_offers
from register.exporting.workbook import ALL_HEADINGS, write_workbook
from register.importing.columns import HEADINGS
from register.importing.guide import fixed_choices
from tests.make import TODAY, Personas
from tests.register.exporting.conftest import make_linked_records, make_register, read, write

RECORD = ActivityContent(
    number="7",
    title="=HYPERLINK(1)",
    unit="SOC",
    owner=Personas.bent,
    purposes=(Purpose(text="At afgøre sager", art6=("c", "e")), Purpose(text="At føre statistik", art6=("e",))),
    subjects=("adults",),
    retention=(Retention(period="P5Y", start_event="case_closed"),),
    systems=("ESDH",),
)


@pytest.fixture
def register(people: Personas) -> Personas:
    """One record, and the systems it may point at."""
    make_linked_records()
    make_register([RECORD])
    return people


def test_xlsx_is_read_back_as_people_see_it(register: Personas) -> None:
    sheet = openpyxl.load_workbook(BytesIO(write("xlsx"))).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings == [*HEADINGS.values(), "Kilde"]
    row = dict(zip(headings, [cell.value for cell in sheet[2]], strict=True))
    assert (row["Titel"], row["Enhed"], row["Ansvarlig"]) == ("=HYPERLINK(1)", "SOC", Personas.bent)
    assert row["Formål"] == "At afgøre sager\nAt føre statistik"
    assert row["Art. 6"] == "c; e\ne"
    assert row["Slettefrist"] == "5 år efter sagens afslutning"
    assert row["Kilde"] == "own"
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n"}, "nothing is a formula"


def test_a_workbook_offers_what_may_be_chosen_and_tells_how_each_column_is_written(register: Personas) -> None:
    target = BytesIO()
    write_workbook(target, (), load_offers(Scope.everything()))
    book = openpyxl.load_workbook(target)
    assert [(sheet.title, sheet.sheet_state) for sheet in book.worksheets] == [
        ("Fortegnelse", "visible"),
        ("Vejledning", "visible"),
        ("Koder", "visible"),
        ("Lister", "hidden"),
    ]
    page, guide, codes, lists = book.worksheets
    assert (page.freeze_panes, page.max_row) == ("A2", 1)
    headings = [cell.value for cell in page[1]]
    offered = {}
    for rule in page.data_validations.dataValidation:
        (cells,) = rule.sqref.ranges
        where = rule.formula1.partition("!")[2].replace("$", "")
        offered[headings[cells.min_col - 1]] = [cell.value for (cell,) in lists[where]]
    assert offered["Myndighedsopgave"] == ["Ja", "Nej"]
    assert offered["Enhed"] == ["KOMMUNE", "BOK", "BOK-SK", "SOC", "SOC-HJ"]
    assert Personas.bent in offered["Ansvarlig"]
    assert Personas.dorte not in offered["Ansvarlig"], "the DPO owns nothing"
    assert offered.keys() == {*fixed_choices(), "Enhed", "Ansvarlig"}
    assert [row[0].value for row in guide.iter_rows(min_row=2)] == headings
    assert ("Databehandler", "DRIFT", "Drift") in [tuple(cell.value for cell in row) for row in codes.iter_rows()]
    assert page.column_dimensions["A"].alignment.wrap_text
    assert page["A1"].alignment.wrap_text


def test_who_only_reads_gets_no_list_of_the_people_who_work_here(register: Personas) -> None:
    book = openpyxl.load_workbook(BytesIO(write("xlsx")))
    assert book.sheetnames == ["Fortegnelse", "Vejledning", "Lister"]
    texts = {str(cell.value) for sheet in book.worksheets[1:] for row in sheet.iter_rows() for cell in row}
    assert not any(Personas.anna in text for text in texts)


def test_a_sheet_filled_in_with_the_words_it_offers_is_read(register: Personas) -> None:
    target = BytesIO()
    row = [fixed_choices().get(heading, [""])[-1] for heading in ALL_HEADINGS]
    row[:2] = ["900", "Udfyldt"]
    write_workbook(target, [row], load_offers(Scope.everything()))
    assert read("ark.xlsx", target.getvalue()).created == 1


def test_days_are_days_and_what_is_typed_stays_text(people: Personas) -> None:
    make_register([ActivityContent(number="1", title="Valg", next_review_on=TODAY, last_review_on=date(1850, 1, 2))])
    sheet = openpyxl.load_workbook(BytesIO(write("xlsx"))).worksheets[0]
    row = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert row["Næste gennemgang"].value.date() == TODAY
    assert row["Senest gennemgået"].value == "1850-01-02"
    assert row["Nummer"].number_format == "@"


def test_csv_opens_in_a_danish_excel_and_calculates_nothing(register: Personas) -> None:
    data = write("csv")
    assert data.startswith("\ufeff".encode())
    assert '"\'=HYPERLINK(1)"' in data.decode("utf-8-sig")


def test_json_carries_what_the_records_point_at(register: Personas) -> None:
    document = json.loads(write("json"))
    assert [unit["code"] for unit in document["units"]] == ["BOK", "BOK-SK", "KOMMUNE", "SOC", "SOC-HJ"]
    assert [person["email"] for person in document["people"]] == [Personas.bent], "nobody else's name leaves the house"
    assert "UBRUGT" in [system["code"] for system in document["systems"]]
    assert document["municipality"]["dpo_email"] == Personas.dorte
    (activity,) = document["activities"]
    assert (activity["source"], activity["status"], activity["owner"]) == ("own", "draft", Personas.bent)


def test_part_of_the_register_carries_only_what_that_part_points_at(register: Personas) -> None:
    make_register([ActivityContent(number="8", title="Skoleindskrivning", unit="BOK-SK")])
    document = json.loads(write("json", ActivityFilter(q="skoleindskrivning")))
    assert [activity["number"] for activity in document["activities"]] == ["8"]
    assert [unit["code"] for unit in document["units"]] == ["BOK", "BOK-SK", "KOMMUNE"]
    assert (document["people"], document["systems"]) == ([], [])


def test_only_records_inside_the_scope_are_written(register: Personas) -> None:
    make_register([ActivityContent(number="8", title="Skole", unit="BOK-SK"), ActivityContent(number="9", title="Fri")])
    unit = find_unit("BOK")
    assert unit is not None
    document = json.loads(write("json", scope=Scope(paths=(unit.path,))))
    assert [activity["number"] for activity in document["activities"]] == ["8"]


def test_a_text_that_excel_would_cut_is_refused_by_name_and_number(register: Personas) -> None:
    make_register([ActivityContent(number="8", title="Lang", measures="x" * 40_000)])
    with pytest.raises(Refused, match="Behandling 8 har mere tekst i «Sikkerhedsforanstaltninger»"):
        write("xlsx")
    assert b"x" * 40_000 in write("csv")


def test_the_number_of_statements_does_not_follow_the_number_of_records(register: Personas) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(*args: Any) -> None:
            seen.append(args[2])

        db.session.flush()
        db.session.expire_all()
        event.listen(db.engine, "before_cursor_execute", note)
        write("json")
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    few = statements()
    make_register([ActivityContent(number=str(n), title="Ny", unit="SOC", systems=("ELEV",)) for n in range(20, 50)])
    assert statements() == few
