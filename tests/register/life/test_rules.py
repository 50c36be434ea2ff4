"""Which steps lead where, and when a change takes an approval away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.activity.choices import STATUSES
from register.activity.merge import FIELDS
from register.activity.states import ADMINISTRATIVE, state_after_change
from register.life.rules import BACK, STEPS, state_after, steps_from


def verbs(status: str) -> set[str]:
    return {step.verb for step in steps_from(status)}


def test_the_steps_of_each_state() -> None:
    assert verbs("draft") == {"submit", "send_to_hearing", "retire"}
    assert verbs("in_hearing") == {"submit", "end_hearing", "retire"}
    assert verbs("ready") == {"approve", "send_back", "withdraw", "retire"}
    assert verbs("approved") == {"revise", "retire"}
    assert verbs("under_revision") == {"submit", "send_to_hearing", "retire"}
    assert verbs("retired") == {"reopen"}


def test_approving_and_sending_back_are_the_approvers() -> None:
    assert {step.verb for step in STEPS.values() if step.needs == "approve"} == {"approve", "send_back"}


@pytest.mark.parametrize("verb", [v for v, step in STEPS.items() if step.to == BACK])
def test_back_is_a_draft_until_it_has_been_approved_once(verb: str) -> None:
    assert state_after(STEPS[verb], was_approved=False) == "draft"
    assert state_after(STEPS[verb], was_approved=True) == "under_revision"


def test_every_state_but_the_last_can_be_reached_and_left() -> None:
    reached = {"draft"}
    for _round in STATUSES:
        for status in tuple(reached):
            for step in steps_from(status):
                reached |= {state_after(step, was_approved=was) for was in (True, False)}
    assert reached == set(STATUSES)


@given(st.sampled_from(sorted(STATUSES)), st.sets(st.sampled_from(FIELDS)), st.booleans())
def test_a_change_of_substance_ends_an_approval_and_nothing_else_does(
    status: str, fields: set[str], was_approved: bool
) -> None:
    after = state_after_change(status, fields, was_approved=was_approved)
    if status in {"approved", "ready"} and fields - ADMINISTRATIVE:
        assert after == ("under_revision" if was_approved else "draft")
    else:
        assert after == status
