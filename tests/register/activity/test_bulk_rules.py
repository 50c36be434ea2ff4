"""What becomes of each chosen record."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.activity.bulk_rules import (
    ALREADY,
    DPO_OWNS,
    MOST,
    OUTSIDE,
    RETIRED,
    TOO_EARLY,
    BulkChange,
    Chosen,
    differing,
    plan,
    read_seen,
    why_left_out,
    write_seen,
)

DAY = date(2027, 3, 1)
DAYS = st.one_of(st.none(), st.dates(DAY, DAY + timedelta(days=3)))
CODES = st.sampled_from(["", "a", "b"])
ROWS = st.builds(
    Chosen,
    id=st.integers(1, 2**31 - 1),
    version=st.integers(1, 9),
    number=st.just("1"),
    title=st.just("Sager"),
    unit=CODES,
    owner=CODES,
    last_review_on=DAYS,
    next_review_on=DAYS,
    is_in_reach=st.booleans(),
    is_retired=st.booleans(),
    is_owned_by_dpo=st.booleans(),
)
CHANGES = st.builds(
    BulkChange, owner=st.one_of(st.none(), CODES), unit=st.one_of(st.none(), CODES), next_review_on=DAYS
)


def row(**changes: object) -> Chosen:
    values: dict[str, object] = {
        "id": 1, "version": 1, "number": "1", "title": "Sager", "unit": "SOC", "owner": "bent@fjordby.example",
        "last_review_on": DAY, "next_review_on": None, "is_in_reach": True, "is_retired": False,
        "is_owned_by_dpo": False,
    }  # fmt: skip
    return Chosen(**(values | changes))  # type: ignore[arg-type]


TO_CARLA = BulkChange(owner="carla@fjordby.example")


@pytest.mark.parametrize(
    ("chosen", "change", "why"),
    [
        (row(), TO_CARLA, None),
        (row(is_in_reach=False), TO_CARLA, OUTSIDE),
        (row(is_retired=True), TO_CARLA, RETIRED),
        (row(owner="carla@fjordby.example"), TO_CARLA, ALREADY),
        (row(), BulkChange(), ALREADY),
        (row(), BulkChange(unit="SOC"), ALREADY),
        (row(), BulkChange(unit=""), None),
        (row(is_owned_by_dpo=True), BulkChange(unit="BOK"), DPO_OWNS),
        (row(is_owned_by_dpo=True), TO_CARLA, None),
        (row(), BulkChange(next_review_on=DAY), TOO_EARLY),
        (row(), BulkChange(next_review_on=DAY + timedelta(days=1)), None),
        (row(last_review_on=None), BulkChange(next_review_on=DAY), None),
    ],
)
def test_each_reason_has_its_case(chosen: Chosen, change: BulkChange, why: str | None) -> None:
    assert why_left_out(chosen, change) == why


@given(st.lists(ROWS, max_size=8), CHANGES)
def test_every_record_goes_to_the_one_side_or_the_other(rows: list[Chosen], change: BulkChange) -> None:
    planned = plan(rows, change)
    assert len(planned.changed) + len(planned.left) == len(rows)
    assert sum(planned.reasons.values()) == len(planned.left)
    for chosen in planned.changed:
        fields = differing(chosen, change)
        assert fields
        assert chosen.is_in_reach
        assert not chosen.is_retired
        assert all(new is not None and old != new for old, new in fields.values())


@given(ROWS, CHANGES)
def test_a_change_that_was_made_leaves_nothing_to_change(chosen: Chosen, change: BulkChange) -> None:
    news = {name: new for name, (_old, new) in differing(chosen, change).items()}
    after = Chosen(**(chosen.__dict__ | news))
    assert differing(after, change) == {}


@given(st.lists(ROWS, max_size=20, unique_by=lambda chosen: chosen.id))
def test_what_the_page_carries_is_what_was_shown(rows: list[Chosen]) -> None:
    fit = [chosen for chosen in rows if chosen.id < 10**9]
    assert read_seen(write_seen(fit)) == {chosen.id: chosen.version for chosen in fit}


@given(st.text(max_size=60))
def test_nonsense_is_left_out(text: str) -> None:
    assert all(row_id >= 0 and version >= 0 for row_id, version in read_seen(text).items())


def test_no_more_than_may_be_changed_at_once_are_read() -> None:
    assert len(read_seen(" ".join(f"{n}.1" for n in range(MOST + 50)))) == MOST
