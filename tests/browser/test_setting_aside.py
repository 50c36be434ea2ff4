"""What is missing on a record: seen, set aside with a reason and a day, and taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ANNA, Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]

WHY = "Grundlaget ligger hos juristen til februar"


def test_a_finding_is_set_aside_and_taken_back(page: Page, demo: Program) -> None:
    sign_in(page, demo, ANNA, demo_logins(demo)[ANNA])
    page.goto(f"{demo.url}/fortegnelse?omraade=mit&mangler=R11")
    page.locator("th[scope=row] a").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    assert_accessible(page, title)
    here = page.url
    page.get_by_role("link", name="Læg til side Angiv behandlingsgrundlag").click()
    assert_accessible(page, "Læg til side")
    page.get_by_role("button", name="Læg til side").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv, hvorfor det kan vente.")
    page.get_by_label("Hvorfor kan det vente?").fill(WHY)
    page.get_by_role("button", name="Læg til side").click()
    aside = page.locator(".finding--aside")
    expect(aside).to_contain_text(WHY)
    assert_accessible(page, title)
    page.goto(f"{demo.url}/fortegnelse?mangler=tilside")
    expect(page.locator("th[scope=row] a")).to_have_text([title])
    page.goto(here)
    page.get_by_role("button", name="Tag frem igen").click()
    expect(aside).to_have_count(0)
    expect(page.get_by_role("link", name="Læg til side Angiv behandlingsgrundlag")).to_be_visible()
