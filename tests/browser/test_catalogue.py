"""What a coordinator does with the catalogue: answers for the administration, and keeps a task of her own."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Program, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]


def test_an_administration_answers_and_adds_a_task_of_its_own(anna: Page, demo: Program) -> None:
    anna.goto(f"{demo.url}/femaarsplan")
    anna.get_by_role("link", name="Opgavekatalog").click()
    anna.get_by_role("link", name="Varetages", exact=True).click()
    assert_accessible(anna, "Varetages opgaverne?")
    row = anna.locator("#T38")
    expect(row.get_by_label("Hvad kan gå galt?")).to_be_hidden()
    row.get_by_label("Varetages", exact=True).focus()
    for _step in range(3):
        anna.keyboard.press("ArrowRight")
    expect(row.get_by_label("Slet ikke")).to_be_checked()
    row.get_by_label("Risiko for borgerne").select_option("Høj")
    row.get_by_label("Hvad kan gå galt?").fill("Et svar kan ende hos en fremmed.")
    row.get_by_label("Foreslået år").select_option(index=2)
    anna.get_by_role("button", name="Gem svarene").click()
    expect(anna.get_by_text("1 svar er gemt.")).to_be_visible()

    anna.get_by_role("link", name="Det, der ikke varetages").click()
    assert_accessible(anna, "Det, der ikke varetages")
    first = anna.locator("tbody tr").first
    expect(first).to_contain_text("Kontaktveje i breve og på hjemmesiden")
    expect(first).to_contain_text("Et svar kan ende hos en fremmed.")

    anna.get_by_role("link", name="Alle opgaver").click()
    anna.get_by_role("link", name="Ny egen opgave").click()
    assert_accessible(anna, "Ny egen opgave")
    anna.get_by_label("Hvad hedder opgaven?").fill("Nøgler til arkivet")
    anna.get_by_label("Hvorfor skal den løses?").fill("Kun de rette skal kunne låse op.")
    anna.get_by_label("Timer hver gang og hvert sted").fill("0,5")
    anna.get_by_label("marts").check()
    expect(anna.get_by_label("Ugedag", exact=True)).to_be_hidden()
    anna.get_by_label("En bestemt ugedag").check()
    anna.get_by_label("Hvilken?", exact=True).select_option("anden")
    anna.get_by_label("Ugedag", exact=True).select_option("mandag")
    anna.get_by_label("Vejledning", exact=True).fill("Tæl nøglerne, og spørg, hvem der har dem.")
    anna.get_by_label("Hvad viser bagefter, at den er løst?").fill("En liste over nøglerne.")
    anna.get_by_role("button", name="Opret opgaven").click()
    assert_accessible(anna, "Nøgler til arkivet")
    expect(anna.get_by_text("Hvert år den anden mandag i marts")).to_be_visible()

    anna.get_by_role("link", name="Ret opgaven").click()
    anna.get_by_label("Et antal måneder efter, at den sidst blev udført").check()
    expect(anna.get_by_label("En bestemt ugedag")).to_be_hidden()
    anna.get_by_label("Antal måneder efter sidste gang").fill("18")
    anna.get_by_role("button", name="Gem opgaven").click()
    expect(anna.get_by_text("18 måneder efter sidste gang, første gang i marts")).to_be_visible()
    anna.get_by_role("button", name="Markér som udgået").click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Nøgler til arkivet")
    expect(anna.get_by_role("button", name="Tag i brug igen")).to_be_visible()
    anna.get_by_role("link", name=re.compile("^Opgavekatalog")).first.click()
    expect(anna.get_by_role("link", name="Nøgler til arkivet")).to_have_count(0)
