"""Who is to approve what somebody asks about a task, and when they hear of it. Pure.

"A0" goes on the day it was asked, "A7", "A14" … each so many days after, to one who may approve it. They count from the
day it was asked, not from the task's date.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import count, islice, takewhile

from aarshjul.reminder.rules import Cadence, Decision, Said, Step, TaskFacts, day_to_chase
from aarshjul.reminder.world_facts import World
from app.core.workdays import working_day_on_or_after
from app.organisation.rules import Found


def is_asked(code: str) -> bool:
    """Whether the code tells somebody that something waits for their approval."""
    return code.startswith("A")


def decide_asked(task: TaskFacts, said: Collection[Said], world: World) -> list[Decision]:
    """Of the steps that have come, the latest is wanted by the approver unless it or a later one was said to them."""
    found = approver_of(task, world)
    if found.person_id is None:
        return []
    mine = {one.code for one in said if one.person_id == found.person_id and one.due_on == task.asked_on}
    come = list(takewhile(lambda step: step.on <= world.today, _steps(task, world.cadence)))
    if not come or int(come[-1].code[1:]) <= max((int(code[1:]) for code in mine if is_asked(code)), default=-1):
        return []
    missed = [Decision(*step, found.person_id, "superseded") for step in come[:-1] if step.code not in mine]
    return [*missed, Decision(*come[-1], found.person_id, "wanted")]


def next_asked(task: TaskFacts, world: World) -> list[Step]:
    """The next step after today."""
    return list(islice((step for step in _steps(task, world.cadence) if step.on > world.today), 1))


def approver_of(task: TaskFacts, world: World) -> Found:
    """One who may approve it: the nearest from the unit up who is here, has an address and did not ask.

    Is nobody of them here, the nearest who is away: a mail that waits is better than none.
    """
    able = list(_able(task, world))
    here = next((person_id for person_id in able if person_id not in world.holders.away), None)
    return Found(here if here is not None else next(iter(able), None))


def _able(task: TaskFacts, world: World) -> Iterator[int]:
    unit_id: int | None = task.unit_id
    while unit_id is not None:
        for person_id in sorted(world.approvers.get(unit_id, ())):
            if person_id != task.asked_by_id and person_id in world.addresses:
                yield person_id
        facts = world.holders.units.get(unit_id)
        unit_id = facts.parent_id if facts else None


def _steps(task: TaskFacts, cadence: Cadence) -> Iterator[Step]:
    if task.asked_on is None:
        return
    yield Step("A0", working_day_on_or_after(task.asked_on, cadence.closed))
    for days in count(cadence.overdue_every, cadence.overdue_every):
        yield Step(f"A{days}", day_to_chase(task.asked_on + timedelta(days=days), cadence))
