"""One look at a task: who is to be told what today, and when to look again. Pure.

Used by a tick on the rows of the database, and by the forecast on what they will be.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from aarshjul.reminder.asking import approver_of, decide_asked, is_asked, next_asked
from aarshjul.reminder.rules import (
    A_DAY,
    Decision,
    Said,
    TaskFacts,
    counted,
    decide,
    is_rung,
    next_look,
    rungs,
)
from aarshjul.reminder.world_facts import World
from app.organisation.rules import Found, Holders

LEADER, ABOVE, DIRECTOR, DRAFT = "E1", "E2", "E3", "E4"


@dataclass(frozen=True)
class Look:
    """What one look found. `drafts_item`: the steering group is to have an item about the task."""

    decisions: tuple[Decision, ...]
    again_on: date | None
    drafts_item: bool = False


def look_at(task: TaskFacts, said: Collection[Said], world: World) -> Look:
    """Look at one open task.

    1. While it waits for approval only the approver hears of it.
    2. Whoever it falls to today gets the steps of `decide`.
    3. Each rung that has come goes to its own person; of those that one person would get, the latest.
    4. Is there nobody to tell, or nobody who can be mailed, it is looked at again tomorrow.
    """
    today, said = world.today, counted(said)
    if task.asked_on is not None:
        return _look_at_asked(task, said, world)
    found = responsible(task, world.holders)
    is_weekly = found.person_id in world.weekly
    decisions: list[Decision] = []
    is_stuck = found.person_id not in world.addresses
    if found.person_id is not None and not is_stuck:
        decisions += decide(task, found.person_id, said, cadence=world.cadence, is_weekly=is_weekly, today=today)
    come = rungs(task, said, cadence=world.cadence, today=today)
    for rung in come:
        person_id = rung_recipient(rung.code, task, world).person_id
        if person_id is None:
            is_stuck = True
        else:
            decisions = [_unless_told_again(one, person_id) for one in decisions]
            decisions.append(Decision(*rung, person_id, "wanted"))
    again_on = next_look(task, cadence=world.cadence, is_weekly=is_weekly, today=today)
    if is_stuck:
        again_on = min(filter(None, (again_on, today + A_DAY)))
    return Look(tuple(decisions), again_on, drafts_item=any(rung.code == DRAFT for rung in come))


def counts_from(task: TaskFacts, code: str) -> date:
    """The day a step or rung of the task is counted from: its date, or the day somebody asked for approval."""
    return task.asked_on if is_asked(code) and task.asked_on is not None else task.due_on


def _receiver(code: str, task: TaskFacts, world: World) -> Found:
    if is_asked(code):
        return approver_of(task, world)
    return rung_recipient(code, task, world) if is_rung(code) else responsible(task, world.holders)


def responsible(task: TaskFacts, holders: Holders) -> Found:
    """Who the task falls to."""
    return holders.find(task.function, task.unit_id, named_id=task.named_id)


def is_still_so(said: Said, task: TaskFacts, world: World) -> bool:
    """Whether what was decided would be decided today as well: the same date, and the same person to tell."""
    is_of_this_time = is_asked(said.code) is (task.asked_on is not None) and said.due_on == counts_from(task, said.code)
    return is_of_this_time and _receiver(said.code, task, world).person_id == said.person_id


def rung_recipient(code: str, task: TaskFacts, world: World) -> Found:
    """Who hears of a late task at a rung, never whoever should have done it.

    1. E1: the nearest leader from the unit up; E2: the next one above that; E3: the director. Who is away is heard for
       by their deputy; one without a deputy is passed over.
    2. Is there none, it climbs: the director, the executive board; at the top the coordinator is told that there is no
       leader, marked as a fallback.
    3. E4: the one who keeps the municipality's information security, who finds the drafted item.
    """
    theirs = responsible(task, world.holders)
    but = {theirs.person_id, theirs.instead_of}
    if code == DRAFT:
        keepers = _present("isc", task, world, but=())
        return next(keepers, Found(None))
    leaders = list(_present("leader", task, world, but=but))
    if code == LEADER and leaders:
        return leaders[0]
    if code == ABOVE and len(leaders) > 1:
        return leaders[1]
    if code == ABOVE and leaders:
        but |= {leaders[0].person_id}
    for function in ("director", "executive_board"):
        found = next(_present(function, task, world, but=but), None)
        if found is not None:
            return found
    for function in ("coordinator", "isc"):
        found = next(_present(function, task, world, but=but), None)
        if found is not None:
            return Found(found.person_id, is_fallback=True, instead_of=found.instead_of)
    return Found(None)


def _look_at_asked(task: TaskFacts, said: Collection[Said], world: World) -> Look:
    days = [step.on for step in next_asked(task, world)]
    if approver_of(task, world).person_id is None:
        days.append(world.today + A_DAY)
    return Look(tuple(decide_asked(task, said, world)), min(days, default=None))


def _present(function: str, task: TaskFacts, world: World, *, but: Collection[int | None]) -> Iterator[Found]:
    """Those who hold a function from the unit up, each once, or who stands in for them; who is in `but` is left out."""
    seen: set[int] = set()
    for holder_id in world.holders.climb(function, task.unit_id):
        person_id = world.holders.stand_in(holder_id)
        if holder_id in but or person_id in but or person_id in seen or person_id not in world.addresses:
            continue
        assert person_id is not None, "nobody has no address"
        seen.add(person_id)
        yield Found(person_id, instead_of=holder_id if holder_id != person_id else None)


def _unless_told_again(decision: Decision, person_id: int) -> Decision:
    """The decision, superseded where a later rung goes to the same person."""
    is_outdone = decision.person_id == person_id and is_rung(decision.code)
    return decision._replace(state="superseded") if is_outdone else decision
