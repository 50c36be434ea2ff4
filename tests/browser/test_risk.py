"""An assessment by keyboard alone: from blank, threat by threat, to one that is accepted, with a task in the cycle."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.workdays import ClosedDays, working_day_on_or_after
from tests.browser.conftest import ANNA, Program, assert_accessible, demo_logins, free_port, sign_in
from tests.browser.test_pages import NARROW, WIDE, assert_fits
from tests.mailserver import MailServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]

BENT = "bent@fjordby.example"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def program(tmp_path: Path, mails: MailServer) -> Iterator[Program]:
    """A demo that mails to a server of its own."""
    running = Program(folder=tmp_path, port=free_port(), smtp_url=mails.url)
    running.make_demo()
    running.serve()
    yield running
    running.stop()


def look_at(page: Page, heading: str) -> None:
    """The page is accessible, and fits wide and narrow."""
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert_accessible(page, heading)
        assert_fits(page, heading)


def choose(page: Page, group: str, downs: int) -> None:
    """Choose the option so many steps below the first of these radio buttons, with the arrow keys."""
    buttons = page.get_by_role("group", name=group).get_by_role("radio")
    buttons.first.focus()
    page.keyboard.press("Space")
    for _ in range(downs):
        page.keyboard.press("ArrowDown")
    expect(buttons.nth(downs)).to_be_checked()


def test_a_system_is_assessed_treated_and_accepted_and_what_is_to_be_done_is_mailed(
    page: Page, program: Program, mails: MailServer
) -> None:
    logins = demo_logins(program)
    sign_in(page, program, ANNA, logins[ANNA])
    page.goto(f"{program.url}/systemer")
    page.get_by_role("link", name="SocialSag Fjord").first.press("Enter")
    page.get_by_role("link", name="Se eller lav en risikovurdering").press("Enter")
    look_at(page, "Risikovurderinger")
    page.get_by_role("button", name="Vurdér risikoen").press("Enter")

    look_at(page, "Konsekvens")
    draft = page.url.removesuffix("/konsekvens")
    choose(page, "Fortrolighed", 1)
    choose(page, "Integritet", 0)
    choose(page, "Tilgængelighed", 0)
    page.get_by_role("button", name="Gem, og gå til truslerne").press("Enter")

    look_at(page, "Trusler")
    first = page.locator(".threat-row").first
    title = first.locator("legend").inner_text()
    first.get_by_label("Relevant?").focus()
    page.keyboard.type("Rel")
    first.get_by_label("Sandsynlighed").focus()
    page.keyboard.type("3")
    while page.get_by_role("heading", level=1).inner_text() == "Trusler":
        group = page.get_by_role("heading", level=2).inner_text()
        page.get_by_label("Resten er ikke relevante, fordi").fill("Sker ikke i systemet.")
        page.get_by_role("button", name="Gem, og gå videre").press("Enter")
        expect(page.get_by_role("heading", name=group, exact=True)).to_have_count(0)

    look_at(page, "Håndtering")
    page.get_by_role("link", name=title).press("Enter")
    look_at(page, title)
    choose(page, "Håndtering", 3)
    page.get_by_role("group", name="Nye foranstaltninger").get_by_role("checkbox").first.press("Space")
    page.get_by_label("Sandsynlighed bagefter").focus()
    page.keyboard.type("2")
    page.get_by_role("button", name="Gem håndteringen").press("Enter")
    expect(page.get_by_text("Håndteringen er gemt.")).to_be_visible()

    page.goto(draft)
    look_at(page, "Kladde til risikovurdering")
    page.get_by_role("link", name="Tilføj en handling").press("Enter")
    look_at(page, "Ny handling")
    page.get_by_label("Hvad skal gøres?").fill("Slå forsinket afsendelse til")
    page.get_by_label("Enhed", exact=True).focus()
    page.keyboard.type("Social")
    due = clock.today() + timedelta(days=20)
    page.get_by_label("Frist").fill(f"{due:%d-%m-%Y}")
    page.get_by_role("button", name="Gem handlingen").press("Enter")
    expect(page.get_by_text("Handlingen står i planen.")).to_be_visible()

    page.goto(f"{draft}/afslut")
    look_at(page, "Afslutning")
    page.get_by_label("Konklusion").fill("Mails til de forkerte er det værste, og de bliver sjældnere.")
    page.get_by_role("button", name="Afslut vurderingen").press("Enter")
    expect(page.get_by_text("Vurderingen gælder nu. Restrisiko: grøn.")).to_be_visible()
    look_at(page, "Risikovurdering af")
    expect(page.get_by_text("En grøn risiko accepteres af lederen eller systemejeren.")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, program, BENT, logins[BENT])
    page.goto(draft)
    page.get_by_role("link", name="Acceptér restrisikoen").press("Enter")
    look_at(page, "Acceptér restrisikoen")
    page.get_by_label("Hvorfor kan risikoen accepteres?").fill("Den er lille, og mails bliver nu forsinket.")
    page.get_by_role("button", name="Acceptér risikoen").press("Enter")
    expect(page.get_by_text("Risikoen er accepteret.")).to_be_visible()
    expect(page.locator("#accept")).to_contain_text("Bent Birk")

    # Reminders go on working days, and the test may be run on a Sunday.
    now = clock.now() + (working_day_on_or_after(clock.today(), ClosedDays()) - clock.today())
    program.flask("aarshjul", "plan", "--json")
    assert json.loads(program.flask("aarshjul", "tick", "--now", now.isoformat(), "--json"))["sent"] == len(mails.mails)
    told = [mail for mail in mails.mails if "Slå forsinket afsendelse til" in mail.text()]
    assert [mail.to for mail in told] == [ANNA]
    page.context.clear_cookies()
    sign_in(page, program, ANNA, logins[ANNA])
    page.goto(f"{program.url}/opgaver?q=forsinket")
    page.get_by_role("link", name="Slå forsinket afsendelse til").first.press("Enter")
    look_at(page, "Slå forsinket afsendelse til")
    expect(page.get_by_text("Handling mod en risiko").first).to_be_visible()
    page.get_by_label("Note").fill("Slået til i dag.")
    page.get_by_role("button", name="Markér som udført").press("Enter")
    expect(page.get_by_text(re.compile("Opgaven er .*udført")).first).to_be_visible()
    page.goto(draft)
    expect(page.locator("table", has_text="Slå forsinket afsendelse til")).to_contain_text("Udført")
