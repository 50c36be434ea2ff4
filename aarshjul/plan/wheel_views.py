"""/aarshjul: the year as a wheel, and the same month by month; a month or a week as a calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.calendar.showing import calendar_page
from aarshjul.plan.expansion import YEARS_AHEAD
from aarshjul.plan.store import Ring, find_approved_plan, list_rings
from aarshjul.task.counting import YearTask, list_of_year
from aarshjul.task.rules import wheel_state
from aarshjul.wheel import MONTH_NAMES, STATE_WORDS, State, WheelRing, WheelTask, draw
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import address

blueprint = Blueprint("wheel", __name__)


@dataclass(frozen=True)
class Month:
    """A month of the list: its tasks by date, counted by state, and the address of the same tasks."""

    name: str
    lines: Sequence[tuple[YearTask, WheelTask]]
    counts: Mapping[State, int]
    url: str


@blueprint.get("/aarshjul")
@signed_in
def show() -> Any:
    """The wheel of a year, or its months as lists (`visning=maaneder`); a calendar (`visning=maaned` or `uge`)."""
    viewer, today = get_viewer(), clock.today()
    if not viewer.may("read", "plan"):
        raise NotFound
    view = request.args.get("visning", "")
    if view in ("maaned", "uge"):
        page = calendar_page("uge" if view == "uge" else "maaned", viewer, request.args, today=today)
        return render_template("aarshjul/wheel/calendar.html", **page)
    scope = viewer.scope("plan", "read")
    plan = find_approved_plan()
    years = range(min(plan.first_year if plan else today.year, today.year), today.year + YEARS_AHEAD + 1)
    year = _year(today, years)
    code = request.args.get("forvaltning", "")[:80]
    places = list_rings(scope=scope)
    chosen = [place for place in places if place.code == code] or places
    rows = list_of_year(year, scope=scope, administration=code if len(chosen) == 1 else "")
    may_open = viewer.scope("task", "read")
    tasks = [(row, _task(row, may_open, today)) for row in rows]
    picture = draw(year=year, today=today, rings=_rings(chosen, tasks, year, may_open))
    return render_template(
        "aarshjul/wheel/show.html",
        wheel=picture,
        months=_months(tasks, year, code if len(chosen) == 1 else "", may_open_all=_may_open(chosen, may_open)),
        words={state: _(word) for state, word in STATE_WORDS.items()},
        year=year,
        this_year=today.year,
        other_years=[(its_year, its_year) for its_year in years if its_year != today.year],
        chosen=code if len(chosen) == 1 else "",
        administrations=[place.choice for place in places],
        as_list=view == "maaneder",
    )


def _year(today: date, years: range) -> int:
    text = request.args.get("aar", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else today.year
    return year if year in years else today.year


def _task(row: YearTask, may_open: Scope, today: date) -> WheelTask:
    return WheelTask(
        id=row.id,
        title=row.title,
        due_on=row.due_on,
        state=wheel_state(row.due_on, row.state, today),
        url=url_for("task.show", task_id=row.id) if may_open.holds(row.path) else "",
    )


def _rings(
    places: Sequence[Ring], tasks: Sequence[tuple[YearTask, WheelTask]], year: int, may_open: Scope
) -> list[WheelRing]:
    """A ring for each place that has tasks of its own; the municipality's holds what lies in no administration."""
    rings = []
    for place in places:
        is_common = place.kind == "municipality"
        own = [task for row, task in tasks if row.administration_id == (None if is_common else place.id)]
        url = f"{_list_url(place.code, year)}&maaned={{month}}" if may_open.holds(place.path) else ""
        if own or not is_common:
            rings.append(WheelRing(label=_("Fælles") if is_common else place.name, tasks=own, month_url=url))
    return rings


def _months(tasks: Sequence[tuple[YearTask, WheelTask]], year: int, code: str, *, may_open_all: bool) -> list[Month]:
    months = []
    for number, name in enumerate(MONTH_NAMES, start=1):
        lines = [(row, task) for row, task in tasks if row.due_on.month == number]
        counts = {state: sum(task.state == state for _row, task in lines) for state in STATE_WORDS}
        url = f"{_list_url(code, year)}&maaned={number}" if may_open_all else ""
        months.append(Month(_(name).capitalize(), lines, counts, url))
    return months


def _may_open(chosen: Sequence[Ring], may_open: Scope) -> bool:
    """Whether the list of tasks would show all that the picture shows."""
    return may_open.is_everything or all(may_open.holds(place.path) for place in chosen)


def _list_url(code: str, year: int) -> str:
    return address(url_for("task.index"), {"tilstand": "alle", "forvaltning": code, "aar": str(year)})
