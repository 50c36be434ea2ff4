"""The starter catalogue of threats: whole, told about people, and with each measure written one way only."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

import register.risk
from register.measure.content import GROUPS, KINDS, NATURES

PATH = Path(register.risk.__file__).parent / "threats.yml"
TEXT = PATH.read_text(encoding="utf-8")
THREATS: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)
MEASURES: list[dict[str, str]] = [measure for threat in THREATS.values() for measure in threat["measures"]]

FIELDS = {"name", "description", "concerns", "asset", "cause", "source", "measures"}
CONCERNS = {"confidentiality", "integrity", "availability"}
ASSETS = {"message", "document", "device", "system", "access", "conversation", "place", "supplier", "data", "ai"}
CAUSES = {"mistake", "insider", "outsider", "technical", "supplier", "event"}
SOURCES = {
    "AI-forordningen",
    "Beredskabsplanlægning",
    "Databeskyttelsesforordningen",
    "Datatilsynets praksis",
    "De tekniske minimumskrav",
    "Erfaring fra kommuner",
    "Sikkerhedsbranchens erfaring",
}
PEOPLE = re.compile(r"borger|barn|børn|ansatte", re.IGNORECASE)
REPUTATION = re.compile(r"omdømme|renommé|kommunens ry\b|dårlig presse|\bbøde", re.IGNORECASE)
OLD_LAW = re.compile(r"persondatalov|registerlov|§", re.IGNORECASE)
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def test_there_are_threats_enough_to_start_from() -> None:
    assert len(THREATS) >= 44


def test_no_code_is_written_twice() -> None:
    """YAML keeps the last of two, silently."""
    written = re.findall(r"^(\S+):$", TEXT, re.MULTILINE)
    assert written == list(THREATS)


def test_no_two_threats_have_the_same_name() -> None:
    assert [name for name, n in Counter(threat["name"] for threat in THREATS.values()).items() if n > 1] == []


def test_every_threat_is_whole_and_uses_known_words() -> None:
    for code, threat in THREATS.items():
        assert KEBAB.fullmatch(code), code
        assert len(code) <= 80, code
        assert set(threat) == FIELDS, code
        assert threat["concerns"], code
        assert set(threat["concerns"]) <= CONCERNS, code
        assert len(set(threat["concerns"])) == len(threat["concerns"]), code
        assert threat["asset"] in ASSETS, code
        assert threat["cause"] in CAUSES, code
        assert threat["source"] in SOURCES, code


def test_every_threat_is_short_enough_to_be_read() -> None:
    for code, threat in THREATS.items():
        assert 0 < len(threat["name"]) <= 90, code
        assert not threat["name"].endswith("."), code
        assert 40 <= len(threat["description"]) <= 240, code
        assert threat["description"].endswith("."), code
        assert threat["description"].count(". ") <= 1, code


def test_every_threat_says_whom_it_hits() -> None:
    assert [code for code, threat in THREATS.items() if not PEOPLE.search(threat["description"])] == []


def test_every_threat_has_a_few_measures_and_each_once() -> None:
    for code, threat in THREATS.items():
        names = [measure["name"] for measure in threat["measures"]]
        assert 2 <= len(names) <= 4, code
        assert len(set(names)) == len(names), code


def test_every_measure_is_one_the_register_can_hold() -> None:
    for measure in MEASURES:
        assert set(measure) == {"name", "kind", "nature", "group"}, measure
        assert 0 < len(measure["name"]) <= 120, measure
        assert measure["kind"] in KINDS, measure
        assert measure["nature"] in NATURES, measure
        assert measure["group"] in GROUPS, measure


def test_a_measure_is_described_the_same_way_wherever_it_is_suggested() -> None:
    described: dict[str, set[tuple[str, str, str]]] = {}
    for measure in MEASURES:
        key = measure["name"].casefold()
        described.setdefault(key, set()).add((measure["kind"], measure["nature"], measure["group"]))
    assert [name for name, ways in described.items() if len(ways) > 1] == []
    assert len(described) == len({measure["name"] for measure in MEASURES})


def test_the_catalogue_covers_every_concern_asset_and_cause() -> None:
    assert {concern for threat in THREATS.values() for concern in threat["concerns"]} == CONCERNS
    assert {threat["asset"] for threat in THREATS.values()} == ASSETS
    assert {threat["cause"] for threat in THREATS.values()} == CAUSES
    assert {threat["source"] for threat in THREATS.values()} == SOURCES


def test_measures_of_every_kind_nature_and_group_are_suggested() -> None:
    assert {measure["kind"] for measure in MEASURES} == set(KINDS)
    assert {measure["nature"] for measure in MEASURES} == set(NATURES)
    assert {measure["group"] for measure in MEASURES} == set(GROUPS)


def test_nothing_is_about_the_reputation_of_the_municipality() -> None:
    assert REPUTATION.findall(TEXT) == []


def test_no_law_is_quoted_by_a_paragraph_that_may_be_old() -> None:
    assert OLD_LAW.findall(TEXT) == []
