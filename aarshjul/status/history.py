"""The KPIs month by month: keeping them, and reading them back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from aarshjul.status.counting import Period, count_by_administration
from aarshjul.status.figures import Counts
from aarshjul.status.kpis import Kpi, kpis_of, measures
from aarshjul.status.model import KpiMonth
from app.core import clock
from app.core.db import db
from app.core.jobs import take_turns
from app.core.scope import Scope
from app.organisation.store import get_municipality

MONTHS_SHOWN = 60


class Point(NamedTuple):
    """A KPI in one month, as a share or a plain number."""

    month: date
    part: int
    whole: int | None


def keep_month_when_due(now: datetime) -> dict[str, int]:
    """A tick's step: keep the month's KPIs on its first tick; any other tick costs one small read."""
    month = clock.day_of(now).replace(day=1)
    if _has_month(month):
        return {"kept": 0}
    take_turns("kpi")
    # Another may have kept it while this one waited.
    return {"kept": 0 if _has_month(month) else keep_month(clock.day_of(now))}


def keep_month(day: date) -> int:
    """Keep the KPIs of the day as those of its month, in place of what was kept; twice changes nothing.

    Returns how many. What cannot be counted (no basis) is not kept.
    """
    municipality = get_municipality()
    is_known = municipality.controller_is_known and municipality.dpo_is_known
    period = Period(since=date(day.year, 1, 1), as_of=day, is_known=is_known)
    counts = count_by_administration(period, scope=Scope.everything())
    total = sum(counts.values(), Counts())
    kpis = kpis_of(total)
    places: list[tuple[int | None, Counts]] = [(None, total)]
    places += [(unit_id, of_unit) for unit_id, of_unit in counts.items() if unit_id is not None]
    rows = [
        {
            "month": day.replace(day=1), "taken_on": day, "unit_id": unit_id,
            "code": measure.code, "part": measure.part, "whole": measure.whole,
        }
        for unit_id, of_place in places
        for measure in measures(of_place, kpis)
        if measure.light != "grey"
    ]  # fmt: skip
    db.session.execute(delete(KpiMonth).where(KpiMonth.month == day.replace(day=1)))
    if rows:
        db.session.execute(insert(KpiMonth), rows)
    return len(rows)


def list_history(kpis: Sequence[Kpi], *, until: date) -> Mapping[str, Sequence[Point]]:
    """The whole municipality's KPIs by code, the oldest month first: up to the month of a day. One statement."""
    first = date(until.year - MONTHS_SHOWN // 12, until.month, 1)
    rows = db.session.execute(
        select(KpiMonth.code, KpiMonth.month, KpiMonth.part, KpiMonth.whole)
        .where(KpiMonth.unit_id.is_(None), KpiMonth.month > first, KpiMonth.month <= until)
        .where(KpiMonth.code.in_([kpi.code for kpi in kpis]))
        .order_by(KpiMonth.code, KpiMonth.month)
    )
    found: dict[str, list[Point]] = defaultdict(list)
    for code, month, part, whole in rows:
        found[code].append(Point(month, part, whole))
    return {code: tuple(points) for code, points in found.items()}


def _has_month(month: date) -> bool:
    return db.session.scalar(select(KpiMonth.id).where(KpiMonth.month == month).limit(1)) is not None
