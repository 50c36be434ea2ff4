"""The record's form with a script: what is missing shrinks as one writes, rows come and go, Ctrl+S saves."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ANNA, Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]


PURPOSE, SUBJECTS, DATA = "Angiv mindst ét formål", "Angiv mindst én kategori", "Angiv, hvilke personoplysninger"


def test_what_is_missing_shrinks_as_one_writes(page: Page, demo: Program) -> None:
    sign_in(page, demo, ANNA, demo_logins(demo)[ANNA])
    page.goto(f"{demo.url}/fortegnelse/ny")
    missing = page.locator("#mangler")
    for sentence in (PURPOSE, SUBJECTS, DATA):
        expect(missing).to_contain_text(sentence)
    page.get_by_label("Behandlingsaktivitet").fill("Ny tankegang på Åsen")
    page.locator("[name=purposes-0-text]").fill("At hjælpe borgerne")
    expect(missing).not_to_contain_text(PURPOSE)
    page.locator("label[for=subjects-0]").click()
    expect(missing).not_to_contain_text(SUBJECTS)
    expect(page.locator("#mangler-antal")).to_have_text(re.compile(r"\d+ mangler"))

    rows = page.locator("#data_lines [data-row]")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Tilføj oplysninger").click()
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_label("Hvilke oplysninger").fill("Navn og adresse")
    expect(missing).not_to_contain_text(DATA)
    rows.nth(1).get_by_role("button", name="Fjern").click()
    expect(missing).to_contain_text(DATA)
    rows.nth(0).get_by_label("Hvilke oplysninger").fill("Navn")
    expect(missing).not_to_contain_text(DATA)

    page.get_by_label("Ansvarlig enhed").select_option("SOC")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ny tankegang på Åsen")
    assert_accessible(page, "Ny tankegang på Åsen")


def test_the_second_of_two_chooses_and_loses_nothing(page: Page, chromium: Browser, demo: Program) -> None:
    other = chromium.new_context(locale="da-DK").new_page()
    for window in (page, other):
        sign_in(window, demo, ANNA, demo_logins(demo)[ANNA])
        window.goto(f"{demo.url}/fortegnelse/1/ret")
    other.locator("[name=measures]").fill("Den førstes ord")
    other.get_by_role("button", name="Gem behandlingen").click()
    expect(other).to_have_url(re.compile("/fortegnelse/1$"))
    other.context.close()

    page.locator("[name=measures]").fill("Den andens ord")
    page.locator("[name=case_ref]").fill("27/4711")
    page.get_by_role("button", name="Gem behandlingen").click()
    conflict = page.get_by_role("group", name="Sikkerhedsforanstaltninger")
    expect(conflict).to_contain_text("Den førstes ord")
    expect(conflict).to_contain_text("Den andens ord")
    assert_accessible(page, "Ret behandlingen")
    conflict.get_by_text("Brug den fra Anna Ahorn").click()
    page.get_by_role("button", name="Gem behandlingen").click()
    expect(page.locator("#sikkerhed")).to_contain_text("Den førstes ord")
    expect(page.locator("#opgaven")).to_contain_text("27/4711")
