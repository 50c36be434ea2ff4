"""Every rule fires, and does not; a filled record has no findings."""

from dataclasses import replace

import pytest
from hypothesis import given

from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose, Retention, Transfer
from register.activity.merge import FIELDS
from register.activity.rules import (
    MUNICIPALITY,
    REGISTRY,
    RULES,
    Context,
    Finding,
    findings,
    is_art30_fulfilled,
    is_complete,
)
from tests.register.strategies import contents, filled

KNOWN = Context(controller_is_known=True, dpo_is_known=True)
EMPTY = ActivityContent()


def rules_of(content: ActivityContent, context: Context = KNOWN) -> list[str]:
    return [finding.rule for finding in findings(content, context)]


FIRES = [
    ("R03", {"purposes": ()}),
    ("R03", {"purposes": (Purpose(text="  ", art6=("e",)),)}),
    ("R05", {"subjects": ()}),
    ("R05", {"subjects": (" ",)}),
    ("R06", {"data_lines": ()}),
    ("R06", {"data_lines": (DataLine(subject="adults"),)}),
    ("R09", {"disclosures": (), "not_disclosed": False}),
    ("R09", {"disclosures": (Disclosure(country="DK"),), "not_disclosed": False}),
    ("R11", {"purposes": (Purpose(text="At betale løn"),)}),
    ("R11", {"purposes": ()}),
    ("R24", {"transfers": ()}),
    ("R24", {"transfers": (Transfer(country="IN"),)}),
    ("R24", {"disclosures": (Disclosure(name="Drift", country="ZZ"),)}),
    ("R24", {"disclosures": (Disclosure(name="Færøsk skole", country="FO"),)}),
    ("R30", {"retention": (), "retention_reason": ""}),
    ("R30", {"retention": (Retention(category="health", start_event="received"),), "retention_reason": " "}),
    ("R33", {"measures": "", "measures_reason": "\n"}),
]

SILENT = [
    ("R03", {"purposes": (Purpose(text="At betale løn"),)}),
    ("R05", {"subjects": ("employees",)}),
    ("R06", {"data_lines": (DataLine(text="Navn"),)}),
    ("R06", {"data_lines": (DataLine(category="cpr"),)}),
    ("R09", {"disclosures": (), "not_disclosed": True}),
    ("R09", {"disclosures": (Disclosure(name="Skattestyrelsen"),), "not_disclosed": False}),
    ("R09", {"disclosures": (Disclosure(category="authorities"),), "not_disclosed": False}),
    ("R11", {"purposes": (Purpose(text="At betale løn", art6=("b",)), Purpose())}),
    (
        "R24",
        {"transfers": (), "disclosures": (Disclosure(name="Drift", country="NO"), Disclosure(name="Her"))},
    ),
    ("R24", {"transfers": (), "disclosures": ()}),
    ("R30", {"retention": (Retention(period="undecided"),), "retention_reason": ""}),
    ("R30", {"retention": (Retention(note="Når sagen er slut"),), "retention_reason": ""}),
    ("R30", {"retention": (), "retention_reason": "Bevares efter arkivloven"}),
    ("R33", {"measures": "Log over opslag", "measures_reason": ""}),
    ("R33", {"measures": "", "measures_reason": "Står i driftsaftalen"}),
]


@pytest.mark.parametrize(("rule", "change"), FIRES)
def test_a_rule_fires_when_its_condition_holds(rule: str, change: dict[str, object]) -> None:
    assert rule in rules_of(replace(filled(), **change))


@pytest.mark.parametrize(("rule", "change"), SILENT)
def test_a_rule_is_silent_when_the_record_says_it(rule: str, change: dict[str, object]) -> None:
    assert rule not in rules_of(replace(filled(), **change))


@pytest.mark.parametrize(
    ("rule", "context"),
    [
        ("R01", Context(controller_is_known=False, dpo_is_known=True)),
        ("R02", Context(controller_is_known=True, dpo_is_known=False)),
    ],
)
def test_the_municipalitys_own_details_are_asked_of_the_municipality(rule: str, context: Context) -> None:
    assert rules_of(filled(), context) == [rule]
    assert [f.field for f in findings(filled(), context)] == [MUNICIPALITY]


def test_a_filled_record_has_no_findings() -> None:
    assert rules_of(filled()) == []
    assert is_art30_fulfilled(findings(filled(), KNOWN))
    assert is_complete(findings(filled(), KNOWN))


def test_an_empty_record_misses_everything_but_a_transfer() -> None:
    nobody = Context(controller_is_known=False, dpo_is_known=False)
    assert rules_of(EMPTY, nobody) == [rule.id for rule in REGISTRY if rule.id != "R24"]
    assert not is_art30_fulfilled(findings(EMPTY, nobody))


def test_a_missing_basis_is_no_error_of_article_30_but_leaves_the_record_incomplete() -> None:
    without = replace(filled(), purposes=(Purpose(text="At betale løn"),))
    found = list(findings(without, KNOWN))
    assert [f.rule for f in found] == ["R11"]
    assert is_art30_fulfilled(found)
    assert not is_complete(found)


def test_a_missing_basis_names_the_purposes_it_concerns() -> None:
    purposes = (Purpose(text="Løn", art6=("b",)), Purpose(text="Statistik"), Purpose(text="Arkiv"))
    found = list(findings(replace(filled(), purposes=purposes), KNOWN))
    assert [(f.rule, f.about) for f in found] == [("R11", "Statistik"), ("R11", "Arkiv")]


def test_a_warning_stops_neither_state() -> None:
    warning = Finding("R04", "warning", False, "purposes", "Formålet er for upræcist.", "art. 5")
    assert is_art30_fulfilled([warning])
    assert is_complete([warning])


FILLS = {
    "R03": "purposes",
    "R05": "subjects",
    "R06": "data_lines",
    "R09": "disclosures",
    "R11": "purposes",
    "R30": "retention",
    "R33": "measures",
}


@given(contents())
def test_each_finding_disappears_when_its_field_is_filled(content: ActivityContent) -> None:
    for rule in rules_of(content):
        field = RULES[rule].field
        if rule == "R24":
            outside = {row.country for row in content.disclosures}
            mended = replace(content, transfers=tuple(Transfer(country=country) for country in outside))
        else:
            assert FILLS[rule] == field
            mended = replace(content, **{field: getattr(filled(), field)})
        assert rule not in rules_of(mended)


@given(contents())
def test_the_rules_run_on_anything_and_say_what_their_table_says(content: ActivityContent) -> None:
    for finding in findings(content, Context(False, False, is_imported_unedited=True)):
        rule = RULES[finding.rule]
        assert (finding.field, finding.article, finding.message) == (rule.field, rule.article, rule.message)


def test_every_rule_has_a_field_that_exists_an_article_and_a_label() -> None:
    assert len(RULES) == len(REGISTRY)
    for rule in REGISTRY:
        assert rule.field in (*FIELDS, MUNICIPALITY)
        assert rule.article.startswith("art. ")
        assert rule.label.startswith("mangler ")
        assert rule.broken.__doc__ is not None
        assert "Art. " in rule.broken.__doc__


def test_every_rule_is_tested_firing_and_silent() -> None:
    settings = {"R01", "R02"}
    assert {rule for rule, _ in FIRES} | settings == set(RULES)
    assert {rule for rule, _ in SILENT} | settings == set(RULES)
