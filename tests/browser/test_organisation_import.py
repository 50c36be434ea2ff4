"""The whole list of people in Chromium: what it would do is shown first, and too much is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.organisation.demo_data import DEMO
from tests.browser.conftest import Program, assert_accessible, demo_logins, free_port, sign_in

pytestmark = pytest.mark.browser

FRIDA = "frida@fjordby.example"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The demo municipality, served."""
    running = Program(folder=tmp_path, port=free_port())
    running.make_demo()
    running.serve()
    yield running
    running.stop()


def choose(page: Page, program: Program, text: str) -> None:
    """Choose a file as the whole list, and look at what it would do."""
    page.goto(f"{program.url}/admin/organisation/fil")
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "personer.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_text("Filen er hele listen").click()
    page.get_by_role("button", name="Se, hvad filen ændrer").click()


def staff(leaving: int) -> tuple[str, list[str]]:
    """The demo's own list with some people left out, and who they are: none of those that are kept anyway."""
    source = (DEMO / "people.csv").read_text(encoding="utf-8").splitlines()
    kept = {line.split(";")[0] for line in source[1:] if line.endswith((";admin", ";dpo", ";auditor"))}
    emails = list(dict.fromkeys(line.split(";")[0] for line in source[1:]))
    gone = [email for email in emails if email not in kept][-leaving:]
    lines = [line for line in source[1:] if line.split(";")[0] not in gone]
    return "\n".join(["Mailadresse;Navn;Enhed;Rolle", *lines]), gone


def test_the_list_is_looked_at_before_anybody_is_kept_out(page: Page, program: Program) -> None:
    sign_in(page, program, FRIDA, demo_logins(program)[FRIDA])
    text, gone = staff(leaving=9)
    choose(page, program, text)
    assert_accessible(page, "Ændringer fra filen")
    expect(page.get_by_role("heading", name="Lukket (9)")).to_be_visible()
    expect(page.get_by_text("9 af 30 personer (30 %). Højst 10 % må lukkes på én gang.")).to_be_visible()
    page.get_by_role("button", name="Læs filen ind").click()
    expect(page.get_by_text("Fejl: Sæt kryds, hvis så mange skal lukkes på én gang.")).to_be_visible()
    assert_accessible(page, "Ændringer fra filen")
    page.goto(f"{program.url}/admin/brugere?adgang=lukkede")
    expect(page.get_by_text(gone[0])).to_have_count(0)

    text, gone = staff(leaving=2)
    choose(page, program, text)
    expect(page.get_by_role("heading", name="Lukket (2)")).to_be_visible()
    page.get_by_role("button", name="Læs filen ind").click()
    expect(page.get_by_text("Adgangen er lukket for 2 personer.")).to_be_visible()
    page.goto(f"{program.url}/admin/brugere?adgang=lukkede")
    for email in gone:
        expect(page.get_by_text(email)).to_be_visible()


def test_a_unit_is_closed_when_nothing_hangs_on_it(page: Page, program: Program) -> None:
    sign_in(page, program, FRIDA, demo_logins(program)[FRIDA])
    page.goto(f"{program.url}/admin/organisation/SOC")
    expect(page.get_by_role("button", name="Luk enheden")).to_have_count(0)
    expect(page.get_by_text("Enheden kan lukkes, når dette er flyttet")).to_be_visible()
    page.goto(f"{program.url}/admin/organisation/ny")
    page.get_by_label("Navn").fill("Midlertidig enhed")
    page.get_by_label("Kode").fill("TMP")
    page.get_by_label("Hører under").select_option("SOC")
    page.get_by_role("button", name="Opret enheden").click()
    page.goto(f"{program.url}/admin/organisation/TMP")
    page.get_by_role("button", name="Luk enheden").click()
    page.get_by_role("dialog").get_by_role("button", name="Luk enheden").click()
    expect(page.get_by_role("button", name="Åbn enheden igen")).to_be_visible()
    assert_accessible(page, "Midlertidig enhed")
    page.goto(f"{program.url}/admin/organisation")
    page.get_by_role("link", name="Også de lukkede (1)").click()
    expect(page.get_by_role("link", name="Midlertidig enhed")).to_be_visible()
    assert_accessible(page, "Organisation")
