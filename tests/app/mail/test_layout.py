from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader

from app.mail.compose import Words, render_mail
from tests.goldenfile import same_as_golden
from tests.make import TODAY, make_municipality

HERE = Path(__file__).parent


@pytest.fixture
def with_sample(ctx: Flask) -> Flask:
    """The app with a mail of the test's own beside the product's."""
    loader = ctx.jinja_env.loader
    assert loader is not None
    ctx.jinja_env.loader = ChoiceLoader([loader, FileSystemLoader(HERE / "templates")])
    make_municipality()
    return ctx


def sample(**changes: Any) -> Words:
    values = {
        "name": "Bent", "title": "Slettekontrol i fagsystemer", "day": TODAY,
        "action_url": "https://gdpr.fjordby.example/svar/abc", "action_label": "Se opgaven, og meld den udført",
    }  # fmt: skip
    return render_mail("sample", **(values | changes))


def test_a_mail_reads_as_it_should(with_sample: Flask) -> None:
    words = sample()
    assert words.subject == "Husk senest 1. marts 2027: Slettekontrol i fagsystemer"
    assert same_as_golden(HERE / "golden" / "sample.txt", words.text)
    assert same_as_golden(HERE / "golden" / "sample.html", words.html)


def test_a_mail_that_asks_for_nothing_has_no_button(with_sample: Flask) -> None:
    words = sample(action_url="", action_label="")
    assert "/svar/" not in words.text + words.html
    assert "<a " not in words.html


def test_a_mail_is_strict_html_and_fetches_nothing(with_sample: Flask) -> None:
    html = sample(title="Børn & <b>unge</b>").html
    html5lib.HTMLParser(strict=True).parse(html)
    assert "Børn &amp; &lt;b&gt;unge&lt;/b&gt;" in html
    assert not any(word in html for word in ("<img", "<link", "<script", "src=", "url("))


def test_plain_text_is_not_escaped_and_a_title_cannot_break_the_subject(with_sample: Flask) -> None:
    words = sample(title="Børn & unge\r\nBcc: alle@fjordby.example")
    assert "Børn & unge" in words.text
    assert words.subject == "Husk senest 1. marts 2027: Børn & unge Bcc: alle@fjordby.example"
