"""The mails that carry a link."""

from pathlib import Path

import html5lib
import pytest
from flask import Flask

from app.organisation.model import Person
from app.token.actions import write_words
from app.token.rules import GOOD_FOR, INVITATION, RESET
from tests.goldenfile import same_as_golden
from tests.make import NOW, make_municipality

GOLDEN = Path(__file__).parents[2] / "golden" / "mail"


@pytest.mark.parametrize("purpose", [INVITATION, RESET])
def test_a_mail_with_a_link_reads_as_it_should(ctx: Flask, purpose: str) -> None:
    make_municipality()
    person = Person(name="Nynne <b>Ny</b>", email="nynne@fjordby.example")
    words = write_words(person, purpose, "token-1", until=NOW + GOOD_FOR[purpose])
    assert same_as_golden(GOLDEN / f"{purpose}.txt", f"{words.subject}\n\n{words.text}")
    assert same_as_golden(GOLDEN / f"{purpose}.html", words.html)
    html5lib.HTMLParser(strict=True).parse(words.html)
    assert "/ny-adgangskode/token-1" in words.text
    assert not any(word in words.html for word in ("<img", "<link", "<script", "src=", "url("))
