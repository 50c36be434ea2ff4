"""Several values in one cell can be read by a person and lose nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.importing.notation import as_scalar, join, parts, scalar, split
from tests.register.strategies import texts

SIGNS = st.text(st.sampled_from('"|\n –-a\t'), max_size=12)
PARTS = st.one_of(texts(), SIGNS)


@given(st.lists(st.lists(PARTS, min_size=1, max_size=4), max_size=4))
def test_any_rows_read_back(rows: list[list[str]]) -> None:
    assert split(join(rows)) == rows


@given(PARTS)
def test_any_single_text_reads_back(text: str) -> None:
    assert scalar(as_scalar(text)) == text


@given(st.text())
def test_any_cell_can_be_read(cell: str) -> None:
    again = split(cell)
    assert split(join(again)) == again


@pytest.mark.parametrize(
    ("cell", "rows"),
    [
        ("", []),
        (" \n\n ", []),
        ("Børn", [["Børn"]]),
        ("Børn|CPR-nummer |", [["Børn", "CPR-nummer", ""]]),
        ("Børn | – | navn\n\n Voksne ", [["Børn", "", "navn"], ["Voksne"]]),
        ('"a | b"|c', [["a | b", "c"]]),
        ('"linje 1\nlinje 2"\nx', [["linje 1\nlinje 2"], ["x"]]),
        ('"Hurtig" hjælp | x', [['"Hurtig" hjælp', "x"]]),
        ('"aldrig lukket | x', [['"aldrig lukket', "x"]]),
        ('"sagt ""ja"""', [['sagt "ja"']]),
        ("-", [[""]]),
    ],
)
def test_cells_as_people_write_them(cell: str, rows: list[list[str]]) -> None:
    assert split(cell) == rows


def test_a_cell_reads_as_it_looks() -> None:
    assert join([["Børn", "Følsomme: helbred", "diagnoser"], ["", "", "navn"]]) == (
        "Børn | Følsomme: helbred | diagnoser\n– | – | navn"
    )
    assert join([["a | b"], [" blank"], ["-"]]) == '"a | b"\n" blank"\n"-"'
    assert parts("a | b\n–\nc") == ["a", "b", "c"]
    assert (scalar(' "x" '), scalar(" x "), scalar('"x" y')) == ("x", "x", '"x" y')
