"""The link in a mail, in real Chromium: forty seconds and three clicks, signed out, on a telephone, without script."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from aarshjul.answer.links import AnswerLink, make_token
from aarshjul.task.model import Task
from aarshjul.task.responsible import find_responsible, load_holders
from app.core import clock
from app.core.db import db
from config import load
from tests.browser.conftest import Program, assert_accessible
from wsgi import make_app

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("answer")]


@pytest.fixture(scope="module")
def reviews(demo: Program) -> Iterator[str]:
    """Links to reviews, each to whoever it falls to; every test takes as many as it answers."""
    app = make_app(load(demo.environ))
    with app.app_context():
        holders, links = load_holders(clock.today()), []
        for task in db.session.scalars(db.select(Task).where(Task.kind == "review").order_by(Task.id)):
            person_id = find_responsible(task, holders).person_id
            if task.state == "not_started" and person_id is not None:
                token = make_token(AnswerLink(task.id, person_id), today=clock.today())
                links.append(f"{demo.url}/svar/{token}")
        db.session.remove()
        db.engine.dispose()
    return iter(links)


@pytest.fixture
def telephone(page: Page) -> Page:
    """A narrow window, signed out."""
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def look_at(page: Page) -> None:
    """Nothing is wrong with the page, and nothing lies beside it."""
    assert_accessible(page, "Gennemgå behandlingen")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_nothing_has_changed_is_two_clicks_from_the_mail(telephone: Page, reviews: Iterator[str]) -> None:
    link = next(reviews)
    telephone.goto(link)
    look_at(telephone)
    expect(telephone.get_by_role("button", name="Ingen ændringer")).to_be_in_viewport()
    telephone.get_by_role("button", name="Ingen ændringer").click()
    expect(telephone.get_by_text("Tak. Opgaven er markeret som udført.")).to_be_visible()
    look_at(telephone)
    telephone.goto(f"{link}?svar=udsaet")
    expect(telephone.get_by_text("Linket er brugt")).to_be_visible()
    expect(telephone.get_by_role("button", name="Udsæt opgaven")).to_have_count(0)


def test_it_is_put_off_from_the_link_that_names_it(telephone: Page, reviews: Iterator[str]) -> None:
    telephone.goto(f"{next(reviews)}?svar=udsaet")
    look_at(telephone)
    telephone.get_by_role("textbox", name="Hvorfor?").first.fill("Vi flytter til et nyt system.")
    telephone.get_by_role("button", name="Udsæt opgaven").click()
    expect(telephone.locator(".error-summary")).to_contain_text("Skriv den nye frist.")
    look_at(telephone)
    later = clock.today() + timedelta(days=60)
    telephone.locator("input[id^='postpone-due_on']:visible").first.fill(f"{later:%d/%m/%Y}")
    telephone.get_by_role("button", name="Udsæt opgaven").click()
    expect(telephone.get_by_text("Tak. Fristen er nu")).to_be_visible()
    look_at(telephone)


def test_it_is_sent_on_and_what_must_be_changed_is_said_by_keyboard_alone(
    telephone: Page, reviews: Iterator[str]
) -> None:
    telephone.goto(next(reviews))
    telephone.locator("summary", has_text="Ikke min, send videre").press("Enter")
    look_at(telephone)
    telephone.get_by_role("textbox", name="Kollega").fill("ingen@fjordby.example")
    telephone.keyboard.press("Enter")
    expect(telephone.locator(".error-summary")).to_contain_text("Ingen her hedder det.")
    look_at(telephone)
    telephone.get_by_role("textbox", name="Kollega").fill("anna@fjordby.example")
    telephone.keyboard.press("Enter")
    expect(telephone.get_by_text("Tak. Opgaven er sendt videre til Anna Ahorn.")).to_be_visible()

    telephone.goto(next(reviews))
    telephone.locator("summary", has_text="Skal ændres").press("Enter")
    telephone.get_by_role("textbox", name="Hvad skal ændres?").fill("Slettefristen er nu tre år.")
    telephone.get_by_role("button", name="Send til").press("Enter")
    expect(telephone.get_by_text("Det, du skrev, står på opgaven.")).to_be_visible()
    look_at(telephone)


def test_without_script_the_answers_open_and_are_sent(chromium: Browser, reviews: Iterator[str]) -> None:
    context = chromium.new_context(locale="da-DK", java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(next(reviews))
    page.locator("summary", has_text="Udsæt").click()
    later = clock.today() + timedelta(days=60)
    page.locator("#postpone-due_on").fill(later.isoformat())
    page.locator("#postpone-reason").fill("Ferie")
    page.get_by_role("button", name="Udsæt opgaven").click()
    expect(page.get_by_text("Tak. Fristen er nu")).to_be_visible()
    context.close()


def test_a_lost_cookie_costs_one_more_press_and_the_note_is_kept(page: Page, reviews: Iterator[str]) -> None:
    link = next(reviews)
    page.goto(f"{link}?svar=udfoert")
    page.get_by_label("Note").fill("Skrevet, før cookien blev væk.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Markér som udført").click()
    expect(page.get_by_text("Tryk på knappen en gang til")).to_be_visible()
    look_at(page)
    expect(page.get_by_label("Note")).to_have_value("Skrevet, før cookien blev væk.")
    page.get_by_role("button", name="Markér som udført").click()
    expect(page.get_by_text("Opgaven er markeret som udført")).to_be_visible()
    expect(page.get_by_text("Skrevet, før cookien blev væk.")).to_be_visible()

    page.goto(link.replace("/svar/", "/svar/x"))
    expect(page.get_by_role("heading", name="Linket virker ikke")).to_be_visible()
    assert_accessible(page, "Linket virker ikke")
