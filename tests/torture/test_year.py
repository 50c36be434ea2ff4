"""One year of ticks, in the short form: fewer items than `./run torture year` plays."""

import pytest

from tests.torture import year
from tests.torture.place import Place


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_year_s_mails_are_those_the_rules_foresee_given_the_same_outages(place: Place) -> None:
    outcome = year.play(place, year.Size(days=365, items=150, seed=3))
    assert outcome.broken == ()
    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert outcome.sent == outcome.figures["foreseen"] > 400
