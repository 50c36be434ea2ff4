"""In real Chromium: a number typed into a form is spoken of at once, comes back with a box, and goes in no address."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Program, assert_accessible, demo_logins, free_port, sign_in

pytestmark = pytest.mark.browser
NUMBER = "010199-9999"
"""Invented: no such number can be given to anybody."""
WORDS = "main form[method=post] :is(textarea, input[type=text], input[type=email])"
HINT = "Det ligner et CPR-nummer. Slet det, hvis det er en borgers eller en kollegas."
FORMS = {
    "anna": [
        "/fortegnelse/ny", "/fortegnelse/1/ret", "/fortegnelse/1/risiko", "/systemer/ny", "/opgaver/1",
        "/konto/fravaer",
    ],
    "frida": [
        "/admin/kommune", "/admin/organisation/ny", "/admin/organisation/SOC", "/admin/brugere/ny", "/admin/sikkerhed",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The demo municipality, served; its mails are files."""
    running = Program(folder=tmp_path_factory.mktemp("cpr"), port=free_port())
    running.flask("init", "--demo")
    running.serve()
    yield running
    running.stop()


def in_as(page: Page, program: Program, name: str) -> None:
    email = f"{name}@fjordby.example"
    sign_in(page, program, email, demo_logins(program)[email])


@pytest.mark.parametrize("name", FORMS)
def test_every_field_speaks_as_one_leaves_it_and_the_form_comes_back(page: Page, program: Program, name: str) -> None:
    in_as(page, program, name)
    spoken = 0
    for path in FORMS[name]:
        page.goto(f"{program.url}{path}")
        # What is folded away is not typed into; the pages' own tests open it.
        fields = page.locator(WORDS).locator("visible=true")
        usable = [
            f
            for f in fields.all()
            if not f.evaluate("e => e.closest('.date-picker') || e.autocomplete == 'one-time-code'")
        ]
        for field in usable:
            before = field.input_value()
            field.fill(f"Sagen om {NUMBER}")
            field.blur()
            expect(field.locator("xpath=..").get_by_role("status")).to_have_text(HINT)
            field.fill(before)
            field.blur()
            expect(page.get_by_role("status").filter(has_text=HINT)).to_have_count(0)
            spoken += 1
        if usable:
            usable[0].fill(f"Sagen om {NUMBER}")
            usable[0].evaluate("e => e.form.requestSubmit()")
            expect(page.get_by_label("Gem alligevel: det er ikke et CPR-nummer")).to_be_visible()
            expect(page.get_by_role("heading", name="Der er noget, du skal rette")).to_be_visible()
            page.evaluate("window.onbeforeunload = null")
            page.once("dialog", lambda dialog: dialog.accept())
    assert spoken > 15


def test_ticking_the_box_saves_and_another_number_is_asked_about_anew(page: Page, program: Program) -> None:
    in_as(page, program, "anna")
    page.goto(f"{program.url}/systemer/ny")
    page.get_by_label("Navn", exact=True).fill(f"Arkiv {NUMBER}")
    page.get_by_role("button", name="Opret systemet").click()
    assert_accessible(page, "")
    page.get_by_label("Gem alligevel: det er ikke et CPR-nummer").check()
    page.get_by_label("Beskrivelse").fill("Og 311299-9999")
    page.get_by_role("button", name="Opret systemet").click()
    box = page.get_by_label("Gem alligevel: det er ikke et CPR-nummer")
    expect(box).not_to_be_checked()
    box.check()
    page.get_by_role("button", name="Opret systemet").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NUMBER)


def test_a_search_for_a_number_never_leaves_the_browser(page: Page, program: Program, tmp_path: Path) -> None:
    in_as(page, program, "anna")
    asked: list[str] = []
    page.goto(f"{program.url}/fortegnelse")
    page.on("request", lambda request: asked.append(request.url))
    for search in page.get_by_role("searchbox").locator("visible=true").all():
        search.fill(NUMBER)
        search.press("Enter")
        said = search.locator("xpath=..").get_by_role("status")
        expect(said).to_have_text("Det ligner et CPR-nummer, så der er ikke søgt på det.")
        search.fill("")
    assert not [url for url in asked if re.search("0101", url)]


def test_nothing_of_it_is_in_the_log(program: Program) -> None:
    assert "9999" not in (program.folder / "web.log").read_text(encoding="utf-8")
