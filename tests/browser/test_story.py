"""The whole story in real Chromium: import, edit, plan, mail, answer, report. Three people, one program."""

import io
import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from app.core import clock
from app.core.workdays import ClosedDays, working_day_on_or_after
from tests.browser.conftest import Program, assert_accessible, demo_logins, fill_sign_in, free_port, sign_in
from tests.browser.tampering import verdicts
from tests.mailserver import MailServer, Received

pytestmark = pytest.mark.browser

ANNA, BENT, ERIK = "anna@fjordby.example", "bent@fjordby.example", "erik@fjordby.example"
GITTE = "gitte@fjordby.example"
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


def files() -> list[Any]:
    """The list in our own wording; in the long form the published one too, where TRIAL_DATA points at it."""
    trial = os.environ.get("TRIAL_DATA")
    published = pytest.param(Path(trial or "") / "kl-article30.json", marks=pytest.mark.long)
    return [OWN_FILE, *([published] if trial else [])]


@pytest.mark.parametrize("file", files(), ids=lambda path: path.stem)
def test_from_sign_in_to_a_report_that_shows_the_task_as_done(
    page: Page, program: Program, mails: MailServer, file: Path, tmp_path: Path
) -> None:
    logins = demo_logins(program)

    # Anna is led to the sign-in page and back to where she wanted; then she imports another system's register.
    page.goto(f"{program.url}/fortegnelse")
    assert_accessible(page, "Log ind")
    fill_sign_in(page, ANNA, logins[ANNA])
    assert_accessible(page, "Fortegnelse")
    import_file(page, file)

    # She opens one of the imported records, sees what the law misses, and mends it.
    title = mend_first_record(page, program)

    # The cycle plans it, and a tick mails the manager who owns it.
    made = json.loads(program.flask("aarshjul", "plan", "--json"))
    assert made["created"] >= 1
    assert json.loads(program.flask("aarshjul", "plan", "--json"))["created"] == 0
    # Reminders go on working days, and the test may be run on a Sunday.
    now = clock.now() + (working_day_on_or_after(clock.today(), ClosedDays()) - clock.today())
    ticked = json.loads(program.flask("aarshjul", "tick", "--now", now.isoformat(), "--json"))
    assert ticked["sent"] == len(mails.mails)
    mail = mail_about(mails, title)
    assert mail.to == BENT

    # Bent opens the link in the mail, without signing in, writes a note and marks it done: three clicks.
    page.context.clear_cookies()
    page.goto(link_in(mail, program))
    assert_accessible(page, title[:60])
    expect(page.get_by_role("link", name="Se behandlingen")).to_be_visible()
    page.locator("summary", has_text="Udført").click()
    page.get_by_label("Note").fill("Gennemgået med teamet på mødet i går.")
    page.get_by_role("button", name="Markér som udført").click()
    expect(page.get_by_text("Opgaven er markeret som udført")).to_be_visible()
    assert_accessible(page, title[:60])
    program.flask("aarshjul", "tick", "--now", (now + timedelta(minutes=1)).isoformat())
    assert len([m for m in mails.mails if title[:40] in m.text().replace("\n", " ")]) == 1

    # Gitte freezes a report, and Erik of DDS downloads it; it shows the task as done.
    sign_in(page, program, GITTE, logins[GITTE])
    page.goto(f"{program.url}/rapporter/ny")
    page.get_by_role("button", name="Lav kladden").click()
    page.get_by_role("button", name="Lås rapporten").click()
    page.get_by_role("dialog").get_by_role("button", name="Lås rapporten").click()
    expect(page.get_by_role("status").first).to_contain_text("Rapporten er låst.", timeout=90_000)
    page.context.clear_cookies()
    sign_in(page, program, ERIK, logins[ERIK])
    assert_accessible(page, "")
    page.goto(f"{program.url}/rapporter")
    assert_accessible(page, "Rapporter")
    page.get_by_role("link", name="Statusrapport til DDS").first.click()
    assert_accessible(page, "Statusrapport til DDS")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent som PDF").first.click()
    text = pdf_text(Path(download.value.path()))
    overdue, done = text.split("Opgaver udført i perioden")
    assert without_blanks(title)[:60] in without_blanks(done)
    assert without_blanks(title)[:60] not in without_blanks(overdue.split("Opgaver over fristen")[1])

    # All of it stands in the audit trail, unbroken; and whoever alters the trail by SQL is found out.
    assert json.loads(program.flask("audit", "verify", "--json"))["intact"] is True
    codes = verdicts(program.folder, tmp_path / "copies")
    assert codes == {what: 0 if what == "" else 1 for what in codes}


