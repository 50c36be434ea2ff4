"""The macros every page is made of: what they must never get wrong, whatever the page."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, FieldList, Form, FormField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

ROOT = "../../templates"
Render = Callable[..., str]


class Recipient(Form):
    name = StringField("Modtager", [InputRequired("Skriv en modtager.")])
    since = DateField("Siden", [Optional()])


class Record(FlaskForm):
    title = StringField("Navn", [InputRequired("Skriv et navn.")], description="Fx »Byggesager«.")
    review_on = DateField("Næste gennemgang", [Optional()])
    basis = RadioField("Grundlag", [InputRequired("Vælg et grundlag.")], choices=[SelectChoice("e", "Litra e")])
    kinds = SelectMultipleField("Oplysninger", choices=[SelectChoice("1", "Navn"), SelectChoice("2", "Adresse")])
    recipients = FieldList(FormField(Recipient), "Modtagere", min_entries=1)


@pytest.fixture
def render() -> Render:
    """Render a template's text inside a request, with the options of the real engine."""
    app = Flask(__name__, template_folder=ROOT)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.config.update(SECRET_KEY="a test's key", WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="da")

    def run(source: str, make: Callable[[], dict[str, Any]] = dict) -> str:
        with app.test_request_context(method="POST"):
            return render_template_string(source, **make())

    return run


def refused() -> dict[str, Any]:
    form = Record(MultiDict({"title": "", "review_on": "32-13-2027", "recipients-0-name": ""}))
    form.validate()
    return {"form": form}


ALL_FIELDS = """
{% from "components/form.html" import error_summary, field, rows %}
{% macro row(entry) %}{{ field(entry.form.name) }}{{ field(entry.form.since) }}{% endmacro %}
<!DOCTYPE html><html lang="da"><head><title>x</title></head><body>
{{ error_summary(form) }}
<form>{{ field(form.title, findings=[finding]) }}{{ field(form.review_on) }}
{{ field(form.basis) }}{{ field(form.kinds) }}
{{ rows(form.recipients, "Modtagere", "Tilføj", row) }}</form></body></html>
"""


def with_finding() -> dict[str, Any]:
    finding = SimpleNamespace(severity="error", message="Skriv hvem.", article="art. 30, stk. 1, litra d")
    return {**refused(), "finding": finding}


def test_a_refused_form_is_valid_html_and_points_only_at_what_is_there(render: Render) -> None:
    page = render(ALL_FIELDS.strip(), with_finding)
    html5lib.HTMLParser(strict=True).parse(re.sub(r"^\s+", "", page))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    pointed = re.findall(r'\bfor="([^"]+)"', page) + re.findall(r'href="#([^"]+)"', page)
    pointed += [i for value in re.findall(r'aria-describedby="([^"]+)"', page) for i in value.split()]
    assert set(pointed) <= set(ids)
    assert {"title-hint", "title-error", "title-findings", "basis-0", "recipients-0-name"} <= set(pointed)


def test_every_refused_field_is_marked_and_named_in_the_summary(render: Render) -> None:
    page = render(ALL_FIELDS, with_finding)
    summary = page[: page.index("<form>")]
    for name in ("Navn: Skriv et navn.", "Grundlag: Vælg et grundlag.", "Modtager: Skriv en modtager."):
        assert name in summary
    assert page.count('aria-invalid="true"') == 3


def test_a_mistyped_date_comes_back_as_it_was_typed(render: Render) -> None:
    page = render('{% from "components/form.html" import field %}{{ field(form.review_on) }}', refused)
    assert 'value="32-13-2027"' in page
    assert "data-default-value" not in page


def test_what_people_write_is_shown_and_never_run(render: Render) -> None:
    evil = '<script>alert("x")</script>'
    source = """
    {% from "components/alert.html" import alert %}{% from "components/summary.html" import fact %}
    {% from "components/record.html" import value %}{% from "components/status.html" import tag %}
    {% from "components/history.html" import history %}{% from "components/form.html" import field %}
    {{ alert("error", evil, evil) }}{{ fact(evil, evil) }}{{ value(evil, evil) }}
    {{ tag("red", evil) }}{{ field(form.title) }}
    {% set change = {"label": evil, "before": evil, "after": evil} %}
    {{ history([{"who": evil, "when": evil, "what": evil, "changes": [change]}]) }}
    """
    page = render(source, lambda: {"evil": evil, "form": Record(MultiDict({"title": evil}))})
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 14


@pytest.mark.parametrize("state", ["green", "yellow", "red", "grey"])
def test_a_state_is_always_a_shape_and_a_word_beside_its_colour(render: Render, state: str) -> None:
    words = {"green": "I orden", "yellow": "Opmærksomhed", "red": "Handling kræves", "grey": "Intet grundlag"}
    page = render('{% from "components/status.html" import light %}{{ light("' + state + '") }}')
    assert words[state] in page
    assert f"state--{state}" in page
    assert "<svg" in page


def test_the_four_states_have_four_shapes(render: Render) -> None:
    source = '{% from "components/status.html" import light %}{{ light("STATE") }}'
    shapes = {
        re.findall(r' d="([^"]+)"', render(source.replace("STATE", state)))[0]
        for state in ("green", "yellow", "red", "grey")
    }
    assert len(shapes) == 4


def test_a_long_list_shows_the_pages_near_by_and_both_ends(render: Render) -> None:
    page = SimpleNamespace(number=5, pages=9, total=430, url_for=lambda n: f"?side={n}")
    text = render('{% from "components/table.html" import pagination %}{{ pagination(page) }}', lambda: {"page": page})
    assert re.findall(r'href="\?side=(\d)"><span', text) == ["1", "4", "6", "9", "6"]
    assert text.count("…") == 2


def test_one_page_needs_no_page_numbers(render: Render) -> None:
    page = SimpleNamespace(number=1, pages=1, total=3, url_for=str)
    source = '{% from "components/table.html" import pagination %}{{ pagination(page) }}'
    assert render(source, lambda: {"page": page}).strip() == ""
