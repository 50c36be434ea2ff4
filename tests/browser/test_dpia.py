"""An impact assessment, by keyboard alone: screened and written by a coordinator, advised on by the DPO, approved."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.conftest import ANNA, Program, assert_accessible, demo_logins, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("register")]

TITLE = "Bevilling af støtte til voksne"
PHONE: ViewportSize = {"width": 390, "height": 800}
WIDE: ViewportSize = {"width": 1280, "height": 900}
SECTIONS = (
    "Resume og afgrænsning",
    "Systematisk beskrivelse",
    "Nødvendighed og proportionalitet",
    "Lovlighed og de registreredes rettigheder",
    "Foranstaltninger",
    "Inddragelse af de registrerede",
    "Ansvarlig og opfølgning",
)


@pytest.fixture
def windows(chromium: Browser, demo: Program) -> Iterator[dict[str, Page]]:
    """A window for each of the three who sign."""
    logins, opened = demo_logins(demo), {}
    contexts = []
    for name in (ANNA, "dorte@fjordby.example", "bent@fjordby.example"):
        context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
        contexts.append(context)
        window = context.new_page()
        window.set_default_timeout(15_000)
        sign_in(window, demo, name, logins[name])
        opened[name.split("@")[0]] = window
    yield opened
    for context in contexts:
        context.close()


def tab_to(page: Page, wanted: Locator) -> None:
    """Go on with the tabulator until the element has focus; by no other means."""
    expect(wanted).to_be_visible()
    for _step in range(250):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} kan ikke nås med tabulatortasten")


def press(page: Page, wanted: Locator) -> None:
    """Go there and press Enter."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def assert_fits(page: Page, heading: str) -> None:
    """The page is accessible, and fits a phone."""
    assert_accessible(page, heading)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    page.set_viewport_size(WIDE)


def answer(page: Page, question: Locator, word: str) -> None:
    """Choose an answer with the arrows, from the one that stands or from none."""
    chosen = question.locator("input:checked")
    tab_to(page, chosen if chosen.count() else question.get_by_role("radio").first)
    page.keyboard.press("Space")
    for _step in range(3):
        if question.get_by_role("radio", name=word, exact=True).is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(word)


