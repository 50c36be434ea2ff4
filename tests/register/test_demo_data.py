"""The invented municipality's register: 60 records, 38 of them complete, 20 systems, 30 risk assessments."""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from register.activity import choices
from register.activity.content import ActivityContent
from register.activity.countries import COUNTRIES
from register.activity.rules import Context, Facts, RiskFacts, SystemFacts, findings, is_complete
from register.activity.rules.known import ProcessorFacts, RecipientFacts
from register.risk.presets import STANDARD
from register.risk.scale import colour, overall_consequence
from tests.make import TODAY

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "register" / "demo"
CYCLE = ROOT / "aarshjul" / "demo.yml"
FILES = [*sorted(DEMO.iterdir()), CYCLE]

RECORDS: list[dict[str, Any]] = json.loads((DEMO / "activities.json").read_text(encoding="utf-8"))
ACTIVITIES = [ActivityContent.from_json({k: v for k, v in record.items() if k != "source"}) for record in RECORDS]
NUMBERS = {activity.number for activity in ACTIVITIES}
TITLES = {activity.title for activity in ACTIVITIES}


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


POINTED = read_yaml(DEMO / "around.yml")
PROCESSORS = {row["code"]: row for row in POINTED["processors"]}
AROUND = Facts(
    owner_is_active=True,
    processors={
        code: ProcessorFacts(
            name=row["name"],
            country=row.get("country", ""),
            has_agreement=any(a.get("valid_until_on", 1) > 0 for a in row.get("agreements", ())),
            has_supervision="next_supervision_on" in row,
        )
        for code, row in PROCESSORS.items()
    },
    recipients={
        row["code"]: RecipientFacts(name=row["name"], category=row["category"]) for row in POINTED["recipients"]
    },
    systems={code: SystemFacts(has_owner=True) for a in ACTIVITIES for code in a.systems},
    risk=RiskFacts(colour="green", assessed_on=TODAY),
)
KNOWN = Context(today=TODAY, controller_is_known=True, dpo_is_known=True, facts=AROUND)
FOUND = {a.number: list(findings(a, KNOWN)) for a in ACTIVITIES}
COMPLETE = [a for a in ACTIVITIES if is_complete(FOUND[a.number])]

NATIONAL_LAW = {"b": "7.2", "f": "7.1", "h": "7.3"}
"""The provision of databeskyttelsesloven that goes with an exception of Art. 9(2) in the demo."""


def read_organisation(name: str, column: str) -> set[str]:
    path = ROOT / "app" / "organisation" / "demo" / name
    with path.open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file, delimiter=";")}


UNITS = read_organisation("units.csv", "code")
EMAILS = read_organisation("people.csv", "email")
SYSTEMS = read_yaml(DEMO / "systems.yml")
REVIEWS = read_yaml(DEMO / "reviews.yml")
RISKS = read_yaml(DEMO / "risks.yml")


def administration(activity: ActivityContent) -> str:
    return activity.unit.split("-")[0]


def test_sixty_records_each_with_its_own_number_and_title() -> None:
    assert len(ACTIVITIES) == len(NUMBERS) == len(TITLES) == 60


def test_every_record_is_written_as_the_program_writes_it() -> None:
    for record, activity in zip(RECORDS, ACTIVITIES, strict=True):
        assert record == {"source": "demo"} | activity.to_json()


def test_the_days_of_review_are_not_fixed_but_counted_from_the_day_of_the_demo() -> None:
    assert all(a.last_review_on is None and a.next_review_on is None for a in ACTIVITIES)


def test_the_records_lie_in_all_eight_administrations_and_refer_only_to_what_exists() -> None:
    assert {administration(a) for a in ACTIVITIES} == {"SOC", "BOK", "SUN", "BES", "TEK", "PLA", "OKO", "DIG"}
    assert {a.unit for a in ACTIVITIES} <= UNITS
    assert {a.owner for a in ACTIVITIES} - {""} <= EMAILS
    codes = {system["code"] for system in SYSTEMS}
    assert {code for a in ACTIVITIES for code in a.systems} == codes


