"""A file that takes long to make, in Chromium: the bar advances, one may leave, and the file is fetched."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config import ROOT
from tests.app.job.program import ENTRY
from tests.browser.conftest import Program, assert_accessible, demo_logins, free_port, sign_in

pytestmark = pytest.mark.browser

ANNA = "anna@fjordby.example"
SERVE = "from tests.app.job.program import make_program; from wsgi import serve; serve(make_program())"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """The demo municipality, served, with the tests' kinds of jobs and a scheduler."""
    running = Program(folder=tmp_path, port=free_port(), web=("-c", SERVE))
    running.make_demo()
    running.serve()
    yield running
    running.stop()


def start_scheduler(program: Program) -> None:
    with (program.folder / "scheduler.log").open("wb") as log:
        program.processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", ENTRY, "aarshjul", "run"],
                cwd=ROOT, env=program.environ, stdout=log, stderr=log,
            )
        )  # fmt: skip


def order(program: Program, pieces: int, seconds: float) -> str:
    """The address of a new job of Anna's."""
    number = program.flask("--app", ENTRY, "order", ANNA, str(pieces), str(seconds)).strip()
    return f"{program.url}/arbejde/{number}"


def test_the_bar_advances_by_itself_and_the_file_is_fetched(page: Page, program: Program) -> None:
    sign_in(page, program, ANNA, demo_logins(program)[ANNA])
    page.goto(order(program, 24, 0.5))
    expect(page.get_by_text("Venter på tur")).to_be_visible()
    assert_accessible(page, "Æbler i kælderen")
    start_scheduler(program)
    bar = page.locator(".progress")
    expect(bar).to_contain_text(re.compile(r"I gang: \d+ af 24"), timeout=60_000)
    first = int(re.findall(r"(\d+) af", bar.inner_text())[0])
    expect(bar).not_to_contain_text(f" {first} af 24")
    assert int(re.findall(r"(\d+) af", bar.inner_text())[0]) > first
    expect(bar).to_contain_text("under 1 minut tilbage")
    assert_accessible(page, "Æbler i kælderen")

    # Leaving the page does not stop it.
    page.goto(f"{program.url}/fortegnelse")
    expect(page.get_by_role("heading", level=1, name="Fortegnelse")).to_be_visible()
    page.goto(f"{program.url}/arbejde")
    assert_accessible(page, "Dine bestillinger")
    page.get_by_role("link", name="Æbler i kælderen").click()
    expect(page.get_by_text("Filen er klar")).to_be_visible(timeout=60_000)
    assert_accessible(page, "Æbler i kælderen")
    page.goto(program.url)
    expect(page.get_by_text("Din fil er klar")).to_be_visible()
    page.get_by_role("link", name="Æbler i kælderen").click()
    with page.expect_download() as got:
        page.get_by_role("link", name="Hent filen").click()
    assert got.value.suggested_filename == "æbler.csv"
    assert Path(got.value.path()).read_text(encoding="utf-8").endswith("Æble nr. 24")
    page.goto(program.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Din fil er klar")).to_have_count(0)


@pytest.mark.long
def test_without_scripts_the_page_asks_again_by_itself(chromium: Browser, program: Program) -> None:
    context = chromium.new_context(locale="da-DK", java_script_enabled=False)
    window = context.new_page()
    sign_in(window, program, ANNA, demo_logins(program)[ANNA])
    window.goto(order(program, 1, 0))
    expect(window.get_by_text("Venter på tur")).to_be_visible()
    start_scheduler(program)
    expect(window.get_by_text("Filen er klar")).to_be_visible(timeout=60_000)
    context.close()
