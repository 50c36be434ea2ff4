"""What a cell of the joint view says of a threat: nothing that was written of the other verdict is lost."""

import pytest

from register.risk.joint import NOT_RELEVANT, said_now, said_of
from register.risk.model import AssessedThreat


def threat(*, is_relevant: bool | None, likelihood: int | None = None) -> AssessedThreat:
    return AssessedThreat(
        id=7, is_relevant=is_relevant, likelihood=likelihood, evidence="Skete i maj.", irrelevant_reason="Sker ikke."
    )


@pytest.mark.parametrize(
    ("row", "text", "said"),
    [
        (threat(is_relevant=True, likelihood=3), NOT_RELEVANT, (False, None, "Sker ikke.", "Skete i maj.")),
        (threat(is_relevant=False), "2", (True, 2, "Sker ikke.", "Skete i maj.")),
        (threat(is_relevant=True, likelihood=3), "", (None, None, "Sker ikke.", "Skete i maj.")),
    ],
)
def test_who_thinks_again_loses_nothing(row: AssessedThreat, text: str, said: tuple[object, ...]) -> None:
    found = said_of(row, text, "")
    assert found
    assert (found.is_relevant, found.likelihood, found.irrelevant_reason, found.evidence) == said


def test_a_note_goes_to_the_verdict_it_was_written_with() -> None:
    row = threat(is_relevant=None)
    relevant, not_relevant = said_of(row, "4", "Igen i juni."), said_of(row, NOT_RELEVANT, "Ingen printer.")
    assert relevant
    assert not_relevant
    assert (relevant.evidence, relevant.irrelevant_reason) == ("Igen i juni.", "Sker ikke.")
    assert (not_relevant.evidence, not_relevant.irrelevant_reason) == ("Skete i maj.", "Ingen printer.")


def test_a_cell_left_as_it_is_says_nothing() -> None:
    row = threat(is_relevant=True, likelihood=3)
    assert said_of(row, said_now(row), "") is None