def test_every_word_of_a_list_is_a_code_of_that_list() -> None:
    for a in ACTIVITIES:
        assert set(a.subjects) <= set(choices.SUBJECTS), a.number
        assert {line.category for line in a.data_lines} <= set(choices.DATA_CATEGORIES), a.number
        assert {row.category for row in a.disclosures} <= set(choices.RECIPIENTS), a.number
        assert {row.country for row in a.disclosures} <= {"", *COUNTRIES}, a.number
        assert {row.basis for row in a.transfers} <= set(choices.TRANSFER_BASES), a.number
        assert {row.period for row in a.retention} <= set(choices.RETENTION_PERIODS), a.number
        assert {row.start_event for row in a.retention} <= {"", *choices.RETENTION_STARTS}, a.number
        assert {row.category for row in a.retention} <= {"", *choices.DATA_CATEGORIES}, a.number
        assert all(re.fullmatch(r"\d\d\.\d\d\.\d\d", number) for number in a.kle_numbers), a.number
        assert a.kle_numbers, a.number


def test_a_purpose_is_said_in_a_sentence_and_names_bases_that_exist() -> None:
    for a in ACTIVITIES:
        for purpose in a.purposes:
            assert len(purpose.text) >= 20, a.number
            assert set(purpose.art6) <= set(choices.ART6), a.number
            assert set(purpose.art9) <= set(choices.ART9), a.number
            assert set(purpose.dbl) <= set(choices.DBL), a.number


def test_thirty_eight_records_are_complete_and_every_rule_about_a_record_fires_at_least_twice() -> None:
    fired = Counter(rule for found in FOUND.values() for rule in {finding.rule for finding in found})
    assert len(COMPLETE) == 38
    assert all(fired[rule] >= 2 for rule in ["R03", "R05", "R06", "R09", "R11", "R24", "R30", "R33"]), fired


def test_the_administrations_differ_in_how_much_is_missing() -> None:
    shares = Counter(administration(a) for a in COMPLETE)
    assert shares == {"SOC": 8, "BOK": 9, "SUN": 7, "BES": 5, "TEK": 2, "PLA": 1, "OKO": 5, "DIG": 1}


@pytest.mark.parametrize("activity", COMPLETE, ids=lambda activity: activity.number)
def test_a_complete_record_couples_its_data_and_names_the_law_they_need(activity: ActivityContent) -> None:
    assert {line.subject for line in activity.data_lines} == set(activity.subjects)
    categories = {line.category for line in activity.data_lines}
    bases = {base for purpose in activity.purposes for base in purpose.dbl}
    assert bool(categories & choices.SENSITIVE) == any(purpose.art9 for purpose in activity.purposes)
    assert ("cpr" in categories) == ("11.1" in bases)
    assert ("criminal" in categories) == ("8.1" in bases)
    assert all(purpose.special_law for purpose in activity.purposes if set(purpose.art6) & {"c", "e"})
    for purpose in activity.purposes:
        assert {NATIONAL_LAW.get(code) for code in purpose.art9} - {None} <= set(purpose.dbl)


def test_twenty_systems_with_supplier_unit_and_owner() -> None:
    assert len(SYSTEMS) == len({system["code"] for system in SYSTEMS}) == 20
    fields = {"code", "name", "supplier", "hosting", "unit", "owner", "is_critical", "description"}
    for system in SYSTEMS:
        assert fields <= set(system) <= fields | {"processor", "archive_duty", "ai_class"}
        assert PROCESSORS[system["processor"]]["name"] == system["supplier"] if "processor" in system else True
        assert system["unit"] in UNITS
        assert system["owner"] in EMAILS
        assert isinstance(system["is_critical"], bool)
    assert 0 < sum(system["is_critical"] for system in SYSTEMS) < 20


