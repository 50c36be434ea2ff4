"""The mails that will go: the reminder rules played day by day on the tasks as they stand. Changes nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from aarshjul.plan.actions import people_have_moved
from aarshjul.plan.store import find_approved_plan
from aarshjul.reminder.mail_store import KIND, list_unsent, written_on
from aarshjul.reminder.playing import Play, Played, Standing, Waiting, days_of
from aarshjul.reminder.rows import Row, list_in_mails, list_wanted_of_all
from aarshjul.reminder.rules import GIVEN_WITHIN
from aarshjul.reminder.store import is_paused, list_due, list_said
from aarshjul.reminder.world import worlds_ahead
from app.core import clock


@dataclass(frozen=True, order=True)
class ForecastMail:
    """A mail that will go on a day, when a tick comes every day and nothing changes meanwhile."""

    on: date
    to: str
    kind: str
    tasks: tuple[int, ...]
    person_id: int


def forecast(now: datetime, *, days: int) -> list[ForecastMail]:
    """The mails of so many days, today the first of them, in the order of days and addresses; none while paused."""
    return foresee(now, ticks=days_of(clock.day_of(now), days))


def foresee(now: datetime, *, ticks: Sequence[date]) -> list[ForecastMail]:
    """The mails that go when there is a tick on these days and on no other, the first of them the day of `now`."""
    if is_paused():
        return []
    today = clock.day_of(now)
    worlds = worlds_ahead(today, ticks[-1])
    unsent = list_unsent()
    in_doubt = [mail.id for mail in unsent if mail.is_doubtful]
    waiting = [*list_wanted_of_all(), *list_in_mails([mail.id for mail in unsent if not mail.is_doubtful])]
    play = Play(
        _standings(ticks[-1], soon=max(worlds) + GIVEN_WITHIN, waiting=waiting),
        worlds,
        had={
            person_id
            for person_id, written in written_on(today, gives_way=True).items()
            if written.is_had and person_id
        },
        has_turned=people_have_moved(find_approved_plan(), today),
    )
    addresses = worlds[today].addresses
    return sorted(
        ForecastMail(on=one.on, to=addresses[one.person_id], kind=KIND, tasks=one.tasks, person_id=one.person_id)
        for one in (*_tried_again(today, in_doubt), *play.run(ticks))
        if one.person_id in addresses
    )


def _standings(last: date, *, soon: date, waiting: Sequence[Row]) -> list[Standing]:
    """Every task that may want something by the last day, with what was said of it and what waits to be mailed."""
    found: dict[int, Standing] = {row.task.id: Standing(row.task, None) for row in waiting if row.is_open}
    after = 0
    while batch := list_due(last, after=after, anew=soon):
        for task, remind_on in batch:
            found[task.id] = Standing(task, remind_on)
        after = batch[-1][0].id
    ids = list(found)
    for start in range(0, len(ids), 500):
        for task_id, said in list_said(ids[start : start + 500]).items():
            found[task_id].said = said
    for row in waiting:
        if row.task.id in found:
            found[row.task.id].waiting.append(Waiting(row.said, row.came_on))
    return list(found.values())


def _tried_again(today: date, mail_ids: Sequence[int]) -> list[Played]:
    """What a server may have had is tried again as it is."""
    tasks: dict[tuple[int | None, int], set[int]] = defaultdict(set)
    for row in list_in_mails(mail_ids):
        tasks[row.mail_id, row.said.person_id].add(row.task.id)
    return [Played(today, person_id, tuple(sorted(ids))) for (_mail, person_id), ids in tasks.items()]
