"""What a new KLE list changes: by hand, and for any two lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.importing import Rejection
from register.kle.rules import Change, KleRow, compare, find_columns, read_row

SAID = frozenset({"number", "title", "retention", "archive", "uuid"})
COLUMNS = {"number": "nummer", "title": "titel", "retention": "slettefrist", "kind": "type"}
NUMBERS = st.lists(st.integers(0, 5), min_size=1, max_size=3).map(lambda parts: ".".join(f"{p:02}" for p in parts))
LISTS = st.dictionaries(NUMBERS, st.tuples(st.sampled_from("AB"), st.sampled_from(["", "P5D"])), max_size=12)


def rows_of(held: dict[str, tuple[str, str]]) -> list[KleRow]:
    return [KleRow(number=n, title=title, retention=retention) for n, (title, retention) in held.items()]


def known_of(held: dict[str, tuple[str, str]]) -> dict[str, tuple[KleRow, bool]]:
    return {row.number: (row, False) for row in rows_of(held)}


def test_by_hand() -> None:
    known = known_of({"27.60": ("Pleje", "P5D"), "27.61": ("Gammel", ""), "81.00": ("Løn", "")})
    rows = rows_of({"27.60": ("Omsorg", "P9D"), "27.62": ("Ny", "")})
    changes, unchanged = compare(known, rows, SAID)
    assert changes == [
        Change("renamed", "27.60", "Pleje", "Omsorg"),
        Change("retention", "27.60", "P5D", "P9D"),
        Change("created", "27.62", after="Ny"),
        Change("removed", "27.61", "Gammel"),
    ]
    assert unchanged == [], "81.00 is not spoken of: the file has nothing of main group 81"


def test_a_column_that_is_not_there_changes_nothing() -> None:
    known = known_of({"27.60": ("Pleje", "P5D")})
    assert compare(known, rows_of({"27.60": ("Pleje", "")}), frozenset({"number", "title"})) == ([], ["27.60"])


def test_a_number_that_comes_back_is_said_to() -> None:
    known = {"27.60": (KleRow(number="27.60", title="Pleje"), True)}
    changes, _unchanged = compare(known, rows_of({"27.60": ("Pleje", "")}), SAID)
    assert changes == [Change("returned", "27.60", after="Pleje")]


@given(LISTS, LISTS)
def test_a_second_reading_changes_nothing_and_every_number_has_one_fate(
    old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]
) -> None:
    changes, unchanged = compare(known_of(old), rows_of(new), SAID)
    touched = {change.number for change in changes}
    groups = {number[:2] for number in new}
    assert touched | set(unchanged) == set(new) | {number for number in old if number[:2] in groups}
    assert not touched & set(unchanged)
    gone = {change.number for change in changes if change.what == "removed"}
    after = {n: (row, n in gone) for n, (row, _) in (known_of(old) | known_of(new)).items()}
    assert compare(after, rows_of(new), SAID)[0] == []


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"nummer": "27.60.08", "titel": " Personlig  pleje ", "slettefrist": "p1825d"}, "Personlig pleje"),
        ({"nummer": "A00", "titel": "Visitation", "type": "handlingsfacet"}, None),
        ({"nummer": "27.6", "titel": "Pleje"}, "ikke et KLE-nummer"),
        ({"nummer": "27.60", "titel": ""}, "titlen mangler"),
        ({"nummer": "27.60", "titel": "x" * 401}, "for lang"),
        ({"nummer": "27.60", "titel": "Pleje", "slettefrist": "5 år"}, "ikke en slettefrist"),
    ],
)
def test_a_row_of_a_file(values: dict[str, str], outcome: str | None) -> None:
    row = read_row(COLUMNS, values, 7)
    if isinstance(row, Rejection):
        assert row.row == 7 and outcome is not None and outcome in row.message
    else:
        assert (row.title if row else None) == outcome
        assert row is None or row.retention == "P1825D"


def test_columns_are_found_by_their_headings() -> None:
    assert find_columns(["Nummer", "Titel", "Niveau", "UUID"]) == {"number": "Nummer", "title": "Titel", "uuid": "UUID"}
