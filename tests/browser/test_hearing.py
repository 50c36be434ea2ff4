"""A hearing, as people play it: a coordinator asks, people answer with three presses, and it ends with a note."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pypdf import PdfReader

from tests.browser.conftest import Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("hearing")]

PHONE: ViewportSize = {"width": 390, "height": 800}
DESK: ViewportSize = {"width": 1440, "height": 900}


@pytest.fixture
def others(chromium: Browser, demo: Program) -> Iterator[Any]:
    """Windows of other people, each on a phone, by their mail address."""
    contexts = []

    def window_of(email: str) -> Page:
        context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen", viewport=PHONE)
        contexts.append(context)
        window = context.new_page()
        window.set_default_timeout(15_000)
        sign_in(window, demo, email, demo_logins(demo)[email])
        return window

    yield window_of
    for context in contexts:
        context.close()


def fits(page: Page) -> bool:
    """Whether nothing on the page is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def choose(page: Page, name: str) -> None:
    """Take somebody from the list of people, by keyboard."""
    page.get_by_label("Søg på listen").fill(name)
    page.get_by_label("Søg på listen").press("Enter")
    expect(page.get_by_role("button", name=f"Fjern {name}")).to_be_visible()


def test_a_record_is_heard_and_goes_back_to_work(anna: Page, others: Any, demo: Program) -> None:
    anna.set_viewport_size(DESK)
    anna.goto(f"{demo.url}/fortegnelse?q=F-01")
    anna.get_by_role("row").nth(1).get_by_role("link").first.click()
    record = anna.url
    title = anna.get_by_role("heading", level=1).inner_text()
    anna.get_by_role("link", name="Ny høring").press("Enter")
    assert_accessible(anna, "Ny høring")
    expect(anna.get_by_text("får status «I høring»")).to_be_visible()
    expect(anna.get_by_label("Dag", exact=True)).to_be_hidden()
    anna.get_by_role("radio", name="Gennemgang i fællesskab").check()
    expect(anna.get_by_label("Dag", exact=True)).to_be_visible()
    anna.get_by_role("radio", name="Skriftlig").check()
    anna.get_by_label("Til dem, der bliver spurgt").fill("Passer slettefristen?")
    anna.get_by_text("Vælg Personer").click()
    choose(anna, "Bent Birk")
    anna.get_by_label("Part", exact=True).fill("MED-udvalget")
    anna.get_by_label("Mail på den, der svarer").fill("ukendt@fjordby.example")
    anna.get_by_role("button", name="Send i høring").click()
    expect(anna.get_by_role("alert")).to_contain_text("Ingen her har mailadressen ukendt@fjordby.example")
    assert_accessible(anna, "Ny høring")
    anna.get_by_label("Mail på den, der svarer").fill("carla@fjordby.example")
    anna.set_viewport_size(PHONE)
    assert fits(anna)
    anna.get_by_role("button", name="Send i høring").press("Enter")
    expect(anna.get_by_role("status").first).to_contain_text("Høringen er i gang.")
    assert_accessible(anna, title)
    assert fits(anna)
    hearing = anna.url

    bent = others("bent@fjordby.example")
    bent.get_by_role("link", name=f"Svar på høringen om «{title}»").click()
    assert_accessible(bent, "Dit svar")
    assert fits(bent)
    part = bent.get_by_role("region", name=re.compile(r"^\d+\. Sletning$"))
    part.get_by_text("Skriv en bemærkning").click()
    part.get_by_label("Bemærkning").fill("Hos os er tre år nok.")
    bent.get_by_role("button", name="Ingen bemærkninger").click()
    expect(bent.get_by_role("alert")).to_contain_text("Du har skrevet bemærkninger.")
    assert_accessible(bent, "Dit svar")
    expect(part.get_by_label("Bemærkning")).to_have_value("Hos os er tre år nok.")
    bent.get_by_role("button", name="Send svar").click()
    expect(bent.get_by_role("status").first).to_contain_text("Tak. Dit svar er sendt")
    expect(bent.get_by_role("article")).to_contain_text("Hos os er tre år nok.")
    assert_accessible(bent, "Dit svar")

    carla = others("carla@fjordby.example")
    carla.get_by_role("link", name=f"Svar på høringen om «{title}»").click()
    expect(carla.get_by_text("MED-udvalget")).to_be_visible()
    carla.get_by_role("button", name="Ingen bemærkninger").click()
    expect(carla.get_by_role("status").first).to_contain_text("Tak. Dit svar er sendt")
    carla.goto(hearing)
    expect(carla.get_by_text("Hos os er tre år nok.")).to_have_count(0)
    assert_accessible(carla, title)

    anna.set_viewport_size(DESK)
    anna.goto(hearing)
    expect(anna.get_by_text("2 af 2 har svaret")).to_be_visible()
    expect(anna.get_by_text("Afslut høringen")).to_have_count(0)
    anna.get_by_role("link", name="Svar på bemærkning 1").press("Enter")
    assert_accessible(anna, "Bemærkning 1 af 1")
    anna.get_by_role("radio", name="Ikke taget til følge").check()
    anna.get_by_label("Svar", exact=True).press("Control+s")
    expect(anna.get_by_role("alert")).to_contain_text("Skriv med en sætning, hvorfor.")
    assert_accessible(anna, "Bemærkning 1 af 1")
    anna.get_by_label("Svar", exact=True).fill("Loven siger fem år.")
    anna.get_by_label("Svar", exact=True).press("Control+s")
    expect(anna.get_by_role("status").first).to_contain_text("Nu har alle bemærkninger fået et svar.")
    anna.get_by_text("Afslut høringen").first.click()
    anna.get_by_role("radio", name="Accepteret, som det er").check()
    anna.get_by_label("Sammenfatning").fill("Fristen bliver stående.")
    anna.get_by_role("button", name="Afslut høringen").press("Enter")
    expect(anna.get_by_role("status").first).to_contain_text("Høringen er afsluttet.")
    assert_accessible(anna, title)
    with anna.expect_download() as fetched:
        anna.get_by_role("link", name="Høringsnotat (PDF)").click()
    note = PdfReader(io.BytesIO(fetched.value.path().read_bytes()))
    text = " ".join(" ".join(page.extract_text() for page in note.pages).split())
    for words in ("Hos os er tre år nok.", "Loven siger fem år.", "Fristen bliver stående.", "MED-udvalget"):
        assert words in text
    anna.goto(record)
    assert_accessible(anna, title)
    panel = anna.get_by_role("heading", name="Høringer").locator("xpath=..")
    expect(panel).to_contain_text("Accepteret, som det er")
    carla.reload()
    expect(carla.get_by_text("Hos os er tre år nok.")).to_be_visible()
    assert fits(carla)


def test_the_lists_and_the_demo_s_two_hearings(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/hoeringer")
    assert_accessible(anna, "Høringer")
    expect(anna.get_by_role("row", name=re.compile("Børn og unge i plejefamilie"))).to_contain_text("Venter på dig")
    anna.get_by_role("link", name="Ny høring").click()
    assert_accessible(anna, "Ny høring")
    anna.get_by_role("link", name="Vælg et dokument").click()
    assert_accessible(anna, "Ny høring")
    anna.goto(f"{demo.url}/hoeringer?vis=slut")
    assert_accessible(anna, "Høringer")
    anna.set_viewport_size(PHONE)
    assert fits(anna)
    anna.get_by_role("link", name="Retningslinje for billeder af borgere").click()
    assert_accessible(anna, "Retningslinje for billeder af borgere")
    assert fits(anna)
    expect(anna.get_by_role("article")).to_have_count(3)
