"""What is written in a form is not lost: kept as one writes, offered again, and by the keyboard all the way."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.browser.conftest import ANNA, Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("draft")]

KEPT = re.compile(r"^Kladde gemt kl\. \d\d\.\d\d$")


def expect_kept(page: Page) -> None:
    expect(page.locator("[data-draft-says]")).to_have_text(KEPT)


def new_window(page: Page) -> Page:
    context: BrowserContext = page.context
    return context.new_page()


def leave(page: Page, url: str) -> list[str]:
    """Go elsewhere by a link's way; the questions that were asked. They are answered with yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(url)
    page.remove_listener("dialog", answer)
    return asked


def test_what_was_written_is_there_again_after_the_tab_was_closed(anna: Page, demo: Program) -> None:
    first = new_window(anna)
    first.goto(f"{demo.url}/fortegnelse/2/ret")
    first.locator("[name=measures]").press_sequentially("Låste skabe")
    expect_kept(first)
    assert leave(first, f"{demo.url}/fortegnelse") == []
    first.close()

    anna.goto(f"{demo.url}/")
    expect(anna.get_by_text("Du har en kladde, som ikke er gemt")).to_be_visible()
    anna.goto(f"{demo.url}/fortegnelse/2/ret")
    expect(anna.get_by_text("som ikke er gemt.")).to_contain_text("Du har en kladde fra i dag kl.")
    assert_accessible(anna, "Ret behandlingen")
    anna.get_by_role("link", name="Fortsæt kladden").click()
    expect(anna.locator("[name=measures]")).to_have_value(re.compile("Låste skabe"))
    anna.get_by_role("button", name="Gem behandlingen").click()
    expect(anna.get_by_text("Behandlingen er gemt.")).to_be_visible()
    expect(anna.locator("#sikkerhed")).to_contain_text("Låste skabe")
    anna.goto(f"{demo.url}/fortegnelse/2/ret")
    expect(anna.get_by_role("link", name="Fortsæt kladden")).to_have_count(0)
    anna.goto(f"{demo.url}/kladder")
    assert_accessible(anna, "Mine kladder")
    expect(anna.get_by_text("Du har ingen kladder")).to_be_visible()


