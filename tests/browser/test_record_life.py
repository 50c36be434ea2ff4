"""A record from draft to approved and revised; templates, texts for citizens, the register of a day and on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]

BENT = "bent@fjordby.example"


@pytest.fixture
def bent(chromium: Browser, demo: Program) -> Iterator[Page]:
    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    window = context.new_page()
    sign_in(window, demo, BENT, demo_logins(demo)[BENT])
    yield window
    context.close()


def open_record(page: Page, demo: Program, title: str) -> None:
    page.goto(f"{demo.url}/fortegnelse?q={title}")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_record_is_approved_in_three_presses_by_somebody_else_and_revised(
    anna: Page, bent: Page, demo: Program
) -> None:
    title = "Bevilling af støtte til voksne"
    open_record(anna, demo, title)
    here = anna.url
    anna.get_by_role("link", name="Send til godkendelse").click()
    assert_accessible(anna, "Send til godkendelse")
    anna.get_by_label("Bemærkning").fill("Klar efter mødet i marts")
    anna.get_by_role("button", name="Send til godkendelse").click()
    expect(anna.get_by_text("Klar til godkendelse").first).to_be_visible()

    bent.goto(demo.url)
    expect(bent.get_by_role("heading", name="Behandlinger, der venter på din godkendelse", exact=True)).to_be_visible()
    bent.get_by_role("link", name=title).click()
    assert_accessible(bent, "Godkend behandlingen")
    bent.get_by_role("button", name="Godkend", exact=True).click()
    expect(bent.get_by_text(re.compile("Godkendt .* af Bent Birk"))).to_be_visible()

    anna.goto(here)
    anna.get_by_role("link", name="Tag under revision").click()
    anna.get_by_role("button", name="Tag under revision").click()
    anna.goto(f"{here}/ret")
    anna.get_by_label("Beskrivelse").fill("Ny arbejdsgang fra sommer.")
    anna.get_by_role("button", name="Gem").first.click()
    expect(anna.get_by_text("Ny arbejdsgang fra sommer.").first).to_be_visible()
    anna.get_by_role("link", name="Se hele historikken").click()
    assert_accessible(anna, "Historik")
    anna.goto(f"{here}/sammenlign?fra=1&til=5")
    assert_accessible(anna, "Sammenlign udgaver")
    expect(anna.locator(".history__change").filter(has_text="Beskrivelse")).to_contain_text(
        "Ny arbejdsgang fra sommer."
    )
    expect(anna.get_by_text("Klar efter mødet i marts")).to_be_visible()
    anna.goto(f"{demo.url}/fortegnelse/pr")
    assert_accessible(anna, "Fortegnelsen på en bestemt dag")
    expect(anna.get_by_role("link", name=title)).to_be_visible()


def test_a_template_is_made_followed_and_held_against_when_it_changes(anna: Page, demo: Program) -> None:
    open_record(anna, demo, "Støtte- og kontaktpersoner på gaden")
    source = anna.url
    anna.get_by_role("link", name="Lav en skabelon af behandlingen").click()
    assert_accessible(anna, "Lav en skabelon")
    anna.get_by_label("Hvad skal skabelonen hedde?").fill("Hjælp i hjemmet")
    anna.get_by_role("button", name="Lav skabelonen").click()
    assert_accessible(anna, "Hjælp i hjemmet")
    template = anna.url
    anna.get_by_role("link", name="Ny behandling efter skabelonen").click()
    anna.get_by_label("Behandlingsaktivitet").fill("Hjælp om natten")
    anna.get_by_label("Ansvarlig enhed").select_option(label="Social")
    anna.get_by_role("button", name=re.compile("^(Gem|Opret)")).first.click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Hjælp om natten")
    mine = anna.url
    anna.goto(f"{source}/ret")
    anna.get_by_label("Beskrivelse").fill("Nu også om natten.")
    anna.get_by_role("button", name="Gem").first.click()
    expect(anna.get_by_text("Nu også om natten.").first).to_be_visible()
    anna.goto(template)
    anna.get_by_label("Hvad er nyt?").fill("Natten er kommet med")
    anna.get_by_role("button", name="Udgiv ny udgave").click()
    anna.goto(mine)
    anna.get_by_role("link", name="Se, hvad der er nyt").click()
    assert_accessible(anna, "Skabelonen er ændret")
    expect(anna.get_by_text("Natten er kommet med")).to_be_visible()
    anna.get_by_role("button", name="Gem valgene").click()
    expect(anna.get_by_text("Nu også om natten.").first).to_be_visible()
    expect(anna.get_by_text("Skabelonen er ændret.")).to_have_count(0)
    anna.goto(f"{demo.url}/fortegnelse/skabeloner")
    assert_accessible(anna, "Skabeloner")


def test_a_text_for_citizens_is_drafted_published_and_fetched(anna: Page, demo: Program) -> None:
    open_record(anna, demo, "Børnefaglige undersøgelser")
    anna.get_by_role("link", name="Art. 13").click()
    assert_accessible(anna, "Oplysningstekst, art. 13")
    anna.get_by_role("link", name="Lav et udkast").click()
    assert_accessible(anna, "Ret oplysningsteksten")
    anna.get_by_label("Tekst", exact=True).first.fill("Fjordby Kommune er ansvarlig. Ring til os.")
    anna.get_by_role("button", name="Gem og udgiv").click()
    expect(anna.get_by_text("Fjordby Kommune er ansvarlig. Ring til os.")).to_be_visible()
    expect(anna.get_by_text("Udgivet").first).to_be_visible()
    with anna.expect_download() as got:
        anna.get_by_role("link", name="Hent som Word").click()
    assert Path(got.value.path()).read_bytes().startswith(b"PK")


def test_the_register_is_ordered_as_a_document_and_fetched(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse/dokument?omraade=mit")
    assert_accessible(anna, "Fortegnelsen som dokument")
    anna.get_by_role("button", name="Lav dokumentet").click()
    expect(anna.get_by_text("Venter på tur")).to_be_visible()
    demo.flask("job", "run")
    expect(anna.get_by_text("Filen er klar")).to_be_visible()
    with anna.expect_download() as got:
        anna.get_by_role("link", name="Hent filen").click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")
