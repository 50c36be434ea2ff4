"""A file as records, whatever its form; what is wrong with it is told with row and column."""

import json
from io import BytesIO
from typing import Any

import pytest

from app.core.sheets import OutSheet, write_csv, write_xlsx
from register.activity.content import Purpose
from register.importing.batch import Batch
from register.importing.mapping import get_mapping
from register.importing.reading import Columns, read_batch
from tests.register.importing.conftest import OWN_LIST

KL = get_mapping("kl-article30")


def own_csv(headings: list[str], *rows: list[str]) -> bytes:
    target = BytesIO()
    write_csv(target, headings, rows)
    return target.getvalue()


def faults(batch: Batch) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in batch.faults]


def as_json(*records: Any) -> bytes:
    return json.dumps(list(records)).encode()


def test_a_mapping_says_what_it_fills_and_where_it_comes_from() -> None:
    batch = read_batch("liste.json", OWN_LIST.read_bytes(), KL)
    first = batch.records[0]
    assert (first.row, first.key) == (1, ("kl", "01"))
    assert first.said == {"number", "title", "purposes", "kle_numbers"}
    assert batch.column_of("title") == "name"
    assert batch.faults == ()


def test_a_record_without_one_of_the_names_is_refused_with_row_and_name() -> None:
    document = json.loads(OWN_LIST.read_bytes())
    del document[4]["name"], document[6]["gdprChoices"]
    batch = read_batch("liste.json", json.dumps(document).encode(), KL)
    assert faults(batch) == [(5, "name"), (7, "gdprChoices")]
    assert "feltet mangler i posten" in batch.faults[0].sentence


@pytest.mark.parametrize("data", [b"{}", b'"hej"', b"[1]", b'[{"name": "01. A"}, 3]'])
def test_json_that_is_no_list_of_records_is_one_fault(data: bytes) -> None:
    batch = read_batch("liste.json", data, KL)
    assert batch.records == ()
    assert batch.faults[0].row >= 1


def test_a_sheet_under_our_own_headings_needs_no_columns() -> None:
    data = own_csv(["Nummer", "Titel", "Formål", "Kilde"], ["1", "Byggesager", "At give tilladelse", "gammel"])
    (record,) = read_batch("liste.csv", data, None).records
    assert record.key == ("gammel", "1")
    assert record.said == {"number", "title", "purposes"}
    assert record.content.purposes == (Purpose(text="At give tilladelse"),)


def test_without_a_source_it_is_our_own() -> None:
    (record,) = read_batch("liste.csv", own_csv(["nummer", "TITEL"], ["1", "Byggesager"]), None).records
    assert record.key == ("own", "1")


def test_a_heading_we_do_not_know_is_refused_with_the_one_it_is_like() -> None:
    batch = read_batch("liste.csv", own_csv(["Nummer", "Titel", "Formaal"], ["1", "A", "B"]), None)
    assert faults(batch) == [(1, "Formaal")]
    assert "Er det «Formål», der menes?" in batch.faults[0].message


@pytest.mark.parametrize("missing", ["Nummer", "Titel"])
def test_a_sheet_without_number_or_title_is_refused(missing: str) -> None:
    headings = [heading for heading in ("Nummer", "Titel", "Formål") if heading != missing]
    batch = read_batch("liste.csv", own_csv(headings, ["1", "A"]), None)
    assert faults(batch) == [(1, missing)]


def test_chosen_columns_are_read_and_the_source_is_the_chosen_one() -> None:
    data = own_csv(["Id", "Navn på aktivitet", "Andet"], ["7", "Valg", "x"])
    columns = Columns({"number": "Id", "title": "Navn på aktivitet"}, source="nabo")
    batch = read_batch("liste.csv", data, columns)
    assert [record.key for record in batch.records] == [("nabo", "7")]
    assert batch.column_of("title") == "Navn på aktivitet"


def test_an_xlsx_is_read_as_the_csv_is() -> None:
    target = BytesIO()
    write_xlsx(target, [OutSheet("Ark", ["Nummer", "Titel"], [["1", "Byggesager"]])])
    (record,) = read_batch("liste.xlsx", target.getvalue(), None).records
    assert (record.row, record.content.title) == (2, "Byggesager")


def test_our_own_json_says_only_the_fields_that_are_there() -> None:
    (record,) = read_batch("liste.json", as_json({"number": "1", "title": "A", "unit": ""}), None).records
    assert record.said == {"number", "title"}, "a unit that is not named moves nothing"


@pytest.mark.parametrize(
    ("record", "column"),
    [
        ({"number": "1", "title": 5}, "title"),
        ({"number": "1", "title": "A", "purposes": [{"words": "B"}]}, "purposes"),
        ({"number": "1", "title": "A", "source": ["x"]}, "source"),
        ({"number": "1", "title": "A", "status": "færdig"}, "status"),
        ({"number": "1", "title": "A", "last_review_on": "31/2"}, "last_review_on"),
    ],
)
def test_what_our_own_json_cannot_hold_is_told_at_its_record(record: dict[str, Any], column: str) -> None:
    fine = {"number": "0", "title": "Først"}
    batch = read_batch("liste.json", as_json(fine, record), None)
    problems = [(problem.row, problem.column) for line in batch.records for problem in line.problems]
    assert problems == [(2, column)]


def test_a_name_that_is_none_of_ours_is_told_once_with_the_one_it_is_like() -> None:
    batch = read_batch(
        "liste.json", as_json({"number": "1"}, *({"number": str(n), "titel": "A"} for n in range(9))), None
    )
    assert faults(batch) == [(2, "titel")]
    assert "Er det «title», der menes?" in batch.faults[0].message


def test_the_list_without_its_mapping_is_told_which_to_use() -> None:
    batch = read_batch("liste.json", OWN_LIST.read_bytes(), None)
    assert len(batch.faults) == 1
    assert "kl-article30" in batch.faults[0].message


@pytest.mark.parametrize("cut", range(1, len(OWN_LIST.read_bytes()) - 2, 97))
def test_wherever_the_list_is_cut_there_is_a_row_and_a_column(cut: int) -> None:
    batch = read_batch("liste.json", OWN_LIST.read_bytes()[:cut], KL)
    assert batch.records == ()
    assert batch.faults[0].row >= 1
    assert batch.faults[0].column


def test_a_record_that_is_no_record_is_told() -> None:
    batch = read_batch("liste.json", json.dumps({"activities": [3]}).encode(), None)
    assert [problem.row for problem in batch.records[0].problems] == [1]


@pytest.mark.parametrize("version", [3, 0, "2", None])
def test_a_document_of_a_version_we_do_not_know_is_refused(version: Any) -> None:
    batch = read_batch("a.json", json.dumps({"version": version, "activities": []}).encode(), None)
    assert faults(batch) == [(1, "version")]
