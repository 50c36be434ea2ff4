"""What we write is never calculated, and reads back as it was."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.sheets import OutSheet, write_xlsx
from app.core.sheets.text import clean
from tests.app.core.sheets.files import cells, csv, xlsx

FORMULAS = ["=1+1", "+45 12", "-5 %", "@SUM(A1)", "\t=1", "'=1", "''@x", "{=1}", "'hej", "=cmd|'/c calc'!A1"]
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40).map(clean)
AWKWARD = st.lists(st.sampled_from(['"', ";", ",", "\n", "'", "=", "_x0041_", " ", "æ", "\t"]), max_size=6)
CELLS = st.one_of(TEXTS, AWKWARD.map("".join), st.sampled_from(FORMULAS))


@pytest.mark.parametrize("write", [csv, xlsx])
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
@example([(text, "") for text in FORMULAS])
def test_any_text_reads_back_as_it_was(write: object, rows: list[tuple[str, str]]) -> None:
    kept = [list(row) for row in rows if any(cell.strip() for cell in row)]
    assert cells(write(["Første", "Anden"], rows)) == kept  # type: ignore[operator]


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    data = xlsx(["=Navn", "B"], [[text, text] for text in FORMULAS])
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert page is not None
    values = [cell for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in values} == {"s"}
    assert [cell.value for cell in values[2::2]] == FORMULAS


def test_no_cell_of_a_csv_begins_as_a_formula() -> None:
    text = csv(["=Navn"], [[text] for text in FORMULAS]).decode("utf-8-sig")
    starts = [line[1:2] for line in text.splitlines()]
    assert not set(starts) & set("=+-@\t")


def test_a_csv_opens_in_a_danish_excel() -> None:
    data = csv(["Navn", "Dag", "Antal", "Andel", "Klar"], [["Åse", date(2026, 3, 1), -5, 0.5, True], ["Bo"]])
    assert data == (
        b'\xef\xbb\xbf"Navn";"Dag";"Antal";"Andel";"Klar"\r\n'
        b'"\xc3\x85se";"2026-03-01";"-5";"0,5";"ja"\r\n"Bo";"";"";"";""\r\n'
    )


def test_a_workbook_has_a_bold_frozen_filtered_heading_and_typed_cells() -> None:
    buffer = io.BytesIO()
    rows = [["Åse", date(2026, 3, 1), 5, 0.5, None, False, date(1899, 1, 1), datetime(2026, 1, 2, 3, 4, tzinfo=UTC)]]
    headings = ["Navn", "Dag", "Antal", "Andel", "Tom", "Klar", "Gammel", "Da"]
    write_xlsx(buffer, [OutSheet("Poster", headings, rows, widths={"Navn": 44})])
    page = openpyxl.load_workbook(buffer)["Poster"]
    assert page["A1"].font.bold
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:H2"
    assert page.column_dimensions["A"].width == pytest.approx(44, abs=1)
    assert [cell.value for cell in page[2]] == [
        "Åse",
        datetime.fromisoformat("2026-03-01"),
        5,
        0.5,
        None,
        "nej",
        "1899-01-01",
        "2026-01-02 03:04",
    ]
    assert page["B2"].number_format == "dd-mm-yyyy"


def test_text_longer_than_a_cell_is_cut_and_said() -> None:
    buffer = io.BytesIO()
    places = write_xlsx(buffer, [OutSheet("A", ["Nr", "Formål"], [["1", "x" * 40_000], ["2", "😀" * 16_384]])])
    assert places == ("række 2, kolonne «Formål»", "række 3, kolonne «Formål»")
    page = openpyxl.load_workbook(buffer).active
    assert page is not None
    assert page["B2"].value == "x" * 32_767
    assert page["B3"].value == "😀" * 16_383


def test_control_characters_are_left_out_of_what_is_written() -> None:
    assert cells(xlsx(["A"], [["a\x00\x07b\ud800c\r\nd"]])) == [["abc\nd"]]
    assert cells(csv(["A"], [["a\x00\x07b\ud800c\r\nd"]])) == [["abc\nd"]]


def test_sheet_names_are_made_such_that_excel_accepts_them() -> None:
    buffer = io.BytesIO()
    names = ["Behandlinger: alle/nogle [2026]?", "History", "'Ø'", "ø", "", "x" * 40, "x" * 50]
    write_xlsx(buffer, [OutSheet(name, ["A"], []) for name in names])
    written = openpyxl.load_workbook(buffer).sheetnames
    assert len(written) == len(names)
    assert written[0] == "Behandlinger  alle nogle  2026"
    assert max(map(len, written)) == 31


def test_a_large_workbook_holds_the_same_as_a_small_one_and_its_totals_stand_outside_the_filter() -> None:
    rows = [["Åse\n2. linje", date(2026, 3, 1), 5, 0.5, None], ["=1+1", None, -5, 1.25, ""]] * 50
    sheets = [
        OutSheet("Poster", ["Navn", "Dag", "Antal", "Andel", "Tom"], rows, totals=["I alt", None, 0, 87.5]),
        OutSheet("Flere", ["A"], [["x"]]),
        OutSheet("Ingen", ["A"], []),
    ]
    found = []
    for is_large in (False, True):
        buffer = io.BytesIO()
        write_xlsx(buffer, sheets, is_large=is_large)
        found.append(
            {
                page.title: [[(cell.value, cell.data_type, cell.font.b) for cell in row] for row in page.iter_rows()]
                for page in openpyxl.load_workbook(buffer)
            }
        )
    assert found[0] == found[1]
    page = openpyxl.load_workbook(buffer)["Poster"]
    assert page.auto_filter.ref == "A1:E101"
    assert [cell.value for cell in page[102]] == ["I alt", None, 0, 87.5, None]
    assert page["A102"].font.b
    assert page.print_title_rows == "$1:$1"
