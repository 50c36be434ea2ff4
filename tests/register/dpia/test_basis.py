"""What an assessment rests on: what counts as a change, and that it is kept as it was."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.activity.choices import AI_CLASSES, AI_USED, AUTOMATED, SUBJECT_COUNTS
from register.activity.content import ActivityContent, DataLine, Purpose, Transfer
from register.dpia.basis import CHANGES, Basis, Change, basis_of, what_changed
from register.risk.scale import SEVERITY

OLD = Basis(
    purposes=frozenset({"Yde hjælp"}),
    lines=frozenset({("adults", "cpr"), ("adults", "ordinary")}),
    systems=frozenset({"omsorg"}),
    processors=frozenset({"drift"}),
    sub_processors=frozenset({("drift", "Sky A")}),
    transfers=frozenset({("US", "drift", "45_dpf")}),
    ai_used="unclear",
    automated_decision="profiling",
    subject_count_band="1000",
    residual="yellow",
)

CASES = [
    (
        replace(OLD, purposes=frozenset({"Yde hjælp", "Statistik"})),
        Change("purposes", (("Statistik",),), ()),
    ),
    (
        replace(OLD, lines=OLD.lines | {("children", "health"), ("adults", "health")}),
        Change("lines", (("adults", "health"), ("children", "health")), ()),
    ),
    (replace(OLD, systems=frozenset({"journal"})), Change("systems", (("journal",),), (("omsorg",),))),
    (replace(OLD, processors=OLD.processors | {"hosting"}), Change("processors", (("hosting",),), ())),
    (
        replace(OLD, sub_processors=OLD.sub_processors | {("drift", "Sky B")}),
        Change("sub_processors", (("drift", "Sky B"),), ()),
    ),
    (
        replace(OLD, transfers=frozenset({("US", "drift", "46_2_c")})),
        Change("transfers", (("US", "drift", "46_2_c"),), (("US", "drift", "45_dpf"),)),
    ),
    (replace(OLD, ai_used="yes"), Change("ai", (("yes", ""),), (("unclear", ""),))),
    (replace(OLD, ai_class="high"), Change("ai", (("unclear", "high"),), (("unclear", ""),))),
    (replace(OLD, automated_decision="decision"), Change("automated_decision", (("decision",),), (("profiling",),))),
    (replace(OLD, subject_count_band="all"), Change("subject_count_band", (("all",),), (("1000",),))),
    (replace(OLD, residual="orange"), Change("risk", (("orange",),), (("yellow",),))),
]


@pytest.mark.parametrize(("new", "change"), CASES, ids=[change.kind for _, change in CASES])
def test_what_raises_or_shifts_the_risk_is_a_change(new: Basis, change: Change) -> None:
    assert what_changed(OLD, new) == (change,)
    assert change.message == CHANGES[change.kind]


def test_every_kind_of_change_has_a_case_and_a_sentence() -> None:
    assert {change.kind for _, change in CASES} == set(CHANGES)
    assert len(set(CHANGES.values())) == len(CHANGES)
    assert all(sentence.endswith(".") for sentence in CHANGES.values())


@pytest.mark.parametrize(
    "new",
    [
        replace(OLD, purposes=frozenset()),
        replace(OLD, lines=frozenset({("adults", "cpr")})),
        replace(OLD, systems=frozenset()),
        replace(OLD, processors=frozenset(), sub_processors=frozenset()),
        replace(OLD, transfers=frozenset()),
        replace(OLD, ai_used="no"),
        replace(OLD, ai_used=""),
        replace(OLD, automated_decision="none"),
        replace(OLD, automated_decision=""),
        replace(OLD, subject_count_band="100"),
        replace(OLD, subject_count_band=""),
        replace(OLD, residual="green"),
        replace(OLD, residual=""),
        Basis(),
    ],
)
def test_what_is_only_taken_away_is_no_change(new: Basis) -> None:
    assert what_changed(OLD, new) == ()


@pytest.mark.parametrize(
    ("old", "new", "is_change"),
    [
        ("", "no", False),
        ("", "unclear", True),
        ("", "yes", True),
        ("no", "unclear", True),
        ("no", "yes", True),
        ("unclear", "yes", True),
        ("yes", "unclear", False),
        ("yes", "yes", False),
    ],
)
def test_the_flag_of_ai_is_a_change_when_it_is_raised(old: str, new: str, is_change: bool) -> None:
    assert bool(what_changed(Basis(ai_used=old), Basis(ai_used=new))) is is_change


@pytest.mark.parametrize(
    ("old", "new", "is_change"),
    [("minimal", "high", True), ("high", "minimal", True), ("", "high", True), ("high", "", False)],
)
def test_another_class_of_ai_is_a_change_and_a_class_taken_away_is_none(old: str, new: str, is_change: bool) -> None:
    changes = what_changed(Basis(ai_used="yes", ai_class=old), Basis(ai_used="yes", ai_class=new))
    assert bool(changes) is is_change


def test_a_decision_that_becomes_profiling_is_a_change_too() -> None:
    [change] = what_changed(Basis(automated_decision="decision"), Basis(automated_decision="profiling"))
    assert change == Change("automated_decision", (("profiling",),), (("decision",),))


def test_a_band_nobody_knew_is_the_smallest() -> None:
    assert what_changed(Basis(), Basis(subject_count_band="10")) == (Change("subject_count_band", (("10",),), ()),)


def test_changes_are_told_in_one_order() -> None:
    kinds = [change.kind for change in what_changed(Basis(), replace(OLD, ai_class="high"))]
    assert kinds == list(CHANGES)


NAMES = st.text(max_size=4)
BASES = st.builds(
    Basis,
    purposes=st.frozensets(NAMES, max_size=3),
    lines=st.frozensets(st.tuples(NAMES, NAMES), max_size=3),
    systems=st.frozensets(NAMES, max_size=3),
    processors=st.frozensets(NAMES, max_size=3),
    sub_processors=st.frozensets(st.tuples(NAMES, NAMES), max_size=3),
    transfers=st.frozensets(st.tuples(NAMES, NAMES, NAMES), max_size=3),
    ai_used=st.sampled_from(["", *AI_USED]),
    ai_class=st.sampled_from(["", *AI_CLASSES]),
    automated_decision=st.sampled_from(["", *AUTOMATED]),
    subject_count_band=st.sampled_from(["", *SUBJECT_COUNTS]),
    residual=st.sampled_from(["", *SEVERITY]),
)


@given(BASES)
def test_equal_bases_have_no_changes_between_them(basis: Basis) -> None:
    assert what_changed(basis, Basis.of_json(basis.as_json())) == ()


@given(BASES, BASES)
def test_a_change_adds_what_was_not_there_and_a_kind_is_told_once(old: Basis, new: Basis) -> None:
    changes = what_changed(old, new)
    kinds = [change.kind for change in changes]
    assert len(set(kinds)) == len(kinds)
    for change in changes:
        assert change.added
        assert not set(change.added) & set(change.removed)


@given(BASES)
def test_a_basis_comes_back_from_json_as_it_was(basis: Basis) -> None:
    assert Basis.of_json(json.loads(json.dumps(basis.as_json()))) == basis


def test_json_is_the_same_whatever_order_the_sets_are_built_in() -> None:
    names = [f"system {number}" for number in range(20)]
    there, back = Basis(systems=frozenset(names)), Basis(systems=frozenset(reversed(names)))
    assert json.dumps(there.as_json()) == json.dumps(back.as_json())
    assert there.as_json()["systems"] == sorted(names)
    assert OLD.as_json()["lines"] == [["adults", "cpr"], ["adults", "ordinary"]]


def test_a_field_an_older_program_did_not_know_is_empty() -> None:
    assert Basis.of_json({"systems": ["omsorg"]}) == Basis(systems=frozenset({"omsorg"}))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"systems": "omsorg"}, "systems"),
        ({"systems": [1]}, "systems"),
        ({"systems": [["omsorg"]]}, "systems"),
        ({"lines": [["adults"]]}, "lines"),
        ({"lines": ["ab"]}, "lines"),
        ({"transfers": [["US", "drift", None]]}, "transfers"),
        ({"ai_used": True}, "ai_used"),
    ],
)
def test_a_value_of_another_shape_is_refused_by_the_fields_name(values: dict[str, object], field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}$"):
        Basis.of_json(values)


def test_a_basis_is_read_from_the_record() -> None:
    content = ActivityContent(
        purposes=(Purpose(text=" Yde\n hjælp "), Purpose(art6=("e",))),
        data_lines=(
            DataLine(subject="adults", category="cpr", text="CPR"),
            DataLine(subject="adults", category="cpr", text="CPR på pårørende"),
            DataLine(subject="children", category="health"),
            DataLine(subject="suppliers", category="none"),
            DataLine(subject="suppliers"),
        ),
        systems=("omsorg",),
        processors=("drift",),
        transfers=(
            Transfer(country="US", processor="drift", basis="45_dpf"),
            Transfer(country="IN", recipient=" Support ", basis="46_2_c"),
            Transfer(note="ved ikke"),
        ),
        ai_used="yes",
        ai_class="limited",
        automated_decision="none",
        subject_count="1000",
    )
    assert basis_of(content, sub_processors=[("drift", "Sky A")], residual="green") == Basis(
        purposes=frozenset({"Yde hjælp"}),
        lines=frozenset({("adults", "cpr"), ("children", "health")}),
        systems=frozenset({"omsorg"}),
        processors=frozenset({"drift"}),
        sub_processors=frozenset({("drift", "Sky A")}),
        transfers=frozenset({("US", "drift", "45_dpf"), ("IN", "Support", "46_2_c")}),
        ai_used="yes",
        ai_class="limited",
        automated_decision="none",
        subject_count_band="1000",
        residual="green",
    )
