"""Hours against hours, as a coordinator sees to them: too few are seen, an estimate is mended, papers taken along."""

import re
from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Program, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]


def download(page: Page, link: Locator, folder: Path) -> Path:
    with page.expect_download() as begun:
        link.click()
    target = folder / begun.value.suggested_filename
    begun.value.save_as(target)
    return target


def test_a_coordinator_weighs_hours_and_takes_the_plan_along(anna: Page, demo: Program, tmp_path: Path) -> None:
    anna.goto(f"{demo.url}/aarshjul")
    anna.get_by_role("link", name="Kapacitet").click()
    row = anna.get_by_role("row", name=re.compile("^Anna Ahorn")).first
    row.get_by_text("Ret timer").click()
    row.get_by_label("Timer i").fill("ved ikke")
    row.get_by_role("button", name="Gem timer").click()
    expect(anna.get_by_role("alert")).to_contain_text("Skriv et tal.")
    assert_accessible(anna, "Kapacitet")
    row.get_by_label("Timer i").fill("60,5")
    row.get_by_role("button", name="Gem timer").click()
    expect(anna.get_by_role("status").first).to_contain_text("Timerne for Anna Ahorn")
    expect(row).to_contain_text("60,5")
    short = anna.get_by_role("region", name="Der mangler timer")
    expect(short.get_by_role("listitem").first).to_contain_text("Handling kræves")
    expect(short.get_by_role("listitem").first).to_contain_text("Social")
    chart = anna.get_by_role("img", name=re.compile("Timer i 20")).first
    expect(chart).to_be_visible()
    assert_accessible(anna, "Kapacitet")
    anna.get_by_text("Vis tallene som tabel").click()
    expect(anna.get_by_role("row", name=re.compile("^4. kvartal"))).to_have_count(5)

    proposal = anna.get_by_role("listitem").filter(has_text="T27")
    expect(proposal).to_contain_text("er sat til 4 timer")
    # Its hours hold in every administration: the information security coordinator sets them.
    expect(proposal.get_by_role("button")).to_have_count(0)

    anna.get_by_role("link", name="Femårsplan", exact=True).click()
    workbook = openpyxl.load_workbook(download(anna, anna.get_by_role("link", name="Hent Excel"), tmp_path))
    assert workbook.sheetnames == ["Femårsplan", "Alle opgaver", "Kapacitet"]
    headings, *lines = workbook["Femårsplan"].iter_rows(values_only=True)
    hours = {line[0]: line[headings.index("Timer pr. gang")] for line in lines}
    assert hours["T27"] == 4
    paper = pypdf.PdfReader(download(anna, anna.get_by_role("link", name="Hent PDF"), tmp_path))
    assert "Femårsplan" in paper.pages[0].extract_text()
    anna.get_by_role("link", name="Hjul", exact=True).click()
    wheel = pypdf.PdfReader(download(anna, anna.get_by_role("link", name="Hent PDF"), tmp_path))
    assert "Årshjul" in wheel.pages[0].extract_text()