def import_file(page: Page, file: Path) -> None:
    """Choose the file, say what its columns are and where it belongs, look at what would change, and import."""
    count = len(json.loads(file.read_text(encoding="utf-8")))
    page.get_by_role("link", name="Importér").click()
    assert_accessible(page, "Importér behandlinger")
    page.get_by_label("Fil", exact=True).set_input_files(file)
    page.get_by_role("button", name="Videre til kolonnerne").click()
    expect(page).to_have_url(re.compile("/kolonner$"))
    assert_accessible(page, "")
    page.get_by_label("KL's liste").check()
    page.get_by_label("Enhed", exact=True).select_option("SOC")
    page.get_by_role("button", name="Gennemse").click()
    expect(page.get_by_role("button", name=f"Importér {count} behandlinger")).to_be_visible()
    assert_accessible(page, "")
    page.get_by_role("button", name=f"Importér {count} behandlinger").click()
    expect(page).to_have_url(re.compile(r"/fortegnelse/import/\d+$"))
    assert_accessible(page, "")


def mend_first_record(page: Page, program: Program) -> str:
    """Fill in what the law still misses in a record of the imported list, and give it to Bent for review soon."""
    page.goto(f"{program.url}/fortegnelse?mangler=R05&enhed=SOC")
    assert_accessible(page, "Fortegnelse")
    page.locator("tbody th a").first.click()
    expect(page.get_by_text("Angiv mindst én kategori af registrerede").first).to_be_visible()
    title = page.get_by_role("heading", level=1).inner_text()
    assert_accessible(page, title)
    page.get_by_role("link", name="Ret behandlingen").first.click()
    assert_accessible(page, "Ret behandlingen")
    page.get_by_label("Borgere over 18").check()
    page.get_by_label("Ansvarlig leder").select_option(label="Bent Birk")
    soon = clock.today() + timedelta(days=5)
    page.locator("input[id^='next_review_on']:visible").first.fill(f"{soon:%d/%m/%Y}")
    page.get_by_role("button", name="Gem behandling").first.click()
    expect(page).to_have_url(re.compile(r"/fortegnelse/\d+"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("Angiv mindst én kategori af registrerede")).to_have_count(0)
    expect(page.get_by_text("Borgere over 18").first).to_be_visible()
    assert_accessible(page, title)
    return " ".join(title.split())


def mail_about(mails: MailServer, title: str) -> Received:
    """The one mail that asks for a review of this record."""
    found = [m for m in mails.mails if title[:40] in " ".join(m.text().split())]
    assert len(found) == 1, [str(m.message["Subject"]) for m in mails.mails]
    return found[0]


def link_in(mail: Received, program: Program) -> str:
    """The address behind the mail's button, the same in its text and its html part."""
    found = re.findall(rf"{re.escape(program.url)}/svar/[\w.-]+", mail.text())
    assert found
    assert found[0] in mail.text("html")
    return str(found[0])


def pdf_text(path: Path) -> str:
    """All the text of a PDF, in reading order."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)


def without_blanks(text: str) -> str:
    """Text without blanks, because a PDF breaks lines where it likes."""
    return "".join(text.split())
