"""A record's matrix, filled by keyboard alone; a record of the municipality as processor; and choosing among many."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ANNA, Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]


@pytest.fixture
def form(page: Page, demo: Program) -> Page:
    """The empty form, in Anna's hands."""
    sign_in(page, demo, ANNA, demo_logins(demo)[ANNA])
    page.goto(f"{demo.url}/fortegnelse/ny")
    return page


def tab_to(page: Page, wanted: Locator) -> None:
    """Go on with the tabulator until the element has focus; by no other means."""
    for _step in range(200):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} kan ikke nås med tabulatortasten")


def write_line(page: Page, number: int, category: str, text: str) -> None:
    """The keyboard stands in the line's category."""
    row = page.locator("#data_lines [data-row]").nth(number)
    expect(row.get_by_label("Kategori")).to_be_focused()
    page.keyboard.type(category)
    page.keyboard.press("Tab")
    page.keyboard.type(text)


def test_a_matrix_is_filled_by_keyboard_alone(form: Page) -> None:
    page = form
    tab_to(page, page.get_by_label("Behandlingsaktivitet"))
    page.keyboard.type("Svømmehold på Åsen")
    tab_to(page, page.get_by_label("Ansvarlig enhed"))
    page.keyboard.type("Social")
    tab_to(page, page.get_by_label("Børn", exact=True))
    page.keyboard.press("Space")
    tab_to(page, page.locator("[data-line-offers]").get_by_role("button", name="Børn"))
    page.keyboard.press("Enter")
    write_line(page, 0, "CPR", "CPR-nummer")
    tab_to(page, page.locator("[data-line-offers]").get_by_role("button", name="Børn"))
    page.keyboard.press("Enter")
    write_line(page, 1, "Strafbare", "Attest")
    tab_to(page, page.get_by_role("button", name="Tilføj oplysninger"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    write_line(page, 2, "Almindelige opl", "Navn og hold")

    tab_to(page, page.locator("[name=disclosures-0-name]"))
    page.keyboard.type("Livreddere")
    for words in ("Børn – Strafbare forhold (Attest)", "Almindelige oplysninger (Navn og hold)"):
        tab_to(page, page.locator("#disclosures-0-lines").get_by_label(words))
        page.keyboard.press("Space")
    expect(page.locator("[data-lines-words]").first).to_have_text("2 af 3")
    page.keyboard.press("Control+s")

    expect(page.get_by_role("heading", level=1)).to_have_text("Svømmehold på Åsen")
    table = page.get_by_role("table", name="Hvem der får hvilke oplysninger")
    expect(table.get_by_role("columnheader").nth(1)).to_have_text("Livreddere")
    expect(table.get_by_role("row", name="Attest")).to_contain_text("Får dem")
    expect(table.get_by_role("row", name="CPR")).to_contain_text("Får dem ikke")
    assert_accessible(page, "Svømmehold på Åsen")
    page.get_by_role("link", name="Ret behandlingen", exact=True).click()
    assert_accessible(page, "Ret behandlingen")


def test_a_line_that_is_renamed_or_removed_follows_at_the_recipients(form: Page) -> None:
    page = form
    texts = page.locator("#data_lines textarea")
    texts.first.fill("Navn")
    page.get_by_role("button", name="Tilføj oplysninger").click()
    texts.nth(1).fill("Adresse")
    choices = page.locator("#disclosures-0-lines label:visible")
    expect(choices).to_have_text(["Alle oplysninger", "Navn", "Adresse"])
    page.locator("#disclosures-0-lines").get_by_text("Adresse").click()
    texts.nth(1).fill("Bopæl")
    expect(choices).to_have_text(["Alle oplysninger", "Navn", "Bopæl"])
    page.get_by_role("button", name="Tilføj modtager").click()
    expect(page.locator("#disclosures [data-row]").nth(1).locator("[data-lines] label:visible")).to_have_text(
        ["Alle oplysninger", "Navn", "Bopæl"]
    )
    page.locator("#data_lines [data-row]").first.get_by_role("button", name="Fjern").click()
    expect(choices).to_have_text(["Alle oplysninger", "Bopæl"])
    expect(page.locator("#disclosures-0-lines").get_by_label("Bopæl")).to_be_checked()
    page.locator("#disclosures-0-lines").get_by_text("Alle oplysninger").click()
    expect(page.locator("#disclosures-0-lines").get_by_label("Bopæl")).not_to_be_checked()


def test_a_record_of_the_municipality_as_processor(form: Page) -> None:
    page = form
    served = page.get_by_role("group", name="Dem, kommunen behandler for")
    expect(served).to_be_hidden()
    page.get_by_text("Kommunen er databehandler").click()
    expect(served).to_be_visible()
    for gone in ("#formaal", "#oplysningspligt", "#konsekvensanalyse", "#disclosures"):
        expect(page.locator(gone)).to_be_hidden()
    page.get_by_label("Behandlingsaktivitet").fill("Sagssystem for Fjordens Affald")
    page.get_by_label("Ansvarlig enhed").select_option("SOC")
    served.get_by_label("Navn").fill("Fjordens Affald I/S")
    served.get_by_label("Hvad kommunen gør for dem").fill("Driver sagssystemet")
    assert_accessible(page, "Ny behandling")
    page.get_by_role("button", name="Opret behandlingen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sagssystem for Fjordens Affald")
    expect(page.locator("#controllers_served")).to_contain_text("Driver sagssystemet")
    assert_accessible(page, "Sagssystem for Fjordens Affald")


def test_systems_are_found_by_writing_and_taken_away_with_a_press(form: Page) -> None:
    page = form
    picker = page.locator("#systems")
    picker.locator("summary").press("Enter")
    search = picker.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("sagsark")
    page.keyboard.press("Enter")
    expect(picker.get_by_role("button", name=re.compile("^Fjern Sagsarkivet"))).to_be_visible()
    expect(search).to_have_value("")
    page.keyboard.press("Escape")
    picker.get_by_role("button", name=re.compile("^Fjern Sagsarkivet")).press("Enter")
    expect(picker.locator(".picker__chip")).to_have_count(0)
    expect(picker.locator("summary")).to_be_focused()
