"""What is signed of an event, and what the walk along a chain finds."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.rules import NOTHING, Event, Finding, Head, Walk, bind, canonical, link_of, plain

KEY = "a key"
AT = datetime(2027, 3, 1, 7, 0, 0, 123456, tzinfo=UTC)

told = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def event(row_id: int, **changes: Any) -> Event:
    values = {
        "number": None, "link": "", "id": row_id, "at": AT, "actor_id": 1, "via": "web", "verb": "task.start",
        "subject_kind": "task", "subject_id": 7, "changes": {"state": ["not_started", "started"]},
    }  # fmt: skip
    return Event(**(values | changes))


def chain(count: int) -> list[Event]:
    return list(bind(KEY, NOTHING, (event(100 + n) for n in range(count))))


def faults(events: list[Event], *, key: str = KEY, kept: Head | None = None) -> list[Finding]:
    return list(Walk(key, kept).findings(events))


@given(told)
def test_what_is_told_is_the_same_after_json_and_told_twice(value: Any) -> None:
    once = plain(value)
    text = json.dumps(once, allow_nan=False)
    assert json.loads(text) == once
    assert plain(once) == once
    assert "\\u0000" not in text
    text.encode()


def test_numbers_that_databases_keep_differently_become_words() -> None:
    assert plain([2.5, 3.0, float("nan"), float("inf"), Decimal("1.10"), 2**70, -0.0]) == [
        "2.5", 3, "nan", "inf", "1.10", str(2**70), 0,
    ]  # fmt: skip
    assert plain({1: date(2027, 3, 1), "at": AT, "half": "\ud800", "nul": "\x00"}) == {
        "1": "2027-03-01", "at": AT.isoformat(), "half": "\ufffd", "nul": "\ufffd",
    }  # fmt: skip
    assert plain({"b", "a"}) == ["a", "b"]
    with pytest.raises(TypeError, match="bytes"):
        plain({"a": b"raw"})


def test_the_order_of_keys_and_the_offset_of_a_moment_change_nothing() -> None:
    here = event(1, changes={"a": 1, "b": 2})
    there = event(1, changes={"b": 2, "a": 1}, at=AT.astimezone(timezone(timedelta(hours=2))))
    assert canonical(here) == canonical(there)


@pytest.mark.parametrize("field", [name for name in Event._fields if name != "link"])
def test_every_column_is_signed(field: str) -> None:
    assert link_of(KEY, "", event(1)) != link_of(KEY, "", event(1, **{field: "another"}))


def test_a_whole_chain_has_no_fault_and_ends_in_its_head() -> None:
    events = chain(5)
    walk = Walk(KEY, Head(5, events[-1].link))
    assert list(walk.findings(events)) == []
    assert (walk.passed, walk.head) == (5, Head(5, events[-1].link))
    assert [e.number for e in events] == [1, 2, 3, 4, 5]
    assert faults([]) == []


def test_a_chain_goes_on_from_its_head() -> None:
    first = chain(2)
    more = list(bind(KEY, Head(2, first[-1].link), [event(300)]))
    assert faults([*first, *more]) == []


def test_an_altered_event_is_one_fault() -> None:
    events = chain(5)
    events[2] = events[2]._replace(verb="task.dismiss")
    assert faults(events) == [Finding("altered", 3, 102)]
    first = chain(3)
    first[0] = first[0]._replace(actor_id=2)
    assert faults(first) == [Finding("altered", 1, 100)]


def test_a_removed_event_is_named_by_its_number() -> None:
    events = chain(5)
    assert faults(events[:2] + events[3:])[0] == Finding("removed", 3)
    assert faults(events[1:])[0] == Finding("removed", 1)


def test_the_last_event_is_missed_by_the_head_alone() -> None:
    events = chain(5)
    assert faults(events[:4]) == []
    assert faults(events[:4], kept=Head(5, events[4].link)) == [Finding("cut", 5)]
    assert faults([], kept=Head(5, events[4].link)) == [Finding("cut", 5)]


def test_a_head_that_is_behind_is_no_fault() -> None:
    events = chain(5)
    assert faults(events, kept=Head(3, events[2].link)) == []
    assert faults(events, kept=Head(0, "0" * 64)) == []


def test_an_end_that_was_written_anew_does_not_fit_the_head() -> None:
    events = chain(5)
    anew = events[:4] + list(bind(KEY, Head(4, events[3].link), [event(104, verb="task.reopen")]))
    assert faults(anew) == []
    assert faults(anew, kept=Head(5, events[4].link)) == [Finding("rewritten", 5)]


def test_inserted_swapped_and_doubled_events_are_found() -> None:
    events = chain(5)
    inserted = [*events, event(200, number=6, link="f" * 64)]
    assert faults(inserted) == [Finding("altered", 6, 200)]
    swapped = [*events]
    swapped[1] = events[3]._replace(number=2)
    swapped[3] = events[1]._replace(number=4)
    assert faults(swapped)[0] == Finding("altered", 2, 103)
    assert faults([*events[:3], events[2], *events[3:]])[0].what == "altered"


def test_another_key_is_said_plainly() -> None:
    assert faults(chain(3), key="another")[0] == Finding("other_key", 1, 100)
    assert faults(chain(1), key="another") == [Finding("altered", 1, 100)]


def test_a_value_that_is_no_value_is_a_fault_and_no_crash() -> None:
    events = chain(3)
    events[1] = events[1]._replace(at="yesterday", changes="{no json", subject_id="x")
    assert faults(events) == [Finding("altered", 2, 101)]
    events[1] = chain(3)[1]._replace(number="two")
    assert Finding("altered", 2, 101) in faults(events)
