"""Files made to do harm: each is refused with a sentence, quickly; and a round trip loses nothing."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.core.sheets import OutSheet, SheetProblem, read_json, read_rows, write_csv, write_xlsx
from app.core.sheets.text import clean

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TWO_CELLS = '<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c t="s"><v>1</v></c></row>'
MANY = "".join(f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 10 + "</row>" for n in range(1, 400))
TEXTS = "<si><t>Navn</t></si><si><t>Bo</t></si>"


def book(sheet: str = TWO_CELLS, texts: str = TEXTS, more: Mapping[str, bytes | str] | None = None) -> bytes:
    """An xlsx file with these rows, these shared texts and these further members."""
    parts: dict[str, bytes | str] = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{REL}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{REL}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="r1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{texts}</sst>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**parts, **(more or {})}.items():
            archive.writestr(name, part)
    return packed.getvalue()


def read(data: bytes, name: str = "fil.xlsx") -> list[dict[str, str]]:
    return [row.values for row in read_rows(name, data, max_bytes=20 * 2**20, max_rows=5_000, max_columns=100).rows]


def assert_refused_cheaply(data: bytes, name: str = "fil.xlsx") -> str:
    """Refused within seconds, with less memory than the largest honest file takes."""
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(SheetProblem) as refused:
        read(data, name)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.perf_counter() - began < 20
    assert most < 200 * 2**20
    assert len(refused.value.message) < 400
    return refused.value.message


def test_the_honest_file_is_read() -> None:
    assert read(book()) == [{"Navn": "Bo"}]


def test_a_text_that_many_cells_share_is_counted_as_often_as_it_is_read() -> None:
    data = book(MANY, f"<si><t>{'A' * 1_000_000}</t></si>")
    assert len(data) < 10_000
    assert "fylder for meget" in assert_refused_cheaply(data)


def test_a_second_list_of_texts_hides_nothing() -> None:
    decoy = {"xl/a.xml": f"<sst {MAIN}><si><t>x</t></si></sst>"}
    assert "fylder for meget" in assert_refused_cheaply(book(MANY, f"<si><t>{'A' * 1_000_000}</t></si>", decoy))


def test_a_bomb_of_zeros_is_stopped_while_it_is_unpacked() -> None:
    data = book(more={"xl/worksheets/sheet2.xml": b" " * (80 * 2**20)})
    assert len(data) < 200_000
    assert "fylder for meget" in assert_refused_cheaply(data)


def test_a_member_that_lies_about_its_size_is_stopped_all_the_same() -> None:
    honest = book(more={"xl/worksheets/sheet2.xml": b" " * (80 * 2**20)})
    size = (80 * 2**20).to_bytes(4, "little")
    assert_refused_cheaply(honest.replace(size, (10).to_bytes(4, "little")))


def test_a_list_of_a_hundred_thousand_members_is_not_even_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(100_000):
            archive.writestr(str(number), b"")
    assert "fylder for meget" in assert_refused_cheaply(packed.getvalue())


def test_sixty_thousand_columns_of_one_name_are_counted_before_they_are_told_apart() -> None:
    assert "filen har 60001 kolonner" in assert_refused_cheaply(b"Nummer" + b";Titel" * 60_000 + b"\n", "x.csv")


def test_a_cell_far_out_makes_no_room() -> None:
    assert_refused_cheaply(book('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


@pytest.mark.parametrize(
    "where", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize(
    "entity",
    [
        '<!DOCTYPE x [<!ENTITY a "AAAAAAAAAA"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_xml_that_declares_entities_is_refused(where: str, entity: str) -> None:
    root = {"xl/workbook.xml": "workbook", "xl/styles.xml": "styleSheet", "xl/sharedStrings.xml": "sst"}
    tag = root.get(where, "worksheet")
    text = f"<si><t>&c;</t></si>{TEXTS}" if tag == "sst" else ""
    assert_refused_cheaply(book(more={where: f"{entity}<{tag} {MAIN}>{text}</{tag}>"}))


def test_xml_in_two_bytes_a_character_does_not_slip_past() -> None:
    sheet = f"<?xml version='1.0' encoding='UTF-16'?><worksheet {MAIN}><sheetData>{TWO_CELLS}</sheetData></worksheet>"
    assert_refused_cheaply(book(more={"xl/worksheets/sheet1.xml": sheet.encode("utf-16")}))


PRETENDERS = {
    "exe": b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 600,
    "elf": b"\x7fELF\x02\x01\x01" + b"\x00" * 600,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
    "html": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "gz": b"\x1f\x8b\x08\x00" + b"\x00" * 40,
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "noise": bytes(range(256)) * 40,
    "empty": b"   ",
}


@pytest.mark.parametrize("kind", PRETENDERS)
@pytest.mark.parametrize("name", ["liste.csv", "liste.xlsx", "liste.json"])
def test_what_only_pretends_by_its_name_is_refused(kind: str, name: str) -> None:
    assert_refused_cheaply(PRETENDERS[kind], name)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "ikke et regneark" in assert_refused_cheaply(packed.getvalue(), "liste.xlsx")


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 100_000, "[" + "9" * 10_000 + "]"])
def test_json_made_to_break_the_reader_is_refused(text: str) -> None:
    with pytest.raises(SheetProblem):
        read_json("x.json", text.encode(), max_bytes=20 * 2**20)


SIGNS = st.sampled_from("=+-@\t\r\n'＝＋－＠ \u00a0|")
CELLS = st.builds(lambda start, rest: start + rest, st.text(SIGNS, min_size=1, max_size=4), st.text(max_size=12))


@given(CELLS)
@example("=cmd|'/C calc'!A0")
@example("＝1+1")
@example(" =1+1")
@example("'=1+1")
@example("''=1+1")
@example("\r=1+1")
def test_no_cell_begins_as_a_formula_in_csv_and_it_reads_back_as_it_was(cell: str) -> None:
    written = io.BytesIO()
    write_csv(written, ["Navn", "Andet"], [[cell, "x"]])
    raw = written.getvalue().decode("utf-8-sig").split("\r\n", 1)[1].removeprefix('"')
    assert raw.lstrip()[:1] not in tuple("=+-@＝＋－＠"), raw
    assert raw[:1] not in {"\t", "\r"}
    (back,) = read(written.getvalue(), "x.csv")
    assert back["Navn"] == clean(cell)


@given(CELLS)
@example("=1+1")
@example("@SUM(A1)")
def test_in_xlsx_every_text_is_a_text(cell: str) -> None:
    target = io.BytesIO()
    write_xlsx(target, [OutSheet("Ark", ["Navn"], [[cell], ["x"]])])
    with zipfile.ZipFile(target) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    target.seek(0)
    (heading, (back, *_), _last) = CalamineWorkbook.from_filelike(target).get_sheet_by_index(0).to_python()
    assert isinstance(back, str)
    assert heading[0] == "Navn"
