"""The link in a mail, in real Chromium: it works signed out, and a lost cookie costs one more press and no words."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Program, assert_accessible, free_port

pytestmark = pytest.mark.browser


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The demo municipality, served; its mails are files."""
    running = Program(folder=tmp_path, port=free_port())
    running.make_demo()
    running.flask("aarshjul", "tick")
    running.serve()
    yield running
    running.stop()


def links(program: Program) -> list[str]:
    """The links in the mails, one a mail."""
    mails = sorted((program.folder / "mail").glob("*.eml"))
    found = [re.search(r"^http\S+/svar/\S+$", mail.read_text(encoding="utf-8"), re.MULTILINE) for mail in mails]
    return [link.group() for link in found if link]


def is_plain(page: Page, link: str) -> bool:
    """Whether the task behind a link asks for nothing more than an answer."""
    page.goto(link)
    return page.locator("input[type=file]").count() == 0 and page.get_by_text("En leder skal godkende").count() == 0


def test_a_lost_cookie_costs_one_more_press_and_the_note_is_kept(page: Page, program: Program) -> None:
    first, second = islice((link for link in links(program) if is_plain(page, link)), 2)
    page.goto(first)
    title = page.get_by_role("heading", level=1).inner_text()[:40]
    assert_accessible(page, title)
    page.get_by_label("Note").fill("Skrevet, før cookien blev væk.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Markér som udført").click()
    expect(page.get_by_text("Tryk på knappen en gang til")).to_be_visible()
    assert_accessible(page, title)
    expect(page.get_by_label("Note")).to_have_value("Skrevet, før cookien blev væk.")
    page.get_by_role("button", name="Markér som udført").click()
    expect(page.get_by_text("Opgaven er markeret som udført")).to_be_visible()
    expect(page.get_by_text("Skrevet, før cookien blev væk.")).to_be_visible()
    page.goto(first)
    expect(page.get_by_role("button", name="Markér som udført")).to_have_count(0)

    page.goto(second.replace("/svar/", "/svar/x"))
    expect(page.get_by_role("heading", name="Linket virker ikke")).to_be_visible()
    assert_accessible(page, "Linket virker ikke")
