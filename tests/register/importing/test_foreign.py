"""Words of a file that one choice mends: found, counted, with a proposal, and put in their place in every cell."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from register.importing import notation
from register.importing.batch import twice_in_file
from register.importing.foreign import translated
from register.importing.looking import Choice, look_at
from register.importing.reading import read_batch
from register.importing.unfit import Unfit, list_unfit
from register.importing.values import fold

UNITS = {"SOC": "Social og Arbejdsmarked", "BOK": "Børn og Kultur"}


def unfit(text: str, **more: Any) -> list[Unfit]:
    data = text.encode()
    look = look_at("liste.csv", data)
    batch = read_batch("liste.csv", data, look.reading(look.guess, **more))
    return list_unfit(batch, {"unit": UNITS})


FILE = (
    "Nr;Titel;Enhed;Registrerede;Art. 6\n"
    "1;A;Social & arbejdsmarked;Elever og Borgerne;e\n"
    "2;B;SOC;Borgerne;a; \n"
    "3;C;Månen;Elever;Fordi vi altid har gjort det\n"
)


def test_words_that_fit_nowhere_are_counted_by_row_with_what_is_nearest() -> None:
    found = {(one.column, one.text): (one.count, one.nearest) for one in unfit(FILE)}
    assert found == {
        ("Registrerede", "Borgerne"): (2, "adults"),
        ("Enhed", "Social & arbejdsmarked"): (1, "SOC"),
        ("Enhed", "Månen"): (1, ""),
        ("Art. 6", "Fordi vi altid har gjort det"): (1, ""),
    }


def test_one_choice_mends_every_cell_that_says_so() -> None:
    data = FILE.encode()
    look = look_at("liste.csv", data)
    words = {
        "Registrerede": {fold("Borgerne"): "adults"},
        "Enhed": {fold("Social & arbejdsmarked"): "SOC", fold("Månen"): ""},
        "Art. 6": {fold("Fordi vi altid har gjort det"): ""},
    }
    batch = read_batch("liste.csv", data, look.reading(look.guess, words))
    assert [record.problems for record in batch.records] == [(), (), ()]
    assert [record.content.subjects for record in batch.records] == [("adults", "pupils"), ("adults",), ("pupils",)]
    assert [record.content.unit for record in batch.records] == ["SOC", "SOC", ""]
    assert list_unfit(batch, {"unit": UNITS}) == []


@pytest.mark.parametrize(
    ("key", "cell", "wanted"),
    [
        ("art6", "§ 6, stk. 1; Noget", '"§ 6, stk. 1" | x'),
        ("art6", "Noget | Andet\nNoget", "x | Andet\nx"),
        ("subjects", "Noget, Elever/Noget", "x | Elever | x"),
        ("subjects", "Elever, Borgere", "Elever, Borgere"),
        ("data_lines", "Noget | CPR | Noget", "x | CPR | Noget"),
        ("disclosures", "Noget | Noget | Noget", "x | Noget | x"),
        ("unit", " noget. ", "x"),
        ("owner", "Noget andet", "Noget andet"),
    ],
)
def test_a_word_is_put_in_its_place_and_nothing_else_moves(key: str, cell: str, wanted: str) -> None:
    found = translated(key, cell, {"noget": "x"})
    assert (found if "\n" not in wanted and key in ("unit", "owner") else notation.split(found)) == (
        wanted if key in ("unit", "owner") else notation.split(wanted)
    )


@given(st.text(max_size=60), st.sampled_from(["subjects", "art6", "data_lines", "transfers", "unit", "kle_numbers"]))
@example("0|", "subjects")
@example("a;; b|", "art6")
def test_a_cell_without_the_word_stays_as_it_is(cell: str, key: str) -> None:
    assert translated(key, cell, {"et ord der ikke står der": "x"}) == cell


@given(st.lists(st.sampled_from(["Borgerne", "Elever", "Ansatte", "Vælgere"]), min_size=1, max_size=5))
def test_a_mended_cell_says_the_same_as_one_written_right(words: list[str]) -> None:
    mended = translated("subjects", ", ".join(words), {"borgerne": "adults"})
    said = [piece.strip() for part in notation.parts(mended) for piece in part.split(",")]
    assert said == ["adults" if word == "Borgerne" else word for word in words]


def test_a_choice_of_sheet_and_rows_goes_through_the_address() -> None:
    choice = Choice("columns", ["number", "title"], "nabo", "SOC", "Ark 2", "3-4")
    assert Choice.from_args(choice.to_args()) == choice
    assert (choice.layout.sheet, choice.layout.first, choice.layout.last) == ("Ark 2", 3, 4)
    assert Choice("columns", rows="4-3").layout.last == 4
    assert Choice("columns", rows="x").layout.first == 0


def test_a_long_list_of_people_shows_the_nearest_alone() -> None:
    people = {f"p{n}@fjordby.example": f"Person {n:04}" for n in range(500)} | {"bo@fjordby.example": "Bo Berg"}
    data = b"Nr;Titel;Ansvarlig\n1;A;Bo Bergh\n"
    look = look_at("liste.csv", data)
    (found,) = list_unfit(read_batch("liste.csv", data, look.reading(look.guess)), {"owner": people})
    assert (found.nearest, len(found.choices)) == ("bo@fjordby.example", 1)


def test_one_number_in_every_row_is_told_in_short() -> None:
    data = b"Nr;Titel\n" + b"1;A\n" * 500
    look = look_at("liste.csv", data)
    batch = read_batch("liste.csv", data, look.reading(look.guess))
    told = twice_in_file(batch.records, "Nr")
    assert told[2].message.startswith("nummer 1 står også i række 3, 4, 5, 6, 7 og 494 til.")