def test_the_tab_that_is_hidden_keeps_what_was_written_last(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse/ny")
    anna.get_by_label("Behandlingsaktivitet").fill("Skrevet i sidste øjeblik")
    # Headless tabs are never hidden by themselves; the page is told so instead.
    anna.evaluate(
        "Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(anna.locator("[data-draft-says]")).to_have_text(KEPT, timeout=2_000)
    anna.goto(f"{demo.url}/kladder")
    anna.get_by_role("link", name="Skrevet i sidste øjeblik").click()
    expect(anna.get_by_label("Behandlingsaktivitet")).to_have_value("Skrevet i sidste øjeblik")
    anna.get_by_role("button", name="Smid kladden væk").click()
    anna.get_by_role("dialog").get_by_role("button", name="Smid kladden væk").click()
    expect(anna.get_by_text("Kladden er smidt væk.")).to_be_visible()
    expect(anna).to_have_url(f"{demo.url}/fortegnelse/ny")
    expect(anna.get_by_label("Behandlingsaktivitet")).to_have_value("")


@pytest.mark.long
def test_leaving_asks_only_while_something_is_not_in_the_draft(anna: Page, demo: Program) -> None:
    anna.route("**/kladder/activity/*", lambda route: route.abort())
    anna.goto(f"{demo.url}/fortegnelse/3/ret")
    anna.locator("[name=case_ref]").press_sequentially("27/1")
    expect(anna.locator("[data-draft-says]")).to_contain_text("Kladden kan ikke gemmes lige nu")
    assert leave(anna, f"{demo.url}/fortegnelse") == ["beforeunload"]

    anna.goto(f"{demo.url}/fortegnelse/3/ret")
    anna.locator("[name=case_ref]").press_sequentially("27/1")
    anna.unroute("**/kladder/activity/*")
    expect_kept(anna)
    anna.locator("[name=case_ref]").press_sequentially("2")
    assert leave(anna, f"{demo.url}/fortegnelse") == ["beforeunload"]
    assert leave(anna, f"{demo.url}/fortegnelse/3/ret") == []


def test_a_number_that_looks_like_cpr_is_not_in_the_draft_and_that_is_said(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse/4/ret")
    anna.locator("[name=description]").fill("Sagen om 310299-9999")
    said = anna.locator("[data-draft-says]")
    expect(said).to_contain_text("men uden det, der ligner et CPR-nummer: Beskrivelse.")
    assert leave(anna, f"{demo.url}/fortegnelse/4/ret") == ["beforeunload"]
    anna.get_by_role("link", name="Fortsæt kladden").click()
    expect(anna.locator("[name=description]")).not_to_have_value(re.compile("310299"))


@pytest.mark.long
def test_signed_out_meanwhile_one_signs_in_beside_and_goes_on(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse/5/ret")
    beside = new_window(anna)
    beside.goto(f"{demo.url}/fortegnelse")
    beside.get_by_role("button", name="Log ud").first.click()
    anna.locator("[name=measures]").fill("Skrevet uden at være logget ind")
    said = anna.locator("[data-draft-says]")
    expect(said).to_contain_text("Du er ikke logget ind mere")
    sign_in(beside, demo, ANNA, demo_logins(demo)[ANNA])
    expect(said).to_have_text(KEPT, timeout=30_000)
    anna.get_by_role("button", name="Gem behandlingen").click()
    expect(anna.locator("#sikkerhed")).to_contain_text("Skrevet uden at være logget ind")


def test_a_draft_on_what_another_has_changed_ends_in_the_choice(anna: Page, chromium: Browser, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse/6/ret")
    anna.locator("[name=measures]").fill("Den ventendes ord")
    expect_kept(anna)
    other = chromium.new_context(locale="da-DK").new_page()
    sign_in(other, demo, ANNA, demo_logins(demo)[ANNA])
    other.goto(f"{demo.url}/fortegnelse/6/ret")
    other.locator("[name=measures]").fill("Den hurtiges ord")
    other.get_by_role("button", name="Gem behandlingen").click()
    expect(other).to_have_url(re.compile("/fortegnelse/6$"))
    other.context.close()

    anna.goto(f"{demo.url}/fortegnelse/6/ret")
    expect(anna.get_by_text("Der er gemt noget andet siden.")).to_be_visible()
    anna.get_by_role("link", name="Fortsæt kladden").click()
    anna.get_by_role("button", name="Gem behandlingen").click()
    conflict = anna.get_by_role("group", name="Sikkerhedsforanstaltninger")
    expect(conflict).to_contain_text("Den hurtiges ord")
    conflict.get_by_text("Behold min").click()
    anna.get_by_role("button", name="Gem behandlingen").click()
    expect(anna.locator("#sikkerhed")).to_contain_text("Den ventendes ord")


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
    return found


def tab_to(page: Page, wanted: str, *, key: str = "Tab") -> None:
    """Press Tab until the focus stands there."""
    for _ in range(200):
        if re.fullmatch(wanted, focused(page)):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} is not reached by {key}")


def rows_of(page: Page) -> list[str]:
    texts: list[str] = page.locator("#data_lines textarea").evaluate_all("fields => fields.map((f) => f.value)")
    return texts


def test_a_record_is_written_and_its_rows_added_moved_and_removed_by_keys_alone(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse/ny")
    said = anna.locator("[data-form-says]")
    tab_to(anna, "title")
    anna.keyboard.type("Kun med taster")
    tab_to(anna, "unit")
    anna.keyboard.type("Social")
    tab_to(anna, "data_lines-0-text")
    anna.keyboard.type("Navn")
    # The second empty row, for those without script, has gone; its number is not used again.
    for number, text in enumerate(("Adresse", "Diagnoser"), start=2):
        anna.keyboard.press("Control+Enter")
        expect(said).to_have_text(f"Ny række, nummer {number} af {number}.")
        assert focused(anna) == f"data_lines-{number}-subject"
        tab_to(anna, rf"data_lines-{number}-text")
        anna.keyboard.type(text)
    anna.keyboard.press("Alt+ArrowUp")
    expect(said).to_have_text("Rækken er nu nummer 2 af 3.")
    assert rows_of(anna) == ["Navn", "Diagnoser", "Adresse"]
    assert focused(anna) == "data_lines-2-text"

    # By the buttons too: those of the row one stands in come next.
    tab_to(anna, "Flyt Op")
    anna.keyboard.press("Enter")
    assert rows_of(anna) == ["Diagnoser", "Navn", "Adresse"]
    tab_to(anna, "Fjern")
    anna.keyboard.press("Enter")
    assert rows_of(anna) == ["Navn", "Adresse"]
    expect(anna.locator(".rows__gone")).to_contain_text("Fjernet: «Diagnoser»")
    expect(said).to_have_text("Rækken er fjernet. Tryk på Fortryd for at få den igen.")
    assert_accessible(anna, "Ny behandling")
    assert focused(anna) == "Fortryd"
    anna.keyboard.press("Enter")
    expect(said).to_have_text("Rækken er tilbage som nummer 1 af 3.")
    assert rows_of(anna) == ["Diagnoser", "Navn", "Adresse"]
    tab_to(anna, "Fjern")
    anna.keyboard.press("Space")

    tab_to(anna, "title", key="Shift+Tab")
    anna.keyboard.press("Control+s")
    expect(anna.get_by_role("heading", level=1)).to_have_text("Kun med taster")
    data = anna.locator("#oplysninger").inner_text()
    assert data.index("Navn") < data.index("Adresse")
    assert "Diagnoser" not in data
    anna.goto(f"{demo.url}/kladder")
    expect(anna.get_by_role("link", name="Kun med taster")).to_have_count(0)


def test_the_keys_are_listed_and_single_ones_can_be_switched_off(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/fortegnelse/1/ret")
    keys = anna.get_by_role("dialog", name="Genveje på tastaturet")
    anna.keyboard.press("?")
    expect(keys).to_be_visible()
    assert_accessible(anna, "Ret behandlingen")
    anna.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    anna.locator("[name=title]").press("?")
    expect(keys).to_be_hidden()

    anna.goto(f"{demo.url}/konto")
    anna.get_by_text("Brug genveje på én tast").click()
    anna.get_by_role("button", name="Gem valget").click()
    expect(anna.get_by_text("Genveje på én tast er slået fra.")).to_be_visible()
    anna.goto(f"{demo.url}/fortegnelse/1/ret")
    anna.keyboard.press("?")
    anna.keyboard.press("/")
    expect(keys).to_be_hidden()
    assert focused(anna) != "q"
    anna.get_by_role("button", name="Genveje på tastaturet").click()
    expect(keys).to_be_visible()
