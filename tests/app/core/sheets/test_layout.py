"""Where the table stands in a file that people have made: title above, groups of headings, merged cells, sheets."""

import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.core.sheets import Layout, Sheet, SheetProblem, list_sheets, read_rows

KNOWN = frozenset({"nr", "titel", "formål", "personoplysninger"})
FIND = Layout(knows=lambda heading: heading.casefold() in KNOWN)


def read(data: bytes | str, layout: Layout | None = FIND) -> Sheet:
    held = data.encode() if isinstance(data, str) else data
    return read_rows("liste", held, max_bytes=2**20, max_rows=1_000, max_columns=50, layout=layout)


def book(rows: dict[str, list[list[Any]]], merged: tuple[str, ...] = ()) -> bytes:
    """An xlsx with these sheets; `merged` are areas of the first of them, whose texts are those of their first cell."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as out:
        for at, (name, cells) in enumerate(rows.items()):
            page = out.add_worksheet(name)
            for number, row in enumerate(cells):
                page.write_row(number, 0, row)
            for area in merged if at == 0 else ():
                page.merge_range(area, "")
                top, left = xlsxwriter.utility.xl_cell_to_rowcol(area.split(":")[0])
                page.write(top, left, cells[top][left])
    return target.getvalue()


def shape(sheet: Sheet) -> tuple[list[str], int, int, list[int]]:
    return sheet.headings, sheet.first_heading_row, sheet.heading_row, [row.number for row in sheet.rows]


def test_a_title_block_above_is_passed_over_and_rows_keep_their_numbers() -> None:
    found = read("Fortegnelse, Fjordby\nUdtrukket:;01-03-2026\n\nNr;Titel;Formål;Enhed\n1;A;B;C\n\n2;D;E;F\n")
    assert shape(found) == (["Nr", "Titel", "Formål", "Enhed"], 4, 4, [5, 7])


def test_a_title_block_is_passed_over_where_no_heading_is_known() -> None:
    found = read("Liste over alt;;;;\nUdtrukket;1-3-2026;;;\na;b;c;d;e\n1;2;3;4;5\n", Layout())
    assert shape(found) == (["a", "b", "c", "d", "e"], 3, 3, [4])


def test_without_a_layout_the_first_row_holds_the_headings() -> None:
    assert shape(read("Nr;Titel\n1;A\n", None)) == (["Nr", "Titel"], 1, 1, [2])


def test_a_group_over_its_headings_is_joined_with_each_of_them() -> None:
    found = read(";;Personoplysninger;;Frist\nNr;Titel;Almindelige;Følsomme;Slettes\n1;A;x;;5 år\n")
    assert found.headings == [
        "Nr", "Titel", "Personoplysninger – Almindelige", "Personoplysninger – Følsomme", "Frist – Slettes",
    ]  # fmt: skip
    assert (found.first_heading_row, found.heading_row) == (1, 2)


def test_headings_below_a_group_are_joined_with_it() -> None:
    found = read("Nr;Titel;Personoplysninger;\n;;Almindelige;Følsomme\n1;A;x;y\n")
    assert found.headings == ["Nr", "Titel", "Personoplysninger – Almindelige", "Personoplysninger – Følsomme"]
    assert found.rows[0].values["Personoplysninger – Følsomme"] == "y"


def test_merged_headings_of_a_workbook_cover_exactly_their_columns() -> None:
    rows = [
        ["Fortegnelse", "", "", "", ""],
        [],
        ["Nr", "Titel", "Personoplysninger", "", ""],
        ["", "", "Almindelige", "Følsomme", "Andet"],
        [1, "A", "x", "y", "z"],
    ]
    found = read(book({"Ark": rows}, ("A1:E1", "A3:A4", "B3:B4", "C3:D3")))
    assert found.headings == ["Nr", "Titel", "Personoplysninger – Almindelige", "Personoplysninger – Følsomme", "Andet"]
    assert shape(found)[1:] == (3, 4, [5])


def test_a_merged_title_right_above_the_headings_is_no_group() -> None:
    rows = [["Fortegnelse over behandlinger", "", ""], ["Nr", "Titel", "Formål"], [1, "A", "B"]]
    assert read(book({"Ark": rows}, ("A1:C1",))).headings == ["Nr", "Titel", "Formål"]


def test_a_repeated_group_of_columns_is_told_apart_by_its_group_or_its_count() -> None:
    assert read("Nr;Titel;Ja;Nej;Ja;Nej\n1;A;x;;x;\n").headings == ["Nr", "Titel", "Ja", "Nej", "Ja (2)", "Nej (2)"]
    grouped = read(";;Fase 1;;Fase 2;\nNr;Titel;Ja;Nej;Ja;Nej\n1;A;x;;x;\n")
    assert grouped.headings[2:] == ["Fase 1 – Ja", "Fase 1 – Nej", "Fase 2 – Ja", "Fase 2 – Nej"]


def test_a_first_row_of_data_is_not_taken_for_headings() -> None:
    assert read("Nr;Titel;Formål\n;Uden nummer;Noget\n").heading_row == 1
    named_too_little = book({"Ark": [["Nr", "Titel", ""], [1, "A", "ekstra"]]})
    assert read(named_too_little).headings == ["Nr", "Titel", "Kolonne C"]


def test_cells_merged_downwards_say_the_same_in_each_row() -> None:
    rows = [["Nr", "Titel", "Formål"], [1, "A", "Fælles"], [2, "B", ""], [3, "C", ""]]
    found = read(book({"Ark": rows}, ("C2:C3",)))
    assert [row.values["Formål"] for row in found.rows] == ["Fælles", "Fælles", ""]


def test_a_worksheet_is_chosen_by_name() -> None:
    data = book({"Vejledning": [["Læs mig"]], "Tom": [], "Data": [["Nr", "Titel"], [1, "A"]]})
    assert list_sheets(data, max_rows=100, max_columns=50) == ["Vejledning", "Data"]
    assert read(data, Layout(sheet="Data")).headings == ["Nr", "Titel"]
    with pytest.raises(SheetProblem, match="arket «Findes ikke»"):
        read(data, Layout(sheet="Findes ikke"))


def test_the_row_of_the_headings_can_be_told() -> None:
    data = "a;b\nc;d\nNr;Titel\n1;A\n"
    assert shape(read(data, Layout(first=3, last=3))) == (["Nr", "Titel"], 3, 3, [4])
    assert read(data, Layout(first=1, last=2)).headings == ["a – c", "b – d"]
    with pytest.raises(SheetProblem, match=r"Række 99: her står ingen overskrifter"):
        read(data, Layout(first=99, last=99))


def test_objects_inside_a_record_are_columns_and_a_list_inside_the_document_is_found() -> None:
    text = '{"version": 2, "systems": [{"id": 1, "owner": {"name": "Bo", "unit": {"code": "X"}}}], "other": [{"a": 1}]}'
    assert list_sheets(text.encode(), max_rows=100, max_columns=50) == ["systems", "other"]
    assert read(text).rows[0].values == {"id": "1", "owner.name": "Bo", "owner.unit.code": "X"}
    assert read(text, Layout(sheet="other")).headings == ["a"]


WORD = st.text(st.characters(categories=["Ll"]), min_size=1, max_size=8).map(lambda word: f"{word}x")


@given(st.lists(WORD, min_size=3, max_size=8, unique=True), st.integers(0, 4), st.integers(0, 3), st.integers(1, 5))
def test_wherever_the_table_stands_it_is_found(names: list[str], titles: int, blanks: int, rows: int) -> None:
    head = ["Nr", "Titel", *names]
    top = [f"Linje {at}" for at in range(titles)] + [""] * blanks
    body = [";".join(f"v{at}" for at in range(len(head)))] * rows
    found = read("\n".join([*top, ";".join(head), *body]) + "\n")
    assert found.headings == head
    assert found.heading_row == titles + blanks + 1
    assert [row.number for row in found.rows] == list(range(found.heading_row + 1, found.heading_row + 1 + rows))
