"""Whether an impact assessment is needed, against a table written by hand, and what may be set aside."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.dpia.danger_list import CURRENT, DangerList, Entry, questions
from register.dpia.screening import SHORTEST_REASON, Outcome, Verdict, decide, why_not_exempt, why_not_set_aside

ASKED = [question.code for question in questions()]

A = "art. 35, stk. 3, litra a"
B = "art. 35, stk. 3, litra b"
C = "art. 35, stk. 3, litra c"
W1, W2, W3, W4, W5, W6, W7, W8, W9 = (f"WP248, kriterium {number}" for number in range(1, 10))
L1, L2, L3, L4, L5, L6, L7, L8 = (f"Datatilsynets liste, nr. {number}" for number in range(1, 9))
ALL_OTHERS = "*"


@dataclass(frozen=True)
class Case:
    """A screening: the codes answered yes, those nobody has answered (the rest are no), and what must come of it."""

    yes: str
    unanswered: str
    outcome: Outcome
    sources: tuple[str, ...]

    @property
    def answers(self) -> dict[str, bool | None]:
        yes, unanswered = self.yes.split(), self.unanswered.split()
        assert {*yes, *unanswered} - {ALL_OTHERS} <= set(ASKED)
        return {
            code: True if code in yes else None if code in unanswered or ALL_OTHERS in unanswered else False
            for code in ASKED
        }


CASES = [
    # Nothing is met.
    Case("", "", "no", ()),
    # A case of Art. 35(3) is enough by itself.
    Case("art35_3_a", "", "yes", (A,)),
    Case("art35_3_b", "", "yes", (B,)),
    Case("art35_3_c", "", "yes", (C,)),
    Case("art35_3_a art35_3_c", "", "yes", (A, C)),
    Case("art35_3_b wp248_4 wp248_5", "", "yes", (B, W4, W5)),
    # One criterion of WP248 is named, and is not enough.
    Case("wp248_1", "", "no", (W1,)),
    Case("wp248_2", "", "no", (W2,)),
    Case("wp248_3", "", "no", (W3,)),
    Case("wp248_4", "", "no", (W4,)),
    Case("wp248_5", "", "no", (W5,)),
    Case("wp248_6", "", "no", (W6,)),
    Case("wp248_7", "", "no", (W7,)),
    Case("wp248_8", "", "no", (W8,)),
    Case("wp248_9", "", "no", (W9,)),
    # Two are.
    Case("wp248_1 wp248_2", "", "yes", (W1, W2)),
    Case("wp248_3 wp248_7", "", "yes", (W3, W7)),
    Case("wp248_4 wp248_5", "", "yes", (W4, W5)),
    Case("wp248_6 wp248_9", "", "yes", (W6, W9)),
    Case("wp248_1 wp248_4 wp248_7", "", "yes", (W1, W4, W7)),
    # Biometric, genetic and location data need one criterion besides.
    Case("biometric", "", "no", ()),
    Case("biometric wp248_7", "", "yes", (L1, W7)),
    Case("biometric wp248_4", "", "yes", (L1, W4)),
    Case("genetic", "", "no", ()),
    Case("genetic wp248_5", "", "yes", (L2, W5)),
    Case("location", "", "no", ()),
    Case("location wp248_3", "", "yes", (L3, W3)),
    Case("biometric genetic location", "", "no", ()),
    Case("biometric genetic location wp248_9", "", "yes", (L1, L2, L3, W9)),
    # New technology is a criterion itself, but not its own second one.
    Case("wp248_8 wp248_1", "", "yes", (L4, W1, W8)),
    Case("wp248_8 wp248_6", "", "yes", (L4, W6, W8)),
    Case("location wp248_8", "", "yes", (L3, W8)),
    Case("biometric wp248_8 wp248_7", "", "yes", (L1, L4, W7, W8)),
    # The other entries of the list stand alone.
    Case("access_decision", "", "yes", (L5,)),
    Case("mass_profiling", "", "yes", (L6,)),
    Case("vulnerable_profiling", "", "yes", (L7,)),
    Case("safety", "", "yes", (L8,)),
    Case("safety wp248_4", "", "yes", (L8, W4)),
    Case("access_decision vulnerable_profiling wp248_2 wp248_7", "", "yes", (L5, L7, W2, W7)),
    Case("art35_3_b safety", "", "yes", (B, L8)),
    # Open: what nobody has answered could make it a yes.
    Case("", ALL_OTHERS, "open", ()),
    Case("", "art35_3_c", "open", ()),
    Case("", "safety", "open", ()),
    Case("wp248_4", "wp248_5", "open", (W4,)),
    Case("wp248_4", "biometric", "open", (W4,)),
    Case("genetic", "wp248_1", "open", ()),
    Case("wp248_8", "wp248_9", "open", (W8,)),
    Case("", "wp248_1 wp248_2", "open", ()),
    Case("", "location wp248_3", "open", ()),
    # A yes is a yes, and a no a no, though something is not answered.
    Case("art35_3_a", ALL_OTHERS, "yes", (A,)),
    Case("wp248_4 wp248_7", ALL_OTHERS, "yes", (W4, W7)),
    Case("mass_profiling", ALL_OTHERS, "yes", (L6,)),
    Case("wp248_8 wp248_3", ALL_OTHERS, "yes", (L4, W3, W8)),
    Case("", "wp248_1", "no", ()),
    Case("", "wp248_8", "no", ()),
    Case("", "biometric", "no", ()),
    Case("", "biometric genetic location", "no", ()),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.yes or 'nothing'} ?{case.unanswered} {case.outcome}")
def test_the_screening_is_as_written(case: Case) -> None:
    verdict = decide(case.answers)
    assert verdict.outcome == case.outcome
    assert tuple(reason.source for reason in verdict.reasons) == case.sources
    assert all(reason.message for reason in verdict.reasons)
    assert verdict.rests_on == ("law" if any(not source.startswith("WP248") for source in case.sources) else "criteria")


def test_every_question_has_a_case_in_which_it_is_answered_yes() -> None:
    assert {code for case in CASES for code in case.yes.split()} == set(ASKED)


def test_what_is_not_answered_is_missing_in_the_order_it_is_asked() -> None:
    answers: dict[str, bool | None] = {**dict.fromkeys(ASKED, False), "safety": None, "art35_3_b": True}
    del answers["wp248_2"]
    assert decide(answers).missing == ("wp248_2", "safety")


def test_answers_to_questions_of_another_list_are_passed_over() -> None:
    assert decide({**dict.fromkeys(ASKED, False), "no_longer_asked": True, "asked_before": None}) == Verdict(
        "no", (), ()
    )


def test_a_screening_is_decided_by_the_list_it_was_made_on() -> None:
    list_of_one = DangerList(
        code="other",
        dated=2031,
        questions=tuple(question for question in CURRENT.questions if question.code == "genetic"),
        entries=(Entry(number=1, fact="genetic", source="En anden liste, nr. 1", met="Der behandles genetiske data."),),
    )
    asked = [question.code for question in questions(list_of_one)]
    verdict = decide({**dict.fromkeys(asked, False), "genetic": True}, list_of_one)
    assert (verdict.outcome, verdict.missing) == ("yes", ())
    assert [(reason.code, reason.source) for reason in verdict.reasons] == [("other/1", "En anden liste, nr. 1")]


ANSWERS = st.dictionaries(st.sampled_from(ASKED), st.sampled_from([True, False, None]))


@given(ANSWERS, st.sampled_from(ASKED))
def test_one_more_yes_never_takes_a_reason_away(answers: dict[str, bool | None], code: str) -> None:
    before, after = decide(answers), decide({**answers, code: True})
    assert set(before.reasons) <= set(after.reasons)
    if before.outcome == "yes":
        assert after.outcome == "yes"


@given(ANSWERS, st.data())
def test_open_is_what_the_missing_answers_can_still_turn_either_way(
    answers: dict[str, bool | None], data: st.DataObject
) -> None:
    verdict = decide(answers)
    rest = {code: data.draw(st.booleans()) for code in verdict.missing}
    settled = decide({**answers, **rest})
    assert settled.outcome in {"yes", "no"}
    if verdict.outcome == "open":
        assert decide({**answers, **dict.fromkeys(verdict.missing, True)}).outcome == "yes"
        assert decide({**answers, **dict.fromkeys(verdict.missing, False)}).outcome == "no"
    else:
        assert settled.outcome == verdict.outcome


def of(yes: str, unanswered: str = "") -> Verdict:
    """The verdict when these are answered yes, those not at all, and the rest no."""
    return decide(Case(yes, unanswered, "yes", ()).answers)


WHY = "Få borgere, kort tid og ingen videregivelse."


def test_criteria_alone_are_set_aside_with_a_reason_and_the_dpos_advice() -> None:
    assert why_not_set_aside(of("wp248_4 wp248_7"), reason=WHY, has_dpo_advice=True) is None


@pytest.mark.parametrize(
    "yes",
    [
        "art35_3_a",
        "art35_3_b",
        "art35_3_c",
        "art35_3_b wp248_4 wp248_5",
        "biometric wp248_1",
        "genetic wp248_1",
        "location wp248_1",
        "wp248_8 wp248_7",
        "access_decision",
        "mass_profiling",
        "vulnerable_profiling",
        "safety",
    ],
)
def test_a_case_of_the_law_or_the_list_is_never_set_aside(yes: str) -> None:
    refusal = why_not_set_aside(of(yes), reason=WHY, has_dpo_advice=True)
    assert refusal is not None
    assert "kan ikke fravælges" in refusal
    assert "stk. 10" in refusal


def test_nothing_is_set_aside_without_the_dpos_advice() -> None:
    refusal = why_not_set_aside(of("wp248_4 wp248_7"), reason=WHY, has_dpo_advice=False)
    assert refusal is not None
    assert "databeskyttelsesrådgiveren" in refusal


@pytest.mark.parametrize(
    ("reason", "is_enough"),
    [("", False), (" " * 40, False), ("x" * 19, False), ("x" * 20, True), ("kort" + " " * 30 + "sagt", False)],
)
def test_a_reason_of_fewer_than_twenty_characters_sets_nothing_aside(reason: str, is_enough: bool) -> None:
    refusal = why_not_set_aside(of("wp248_4 wp248_7"), reason=reason, has_dpo_advice=True)
    assert (refusal is None) is is_enough
    if refusal is not None:
        assert f"mindst {SHORTEST_REASON} tegn" in refusal


@pytest.mark.parametrize("unanswered", ["art35_3_b", "safety", "wp248_8"])
def test_nothing_is_set_aside_while_an_answer_may_still_make_it_a_case_of_the_law(unanswered: str) -> None:
    verdict = of("wp248_4 wp248_7", unanswered)
    assert (verdict.outcome, verdict.rests_on) == ("yes", "criteria")
    refusal = why_not_set_aside(verdict, reason=WHY, has_dpo_advice=True)
    assert refusal is not None
    assert refusal.startswith("Besvar alle spørgsmål først.")


@pytest.mark.parametrize(
    ("verdict", "begins"), [(of("wp248_4"), "Der skal ikke laves"), (of("", ALL_OTHERS), "Besvar spørgsmålene")]
)
def test_what_is_not_a_yes_is_neither_set_aside_nor_exempt(verdict: Verdict, begins: str) -> None:
    refusals = [
        why_not_set_aside(verdict, reason=WHY, has_dpo_advice=True),
        why_not_exempt(verdict, basis=["c"], reference="Lov nr. 1"),
    ]
    assert [refusal is not None and refusal.startswith(begins) for refusal in refusals] == [True, True]


@pytest.mark.parametrize(
    ("basis", "reference", "refused_for"),
    [
        (["c"], "Barnets lov, L 93 (2022-23), bemærkningerne pkt. 5", ""),
        (["e"], "Lov om social service § 12", ""),
        (["e", "c", "e"], "Lov om social service § 12", ""),
        (["a"], "Lov om social service § 12", "litra c eller e"),
        (["c", "a"], "Lov om social service § 12", "litra c eller e"),
        (["f", "e"], "Lov om social service § 12", "litra c eller e"),
        ([], "Lov om social service § 12", "litra c eller e"),
        (["e"], "", "hvilken lov"),
        (["c"], "  \n ", "hvilken lov"),
    ],
)
def test_a_law_that_was_assessed_takes_its_place_only_for_c_and_e_and_by_name(
    basis: list[str], reference: str, refused_for: str
) -> None:
    refusal = why_not_exempt(of("art35_3_b"), basis=basis, reference=reference)
    assert (refusal is None) == (not refused_for)
    assert refused_for in (refusal or "")
