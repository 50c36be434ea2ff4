"""The five-year plan: moved by mouse and by key, sent to DDS, approved, and rolled a year on."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Program, assert_accessible, demo_logins, free_port, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("plan")]

YEAR = datetime.now(UTC).year  # noqa: TID251 - the demo's plan began this year
GITTE, ERIK = "gitte@fjordby.example", "erik@fjordby.example"
A_PASSWORD = "solsort-regner-på-broen"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The demo a year on: its plan began last year, and one project of it was never done. Anna has 300 hours a year."""
    running = Program(folder=tmp_path_factory.mktemp("plan"), port=free_port())
    running.make_demo()
    running.flask("user", "password", GITTE, stdin=A_PASSWORD)
    with sqlite3.connect(next(running.folder.glob("*.sqlite3"))) as database:
        database.execute("UPDATE plan SET first_year = first_year - 1")
        database.execute("UPDATE plan_item SET kind = 'project', first_year = ? WHERE code = 'T36'", (YEAR - 1,))
        database.execute(
            "UPDATE task SET state = 'not_started', done_on = NULL, done_by_id = NULL, is_touched = 0, period = ?,"
            " key = replace(key, ?, ?), planned_on = ?, due_on = ? WHERE plan_code = 'T36' AND period = ?",
            (f"{YEAR - 1}", f"/{YEAR}", f"/{YEAR - 1}", f"{YEAR - 1}-06-30", f"{YEAR - 1}-06-30", f"{YEAR}"),
        )
        database.execute("DELETE FROM capacity")
        database.execute(
            "INSERT INTO capacity (person_id, year, hours, note) SELECT id, ?, 100, '' FROM person WHERE email = ?",
            (YEAR, "anna@fjordby.example"),
        )
    running.serve()
    yield running
    running.stop()


def window(chromium: Browser, program: Program, email: str, password: str) -> Page:
    page = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen").new_page()
    sign_in(page, program, email, password)
    return page


def hours_of(page: Page, year: int) -> str:
    return page.locator(f"[data-drop-year='{year}'] .board-cover__sum").inner_text()


def test_a_plan_is_moved_sent_approved_and_rolled(chromium: Browser, program: Program, tmp_path: Path) -> None:
    gitte = window(chromium, program, GITTE, A_PASSWORD)
    erik = window(chromium, program, ERIK, demo_logins(program)[ERIK])

    # A new version, and cards that are moved: the hours of the year follow.
    gitte.goto(f"{program.url}/femaarsplan/udgaver")
    assert_accessible(gitte, "Planens udgaver")
    gitte.get_by_role("button", name="Lav en ny udgave").click()
    assert_accessible(gitte, "Tavle")
    before = hours_of(gitte, YEAR)
    card = gitte.locator("#kort-T01")
    expect(gitte.locator(f"[data-drop-year='{YEAR}'] #kort-T01")).to_be_visible()
    card.drag_to(gitte.locator(f"[data-drop-year='{YEAR + 1}']"), target_position={"x": 60, "y": 60})
    expect(gitte.locator("[data-board-says]")).to_contain_text(f"T01 begynder nu i {YEAR + 1}.")
    expect(gitte.locator(f"[data-drop-year='{YEAR + 1}'] #kort-T01")).to_be_visible()
    after = hours_of(gitte, YEAR)
    assert after != before

    card.focus()
    gitte.keyboard.press("ArrowRight")
    expect(gitte.locator(f"[data-drop-year='{YEAR + 2}'] #kort-T01")).to_be_visible()
    expect(card).to_be_focused()
    gitte.keyboard.press("ArrowLeft")
    gitte.locator(f"[data-drop-year='{YEAR + 1}'] #kort-T01").wait_for()
    gitte.keyboard.press("ArrowLeft")
    gitte.locator(f"[data-drop-year='{YEAR}'] #kort-T01").wait_for()
    assert hours_of(gitte, YEAR) == before, "back where it was, the hours are as they were"

    # What DDS is asked for, and the plan is sent.
    card.get_by_role("link").click()
    assert_accessible(gitte, "T01")
    gitte.get_by_label("Kroner, I beder DDS om").fill("25000")
    gitte.get_by_label("Hvorfor?").fill("En vikar i foråret.")
    gitte.get_by_role("button", name="Gem opgaven").click()
    expect(card).to_contain_text("25.000 kr.")
    card.focus()
    gitte.keyboard.press("ArrowRight")
    gitte.locator(f"[data-drop-year='{YEAR + 1}'] #kort-T01").wait_for()
    gitte.get_by_role("link", name="Se ændringerne, og send").click()
    assert_accessible(gitte, "Femårsplan, udgave 2")
    gitte.get_by_label("Bemærkning til DDS").fill("Gennemgangen venter et år.")
    gitte.get_by_role("button", name="Send til DDS").click()
    expect(gitte.get_by_text("Planen er sendt til DDS.")).to_be_visible()

    # DDS approves.
    erik.goto(f"{program.url}/femaarsplan/2")
    expect(erik.get_by_text("Gennemgangen venter et år.")).to_be_visible()
    expect(erik.get_by_text("25.000")).to_be_visible()
    erik.get_by_role("button", name="Godkend planen").click()
    expect(erik.get_by_text("Skriv beslutningen, som den står i referatet.").first).to_be_visible()
    erik.get_by_role("textbox", name="Beslutning").fill("Godkendt. Vikaren betales af puljen.")
    erik.get_by_role("button", name="Godkend planen").click()
    expect(erik.get_by_text("Planen er godkendt", exact=False).first).to_be_visible()
    assert_accessible(erik, "Femårsplan, udgave 2")
    erik.goto(f"{program.url}/femaarsplan")
    expect(erik.get_by_text("Udgave 2", exact=False).first).to_be_visible()

    # The year is over: what is unfinished is carried over with a reason.
    gitte.goto(f"{program.url}/femaarsplan/udgaver")
    gitte.get_by_role("link", name="Rul planen").click()
    assert_accessible(gitte, f"Rul planen til {YEAR}–{YEAR + 4}")
    gitte.get_by_role("button", name="Lav kladden").click()
    expect(gitte.get_by_text("Skriv kort hvorfor.").first).to_be_visible()
    unfinished = gitte.get_by_role("group", name=re.compile("T36"))
    unfinished.get_by_label("Hvorfor blev den ikke færdig?").fill("Systemet blev forsinket.")
    unfinished.get_by_label("Hvad skal der ske?").select_option(f"{YEAR + 1}")
    gitte.get_by_role("button", name="Lav kladden").click()
    expect(gitte.get_by_text(f"Planen {YEAR}–{YEAR + 4} er klar som kladde.")).to_be_visible()
    carried = gitte.locator(f"[data-drop-year='{YEAR + 1}'] #kort-T36")
    expect(carried).to_contain_text("Båret over 1 gang")
    gitte.set_viewport_size({"width": 390, "height": 844})
    assert_accessible(gitte, "Tavle")
