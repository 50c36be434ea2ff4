"""How the municipality reminds is chosen, mended and paused on a page, and each person's own rhythm on theirs."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Program, assert_accessible, demo_logins, sign_in
from tests.browser.test_pages import NARROW, WIDE, assert_fits

pytestmark = pytest.mark.browser

FRIDA, GITTE, BENT = "frida@fjordby.example", "gitte@fjordby.example", "bent@fjordby.example"


def test_reminders_are_chosen_after_a_mistake_and_seen_in_the_example(page: Page, demo: Program) -> None:
    sign_in(page, demo, FRIDA, demo_logins(demo)[FRIDA])
    page.goto(f"{demo.url}/admin")
    page.get_by_role("link", name="Påmindelser", exact=True).click()
    assert_accessible(page, "Påmindelser")
    example = page.get_by_role("region", name="Et eksempel")
    expect(example).to_contain_text("derefter hver 7. dag")

    page.get_by_label("Dage før fristen").fill("30, 14")
    page.get_by_label("Leders leder").fill("3")
    page.get_by_role("button", name="Gem påmindelserne").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Mindst ét tal skal være 7 eller mindre")
    expect(alert).to_contain_text("Leders leder: Tallet skal være større end det forrige, 7.")
    expect(example).to_contain_text("derefter hver 7. dag")
    assert_accessible(page, "Påmindelser")
    alert.get_by_role("link", name="Dage før fristen").click()
    expect(page.get_by_label("Dage før fristen")).to_be_focused()

    page.get_by_label("Dage før fristen").fill("0 og 5, 20")
    page.get_by_label("Dage mellem påmindelserne").fill("4")
    box = page.get_by_label("Giv lederne besked, når en opgave er forsinket")
    box.uncheck()
    expect(page.get_by_label("Direktør")).to_be_visible()  # there is still a mistake among them
    page.get_by_label("Leders leder").fill("14")
    page.get_by_role("button", name="Gem påmindelserne").click()
    expect(page.get_by_text("Påmindelserne er gemt. De gælder fra den næste mail.")).to_be_visible()
    expect(page.get_by_label("Dage før fristen")).to_have_value("20, 5, 0")
    expect(page.get_by_label("Direktør")).to_be_hidden()
    expect(example).not_to_contain_text("Direktør")
    expect(page.get_by_text("Rettet af Frida Fyr")).to_be_visible()
    box.check()
    expect(page.get_by_label("Direktør")).to_be_visible()
    box.uncheck()

    page.get_by_label("Vis en anden frist").fill("2027-07-05")
    example.get_by_role("button", name="Vis").click()
    expect(example).to_contain_text("En opgave med frist mandag den 5. juli 2027")
    expect(example).to_contain_text("15. juni, 30. juni og 5. juli")
    expect(example).to_contain_text("9. august")  # after the quiet weeks
    assert_accessible(page, "Påmindelser")


def test_a_pause_is_seen_where_mails_are_looked_after_and_ended(chromium: Browser, page: Page, demo: Program) -> None:
    sign_in(page, demo, FRIDA, demo_logins(demo)[FRIDA])
    page.goto(f"{demo.url}/admin/paamindelser")
    page.get_by_role("button", name="Sæt påmindelserne på pause").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv, hvorfor påmindelserne sættes på pause.")
    page.get_by_label("Hvorfor?").fill("Organisationen lægges om")
    page.get_by_role("button", name="Sæt påmindelserne på pause").click()
    expect(page.get_by_text("Frida Fyr satte dem på pause")).to_contain_text("«Organisationen lægges om»")
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for path in ("/admin/paamindelser", "/admin/mails", "/admin"):
            page.goto(demo.url + path)
            expect(page.get_by_text("Påmindelserne er på pause")).to_be_visible()
            assert_accessible(page, "")
            assert_fits(page, path)

    context = chromium.new_context(locale="da-DK")
    gitte = context.new_page()
    sign_in(gitte, demo, GITTE, demo_logins(demo)[GITTE])
    gitte.goto(f"{demo.url}/")
    expect(gitte.get_by_text("Påmindelserne er på pause")).to_be_visible()
    assert_accessible(gitte, "Mit arbejde")
    gitte.get_by_role("link", name="Gå til påmindelserne for at genoptage dem").click()
    gitte.get_by_role("button", name="Genoptag påmindelserne").click()
    expect(gitte.get_by_text("Påmindelserne er genoptaget.")).to_be_visible()
    gitte.goto(f"{demo.url}/")
    expect(gitte.get_by_text("Påmindelserne er på pause")).to_have_count(0)
    context.close()


def test_a_person_chooses_mondays_without_a_script(chromium: Browser, demo: Program) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="da-DK")
    window = context.new_page()
    sign_in(window, demo, BENT, demo_logins(demo)[BENT])
    window.goto(f"{demo.url}/konto")
    window.get_by_label("Samlet om mandagen").check()
    window.get_by_role("button", name="Gem valg af mail").click()
    assert "Du får nu påmindelserne samlet om mandagen." in window.locator(".alert-success").inner_text()
    assert window.get_by_label("Samlet om mandagen").is_checked()
    context.close()


def test_the_pages_fit_wide_and_narrow(page: Page, demo: Program) -> None:
    sign_in(page, demo, FRIDA, demo_logins(demo)[FRIDA])
    for path in ("/admin/paamindelser", "/konto"):
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.goto(demo.url + path)
            assert_accessible(page, "")
            assert_fits(page, path)
