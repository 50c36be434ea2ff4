"""What a municipality may choose about its reminders, and what a choice leads to. Pure.

The bounds are those within which the ladders of rules.py hold: a task is looked at early enough for every choice, and
whoever has it hears of it no later than a week before its date.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from aarshjul.reminder.rules import MOST_DAYS_BEFORE, Cadence, TaskFacts, rungs, steps
from app.core.text import N_
from app.core.workdays import ClosedDays, working_day_on_or_before

if TYPE_CHECKING:
    from aarshjul.reminder.model import ReminderSettings

BEFORE = range(MOST_DAYS_BEFORE + 1)
MOST_BEFORE = 8
SOON = 7
"""At least one mail goes within so many days of the date."""
BETWEEN = range(3, 15)
AFTER = range(3, 181)
RUNGS: Mapping[str, str] = {
    "leader": N_("Leder"),
    "above": N_("Leders leder"),
    "director": N_("Direktør"),
    "draft": N_("Udkast til styregruppen"),
}
"""Who hears of a late task, in the order of the rungs E1, E2 …"""
RHYTHMS: Mapping[str, str] = {
    "daily": N_("Hver arbejdsdag, når der er noget"),
    "weekly": N_("Samlet om mandagen"),
}
SHOWN_AFTER = 3
"""So many of the mails after the date a preview names."""
AHEAD = timedelta(days=MOST_DAYS_BEFORE + 1)
A_YEAR = timedelta(days=366)
FAR = 5 * A_YEAR


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What a municipality chooses. `escalate_after`: days over the date for each of RUNGS; empty: none above hears."""

    days_before: tuple[int, ...]
    overdue_every: int
    escalate_after: tuple[int, ...]
    chases_in_quiet_weeks: bool


@dataclass(frozen=True)
class Problem:
    """Why a choice cannot stand: the field, and a sentence with its values."""

    field: str
    message: str
    values: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The days on which a task with one date is mailed about: before it and on it, the first after it, and above."""

    due_on: date
    before: Sequence[date]
    after: Sequence[date]
    above: Sequence[tuple[str, date]]


USUAL = Chosen(
    days_before=Cadence().days_before,
    overdue_every=Cadence().overdue_every,
    escalate_after=Cadence().escalate_after,
    chases_in_quiet_weeks=False,
)
"""What goes until somebody chooses."""


def chosen_of(settings: "ReminderSettings | None") -> Chosen:
    """What the municipality has chosen."""
    if settings is None:
        return USUAL
    return Chosen(
        days_before=tuple(settings.days_before),
        overdue_every=settings.overdue_every,
        escalate_after=tuple(settings.escalate_after),
        chases_in_quiet_weeks=settings.chases_in_quiet_weeks,
    )


def read_days(text: str) -> tuple[int, ...]:
    """The numbers of a text such as "30, 14, 7 og 0", largest first and each once. Raises ValueError, in Danish."""
    days = set()
    for part in filter(None, (part.strip() for part in re.split(r"[,;\s]|\bog\b", text))):
        if not re.fullmatch(r"[0-9]{1,4}", part):
            raise ValueError(
                N_("«%(part)s» er ikke et helt tal. Skriv tal med komma imellem, fx 30, 14, 7, 1, 0.")
                % {"part": part[:40]}
            )
        days.add(int(part))
    return tuple(sorted(days, reverse=True))


def write_days(days: Sequence[int]) -> str:
    """The days as `read_days` reads them."""
    return ", ".join(map(str, days))


def problems(chosen: Chosen) -> Iterator[Problem]:
    """Why this cannot be chosen; nothing when it can."""
    yield from _problems_before(chosen.days_before)
    if chosen.overdue_every not in BETWEEN:
        yield Problem("overdue_every", N_("Skriv et helt tal fra %(least)s til %(most)s."), _ends(BETWEEN))
    if not chosen.escalate_after:
        return
    if len(chosen.escalate_after) != len(RUNGS):
        yield Problem("escalates", N_("Skriv et antal dage for hver, der skal have besked."), {})
        return
    before = 0
    for name, days in zip(RUNGS, chosen.escalate_after, strict=True):
        if days not in AFTER:
            yield Problem(name, N_("Skriv et helt tal fra %(least)s til %(most)s."), _ends(AFTER))
        elif days <= before:
            yield Problem(name, N_("Tallet skal være større end det forrige, %(before)s."), {"before": before})
        before = max(before, days)


def preview(due_on: date, cadence: Cadence) -> Preview:
    """What a task due on that day gets when nobody does it."""
    found = steps(due_on, due_on + A_YEAR, cadence)
    task = TaskFacts(id=0, due_on=due_on, created_on=due_on, unit_id=0, function="")
    above = rungs(task, (), cadence=cadence, today=due_on + 2 * A_YEAR)
    return Preview(
        due_on=due_on,
        before=[step.on for step in found if step.code.startswith("T")],
        after=[step.on for step in found if step.code.startswith("U")][:SHOWN_AFTER],
        above=[(name, rung.on) for name, rung in zip(RUNGS, above, strict=False)],
    )


def day_to_preview(asked: date | None, today: date, closed: ClosedDays) -> date:
    """The day asked for, or the first end of a month before which every mail is still to come.

    Far days are not shown: nobody has set a date there.
    """
    if asked is not None and today <= asked <= today + FAR:
        return asked
    following = (today + AHEAD).replace(day=1) + timedelta(days=31)
    return working_day_on_or_before(following.replace(day=1) - timedelta(days=1), closed)


def _problems_before(days: Sequence[int]) -> Iterator[Problem]:
    field = "days_before"
    if not days:
        yield Problem(field, N_("Skriv mindst ét tal."), {})
    elif len(days) > MOST_BEFORE:
        yield Problem(field, N_("Skriv højst %(most)s tal."), {"most": MOST_BEFORE})
    elif any(day not in BEFORE for day in days):
        yield Problem(field, N_("Skriv tal fra %(least)s til %(most)s."), _ends(BEFORE))
    elif min(days) > SOON:
        yield Problem(
            field,
            N_("Mindst ét tal skal være %(soon)s eller mindre, så der også kommer en mail kort før fristen."),
            {"soon": SOON},
        )


def _ends(numbers: range) -> Mapping[str, object]:
    return {"least": numbers[0], "most": numbers[-1]}
