"""The short form of `./run torture kills`."""

from tests.torture.kills import Size, play
from tests.torture.place import Place


def test_workers_that_are_killed_with_a_mail_in_hand_lose_none(place: Place) -> None:
    outcome = play(place, Size(mails=60, workers=2, kills=3, waits=False))
    assert outcome.broken == ()
    assert (outcome.sent, outcome.lost, outcome.kills) == (60, 0, 3)
    assert outcome.doubled <= 3
