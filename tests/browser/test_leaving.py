"""People move, in real Chromium: an absence sends the mails to the deputy, and a leaver hands everything over."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.workdays import ClosedDays, working_day_on_or_after
from tests.browser.conftest import Program, assert_accessible, demo_logins, free_port, sign_in
from tests.mailserver import MailServer

pytestmark = pytest.mark.browser

BENT, CARLA, FRIDA = (f"{name}@fjordby.example" for name in ("bent", "carla", "frida"))


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server on loopback."""
    with MailServer() as running:
        yield running


@pytest.fixture
def program(tmp_path: Path, server: MailServer) -> Iterator[Program]:
    """The demo municipality, served, with that mail server."""
    running = Program(folder=tmp_path, port=free_port(), smtp_url=f"{server.url}?starttls=never")
    running.make_demo()
    running.serve()
    yield running
    running.stop()


def make_due(program: Program) -> None:
    """One of the tasks of Social's leader is due today, whatever day of the year the demo was laid on."""
    with closing(sqlite3.connect(program.folder / "data.sqlite3")) as connection, connection:
        changed = connection.execute(
            "UPDATE task SET due_on = :today, remind_on = :today, is_touched = 1 WHERE id = (SELECT task.id FROM task"
            " JOIN unit ON unit.id = task.unit_id WHERE unit.code = 'SOC' AND task.function = 'leader'"
            " AND task.state = 'not_started' ORDER BY task.due_on LIMIT 1)",
            {"today": clock.today().isoformat()},
        ).rowcount
    assert changed == 1


def as_somebody_else(page: Page, program: Program, email: str) -> None:
    """Sign in anew in the same window."""
    page.context.clear_cookies()
    sign_in(page, program, email, demo_logins(program)[email])


def test_an_absence_is_entered_the_deputy_is_mailed_and_the_leaver_is_handed_over(
    page: Page, program: Program, server: MailServer
) -> None:
    sign_in(page, program, BENT, demo_logins(program)[BENT])
    page.goto(f"{program.url}/konto/fravaer")
    assert_accessible(page, "Mit fravær")
    today = clock.today()
    page.get_by_label("Fra og med").fill(f"{today:%d-%m-%Y}")
    page.get_by_label("Til og med").fill(f"{today + timedelta(days=6):%d-%m-%Y}")
    page.get_by_label(re.compile("Stedfortræder")).fill(CARLA)
    page.get_by_role("button", name="Meld fravær").click()
    expect(page.get_by_text("Fraværet er meldt.")).to_be_visible()
    assert_accessible(page, "Mit fravær")

    make_due(program)
    # Reminders go on working days, and the test may be run on a Sunday.
    day = working_day_on_or_after(today, ClosedDays())
    program.flask("aarshjul", "tick", "--now", f"{day}T23:30")
    told = [mail for mail in server.mails if "fordi Bent Birk er væk" in mail.text()]
    assert told
    assert {mail.to for mail in told} == {CARLA}
    assert BENT not in server.sent_to()

    as_somebody_else(page, program, CARLA)
    page.goto(program.url)
    expect(page.get_by_text(re.compile("Du er stedfortræder for Bent Birk"))).to_be_visible()
    expect(page.get_by_text(re.compile("for Bent Birk, som er væk til")).first).to_be_visible()
    assert_accessible(page, "Mit arbejde")

    as_somebody_else(page, program, FRIDA)
    page.goto(f"{program.url}/admin/brugere?q=bent")
    page.get_by_role("link", name="Bent Birk").click()
    page.get_by_role("link", name="Overdrag").click()
    expect(page.get_by_role("heading", name="Overdrag fra Bent Birk")).to_be_visible()
    assert_accessible(page, "Overdrag fra Bent Birk")
    page.get_by_label("Hvem skal have det?").fill("Carla Ceder")
    page.get_by_label("Luk adgangen, når alt er overdraget").check()
    page.get_by_role("button", name="Se, hvad der sker").click()
    expect(page.get_by_role("heading", name="Det her sker")).to_be_visible()
    assert_accessible(page, "Det her sker")
    page.get_by_role("button", name="Overdrag til Carla Ceder").click()
    expect(page.get_by_text(re.compile("Overdraget til Carla Ceder: 1 funktion, "))).to_be_visible()
    expect(page.get_by_text("Adgangen er lukket.")).to_be_visible()
    expect(page.get_by_text("Bent Birk står ikke for noget.")).to_be_visible()
    page.get_by_role("link", name="Bent Birk").click()
    expect(page.get_by_text("Overdrog fra personen")).to_be_visible()
    expect(page.get_by_text("Meldte fravær")).to_be_visible()
    assert_accessible(page, "Bent Birk")
