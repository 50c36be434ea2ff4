"""The working calendar, the month by keyboard, and the cycle in one's own calendar, in real Chromium."""

import urllib.error
import urllib.request
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import ANNA, Program, assert_accessible, demo_logins, sign_in

pytestmark = pytest.mark.browser

FRIDA = "frida@fjordby.example"


def as_somebody(page: Page, program: Program, email: str) -> None:
    page.context.clear_cookies()
    sign_in(page, program, email, demo_logins(program)[email])


def fetch(address: str, **headers: str) -> tuple[int, str, str]:
    """As a calendar program asks, signed in as nobody: status, ETag and what was said."""
    asked = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, answer.headers["ETag"], answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers.get("ETag", ""), ""


def test_a_closed_day_is_set_the_month_is_walked_by_keyboard_and_a_feed_lives_until_it_is_revoked(
    page: Page, demo: Program
) -> None:
    as_somebody(page, demo, FRIDA)
    page.goto(f"{demo.url}/admin")
    page.get_by_role("link", name="Lukkedage og stille uger").click()
    assert_accessible(page, "Lukkedage og stille uger")
    page.get_by_label("Andre lukkedage").fill("10. marts 2027")
    page.get_by_role("button", name="Gem lukkedagene").click()
    expect(page.get_by_text("Lukkedagene er gemt.")).to_be_visible()

    as_somebody(page, demo, ANNA)
    page.goto(f"{demo.url}/aarshjul?visning=maaned&maaned=2027-03")
    assert_accessible(page, "Marts 2027")
    expect(page.locator("[data-day='2027-03-10']")).to_contain_text("Lukkedag, lukket")
    expect(page.locator("[data-day='2027-03-26']")).to_contain_text("Langfredag, helligdag")
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    walk_the_month(page)

    page.get_by_role("link", name="Abonnér i din kalender").click()
    assert_accessible(page, "Abonnér i din kalender")
    page.get_by_role("radio", name="Mine opgaver").check()
    page.get_by_role("button", name="Lav et kalenderlink").click()
    assert_accessible(page, "Dit kalenderlink")
    address = page.get_by_label("Adressen", exact=True).input_value()
    status, tag, feed = fetch(address)
    assert status == 200
    assert feed.startswith("BEGIN:VCALENDAR\r\n")
    assert feed.count("BEGIN:VEVENT") > 5
    assert fetch(address, **{"If-None-Match": tag})[0] == 304

    page.get_by_role("link", name="Jeg har gemt adressen").click()
    page.get_by_role("button", name="Træk tilbage: Mine opgaver").click()
    page.locator("[data-confirm-yes]").click()
    expect(page.get_by_text("Kalenderlinket er trukket tilbage.")).to_be_visible()
    expect(page.get_by_text("Du har ingen endnu.")).to_be_visible()
    assert fetch(address)[0] == 410


def walk_the_month(page: Page) -> None:
    """From 1 March by arrows to April, back by a page, and into the week of a day."""

    def expect_at(day: str) -> None:
        expect(page.locator(f"#dag-{day}")).to_be_focused()

    assert page.locator("[data-cal-day][tabindex='0']").count() == 1, "one day is in the tab order"
    page.locator("[data-cal-day][tabindex='0']").focus()
    for key, day in (
        ("ArrowRight", "2027-03-02"), ("ArrowDown", "2027-03-09"), ("End", "2027-03-14"), ("Home", "2027-03-08"),
        ("ArrowLeft", "2027-03-07"),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect_at(day)
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect_at("2027-04-04")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", level=1)).to_contain_text("April 2027")
    expect_at("2027-04-11")
    page.keyboard.press("PageUp")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Marts 2027")
    page.locator("#dag-2027-03-31").focus()
    page.keyboard.press("Enter")
    assert_accessible(page, "Uge 13, 2027")
    expect_at("2027-03-31")
    page.keyboard.press("ArrowDown")
    expect_at("2027-04-01")
