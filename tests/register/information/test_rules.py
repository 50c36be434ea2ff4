"""The text citizens get: what each article demands is there, and what does not concern the activity is not."""

from dataclasses import replace

import pytest
from hypothesis import given

from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose, Retention, Transfer
from register.information.rules import ARTICLES, About, advised_articles, make_text
from tests.register.strategies import contents

BARE = About(
    content=ActivityContent(), controller="Fjordby Kommune", contact="Torvet 1", dpo_contact="dpo@fjordby.example"
)
FULL = replace(
    BARE,
    laws={"SEL": "Serviceloven"},
    recipients={"REG": "Regionen"},
    content=ActivityContent(
        purposes=(
            Purpose(text="At bevilge hjælpemidler", art6=("e",), art9=("g",), dbl=("7.4",), laws=("SEL",)),
            Purpose(text="At sende nyhedsbreve", art6=("a",)),
        ),
        consent_procedure="Skriv til nyheder@fjordby.example.",
        data_lines=(DataLine(subject="adults", category="health", text="Diagnose"),),
        data_sources=("subject", "authorities", "registers"),
        disclosures=(Disclosure(category="authorities", recipient="REG"),),
        processors=("DRIFT",),
        transfers=(Transfer(country="US", recipient="Drift", basis="46_2_c"),),
        retention=(Retention(category="health", period="P5Y", start_event="case_closed"),),
        automated_decision="decision",
    ),
)


def text_of(article: str, about: About) -> str:
    return "\n".join(f"{section.heading}\n{section.text}" for section in make_text(article, about))


@pytest.mark.parametrize(
    ("demand", "words"),
    [
        ("13(1)(a) controller", "Fjordby Kommune er dataansvarlig"),
        ("13(1)(a) contact", "Torvet 1"),
        ("13(1)(b) dpo", "dpo@fjordby.example"),
        ("13(1)(c) purposes", "– At bevilge hjælpemidler\n– At sende nyhedsbreve"),
        ("13(1)(c) basis", "artikel 6, stk. 1, litra e"),
        ("9(2)", "artikel 9, stk. 2, litra g"),
        ("special law", "Serviceloven"),
        ("13(1)(e) recipients", "Regionen (offentlige myndigheder)"),
        ("13(1)(f) transfers", "USA – Drift – Standardkontrakt"),
        ("13(2)(a) period", "Følsomme: helbred – 5 år efter sagens afslutning"),
        ("13(2)(b) rights", "se de oplysninger, vi har om dig"),
        ("13(2)(b) objection", "gøre indsigelse"),
        ("13(2)(b) portability", "udleveret"),
        ("13(2)(c) withdrawal", "trække dit samtykke tilbage"),
        ("13(2)(c) how", "nyheder@fjordby.example"),
        ("13(2)(d) complaint", "Datatilsynet"),
        ("13(2)(f) automated", "få et menneske til at se på sagen"),
    ],
)
@pytest.mark.parametrize("article", list(ARTICLES))
def test_what_both_articles_demand_is_there(article: str, demand: str, words: str) -> None:
    assert words in text_of(article, FULL), demand


def test_only_article_13_says_whether_one_must_and_only_14_where_from_and_what() -> None:
    own, others = text_of("13", FULL), text_of("14", FULL)
    assert "Skal du give os oplysningerne?" in own and "Skal du give os oplysningerne?" not in others
    assert "Vi får oplysningerne fra andre myndigheder og offentlige registre" in others
    assert "Følsomme: helbred – Diagnose" in others and "Diagnose" not in own


def test_what_does_not_concern_the_activity_is_left_out() -> None:
    text = text_of("13", BARE)
    for words in ("samtykke", "Automatiske", "EU og EØS", "gøre indsigelse", "udleveret"):
        assert words not in text
    assert text.count("Datatilsynet") == 2


def test_the_sources_decide_which_texts_are_called_for() -> None:
    assert advised_articles(ActivityContent()) == ("13",)
    assert advised_articles(ActivityContent(data_sources=("registers",))) == ("14",)
    assert advised_articles(FULL.content) == ("13", "14")


@given(contents())
def test_any_activity_gives_a_text_without_an_empty_section(content: ActivityContent) -> None:
    for article in ARTICLES:
        sections = make_text(article, replace(BARE, content=content))
        assert all(section.text.strip() and section.heading for section in sections)
        assert len({section.heading for section in sections}) == len(sections)
        assert "%(" not in "".join(section.heading for section in sections)
