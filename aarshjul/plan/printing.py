"""Wheel and plan on paper: A4 as PDF, tagged, and readable in black and white."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask_babel import gettext as _

from aarshjul.capacity.rules import year_of
from aarshjul.plan.export import PlanPaper
from aarshjul.plan.store import Ring, list_rings
from aarshjul.task.counting import YearTask, list_of_year
from aarshjul.task.rules import WheelState, wheel_state
from aarshjul.wheel import MONTH_NAMES, STATE_WORDS, Wheel, WheelRing, WheelTask, draw
from app.auth.viewer import Viewer
from app.core.filters import long_day
from app.core.pdf import render_pdf
from app.organisation.store import get_municipality

LINES_A_MONTH = 60
"""So many lines of a month are printed; a line is one task in one or many units."""


@dataclass(frozen=True)
class MonthLine:
    """A task of a month on one day and in one state; `unit` is the one place it lies in, "" for `places` of them."""

    title: str
    due_on: date
    state: WheelState
    unit: str
    places: int


@dataclass(frozen=True)
class Month:
    """A month of the list; `left_out` lines are not printed."""

    name: str
    lines: Sequence[MonthLine]
    left_out: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class WheelPaper:
    """A year as somebody may see it: the wheel, and its months as lists."""

    place: Ring | None
    wheel: Wheel
    months: Sequence[Month]
    today: date

    @property
    def title(self) -> str:
        return _("Årshjul %(year)s", year=self.wheel.year)

    @property
    def file_name(self) -> str:
        """The name of a downloaded file, without ending."""
        return f"aarshjul-{self.wheel.year}" + (f"-{self.place.code}" if self.place else "")


def gather_wheel(viewer: Viewer, *, year: int, code: str, today: date) -> WheelPaper:
    """The year, of the administration with this code where the viewer may read it. Raises NotFound."""
    viewer.must("read", "plan")
    scope = viewer.scope("plan", "read")
    places = list_rings(scope=scope)
    place = next((unit for unit in places if unit.code == code), None)
    rows = list_of_year(year, scope=scope, administration=place.code if place else "")
    states = {row.id: wheel_state(row.due_on, row.state, today) for row in rows}
    return WheelPaper(
        place=place,
        wheel=draw(year=year, today=today, rings=_rings([place] if place else places, rows, states)),
        months=[_month(number, name, rows, states) for number, name in enumerate(MONTH_NAMES, start=1)],
        today=today,
    )


def wheel_pdf(paper: WheelPaper) -> bytes:
    """The wheel on the first page, its months on the following."""
    return render_pdf(render_template("reports/wheel.html", paper=paper, words=STATE_WORDS, **_frame(paper.today)))


def plan_pdf(paper: PlanPaper) -> bytes:
    """The plan as a table on A4 across, and the hours of each place for who may read them."""
    hours = {
        place: [year_of(paper.loads.of_places([place.id], year)) for year in paper.years]
        for place in (paper.places if paper.loads else ())
        if paper.loads
    }
    return render_pdf(render_template("reports/plan.html", paper=paper, hours=hours, **_frame(paper.today)))


def _frame(today: date) -> Mapping[str, str]:
    return {
        "municipality_name": get_municipality().name,
        "made_on_text": _("Udskrevet %(day)s", day=long_day(today)),
    }


def _rings(places: Sequence[Ring], rows: Sequence[YearTask], states: Mapping[int, WheelState]) -> list[WheelRing]:
    """A ring for each place; the municipality's holds what lies in no administration, and is left out when empty."""
    rings = []
    for place in places:
        is_common = place.kind == "municipality"
        own = [
            WheelTask(id=row.id, title=row.title, due_on=row.due_on, state=states[row.id], url="")
            for row in rows
            if row.administration_id == (None if is_common else place.id)
        ]
        if own or not is_common:
            rings.append(WheelRing(label=_("Fælles") if is_common else place.name, tasks=own))
    return rings


def _month(number: int, name: str, rows: Sequence[YearTask], states: Mapping[int, WheelState]) -> Month:
    own = [row for row in rows if row.due_on.month == number]
    groups = Counter((row.due_on, row.title, states[row.id]) for row in own)
    units = {(row.due_on, row.title, states[row.id]): row.unit for row in own}
    lines = [
        MonthLine(title, due_on, state, units[due_on, title, state] if count == 1 else "", count)
        for (due_on, title, state), count in groups.items()
    ]
    return Month(_(name).capitalize(), lines[:LINES_A_MONTH], max(0, len(lines) - LINES_A_MONTH), len(own))
