"""When those above hear that a task is late."""

from dataclasses import replace
from datetime import date

from aarshjul.reminder.rules import (
    Step,
    rungs,
)
from tests.aarshjul.reminder.ladders import (
    BENT,
    USUAL,
    a_task,
    told,
)


def test_what_is_opened_again_after_its_date_is_not_reported_at_once() -> None:
    task = replace(a_task(date(2027, 1, 4)), open_since=date(2027, 4, 12))

    assert rungs(task, [], cadence=USUAL, today=date(2027, 4, 12)) == []
    assert [rung.code for rung in rungs(task, [], cadence=USUAL, today=date(2027, 4, 19))] == ["E1"]


def test_the_rungs_come_seven_fourteen_thirty_and_sixty_days_over_the_date() -> None:
    assert rungs(a_task(date(2027, 3, 31)), [], cadence=USUAL, today=date(2027, 6, 1)) == [
        Step("E1", date(2027, 4, 7)),
        Step("E2", date(2027, 4, 14)),
        Step("E3", date(2027, 4, 30)),
        Step("E4", date(2027, 5, 31)),
    ]


def test_a_rung_comes_once_whoever_was_told() -> None:
    due_on = date(2027, 3, 31)
    found = rungs(a_task(due_on), told(due_on, "E1", person_id=BENT), cadence=USUAL, today=date(2027, 4, 15))

    assert [rung.code for rung in found] == ["E2"]


def test_nobody_is_reported_for_what_was_late_before_it_could_be_done() -> None:
    task = a_task(date(2026, 1, 10), created_on=date(2027, 3, 1))

    assert rungs(task, [], cadence=USUAL, today=date(2027, 3, 5)) == []
    assert [rung.code for rung in rungs(task, [], cadence=USUAL, today=date(2027, 3, 8))] == ["E1"]
    begun = replace(USUAL, begun_on=date(2027, 5, 3))
    assert rungs(task, [], cadence=begun, today=date(2027, 5, 7)) == []


def test_where_nobody_above_is_to_hear_there_are_no_rungs() -> None:
    task, today = a_task(date(2027, 3, 31)), date(2028, 3, 31)

    assert rungs(task, [], cadence=replace(USUAL, escalate_after=()), today=today) == []
