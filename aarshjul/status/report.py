"""The status report as one value: made once, shown as page, PDF, document, spreadsheet and json."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from flask_babel import gettext as _

from aarshjul.status.comparing import Before
from aarshjul.status.counting import Period, count_by_administration
from aarshjul.status.decisions import OpenDecision, list_open_decisions
from aarshjul.status.figures import Counts, Light, Measure
from aarshjul.status.history import Point, list_history
from aarshjul.status.kpis import Kpi, kpis_of, measures, overall, reasons
from aarshjul.status.store import (
    DoneTask,
    OverdueTask,
    Unhandled,
    get_body,
    list_done,
    list_overdue,
    list_wheel_tasks,
    list_worst_unhandled,
)
from aarshjul.status.texts import NO_HEAD, NO_TEXTS, Head, Texts
from aarshjul.wheel import Wheel, WheelRing, draw
from app.core.scope import Scope
from app.organisation.store import get_municipality, list_administrations

LISTED_OVERDUE, LISTED_DONE, LISTED_UNHANDLED, LISTED_DECISIONS = 40, 20, 10, 15
COMMON = "–"
"""Code of the row for what lies in no administration."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One administration in the report."""

    code: str
    name: str
    counts: Counts
    measures: tuple[Measure, ...]
    light: Light
    reasons: tuple[str, ...]

    def measure(self, code: str) -> Measure:
        """The KPI with this code."""
        return next(measure for measure in self.measures if measure.code == code)


@dataclass(frozen=True, kw_only=True)
class StatusReport:
    """Everything the report says. `since` to `as_of` is its period: the year so far.

    `texts` are what people wrote, none in a report that nobody has begun. `before` is the earlier report that it is
    compared with. `history` are the whole municipality's KPIs month by month. `frozen_at`: since when it stands fast.
    """

    municipality: str
    body_code: str
    body_name: str
    title: str
    as_of: date
    since: date
    made_at: datetime
    frozen_at: datetime | None = None
    kpis: tuple[Kpi, ...]
    rows: tuple[Row, ...]
    total: Row
    overdue: Sequence[OverdueTask]
    overdue_total: int
    done: Sequence[DoneTask]
    done_total: int
    unhandled: Sequence[Unhandled]
    unhandled_total: int
    open_decisions: Sequence[OpenDecision] = ()
    open_decisions_total: int = 0
    rings: tuple[WheelRing, ...]
    history: Mapping[str, Sequence[Point]]
    head: Head = NO_HEAD
    texts: Texts = NO_TEXTS
    before: Before | None = None

    @cached_property
    def wheel(self) -> Wheel:
        """The year as a wheel."""
        return draw(year=self.as_of.year, today=self.as_of, rings=self.rings)

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The administrations, and the whole last."""
        return (*self.rows, self.total)

    @property
    def overview(self) -> tuple[Kpi, ...]:
        """The KPIs of the first page."""
        return tuple(kpi for kpi in self.kpis if kpi.in_overview)

    def kpi(self, code: str) -> Kpi:
        """The KPI with this code."""
        return next(kpi for kpi in self.kpis if kpi.code == code)

    @property
    def file_name(self) -> str:
        """The name of a downloaded file, without ending."""
        edition = f"_v{self.head.edition}" if self.head.edition else ""
        return f"{self.as_of:%Y-%m-%d}_Statusrapport_{self.body_code}{edition}"


def make_report(
    body_code: str,
    *,
    as_of: date,
    made_at: datetime,
    scope: Scope,
    since: date | None = None,
    texts: Texts = NO_TEXTS,
    head: Head = NO_HEAD,
    title: str = "",
    before: Before | None = None,
) -> StatusReport:
    """The report for a body, as things stood on `as_of`, for the part of the municipality in `scope`.

    Records are counted as they are now, tasks as they were on that day. Raises NotFound for an unknown body.
    """
    body = get_body(body_code)
    municipality = get_municipality()
    since = since or date(as_of.year, 1, 1)
    is_known = municipality.controller_is_known and municipality.dpo_is_known
    counts = count_by_administration(Period(since=since, as_of=as_of, is_known=is_known, body_id=body.id), scope=scope)
    units = list_administrations(scope=scope)
    kpis = kpis_of(sum(counts.values(), Counts()))
    rows = [make_row(unit.code, unit.name, counts.get(unit.id, Counts()), kpis) for unit in units]
    if None in counts:
        rows.append(make_row(COMMON, _("Fælles og uden forvaltning"), counts[None], kpis))
    overdue, overdue_total = list_overdue(as_of=as_of, limit=LISTED_OVERDUE, scope=scope)
    done, done_total = list_done(as_of=as_of, since=since, limit=LISTED_DONE, scope=scope)
    unhandled, unhandled_total = list_worst_unhandled(limit=LISTED_UNHANDLED, scope=scope)
    still_open, still_open_total = list_open_decisions(body.id, as_of=as_of, limit=LISTED_DECISIONS, scope=scope)
    tasks = list_wheel_tasks(year=as_of.year, as_of=as_of, scope=scope)
    # Who reaches a part of the municipality gets a report on that part, and it must not pass for the whole.
    whole = _("Hele kommunen") if scope.is_everything else _("Din del af kommunen")
    rings = [WheelRing(label=unit.name, tasks=tuple(tasks.get(unit.id, ()))) for unit in units]
    if None in tasks:
        rings.append(WheelRing(label=_("Fælles"), tasks=tuple(tasks[None])))
    return StatusReport(
        municipality=municipality.name,
        body_code=body.code,
        body_name=body.name,
        title=title or _("Statusrapport til %(body)s", body=body.code),
        as_of=as_of,
        since=since,
        made_at=made_at.replace(microsecond=0),
        kpis=kpis,
        rows=tuple(rows),
        total=make_row("", whole, sum((row.counts for row in rows), Counts()), kpis),
        overdue=tuple(overdue),
        overdue_total=overdue_total,
        done=tuple(done),
        done_total=done_total,
        unhandled=tuple(unhandled),
        unhandled_total=unhandled_total,
        open_decisions=tuple(still_open),
        open_decisions_total=still_open_total,
        rings=tuple(rings),
        history=list_history(kpis, until=as_of) if scope.is_everything else {},
        head=head,
        texts=texts,
        before=before,
    )


def make_row(code: str, name: str, counts: Counts, kpis: Sequence[Kpi]) -> Row:
    """An administration's KPIs, light and reasons from its counts."""
    found = measures(counts, kpis)
    lights = {measure.code: measure.light for measure in found}
    return Row(code=code, name=name, counts=counts, measures=found, light=overall(lights), reasons=reasons(found))
