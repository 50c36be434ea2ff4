"""A campaign, as people run it: a coordinator starts it, a leader confirms all but one, and the board shows it."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]

BENT = "bent@fjordby.example"
PHONE: ViewportSize = {"width": 390, "height": 800}


@pytest.fixture
def bent(chromium: Browser, demo: Program) -> Iterator[Page]:
    """The window of the leader in Social, who has all the administration's records."""
    engine = sa.create_engine(f"sqlite:///{next(demo.folder.glob('*.sqlite3'))}")
    with engine.begin() as connection:
        social = "(SELECT id FROM unit WHERE code = 'SOC')"
        connection.execute(
            sa.text(
                f"UPDATE processing_activity SET unit_id = {social} WHERE unit_id IN"
                f" (SELECT id FROM unit WHERE administration_id = {social})"
            )
        )
    engine.dispose()
    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    window = context.new_page()
    window.set_default_timeout(15_000)
    sign_in(window, demo, BENT, demo_logins(demo)[BENT])
    yield window
    context.close()


def fits(page: Page) -> bool:
    """Whether nothing on the page is wider than the phone."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_leader_confirms_all_but_one_by_keyboard_and_the_board_shows_it(
    anna: Page, bent: Page, demo: Program
) -> None:
    anna.goto(f"{demo.url}/opgaver")
    anna.get_by_role("link", name="Attesteringer").click()
    anna.get_by_role("link", name="Ny attestering").first.press("Enter")
    assert_accessible(anna, "Ny attestering")
    expect(anna.get_by_role("checkbox", name="Social")).to_be_checked()
    anna.get_by_label("Titel").fill("Bekræft det hele")
    anna.get_by_label("Til lederne").fill("Spørg Anna, hvis du er i tvivl.")
    anna.get_by_label("Til lederne").press("Control+s")
    assert_accessible(anna, "Se attesteringen igennem")
    expect(anna.get_by_text(re.compile(r"\d+ behandlinger i 1 enhed, hos 1 leder"))).to_be_visible()
    anna.get_by_role("button", name="Sæt i gang").press("Enter")
    expect(anna.get_by_role("status").first).to_contain_text("Attesteringen er sat i gang.")
    assert_accessible(anna, "Bekræft det hele")
    board = anna.url

    bent.goto(demo.url)
    bent.get_by_role("link", name=re.compile(r"Social: \d+ behandlinger venter på dig")).press("Enter")
    assert_accessible(bent, "Social")
    expect(bent.get_by_text("Spørg Anna, hvis du er i tvivl.")).to_be_visible()
    everything = bent.get_by_role("radio", name="Bekræft")
    count = everything.count()
    expect(bent.get_by_role("button", name=f"Bekræft alle {count}")).to_be_visible()
    second = bent.locator(".answer").nth(1)
    title = second.get_by_role("link").first.inner_text()
    expect(second.get_by_label("Det, der skal ændres")).to_be_hidden()
    second.get_by_role("radio", name="Bekræft").focus()
    bent.keyboard.press("ArrowRight")
    expect(second.get_by_role("radio", name="Skal ændres")).to_be_checked()
    send = bent.get_by_role("button", name="Gem svarene")
    send.press("Enter")
    expect(bent.get_by_role("alert")).to_contain_text("Skriv, hvad der skal ændres")
    assert_accessible(bent, "Social")
    bent.set_viewport_size(PHONE)
    assert fits(bent)
    words = bent.locator(".answer").nth(1).get_by_label("Det, der skal ændres")
    words.focus()
    bent.keyboard.type("Vi bruger ikke skemaet mere.")
    bent.keyboard.press("Control+s")
    expect(bent.get_by_role("status").first).to_contain_text(f"{count - 1} behandlinger er bekræftet.")
    expect(bent.get_by_role("status").first).to_contain_text("din opgave er lukket")
    expect(bent.get_by_role("row", name=re.compile(re.escape(title)))).to_contain_text("Skal ændres")
    assert_accessible(bent, "Social")
    assert fits(bent)

    anna.goto(board)
    expect(anna.get_by_role("row", name=re.compile("^Social"))).to_contain_text(f"{count} af {count} besvaret (100 %)")
    wrong = anna.get_by_role("row", name=re.compile(re.escape(title)))
    expect(wrong).to_contain_text("Vi bruger ikke skemaet mere.")
    expect(wrong).to_contain_text("Ikke gennemgået siden")
    anna.set_viewport_size(PHONE)
    assert fits(anna)
    assert_accessible(anna, "Bekræft det hele")
    anna.goto(f"{demo.url}/attestering")
    expect(anna.get_by_role("row", name=re.compile("Bekræft det hele"))).to_contain_text("Afsluttet")
    assert fits(anna)
