"""A record as flat cells loses nothing, and cells as people write them are understood."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.activity.content import (
    EVERY_LINE,
    ActivityContent,
    DataLine,
    Disclosure,
    JointController,
    Purpose,
    Retention,
    Transfer,
)
from register.activity.tidy import tidy
from register.importing.batch import MAX_COLUMNS
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


@settings(max_examples=40)
@given(st.lists(contents(), min_size=1, max_size=3))
def test_any_records_read_back_from_csv_and_xlsx(some: list[ActivityContent]) -> None:
    kept = [tidy(content) for content in some]
    cells = [to_cells(content) for content in kept]
    for write in (csv, xlsx):
        rows = read(write(list(HEADINGS.values()), [list(row.values()) for row in cells]), max_columns=MAX_COLUMNS).rows
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
    assert cells["Modtagere"] == (
        "Virksomheder | Leverandør af hjælpemidler | USA | #1, #2 | kode: HJAELP | hjemmel: Serviceloven § 112\n"
        "Offentlige myndigheder | alle"
    )
    assert cells["Tredjelande"] == (
        "USA | Leverandørens drift | EU-US DPF, leverandøren er certificeret (art. 45) | Navne | #2 | "
        "databehandler: DRIFT | dokument: Sag 2026-0101 | vurdering: Sag 2026-0102 | tjekket: 2026-12-01"
    )
    assert cells["Fælles dataansvarlige"] == (
        "Nabokommunen | post@nabo.example | Sag 2026-0099 | Serviceloven § 112, stk. 3"
    )
    assert (cells["Love"], cells["Kommunens rolle"]) == ("SEL", "Kommunen er dataansvarlig (art. 30, stk. 1)")
    assert (cells["Oplysningspligt"], cells["Art. 22"]) == ("Ja", "b) Hjemlet i lov, med passende garantier")
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
        disclosures="Offentlige myndigheder\nSkattestyrelsen | #4\nDrift i skyen | USA | Hjemmel: aftalen | alle",
        transfers="USA | Drift i skyen | SCC | #1, #3 | databehandler: SKY | tjekket: 1. marts 2026",
        record_type="databehandler",
        joint_controllers="Nabokommunen | post@nabo.example",
        controllers_served="ingen",
        laws="SEL | RSL",
        subject_count="100-1.000",
        data_sources="den registrerede | Registre (CPR, BBR m.fl.)",
        automated_basis="art. 22, stk. 2, litra b",
        dpia_screening="ja, er gennemført",
        dpia_approved_on="01.03.2026",
        access_groups="medarbejdere og ledere",
        processors="SKY",
        retention="5 år efter fratræden\nCPR-nummer | 30 dage\nNår sagen er slut",
        kle_numbers="81.36 Løn, 81.36.04",
        systems="loen | esdh",
        next_review_on="1. marts 2027",
    )
    assert content == ActivityContent(
        number="12",
        record_type="processor",
        joint_controllers=(JointController(name="Nabokommunen", contact="post@nabo.example"),),
        purposes=(Purpose(text="Løn", art6=("b", "c"), dbl=("6", "12"), laws=("SEL", "RSL")),),
        subject_count="1000",
        data_sources=("subject", "registers"),
        automated_basis=("b",),
        dpia_screening="done",
        dpia_approved_on=date(2026, 3, 1),
        access_groups=("employees", "managers"),
        processors=("SKY",),
        subjects=("employees", "applicants", "trainees"),
        data_lines=(
            DataLine(key="1", category="cpr"),
            DataLine(key="2", text="Navn og adresse"),
            DataLine(key="3", subject="employees", category="health"),
            DataLine(key="4", subject="employees", category="cpr", text="til indberetning"),
        ),
        disclosures=(
            Disclosure(category="authorities"),
            Disclosure(name="Skattestyrelsen", lines=("4",)),
            Disclosure(name="Drift i skyen", country="US", lines=(EVERY_LINE,), basis="aftalen"),
        ),
        transfers=(
            Transfer(
                country="US",
                processor="SKY",
                recipient="Drift i skyen",
                basis="46_2_c",
                lines=("1", "3"),
                checked_on=date(2026, 3, 1),
            ),
        ),
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


def test_a_key_stands_before_a_line_only_where_it_is_not_the_number_of_its_place() -> None:
    lines = (DataLine(key="1", subject="children", category="health"), DataLine(key="7", text="#2 i rækken"))
    content = ActivityContent(data_lines=lines, disclosures=(Disclosure(name="alle", lines=("7",)),))
    cells = to_cells(content)
    assert cells["Oplysninger"] == "Børn | Følsomme: helbred\n#7 | #2 i rækken"
    assert cells["Modtagere"] == "alle | #7"
    assert from_cells(cells) == (content, [])
    assert understood(data_lines="#2 Navn\nAdresse").data_lines == (
        DataLine(key="2", text="Navn"),
        DataLine(text="Adresse"),
    ), "the place's number is another's: it gets one when it is kept"


def test_a_line_that_is_not_there_is_refused_where_it_is_pointed_at() -> None:
    columns = {"data_lines": "Data", "disclosures": "Til", "transfers": "Lande"}
    values = {"Data": "Navn", "Til": "Skat | #1\nBank | #2", "Lande": "USA | oplysninger: nogle"}
    _content, problems = content_from_cells(columns, values, row=3)
    assert [problem.sentence for problem in problems] == [
        "Række 3, kolonne «Lande»: «nogle» nævner ingen linjer. Skriv #1, #3 eller alle.",
        "Række 3, kolonne «Til»: der er ingen linje #2 i «Data».",
    ]


def test_words_that_fit_nowhere_are_named_with_row_and_column() -> None:
    columns = {"subjects": "Personer", "art6": "Hjemmel", "kle_numbers": "KLE", "next_review_on": "Revision"}
    columns |= {"not_disclosed": "Hemmeligt", "transfers": "Lande", "disclosures": "Til"}
    values = {"Personer": "Børn, marsboere", "Hjemmel": "z", "KLE": "27.6", "Revision": "snart", "Hemmeligt": "måske"}
    values |= {"Lande": "USA | Drift | håndslag", "Til": "Virksomheder | Drift | Atlantis"}
    columns, values = columns | {"ai_used": "AI"}, values | {"AI": "lidt"}
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
        (12, "AI"),
        (12, "Hjemmel"),
    ]
    assert problems[0].sentence.startswith("Række 12, kolonne «Personer»: «marsboere» står ikke på listen.")
    assert problems[1] == CellProblem(
        12, "KLE", "«27.6» er ikke et KLE-nummer. Skriv to cifre i hver del, som 27.60, i en tekstkolonne."
    )


@given(st.dictionaries(st.sampled_from(sorted(HEADINGS.values())), st.text(max_size=60)))
def test_any_cells_give_a_content_or_problems(values: dict[str, str]) -> None:
    content, problems = from_cells(values, row=3)
    assert {problem.row for problem in problems} <= {3}
    assert from_cells(to_cells(tidy(content)))[1] == []
