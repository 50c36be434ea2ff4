"""What the page of mails to come shows: a line a person, and in it the days."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.reminder.forecast import ForecastMail, forecast
from aarshjul.reminder.forecast_store import ForecastFilter, Receiver, TitleOfTask, list_receivers, list_titles
from aarshjul.reminder.items import day_words
from aarshjul.reminder.settings_panels import paused_note
from aarshjul.reminder.warnings import warnings_panel
from aarshjul.task.responsible import reach_of
from app.auth.viewer import Viewer
from app.core import clock
from app.core.tables import Page, address, number_within
from app.organisation.store import list_administrations

DAYS = 30
MOST_TASKS = 30
"""So many of a mail's tasks are named; the others are counted."""


@dataclass(frozen=True)
class PersonLine:
    """The mails one person will get, the next first; `tasks` counts each task once."""

    person: Receiver
    mails: Sequence[ForecastMail]
    tasks: int

    @property
    def next_on(self) -> date:
        """The day of the next one."""
        return self.mails[0].on


@dataclass(frozen=True)
class DayLine:
    """One mail: its day, the tasks in it that the viewer may see, and how many others."""

    day: str
    on: date
    titles: Sequence[TitleOfTask]
    more: int
    unseen: int


def forecast_page(viewer: Viewer, args: Mapping[str, str], path: str) -> dict[str, Any]:
    """Everything the page shows. Beyond the forecast itself the statements are as many for one person as for all."""
    wanted, scope = ForecastFilter.of(args), viewer.scope("mail", "read")
    people = list_receivers(wanted, scope=scope)
    lines = lines_of(forecast(clock.now(), days=DAYS), people)
    number = number_within(args, len(lines))
    page = Page[PersonLine](rows=[], number=number, total=len(lines), path=path, args=args)
    shown = lines[(number - 1) * page.size : number * page.size]
    ids = {task_id for line in shown for mail in line.mails for task_id in mail.tasks}
    titles = list_titles(ids, reach=reach_of(viewer))
    administrations = [(unit.code, unit.name) for unit in list_administrations(scope=scope)]
    return {
        "page": page,
        "lines": [(line, [_day(mail, titles) for mail in line.mails]) for line in shown],
        "total": total_words(lines),
        "wanted": wanted,
        "administrations": administrations,
        "chips": _chips(wanted, dict(administrations), path, args),
        "paused": paused_note(viewer),
        "warnings": warnings_panel(viewer),
        "may_see_people": viewer.may("read", "organisation"),
    }


def lines_of(mails: Iterable[ForecastMail], people: Mapping[int, Receiver]) -> list[PersonLine]:
    """A line for each of these people who gets mail, whoever gets the next one first."""
    theirs: dict[int, list[ForecastMail]] = defaultdict(list)
    for mail in mails:
        if mail.person_id in people:
            theirs[mail.person_id].append(mail)
    lines = [
        PersonLine(people[person_id], sorted(found), len({task_id for mail in found for task_id in mail.tasks}))
        for person_id, found in theirs.items()
    ]
    return sorted(lines, key=lambda line: (line.next_on, line.person.sort_key, line.person.id))


def total_words(lines: Sequence[PersonLine]) -> str:
    """ "112 mails til 40 personer i de næste 30 dage"."""
    if not lines:
        return _("Ingen mails i de næste %(days)s dage", days=DAYS)
    mails = sum(len(line.mails) for line in lines)
    return _(
        "%(mails)s til %(people)s i de næste %(days)s dage",
        mails=ngettext("%(num)s mail", "%(num)s mails", mails),
        people=ngettext("%(num)s person", "%(num)s personer", len(lines)),
        days=DAYS,
    )


def _day(mail: ForecastMail, titles: Mapping[int, TitleOfTask]) -> DayLine:
    seen = [titles[task_id] for task_id in mail.tasks if task_id in titles]
    shown = seen[:MOST_TASKS]
    return DayLine(day_words(mail.on), mail.on, shown, len(seen) - len(shown), len(mail.tasks) - len(seen))


def _chips(
    wanted: ForecastFilter, names: Mapping[str, str], path: str, args: Mapping[str, str]
) -> list[dict[str, str]]:
    shown = {
        "q": f"«{wanted.words}»" if wanted.words else "",
        "forvaltning": names.get(wanted.administration, wanted.administration),
    }
    return [
        {"label": label, "remove_url": address(path, args, without=(name, "side"))}
        for name, label in shown.items()
        if label
    ]
