"""Sheets are read by their content, row by row, whatever they are called."""

import codecs
import json
from datetime import date

import pytest

from app.core.sheets import Row, SheetProblem, kind_of, read_json
from tests.app.core.sheets.files import HEAD, cells, csv, read, xlsx, xlsx_of_xml

TABLE = "Navn;Mail\r\nÅse Ægir;aase@fjordby.example\r\nBo;bo@fjordby.example\r\n"
ROWS = [["Åse Ægir", "aase@fjordby.example"], ["Bo", "bo@fjordby.example"]]


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("cp1252"),
        TABLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.replace(";", ",").encode(),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace("\r\n", "\n").encode(),
        TABLE.replace("\r\n", "\r").encode(),
        b"sep=;\r\n" + TABLE.encode(),
        TABLE.rstrip().encode(),
        csv(["Navn", "Mail"], ROWS),
        xlsx(["Navn", "Mail"], ROWS),
        json.dumps([{"Navn": name, "Mail": mail} for name, mail in ROWS]).encode("utf-16"),
    ],
)
def test_every_encoding_separator_and_format_gives_the_same_rows(data: bytes) -> None:
    assert read(data).headings == ["Navn", "Mail"]
    assert cells(data) == ROWS


def test_the_number_is_the_row_as_seen_in_the_sheet() -> None:
    text = 'Navn;Mail\n"Bo\nEriksen";b\n\n;\nEva;e\n'
    sheet = read(text.encode())
    assert sheet.rows == [
        Row(2, {"Navn": "Bo\nEriksen", "Mail": "b"}),
        Row(5, {"Navn": "Eva", "Mail": "e"}),
    ]
    below = read(b"\n\nNavn;Mail\nBo;b\n")
    assert (below.heading_row, below.rows[0].number) == (3, 4)
    spaced = xlsx_of_xml(HEAD + '<row r="7"><c r="A7" t="str"><v>Bo</v></c></row>')
    assert read(spaced).rows == [Row(7, {"Navn": "Bo", "Mail": ""})]
    records = read(b'[{"Navn": "Bo"}, {"Navn": "Eva", "Mail": null}]')
    assert (records.heading_row, [row.number for row in records.rows]) == (0, [1, 2])
    assert records.rows[1].values == {"Navn": "Eva", "Mail": ""}


def test_cells_of_a_workbook_become_text() -> None:
    headings = ["Nr", "Antal", "Andel", "Dag", "Klar"]
    assert cells(xlsx(headings, [["00.01", 5, 0.5, date(2026, 3, 1), True]])) == [
        ["00.01", "5", "0.5", "2026-03-01", "ja"]
    ]
    typed = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Bo</t></is></c>'
        '<c r="B2" t="b"><v>0</v></c></row><row r="3"><c r="A3"><v>3.0</v></c>'
        '<c r="B3" t="str"><f>A2</f><v>Bo</v></c></row>'
    )
    assert cells(xlsx_of_xml(HEAD + typed)) == [["Bo", "nej"], ["3", "Bo"]]


def test_values_of_json_become_text() -> None:
    record = {"a": 5, "b": True, "c": ["x", None, 2], "d": [{"e": "æ"}], "f": 1.5}
    assert read(json.dumps([record]).encode()).rows[0].values == {
        "a": "5",
        "b": "ja",
        "c": "x\n\n2",
        "d": '[{"e": "æ"}]',
        "f": "1.5",
    }


def test_headings_are_squeezed_counted_and_given_a_letter() -> None:
    sheet = read(b'Navn ;Navn;; "By\n og  land";;\nBo;Bo2;x;Y;;\n'.replace(b'; "', b';"'))
    assert sheet.headings == ["Navn", "Navn (2)", "Kolonne C", "By og land"]
    assert sheet.rows[0].values["Kolonne C"] == "x"
    assert read(b"Navn;;Mail\nBo;;b\n").headings == ["Navn", "Mail"]
    beside = xlsx_of_xml(HEAD + '<row r="2"><c r="A2"><v>1</v></c><c r="D2" t="str"><v>husk</v></c></row>')
    assert read(beside).headings == ["Navn", "Mail", "Kolonne D"]


def test_control_characters_are_taken_out_and_line_ends_made_one() -> None:
    assert cells(b'Navn;Mail\n"a\r\nb\rc\x07";d' + b"d" * 99) == [["a\nb\nc", "d" * 100]]
    assert read_json("a", b'{"x": "a\\u0000\\ud800\\r\\nb"}', max_bytes=999) == {"x": "a\nb"}


def test_a_leading_quote_is_taken_off_only_where_it_guards() -> None:
    text = "Navn;Mail\n'=1+1;'@x\n'hej;''=1\n"
    assert cells(text.encode()) == [["=1+1", "@x"], ["'hej", "'=1"]]
    assert cells(xlsx(["a"], [["'=1"]])) == [["'=1"]], "in a workbook nothing was put before it"


def test_a_wrapper_is_read_whole() -> None:
    assert read_json("x.json", b'{"activities": [{"number": "1"}]}', max_bytes=999) == {"activities": [{"number": "1"}]}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b" \n[1]", "json"),
        (b'\xef\xbb\xbf{"a": 1}', "json"),
        (b"MZ-nr;Navn\n1;Bo", "csv"),
        (b"PK;Navn\n1;Bo", "csv"),
        (xlsx(["a"], []), "xlsx"),
    ],
)
def test_the_content_tells_the_format(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


def test_cells_that_are_only_formatted_do_not_stretch_the_sheet() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(xlsx_of_xml(HEAD + '<row r="2"><c r="A2"><v>1</v></c></row>' + far)).rows == [
        Row(2, {"Navn": "1", "Mail": ""})
    ]


def test_the_first_visible_sheet_with_something_in_it_is_read() -> None:
    import io

    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        hidden = book.add_worksheet("Lister")
        hidden.write_string(0, 0, "Skjult")
        hidden.hide()
        book.add_worksheet("Tom").activate()
        book.add_worksheet("Data").write_string(0, 0, "Navn")
    assert read(buffer.getvalue()).headings == ["Navn"]


def test_the_limits_stop_a_file_that_is_too_large() -> None:
    with pytest.raises(SheetProblem, match="fylder 2 MB; der kan læses højst 1 MB"):
        read(b"Navn\n" + b"x" * 2**20)
    with pytest.raises(SheetProblem, match="Række 1002: filen har for mange rækker"):
        read(b"Navn\n" + b"x\n" * 1_001)
    assert len(read(b"Navn\n" + b"x\n" * 1_000).rows) == 1_000
    with pytest.raises(SheetProblem, match="60 kolonner; der kan læses højst 50"):
        read(";".join(f"k{n}" for n in range(60)).encode() + b"\n")
    with pytest.raises(SheetProblem, match="1000 kolonner"):
        read(xlsx([f"k{n}" for n in range(1_000)], []))
    with pytest.raises(SheetProblem, match="flere end 50 felter"):
        read(json.dumps([{f"k{n}": 1 for n in range(60)}]).encode())
    with pytest.raises(SheetProblem, match="Række 1001"):
        read(json.dumps([{}] * 1_001).encode())
