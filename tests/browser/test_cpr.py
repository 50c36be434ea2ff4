"""In real Chromium: a number typed into a form is spoken of at once, comes back with a box, and goes in no address."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect
from werkzeug.datastructures import MultiDict

from app.core.db import db
from config import load
from tests.attack.addresses import addresses
from tests.browser.conftest import Program, assert_accessible, demo_logins, free_port, sign_in
from tests.conftest import sign_in as sign_in_without_page
from tests.repo.found_forms import Form, assert_no_form_is_left_out, read_forms
from wsgi import make_app

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("cpr-browser")]
NUMBER = "310299-9999"
"""Invented: no such number can be given to anybody."""
HINT = "Det ligner et CPR-nummer. Slet det, hvis det er en borgers eller en kollegas."
PERSONAS = ("", "anna", "frida")
"""Between them they see every form: test_every_form_of_the_program_is_among_them."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The demo municipality, served; its mails are files."""
    running = Program(folder=tmp_path_factory.mktemp("cpr"), port=free_port())
    running.make_demo()
    running.serve()
    yield running
    running.stop()


def _is_the_form(answer: Response) -> bool:
    """The answer to the form itself, not to what a script asks meanwhile: the live check, a draft."""
    return answer.request.method == "POST" and answer.request.is_navigation_request()


def in_as(page: Page, program: Program, name: str) -> None:
    email = f"{name}@fjordby.example"
    sign_in(page, program, email, demo_logins(program)[email])


@pytest.fixture(scope="module")
def forms(program: Program) -> list[Form]:
    """Every page with a form for words that a persona opens, from the route table; each form once."""
    app = make_app(load(program.environ))
    found: dict[tuple[str, ...], Form] = {}
    for name in PERSONAS:
        client = app.test_client()
        if name:
            sign_in_without_page(client, f"{name}@fjordby.example")
        with app.test_request_context():
            found_paths = [path for _endpoint, path in addresses(app, f"{name or 'anna'}@fjordby.example")]
            paths = [path for path in found_paths if "." not in path or path.startswith("/svar/")]  # no files
        for path in paths:
            answer = client.get(path)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                for form in read_forms(answer.text, name, path):
                    if form.texts:
                        found.setdefault(form.texts, form)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return list(found.values())


def test_every_form_of_the_program_is_among_them(forms: list[Form]) -> None:
    """But for the columns of an import, which come with a file: test_the_columns_of_an_import_speak_too.

    The demo has no processor, no working meeting and no point for the steering group, its campaign's answers are rows
    of their own, and some steps are for other eyes or come later: tests/repo/test_cpr.py sends their forms.
    """
    elsewhere = {"source", "conclusion", "notes", "problem", "recommendation", "words"}
    elsewhere |= {"summary", "aside_reason", "advice", "decision", "suggested"}
    assert_no_form_is_left_out({name for form in forms for name in form.texts} | elsewhere)


@pytest.mark.parametrize("name", PERSONAS)
def test_every_field_speaks_as_one_leaves_it_and_the_form_comes_back(
    page: Page, program: Program, forms: list[Form], name: str
) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    if name:
        in_as(page, program, name)
    mine = [form for form in forms if form.persona == name]
    assert mine
    for form in mine:
        page.goto(f"{program.url}{form.page}")
        try_form(page, form)


def try_form(page: Page, form: Form) -> None:
    """Type the number into every field, read what is said, and send the form with it in the first one."""
    said = page.evaluate(
        """([texts, words]) => texts.map((name) => {
             const field = [...document.querySelectorAll("main form[method=post] [name='" + name + "']")].at(-1);
             if (!field) return [name, null, null];
             const before = field.value, note = () => field.parentNode.querySelector(":scope > [role=status]");
             const leave = () => field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
             field.value = words; leave();
             const told = note() ? note().textContent : "";
             field.value = before; leave();
             return [name, told, note() ? note().textContent : ""];
           })""",
        [list(form.texts), f"Sagen om {NUMBER}"],
    )
    there = [name for name, told, _ in said if told is not None]
    # The script takes the empty rows away that stand there for a browser without it.
    assert [name for name in form.texts if name not in there and not re.search(r"-\d+(-|$)", name)] == [], form.page
    assert [told for told in said if told[0] in there] == [[name, HINT, ""] for name in there], form.page
    # A number of hours and a time of day are no words: they are refused for what they are, or cut to their five signs.
    words = next(name for name in there if name not in {"hours", "spent", "begins"})
    first = page.locator(f"main form[method=post] [name='{words}']").last
    if first.is_visible():
        first.fill(f"Sagen om {NUMBER}")
        first.blur()
        expect(first.locator("xpath=..").get_by_role("status")).to_have_text(HINT)
    else:  # folded away until somebody wants it
        first.evaluate("(e, words) => { e.value = words; }", f"Sagen om {NUMBER}")
    with page.expect_response(_is_the_form) as sent:
        first.evaluate("e => { e.form.noValidate = true; e.form.submit(); }")
    assert sent.value.status == 422, form.action
    expect(page.get_by_label("Gem alligevel: det er ikke et CPR-nummer").first).to_be_attached()
    expect(page.get_by_role("heading", name="Der er noget, du skal rette").first).to_be_visible()


def test_the_columns_of_an_import_speak_too(page: Page, program: Program) -> None:
    in_as(page, program, "anna")
    page.goto(f"{program.url}/fortegnelse/import")
    listed = {"name": "liste.csv", "mimeType": "text/csv", "buffer": b"Nummer;Behandlingsaktivitet\r\nX-1;Noget\r\n"}
    page.locator("input[type=file]").set_input_files(listed)
    page.locator("input[type=file]").evaluate("e => e.form.requestSubmit()")
    expect(page).to_have_url(re.compile("/kolonner"))
    try_form(page, Form("anna", page.url, page.url, MultiDict(), ("source",), ()))


def test_a_button_pressed_right_after_the_number_is_not_moved_away_by_the_hint(page: Page, program: Program) -> None:
    in_as(page, program, "anna")
    page.goto(f"{program.url}/systemer/ny")
    page.get_by_label("Navn", exact=True).fill(f"Arkiv {NUMBER}")
    page.get_by_role("button", name="Opret systemet").click()
    expect(page.get_by_label("Gem alligevel: det er ikke et CPR-nummer")).to_be_visible()


def test_ticking_the_box_saves_and_another_number_is_asked_about_anew(page: Page, program: Program) -> None:
    in_as(page, program, "anna")
    page.goto(f"{program.url}/systemer/ny")
    page.get_by_label("Navn", exact=True).fill(f"Arkiv {NUMBER}")
    page.get_by_label("Enhed").select_option(label="Social")
    page.get_by_role("button", name="Opret systemet").click()
    assert_accessible(page, "")
    page.get_by_label("Gem alligevel: det er ikke et CPR-nummer").check()
    page.get_by_label("Hvad bruges det til?").fill("Og 310499-9999")
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
    assert not [url for url in asked if re.search("3102", url)]


def test_nothing_of_it_is_in_the_log(program: Program) -> None:
    assert "9999" not in (program.folder / "web.log").read_text(encoding="utf-8")
