"""What the page of hours shows: the chart and the tables, of what the viewer may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from aarshjul.capacity.chart import YearChart, draw
from aarshjul.capacity.model import Capacity
from aarshjul.capacity.rules import COMMON, Load, Loads, year_of
from aarshjul.capacity.store import Overview, PersonLine, list_people, load_overview, years_from
from aarshjul.task.responsible import holders_now
from app.auth.viewer import Viewer
from app.core.scope import Scope
from app.core.tables import Page
from app.organisation.store import list_administrations


@dataclass(frozen=True)
class Place:
    """An administration, or COMMON; `code` is empty for what lies in none."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Line:
    """A place: the quarters of the chosen year, and each year as a whole."""

    place: Place
    quarters: Sequence[Load]
    years: Sequence[Load]


@dataclass(frozen=True)
class PersonRow:
    """A person: hours by year as they were said, the quarters of the chosen year, and each year as a whole."""

    person: PersonLine
    stored: Capacity | None
    may_change: bool
    quarters: Sequence[Load]
    years: Sequence[Load]


@dataclass(frozen=True)
class CapacityView:
    """Everything on the page. `whole` sums `lines`; `charts` are the years of what is chosen."""

    years: range
    year: int
    places: Sequence[Place]
    chosen: Place | None
    charts: Sequence[YearChart]
    whole: Line
    lines: Sequence[Line]
    people: Page[PersonRow]

    @property
    def short(self) -> list[tuple[Place, Load]]:
        """Where in the chosen year there are too few hours, the worst first."""
        found = [(line.place, load) for line in self.lines for load in line.quarters if load.is_short]
        return sorted(found, key=lambda pair: (pair[1].difference or 0.0, pair[1].quarter))


def view_for(viewer: Viewer, args: Mapping[str, str], *, today: date, path: str) -> CapacityView:
    """The page for somebody who may read hours somewhere, as the address asks for it."""
    scope = viewer.scope("capacity", "read")
    years = years_from(today)
    year = _year(args.get("aar", ""), years)
    overview = load_overview(years, today=today, holders=holders_now())
    places = list_places(scope)
    chosen = next((place for place in places if place.code and place.code == args.get("forvaltning")), None)
    shown = [chosen] if chosen else places
    ids = None if scope.is_everything and chosen is None else [place.id for place in shown]
    loads = overview.loads
    whole = _line(Place(-1, "", _whole_name(scope)), ids, loads, years, year)
    return CapacityView(
        years=years,
        year=year,
        places=places,
        chosen=chosen,
        charts=draw([loads.of_places(ids, each) for each in years]),
        whole=whole,
        lines=[_line(place, [place.id], loads, years, year) for place in shown],
        people=_people(
            list_people(years, scope=scope, args=args, path=path),
            overview,
            year,
            area=viewer.scope("capacity", "write"),
        ),
    )


def list_places(scope: Scope) -> list[Place]:
    """The administrations that lie in the scope, and for who sees everything what lies in none."""
    units = [unit for unit in list_administrations(scope=scope) if scope.holds(unit.path)]
    places = [Place(unit.id, unit.code, unit.name) for unit in units]
    return [*places, Place(COMMON, "", _("Fælles"))] if scope.is_everything else places


def _line(place: Place, ids: Collection[int] | None, loads: Loads, years: range, year: int) -> Line:
    return Line(place, loads.of_places(ids, year), [year_of(loads.of_places(ids, each)) for each in years])


def _people(page: Page[PersonLine], overview: Overview, year: int, *, area: Scope) -> Page[PersonRow]:
    rows = [
        PersonRow(
            person=person,
            stored=overview.hours.get((person.id, year)),
            may_change=area.holds(person.path),
            quarters=overview.loads.of_person(person.id, year),
            years=[year_of(overview.loads.of_person(person.id, each)) for each in overview.years],
        )
        for person in page.rows
    ]
    return Page(rows=rows, number=page.number, total=page.total, path=page.path, args=page.args)


def _whole_name(scope: Scope) -> str:
    return _("Hele kommunen") if scope.is_everything else _("Dit område")


def _year(text: str, years: range) -> int:
    return int(text) if text.isdecimal() and len(text) == 4 and int(text) in years else years[0]
