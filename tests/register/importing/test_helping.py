"""On the way from a file to the preview: where the list stands, words that are not ours, errors, saved choices."""

import io
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db
from app.core.sheets import read_rows
from register.importing.saved.model import ImportMapping
from tests.conftest import sign_in
from tests.make import Personas
from tests.page import parse, read_form, text_of
from tests.register.importing.test_views import columns, confirm, contents, upload

WORDS = (
    "Løbenr;Navn;Afdeling;Registrerede\n"
    "1;A;Sociale forhold;Borgere over atten\n"
    "2;B;SOC;Borgere over atten\n"
    "3;C;SOC;Grøn\n"
)


@pytest.fixture
def anna(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


def link(page: str, words: str) -> str:
    return next(e.get("href", "") for e in parse(page).iter("a") if text_of(e) == words)


def read(answer: TestResponse) -> list[dict[str, str]]:
    sheet = read_rows("fejl", answer.data, max_bytes=2**20, max_rows=100, max_columns=50)
    return [row.values for row in sheet.rows]


def test_words_that_are_not_ours_are_chosen_once_for_all_rows(app: Flask, anna: FlaskClient) -> None:
    there = columns(anna, WORDS).headers["Location"]
    assert "/ord?" in there
    page = anna.get(there)
    text = text_of(parse(page.text))
    assert "Borgere over atten Registrerede 2" in text
    form = read_form(page.text)
    assert form["words-0"] == "+adults", "the nearest is chosen beforehand"
    assert form["words-1"] == "=", "what is like nothing is left as the error it is"
    form["words-1"], form["words-2"] = "+SOC", "-"
    preview = anna.post(there, data=form).headers["Location"]
    assert "/gennemse?" in preview
    assert anna.get(preview).text.count("skal rettes") == 0
    confirm(anna, preview)
    held = contents(app)
    assert [held[n].subjects for n in "123"] == [("adults",), ("adults",), ()]
    assert {content.unit for content in held.values()} == {"SOC"}


def test_a_word_left_as_an_error_is_told_and_the_page_remembers(anna: FlaskClient) -> None:
    there = columns(anna, WORDS).headers["Location"]
    form = read_form(anna.get(there).text)
    form["words-0"], form["words-2"] = "=", "-"
    preview = anna.post(there, data=form).headers["Location"]
    page = anna.get(preview)
    assert "«Borgere over atten» står ikke på listen" in text_of(parse(page.text))
    again = read_form(anna.get(link(page.text, "Ord, programmet ikke kender")).text)
    assert again["words-2"] == "-"


def test_a_file_whose_words_are_ours_goes_straight_to_the_preview(anna: FlaskClient) -> None:
    assert "/gennemse" in columns(anna, "Nr;Titel;Registrerede\n1;A;Elever\n").headers["Location"]


def test_a_made_up_choice_is_refused(anna: FlaskClient) -> None:
    there = columns(anna, WORDS).headers["Location"]
    form = read_form(anna.get(there).text)
    form["words-0"] = "+os.system"
    answer = anna.post(there, data=form)
    assert answer.status_code == 422
    parse(answer.text)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_file_with_its_errors_is_mended_and_imported_again(app: Flask, anna: FlaskClient, form: str) -> None:
    there = columns(anna, "Fortegnelse 2026\n\nNr;Titel;Næste gennemgang\n1;A;uge 12 2026\n2;=B;1/3-26\n").headers[
        "Location"
    ]
    page = anna.get(there)
    assert "4 Næste gennemgang «uge 12 2026» er en uge" in text_of(parse(page.text))
    answer = anna.get(link(page.text, "regneark" if form == "xlsx" else "csv"))
    rows = read(answer)
    assert [row["Række i filen"] for row in rows] == ["4", "5"]
    assert rows[0]["Fejl i rækken"].startswith("Næste gennemgang: «uge 12 2026» er en uge")
    assert (rows[1]["Fejl i rækken"], rows[1]["Titel"]) == ("", "=B")
    mended = answer.data.decode("utf-8-sig").replace("uge 12 2026", "16-03-2026") if form == "csv" else ""
    if form == "csv":
        confirm(anna, columns(anna, mended, "fejl.csv").headers["Location"])
        held = contents(app)
        assert [str(held[n].next_review_on) for n in "12"] == ["2026-03-16", "2026-03-01"]
        assert held["2"].title == "=B"


def test_errors_of_a_file_that_is_read_in_another_way_are_a_list(anna: FlaskClient) -> None:
    there = columns(anna, '[{"number": "1", "title": "A", "unit": "X"}]', "a.json").headers["Location"]
    assert read(anna.get(link(anna.get(there).text, "csv"))) == [
        {"Række": "1", "Kolonne": "unit", "Fejl": "Der er ingen enhed med koden «X»."}
    ]


def book() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as out:
        out.add_worksheet("Læs mig").write_row(0, 0, ["Vejledning"])
        page = out.add_worksheet("Behandlinger")
        page.merge_range("A1:D1", "Fortegnelse")
        page.write_row(2, 2, ["Personoplysninger"])
        page.merge_range("C3:D3", "Personoplysninger")
        page.write_row(3, 0, ["Nr", "Titel", "Almindelige", "Følsomme"])
        page.write_row(4, 0, [1, "A", "Navn", "Helbred"])
        out.add_worksheet("Gamle").write_row(0, 0, ["Nr", "Titel"])
    return target.getvalue()


def test_the_sheet_with_the_list_is_found_and_another_can_be_chosen(app: Flask, anna: FlaskClient) -> None:
    there = upload(anna, book(), "liste.xlsx").headers["Location"]
    page = anna.get(there).text
    tree = parse(page)
    assert next(e.get("value") for e in tree.iter("option") if "selected" in e.attrib) == "Behandlinger"
    assert "Personoplysninger – Følsomme" in text_of(tree)
    confirm(anna, anna.post(there, data=read_form(page)).headers["Location"])
    assert contents(app)["1"].title == "A"
    other = upload(anna, book(), "liste.xlsx").headers["Location"]
    assert "Vejledning" in text_of(parse(anna.get(f"{other}?ark=Læs mig&overskrift=1").text))
    wrong = anna.get(f"{other}?ark=Gamle&overskrift=99")
    assert wrong.status_code == 303
    assert "her står ingen overskrifter" in anna.get(wrong.headers["Location"]).text


def test_choices_are_saved_and_fill_in_next_years_file(app: Flask, anna: FlaskClient) -> None:
    there = columns(anna, WORDS, columns_3="subjects", source="nabo").headers["Location"]
    form = read_form(anna.get(there).text)
    form["words-1"], form["words-2"] = "+SOC", "-"
    preview = anna.post(there, data=form).headers["Location"]
    saving = preview.replace("/gennemse", "/gem")
    assert anna.post(saving, data={"name": ""}).headers["Location"] == preview
    assert "Skriv et navn" in anna.get(preview).text
    assert anna.post(saving, data={"name": "Nabolisten"}).status_code == 303
    assert anna.post(saving, data={"name": "nabolisten"}).status_code == 303, "saved over, case aside"
    with app.app_context():
        assert db.session.scalars(db.select(ImportMapping.name)).all() == ["nabolisten"]
        db.session.rollback()
    next_year = upload(anna, WORDS.replace("Løbenr;Navn", "Navn;Løbenr") + "X;4;SOC;Grøn\n", "ny.csv").headers[
        "Location"
    ]
    page = anna.get(next_year).text
    assert "som I har gemt dem under «nabolisten»" in page
    filled = read_form(page)
    assert [filled[f"columns-{n}"] for n in range(4)] == ["title", "number", "unit", "subjects"]
    assert filled["source"] == "nabo"
    preview = anna.post(next_year, data=filled).headers["Location"]
    words = read_form(anna.get(preview).text)
    assert {words[f"words-{n}"] for n in range(3)} == {"+adults", "-", "+SOC"}


def test_a_saved_mapping_is_chosen_by_hand_and_removed(app: Flask, anna: FlaskClient, personas: Personas) -> None:
    preview = columns(anna, "a;b\n1;A\n", columns_0="number", columns_1="title").headers["Location"]
    anna.post(preview.replace("/gennemse", "/gem"), data={"name": "To kolonner"})
    with app.app_context():
        number = db.session.scalar(db.select(ImportMapping.id))
        db.session.rollback()
    there = upload(anna, "b;a\nA;1\n").headers["Location"].partition("?")[0]
    used = anna.post(there.replace("/kolonner", "/brug"), data={"mapping": str(number)})
    assert "kolonner=title,number" in used.headers["Location"].replace("%2C", ",")
    there = upload(anna, "x;y\nA;1\n").headers["Location"]
    used = anna.post(there.replace("/kolonner", "/brug"), data={"mapping": str(number)})
    assert "ikke alle de kolonner" in anna.get(used.headers["Location"]).text
    assert "To kolonner" in text_of(parse(anna.get("/fortegnelse/import").text))
    assert anna.post(f"/fortegnelse/import/gemt/{number}/slet").status_code == 303
    assert "To kolonner" in anna.get("/fortegnelse/import").text, "told once"
    assert "To kolonner" not in anna.get("/fortegnelse/import").text
    assert anna.post(f"/fortegnelse/import/gemt/{number}/slet").status_code == 404


def test_nobody_elses_file_is_helped_along(app: Flask, anna: FlaskClient, personas: Personas) -> None:
    preview = columns(anna, WORDS).headers["Location"]
    other = app.test_client()
    sign_in(other, personas.carla)
    base = preview.partition("/ord")[0]
    answers: list[Any] = [other.get(f"{base}/ord"), other.post(f"{base}/ord"), other.get(f"{base}/fejl.csv")]
    answers += [other.post(f"{base}/gem", data={"name": "x"}), other.post(f"{base}/brug", data={"mapping": "1"})]
    assert {answer.headers.get("Location") for answer in answers} == {"/fortegnelse/import"}
