"""The best guess at what a file is, before it is read."""

from pathlib import Path

from app.core.sheets import Layout
from register.importing.looking import COLUMNS, OWN, Choice, look_at
from register.importing.reading import Columns
from tests.register.importing.conftest import OWN_LIST

FOREIGN = "Løbenr;Navn (påkrævet);Formål;Farve\n1;Byggesager;At give tilladelse;grøn\n"


def test_the_list_is_known_by_its_names() -> None:
    look = look_at(OWN_LIST.name, OWN_LIST.read_bytes())
    assert look.guess.way == "kl-article30"
    assert look.ways == [OWN, "kl-article30", COLUMNS]


def test_our_own_export_is_read_as_such() -> None:
    assert look_at("a.json", b'{"activities": []}').ways == [OWN]
    assert look_at("a.json", b'[{"number": "1", "title": "A", "unit": "SOC"}]').guess.way == OWN
    assert look_at("a.json", b'[{"nummer": "1", "titel": "A"}]').guess.way == COLUMNS


def test_a_foreign_sheet_gets_its_columns_guessed_and_shows_an_example_of_each() -> None:
    look = look_at("Nabokommunens liste 2026.csv", FOREIGN.encode())
    assert look.ways == [COLUMNS]
    assert look.guess.keys == ["number", "title", "purposes", ""]
    assert look.examples["Navn (påkrævet)"] == "Byggesager"
    assert look.guess.source == "nabokommunens-liste", "next year's file is the same list"


def test_a_sheet_that_says_its_source_is_not_given_another() -> None:
    look = look_at("liste.csv", b"Nummer;Titel;Kilde\n1;A;kl\n")
    assert look.guess.keys == ["number", "title", ""]
    assert look.guess.source == "own"


def test_a_choice_becomes_a_reading() -> None:
    look = look_at("liste.csv", FOREIGN.encode())
    reading = look.reading(Choice(COLUMNS, ["title", "number"], source="nabo"))
    assert reading == Columns({"title": "Løbenr", "number": "Navn (påkrævet)"}, "nabo", Layout())
    assert look.reading(Choice(OWN)) is None
    assert look.reading(Choice("../../etc/passwd")) is None, "only mappings of ours go by their name"


def test_a_choice_goes_through_the_address_and_back() -> None:
    choice = Choice(COLUMNS, ["", "title", "number"], source="nabo", unit="SOC")
    assert Choice.from_args(choice.to_args()) == choice
    assert Choice.from_args({"som": COLUMNS, "kolonner": "title,os.system"}).keys == ["title", ""]


def test_a_file_without_letters_in_its_name_still_has_a_source() -> None:
    assert look_at(str(Path("2026.csv")), FOREIGN.encode()).guess.source == "own"
