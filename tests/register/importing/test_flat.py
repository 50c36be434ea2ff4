"""A record as flat cells loses nothing, and cells as people write them are understood."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose, Retention, Transfer
from register.activity.tidy import tidy
from register.importing.columns import HEADINGS
from register.importing.flat import content_from_cells, from_cells, to_cells
from register.importing.problem import CellProblem
from tests.app.core.sheets.files import csv, read, xlsx
from tests.register.strategies import contents, filled


@given(contents())
def test_any_record_reads_back_from_its_cells(content: ActivityContent) -> None:
    kept = tidy(content)
    again, problems = from_cells(to_cells(kept))
    assert problems == []
    assert again == kept


@settings(deadline=None, max_examples=40)
@given(st.lists(contents(), min_size=1, max_size=3))
def test_any_records_read_back_from_csv_and_xlsx(some: list[ActivityContent]) -> None:
    kept = [tidy(content) for content in some]
    cells = [to_cells(content) for content in kept]
    for write in (csv, xlsx):
        rows = read(write(list(HEADINGS.values()), [list(row.values()) for row in cells])).rows
        blank = [at for at, row in enumerate(cells) if not any(cell.strip() for cell in row.values())]
        back = [from_cells(row.values)[0] for row in rows]
        assert back == [content for at, content in enumerate(kept) if at not in blank]


def test_the_cells_read_well() -> None:
    cells = to_cells(filled())
    assert cells["Formål"] == "At afgøre ansøgninger om hjælpemidler"
    assert cells["Art. 6"] == "e"
    assert cells["Databeskyttelsesloven"] == "§ 7, stk. 4; § 11, stk. 1"
    assert cells["Registrerede"] == "Borgere over 18\nPårørende og værger"
    assert cells["Oplysninger"] == (
        "Borgere over 18 | Følsomme: helbred | Diagnose og funktionsevne\n"
        "Pårørende og værger | Almindelige oplysninger | Navn og telefonnummer"
    )
    assert cells["Modtagere"] == "Virksomheder | Leverandør af hjælpemidler | USA\nOffentlige myndigheder"
    assert cells["Slettefrist"] == "Følsomme: helbred | 5 år efter sagens afslutning | Efter lånet er endt"
    assert cells["Videregives ikke"] == "ja"
    assert cells["Næste gennemgang"] == "2027-03-01"


def test_several_purposes_have_a_line_each_in_every_column_of_bases() -> None:
    content = ActivityContent(
        purposes=(
            Purpose(text="Sagsbehandling", art6=("e", "c"), special_law="Serviceloven"),
            Purpose(text="Statistik", is_statistical=True, dbl=("10",)),
        )
    )
    cells = to_cells(content)
    assert cells["Formål"] == "Sagsbehandling\nStatistik"
    assert cells["Art. 6"] == "e; c\n–"
    assert cells["Art. 9"] == ""
    assert cells["Databeskyttelsesloven"] == "–\n§ 10"
    assert cells["Statistik eller videnskab"] == "–\nja"
    assert from_cells(cells) == (content, [])


def understood(**said: str) -> ActivityContent:
    content, problems = content_from_cells({key: key for key in said}, said)
    assert problems == []
    return content


def test_cells_as_people_write_them() -> None:
    content = understood(
        number=" 12 ",
        purposes="Løn",
        art6="Art. 6, stk. 1, litra b\nc) Retlig forpligtelse",
        dbl="§ 6, § 12",
        subjects="ansatte, ansøgere og Praktikanter",
        data_lines="CPR-nummer\nNavn og adresse\nAnsatte | Helbred\nAnsatte | CPR | til indberetning",
        disclosures="Offentlige myndigheder\nSkattestyrelsen\nDrift i skyen | USA",
        transfers="USA | Drift i skyen | SCC",
        retention="5 år efter fratræden\nCPR-nummer | 30 dage\nNår sagen er slut",
        kle_numbers="81.36 Løn, 81.36.04",
        systems="loen | esdh",
        next_review_on="1. marts 2027",
    )
    assert content == ActivityContent(
        number="12",
        purposes=(Purpose(text="Løn", art6=("b", "c"), dbl=("6", "12")),),
        subjects=("employees", "applicants", "trainees"),
        data_lines=(
            DataLine(category="cpr"),
            DataLine(text="Navn og adresse"),
            DataLine(subject="employees", category="health"),
            DataLine(subject="employees", category="cpr", text="til indberetning"),
        ),
        disclosures=(
            Disclosure(category="authorities"),
            Disclosure(name="Skattestyrelsen"),
            Disclosure(name="Drift i skyen", country="US"),
        ),
        transfers=(Transfer(country="US", recipient="Drift i skyen", basis="46_2_c"),),
        retention=(
            Retention(period="P5Y", start_event="employment_ended"),
            Retention(category="cpr", period="P30D"),
            Retention(note="Når sagen er slut"),
        ),
        kle_numbers=("81.36", "81.36.04"),
        systems=("loen", "esdh"),
        next_review_on=filled().next_review_on,
    )


def test_one_basis_holds_for_every_purpose_of_the_cell() -> None:
    both = understood(purposes="Løn | Pension", art6="b; c", special_law="Ferieloven")
    assert [purpose.art6 for purpose in both.purposes] == [("b", "c"), ("b", "c")]
    assert {purpose.special_law for purpose in both.purposes} == {"Ferieloven"}


def test_a_basis_without_a_purpose_is_kept() -> None:
    assert understood(art6="e", special_law="Ferieloven\nBarselsloven").purposes == (
        Purpose(art6=("e",), special_law="Ferieloven\nBarselsloven"),
    )
    assert understood(purposes="", art6="").purposes == ()


@pytest.mark.parametrize("word", ["Ingen", "Videregives ikke", "nej"])
def test_no_recipients_in_words_is_said_so(word: str) -> None:
    content = understood(disclosures=word, transfers=word)
    assert content == ActivityContent(not_disclosed=True)
    named = replace(ActivityContent(), disclosures=(Disclosure(name=word),), transfers=(Transfer(note=word),))
    assert from_cells(to_cells(named))[0] == named


def test_words_that_fit_nowhere_are_named_with_row_and_column() -> None:
    columns = {"subjects": "Personer", "art6": "Hjemmel", "kle_numbers": "KLE", "next_review_on": "Revision"}
    columns |= {"not_disclosed": "Hemmeligt", "transfers": "Lande", "disclosures": "Til"}
    values = {"Personer": "Børn, marsboere", "Hjemmel": "z", "KLE": "27.6", "Revision": "snart", "Hemmeligt": "måske"}
    values |= {"Lande": "USA | Drift | håndslag", "Til": "Virksomheder | Drift | Atlantis"}
    content, problems = content_from_cells(columns, values, row=12)
    assert content.subjects == ("children",)
    assert content.transfers == (Transfer(country="US", recipient="Drift"),)
    assert [(problem.row, problem.column) for problem in problems] == [
        (12, "Personer"),
        (12, "KLE"),
        (12, "Revision"),
        (12, "Hemmeligt"),
        (12, "Lande"),
        (12, "Til"),
        (12, "Hjemmel"),
    ]
    assert problems[0].sentence.startswith("Række 12, kolonne «Personer»: «marsboere» står ikke på listen.")
    assert problems[1] == CellProblem(
        12, "KLE", "«27.6» er ikke et KLE-nummer. Skriv to cifre i hver del, som 27.60, i en tekstkolonne."
    )


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(HEADINGS.values())), st.text(max_size=60)))
def test_any_cells_give_a_content_or_problems(values: dict[str, str]) -> None:
    content, problems = from_cells(values, row=3)
    assert {problem.row for problem in problems} <= {3}
    assert from_cells(to_cells(tidy(content)))[1] == []
