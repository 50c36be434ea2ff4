"""The plan against what came of it: for one year, item by item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aarshjul.plan.load import NOTHING, Load, load_by_place
from aarshjul.plan.model import Plan
from aarshjul.plan.store import facts_of, list_items, list_places
from aarshjul.plan.version_store import find_baseline
from aarshjul.task.counting import Actual, count_actual
from app.auth.viewer import Viewer

NONE_DONE = Actual()


@dataclass(frozen=True)
class Line:
    """An item: what the plan wanted, and what came of it. `planned` is None for what follows the records."""

    code: str
    title: str
    planned: Load | None
    actual: Actual

    @property
    def on_time(self) -> int:
        """Done, and not late."""
        return self.actual.done - self.actual.late

    @property
    def spent_hours(self) -> float:
        """Hours people say they have used."""
        return self.actual.spent_minutes / 60


@dataclass(frozen=True)
class Year:
    """A year of the plan against what came of it."""

    year: int
    plan: Plan | None
    lines: Sequence[Line]
    chosen: str
    administrations: Sequence[tuple[str, str]]

    @property
    def total(self) -> Line:
        """All items together."""
        planned = sum((line.planned or NOTHING for line in self.lines), NOTHING)
        numbers = zip(*(line.actual for line in self.lines), strict=True)
        return Line("", "", planned, Actual(*map(sum, numbers)) if self.lines else NONE_DONE)


def read_year(viewer: Viewer, year: int, code: str, today: date) -> Year:
    """What this person may see of it, for the whole municipality or one administration; in four statements.

    An item that the plan has taken out since stands where its tasks are.
    """
    scope = viewer.scope("plan", "read")
    places = list_places()
    rings = places.rings_in(scope)
    chosen = next((ring for ring in rings if ring.code == code), None)
    plan = find_baseline(year)
    actual = dict(count_actual(year, today=today, scope=scope, administration=chosen.code if chosen else ""))
    shown = places.units_of([chosen] if chosen else rings)
    lines = []
    for item in list_items(plan.id) if plan else ():
        facts = facts_of(item, places, as_approved=True)
        loads = load_by_place(facts, range(year, year + 1))
        planned = sum((load for (unit_id, _y), load in loads.items() if unit_id in shown), NOTHING)
        came = actual.pop(item.code, NONE_DONE)
        if planned.tasks or came != NONE_DONE:
            lines.append(Line(item.code, facts.title, None if item.template.about else planned, came))
    lines += [Line(left, "", NOTHING, came) for left, came in actual.items()]
    return Year(year, plan, lines, chosen.code if chosen else "", [ring.choice for ring in rings])