def test_what_records_point_at_is_there_and_nearly_all_of_it_is_pointed_at() -> None:
    pointed = {
        "laws": {code for a in ACTIVITIES for purpose in a.purposes for code in purpose.laws},
        "measures": {code for a in ACTIVITIES for code in a.security_measures},
        "recipients": {row.recipient for a in ACTIVITIES for row in a.disclosures} - {""},
        "processors": {code for a in ACTIVITIES for code in a.processors},
    }
    for name, codes in pointed.items():
        known = [row["code"] for row in POINTED[name]]
        assert len(known) == len(set(known)) and codes <= set(known), name
        assert len(codes) >= len(known) * 0.8, name
    for row in POINTED["processors"]:
        assert row["unit"] in UNITS and row["owner"] in EMAILS, row["code"]
        assert row["contact"].endswith(".example"), row["code"]
    due = [row["next_supervision_on"] for row in POINTED["processors"] if "next_supervision_on" in row]
    assert 0 < sum(days < 0 for days in due) < 3 and sum(days <= 60 for days in due) >= 3


def test_fifty_records_have_review_days_some_past_some_soon_most_within_the_year() -> None:
    assert set(REVIEWS) < NUMBERS
    assert len(REVIEWS) == 50
    assert all(set(days) == {"last", "next"} and days["last"] < 0 for days in REVIEWS.values())
    ahead = [days["next"] for days in REVIEWS.values()]
    assert sum(day < 0 for day in ahead) == 10
    assert sum(0 <= day <= 30 for day in ahead) >= 5
    assert max(ahead) <= 365


def test_thirty_risk_assessments_each_with_its_own_reason() -> None:
    assert set(RISKS) < NUMBERS
    assert len(RISKS) == len({risk["reason"] for risk in RISKS.values()}) == 30
    grades = {"confidentiality", "integrity", "availability", "likelihood"}
    for number, risk in RISKS.items():
        assert set(risk) - {"accepted", "actions", "begun_by"} == grades | {"reason", "assessed", "next"}, number
        for action in risk.get("actions", ()):
            assert set(action) == {"title", "unit", "function", "due"}, number
            assert action["due"] > 0, number
        if accepted := risk.get("accepted"):
            assert set(accepted) - {"decision"} == {"by", "until", "reason"}, number
            assert 0 < accepted["until"] <= 365, number
        assert all(risk[grade] in {1, 2, 3, 4} for grade in grades), number
        assert risk["assessed"] < 0, number
        assert risk["assessed"] < risk["next"], number


def test_a_few_risks_are_red_in_different_administrations_and_some_are_due_again() -> None:
    units = {a.number: administration(a) for a in ACTIVITIES}
    colours: dict[str, list[str]] = {"green": [], "yellow": [], "red": []}
    for number, risk in RISKS.items():
        worst = overall_consequence(risk["confidentiality"], risk["integrity"], risk["availability"])
        colours[colour(STANDARD, worst, risk["likelihood"])].append(units[number])
    assert sorted(colours["red"]) == ["BES", "DIG", "SUN", "TEK"]
    assert len(colours["green"]) >= 5
    assert sum(risk["next"] < 0 for risk in RISKS.values()) == 4


def test_the_plan_under_way_says_how_every_administration_has_done() -> None:
    cycle = read_yaml(CYCLE)
    notes, _work, hours, minutes = (cycle.pop(name) for name in ("notes", "work", "capacity", "minutes"))
    assert hours and minutes
    assert set(cycle) == {administration(a) for a in ACTIVITIES}
    for code, shares in cycle.items():
        assert set(shares) == {"on_time", "late", "open"}, code
        assert sum(shares.values()) == pytest.approx(1), code
    assert cycle["SOC"]["on_time"] >= 0.9 > 0.75 > cycle["TEK"]["on_time"]
    assert len(set(notes)) == len(notes) >= 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_looks_like_a_real_person(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\d{6}-?\d{4}", text)
    assert set(re.findall(r"[\w.+-]+@[\w.-]+", text)) == set(re.findall(r"[a-z]+@[a-z]+\.example", text))
