"""Which columns a list shows, in which order."""

from hypothesis import given
from hypothesis import strategies as st

from app.listing.rules import (
    MOST_VIEWS,
    Column,
    chosen_keys,
    moved,
    shown_columns,
    why_not_keep,
    with_the_rest,
)

COLUMNS = (
    Column("titel", "Behandling", is_fixed=True),
    Column("nummer", "Nr.", from_start=True),
    Column("enhed", "Enhed", from_start=True),
    Column("kle", "KLE"),
    Column("status", "Status", from_start=True),
)
KEYS = [column.key for column in COLUMNS]
WISHES = st.lists(st.sampled_from([*KEYS, "findes-ikke"]), max_size=8)


def keys_of(columns: object) -> list[str]:
    return [column.key for column in columns]  # type: ignore[attr-defined]


def test_without_a_choice_the_list_is_as_everybody_begins() -> None:
    assert keys_of(shown_columns(COLUMNS, None)) == ["titel", "nummer", "enhed", "status"]
    assert keys_of(shown_columns(COLUMNS, [])) == ["titel"]


@given(WISHES)
def test_the_title_is_always_first_and_each_column_stands_once_in_the_wished_order(wishes: list[str]) -> None:
    shown = keys_of(shown_columns(COLUMNS, wishes))
    assert shown[0] == "titel"
    assert shown[1:] == [key for key in dict.fromkeys(wishes) if key in KEYS and key != "titel"]


@given(WISHES)
def test_the_panel_holds_every_column_once(wishes: list[str]) -> None:
    shown = shown_columns(COLUMNS, wishes)
    panel = with_the_rest(COLUMNS, shown)
    assert sorted(column.key for column, _is_shown in panel) == sorted(KEYS)
    assert [column for column, is_shown in panel if is_shown] == list(shown)


@given(st.permutations(KEYS), st.sampled_from([*KEYS, "andet"]), st.integers(-9, 9))
def test_moving_keeps_all_and_moves_one(order: list[str], key: str, by: int) -> None:
    after = moved(order, key, by)
    assert sorted(after) == sorted(order)
    assert [k for k in after if k != key] == [k for k in order if k != key]
    if key in order:
        assert after.index(key) == min(max(order.index(key) + by, 0), len(order) - 1)


@given(WISHES, st.sets(st.sampled_from([*KEYS, "andet"])))
def test_what_is_ticked_is_shown_in_the_order_of_the_panel(order: list[str], ticked: set[str]) -> None:
    chosen = chosen_keys(COLUMNS, order, ticked)
    assert set(chosen) == ticked & set(KEYS) - {"titel"}
    named = [key for key in dict.fromkeys(order) if key in chosen]
    assert [key for key in chosen if key in named] == named
    assert chosen[: len(named)] == named


def test_an_empty_filter_and_one_too_many_are_not_kept() -> None:
    assert why_not_keep({}, 0)
    assert why_not_keep({"q": "a"}, MOST_VIEWS)
    assert why_not_keep({"q": "a"}, MOST_VIEWS - 1) is None
