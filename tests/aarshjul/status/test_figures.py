"""The KPIs, by hand-computed cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aarshjul.status.figures import LIGHT_WORDS, Counts, Light, count_light, share_light
from aarshjul.status.kpis import KPIS, Kpi, kpis_of, measures, overall, reasons


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
    assert {code for code, light in lights(counts).items() if light != "grey"} == {"K1", "K2", "K3", "K4", "K5"}
    assert set(lights(counts).values()) == {"green", "grey"}
    assert overall(lights(counts)) == "green"
    assert reasons(measures(counts)) == ()


def test_one_red_risk_makes_the_whole_red_and_is_the_reason() -> None:
    counts = Counts(
        records=20,
        art30_fulfilled=20,
        reviewed=20,
        assessed=20,
        risks=20,
        red=1,
        red_undecided=1,
        tasks_due=10,
        done_on_time=10,
    )
    assert overall(lights(counts)) == "red"
    assert reasons(measures(counts)) == ("K6",)


def test_tasks_late_in_every_way_do_not_outvote_the_majority() -> None:
    counts = Counts(records=10, art30_fulfilled=10, reviewed=10, assessed=10, risks=9, tasks_due=10, overdue_long=9)
    found = {code: light for code, light in lights(counts).items() if light != "grey"}
    assert found == {"K1": "green", "K2": "green", "K3": "red", "K4": "red", "K5": "green", "K6": "green"}
    assert overall(lights(counts)) == "green"
    assert reasons(measures(counts)) == ("K3", "K4")


def test_a_tie_of_colours_takes_the_worse() -> None:
    assert overall({"K2": "green", "K3": "yellow"}) == "yellow"
    assert overall({"K2": "green", "K3": "red", "K4": "yellow"}) == "red"
    assert overall({"K2": "green", "K3": "green", "K4": "yellow", "K5": "grey"}) == "green"


def test_a_red_article_30_makes_the_whole_red() -> None:
    assert overall({"K1": "red", "K2": "green", "K3": "green", "K4": "green", "K5": "green", "K6": "green"}) == "red"


@given(st.lists(st.sampled_from(list(LIGHT_WORDS)), min_size=len(KPIS), max_size=len(KPIS)))
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


def kpi(code: str) -> Kpi:
    return next(kpi for kpi in KPIS if kpi.code == code)


@pytest.mark.parametrize(
    ("code", "counts", "light"),
    [
        ("K1", {}, "grey"),
        ("K1", {"art30_fulfilled": 95, "records": 100}, "green"),
        ("K1", {"art30_fulfilled": 80, "records": 100}, "yellow"),
        ("K1", {"art30_fulfilled": 13, "records": 17}, "red"),  # 76.5
        ("K2", {}, "grey"),
        ("K2", {"reviewed": 9, "records": 10}, "green"),
        ("K2", {"reviewed": 7, "records": 10}, "yellow"),
        ("K2", {"reviewed": 11, "records": 16}, "red"),  # 68.75
        ("K3", {}, "grey"),
        ("K3", {"done_on_time": 9, "tasks_due": 10}, "green"),
        ("K3", {"done_on_time": 3, "tasks_due": 4}, "yellow"),
        ("K3", {"done_on_time": 14, "tasks_due": 19}, "red"),  # 73.7
        ("K4", {}, "grey"),
        ("K4", {"tasks_due": 3}, "green"),
        ("K4", {"overdue_long": 3, "tasks_due": 3}, "yellow"),
        ("K4", {"overdue_long": 4}, "red"),
        ("K5", {}, "grey"),
        ("K5", {"assessed": 18, "records": 20}, "green"),
        ("K5", {"assessed": 14, "records": 20}, "yellow"),
        ("K5", {"assessed": 13, "records": 20}, "red"),
        ("K6", {}, "grey"),
        ("K6", {"risks": 8, "red": 2}, "green"),  # both decided
        ("K6", {"risks": 8, "red": 2, "red_undecided": 1}, "red"),
        ("K7", {}, "grey"),
        ("K7", {"dpia_required": 5, "dpia_done": 5}, "green"),
        ("K7", {"dpia_required": 5, "dpia_done": 4}, "yellow"),
        ("K7", {"dpia_required": 9, "dpia_done": 7}, "red"),  # 77.8
        ("K7", {"dpia_required": 100, "dpia_done": 99}, "yellow"),
        ("K8", {}, "grey"),
        ("K8", {"processors": 7, "with_agreement": 7}, "green"),
        ("K8", {"processors": 20, "with_agreement": 19}, "yellow"),
        ("K8", {"processors": 19, "with_agreement": 18}, "red"),  # 94.7
        ("K9", {}, "grey"),
        ("K9", {"supervisions_planned": 10, "supervisions_held": 9}, "green"),
        ("K9", {"supervisions_planned": 10, "supervisions_held": 7}, "yellow"),
        ("K9", {"supervisions_planned": 3, "supervisions_held": 2}, "red"),  # 66.7
        ("K15", {}, "grey"),
        ("K15", {"at_hand": 600}, "grey"),
        ("K15", {"at_hand": 600, "planned": 600}, "green"),
        ("K15", {"at_hand": 450, "planned": 600}, "yellow"),
        ("K15", {"at_hand": 449, "planned": 600}, "red"),
        ("K15", {"at_hand": 1200, "planned": 600}, "green"),
        ("K17", {}, "grey"),
        ("K17", {"decisions": 4}, "green"),
        ("K17", {"decisions": 4, "decisions_postponed": 1}, "yellow"),
        ("K17", {"decisions": 4, "decisions_postponed": 2}, "red"),
    ],
)
def test_each_kpi_empty_on_its_thresholds_and_off_them(code: str, counts: dict[str, int], light: Light) -> None:
    assert kpi(code).measure(Counts(**counts)).light == light


def test_every_kpi_says_what_it_counts_and_from_where_it_is_in_order() -> None:
    for one in KPIS:
        assert "I orden" in one.definition
        if one.whole:
            assert f"fra {one.green}" in one.definition or f"ved {one.green}" in one.definition
            assert f"fra {one.yellow} procent" in one.definition
            assert " af " in one.definition
        else:
            assert f"handling kræves fra {one.red_from}" in one.definition


def test_the_overview_has_its_eight_and_breaches_have_no_colour() -> None:
    assert [one.code for one in KPIS if one.in_overview] == ["K1", "K2", "K3", "K4", "K5", "K6", "K8", "K9"]
    assert not [one for one in KPIS if "brud" in one.label.casefold()]


def test_a_kpi_without_records_of_its_kind_is_absent() -> None:
    assert "K17" not in [one.code for one in kpis_of(Counts(records=3))]
    assert "K17" in [one.code for one in kpis_of(Counts(decisions=1))]


def test_processors_without_an_agreement_make_the_whole_red() -> None:
    counts = Counts(records=9, art30_fulfilled=9, reviewed=9, assessed=9, processors=2, with_agreement=1)
    assert overall(lights(counts)) == "red"
    assert reasons(measures(counts)) == ("K8",)
