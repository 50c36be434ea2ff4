"""The full report in all its forms says the same; LibreOffice gives back every figure and heading."""

import io
import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask, render_template

from aarshjul.status.cells import Cell, Lit
from aarshjul.status.cover import list_cover
from aarshjul.status.export import as_docx, as_json, as_pdf, as_xlsx
from aarshjul.status.report import StatusReport
from aarshjul.status.tables import list_tables
from aarshjul.status.trend import list_charts
from app.core.filters import danish_number, short_day
from tests.aarshjul.status.full import full_report
from tests.aarshjul.status.test_paper import pages

NOT_INSTALLED = "LibreOffice Writer og Calc mangler; ./run setup --dev henter dem"


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    """What a file holds does not hang on the make of the database; one is enough."""
    target = tmp_path / "data.sqlite3"
    target.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{target}"


@pytest.fixture
def report(ctx: Flask) -> StatusReport:
    return full_report()


def flat(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


def words(cell: Cell, *, is_sheet: bool = False) -> str:
    """A cell as it is read; in a sheet a number or a day stands as itself."""
    if isinstance(cell, Lit):
        return f"{cell.word}: {cell.value}".removesuffix(": ") if is_sheet else f"{cell.word} {cell.value}".strip()
    if isinstance(cell, date):
        return short_day(cell)
    return "–" if cell is None else danish_number(cell) if isinstance(cell, int) else flat(cell)


def page_text(report: StatusReport) -> str:
    """The part of the page that page, frozen report and live figures share."""
    html = render_template(
        "aarshjul/status/_report.html", report=report, tables=list_tables(report), charts=list_charts(report),
        cover=list_cover(report),
    )  # fmt: skip
    return flat(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " "))


def figures_of(told: dict[str, Any]) -> list[tuple[str, str, int, int | None, str]]:
    """Every KPI of every row, as the json tells it."""
    return [
        (row["name"], code, value["part"], value["whole"], value["word"])
        for row in (*told["administrations"], told["total"])
        for code, value in row["kpis"].items()
    ]


def as_read(kpi: dict[str, Any], part: int, whole: int | None, word: str) -> str:
    """A figure of the json in the report's own words, put together here by hand: "I orden 17 af 20 (85 %)"."""
    if word == "Intet grundlag":
        return word
    if whole is None:
        return f"{word} {danish_number(part)}"
    share = f"{int(100 * part / whole)} %"
    if kpi["in_hours"]:
        return f"{word} {hours(part)} af {hours(whole)} timer ({share})"
    return f"{word} {danish_number(part)} af {danish_number(whole)} ({share})"


def hours(minutes: int) -> str:
    return danish_number(minutes / 60, 1).removesuffix(",0")


def test_page_pdf_sheet_and_json_give_the_same_figures(report: StatusReport) -> None:
    told = json.loads(as_json(report))
    kpis = {kpi["code"]: kpi for kpi in told["kpis"]}
    page, pdf = page_text(report), " ".join(pages(as_pdf(report)))
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(report)))
    rows = {(line[0], str(line[1]).split()[0]): line for line in book["Tal"].iter_rows(min_row=2, values_only=True)}
    found = figures_of(told)
    assert len(found) == 9 * 11 == len(rows)
    for name, code, part, whole, word in found:
        line, kpi = rows[name, code], kpis[code]
        unit = 60 if kpi["in_hours"] else 1
        assert (line[2], line[3]) == (part / unit, None if whole is None else whole / unit), (name, code)
        assert line[4] == (1000 * part // whole / 10 if whole else None)
        assert line[5] == word
        assert as_read(kpi, part, whole, word) in page, (name, code)
        assert as_read(kpi, part, whole, word) in pdf, (name, code)


def test_every_cell_of_every_section_is_on_page_and_paper(report: StatusReport) -> None:
    page, pdf = page_text(report), " ".join(pages(as_pdf(report)))
    for table in list_tables(report):
        for told in (table.heading, *table.heads):
            assert told in page, told
        assert table.heading in pdf
        for row in table.rows:
            for cell in row:
                assert words(cell) in page, (table.code, cell)
                assert words(cell) in pdf, (table.code, cell)


def closed_up(text: str) -> str:
    """Without blanks: a word may be broken where its column ends."""
    return "".join(text.split())


def converted(name: str, data: bytes, folder: Path) -> str:
    """A file's text, once LibreOffice has read it and made a PDF of it."""
    office = shutil.which("soffice")
    assert office, NOT_INSTALLED
    source = folder / name
    source.write_bytes(data)
    subprocess.run(
        [
            office, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless", "--norestore",
            "--convert-to", "pdf", "--outdir", str(folder / "læst"), str(source),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    made = folder / "læst" / f"{source.stem}.pdf"
    assert made.exists(), NOT_INSTALLED
    return closed_up(" ".join(pages(made.read_bytes())))


def test_libreoffice_gives_back_every_figure_and_heading_of_the_document(report: StatusReport, tmp_path: Path) -> None:
    text = converted("rapport.docx", as_docx(report), tmp_path)
    for line in list_cover(report):
        assert closed_up(line.label + line.value) in text, line
    for table in list_tables(report):
        assert closed_up(table.heading) in text, table.heading
        assert all(closed_up(head) in text for head in table.heads), table.heads
        for row in table.rows:
            for cell in row:
                assert closed_up(words(cell)) in text, (table.code, cell)
    _assert_texts(report, text)


def test_libreoffice_gives_back_every_figure_and_heading_of_the_workbook(report: StatusReport, tmp_path: Path) -> None:
    text = converted("rapport.xlsx", as_xlsx(report), tmp_path)
    for table in list_tables(report):
        assert closed_up(table.heading[:31]) in text, table.heading
        assert all(closed_up(head) in text for head in table.heads), table.heads
        for row in table.rows:
            for cell in row:
                assert closed_up(words(cell, is_sheet=True)) in text, (table.code, cell)
    _assert_texts(report, text)


def _assert_texts(report: StatusReport, text: str) -> None:
    assert report.texts.dpo is not None
    said = [report.texts.dpo.text, *(remark.text for remark in report.texts.remarks)]
    said += [f"{one.title} {one.text}" for one in report.texts.recommendations]
    for words_ in said:
        assert closed_up(words_) in text, words_
