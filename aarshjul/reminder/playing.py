"""Playing the rules day by day on tasks as they stand, to foresee the mails. Pure; changes nothing.

It does with rows in memory what ticks do with those in the database (actions.py, gathering.py), and calls the same
rules: a rehearsal that runs the ticks gets these mails, one for one, as long as nobody changes anything.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from aarshjul.reminder.looking import counts_from, is_still_so, look_at
from aarshjul.reminder.rules import A_DAY, GIVEN_WITHIN, Said, TaskFacts, is_rung, may_mail_on
from aarshjul.reminder.world_facts import World


@dataclass(frozen=True, order=True)
class Played:
    """A mail that goes on a day to a person, about these tasks."""

    on: date
    person_id: int
    tasks: tuple[int, ...]


class Waiting(NamedTuple):
    """Something that is not mailed yet, and the day it was for."""

    said: Said
    came_on: date


@dataclass
class Standing:
    """How one task stands: its facts, the day it is looked at next, what was said of it, and what waits to be mailed.

    `done_on`: from that day on it is not to do any more.
    """

    task: TaskFacts
    look_on: date | None
    said: list[Said] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    done_on: date | None = None

    def is_to_do(self, day: date) -> bool:
        """Whether the task is still to be done on a day."""
        return self.done_on is None or day < self.done_on


class Play:
    """The days to come. `worlds` by the day each begins, `had` who has had today's mail already. `has_turned`: people
    have changed places since the last tick.
    """

    def __init__(
        self,
        standings: Collection[Standing],
        worlds: Mapping[date, World],
        *,
        had: Collection[int] = (),
        has_turned: bool = False,
    ) -> None:
        self.standings = {one.task.id: one for one in standings}
        self.worlds = worlds
        self.turns = sorted(worlds)
        self.had: dict[date, set[int]] = defaultdict(set)
        self.had[min(worlds)] |= set(had)
        self.has_turned = has_turned
        self.waiting: dict[int, dict[tuple[int, bool], Waiting]] = defaultdict(dict)
        self.queue = [(one.look_on, one.task.id) for one in standings if one.look_on is not None]
        heapify(self.queue)
        for one in standings:
            for waiting in one.waiting:
                self._put(one, waiting)

    def run(self, ticks: Sequence[date]) -> Iterator[Played]:
        """The mails of these days, on each of which there is a tick; on the days between there is none. A clock that is
        set back comes to days again.
        """
        before: date | None = None
        for day in ticks:
            world = self._world(day)
            self._turn(before, day)
            while self.queue and self.queue[0][0] <= day:
                look_on, task_id = heappop(self.queue)
                one = self.standings[task_id]
                if one.look_on == look_on and one.is_to_do(day):
                    self._look(one, world)
            yield from self._gather(world)
            before = day

    def _world(self, day: date) -> World:
        begun = max((turn for turn in self.turns if turn <= day), default=self.turns[0])
        world = self.worlds[begun]
        return replace(world, today=day)

    def _turn(self, before: date | None, day: date) -> None:
        """Somebody went away or came back: who has a task now that is due soon, is to hear of it."""
        if not (self.has_turned or any((before is None or turn > before) and turn <= day for turn in self.turns[1:])):
            return
        self.has_turned = False
        for one in self.standings.values():
            is_later = one.look_on is not None and one.look_on > day
            if is_later and one.task.due_on <= day + GIVEN_WITHIN and one.task.created_on <= day:
                self._again(one, day)

    def _look(self, one: Standing, world: World) -> None:
        for waiting in [waiting for waiting in one.waiting if not is_still_so(waiting.said, one.task, world)]:
            self._drop(one, waiting)
        look = look_at(one.task, one.said, world)
        for decision in look.decisions:
            is_mailed = decision.state == "wanted"
            said = Said(counts_from(one.task, decision.code), decision.code, decision.person_id, is_mailed)
            one.said.append(said)
            if decision.state == "wanted":
                one.waiting.append(Waiting(said, decision.on))
                self._put(one, one.waiting[-1])
        self._again(one, look.again_on)

    def _gather(self, world: World) -> Iterator[Played]:
        for person_id in sorted(person_id for person_id, theirs in self.waiting.items() if theirs):
            self._drop_stale(person_id, world)
            theirs = self.waiting[person_id]
            if theirs and person_id not in self.had[world.today] and self._may_mail(person_id, world):
                self.had[world.today].add(person_id)
                task_ids = {task_id for task_id, _is_rung in theirs}
                yield Played(world.today, person_id, tuple(sorted(task_ids)))
                for task_id in task_ids:
                    one = self.standings[task_id]
                    one.waiting = [waiting for waiting in one.waiting if waiting.said.person_id != person_id]
                self.waiting[person_id] = {}

    def _drop_stale(self, person_id: int, world: World) -> None:
        for (task_id, _is_rung), waiting in list(self.waiting[person_id].items()):
            one = self.standings[task_id]
            if not one.is_to_do(world.today):
                self._drop(one, waiting)
            elif not is_still_so(waiting.said, one.task, world):
                self._drop(one, waiting)
                self._again(one, world.today)

    def _may_mail(self, person_id: int, world: World) -> bool:
        return person_id in world.addresses and may_mail_on(
            world.today,
            is_weekly=person_id in world.weekly,
            waiting=[
                (self.standings[task_id].task.due_on, waiting.came_on)
                for (task_id, _is_rung), waiting in self.waiting[person_id].items()
            ],
            closed=world.cadence.closed,
        )

    def _put(self, one: Standing, waiting: Waiting) -> None:
        self.waiting[waiting.said.person_id][one.task.id, is_rung(waiting.said.code)] = waiting

    def _drop(self, one: Standing, waiting: Waiting) -> None:
        said = waiting.said
        one.waiting = [other for other in one.waiting if other.said != said]
        one.said = [other for other in one.said if other != said]
        theirs = self.waiting[said.person_id]
        held = theirs.get((one.task.id, is_rung(said.code)))
        if held is not None and held.said == said:
            del theirs[one.task.id, is_rung(said.code)]

    def _again(self, one: Standing, day: date | None) -> None:
        one.look_on = day
        if day is not None:
            heappush(self.queue, (day, one.task.id))


def days_of(first: date, count: int) -> list[date]:
    """So many days, the first of them included."""
    return [first + A_DAY * number for number in range(count)]
