"""Whatever is wrong with a file is said in Danish, with a place; nothing else ever comes out."""

import io
import json
import random
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.core.sheets import Sheet, SheetProblem, read_json
from tests.app.core.sheets.files import HEAD, csv, read, xlsx, xlsx_of_xml, zipped

NAMES = [["Åse Ægir", "aase@fjordby.example"], ['Bo; eller "Boe"', "linje 1\nlinje 2"], ["=1+1", "x"]] * 8
CSV = csv(["Navn", "Mail"], NAMES)
XLSX = xlsx(["Navn", "Mail"], NAMES)
JSON = json.dumps([{"Navn": a, "Mail": b, "Lag": [None, {"x": 1.5}]} for a, b in NAMES]).encode()


def problem_of(data: bytes) -> SheetProblem:
    with pytest.raises(SheetProblem) as caught:
        read(data)
    return caught.value


def test_a_csv_cut_in_half_names_the_row_and_the_column() -> None:
    cut = problem_of(CSV[: len(CSV) // 2])
    assert cut.row is not None
    assert cut.column in ("Navn", "Mail")
    assert cut.message.startswith(f"Række {cut.row}, kolonne «{cut.column}»: ")
    assert "klippet over" in cut.message


@pytest.mark.parametrize("length", range(20, 200))
def test_our_own_csv_cut_anywhere_is_found_out_or_ends_between_rows(length: int) -> None:
    try:
        rows = read(CSV[:length]).rows
    except SheetProblem as problem:
        assert problem.row is not None
    else:
        assert CSV[:length].rstrip(b"\r\n").endswith(b'"'), "only whole rows were read"
        assert [list(row.values.values()) for row in rows] == NAMES[: len(rows)]


@pytest.mark.parametrize(
    ("text", "row", "column", "says"),
    [
        ('Navn;Mail\nBo;b\nEva;"e', 3, "Mail", "citationstegn er ikke lukket"),
        ('Navn;Mail\n"Bo\nEva;e\n', 2, "Navn", "citationstegn er ikke lukket"),
        ("Navn;Mail;By\nBo;b;X\nEva;e", 3, "By", "2 celler, men der er 3 overskrifter"),
        ("Navn;Mail\nBo;b;c\n", 2, "Mail", "flere celler"),
        ('Navn;Mail\n"Bo" B;b\n', 2, "Navn", "citationstegn står forkert"),
        ("Navn;Mail\nBo;" + "x" * 140_000, 2, "Navn", "for lang"),
        ("\n \n", 1, "A", "tom"),
        (";;\n", 1, "A", "ingen overskrifter"),
    ],
)
def test_a_damaged_csv_is_refused_at_its_place(text: str, row: int, column: str, says: str) -> None:
    problem = problem_of(text.encode())
    assert (problem.row, problem.column) == (row, column)
    assert says in problem.message


def test_a_csv_cut_in_the_middle_of_a_character_is_found_out() -> None:
    problem = problem_of("Navn;Mail\nBo;blå".encode()[:-1])
    assert (problem.row, problem.column) == (2, "Mail")
    assert "midt i en række" in problem.message
    odd = problem_of("Navn;Mail\nBo;bo".encode("utf-16")[:-1])
    assert (odd.row, odd.column) == (2, "Mail")


def test_damaged_utf8_is_not_taken_for_windows_letters() -> None:
    damaged = "Navn;Mail\nÅse Ægir på øen;æ\nBo;b\n".encode().replace("Æ".encode(), b"\xc3\xff")
    assert "Linje 2 rummer et tegn" in problem_of(damaged).message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 9, "et program"),
        (bytes(range(256)) * 9, "ikke tekst"),
        (random.Random(7).randbytes(5_000), "ikke tekst"),
        (b"%PDF-1.7\n1 0 obj", "en pdf"),
        (b"<!DOCTYPE html><table><tr><td>Navn", "en webside"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "et billede"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "adgangskode"),
        (b"", "tom"),
        (zipped({"word/document.xml": "<w/>"}), "ikke et regneark"),
        (b"PK\x03\x04" + bytes(99), "i stykker"),
        (XLSX[: len(XLSX) // 2], "i stykker"),
        (XLSX[:-30], "i stykker"),
        (xlsx_of_xml(HEAD + '<row r="2"><c r="A2" t="s"><v>99</v></c></row>'), "i stykker"),
        (xlsx_of_xml(HEAD + '<row r="0"><c r="A0"><v>1</v></c></row>'), "i stykker"),
        (xlsx_of_xml(""), "ikke noget"),
    ],
)
def test_what_is_no_sheet_is_refused_whatever_it_is_called(data: bytes, says: str) -> None:
    problem = problem_of(data)
    assert says in problem.message
    assert (problem.row, problem.column) == (1, "A")


@pytest.mark.parametrize(
    ("text", "row", "column", "says"),
    [
        ('[{"Navn": "Bo"}, {"Navn": "Eva", "Ma', 2, "Navn", "klippet over"),
        ('[{"Navn": "Bo"},\n {"Navn": "Eva", "Mail": "e"}', 3, None, "klippet over"),
        ('[{"Navn": "Bo", "Mail": b}]', 1, "Mail", "noget, der ikke er json"),
        ('[{"Navn": NaN}]', 1, None, "ikke er json"),
        ('[{"Navn": "Bo"}, "Eva"]', 2, None, "posten skal stå"),
        ('{"Navn": "Bo"}', 1, None, "liste af poster"),
        ("[" * 100_000, 1, "A", "lag"),
        ('[{"Tal": ' + "9" * 9_000 + "}]", 1, None, "ikke er json"),
        ("[]", 1, None, ""),
    ],
)
def test_damaged_json_is_refused_at_its_record(text: str, row: int, column: str | None, says: str) -> None:
    if text == "[]":
        assert read(text.encode()).rows == []
        return
    problem = problem_of(text.encode())
    assert (problem.row, problem.column) == (row, column)
    assert says in problem.message


def test_a_zip_that_unpacks_to_more_than_it_says_is_refused() -> None:
    bomb = xlsx_of_xml(HEAD, **{"xl/bomb.xml": " " * (70 * 2**20)})
    assert len(bomb) < 2**20
    assert "pakkes ud" in problem_of(bomb).message
    liar = bytearray(bomb)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        size = archive.getinfo("xl/bomb.xml").file_size.to_bytes(4, "little")
    while (at := liar.find(size)) >= 0:
        liar[at : at + 4] = (100).to_bytes(4, "little")
    assert "i stykker" in problem_of(bytes(liar)).message


def test_a_zip_of_many_members_is_refused() -> None:
    many = xlsx_of_xml(HEAD, **{f"xl/x{n}.xml": "<x/>" for n in range(2_001)})
    assert "pakkes ud" in problem_of(many).message


def test_a_file_of_countless_small_things_is_refused_before_it_is_read() -> None:
    lists = b"[" + b"[]," * 2_000_000 + b"[]]"
    with pytest.raises(SheetProblem, match="for mange felter"):
        read_json("x", lists, max_bytes=2**24)
    row = b";" * 99
    cells = b";".join(b"k%d" % n for n in range(100)) + b"\n" + (b"x" + row + b"\n") * 20_001
    with pytest.raises(SheetProblem, match=r"højst 20000\. Del den"):
        read(cells, max_bytes=2**24, max_rows=50_000, max_columns=200)


def test_one_cell_far_away_is_refused_before_room_is_made_for_it() -> None:
    far = xlsx_of_xml(HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert problem_of(far).column == "XFD"
    low = xlsx_of_xml(HEAD + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    assert problem_of(low).row == 1_048_576


def test_damaged_xml_is_refused_at_the_last_cell_that_could_be_read() -> None:
    problem = problem_of(xlsx_of_xml(HEAD + '<row r="2"><c r="A2"><v>1</v></c>'))
    assert (problem.row, problem.column) == (2, "B")
    assert "i stykker" in problem.message


def test_entities_are_refused() -> None:
    sheet = '<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'
    assert "i stykker" in problem_of(xlsx_of_xml("", **{"xl/worksheets/sheet1.xml": sheet})).message


def test_an_unpackable_method_and_a_locked_member_are_refused() -> None:
    squeezed = io.BytesIO()
    with zipfile.ZipFile(squeezed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "i stykker" in problem_of(squeezed.getvalue()).message
    locked = bytearray(XLSX)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(signature, at + 1)) >= 0:
            locked[at + offset] |= 1
    assert "adgangskode" in problem_of(bytes(locked)).message


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """A sound file, hurt in up to six places, and perhaps cut."""
    data = bytearray(draw(st.sampled_from((CSV, XLSX, JSON))))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        match draw(st.sampled_from(("flip", "insert", "remove", "repeat"))):
            case "flip":
                data[at : at + 1] = bytes([data[at] ^ (1 << draw(st.integers(0, 7)))]) if data else b""
            case "insert":
                data[at:at] = draw(st.binary(max_size=8))
            case "remove":
                del data[at : at + draw(st.integers(1, 40))]
            case "repeat":
                data[at:at] = data[at : at + 200]
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@st.composite
def inside_out(draw: st.DrawFn) -> bytes:
    """A sound xlsx whose unpacked parts are hurt and packed again, so that the zip itself is whole."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as sound, zipfile.ZipFile(buffer, "w") as hurt:
        victim = draw(st.sampled_from(sorted(sound.namelist())))
        for name in sound.namelist():
            part = bytearray(sound.read(name))
            if name == victim:
                at = draw(st.integers(0, len(part) - 1))
                part[at : at + draw(st.integers(0, 6))] = draw(
                    st.one_of(st.binary(max_size=6), st.from_regex(rb"[0-9A-Z]{1,12}", fullmatch=True))
                )
            hurt.writestr(name, bytes(part))
    return buffer.getvalue()


def gives_rows_or_a_problem(data: bytes) -> None:
    try:
        sheet = read(data)
    except SheetProblem as problem:
        assert problem.message
    else:
        assert isinstance(sheet, Sheet)
        assert all(list(row.values) == sheet.headings for row in sheet.rows)
        for row in sheet.rows:
            for value in row.values.values():
                assert "\x00" not in value
                value.encode()
    try:
        read_json("x", data, max_bytes=2**20)
    except SheetProblem as problem:
        assert problem.message


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(mutilated())
@example(b'[{"a": "\\ud800"}]')
@example(b'"')
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
def test_mutilated_files_give_rows_or_a_problem(data: bytes) -> None:
    gives_rows_or_a_problem(data)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(inside_out())
def test_a_workbook_with_damaged_parts_gives_rows_or_a_problem(data: bytes) -> None:
    gives_rows_or_a_problem(data)


@settings(max_examples=100)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_give_rows_or_a_problem(data: bytes) -> None:
    gives_rows_or_a_problem(data)
