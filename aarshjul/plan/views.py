"""/femaarsplan: what is done in which year, where and with how many hours."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.plan.actual import read_year
from aarshjul.plan.expansion import YEARS_AHEAD
from aarshjul.plan.model import Plan
from aarshjul.plan.store import find_approved_plan, list_items, list_rings
from aarshjul.plan.version_store import find_plan_ahead
from aarshjul.plan.wording import note_of
from aarshjul.task.counting import PlanCell, count_by_plan_year, roll_up
from aarshjul.task.rules import OBLIGATIONS
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound
from app.core.tables import address

blueprint = Blueprint("plan", __name__)


@dataclass(frozen=True)
class Cell:
    """One year of a line: what it comes to, or nothing; and the address of its tasks."""

    year: int
    counts: PlanCell | None
    url: str


@dataclass(frozen=True)
class Line:
    """An item of the plan, or a kind of obligation that comes from the records."""

    code: str
    title: str
    note: str
    cells: tuple[Cell, ...]
    rolls: bool = False
    """Whether there is a page that adds up its tasks."""

    @property
    def hours(self) -> float:
        """Hours over the years shown."""
        return sum(cell.counts.hours for cell in self.cells if cell.counts)


@blueprint.get("/femaarsplan")
@signed_in
def show() -> Any:
    """The approved plan as a table: a line for each item, a column for each of five years."""
    viewer, today = get_viewer(), clock.today()
    if not viewer.may("read", "plan"):
        raise NotFound
    plan = find_approved_plan()
    if plan is None:
        raise NotFound
    scope = viewer.scope("plan", "read")
    places = list_rings(scope=scope)
    code = request.args.get("forvaltning", "")[:80]
    chosen = code if code in {place.code for place in places} else ""
    first_year = max(plan.first_year, today.year - YEARS_AHEAD)
    years = range(first_year, first_year + YEARS_AHEAD + 1)
    tasks_scope = viewer.scope("task", "read")
    # A number is a link only where the list behind it shows as many.
    may_open = tasks_scope.is_everything or any(p.code == chosen and tasks_scope.holds(p.path) for p in places)
    found = count_by_plan_year(today=today, scope=scope, administration=chosen)

    def line(code: str, title: str, note: str, query: dict[str, str], *, rolls: bool = False) -> Line:
        own = {"tilstand": "alle", "forvaltning": chosen, **query}
        return Line(
            code,
            title,
            note,
            tuple(
                Cell(
                    year,
                    found.get((code, year)),
                    address(url_for("task.index"), own | {"aar": str(year)}) if may_open else "",
                )
                for year in years
            ),
            rolls,
        )

    items = list_items(plan.id)
    lines = [line(item.code, item.template.title, note_of(item), {"opgave": item.code}, rolls=True) for item in items]
    # Where an item of the plan is about such records, their tasks count there.
    owed = [
        line(kind, _(words.label), _("Fra fortegnelsen"), {"slags": kind})
        for kind, words in OBLIGATIONS.items()
        if any(its_kind == kind for its_kind, _year in found)
    ]
    return render_template(
        "aarshjul/plan/show.html",
        plan=plan,
        years=years,
        first_years={item.code: item.first_year for item in items},
        lines=lines,
        owed=owed,
        hours={year: sum(c.hours for (_code, its_year), c in found.items() if its_year == year) for year in years},
        administrations=[place.choice for place in places],
        waiting=_waiting(viewer),
        chosen=chosen,
        today=today,
        may_see_coverage=viewer.may("read", "activity"),
    )


def _waiting(viewer: Viewer) -> Plan | None:
    """The version that waits for the decision of DDS, for those who take it down."""
    ahead = find_plan_ahead() if viewer.may_decide("approve", "plan") else None
    return ahead if ahead is not None and ahead.state == "submitted" else None


@blueprint.get("/femaarsplan/opgave/<item_code>")
@signed_in
def roll(item_code: str) -> Any:
    """One control in all its places: how far each administration is with it in a year."""
    viewer, today = get_viewer(), clock.today()
    viewer.must("read", "plan")
    plan = find_approved_plan()
    item = next((one for one in list_items(plan.id) if one.code == item_code), None) if plan else None
    if item is None:
        raise NotFound
    scope, year = viewer.scope("plan", "read"), _year_asked(today.year)
    return render_template(
        "aarshjul/plan/roll_up.html",
        item=item,
        note=note_of(item),
        year=year,
        this_year=today.year,
        other_years=_years_around(today.year),
        rolls=roll_up(item_code, year, today=today, scope=scope),
        may_open=viewer.scope("task", "read").is_everything,
    )


@blueprint.get("/femaarsplan/opfoelgning")
@signed_in
def actual() -> Any:
    """A year of the plan against what came of it."""
    viewer, today = get_viewer(), clock.today()
    viewer.must("read", "plan")
    page = read_year(viewer, _year_asked(today.year), request.args.get("forvaltning", "")[:80], today)
    return render_template(
        "aarshjul/plan/actual.html", page=page, this_year=today.year, other_years=_years_around(today.year)
    )


def _year_asked(this_year: int) -> int:
    text = request.args.get("aar", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 and int(text) else this_year


def _years_around(this_year: int) -> list[tuple[int, int]]:
    """The years a filter offers beside this one."""
    return [(one, one) for one in range(this_year - YEARS_AHEAD, this_year + YEARS_AHEAD + 1) if one != this_year]
