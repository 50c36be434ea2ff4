"""The organisation as reminding sees it on a day; read once, and again when something has happened since."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flask import g
from sqlalchemy import select

from aarshjul.calendar.store import forget_calendar
from aarshjul.plan.store import trail_mark
from aarshjul.reminder.rules import A_DAY
from aarshjul.reminder.store import get_cadence, list_weekly_ids
from aarshjul.reminder.world_facts import World
from aarshjul.task.responsible import load_holders
from aarshjul.task.store import list_approver_ids
from app.absence.store import list_periods
from app.core.db import db
from app.organisation.model import Person
from app.organisation.rules import Period, away_on, is_mail_address


def load_world(today: date, *, periods: Sequence[Period] | None = None) -> World:
    """The day's organisation, a handful of small reads. `periods`: the absences, where more than today's are read."""
    forget_calendar()
    rows = db.session.execute(select(Person.id, Person.email).where(Person.is_active))
    addresses = {person_id: email for person_id, email in rows if is_mail_address(email)}
    return World(
        today=today,
        holders=load_holders(today, periods=periods),
        cadence=get_cadence(),
        addresses=addresses,
        weekly=list_weekly_ids(),
        approvers=list_approver_ids(today),
    )


def world_now(today: date) -> World:
    """The same for whoever asks often: read anew only when the trail has grown or the day has turned; else one read.

    Whatever changes the organisation, an absence or a setting is told in the trail in the same transaction.
    """
    mark = trail_mark()
    known: tuple[tuple[int, int], date, World] | None = g.get("reminder_world")
    if known is None or known[:2] != (mark, today):
        known = g.reminder_world = (mark, today, load_world(today))
    return known[2]


def worlds_ahead(today: date, last: date) -> dict[date, World]:
    """The worlds of the days to come by the day each begins: today's, and one for each day somebody goes or returns."""
    periods = list_periods(today, last)
    first = load_world(today, periods=periods)
    turns = {day for period in periods for day in (period.from_on, period.to_on + A_DAY)}
    days = [today, *sorted(day for day in turns if today < day <= last)]
    return {day: replace(first, today=day, holders=replace(first.holders, away=away_on(periods, day))) for day in days}
