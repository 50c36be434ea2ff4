"""What makes reminding to be trusted: the mails to come, a mail that was refused, and drafts for the steering group."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ANNA, Program, assert_accessible, demo_logins, sign_in
from tests.browser.test_pages import NARROW, WIDE, assert_fits

pytestmark = pytest.mark.browser

GITTE = "gitte@fjordby.example"
REFUSED = "550 5.1.1 <bent@fjordby.example>: User unknown"


def look_at(page: Page, heading: str) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert_accessible(page, heading)
        assert_fits(page, heading)


def refuse_a_mail(program: Program) -> None:
    """A mail to Bent that his server has refused, as the outbox keeps it."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.000000")  # noqa: TID251 - the program runs by the machine's clock
    row = {
        "key": "story/1", "kind": "reminder", "subject_kind": "", "to_address": "bent@fjordby.example",
        "subject": "Husk", "body_text": "Husk", "body_html": "Husk", "message_id": "<story-1@fjordby.example>",
        "state": "failed", "attempts": 1, "created_at": now, "try_at": now, "claimed_at": now, "claimed_by": "",
        "server_said": REFUSED, "is_doubtful": 0, "thread": "", "calendar": "",
    }  # fmt: skip
    with closing(sqlite3.connect(program.folder / "data.sqlite3")) as connection, connection:
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        person = "(SELECT id FROM person WHERE email = 'bent@fjordby.example')"
        connection.execute(f"INSERT INTO outgoing_mail ({names}, person_id) VALUES ({marks}, {person})", row)


def test_a_coordinator_sees_the_mails_to_come_and_tries_a_refused_one_again(page: Page, demo: Program) -> None:
    refuse_a_mail(demo)
    sign_in(page, demo, ANNA, demo_logins(demo)[ANNA])
    refused = page.get_by_role("region", name="Mails, der ikke kunne leveres")
    expect(refused).to_contain_text(REFUSED)
    look_at(page, "Mit arbejde")
    refused.get_by_role("button", name="Prøv igen nu").click()
    expect(page.get_by_text("Mailen prøves igen inden for et minut.")).to_be_visible()
    page.goto(demo.url)
    expect(refused).to_have_count(0)

    page.get_by_role("link", name="Opsætning").click()
    look_at(page, "Opsætning")
    page.get_by_role("link", name="Kommende påmindelser").click()
    expect(page.get_by_text("i de næste 30 dage").first).to_be_visible()
    bent = page.get_by_role("listitem").filter(has_text="Bent Birk").first
    bent.get_by_text("Bent Birk").click()
    expect(bent.get_by_text("Sendes til bent@fjordby.example.")).to_be_visible()
    look_at(page, "Kommende påmindelser")
    bent.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Påmindelser")).to_be_visible()
    page.go_back()
    page.get_by_label("Navn eller mailadresse").fill("findes ikke")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.get_by_text("Ingen kommende mails passer")).to_be_visible()


def test_a_draft_for_the_steering_group_is_mended_put_away_and_taken_up_again(page: Page, demo: Program) -> None:
    sign_in(page, demo, GITTE, demo_logins(demo)[GITTE])
    page.get_by_role("link", name="Møder og rapporter").click()
    page.get_by_role("link", name="Punkter", exact=True).click()
    item = page.get_by_role("article")
    expect(item).to_contain_text("dage over fristen")
    look_at(page, "Punkter til møder")

    item.get_by_role("link", name="Ret teksten").click()
    look_at(page, "Ret punktet")
    page.get_by_label("Indstilling").fill("Giv forvaltningen to måneder mere.")
    page.get_by_role("button", name="Gem punktet").click()
    expect(page.get_by_role("main")).to_contain_text("Giv forvaltningen to måneder mere.")
    page.get_by_role("link", name="Punkter til møder").click()
    expect(item).to_contain_text("Giv forvaltningen to måneder mere.")

    item.get_by_text("Tag ikke punktet op").first.click()
    item.get_by_role("button", name="Tag ikke punktet op").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv, hvorfor punktet ikke tages op.")
    look_at(page, "Punkter til møder")
    item.get_by_label("Hvorfor ikke?").fill("Opgaven er næsten færdig.")
    item.get_by_role("button", name="Tag ikke punktet op").click()
    expect(page.get_by_text("Ingen udkast venter")).to_be_visible()
    page.get_by_role("link", name="Tages ikke op (1)").click()
    look_at(page, "Punkter til møder")
    item.get_by_role("button", name="Tag punktet op alligevel").click()
    expect(page.get_by_text("Punktet står på listen igen.")).to_be_visible()
