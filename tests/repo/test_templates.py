"""Promises about every template: what people read goes through gettext, and nothing is inline."""

import re
from pathlib import Path

import pytest

from config import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "mail" not in path.relative_to(ROOT / "templates").parts[:1]]


def visible(text: str) -> str:
    """What is left when Jinja, tags, comments, entities, code and the block that names a class are taken out."""
    for pattern in (
        r"\{% block page_class %\}.*?\{% endblock %\}",
        r"\{#.*?#\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
        r"<!--.*?-->",
        r"<code>.*?</code>",
        r"<style.*?</style>",
        r"<[^>]*>",
        r"&\w+;",
    ):
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_word_goes_through_gettext(path: Path) -> None:
    words = re.findall(r"[A-Za-zÆØÅæøå]{2,}", visible(path.read_text(encoding="utf-8")))
    assert words == []


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"", text)


def test_no_template_marks_text_as_safe() -> None:
    assert [p for p in TEMPLATES if re.search(r"\|\s*safe\b", p.read_text(encoding="utf-8"))] == []


def test_no_template_asks_for_a_role() -> None:
    assert [p for p in TEMPLATES if re.search(r"role\s*==|\.roles\b", p.read_text(encoding="utf-8"))] == []
