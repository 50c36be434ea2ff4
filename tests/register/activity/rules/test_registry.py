"""The table of rules as a whole: complete, each in its place, and true of any content."""

import copy
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from register.activity.content import ActivityContent, JointController, Purpose, Transfer
from register.activity.merge import FIELDS
from register.activity.rules import (
    ELSEWHERE,
    MUNICIPALITY,
    REGISTRY,
    RULES,
    Context,
    Facts,
    Finding,
    findings,
    is_art30_fulfilled,
    is_complete,
    rules_for,
)
from tests.register.activity.rules.world import FACTS, KNOWN, TODAY, around, found, record, rules_of, served
from tests.register.strategies import contents

NOBODY = Context(today=TODAY, controller_is_known=False, dpo_is_known=False)
CONTEXTS = st.builds(
    Context,
    today=st.dates(),
    controller_is_known=st.booleans(),
    dpo_is_known=st.booleans(),
    is_imported_unedited=st.booleans(),
    facts=st.sampled_from((Facts(), FACTS)),
)


def numbered(*spans: tuple[int, int]) -> set[str]:
    return {f"R{number:02}" for first, last in spans for number in range(first, last + 1)}


BOTH = numbered((1, 2), (24, 29), (33, 35), (44, 49))
LEGAL = {"R01", "R02", "R03", "R05", "R06", "R07", "R09", "R10", "R24", "R29", "R30", "R33", "R50"}
WARNINGS = {"R04", "R14", "R18", "R31", "R32", "R35", "R37", "R42", "R44", "R45", "R48"}


def test_there_are_fifty_one_rules_in_order_each_with_article_field_and_words() -> None:
    assert [rule.id for rule in REGISTRY] == sorted(numbered((1, 51)))
    for rule in REGISTRY:
        assert rule.field in (*FIELDS, *ELSEWHERE), rule.id
        assert "art. " in rule.article, rule.id
        assert rule.message.endswith("."), rule.id
        assert rule.label == rule.label.strip() and rule.label, rule.id
        assert rule.broken.__doc__, rule.id
        assert "Art. " in rule.broken.__doc__, rule.id
    assert len({rule.label for rule in REGISTRY}) == len(REGISTRY), "two worklists of one name"


def test_severity_and_class_are_those_of_the_table() -> None:
    assert {rule.id for rule in REGISTRY if rule.is_legal} == LEGAL
    assert {rule.id for rule in REGISTRY if rule.severity == "warning"} == WARNINGS
    assert {rule.id for rule in REGISTRY if rule.only_at_approval} == {"R41", "R47"}


def test_each_rule_concerns_the_records_it_is_made_for() -> None:
    controller, processor = (
        {rule.id for rule in rules_for(kind, at_approval=True)} for kind in ("controller", "processor")
    )
    assert controller == numbered((1, 49), (51, 51))
    assert processor == BOTH | {"R50"}
    assert set(RULES) - {rule.id for rule in rules_for("controller")} == {"R41", "R47", "R50"}


def test_a_filled_record_has_no_findings() -> None:
    assert rules_of(record()) == []
    assert is_art30_fulfilled(found(record()))
    assert is_complete(found(record()))
    assert rules_of(served()) == []


def test_an_empty_record_lacks_what_every_record_needs() -> None:
    assert rules_of(ActivityContent(), NOBODY) == [
        *("R01", "R02", "R03", "R05", "R06", "R09", "R11", "R30", "R33", "R40", "R42", "R44", "R46", "R48"),
    ]
    empty = ActivityContent(record_type="processor")
    assert rules_of(empty, NOBODY) == ["R01", "R02", "R33", "R44", "R46", "R48", "R50"]


def test_a_missing_basis_is_no_error_of_article_30_but_leaves_the_record_incomplete() -> None:
    lacking = found(record(dpia_screening=""))
    assert [finding.rule for finding in lacking] == ["R40"]
    assert is_art30_fulfilled(lacking)
    assert not is_complete(lacking)


def test_a_warning_stops_neither_state() -> None:
    warning = Finding("R04", "warning", True, "purposes", "Formålet er for upræcist.", "art. 5")
    assert is_art30_fulfilled([warning])
    assert is_complete([warning])


def test_a_rule_on_a_basis_names_the_purposes_it_concerns() -> None:
    purposes = (
        Purpose(text="At betale løn til de ansatte", art6=("b",), art9=("f",), dbl=("11.1",)),
        Purpose(text="At lave statistik over lønnen", art9=("h", "g")),
        Purpose(art6=("c",)),
    )
    about = [(finding.rule, finding.about, finding.quote) for finding in found(record(purposes=purposes))]
    statistics = "At lave statistik over lønnen"
    assert about == [
        ("R11", statistics, statistics),
        ("R12", "3", "3"),
        ("R17", f"{statistics} · g", statistics),
        ("R17", f"{statistics} · h", statistics),
    ]


def test_several_of_a_kind_are_told_apart() -> None:
    context = around(processors={})
    transfers = (Transfer(country="US", recipient="Forsker"), Transfer(country="IN", processor="DRIFT"))
    parties = (JointController(name="Nabo"), JointController(contact="post@region.example"))
    content = record(
        processors=("DRIFT", "SKY"), transfers=transfers, joint_controllers=parties, systems=("esdh", "ukendt")
    )
    about = [(finding.rule, finding.about) for finding in found(content, context)]
    assert about == [
        ("R25", "US · Forsker"), ("R25", "IN · DRIFT"), ("R34", "DRIFT"), ("R34", "SKY"), ("R35", "DRIFT"),
        ("R35", "SKY"), ("R36", "Nabo"), ("R36", "post@region.example"), ("R45", "ukendt"),
    ]  # fmt: skip


@given(contents(), CONTEXTS)
def test_the_rules_run_on_anything_the_same_way_twice_and_say_what_their_table_says(
    content: ActivityContent, context: Context
) -> None:
    once = list(findings(content, context))
    assert once == list(findings(copy.deepcopy(content), context))
    for finding in once:
        rule = RULES[finding.rule]
        assert (finding.field, finding.article, finding.is_legal) == (rule.field, rule.article, rule.is_legal)
        assert content.record_type in rule.applies_to
        assert finding.message % finding.values
    assert [finding.rule for finding in once] == sorted(finding.rule for finding in once)


@given(contents(), CONTEXTS)
def test_only_the_municipality_can_mend_what_is_its_own(content: ActivityContent, context: Context) -> None:
    known = replace(context, controller_is_known=True, dpo_is_known=True)
    own = [finding for finding in findings(content, context) if finding.field != MUNICIPALITY]
    assert own == list(findings(content, known))


@given(contents())
def test_what_is_imported_is_never_judged_more_harshly(content: ActivityContent) -> None:
    unedited = replace(KNOWN, is_imported_unedited=True)
    edited = {(f.rule, f.about): f.severity for f in findings(content, KNOWN)}
    for finding in findings(content, unedited):
        softened = finding.rule in {"R07", "R10", "R23"}
        assert finding.severity == ("warning" if softened else edited[finding.rule, finding.about])
