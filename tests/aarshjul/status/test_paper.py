"""The report on paper: four pages and an appendix for eight administrations, and every part of it tagged."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from flask import Flask
from pypdf import PdfReader

from aarshjul.status.export import as_pdf
from aarshjul.status.report import StatusReport
from aarshjul.status.tables import list_tables
from aarshjul.status.texts import NO_HEAD, NO_TEXTS
from aarshjul.status.trend import list_charts
from tests.aarshjul.status.full import NAMES, full_report

APPENDIX = "Bilag: året som hjul"
MOST_PAGES = 4


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """Paper does not hang on the make of the database; one is enough."""
    target = tmp_path / "data.sqlite3"
    target.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{target}"


@pytest.fixture
def report() -> StatusReport:
    return full_report()


@pytest.fixture
def paper(ctx: Flask, report: StatusReport) -> bytes:
    return as_pdf(report)


def pages(paper: bytes) -> list[str]:
    """The text of each page, cell by cell in the order it was written."""
    return [" ".join(page.extract_text().replace("\u00ad", "").split()) for page in PdfReader(io.BytesIO(paper)).pages]


def elements(node: Any) -> Iterator[Any]:
    """Every element below, in the order that is read aloud."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_eight_administrations_take_four_pages_and_an_appendix(paper: bytes) -> None:
    found = pages(paper)
    first = next(number for number, text in enumerate(found) if APPENDIX in text)
    assert first <= MOST_PAGES
    front = found[0]
    for said in (
        "Organ Styregruppen for databeskyttelse og sikkerhed (DDS)", "Mødedato 18. marts 2027",
        "Periode 1. januar 2027 til 1. marts 2027", "Version 2, låst 1. marts 2027", "Fortrolighed Til intern brug",
        "Beslut 120 timer til slettekontrol i 2027", "Overblik", "Her kræves handling", *NAMES,
    ):  # fmt: skip
        assert said in front, said
    # The overview's last row and every reason stand on the front, too.
    assert "Hele kommunen" in front
    assert "Sekretariat og Jura: Opgaver udført til tiden; Kapacitetsdækning." in front
    whole = " ".join(found[:first])
    for heading in ("Udvikling siden sidst", "Måned for måned", "Årets opgaver", "Opgaver, der ikke varetages",
                    "Røde og orange risici", "Tilsyn med databehandlere", "Ressourcer",
                    "Åbne beslutninger fra tidligere møder", "Forvaltningernes bemærkninger",
                    "Databeskyttelsesrådgiverens bemærkninger", "Underskrifter"):  # fmt: skip
        assert heading in whole, heading
    assert "Sådan er tallene gjort op" in " ".join(found[first:])


def test_more_than_eight_go_on_over_more_pages_and_lose_nothing(ctx: Flask) -> None:
    text = " ".join(pages(as_pdf(full_report(20))))
    assert all(f"Enhed {number}" in text for number in range(8, 20))


def test_it_is_tagged_with_headings_table_heads_and_words_for_pictures(paper: bytes, report: StatusReport) -> None:
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "da"
        found = list(elements(document.Root.StructTreeRoot))
        kinds = [str(element.S) for element in found]
        tables = [table for table in list_tables(report) if table.rows]
        assert kinds.count("/H1") == 1
        assert kinds.count("/H2") >= len(tables) + 3
        assert kinds.count("/Table") > len(tables)  # and the signatures; one that goes over a page is two
        heads = [element for element in found if str(element.S) == "/TH"]
        scopes = {str(attributes.get("/Scope")) for head in heads for attributes in _attributes(head)}
        assert scopes == {"/Column", "/Row"}
        assert all(_attributes(head) for head in heads)
        assert len(heads) >= sum(len(table.heads) + len(table.rows) for table in tables)
        pictures = [element for element in found if str(element.S) == "/Figure"]
        said = [str(element.get("/Alt", "")) for element in pictures]
        assert all(said)
        for chart in list_charts(report):
            assert any(f"{chart.last_said} i " in words for words in said), chart.kpi.code
        assert len(said) == len(list_charts(report)) + 1 + 4  # and the wheel, and the four signs of its legend
        with document.open_outline() as outline:
            assert "Indstilling" in [item.title for item in outline.root[0].children]


def _attributes(element: Any) -> list[Any]:
    held = element.get("/A", [])
    return [one for one in (held if isinstance(held, pikepdf.Array) else [held]) if "/Scope" in one]


def test_a_pdf_ua_checker_finds_no_error_in_a_full_report(paper: bytes, tmp_path: Path) -> None:
    file = tmp_path / "fuld.pdf"
    file.write_bytes(paper)
    findings = pdfua.validate(str(file)).findings
    assert [f"{f.rule_id} {f.message}" for f in findings if f.severity is pdfua.Severity.ERROR] == []


def test_a_report_without_meeting_signatures_or_texts_has_no_empty_places(ctx: Flask, report: StatusReport) -> None:
    bare = replace(report, head=NO_HEAD, texts=NO_TEXTS, before=None, open_decisions=(), history={})
    text = " ".join(pages(as_pdf(bare)))
    for left_out in ("Underskrifter", "Mødedato", "Indstilling", "Måned for måned", "Åbne beslutninger"):
        assert left_out not in text
    assert "Kun tal, ikke en låst rapport" in text
