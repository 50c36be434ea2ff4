"""Every field has a Danish label, and every value can be read."""

from dataclasses import fields
from datetime import date

from hypothesis import given

from register.activity.content import ROWS, ActivityContent, DataLine, Purpose, Retention, Transfer
from register.activity.labels import FIELD_LABELS, ROW_LABELS, describe
from register.activity.merge import FIELDS
from tests.register.strategies import contents, filled


def test_every_field_and_every_part_of_a_row_has_a_label() -> None:
    assert tuple(FIELD_LABELS) == FIELDS
    assert len(set(FIELD_LABELS.values())) == len(FIELDS)
    assert set(ROW_LABELS) == set(ROWS.values())
    for row_type, labels in ROW_LABELS.items():
        assert list(labels) == [f.name for f in fields(row_type)]


def test_values_read_as_danish_text() -> None:
    content = filled()
    assert describe("subjects", content.subjects) == "Borgere over 18\nPårørende og værger"
    assert describe("data_lines", content.data_lines) == (
        "Borgere over 18 · Følsomme: helbred · Diagnose og funktionsevne\n"
        "Pårørende og værger · Almindelige oplysninger · Navn og telefonnummer"
    )
    assert describe("purposes", content.purposes) == (
        "At afgøre ansøgninger om hjælpemidler · Statistik eller videnskab"
        " · Behandlingsgrundlag, art. 6, stk. 1: e) Samfundets interesse eller myndighedsudøvelse"
        " · Undtagelse, art. 9, stk. 2: f) Retskrav"
        " · Databeskyttelsesloven: § 7, stk. 4,"
        " § 11, stk. 1 Offentlige myndigheders brug af CPR-nummer"
        " · Særlovgivning: Serviceloven § 112"
    )
    assert describe("disclosures", content.disclosures) == (
        "Virksomheder · Leverandør af hjælpemidler · USA\nOffentlige myndigheder"
    )
    assert describe("retention", content.retention) == (
        "Følsomme: helbred · 5 år · regnet fra sagens afslutning · Efter lånet er endt"
    )
    assert describe("transfers", (Transfer(country="US", basis="47"),)) == (
        "USA · Bindende virksomhedsregler, BCR (art. 47)"
    )
    assert describe("kle_numbers", content.kle_numbers) == "27.60\n27.60.08"
    assert describe("not_disclosed", True) == "Ja"
    assert describe("not_disclosed", False) == "Nej"
    assert describe("next_review_on", date(2027, 3, 1)) == "01-03-2027"


def test_nothing_reads_as_nothing() -> None:
    empty = ActivityContent()
    assert {describe(name, getattr(empty, name)) for name in FIELDS} == {"", "Nej"}
    assert describe("purposes", (Purpose(), Purpose(text="Løn"))) == "Løn"


def test_a_code_we_do_not_know_is_shown_as_it_is() -> None:
    assert describe("subjects", ("martians",)) == "martians"
    assert describe("retention", (Retention(period="P7Y"), Retention(period="snart"))) == "7 år\nsnart"
    assert describe("data_lines", (DataLine(category="shoe_size"),)) == "shoe_size"


def test_every_word_of_ours_can_be_translated() -> None:
    shouted = describe("data_lines", filled().data_lines[:1], translate=str.upper)
    assert shouted == "BORGERE OVER 18 · FØLSOMME: HELBRED · Diagnose og funktionsevne"


@given(contents())
def test_any_value_can_be_described(content: ActivityContent) -> None:
    for name in FIELDS:
        text = describe(name, getattr(content, name))
        assert isinstance(text, str)
    assert describe("title", content.title) == content.title
