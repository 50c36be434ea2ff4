"""What the pages of /aarshjul by month and by week show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from aarshjul.calendar.picture import WEEKDAYS, OfDay, Span, View, draw, span_around, span_of
from aarshjul.calendar.reading import CalendarTask, list_by_day
from aarshjul.calendar.store import get_closed_days, get_quiet_weeks
from aarshjul.plan.store import list_rings
from aarshjul.task.responsible import reach_of
from aarshjul.task.rules import WheelState, wheel_state
from aarshjul.wheel import STATE_WORDS
from app.auth.viewer import Viewer
from app.core.tables import address

MOST: Mapping[View, int] = {"maaned": 3, "uge": 20}
"""So many tasks of a day are shown; the others are counted and linked to."""


@dataclass(frozen=True)
class Line:
    """A task of a day; `url` is empty where the viewer may see that it is there, but not open it."""

    title: str
    unit: str
    law_due_on: date | None
    state: WheelState
    url: str


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: the period, whose tasks, and of which administration."""

    span: Span
    administration: str
    is_mine: bool

    def url(self, span: Span | None = None, day: date | None = None) -> str:
        """The same choice for another period, perhaps at one of its days."""
        who = {"forvaltning": self.administration, "hvem": "mig" if self.is_mine else ""}
        anchor = f"#dag-{day.isoformat()}" if day else ""
        return address(url_for("wheel.show"), (span or self.span).args | who) + anchor


def calendar_page(view: View, viewer: Viewer, args: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """Everything the page shows: the tasks the viewer may know of, or those that fall to the viewer."""
    scope, reach = viewer.scope("plan", "read"), reach_of(viewer)
    places = {place.code: place for place in list_rings(scope=scope)}
    code = args.get("forvaltning", "")
    chosen = Chosen(span_of(view, args, today=today), code if code in places else "", args.get("hvem") == "mig")
    span = chosen.span
    by_day = list_by_day(
        span.weeks_from,
        span.weeks_to,
        scope=scope,
        mine=reach.mine,
        only_mine=chosen.is_mine,
        administration=chosen.administration,
        most=MOST[view],
    )
    lines: dict[date, OfDay[Line]] = {}
    for day, found in by_day.items():
        first = [_line(task, today, opens=task.is_mine or reach.scope.holds(task.path)) for task in found.first]
        lines[day] = OfDay(found.total, found.open, first)
    within = [(day, found) for day, found in by_day.items() if span.first_on <= day <= span.last_on]
    opens_all = chosen.is_mine or all(
        reach.scope.holds(place.path) for place in places.values() if chosen.administration in ("", place.code)
    )
    here = today if span.first_on <= today <= span.last_on else span.first_on
    return {
        "span": span,
        "weeks": list(draw(span, lines, closed=get_closed_days(), quiet_weeks=get_quiet_weeks(), today=today)),
        "weekdays": [_(name) for name in WEEKDAYS],
        "words": {state: _(word) for state, word in STATE_WORDS.items()},
        "total": sum(found.total for _day, found in within),
        "done": sum(found.total - found.open for _day, found in within),
        "overdue": sum(found.open for day, found in within if day < today),
        "chosen": chosen,
        "administrations": [place.choice for place in places.values()],
        "month_url": chosen.url(span_around("maaned", here)),
        "week_url": chosen.url(span_around("uge", here)),
        "before_url": chosen.url(before) if (before := span.before()) else "",
        "after_url": chosen.url(after) if (after := span.after()) else "",
        "today_url": chosen.url(span_around(view, today), today),
        "day_url": lambda day: chosen.url(span_around("uge" if view == "maaned" else "maaned", day), day),
        "more_url": lambda day: _more_url(chosen, day, opens_all=opens_all),
    }


def _line(task: CalendarTask, today: date, *, opens: bool) -> Line:
    return Line(
        title=task.title,
        unit=task.unit,
        law_due_on=task.law_due_on,
        state=wheel_state(task.due_on, task.state, today),
        url=url_for("task.show", task_id=task.id) if opens else "",
    )


def _more_url(chosen: Chosen, day: date, *, opens_all: bool) -> str:
    """Where the rest of a day's tasks are: the month leads to the week, the week to the list of its month."""
    if chosen.span.view == "maaned":
        return chosen.url(span_around("uge", day), day)
    if not opens_all:
        return ""
    args = {
        "tilstand": "alle",
        "hvem": "mig" if chosen.is_mine else "",
        "forvaltning": chosen.administration,
        "aar": str(day.year),
        "maaned": str(day.month),
    }
    return address(url_for("task.index"), args)
