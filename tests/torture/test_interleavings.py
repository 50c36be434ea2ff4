"""The short form of `./run torture interleavings`, and that it would see a mail that should not have gone."""

import pytest

from tests.conftest import MOSTLY_SQLITE
from tests.torture.interleavings import play
from tests.torture.place import Place


def test_what_is_changed_before_a_mail_is_claimed_is_not_sent(place: Place) -> None:
    outcome = play(place, 60)
    assert outcome.broken == ()
    assert outcome.figures["trials"] == 60
    assert outcome.figures["cancelled"] > 0


@MOSTLY_SQLITE
def test_a_worker_that_does_not_look_again_is_found_out(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aarshjul.part.why_not_send", lambda _mail: None)
    outcome = play(place, 60)
    assert any("sendt efter" in promise for promise in outcome.broken), outcome
