"""What a meeting has got done: counted by hand, and never lost or counted twice."""

from hypothesis import given
from hypothesis import strategies as st

from register.working_meeting.rules import Progress, Total, total

SENTENCES = st.lists(st.sampled_from("ABCDEF"), unique=True)


def test_by_hand() -> None:
    first = Progress(before=["formål", "slettefrist"], now=["slettefrist", "modtagere"])
    assert (first.solved, first.left, first.is_finished) == (["formål"], ["slettefrist", "modtagere"], False)
    second = Progress(before=["formål"], now=[])
    assert second.is_finished
    assert total([first, second]) == Total(records=2, finished=1, solved=2, left=2)


@given(SENTENCES, SENTENCES)
def test_everything_that_was_missing_is_solved_or_left(before: list[str], now: list[str]) -> None:
    progress = Progress(before, now)
    assert set(progress.solved) | set(progress.left) == set(before) | set(now)
    assert not set(progress.solved) & set(progress.left)
    assert sorted(progress.left) == sorted(now)
