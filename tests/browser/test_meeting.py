"""A year of meetings: put off twice, sent to DDS, decided with conditions, followed up by task and mail, and closed."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.filters import long_day
from app.core.workdays import ClosedDays, working_day_on_or_after
from tests.browser.conftest import ANNA, Program, demo_logins, free_port, sign_in
from tests.browser.test_risk import look_at
from tests.mailserver import MailServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("aarshjul")]

ERIK, GITTE = "erik@fjordby.example", "gitte@fjordby.example"
ITEM = "Hvem må oprette en ny fællespostkasse?"
TASK = "Skriv reglerne for fællespostkasser"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def program(tmp_path: Path, mails: MailServer) -> Iterator[Program]:
    """A demo that mails to a server of its own."""
    running = Program(folder=tmp_path, port=free_port(), smtp_url=mails.url)
    running.make_demo()
    running.serve()
    yield running
    running.stop()


def written(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def about(label: str) -> re.Pattern[str]:
    """The name of a link or button about the item."""
    return re.compile(rf"^{label} ?: {re.escape(ITEM)}$")


def plan(page: Page, program: Program, body: str, day: date) -> str:
    """Put a meeting in a body's calendar, and open it."""
    page.goto(f"{program.url}/moeder/organer")
    page.get_by_role("link", name=body, exact=True).click()
    page.get_by_role("link", name="Læg møder i kalenderen").click()
    page.get_by_role("textbox", name="Dato").fill(written(day))
    page.get_by_label("Begynder kl.").fill("9.30")
    page.get_by_role("button", name="Læg møderne i kalenderen").click()
    expect(page.get_by_text("Mødet er lagt i kalenderen.")).to_be_visible()
    page.get_by_role("link", name=re.compile(rf"^{day.day}\. \w+ {day.year}$")).first.click()
    return page.url


def put_on(page: Page, url: str) -> None:
    """Put the item that waits on this meeting's agenda, and call the meeting."""
    page.goto(url)
    page.get_by_role("button", name=about("Sæt på dagsordenen")).click()
    expect(page.get_by_text("Punktet står på dagsordenen.")).to_be_visible()
    page.get_by_role("button", name="Indkald til mødet").click()
    expect(page.get_by_text("Mødet er indkaldt.")).to_be_visible()


def decide(page: Page, outcome: str, text: str, *, target: str = "", button: str = "Gem beslutningen") -> None:
    """Take down what the meeting on the screen decided about the item."""
    page.get_by_role("link", name=about("Skriv beslutningen")).click()
    page.get_by_role("radio", name=outcome).check()
    if target:
        page.get_by_label("Sendes til").select_option(target)
    page.get_by_label("Beslutning", exact=False).first.fill(text)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text("Beslutningen er skrevet ind.")).to_be_visible()


def hold(page: Page, absent: str = "") -> None:
    """The meeting on the screen has been held."""
    page.get_by_role("link", name="Mødet er afholdt").first.click()
    if absent:
        page.get_by_role("checkbox", name=absent).check()
    page.get_by_role("button", name="Mødet er afholdt").click()
    expect(page.get_by_text("Mødet er afholdt, og referatet er et udkast.")).to_be_visible()


def fetched(page: Page, link: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).first.click()
    return Path(download.value.path()).read_bytes()


