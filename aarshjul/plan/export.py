"""The plan as a workbook: the plan itself, every occurrence with its dates, and the hours quarter by quarter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import BinaryIO

from flask_babel import gettext as _

from aarshjul.capacity.rules import Load, Loads
from aarshjul.capacity.showing import Place, list_places
from aarshjul.capacity.store import load_overview
from aarshjul.catalogue.words import when_words
from aarshjul.plan.expansion import YEARS_AHEAD
from aarshjul.plan.export_store import list_names, stream_occurrences
from aarshjul.plan.model import Plan
from aarshjul.plan.store import Ring, find_approved_plan, list_items, list_rings
from aarshjul.plan.versioning import KINDS
from aarshjul.plan.wording import rrule_of, where_of
from aarshjul.status.figures import LIGHT_WORDS
from aarshjul.task.counting import PlanCell, count_by_plan_year
from aarshjul.task.responsible import load_holders
from aarshjul.task.rules import OBLIGATIONS, STATE_WORDS
from app.auth.viewer import Viewer
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.sheets import Cell, OutSheet, write_xlsx
from app.organisation.rules import FUNCTIONS

NOTHING = PlanCell(0, 0, 0, 0.0)


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """An item of the plan, or a kind of obligation that comes from the records. `cells` are its years."""

    code: str
    title: str
    kind: str = ""
    role: str = ""
    where: str = ""
    first_year: int | None = None
    when: str = ""
    rrule: str = ""
    law: str = ""
    hours: float | None = None
    cells: Mapping[int, PlanCell]

    @property
    def total(self) -> PlanCell:
        """All years together."""
        return sum_of(self.cells.values())


@dataclass(frozen=True, kw_only=True)
class PlanPaper:
    """The approved plan as somebody may see it, gathered once for a workbook or a PDF.

    `place` is the administration chosen, None for all in the scope. `loads` is None for who may read no hours.
    """

    plan: Plan
    years: range
    place: Ring | None
    scope: Scope
    names_in: Scope
    lines: Sequence[PlanLine]
    places: Sequence[Place]
    loads: Loads | None
    today: date

    @property
    def title(self) -> str:
        return _("Femårsplan %(first)s–%(last)s", first=self.years[0], last=self.years[-1])

    @property
    def file_name(self) -> str:
        """The name of a downloaded file, without ending."""
        where = f"-{self.place.code}" if self.place else ""
        return f"femaarsplan-{self.years[0]}-{self.years[-1]}{where}"

    @property
    def totals(self) -> Mapping[int, PlanCell]:
        """Each year over all lines."""
        return {year: sum_of(line.cells[year] for line in self.lines) for year in self.years}

    @property
    def total(self) -> PlanCell:
        """All lines and years."""
        return sum_of(self.totals.values())

    def quarters(self) -> Iterator[tuple[Place, Load]]:
        """The hours of each place, quarter by quarter; nothing for who may read none."""
        for place in self.places if self.loads else ():
            for year in self.years:
                for load in self.loads.of_places([place.id], year) if self.loads else ():
                    yield place, load


def gather(viewer: Viewer, code: str, *, today: date) -> PlanPaper:
    """The approved plan, of the administration with this code where the viewer may read it. Raises NotFound."""
    viewer.must("read", "plan")
    plan = find_approved_plan()
    if plan is None:
        raise NotFound
    scope = viewer.scope("plan", "read")
    place = next((unit for unit in list_rings(scope=scope) if unit.code == code), None)
    first_year = max(plan.first_year, today.year - YEARS_AHEAD)
    years = range(first_year, first_year + YEARS_AHEAD + 1)
    found = count_by_plan_year(today=today, scope=scope, administration=place.code if place else "")
    hours_in = viewer.scope("capacity", "read")
    may_read_hours = viewer.may("read", "capacity")
    places = [
        one for one in (list_places(hours_in) if may_read_hours else ()) if place is None or one.code == place.code
    ]
    return PlanPaper(
        plan=plan,
        years=years,
        place=place,
        scope=scope,
        names_in=viewer.scope("task", "read"),
        lines=_lines(plan, years, found),
        places=places,
        loads=load_overview(years, today=today).loads if places else None,
        today=today,
    )


def sum_of(cells: Iterable[PlanCell]) -> PlanCell:
    """Cells laid together."""
    rows = list(cells)
    return PlanCell(
        total=sum(cell.total for cell in rows),
        done=sum(cell.done for cell in rows),
        overdue=sum(cell.overdue for cell in rows),
        hours=sum(cell.hours for cell in rows),
    )


def write_plan(paper: PlanPaper, target: BinaryIO) -> None:
    """Write the workbook; occurrences go to the disk as they are read, so memory does not grow with them."""
    write_xlsx(target, list(plan_sheets(paper)), is_large=True)


def plan_sheets(paper: PlanPaper) -> Iterator[OutSheet]:
    """The worksheets, in their order."""
    of_years = [(_("%(year)s opgaver", year=year), _("%(year)s timer", year=year)) for year in paper.years]
    yield OutSheet(
        _("Femårsplan"),
        [
            _("Kode"), _("Opgave"), _("Type"), _("Rolle"), _("Hvor"), _("Første år"), _("Hvornår"),
            _("Gentagelse"), _("Lov"), _("Timer pr. gang"),
            *(heading for pair in of_years for heading in pair), _("Opgaver i alt"), _("Timer i alt"),
        ],
        [_plan_row(line) for line in paper.lines],
        totals=[
            _("I alt"), *[None] * 9, *_numbers([*paper.totals.values(), paper.total]),
        ],
    )  # fmt: skip
    yield OutSheet(
        _("Alle opgaver"),
        [
            _("Kode"), _("Opgave"), _("Forvaltning"), _("Enhed"), _("Periode"), _("Planlagt"), _("Intern frist"),
            _("Lovens frist"), _("Tilstand"), _("Ansvarlig"), _("Timer"),
        ],
        _occurrence_rows(paper),
    )  # fmt: skip
    if paper.loads is not None:
        yield OutSheet(
            _("Kapacitet"),
            [
                _("Forvaltning"), _("År"), _("Kvartal"), _("Timer til rådighed"), _("Timer planlagt"), _("Forskel"),
                _("Dækning"), _("Status"), _("Timer brugt"), _("Timer hos andre"),
            ],
            [_load_row(place, load) for place, load in paper.quarters()],
        )  # fmt: skip


def _lines(plan: Plan, years: range, found: Mapping[tuple[str, int], PlanCell]) -> list[PlanLine]:
    def cells(code: str) -> Mapping[int, PlanCell]:
        return {year: found.get((code, year), NOTHING) for year in years}

    items = [
        PlanLine(
            code=item.code,
            title=item.template.title,
            kind=_(KINDS[item.kind]),
            role=_(FUNCTIONS.get(item.template.function, item.template.function)),
            where=where_of(item),
            first_year=item.first_year,
            when=when_words(item.template),
            rrule=rrule_of(item),
            law=item.template.article,
            hours=item.template.hours,
            cells=cells(item.code),
        )
        for item in list_items(plan.id)
    ]
    owed = [
        PlanLine(code=_("Fortegnelsen"), title=_(words.label), law=words.article, cells=cells(kind))
        for kind, words in OBLIGATIONS.items()
    ]
    return [*items, *owed]


def _plan_row(line: PlanLine) -> list[Cell]:
    return [
        line.code, line.title, line.kind, line.role, line.where, line.first_year, line.when, line.rrule,
        line.law, line.hours,
        *_numbers([*line.cells.values(), line.total]),
    ]  # fmt: skip


def _numbers(cells: Sequence[PlanCell]) -> list[Cell]:
    return [number for cell in cells for number in (cell.total, round(cell.hours, 2))]


def _occurrence_rows(paper: PlanPaper) -> Iterator[list[Cell]]:
    """Each occurrence; the name of whoever does it stands only where the viewer may read the task."""
    holders, names = load_holders(paper.today), list_names()
    states = {state: _(word) for state, word in STATE_WORDS.items()}

    @cache
    def who(function: str, unit_id: int, named_id: int | None, path: str) -> str:
        if not paper.names_in.holds(path):
            return ""
        return names.get(holders.find(function, unit_id, named_id=named_id).person_id, "")

    code = paper.place.code if paper.place else ""
    for row in stream_occurrences(scope=paper.scope, administration=code):
        yield [
            row.plan_code or _("Fortegnelsen"), row.title, row.administration or _("Fælles"), row.unit, row.period,
            row.planned_on, row.due_on, row.law_due_on, states[row.state],
            who(row.function, row.unit_id, row.named_id, row.path), round(row.hours, 2),
        ]  # fmt: skip


def _load_row(place: Place, load: Load) -> list[Cell]:
    return [
        place.name, load.year, load.quarter, _rounded(load.available), _rounded(load.planned),
        _rounded(load.difference), _rounded(load.cover), _(LIGHT_WORDS[load.level]), _rounded(load.spent),
        _rounded(load.elsewhere),
    ]  # fmt: skip


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 2)
