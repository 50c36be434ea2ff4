"""The way in, in real Chromium with a real mail server: invited, forgotten, signed out elsewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Program, assert_accessible, demo_logins, fill_sign_in, free_port, sign_in
from tests.mailserver import MailServer

pytestmark = pytest.mark.browser

CHOSEN = "kvarts-hyben-lygte-spartel"
NEWER = "tusmørke vandkant plisse tøffel"


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A real mail server."""
    with MailServer() as mail_server:
        yield mail_server


@pytest.fixture
def program(tmp_path: Path, server: MailServer) -> Iterator[Program]:
    """The demo municipality, served."""
    running = Program(folder=tmp_path, port=free_port(), smtp_url=server.url)
    running.make_demo()
    running.serve()
    yield running
    running.stop()


def link_to(program: Program, server: MailServer, email: str) -> str:
    """Let the mails go; the link in the newest one to this address."""
    program.flask("aarshjul", "tick")
    mail = next(mail for mail in reversed(server.mails) if mail.to == email and "/ny-adgangskode/" in mail.text())
    found = re.search(r"^http\S+/ny-adgangskode/\S+$", mail.text(), re.MULTILINE)
    assert found is not None
    return found.group()


def test_invited_forgotten_and_signed_out_elsewhere(
    chromium: Browser, page: Page, program: Program, server: MailServer
) -> None:
    logins = demo_logins(program)
    nynne = "nynne@fjordby.example"

    # Frida invites Nynne, and sees no password.
    sign_in(page, program, "frida@fjordby.example", logins["frida@fjordby.example"])
    page.goto(f"{program.url}/admin/brugere/ny")
    page.get_by_label("Navn").fill("Nynne Ny")
    page.get_by_label("Mailadresse").fill(nynne)
    page.get_by_label("Rolle").select_option(label="GDPR-koordinator")
    page.get_by_label("I enheden").select_option(index=3)
    page.get_by_role("button", name="Opret og send invitation").click()
    expect(page.get_by_text("Invitationen er på vej til nynne@fjordby.example")).to_be_visible()
    assert_accessible(page, "Nynne Ny")
    page.get_by_role("button", name="Log ud").first.click()

    # Nynne opens the mail, is told that a password is weak, chooses another and is in.
    page.goto(link_to(program, server, nynne))
    assert_accessible(page, "Velkommen, Nynne Ny")
    page.get_by_label("Ny adgangskode").fill("Nynne-Ny-2027!")
    page.get_by_role("button", name="Gem adgangskoden og log ind").click()
    expect(page.get_by_text("let at gætte").first).to_be_visible()
    assert_accessible(page, "Velkommen, Nynne Ny")
    page.get_by_label("Ny adgangskode").fill(CHOSEN)
    page.get_by_role("button", name="Gem adgangskoden og log ind").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mit arbejde")

    # Elsewhere, in another browser, too; and from here signed out there.
    other = chromium.new_context(locale="da-DK")
    elsewhere = other.new_page()
    sign_in(elsewhere, program, nynne, CHOSEN)
    page.get_by_role("link", name="Nynne Ny").first.click()
    assert_accessible(page, "Min konto")
    expect(page.get_by_text("Denne browser")).to_have_count(1)
    page.get_by_role("button", name="Log ud dér").click()
    expect(page.get_by_text("Du er logget ud dér.")).to_be_visible()
    expect(page.get_by_role("button", name="Log ud dér")).to_have_count(0)
    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile("/log-ind"))

    # There, the password is forgotten; the link gives a new one and signs out here.
    elsewhere.get_by_role("link", name="Glemt adgangskode?").click()
    assert_accessible(elsewhere, "Glemt adgangskode")
    elsewhere.get_by_label("Mailadresse").fill(nynne)
    elsewhere.get_by_role("button", name="Send mig et link").click()
    assert_accessible(elsewhere, "Se i din mail")
    link = link_to(program, server, nynne)
    elsewhere.goto(link)
    elsewhere.get_by_label("Ny adgangskode").fill(NEWER)
    elsewhere.get_by_role("button", name="Gem adgangskoden og log ind").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_contain_text("Mit arbejde")
    page.reload()
    expect(page).to_have_url(re.compile("/log-ind"))
    fill_sign_in(page, nynne, NEWER)

    # The link has been used up.
    elsewhere.goto(link)
    assert_accessible(elsewhere, "Linket er brugt")
    other.close()
