"""What an assessment comes to: for every assessment there can be, and for some worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from register.risk.presets import DATATILSYNET, PRESETS, STANDARD
from register.risk.rules import (
    ACCEPTING,
    ASPECTS,
    SHORTEST_REASON,
    TREATMENTS,
    ChainLink,
    Consequences,
    Grade,
    ThreatFacts,
    governing,
    inherent,
    is_accepted,
    is_raised,
    lacks,
    latest_expiry,
    residual,
    total,
    why_not_accept_until,
)
from register.risk.scale import COLOUR_WORDS, SEVERITY, Scale, severity

GRADES = st.integers(1, 4)
SCALES = st.sampled_from(PRESETS)
CONSEQUENCES = st.builds(Consequences, confidentiality=GRADES, integrity=GRADES, availability=GRADES)
CONCERNS = st.frozensets(st.sampled_from(sorted(ASPECTS)), min_size=1)
TREATED = st.builds(
    ThreatFacts,
    id=st.integers(1, 99),
    title=st.just("Mail sendes forkert"),
    concerns=CONCERNS,
    is_relevant=st.just(True),
    likelihood=GRADES,
    treatment=st.sampled_from(sorted(TREATMENTS)),
    residual_consequence=st.none() | GRADES,
    residual_likelihood=st.none() | GRADES,
    residual_reason=st.sampled_from(["", "Kort", "Et nyt system åbner for flere brugere."]),
    treatment_note=st.sampled_from(["", "Leverandøren tager sig af det efter aftalen."]),
    has_measures=st.booleans(),
)
THREAT = ThreatFacts(
    id=1, title="Mail", concerns=frozenset({"confidentiality"}), is_relevant=True, likelihood=3, treatment="accept"
)
ALL_THREE = Consequences(confidentiality=3, integrity=1, availability=1)


def place(grade: Grade | None) -> tuple[int, int]:
    assert grade is not None
    return grade.consequence, grade.likelihood


def messages(scale: Scale, consequences: Consequences, *threats: ThreatFacts) -> list[str]:
    return [lack.field for lack in lacks(scale, consequences, threats)]


@given(SCALES, CONSEQUENCES, TREATED)
def test_a_higher_likelihood_never_gives_a_milder_colour(
    scale: Scale, consequences: Consequences, threat: ThreatFacts
) -> None:
    assume(threat.likelihood is not None and threat.likelihood < 4)
    assert threat.likelihood is not None
    before = inherent(scale, consequences, threat)
    after = inherent(scale, consequences, replace(threat, likelihood=threat.likelihood + 1))
    assert before and after and before.severity <= after.severity


@given(SCALES, CONSEQUENCES, TREATED, st.sampled_from(sorted(ASPECTS)))
def test_a_worse_consequence_never_gives_a_milder_colour(
    scale: Scale, consequences: Consequences, threat: ThreatFacts, aspect: str
) -> None:
    grade = getattr(consequences, aspect)
    assume(grade < 4)
    before = inherent(scale, consequences, threat)
    after = inherent(scale, replace(consequences, **{aspect: grade + 1}), threat)
    assert before and after and before <= after


@given(SCALES, CONSEQUENCES, st.lists(TREATED, min_size=1, max_size=8))
def test_what_is_left_is_never_above_today_without_a_written_reason(
    scale: Scale, consequences: Consequences, threats: list[ThreatFacts]
) -> None:
    assume(not list(lacks(scale, consequences, threats)))
    for threat in threats:
        before, after = inherent(scale, consequences, threat), residual(scale, consequences, threat)
        assert before and after
        if after.severity > before.severity or is_raised(before, after):
            assert len(threat.residual_reason) >= SHORTEST_REASON


@given(SCALES, CONSEQUENCES, TREATED)
def test_nothing_gets_less_dangerous_by_itself(scale: Scale, consequences: Consequences, threat: ThreatFacts) -> None:
    assume(not messages(scale, consequences, threat))
    before, after = inherent(scale, consequences, threat), residual(scale, consequences, threat)
    assert before
    assert after
    if after.consequence < before.consequence or after.likelihood < before.likelihood:
        assert threat.treatment != "accept"
        assert threat.has_measures or threat.treatment_note


@given(SCALES, CONSEQUENCES, st.lists(TREATED, max_size=8))
def test_the_total_is_the_highest(scale: Scale, consequences: Consequences, threats: list[ThreatFacts]) -> None:
    grades = [residual(scale, consequences, threat) for threat in threats]
    worst = total(grades)
    if not threats:
        assert worst is None
        return
    assert worst in grades
    assert worst is not None
    assert worst.severity == max(grade.severity for grade in grades if grade)
    assert total([*grades, *grades[:1]]) == worst


@given(st.lists(st.tuples(st.sampled_from(["activity", "system"]), st.sampled_from(SEVERITY)), max_size=6))
def test_what_governs_a_chain_is_its_maximum(links: list[tuple[str, str]]) -> None:
    chain = [ChainLink(kind, number, "Navn", colour) for number, (kind, colour) in enumerate(links)]  # type: ignore[arg-type]
    found = governing(chain)
    assert (found is None) is (not chain)
    if found:
        assert severity(found.colour) == max(severity(link.colour) for link in chain)
        assert found in chain


def test_of_two_alike_the_activitys_own_governs() -> None:
    own, inherited = ChainLink("activity", 1, "Sag", "red"), ChainLink("system", 2, "System", "red")
    assert governing([inherited, own]) is own
    assert governing([own, inherited]) is own


def test_only_what_a_threat_hits_counts() -> None:
    consequences = Consequences(confidentiality=1, integrity=4, availability=2)
    both = replace(THREAT, concerns=frozenset({"confidentiality", "availability"}))
    assert place(inherent(STANDARD, consequences, both)) == (2, 3)
    assert place(inherent(STANDARD, consequences, replace(THREAT, concerns=frozenset({"integrity"})))) == (4, 3)


def test_the_colour_goes_before_the_numbers() -> None:
    milder, worse = Grade.at(DATATILSYNET, 2, 4), Grade.at(DATATILSYNET, 4, 2)
    assert (milder.colour_on(DATATILSYNET), worse.colour_on(DATATILSYNET)) == ("orange", "red")
    assert total([milder, worse, None]) == worse


def test_without_a_residual_grade_the_risk_is_as_today() -> None:
    assert residual(STANDARD, ALL_THREE, THREAT) == inherent(STANDARD, ALL_THREE, THREAT)
    assert place(residual(STANDARD, ALL_THREE, replace(THREAT, residual_likelihood=1))) == (3, 1)
    assert place(residual(STANDARD, ALL_THREE, replace(THREAT, residual_consequence=1))) == (1, 3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"is_relevant": None}, "is_relevant"),
        ({"is_relevant": False}, "irrelevant_reason"),
        ({"likelihood": None}, "likelihood"),
        ({"treatment": ""}, "treatment"),
        ({"treatment": "reduce"}, "measures"),
        ({"residual_likelihood": 4}, "residual_reason"),
        ({"residual_consequence": 4, "residual_reason": "Kort"}, "residual_reason"),
    ],
)
def test_what_is_not_said_of_a_threat_is_missing(changes: dict[str, object], field: str) -> None:
    other = replace(THREAT, id=2)
    changed = replace(THREAT, **changes)  # type: ignore[arg-type]
    assert messages(STANDARD, ALL_THREE, other, changed) == [field]


def test_a_whole_assessment_lacks_nothing_and_an_empty_one_says_so() -> None:
    aside = ThreatFacts(id=2, title="Brand", concerns=frozenset({"availability"}), is_relevant=False,
                        irrelevant_reason="Alt ligger i skyen.")  # fmt: skip
    reduced = replace(THREAT, id=3, treatment="reduce", has_measures=True, residual_likelihood=1)
    assert messages(STANDARD, ALL_THREE, THREAT, aside, reduced) == []
    assert messages(STANDARD, ALL_THREE, aside) == ["threats"]
    assert messages(STANDARD, Consequences(confidentiality=3), THREAT) == ["integrity"]


def test_every_colour_has_a_verb_that_accepts_it() -> None:
    assert set(ACCEPTING) == set(COLOUR_WORDS)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-10, 800))
def test_an_acceptance_lasts_at_most_a_year(given_on: date, days: int) -> None:
    ends = given_on + timedelta(days=days)
    assert (why_not_accept_until(given_on, ends) is None) is (given_on < ends <= latest_expiry(given_on))
    assert 364 <= (latest_expiry(given_on) - given_on).days <= 366


@given(st.sampled_from(SEVERITY), st.sampled_from(SEVERITY), st.integers(-3, 3))
def test_an_acceptance_covers_no_worse_colour_and_no_day_after(now: str, accepted: str, days: int) -> None:
    today = date(2027, 3, 1)
    covers = is_accepted(now, accepted, today + timedelta(days=days), today)
    assert covers is (severity(now) <= severity(accepted) and days >= 0)
    assert not is_accepted(now, None, None, today)
