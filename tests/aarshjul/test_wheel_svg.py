"""The wheel's template, written out as the page and the report do it."""

import io
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdf
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import HTML

from aarshjul.wheel import STATE_WORDS, Wheel, WheelRing, WheelTask, draw

TEMPLATES = Path(__file__).parents[2] / "templates"
SVG = "{http://www.w3.org/2000/svg}"
CALL = '{{% from "components/wheel.svg.html" import wheel, wheel_legend, wheel_rings %}}{{{{ {} }}}}'


@pytest.fixture
def model() -> Wheel:
    late = WheelTask(id=1, title="Ryd op & slet <alt>", due_on=date(2027, 1, 29), state="overdue", url="/opgaver/1")
    june = [
        WheelTask(id=n, title=f"Opgave {n}", due_on=date(2027, 6, 30), state="done", url=f"/opgaver/{n}")
        for n in range(2, 42)
    ]
    ring = WheelRing(label="Børn & Kultur", tasks=[late, *june], month_url="/aarshjul/maaned?m={month}")
    rings = [ring, *(WheelRing(label=f"Forvaltning {n}", tasks=()) for n in range(2, 9))]
    return draw(year=2027, today=date(2027, 9, 14), rings=rings)


def render(call: str, model: Wheel) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True, undefined=StrictUndefined
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: text, lambda one, many, n: one if n == 1 else many, newstyle=True
    )
    return environment.from_string(CALL.format(call)).render(model=model)


def test_the_wheel_is_well_formed_and_names_itself(model: Wheel) -> None:
    svg = ET.fromstring(render("wheel(model)", model))
    ids = {element.get("id"): element.text for element in svg.iter() if element.get("id")}

    labels = [ids[label] for label in svg.attrib["aria-labelledby"].split()]
    assert labels[0] == "Årshjul 2027: 41 opgaver, 40 udført, 1 over fristen"
    assert "1 Børn & Kultur" in (labels[1] or "")


def test_each_dot_leads_to_its_task_or_its_month_and_tells_what_it_is(model: Wheel) -> None:
    svg = ET.fromstring(render("wheel(model)", model))
    links = {link.get("href"): link.findtext(f"{SVG}title") for link in svg.iter(f"{SVG}a")}

    assert links["/opgaver/1"] == "Børn & Kultur\n29. januar: Ryd op & slet <alt> (Over fristen)"
    shared = links["/aarshjul/maaned?m=6"] or ""
    assert shared.endswith("og 28 til")
    assert len(links) == 2


def test_a_static_wheel_is_a_picture_without_links(model: Wheel) -> None:
    svg = ET.fromstring(render('wheel(model, "12cm", static=true)', model))

    assert (svg.get("role"), svg.get("width"), svg.get("height")) == ("img", "12cm", "12cm")
    assert list(svg.iter(f"{SVG}a")) == []


@pytest.mark.parametrize(
    "call", ["wheel(model)", "wheel(model, static=true)", "wheel_legend(model)", "wheel_rings(model)"]
)
def test_nothing_is_styled_inline_so_a_strict_policy_lets_it_through(call: str, model: Wheel) -> None:
    assert not re.search(r"\bstyle\b|\bon[a-z]+=|<script", render(call, model))


def test_the_legend_tells_each_state_in_words_form_and_number(model: Wheel) -> None:
    legend = ET.fromstring(render("wheel_legend(model)", model))

    told = [" ".join("".join(item.itertext()).split()) for item in legend.iter("li")]
    assert told == [f"{word}: {model.counts[state]}" for state, word in STATE_WORDS.items()]


def test_the_rings_are_listed_with_what_is_late(model: Wheel) -> None:
    rings = ET.fromstring(render("wheel_rings(model)", model))
    first = " ".join("".join(rings[0].itertext()).split())

    assert first == "Børn & Kultur: 40 af 41 udført, 1 over fristen"
    assert len(rings) == 8


def test_an_empty_year_is_drawn_too() -> None:
    svg = render("wheel(model)", draw(year=2030, today=date(2027, 9, 14), rings=[]))

    assert ">2030</text>" in svg
    assert "over fristen</text>" not in svg


def test_the_wheel_prints_to_a_tagged_pdf_with_its_words_and_its_description(model: Wheel) -> None:
    wheel = render('wheel(model, "12cm", static=true)', model)
    page = f'<html lang="da"><title>Hjul</title><body>{wheel}</body>'
    pdf = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")

    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert all(word in text for word in ("2027", "januar", "december", "40 af 41 udført"))
    assert "Årshjul 2027: 41 opgaver, 40 udført, 1 over fristen" in figure_descriptions(pdf)


def figure_descriptions(pdf: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    found = (number.get_object() for number in (pypdf.generic.IndirectObject(n, 0, reader) for n in range(1, 200)))
    return [str(item["/Alt"]) for item in found if isinstance(item, pypdf.generic.DictionaryObject) and "/Alt" in item]