def test_a_matter_is_put_off_twice_sent_to_dds_decided_followed_up_and_closed(
    page: Page, program: Program, mails: MailServer
) -> None:
    logins, today = demo_logins(program), clock.today()
    sign_in(page, program, GITTE, logins[GITTE])

    # A body of the municipality's own, with two who sit in it.
    page.goto(f"{program.url}/moeder/organer/nyt")
    look_at(page, "Nyt organ")
    page.get_by_label("Forkortelse").fill("GDU")
    page.get_by_label("Navn").fill("GDPR-udvalget")
    page.get_by_label("Mandat", exact=False).first.fill("Indstiller til DDS.")
    page.get_by_label("Materialefrist").fill("5")
    page.get_by_role("button", name="Gem organet").click()
    for who in ("Anna Ahorn", "Carla Ceder"):
        page.get_by_role("link", name="Nyt medlem").click()
        page.get_by_label("Person").fill(who)
        page.get_by_role("textbox", name="Fra", exact=True).fill(written(today - timedelta(days=400)))
        page.get_by_role("button", name="Gem medlemskabet").click()
        expect(page.get_by_text("Medlemskabet er gemt.")).to_be_visible()
    look_at(page, "GDPR-udvalget")

    # The first meeting puts the item off, and so does the second.
    first = plan(page, program, "GDU", today - timedelta(days=300))
    page.get_by_role("link", name="Nyt punkt").click()
    look_at(page, "Nyt punkt")
    page.get_by_label("Punkt", exact=True).fill(ITEM)
    page.get_by_label("v/").fill("Anna Ahorn")
    page.get_by_label("Varighed i minutter").fill("20")
    page.get_by_label("Problemstilling", exact=False).fill("Alle kan oprette en, og ingen ved, hvem der ejer dem.")
    page.get_by_label("Indstilling", exact=False).fill("At kun en leder kan.")
    page.get_by_role("button", name="Gem punktet").click()
    look_at(page, ITEM)
    page.goto(first)
    page.get_by_role("button", name="Indkald til mødet").click()
    look_at(page, "GDU, ")
    decide(page, "Udsat", "Tages op på et senere tidspunkt.")
    hold(page, "Carla Ceder")
    second = plan(page, program, "GDU", today - timedelta(days=200))
    put_on(page, second)
    page.get_by_role("button", name="Referatet er godkendt").click()
    expect(page.get_by_text("Referatet er godkendt og ligger fast.")).to_be_visible()
    expect(page.locator("article", has_text=ITEM)).to_contain_text("Udsat 1 gang")
    decide(page, "Udsat", "Der mangler en liste.")
    hold(page)

    # The third has no mandate and sends it to DDS; here it waits.
    third = plan(page, program, "GDU", today - timedelta(days=100))
    put_on(page, third)
    expect(page.locator("article", has_text=ITEM)).to_contain_text("Udsat 2 gange")
    decide(page, "Oversendt til andet organ", "GDU har ikke mandat.", target="DDS")
    hold(page)
    page.goto(f"{program.url}/moeder/punkter?vis=venter")
    look_at(page, "Punkter til møder")
    expect(page.get_by_role("row", name=re.compile(re.escape(ITEM)))).to_contain_text("Afventer DDS")

    # DDS decides with conditions, and somebody is to do something about it.
    fourth = plan(page, program, "DDS", today - timedelta(days=20))
    put_on(page, fourth)
    decide(page, "Godkendt", "Kun ledere opretter fællespostkasser.", button="Gem, og skriv en opfølgning")
    look_at(page, "Ny opfølgning")
    page.get_by_label("Hvad skal gøres?").fill(TASK)
    page.get_by_label("Forvaltning eller enhed").select_option("SOC")
    page.get_by_label("En bestemt person").fill("Anna Ahorn")
    page.get_by_role("textbox", name="Frist").fill(written(today + timedelta(days=20)))
    page.get_by_role("button", name="Gem opfølgningen").click()
    expect(page.get_by_text("Opfølgningen er skrevet ind.")).to_be_visible()
    page.get_by_role("link", name=about("Ret beslutningen")).click()
    look_at(page, "Ret beslutningen")
    page.get_by_label("Betingelser", exact=False).fill("Reglerne skal være skrevet først.")
    page.get_by_role("button", name="Gem beslutningen").click()
    hold(page, "Erik Eg")

    # The minutes have the field's own form, as PDF and for Word.
    word = docx.Document(BytesIO(fetched(page, "Referatet til Word")))
    values = {row.cells[0].text: row.cells[1].text for table in word.tables for row in table.rows}
    assert values["Afbud"] == "Erik Eg"
    assert values["v/"] == "Anna Ahorn"
    assert values["Varighed"] == "20 minutter"
    assert values["Problemstilling"] == "Alle kan oprette en, og ingen ved, hvem der ejer dem."
    assert values["Indstilling"] == "At kun en leder kan."
    assert values["Beslutning"] == "Godkendt\nKun ledere opretter fællespostkasser."
    assert values["Betingelser"] == "Reglerne skal være skrevet først."
    assert TASK in values["Opfølgning"]
    paper = pypdf.PdfReader(BytesIO(fetched(page, "Referatet som PDF")))
    text = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
    for label in ("v/", "Varighed", "Problemstilling", "Indstilling", "Beslutning", "Betingelser", "Opfølgning"):
        assert f"{label} {' '.join(values[label].split())}" in text, label
    assert long_day(today - timedelta(days=20)) in text

    # What follows is a task that is mailed and done by Anna.
    now = clock.now() + (working_day_on_or_after(today, ClosedDays()) - today)
    program.flask("aarshjul", "plan", "--json")
    assert json.loads(program.flask("aarshjul", "tick", "--now", now.isoformat(), "--json"))["sent"] == len(mails.mails)
    assert [mail.to for mail in mails.mails if TASK in mail.text()] == [ANNA]
    page.context.clear_cookies()
    sign_in(page, program, ANNA, logins[ANNA])
    page.goto(f"{program.url}/opgaver?q=reglerne")
    page.get_by_role("link", name=TASK).first.click()
    look_at(page, TASK)
    page.get_by_role("link", name=re.compile("Beslutning i DDS")).first.click()
    look_at(page, TASK)
    expect(page.get_by_text("Kun ledere opretter fællespostkasser.")).to_be_visible()
    page.go_back()
    page.get_by_label("Note").fill("De ligger på intranettet.")
    page.get_by_role("button", name="Markér som udført").click()
    expect(page.get_by_text(re.compile("Opgaven er .*udført")).first).to_be_visible()

    # Erik reads it as a member of DDS: reports, decisions and the plan, and nothing that he could write.
    page.context.clear_cookies()
    sign_in(page, program, ERIK, logins[ERIK])
    menu = page.get_by_role("navigation", name="Hovedmenu").get_by_role("link")
    assert [link.split("\n")[0] for link in menu.all_inner_texts()] == ["Rapporter", "Beslutninger", "Femårsplan"]
    page.goto(f"{program.url}/moeder/beslutninger?vis=udfoerte")
    look_at(page, "Beslutninger")
    expect(page.get_by_role("row", name=re.compile(TASK))).to_contain_text("Udført")
    page.goto(fourth)
    look_at(page, "DDS, ")
    expect(page.get_by_role("link", name="Ret beslutningen")).to_have_count(0)

    # It has come back to the body it began in, which closes it.
    page.context.clear_cookies()
    sign_in(page, program, GITTE, logins[GITTE])
    fifth = plan(page, program, "GDU", today)
    put_on(page, fifth)
    decide(page, "Taget til efterretning", "")
    hold(page)
    page.goto(f"{program.url}/moeder/punkter?vis=afsluttede")
    row = page.get_by_role("row", name=re.compile(re.escape(ITEM)))
    expect(row).to_have_count(2)
    row.filter(has_text="GDU").get_by_role("link", name=ITEM).click()
    look_at(page, ITEM)
    said = page.get_by_role("heading", level=3).all_inner_texts()
    assert [text.rpartition(": ")[2] for text in said] == [
        "Udsat", "Udsat", "Oversendt til andet organ", "Taget til efterretning",
    ]  # fmt: skip
    assert json.loads(program.flask("audit", "verify", "--json"))["intact"] is True
