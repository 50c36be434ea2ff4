"""Every page of the demo, as each persona sees it, wide and narrow: axe finds nothing, nothing runs off the side."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

WIDE = ViewportSize(width=1440, height=900)
NARROW = ViewportSize(width=390, height=844)
PAGES = {
    "anna": (
        "/", "/fortegnelse", "/fortegnelse?q=findes+ikke", "/fortegnelse/ny", "/fortegnelse/41", "/fortegnelse/1/ret",
        "/fortegnelse/1/historik", "/fortegnelse/1/risiko", "/fortegnelse/import", "/systemer", "/systemer/1",
        "/systemer/ny", "/risiko", "/aarshjul", "/opgaver", "/opgaver/1", "/femaarsplan", "/kapacitet",
        "/kapacitet/tilfoej", "/rapporter/status/DDS",
        "/databehandlere", "/databehandlere/1", "/databehandlere/1/ret", "/databehandlere/1/tilsyn",
        "/foranstaltninger", "/foranstaltninger/1", "/modtagere", "/love/1", "/love/1/ret", "/kle", "/soeg?q=drift",
        "/fortegnelse/pr", "/fortegnelse/51/sammenlign?fra=1", "/fortegnelse/4/trin/til-godkendelse",
        "/opgavekatalog/T16", "/femaarsplan/opgave/T01",
        "/fortegnelse/skabeloner", "/fortegnelse/arbejdsmoeder", "/fortegnelse/dokument", "/arbejde", "/findes-ikke",
        "/aarshjul?visning=uge",
    ),
    "bent": ("/", "/fortegnelse", "/aarshjul", "/opgaver", "/opgavekatalog/varetages"),
    "dorte": ("/", "/fortegnelse/1", "/kapacitet", "/femaarsplan/daekning", "/admin", "/admin/organisation"),
    "erik": ("/rapporter", "/femaarsplan", "/aarshjul"),
    "frida": (
        "/admin", "/admin/kommune", "/admin/organisation", "/admin/organisation/SOC", "/admin/organisation/fil",
        "/admin/brugere", "/admin/brugere/1", "/admin/brugere/ny", "/admin/mails",
    ),
}  # fmt: skip


@pytest.mark.parametrize("persona", PAGES)
def test_every_page_is_accessible_and_fits(page: Page, demo: Program, persona: str) -> None:
    email = f"{persona}@fjordby.example"
    sign_in(page, demo, email, demo_logins(demo)[email])
    for path in PAGES[persona]:
        page.set_viewport_size(WIDE)
        page.goto(demo.url + path)
        assert_accessible(page, "")
        assert_fits(page, path)
        page.set_viewport_size(NARROW)
        assert_fits(page, path)
        assert_accessible(page, "")


def test_a_form_can_be_read_and_sent_without_a_script(chromium: Browser, demo: Program) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="da-DK")
    window = context.new_page()
    email = "anna@fjordby.example"
    sign_in(window, demo, email, demo_logins(demo)[email])
    window.goto(f"{demo.url}/fortegnelse/1/ret")
    window.get_by_label("Behandlingsaktivitet").fill("Uden script æøå")
    window.get_by_role("button", name="Gem behandling").first.click()
    assert window.get_by_role("heading", level=1).inner_text() == "Uden script æøå"
    context.close()


def assert_fits(page: Page, path: str) -> None:
    """The page itself does not scroll sideways."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{path} runs {over} px off the side at {page.viewport_size}"
