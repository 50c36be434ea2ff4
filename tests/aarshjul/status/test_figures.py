"""The KPIs, by hand-computed cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.status.figures import (
    KPIS,
    LIGHT_WORDS,
    Counts,
    Light,
    count_light,
    measures,
    overall,
    reasons,
    share_light,
)


def lights(counts: Counts) -> dict[str, Light]:
    return {m.code: m.light for m in measures(counts)}


@pytest.mark.parametrize(
    ("part", "whole", "light"),
    [
        (0, 0, "grey"),
        (95, 100, "green"),
        (19, 20, "green"),
        (94, 100, "yellow"),
        (80, 100, "yellow"),
        (4, 5, "yellow"),
        (79, 100, "red"),
        (0, 3, "red"),
        (9499, 10_000, "yellow"),
        (7999, 10_000, "red"),
    ],
)
def test_a_share_on_and_off_its_thresholds(part: int, whole: int, light: Light) -> None:
    assert share_light(part, whole, green=95, yellow=80) == light


@pytest.mark.parametrize(("number", "light"), [(0, "green"), (1, "yellow"), (3, "yellow"), (4, "red")])
def test_overdue_for_long_is_red_from_four(number: int, light: Light) -> None:
    assert count_light(number, red_from=4) == light


def test_nothing_to_count_among_gives_no_colour_anywhere() -> None:
    assert set(lights(Counts()).values()) == {"grey"}
    assert overall(lights(Counts())) == "grey"


def test_an_administration_in_order() -> None:
    counts = Counts(records=20, art30_fulfilled=19, reviewed=18, assessed=18, tasks_due=10, done_on_time=9, done_late=1)
    assert set(lights(counts).values()) == {"green"}
    assert overall(lights(counts)) == "green"
    assert reasons(measures(counts)) == ()


def test_one_red_risk_makes_the_whole_red_and_is_the_reason() -> None:
    counts = Counts(records=20, art30_fulfilled=20, reviewed=20, assessed=20, red=1, tasks_due=10, done_on_time=10)
    assert overall(lights(counts)) == "red"
    assert reasons(measures(counts)) == ("K6",)


def test_tasks_late_in_every_way_do_not_outvote_the_majority() -> None:
    counts = Counts(records=10, art30_fulfilled=10, reviewed=10, assessed=10, tasks_due=10, overdue_long=9)
    assert lights(counts) == {"K1": "green", "K2": "green", "K3": "red", "K4": "red", "K5": "green", "K6": "green"}
    assert overall(lights(counts)) == "green"
    assert reasons(measures(counts)) == ("K3", "K4")


def test_a_tie_of_colours_takes_the_worse() -> None:
    assert overall({"K2": "green", "K3": "yellow"}) == "yellow"
    assert overall({"K2": "green", "K3": "red", "K4": "yellow"}) == "red"
    assert overall({"K2": "green", "K3": "green", "K4": "yellow", "K5": "grey"}) == "green"


def test_a_red_article_30_makes_the_whole_red() -> None:
    assert overall({"K1": "red", "K2": "green", "K3": "green", "K4": "green", "K5": "green", "K6": "green"}) == "red"


@given(st.lists(st.sampled_from(list(LIGHT_WORDS)), min_size=6, max_size=6))
def test_the_whole_has_a_colour_exactly_when_one_kpi_has(found: list[Light]) -> None:
    whole = overall(dict(zip((k.code for k in KPIS), found, strict=True)))
    assert (whole == "grey") == (set(found) == {"grey"})
    assert whole in found


@given(st.integers(0, 500), st.integers(0, 500))
def test_one_more_done_never_makes_a_share_worse(part: int, more: int) -> None:
    order = ["grey", "red", "yellow", "green"]
    whole = part + more
    before = share_light(part, whole, green=90, yellow=75)
    after = share_light(min(part + 1, whole), whole, green=90, yellow=75)
    assert order.index(after) >= order.index(before)


def test_counts_add_up_field_by_field() -> None:
    assert Counts(records=2, red=1) + Counts(records=3, overdue=4) == Counts(records=5, red=1, overdue=4)
