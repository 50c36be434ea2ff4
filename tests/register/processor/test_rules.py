"""The points of supervision, and when an agreement is in force: by hand and for any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.processor.content import Agreement, ProcessorContent
from register.processor.rules import CONCEPTS, is_in_force, next_supervision_on, runs_out_on, score, why_not_concept
from register.processor.scale import get_scale

SCALE = get_scale()
TODAY = date(2027, 3, 1)
FLAGS = st.fixed_dictionaries(
    {
        "person_band": st.sampled_from(["under_1000", "under_10000", "over_10000"]),
        "has_sensitive": st.booleans(),
        "has_confidential": st.booleans(),
        "has_special": st.booleans(),
    }
)


@pytest.mark.parametrize(
    ("values", "points", "concepts"),
    [
        ({"person_band": "under_1000"}, 1, (1, 2, 3, 4, 5, 6)),
        ({"person_band": "under_10000"}, 2, (1, 2, 3, 4, 5, 6)),
        ({"person_band": "over_10000"}, 3, (2, 3, 4, 5, 6)),
        ({"person_band": "under_1000", "has_sensitive": True}, 4, (2, 3, 4, 5, 6)),
        ({"person_band": "over_10000", "has_confidential": True}, 5, (3, 4, 5, 6)),
        ({"person_band": "under_10000", "has_confidential": True, "has_special": True}, 6, (3, 4, 5, 6)),
        ({"person_band": "under_10000", "has_sensitive": True, "has_confidential": True}, 7, (5, 6)),
        (
            {"person_band": "over_10000", "has_sensitive": True, "has_confidential": True, "has_special": True},
            10,
            (5, 6),
        ),
    ],
)
def test_points_by_hand(values: dict[str, object], points: int, concepts: tuple[int, ...]) -> None:
    found = score(ProcessorContent(name="A", **values), SCALE)  # type: ignore[arg-type]
    assert found is not None
    assert (found.points, tuple(found.concepts)) == (points, concepts)


def test_nothing_is_said_before_the_number_of_persons_is_known() -> None:
    assert score(ProcessorContent(has_sensitive=True), SCALE) is None
    assert why_not_concept(ProcessorContent(has_sensitive=True, concept=1), SCALE) is None


@given(FLAGS, st.sampled_from(sorted(CONCEPTS)))
def test_a_concept_that_is_too_little_wants_a_reason_and_a_higher_one_never_does(
    values: dict[str, object], concept: int
) -> None:
    content = ProcessorContent(concept=concept, **values)  # type: ignore[arg-type]
    found = score(content, SCALE)
    assert found is not None and 1 <= found.points <= 10
    assert (why_not_concept(content, SCALE) is None) == (concept in found.concepts)
    with_reason = ProcessorContent(concept=concept, concept_reason="Fordi", **values)  # type: ignore[arg-type]
    assert why_not_concept(with_reason, SCALE) is None
    assert tuple(found.concepts) == tuple(range(min(found.concepts), 7))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_the_next_supervision_is_so_many_months_on(held_on: date, months: int) -> None:
    found = next_supervision_on(held_on, months)
    assert (found.year * 12 + found.month) - (held_on.year * 12 + held_on.month) == months
    assert found.day == held_on.day or (found.day < held_on.day and (found + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("agreement", "holds"),
    [
        (Agreement(signed_on=date(2026, 1, 1)), True),
        (Agreement(signed_on=TODAY), True),
        (Agreement(signed_on=date(2027, 3, 2)), False),
        (Agreement(), False),
        (Agreement(signed_on=date(2026, 1, 1), valid_until_on=TODAY), True),
        (Agreement(signed_on=date(2026, 1, 1), valid_until_on=date(2027, 2, 28)), False),
        (Agreement(signed_on=date(2026, 1, 1), is_ended=True), False),
    ],
)
def test_an_agreement_is_in_force(agreement: Agreement, holds: bool) -> None:
    assert is_in_force(agreement, TODAY) is holds


def test_a_processor_is_covered_as_long_as_any_agreement_runs() -> None:
    short = Agreement(signed_on=date(2026, 1, 1), valid_until_on=date(2027, 6, 1))
    long = Agreement(signed_on=date(2026, 1, 1), valid_until_on=date(2028, 6, 1))
    assert runs_out_on([short, long], TODAY) == date(2028, 6, 1)
    assert runs_out_on([short, Agreement(signed_on=date(2026, 1, 1))], TODAY) is None
    assert runs_out_on([], TODAY) is None
