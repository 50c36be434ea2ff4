"""Headings of other systems find their columns."""

from register.activity.merge import FIELDS
from register.importing.columns import COLUMNS, HEADINGS, fields_of, guess_columns, nearest_heading


def test_every_field_has_a_column_and_every_column_a_field() -> None:
    assert {column.fills for column in COLUMNS} == set(FIELDS)
    assert len(set(HEADINGS.values())) == len(COLUMNS)


def test_our_own_headings_are_found_in_any_order() -> None:
    assert guess_columns(list(HEADINGS.values())[::-1]) == HEADINGS


def test_headings_people_use_are_found() -> None:
    headings = ["Nr.", "Behandlingsaktivitet (påkrævet)", "Formålene med\nbehandlingen", "Kategorier af registrerede"]
    headings += ["Behandlingsgrundlag", "Modtager", "SLETTEFRIST", "It-systemer", "KLE-numre", "Ansvarlig afdeling"]
    headings += ["Kategorier af personoplysninger", "Noget andet", "Sikkerhedsforanstaltnigner"]
    assert guess_columns(headings) == {
        "number": "Nr.",
        "title": "Behandlingsaktivitet (påkrævet)",
        "unit": "Ansvarlig afdeling",
        "purposes": "Formålene med\nbehandlingen",
        "art6": "Behandlingsgrundlag",
        "subjects": "Kategorier af registrerede",
        "data_lines": "Kategorier af personoplysninger",
        "disclosures": "Modtager",
        "retention": "SLETTEFRIST",
        "measures": "Sikkerhedsforanstaltnigner",
        "kle_numbers": "KLE-numre",
        "systems": "It-systemer",
    }


def test_no_heading_is_used_twice() -> None:
    found = guess_columns(["Formål", "Formål (2)", "Formål med behandlingen", "Navn", "Titel"])
    assert len(set(found.values())) == len(found)
    assert found["purposes"] == "Formål"
    assert found["title"] == "Titel"


def test_nothing_is_guessed_from_nothing() -> None:
    assert guess_columns([]) == {}
    assert guess_columns(["", "???", "Kolonne C"]) == {}


def test_the_fields_a_file_speaks_of() -> None:
    assert fields_of(["number", "art6", "dbl"]) == {"number", "purposes"}


def test_a_misspelled_heading_has_a_nearest_one() -> None:
    assert nearest_heading("Tittel") == "Titel"
    assert nearest_heading("kilder") == "Kilde"
