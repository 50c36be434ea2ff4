"""What records point at, as a person keeps it: a processor with its supervision, a measure; and a working meeting."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Program, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]


def test_a_processor_gets_an_agreement_and_a_supervision_and_is_chosen_on_a_record(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/databehandlere")
    anna.get_by_role("link", name="Ny databehandler").click()
    assert_accessible(anna, "Ny databehandler")
    anna.get_by_label("Navn").first.fill("Strandskade Drift")
    anna.get_by_label("Enhed").select_option(label="Social")
    anna.get_by_label("Aftale", exact=True).first.fill("Hovedaftale")
    anna.get_by_role("button", name="Opret databehandleren").click()
    assert_accessible(anna, "Strandskade Drift")
    expect(anna.get_by_text("Hovedaftale")).to_be_visible()
    anna.get_by_role("link", name="Før tilsyn").first.click()
    assert_accessible(anna, "Før tilsyn")
    anna.get_by_label("Konklusion").fill("Skriftlig bekræftelse modtaget")
    anna.get_by_role("button", name="Gem tilsynet").click()
    assert_accessible(anna, "Strandskade Drift")
    expect(anna.get_by_text("Skriftlig bekræftelse modtaget")).to_be_visible()
    expect(anna.get_by_text("Tilsyn ført.")).to_be_visible()
    anna.goto(f"{demo.url}/soeg?q=strandskade")
    anna.get_by_role("link", name="Strandskade Drift").click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Strandskade Drift")


def test_a_measure_is_changed_with_a_reason_and_says_who_uses_it(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/foranstaltninger")
    anna.get_by_role("link", name="Adgang efter rolle").click()
    expect(anna.get_by_role("link", name="Børnefaglige undersøgelser")).to_be_visible()
    anna.get_by_role("link", name="Ret foranstaltningen").click()
    assert_accessible(anna, "Ret foranstaltningen")
    anna.get_by_label("Timer om året").fill("55.5")
    anna.get_by_label("Hvorfor retter du?").fill("Talt efter i marts")
    anna.get_by_role("button", name=re.compile("^Gem")).click()
    assert_accessible(anna, "Adgang efter rolle")
    change = anna.locator(".history__change").filter(has_text="Timer om året")
    expect(change).to_contain_text("40")
    expect(change).to_contain_text("55,5")


def test_what_is_missing_shrinks_at_a_working_meeting_and_the_minutes_say_so(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse/arbejdsmoeder")
    anna.get_by_role("link", name="Nyt arbejdsmøde").first.click()
    assert_accessible(anna, "Nyt arbejdsmøde")
    anna.get_by_label("Hvad hedder mødet?").fill("Fælles arbejdsmøde, april")
    anna.get_by_label("Hvem er med?").fill("Anna Ahorn og Bent Birk")
    anna.get_by_role("button", name="Åbn mødet").click()
    assert_accessible(anna, "Fælles arbejdsmøde, april")
    board = anna.locator("#behandlinger")
    before = int(re.findall(r"(\d+) er tilbage", board.inner_text())[0])
    first = board.locator("li.panel").filter(has=anna.get_by_role("link", name=re.compile("^Ret"))).first
    missing = first.locator(".finding--error").count()

    beside = anna.context.new_page()
    beside.goto(f"{demo.url}{first.get_by_role('link', name=re.compile('^Ret')).get_attribute('href')}")
    beside.get_by_label("e) Samfundets interesse eller myndighedsudøvelse").first.check()
    beside.get_by_role("button", name=re.compile("^Gem")).first.click()
    expect(beside.get_by_role("link", name="Ret behandlingen", exact=True)).to_be_visible()
    beside.close()

    expect(board).not_to_contain_text(f"{before} er tilbage", timeout=15_000)
    expect(first.locator(".finding--solved").first).to_be_visible()
    assert first.locator(".finding--error").count() < missing
    anna.get_by_label("Noter til referatet").fill("Resten tages i maj.")
    anna.get_by_role("button", name="Afslut mødet").click()
    anna.get_by_role("dialog").get_by_role("button", name="Afslut mødet").click()
    expect(anna.get_by_text("afsluttet", exact=False).first).to_be_visible()
    with anna.expect_download() as got:
        anna.get_by_role("link", name="Hent referatet").click()
    assert Path(got.value.path()).read_bytes().startswith(b"%PDF")
