"""A neighbour's list in Chromium: title above, groups of headings, words that are not ours, errors to mend."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from app.core.sheets import read_rows
from tests.browser.conftest import Program, assert_accessible, demo_logins, free_port, sign_in

pytestmark = pytest.mark.browser

ANNA = "anna@fjordby.example"
LIST = (
    "Fortegnelse, Nabokommunen\n\n"
    ";;;Gennemgang;\n"
    "Nr;Titel;Registrerede;Sidste;Næste\n"
    "1;Udlån af lokaler;Borgere over atten;01-03-2026;1/3-27\n"
    "2;Frivilligt arbejde;Borgere over atten;1. marts 2026;uge 12 2027\n"
)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The demo municipality, served."""
    running = Program(folder=tmp_path, port=free_port())
    running.make_demo()
    running.serve()
    yield running
    running.stop()


def choose(page: Page, program: Program) -> None:
    page.goto(f"{program.url}/fortegnelse/import")
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "nabo.csv", "mimeType": "text/csv", "buffer": LIST.encode("utf-16")}
    )
    page.get_by_role("button", name="Videre til kolonnerne").click()


def test_a_list_is_read_its_words_chosen_its_errors_fetched_and_the_choices_saved(page: Page, program: Program) -> None:
    sign_in(page, program, ANNA, demo_logins(program)[ANNA])
    choose(page, program)
    expect(page.get_by_label("Overskrifterne står i række")).to_have_value("3-4")
    page.get_by_label("Gennemgang – Sidste").select_option(label="Senest gennemgået")
    page.get_by_label("Gennemgang – Næste").select_option(label="Næste gennemgang")
    assert_accessible(page, "Hvad er kolonnerne?")
    page.get_by_role("button", name="Gennemse").click()

    word = page.get_by_label("«Borgere over atten» i kolonnen «Registrerede»")
    expect(word.locator("option:checked")).to_have_text("Borgere over 18")
    assert_accessible(page, "Ord, programmet ikke kender")
    page.get_by_role("button", name="Gennemse").click()

    expect(page.get_by_text("«uge 12 2027» er en uge")).to_be_visible()
    assert_accessible(page, "Gennemse importen")
    with page.expect_download() as download:
        page.get_by_role("link", name="regneark").click()
    sheet = read_rows("fejl", Path(download.value.path()).read_bytes(), max_bytes=2**20, max_rows=9, max_columns=20)
    assert [bool(row.values["Fejl i rækken"]) for row in sheet.rows] == [False, True]

    page.get_by_text("Gem kolonner og ord til næste gang").click()
    page.get_by_label("Navn", exact=True).fill("Nabolisten")
    page.get_by_role("button", name="Gem kolonnevalget").click()
    expect(page.get_by_text("Gemt som «Nabolisten»")).to_be_visible()
    choose(page, program)
    expect(page.get_by_text("som I har gemt dem under «Nabolisten»")).to_be_visible()
    expect(page.get_by_label("Gennemgang – Næste").locator("option:checked")).to_have_text("Næste gennemgang")


def test_a_whole_import_is_undone_again(page: Page, program: Program) -> None:
    sign_in(page, program, ANNA, demo_logins(program)[ANNA])
    page.goto(f"{program.url}/fortegnelse/import")
    sheet = "Nummer;Titel;Enhed\n901;Udlån af lokaler;SOC\n"
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "ny.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    )
    page.get_by_role("button", name="Videre til kolonnerne").click()
    page.get_by_role("button", name="Gennemse").click()
    page.get_by_role("button", name="Importér 1 behandling").click()
    page.goto(f"{program.url}/fortegnelse/import")
    page.get_by_role("link", name="Tidligere importer").click()
    assert_accessible(page, "Tidligere importer")
    page.get_by_role("link", name="ny.csv").click()
    page.get_by_role("link", name="Fortryd hele importen").click()
    expect(page.get_by_text("ny behandling udgår")).to_be_visible()
    assert_accessible(page, "Fortryd hele importen?")
    page.get_by_role("button", name="Fortryd hele importen").click()
    expect(page.get_by_text("og 1 er udgået.")).to_be_visible()
    assert_accessible(page, "Importen er fortrudt")


def test_an_empty_sheet_is_fetched_filled_in_and_imported(page: Page, program: Program, tmp_path: Path) -> None:
    sign_in(page, program, ANNA, demo_logins(program)[ANNA])
    page.goto(f"{program.url}/fortegnelse/import")
    assert_accessible(page, "Importér behandlinger")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent et tomt ark").click()
    download.value.save_as(tmp_path / "ark.xlsx")
    book = openpyxl.load_workbook(tmp_path / "ark.xlsx")
    sheet = book["Fortegnelse"]
    said = {
        "Nummer": "901",
        "Titel": "Udlån af cykler",
        "Enhed": "SOC",
        "Oplysninger": "Navn",
        "Modtagere": "Skat | #1",
    }
    said |= {"Oplysningspligt": "Ja", "KLE": "27.60", "Antal registrerede": "1-10"}
    for cell in list(sheet[1]):
        if cell.value in said:
            sheet.cell(row=2, column=cell.column, value=said[str(cell.value)])
    book.save(tmp_path / "ark.xlsx")
    page.get_by_label("Fil", exact=True).set_input_files(tmp_path / "ark.xlsx")
    page.get_by_role("button", name="Videre til kolonnerne").click()
    page.get_by_role("button", name="Gennemse").click()
    expect(page.get_by_text("Udlån af cykler")).to_be_visible()
    page.get_by_role("button", name="Importér").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Importen er gemt")
