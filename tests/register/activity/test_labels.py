"""Every field has a Danish label, and every value can be read."""

from dataclasses import fields
from datetime import date

from hypothesis import given

from register.activity.content import ROWS, ActivityContent, DataLine, Purpose, Retention, Transfer
from register.activity.labels import FIELD_LABELS, NAMED, ROW_LABELS, Known, describe, line_words, lines_words
from register.activity.links import LINKS
from register.activity.merge import FIELDS
from tests.register.strategies import contents, filled


def test_every_field_and_every_part_of_a_row_has_a_label() -> None:
    assert tuple(FIELD_LABELS) == FIELDS
    assert len(set(FIELD_LABELS.values())) == len(FIELDS)
    assert set(ROW_LABELS) == set(ROWS.values())
    for row_type, labels in ROW_LABELS.items():
        assert list(labels) == [f.name for f in fields(row_type)]
        assert len(set(labels.values())) == len(labels)


def test_values_read_as_danish_text() -> None:
    content = filled()
    known = Known(
        {
            "laws": {"SEL": "Serviceloven"},
            "recipients": {"HJAELP": "Hjælpemiddelhuset"},
            "processors": {"DRIFT": "Nordlys Drift"},
        },
        content.data_lines,
    )
    assert describe("subjects", content.subjects) == "Borgere over 18\nPårørende og værger"
    assert describe("data_lines", content.data_lines) == (
        "Borgere over 18 · Følsomme: helbred · Diagnose og funktionsevne\n"
        "Pårørende og værger · Almindelige oplysninger · Navn og telefonnummer"
    )
    assert describe("purposes", content.purposes, known=known) == (
        "At afgøre ansøgninger om hjælpemidler · Statistik eller videnskab"
        " · Behandlingsgrundlag, art. 6, stk. 1: e) Samfundets interesse eller myndighedsudøvelse"
        " · Undtagelse, art. 9, stk. 2: f) Retskrav"
        " · Databeskyttelsesloven: § 7, stk. 4,"
        " § 11, stk. 1 Offentlige myndigheders brug af CPR-nummer"
        " · Love: Serviceloven · Særlovgivning: Serviceloven § 112"
    )
    assert describe("disclosures", content.disclosures, known=known) == (
        "Virksomheder · Hjælpemiddelhuset · Leverandør af hjælpemidler · USA"
        " · Hvilke oplysninger: Borgere over 18 – Følsomme: helbred (Diagnose og funktionsevne);"
        " Pårørende og værger – Almindelige oplysninger (Navn og telefonnummer)"
        " · Hjemmel til at videregive: Serviceloven § 112\n"
        "Offentlige myndigheder · Hvilke oplysninger: Alle oplysninger"
    )
    assert describe("transfers", content.transfers, known=known) == (
        "USA · Nordlys Drift · Leverandørens drift"
        " · Hvilke oplysninger: Pårørende og værger – Almindelige oplysninger (Navn og telefonnummer)"
        " · EU-US DPF, leverandøren er certificeret (art. 45) · Hvor grundlaget ligger: Sag 2026-0101"
        " · Hvor vurderingen af overførslen (TIA) ligger: Sag 2026-0102"
        " · DPF-certificering kontrolleret: 01-12-2026 · Navne"
    )
    assert describe("joint_controllers", content.joint_controllers) == (
        "Nabokommunen · post@nabo.example · Hvor ordningen findes: Sag 2026-0099"
        " · Lov, der fordeler ansvaret: Serviceloven § 112, stk. 3"
    )
    assert describe("controllers_served", content.controllers_served) == (
        "Fjordby Forsyning · post@forsyning.example · Databeskyttelsesrådgiver: dpo@forsyning.example"
        " · Hvad kommunen gør for dem: Drift"
    )
    assert describe("processors", content.processors, known=known) == "Nordlys Drift"
    assert describe("record_type", content.record_type) == "Kommunen er dataansvarlig (art. 30, stk. 1)"
    assert describe("automated_basis", content.automated_basis) == "b) Hjemlet i lov, med passende garantier"
    assert describe("dpia_approved_on", content.dpia_approved_on) == "01-10-2026"
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


def test_a_data_line_reads_shortly_where_it_is_referred_to() -> None:
    assert line_words(DataLine(key="3")) == "Linje 3"
    assert line_words(DataLine(key="3", text="Navn\nog adresse")) == "Navn og adresse"
    assert line_words(DataLine(key="3", subject="children", text="Navn")) == "Børn (Navn)"
    assert line_words(DataLine(key="3", category="health", text="x" * 90)) == f"Følsomme: helbred ({'x' * 80}…)"
    assert lines_words(("1", "*"), Known()) == "Alle oplysninger"
    assert lines_words(("9",), Known()) == "Linje 9"


def test_what_refers_to_other_records_names_a_kind_of_them() -> None:
    assert set(NAMED.values()) == set(LINKS)


def test_nothing_reads_as_nothing() -> None:
    empty = ActivityContent()
    read = {name: describe(name, getattr(empty, name)) for name in FIELDS}
    assert read.pop("record_type").startswith("Kommunen er dataansvarlig")
    assert set(read.values()) == {"", "Nej"}
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
