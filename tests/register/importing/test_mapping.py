"""The mapping language: what it says, and what it answers when it is written wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.sheets import Row
from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose, Retention, Transfer
from register.importing.apply import apply
from register.importing.mapping import MappingProblem, get_mapping, list_mappings, load_mapping
from register.importing.problem import CellProblem
from tests.register.strategies import filled

EVERYTHING = """
source: fjord
format: json
fields:
  number: {from: id, pattern: 'F-(?P<nr>\\d+)', group: nr, says: Skriv F- og et tal.}
  title: {from: name, squeeze: true}
  unit: {is: SOC}
  not_disclosed: {from: secret}
  next_review_on: due
  subjects: {from: people, values: {BORN: children, ANS: employees, '?': ''}}
  systems: systems
  kle_numbers: {from: kle, parents: main}
  purposes:
    - {text: purpose, art6: {from: bases, values: {B1: e, B2: c}}, is_statistical: {from: stats}}
    - {text: other, art6: {from: bases, values: {B3: a}}}
  data_lines: {text: data, category: {is: cpr}}
  disclosures: [{each: receivers, name: receivers, country: {is: US}}]
  transfers: [{country: land, basis: {is: SCC}}]
  retention: [{period: keep}]
"""
RECORD = {
    "id": "F-7",
    "name": " Hjælp  til\r\nflytning ",
    "secret": True,
    "due": "01-03-2027",
    "people": ["BORN", "?", "BORN"],
    "systems": "esdh | fag\nesdh",
    "kle": ["27.60"],
    "main": ["27", "29", "4."],
    "purpose": "At hjælpe",
    "other": "At lære",
    "bases": ["B1", "B3"],
    "stats": None,
    "data": ["Navn", "Adresse"],
    "receivers": ["Vognmand", "Nabo"],
    "land": "USA",
    "keep": "5 år",
}


def applied(text: str, **values: object) -> tuple[ActivityContent, list[CellProblem]]:
    return apply(load_mapping(text), Row(12, values))


def test_every_kind_of_field_can_be_filled() -> None:
    content, problems = applied(EVERYTHING, **RECORD)
    assert problems == []
    assert content == ActivityContent(
        number="7",
        title="Hjælp til flytning",
        unit="SOC",
        not_disclosed=True,
        next_review_on=filled().next_review_on,
        subjects=("children",),
        systems=("esdh", "fag"),
        kle_numbers=("29", "27.60"),
        purposes=(Purpose(text="At hjælpe", art6=("e",)), Purpose(text="At lære", art6=("a",))),
        data_lines=(DataLine(category="cpr", text="Navn\nAdresse"),),
        disclosures=(Disclosure(name="Vognmand", country="US"), Disclosure(name="Nabo", country="US")),
        transfers=(Transfer(country="US", basis="46_2_c"),),
        retention=(Retention(period="5 år"),),
    )


def test_what_is_missing_or_null_is_empty() -> None:
    content, problems = applied(EVERYTHING, **dict.fromkeys(RECORD))
    assert problems == []
    assert content == ActivityContent(
        unit="SOC", data_lines=(DataLine(category="cpr"),), transfers=(Transfer(basis="46_2_c"),)
    )
    assert applied(EVERYTHING) == (content, [])


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"id": "7"}, "id", "«7»: Skriv F- og et tal."),
        ({"people": ["HUND"]}, "people", "«HUND» står ikke i kolonnevalget."),
        ({"bases": ["B9"]}, "bases", "«B9» står ikke i kolonnevalget."),
        ({"kle": ["27.6"]}, "kle", "«27.6» er ikke et KLE-nummer"),
        ({"kle": [], "main": ["4."]}, "main", "«4.» er ikke et KLE-nummer"),
        ({"land": "Atlantis"}, "land", "«Atlantis» er ikke et land"),
        ({"due": "snart"}, "due", "«snart» er ikke en dato"),
        ({"secret": "måske"}, "secret", "«måske» er hverken ja eller nej"),
        ({"name": {"da": "x"}}, "name", "flere felter inden i hinanden"),
        ({"people": [["BORN"]]}, "people", "flere felter inden i hinanden"),
    ],
)
def test_a_value_that_fits_nowhere_is_named_once(change: dict[str, object], column: str, says: str) -> None:
    _, problems = applied(EVERYTHING, **(RECORD | change))
    assert [(problem.row, problem.column) for problem in problems] == [(12, column)]
    assert says in problems[0].message


SMALL = "source: x\nformat: json\nfields:\n  title: name\n"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "filen"),
        ("- a", "filen"),
        ("source: [", "linje 1"),
        ("a: b: c", "linje 1"),
        ("{" * 1_500, "filen"),
        (SMALL.replace("x", "''", 1), "source"),
        (SMALL.replace("json", "xml"), "format"),
        (SMALL + "colour: red\n", "filen.colour"),
        (SMALL.replace("title: name", "titel: name"), "fields.titel"),
        ("source: x\nformat: json\nfields:\n  number: id\n", "fields"),
        (SMALL + "  number: {from: id, form: x}\n", "fields.number.form"),
        (SMALL + "  number: {}\n", "fields.number"),
        (SMALL + "  number: {from: a, is: b}\n", "fields.number"),
        (SMALL + "  number: {from: [a]}\n", "fields.number.from"),
        (SMALL + "  number: {from: a, pattern: '('}\n", "fields.number.pattern"),
        (SMALL + "  number: {from: a, pattern: '(x)', group: 2}\n", "fields.number.group"),
        (SMALL + "  number: {from: a, values: [b]}\n", "fields.number.values"),
        (SMALL + "  number: {from: a, values: {b: [c]}}\n", "fields.number.b"),
        (SMALL + "  purposes: [{text: a}, {tekst: b}]\n", "fields.purposes[2].tekst"),
        (SMALL + "  disclosures: [{each: [a], name: b}]\n", "fields.disclosures[1].each"),
        (SMALL + "  purposes: a\n", "fields.purposes[1]"),
    ],
)
def test_a_mapping_written_wrong_is_refused_at_its_place(text: str, path: str) -> None:
    with pytest.raises(MappingProblem) as caught:
        load_mapping(text)
    assert caught.value.path == path
    assert caught.value.message.startswith(f"Oversættelsen kan ikke bruges. {path}: ")


@given(st.text())
def test_any_text_is_a_mapping_or_a_problem(text: str) -> None:
    with pytest.raises(MappingProblem):
        load_mapping(text)


def test_the_mappings_that_come_with_the_program_can_be_read() -> None:
    assert "kl-article30" in list_mappings()
    for name in list_mappings():
        assert get_mapping(name).source
    with pytest.raises(MappingProblem, match="kl-article30"):
        get_mapping("../../../etc/passwd-nothing")


def test_a_mapping_says_what_it_reads_and_fills() -> None:
    mapping = get_mapping("kl-article30")
    assert mapping.columns == {"name", "description", "gdprChoices", "kleGroups", "kleMainGroups"}
    assert mapping.fills == {"number", "title", "purposes", "kle_numbers"}
    assert mapping.column_of("title") == "name"
    assert mapping.column_of("unit") == "unit"
