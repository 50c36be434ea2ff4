"""Gathering what waits for each person into one mail a day at most.

1. Only on working days, and not while reminders are paused.
2. A mail that no server has had yet gives way to a newer one; one of an earlier day is not sent as it is, for its words
   tell of a day that is over. One that a server may have had is left to be tried again unchanged.
3. What would not be said today is dropped; of what is said about one task, the latest goes.
4. Who has had a mail today gets the rest on the next day; who wants it gathered in the week gets it then.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from flask_babel import gettext as _

from aarshjul.reminder.letters import Writer
from aarshjul.reminder.mail_store import KIND, list_person_ids, list_tries, lock_untouched, written_on
from aarshjul.reminder.rows import Row, drop, list_wanted, put_into_mail, supersede, take_out_of_mails
from aarshjul.reminder.rules import is_rung, may_mail_on
from aarshjul.reminder.store import get_cadence, is_paused
from aarshjul.reminder.world import world_now
from aarshjul.reminder.world_facts import World
from app.core import clock
from app.core.workdays import is_working_day
from app.mail.actions import give_way
from app.mail.compose import queue

PEOPLE_AT_ONCE = 100


def take_back_old(now: datetime) -> dict[str, int]:
    """A tick's step, before the tasks are looked at: mails of earlier days that no server has had are cancelled, and
    what they told waits to be gathered. In batches; nothing there costs one small read.
    """
    today = clock.day_of(now)
    ids = lock_untouched(before=today)
    if not ids or _rests(today):
        return {}
    _cancel(ids)
    return {"taken_back": len(ids)}


def list_people(now: datetime) -> Sequence[tuple[int, ...]]:
    """Those for whom something waits, in parts that are done each in its own transaction; two small reads."""
    today = clock.day_of(now)
    ids = list_person_ids()
    if not ids or _rests(today):
        return []
    return [tuple(ids[start : start + PEOPLE_AT_ONCE]) for start in range(0, len(ids), PEOPLE_AT_ONCE)]


def gather(now: datetime, person_ids: Collection[int]) -> dict[str, int]:
    """Write the mails of these people that may go today; counts how many, and how many tell of others' late tasks."""
    today = clock.day_of(now)
    world = world_now(today)
    # Another may have gathered some of them meanwhile: their mails are left as they are.
    person_ids = list_person_ids(person_ids)
    if not person_ids:
        return {}
    _cancel(lock_untouched(person_ids))
    rows = _still_so(list_wanted(person_ids=person_ids), world)
    chosen = {
        person_id: theirs for person_id, theirs in _by_person(rows).items() if _may_mail(person_id, theirs, world)
    }
    written = written_on(today, chosen)
    chosen = {person_id: theirs for person_id, theirs in chosen.items() if not written[person_id].is_had}
    if not chosen:
        return {}
    tries = list_tries(chosen)
    writer = Writer(world, [row for theirs in chosen.values() for row in theirs])
    queued = escalated = 0
    for person_id, theirs in chosen.items():
        key = f"{KIND}/{person_id}/{today}/{written[person_id].count}"
        mail = queue(writer.write(person_id, theirs, key=key), at=now)
        if mail is not None:
            # Where the server has said "later" all along, the person is to hear of it some day.
            mail.attempts = tries.get(person_id, 0)
            put_into_mail([row.id for row in theirs], mail.id)
            queued += 1
            escalated += any(is_rung(row.said.code) for row in theirs)
    return {"queued": queued, "escalated": escalated}


def latest_of_each(rows: Iterable[Row]) -> list[Row]:
    """Of what waits about each task in each ladder, the last that was decided; it is news if one of them is."""
    latest: dict[tuple[int, int, bool], Row] = {}
    for row in rows:
        key = (row.said.person_id, row.task.id, is_rung(row.said.code))
        before = latest.get(key)
        latest[key] = replace(row, is_new=row.is_new or (before is not None and before.is_new))
    return sorted(latest.values(), key=lambda row: row.id)


def _still_so(rows: Sequence[Row], world: World) -> Sequence[Row]:
    stale = [row for row in rows if not row.is_still_so(world)]
    drop(stale, today=world.today)
    gone = {row.id for row in stale}
    rows = [row for row in rows if row.id not in gone]
    kept = latest_of_each(rows)
    supersede({row.id for row in rows} - {row.id for row in kept})
    return kept


def _may_mail(person_id: int, rows: Sequence[Row], world: World) -> bool:
    return person_id in world.addresses and may_mail_on(
        world.today,
        is_weekly=person_id in world.weekly,
        waiting=[(row.task.due_on, row.came_on) for row in rows],
        closed=world.cadence.closed,
    )


def _rests(today: date) -> bool:
    return is_paused() or not is_working_day(today, get_cadence().closed)


def _cancel(mail_ids: Sequence[int]) -> None:
    """These are not sent as they are; what they told waits again."""
    give_way(mail_ids, reason=_("Afløst af en nyere mail om de samme opgaver."))
    take_out_of_mails(mail_ids)


def _by_person(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.said.person_id].append(row)
    return found
