"""A task that must be shown and approved: one ticks, comments, attaches and completes, another approves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]

BENT = "bent@fjordby.example"


@pytest.fixture
def bent(chromium: Browser, demo: Program) -> Iterator[Page]:
    """The window of the leader in Social."""
    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    window = context.new_page()
    sign_in(window, demo, BENT, demo_logins(demo)[BENT])
    yield window
    context.close()


@pytest.fixture
def begun(demo: Program) -> str:
    """The address of the demo's task that Anna has begun; from now on it asks for a file and for approval."""
    engine = sa.create_engine(f"sqlite:///{next(demo.folder.glob('*.sqlite3'))}")
    with engine.begin() as connection:
        task_id = connection.scalar(
            sa.text(
                "SELECT task.id FROM comment JOIN task ON task.id = comment.subject_id"
                " WHERE comment.kind = 'task' AND task.kind = 'plan' ORDER BY comment.id LIMIT 1"
            )
        )
        connection.execute(
            sa.text(
                "UPDATE task_template SET needs_evidence = 1, needs_approval = 1 WHERE id = (SELECT template_id"
                " FROM plan_item JOIN task ON plan_item.id = task.plan_item_id WHERE task.id = :id)"
            ),
            {"id": task_id},
        )
    engine.dispose()
    return f"{demo.url}/opgaver/{task_id}"


def test_one_ticks_comments_attaches_and_completes_and_another_approves(
    anna: Page, bent: Page, begun: str, demo: Program, tmp_path: Path
) -> None:
    anna.goto(begun)
    title = anna.get_by_role("heading", level=1).inner_text()
    assert_accessible(anna, title)
    expect(anna.get_by_text(re.compile(r"2 af \d"))).to_be_visible()
    anna.locator("button.tick[aria-pressed=false]").first.press("Enter")
    expect(anna.get_by_text(re.compile(r"3 af \d"))).to_be_visible()

    anna.get_by_text("Skriv en kommentar").click()
    anna.get_by_role("textbox", name="Kommentar").fill("Nu har Hjemmeplejen svaret.")
    anna.get_by_role("button", name="Gem kommentaren").click()
    expect(anna.get_by_text("Nu har Hjemmeplejen svaret.")).to_be_visible()

    anna.get_by_role("button", name="Markér som udført").click()
    expect(anna.locator(".error-summary")).to_contain_text("Læg mindst én fil på")
    assert_accessible(anna, title)
    notes = tmp_path / "Notat på æøå.txt"
    notes.write_text("Opfundet notat", encoding="utf-8")
    anna.get_by_label(re.compile("^Filer")).set_input_files(notes)
    anna.get_by_label("Ingen kritiske fejl").check()
    anna.get_by_label(re.compile("^Brugt tid")).fill("1:30")
    anna.get_by_role("button", name="Markér som udført").click()
    expect(anna.get_by_text("Opgaven er sendt til godkendelse.", exact=False).first).to_be_visible()
    expect(anna.get_by_text("Kan godkendes af")).to_be_visible()

    bent.goto(demo.url)
    bent.get_by_role("region", name="Opgaver, der venter på din godkendelse").get_by_role("link", name=title).click()
    assert_accessible(bent, title)
    with bent.expect_download() as download:
        bent.get_by_role("link", name="Notat på æøå.txt", exact=True).click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == "Opfundet notat"
    bent.get_by_role("button", name="Godkend", exact=True).click()
    expect(bent.get_by_text("Godkendt. Opgaven er udført.")).to_be_visible()
    expect(bent.get_by_text("1 t 30 min").first).to_be_visible()
    assert_accessible(bent, title)

    anna.goto(begun)
    expect(anna.get_by_text(re.compile("Udført .* af Anna Ahorn"))).to_be_visible()
