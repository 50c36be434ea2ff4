"""A text of the mails in the municipality's own words, from a mistake to a sample in one's own inbox and back."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import Program, assert_accessible, demo_logins, sign_in
from tests.browser.test_pages import NARROW, WIDE, assert_fits

pytestmark = pytest.mark.browser

FRIDA = "frida@fjordby.example"


def outbox(program: Program) -> list[tuple[str, str, str]]:
    """The samples in it: to whom, with which subject, how far."""
    with closing(sqlite3.connect(program.folder / "data.sqlite3")) as connection:
        query = "SELECT to_address, subject, state FROM outgoing_mail WHERE kind = 'reminder_test'"
        return list(connection.execute(query))


def test_a_text_is_mended_looked_at_saved_sent_to_oneself_and_put_back(page: Page, demo: Program) -> None:
    sign_in(page, demo, FRIDA, demo_logins(demo)[FRIDA])
    page.goto(f"{demo.url}/admin")
    page.get_by_role("link", name="Mailtekster").click()
    assert_accessible(page, "Mailtekster")
    page.get_by_role("link", name="Ret Emner: Én opgave", exact=True).click()
    assert_accessible(page, "Emne: Én opgave")

    field = page.get_by_label("Teksten")
    field.fill("Kære kollega, gør {navn}")
    page.get_by_role("button", name="Vis, hvordan det bliver").click()
    expect(page.get_by_role("alert")).to_contain_text("{navn} findes ikke. Her kan du bruge {opgave}, {dag}, {sted}.")
    expect(page.get_by_role("alert")).to_contain_text("{opgave} mangler.")
    assert_accessible(page, "Emne: Én opgave")

    field.fill("Kære kollega, gør ")
    page.get_by_role("button", name="Indsæt {opgave}").click()
    expect(field).to_have_value("Kære kollega, gør {opgave}")
    expect(field).to_be_focused()
    page.keyboard.press("Control+z")
    expect(field).to_have_value("Kære kollega, gør ")
    page.get_by_role("button", name="Indsæt {opgave}").press("Enter")
    page.get_by_role("button", name="Vis, hvordan det bliver").click()
    expect(page.get_by_text("Teksten er ikke gemt endnu.")).to_be_in_viewport()
    expect(page.locator(".mail-words")).to_have_text("Kære kollega, gør Slettekontrol i fagsystemer")
    mail = page.frame_locator("iframe")
    expect(mail.get_by_role("heading")).to_have_text("Slettekontrol i fagsystemer")
    assert mail.locator(".mail").evaluate("e => getComputedStyle(e).borderTopWidth") == "4px", "the mail has its styles"
    assert_accessible(page, "Emne: Én opgave")

    page.get_by_role("button", name="Gem teksten").click()
    expect(page.get_by_text("Teksten er gemt og bruges fra den næste mail.")).to_be_visible()
    page.get_by_role("button", name="Send en prøve til mig").click()
    expect(page.get_by_text(f"Prøven er på vej til {FRIDA}.")).to_be_visible()
    assert outbox(demo) == [(FRIDA, "Prøve: Kære kollega, gør Slettekontrol i fagsystemer", "waiting")]

    page.goto(f"{demo.url}/admin/mailtekster/emne-en-opgave")
    page.get_by_role("button", name="Sæt tilbage til programmets tekst").click()
    page.locator("[data-confirm-yes]").click()
    expect(page.get_by_text("Programmets tekst bruges igen.")).to_be_visible()
    expect(field).to_have_value("Husk senest {dag}: {opgave}")


def test_the_pages_fit_wide_and_narrow_and_leaving_what_is_only_looked_at_asks(page: Page, demo: Program) -> None:
    sign_in(page, demo, FRIDA, demo_logins(demo)[FRIDA])
    for path in ("", "/mail?slags=many", "/indledning-leder", "/jeres-egen-besked"):
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.goto(f"{demo.url}/admin/mailtekster{path}")
            assert_accessible(page, "")
            assert_fits(page, path)
    page.get_by_label("Teksten").fill("Spørg i kanalen GDPR")
    page.get_by_role("button", name="Vis, hvordan det bliver").click()
    expect(page.get_by_text("Teksten er ikke gemt endnu.")).to_be_visible()
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.get_by_role("link", name="Fortryd").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mailtekster")
    assert asked == ["beforeunload"]


def test_a_text_is_written_without_a_script(chromium: Browser, demo: Program) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="da-DK")
    window = context.new_page()
    sign_in(window, demo, FRIDA, demo_logins(demo)[FRIDA])
    window.goto(f"{demo.url}/admin/mailtekster/jeres-egen-besked")
    window.get_by_label("Teksten").fill("Spørg i Teams-kanalen GDPR.")
    window.get_by_role("button", name="Vis, hvordan det bliver").click()
    assert "Spørg i Teams-kanalen GDPR." in window.locator(".mail-words").inner_text()
    window.get_by_role("button", name="Gem teksten").click()
    assert "Teksten er gemt" in window.locator(".alert-success").inner_text()
    context.close()
