"""Working with many records: a view kept, columns chosen, and one change to several, as a person does it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Program, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]


def test_a_kept_view_is_a_tab_and_the_back_button_finds_the_filter_again(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse?omraade=mit&sort=-gennemgang")
    first = anna.locator("tbody th a").first
    title = first.inner_text()
    anna.get_by_text("Gem visningen").first.click()
    anna.get_by_label("Hvad skal visningen hedde?").fill("Mine sidste")
    anna.get_by_role("button", name="Gem visningen").click()
    assert_accessible(anna, "Fortegnelse")
    anna.get_by_role("link", name="Hele kommunen").click()
    anna.get_by_role("link", name="Mine sidste").click()
    expect(anna).to_have_url(re.compile(r"omraade=mit&sort=-gennemgang"))
    expect(anna.get_by_role("link", name="Mine sidste")).to_have_attribute("aria-current", "page")
    first.click()
    expect(anna.get_by_role("heading", level=1)).to_have_text(title)
    anna.go_back()
    expect(anna).to_have_url(re.compile(r"omraade=mit&sort=-gennemgang"))
    expect(first).to_have_text(title)


def test_columns_are_chosen_and_put_in_order(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse")
    heads = anna.locator("thead th")
    anna.get_by_text("Vælg kolonner").click()
    assert_accessible(anna, "Fortegnelse")
    anna.get_by_text("Systemer", exact=True).last.click()
    for name in ("Risiko", "Status"):
        anna.locator(".columns").get_by_text(name, exact=True).click()
    anna.get_by_role("button", name="Vis kolonnerne").click()
    expect(heads.last).to_have_text("Systemer")
    expect(anna.locator("thead")).not_to_contain_text("Risiko")
    anna.get_by_text("Vælg kolonner").click()
    anna.get_by_role("button", name="Flyt Systemer op").click()
    expect(heads.last).to_contain_text("Næste gennemgang")
    expect(anna.locator("#kolonner")).to_have_attribute("open", "")
    anna.get_by_role("button", name="Som fra start").click()
    expect(heads.last).to_have_text("Status")


@pytest.mark.parametrize("width", [1440, 390])
def test_several_records_are_changed_after_a_look_at_what_happens(anna: Page, demo: Program, width: int) -> None:
    anna.set_viewport_size({"width": width, "height": 900})
    anna.goto(f"{demo.url}/fortegnelse?omraade=mit")
    rows, bar = anna.locator("tbody tr"), anna.locator("#bulk")
    expect(bar).to_be_hidden()
    # On the phone each row is a card: as wide as the page, its box beside the title.
    if width < 600:
        assert rows.first.bounding_box()["width"] > 300  # type: ignore[index]
    titles = [rows.nth(n).locator("th").inner_text() for n in (0, 2)]
    for title in titles:
        anna.get_by_label(f"Vælg {title}").check()
    expect(bar).to_contain_text("2 valgt")
    assert_accessible(anna, "Fortegnelse")
    anna.get_by_role("button", name="Ret de valgte").click()
    assert_accessible(anna, "Ret flere behandlinger")
    anna.get_by_label("Næste gennemgang").first.fill(f"01-0{1 + (width > 600)}-2090")
    anna.get_by_label("Hvorfor retter du?").fill("Ny rytme")
    anna.get_by_role("button", name="Vis, hvad der sker").click()
    assert_accessible(anna, "Gennemse ændringerne")
    for title in titles:
        expect(anna.locator("tbody tr", has_text=title)).to_contain_text("-2090")
    anna.get_by_role("button", name="Ret 2 behandlinger").click()
    expect(anna.get_by_role("status").first).to_contain_text("2 behandlinger er rettet.")
    expect(anna).to_have_url(re.compile("omraade=mit"))


def test_the_header_searches_inside_words(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/")
    anna.keyboard.press("/")
    anna.keyboard.type("RÅDGIVNING")
    anna.keyboard.press("Enter")
    assert_accessible(anna, "Søg")
    expect(anna.locator(".hits").first).to_contain_text("rådgivning", ignore_case=True)
