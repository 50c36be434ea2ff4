"""A status report as people make it: from draft to comment, the DPO's part, frozen, fetched, compared and sent."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pypdf import PdfReader

from tests.browser.conftest import Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]

GITTE, DORTE, ERIK = "gitte@fjordby.example", "dorte@fjordby.example", "erik@fjordby.example"
PHONE: ViewportSize = {"width": 390, "height": 800}
PATIENCE = 90_000
"""Milliseconds in which a PDF is made on a busy machine."""


def window_of(chromium: Browser, demo: Program, email: str, viewport: ViewportSize | None = None) -> Iterator[Page]:
    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen", viewport=viewport)
    window = context.new_page()
    window.set_default_timeout(15_000)
    sign_in(window, demo, email, demo_logins(demo)[email])
    yield window
    context.close()


@pytest.fixture
def gitte(chromium: Browser, demo: Program) -> Iterator[Page]:
    """The information security coordinator's window."""
    yield from window_of(chromium, demo, GITTE)


@pytest.fixture
def dorte(chromium: Browser, demo: Program) -> Iterator[Page]:
    """The DPO's."""
    yield from window_of(chromium, demo, DORTE)


@pytest.fixture
def erik(chromium: Browser, demo: Program) -> Iterator[Page]:
    """On a phone: somebody who sits in DDS."""
    yield from window_of(chromium, demo, ERIK, PHONE)


def fits(page: Page) -> bool:
    """Whether nothing on the page is wider than the phone."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_from_draft_to_frozen_fetched_compared_and_sent(
    gitte: Page, anna: Page, dorte: Page, erik: Page, demo: Program, tmp_path: Path
) -> None:
    gitte.goto(f"{demo.url}/rapporter")
    assert_accessible(gitte, "Rapporter")
    gitte.get_by_role("link", name="Ny statusrapport").click()
    assert_accessible(gitte, "Ny statusrapport")
    gitte.get_by_role("button", name="Lav kladden").click()
    expect(gitte.get_by_role("status").first).to_contain_text("Kladden er lavet.")
    assert_accessible(gitte, "Statusrapport til DDS")
    draft = gitte.url
    gitte.get_by_role("link", name="Ret forsiden").click()
    assert_accessible(gitte, "Rapportens forside")
    gitte.get_by_label("Titel").fill("Status for efteråret")
    gitte.get_by_label("Fortrolighed").select_option(label="Fortrolig")
    gitte.get_by_label("Slut med plads til underskrift").check()
    gitte.get_by_role("button", name="Gem forsiden").click()
    gitte.get_by_role("link", name="Tilføj en indstilling").click()
    assert_accessible(gitte, "Indstilling i rapporten")
    gitte.get_by_label("Indstilling").fill("Godkend planen for slettekontrol")
    gitte.get_by_role("button", name="Gem indstillingen").click()
    assert_accessible(gitte, "Status for efteråret")

    anna.goto(draft)
    anna.get_by_role("link", name="Bemærkning fra Social").click()
    assert_accessible(anna, "Bemærkning fra Social")
    anna.get_by_label("Bemærkning").fill("Vi har ryddet op siden sommer.")
    anna.get_by_role("button", name="Gem bemærkningen").click()
    expect(anna.get_by_text("Vi har ryddet op siden sommer.")).to_be_visible()
    expect(anna.get_by_role("button", name="Lås rapporten")).to_have_count(0)

    dorte.goto(draft)
    dorte.get_by_role("link", name="Databeskyttelsesrådgiverens bemærkninger").click()
    assert_accessible(dorte, "Databeskyttelsesrådgiverens bemærkninger")
    dorte.get_by_label("Dine bemærkninger").fill("Praksis er blevet mere ens.")
    dorte.get_by_label("Skriv under").check()
    dorte.get_by_role("button", name="Gem afsnittet").click()
    expect(dorte.get_by_text("Praksis er blevet mere ens.")).to_be_visible()

    erik.goto(draft)
    expect(erik.get_by_role("heading", level=1)).to_contain_text("findes ikke")

    gitte.reload()
    gitte.get_by_role("button", name="Lås rapporten").click()
    gitte.get_by_role("dialog").get_by_role("button", name="Lås rapporten").click()
    expect(gitte.get_by_role("status").first).to_contain_text("Rapporten er låst.", timeout=PATIENCE)
    assert_accessible(gitte, "Status for efteråret")
    expect(gitte.get_by_role("heading", name="Udvikling siden sidst")).to_be_visible()

    with gitte.expect_download(timeout=PATIENCE) as waiting:
        gitte.get_by_role("link", name="Hent som PDF").click(timeout=PATIENCE)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_Statusrapport_DDS_v1\.pdf", waiting.value.suggested_filename)
    file = tmp_path / "rapport.pdf"
    waiting.value.save_as(file)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())
    for said in ("Status for efteråret", "Fortrolig", "Godkend planen for slettekontrol", "Underskrifter",
                 "Vi har ryddet op siden sommer.", "Praksis er blevet mere ens."):  # fmt: skip
        assert said in text, said

    gitte.get_by_label("Sammenlign med").select_option(index=0)
    gitte.get_by_role("button", name="Vis").click()
    expect(gitte).to_have_url(re.compile(r"mod=\d+"))
    assert_accessible(gitte, "Status for efteråret")
    gitte.get_by_role("link", name="Send rapporten til organets medlemmer").click()
    assert_accessible(gitte, "Send rapporten til DDS")
    gitte.get_by_label("Med et link").check()
    gitte.get_by_role("button", name="Send rapporten").click(timeout=PATIENCE)
    expect(gitte.get_by_role("status").first).to_contain_text("Rapporten er på vej i 5 mails.", timeout=PATIENCE)

    erik.goto(f"{demo.url}/rapporter")
    assert_accessible(erik, "Rapporter")
    assert fits(erik)
    expect(erik.get_by_text("som de står i dag")).to_have_count(0)
    erik.get_by_role("link", name="Status for efteråret").click()
    assert_accessible(erik, "Status for efteråret")
    assert fits(erik)


def test_the_draft_and_the_choice_fit_a_phone(chromium: Browser, demo: Program) -> None:
    for window in window_of(chromium, demo, GITTE, PHONE):
        window.goto(f"{demo.url}/rapporter/til/DDS")
        assert_accessible(window, "Rapporter til DDS")
        assert fits(window)
        window.get_by_label("Dage før materialefristen").fill("10")
        window.get_by_role("button", name="Gem valget").click()
        expect(window.get_by_role("status").first).to_contain_text("Valget for DDS er gemt.")
        window.goto(f"{demo.url}/rapporter/status/DDS")
        assert_accessible(window, "Statusrapport til DDS")
        assert fits(window)
