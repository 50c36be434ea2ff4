"""A report says the same in every form, is given as it was frozen, and a draft is seen by those who work on it."""

import io
import json
import re

import openpyxl
import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from aarshjul.status.cells import value_of
from aarshjul.status.export import as_docx, as_json, as_pdf, as_xlsx
from aarshjul.status.kept import get_report, load_report
from app.core.db import db
from tests.aarshjul.status.writing import frozen, unit, written
from tests.conftest import sign_in
from tests.make import NOW, Personas


def _flat(text_: str) -> str:
    return " ".join(text_.replace("\u00ad", "").split())


def test_page_pdf_xlsx_docx_and_json_agree_figure_by_figure(
    filled: Flask, client: FlaskClient, personas: Personas
) -> None:
    report_id = frozen(personas).id
    db.session.commit()
    sign_in(client, personas.erik)
    # First: what is rendered without a request leaves nobody signed in behind it.
    page = _flat(re.sub(r"<[^>]+>", " ", client.get(f"/rapporter/{report_id}").text))
    report = load_report(get_report(report_id, with_drafts=False), now=NOW)
    told = json.loads(as_json(report))
    pdf = _flat("\n".join(one.extract_text() for one in PdfReader(io.BytesIO(as_pdf(report))).pages))
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(report)))
    numbers = {(line[0], str(line[1]).split()[0]): line for line in book["Tal"].iter_rows(min_row=2, values_only=True)}
    document = Document(io.BytesIO(as_docx(report)))
    word = [[cell.text for cell in line.cells] for table in document.tables for line in table.rows]
    for row in (*told["administrations"], told["total"]):
        in_overview = next(line for line in word if line[0] == row["name"] and len(line) == 10)
        for place, kpi in enumerate(kpi for kpi in told["kpis"] if kpi["in_overview"]):
            value = row["kpis"][kpi["code"]]
            expected = (
                value["word"]
                if value["light"] == "grey"
                else f"{value['word']}\n{value_of(value['part'], value['whole'])}"
            )
            assert in_overview[2 + place] == expected
        for code, value in row["kpis"].items():
            line = numbers[row["name"], code]
            assert line[2:4] == (value["part"], value["whole"]) or code == "K15"
            assert line[5] == value["word"]
        words = [row["word"]]
        for kpi in told["kpis"]:
            if kpi["in_overview"]:
                value = row["kpis"][kpi["code"]]
                words += [value["word"]] + (
                    [] if value["light"] == "grey" else [value_of(value["part"], value["whole"])]
                )
        line = _flat(f"{row['name']} {' '.join(words)}")
        assert line in page
        assert line in pdf
    for said in ("Godkend planen", "Vi har haft travlt.", "Jeg er bekymret.", "Lidt over æøå"):
        assert said in page and said in pdf
        assert any(said in str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line)
        assert said in "\n".join([p.text for p in document.paragraphs] + [c for line in word for c in line])


def test_a_frozen_file_is_given_byte_for_byte(filled: Flask, client: FlaskClient, personas: Personas) -> None:
    row = frozen(personas)
    report_id, snapshot = row.id, row.snapshot
    db.session.commit()
    sign_in(client, personas.erik)
    assert client.get(f"/rapporter/{report_id}.json").data == snapshot.encode()
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        assert client.get(f"/rapporter/{report_id}.{form}").data.startswith(start)
    assert f"/rapporter/{report_id}" in client.get("/rapporter").text


@pytest.mark.parametrize(
    ("who", "status", "writes_dpo_part"),
    [("erik", 404, 403), ("bent", 404, 403), ("dorte", 200, 200), ("anna", 200, 403)],
)
def test_a_draft_is_for_those_who_work_on_it(
    filled: Flask, client: FlaskClient, personas: Personas, who: str, status: int, writes_dpo_part: int
) -> None:
    report_id, social_id, culture_id = written(personas).id, unit("SOC").id, unit("BOK").id
    db.session.commit()
    sign_in(client, getattr(personas, who))
    answer = client.get(f"/rapporter/{report_id}")
    assert answer.status_code == status
    assert (f"/rapporter/{report_id}/bemaerkning/{social_id}" in answer.text) == (who == "anna")
    assert f"/rapporter/{report_id}/bemaerkning/{culture_id}" not in answer.text
    assert (f"/rapporter/{report_id}/raadgiver" in answer.text) == (who == "dorte")
    assert client.get(f"/rapporter/{report_id}/raadgiver").status_code == writes_dpo_part