def test_from_screening_to_approval_by_keyboard_alone(windows: dict[str, Page], demo: Program) -> None:
    anna, dorte, bent = windows["anna"], windows["dorte"], windows["bent"]
    anna.goto(f"{demo.url}/konsekvensanalyser?forvaltning=SOC")
    press(anna, anna.get_by_role("link", name=TITLE))
    assert_fits(anna, "Konsekvensanalyse")
    press(anna, anna.get_by_role("link", name="Screen behandlingen"))
    assert_fits(anna, "Screening for konsekvensanalyse")
    for question in anna.locator("fieldset.question").all():
        answer(anna, question, "Ja" if question.get_attribute("id") in {"art35_3_b", "wp248_4"} else "Nej")
    press(anna, anna.get_by_role("button", name="Gem svarene"))
    expect(anna.get_by_role("status").first).to_contain_text("Der skal laves en konsekvensanalyse.")
    expect(anna.get_by_text("art. 35, stk. 3, litra b").first).to_be_visible()
    expect(anna.get_by_text("Den kan ikke fravælges")).to_be_visible()

    press(anna, anna.get_by_role("button", name="Begynd konsekvensanalysen"))
    assert_fits(anna, "Konsekvensanalyse, udgave 1")
    expect(anna.get_by_role("button", name="Send til rådgiveren")).to_have_count(0)
    for place, title in enumerate(SECTIONS):
        press(anna, anna.get_by_role("link", name=f"Skriv {title}", exact=True))
        if place == 1:
            assert_fits(anna, title)
            expect(
                anna.get_by_text("Hvad sker der med oplysningerne, fra de indsamles, til de slettes?")
            ).to_be_visible()
        tab_to(anna, anna.get_by_label("Tekst"))
        anna.keyboard.type(f"Det skriver vi om afsnittet {title.lower()}.")
        press(anna, anna.get_by_role("button", name="Gem afsnittet"))
        expect(anna.get_by_role("status").first).to_contain_text(f"Afsnittet «{title}» er gemt.")
    press(anna, anna.get_by_role("button", name="Send til rådgiveren").first)
    expect(anna.get_by_role("status").first).to_contain_text("sendt til databeskyttelsesrådgiveren")

    dorte.goto(demo.url)
    waiting = dorte.get_by_role("region", name="Konsekvensanalyser, der venter på din udtalelse")
    press(dorte, waiting.get_by_role("link", name=TITLE))
    assert_fits(dorte, "Udtalelse om konsekvensanalysen")
    expect(dorte.get_by_text("Det skriver vi om afsnittet foranstaltninger.")).to_be_visible()
    first = dorte.get_by_role("radio", name="Behandlingen kan gennemføres, som den er beskrevet")
    tab_to(dorte, first)
    dorte.keyboard.press("Space")
    dorte.keyboard.press("ArrowDown")
    expect(dorte.get_by_role("radio", name=re.compile("når mine anbefalinger bliver fulgt"))).to_be_checked()
    tab_to(dorte, dorte.get_by_label("Udtalelse", exact=True))
    dorte.keyboard.type("Prøv sletningen, før året er omme.")
    press(dorte, dorte.get_by_role("button", name="Skriv under"))
    expect(dorte.get_by_role("status").first).to_contain_text("Udtalelsen er afgivet")
    expect(dorte.get_by_role("link", name=re.compile("^(Ret|Skriv) "))).to_have_count(0)

    bent.goto(demo.url)
    waiting = bent.get_by_role("region", name="Konsekvensanalyser, der venter på din godkendelse")
    press(bent, waiting.get_by_role("link", name=TITLE))
    assert_fits(bent, "Godkend konsekvensanalysen")
    expect(bent.get_by_text("Prøv sletningen, før året er omme.")).to_be_visible()
    press(bent, bent.get_by_role("button", name="Godkend", exact=True))
    expect(bent.get_by_role("status").first).to_contain_text("Konsekvensanalysen er godkendt.")
    assert_fits(bent, "Konsekvensanalyse, udgave 1")

    anna.goto(f"{demo.url}/konsekvensanalyser?forvaltning=SOC&tilstand=approved")
    expect(anna.get_by_role("row", name=re.compile(TITLE))).to_contain_text("Godkendt")
    assert_fits(anna, "Konsekvensanalyser")


def test_the_pages_beside_the_story_are_accessible_and_fit_a_phone(page: Page, demo: Program) -> None:
    engine = sa.create_engine(f"sqlite:///{next(demo.folder.glob('*.sqlite3'))}")
    with engine.connect() as connection:
        ids = dict(connection.execute(sa.text("SELECT number, id FROM processing_activity")).all())
        query = sa.text("SELECT a.number, dpia.id FROM dpia JOIN processing_activity a ON a.id = activity_id")
        dpias = dict(connection.execute(query).all())
    engine.dispose()
    gitte = "gitte@fjordby.example"
    sign_in(page, demo, gitte, demo_logins(demo)[gitte])
    for address, heading in (
        (f"/fortegnelse/{ids['F-18']}/konsekvensanalyse/fravalg", "Fravælg konsekvensanalysen"),
        (f"/fortegnelse/{ids['F-05']}/konsekvensanalyse", "Konsekvensanalyse"),
        (f"/fortegnelse/{ids['F-30']}/konsekvensanalyse/undtagelse", "Loven er allerede analyseret"),
        (f"/konsekvensanalyser/{dpias['F-29']}", "Konsekvensanalyse, udgave 1"),
        (f"/konsekvensanalyser/{dpias['F-29']}/hoering", "Høring af Datatilsynet"),
        (f"/konsekvensanalyser/{dpias['F-02']}/gennemgang", "Se konsekvensanalysen efter"),
        (f"/fortegnelse/{ids['F-02']}/konsekvensanalyse/sammenlign", "Sammenlign udgaver"),
        (f"/fortegnelse/{ids['F-02']}", "Underretninger om børn og unge"),
    ):
        page.goto(demo.url + address)
        assert_fits(page, heading)
