"""The demo's status reports: one that was frozen at the end of last quarter, and two years of months behind today's.

Everything follows from the day and from demo.yml; nothing is drawn by lot.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, select

from aarshjul.calendar.store import get_closed_days
from aarshjul.meeting.drafting import STEERING_GROUP
from aarshjul.status.actions import BeginReport, begin_report, freeze_report
from aarshjul.status.history import keep_month
from aarshjul.status.model import KpiMonth
from aarshjul.status.writing import (
    PutRecommendation,
    WriteComment,
    WriteDpoPart,
    put_recommendation,
    write_comment,
    write_dpo_part,
)
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.workdays import working_day_on_or_before
from app.organisation.model import Person, RoleGrant, Unit

STORY = Path(__file__).parent / "demo.yml"
MONTHS_BACK = 24


def add_demo_report(now: datetime) -> None:
    """The frozen report, then this month's KPIs and those before it."""
    story: dict[str, Any] = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    today = clock.day_of(now)
    _add_frozen(story, _end_of_last_quarter(today))
    keep_month(today)
    _add_months(story["behind"], today)


def _add_frozen(story: Mapping[str, Any], day: date) -> None:
    doing = Doing(at=datetime.combine(day, time(14, 0), clock.COPENHAGEN), person_id=_holder("isc"))
    command = BeginReport(body_code=STEERING_GROUP, as_of=day, since=date(day.year, 1, 1), title=story["title"])
    row = begin_report(command, doing=doing)
    for one in story["recommendations"]:
        put_recommendation(PutRecommendation(report_id=row.id, recommendation_id=None, **one), doing=doing)
    units = db.session.scalars(select(Unit).where(Unit.code.in_(list(story["remarks"]))).order_by(Unit.code)).all()
    for unit in units:
        text = story["remarks"][unit.code]
        write_comment(WriteComment(report_id=row.id, unit_id=unit.id, text=text, version=0), doing=doing)
    part = WriteDpoPart(report_id=row.id, text=story["dpo"].strip(), is_signed=True, version=row.version)
    write_dpo_part(part, doing=Doing(at=doing.at, person_id=_holder("dpo")))
    freeze_report(row.id, row.version, doing=doing)


def _add_months(behind: Mapping[str, float], today: date) -> None:
    """Months before this one, each a little behind the next; those that were kept when a report was frozen stay."""
    kept = set(db.session.scalars(select(KpiMonth.month)))
    now = db.session.scalars(select(KpiMonth).where(KpiMonth.month == today.replace(day=1)).order_by(KpiMonth.id)).all()
    rows = [
        {
            "month": month, "taken_on": month, "unit_id": row.unit_id, "code": row.code,
            "part": _before(row, back, behind), "whole": row.whole,
        }
        for back, month in _months_back(today)
        if month not in kept
        for row in now
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(KpiMonth), rows)


def _before(row: KpiMonth, back: int, behind: Mapping[str, float]) -> int:
    """What a KPI was so many months back; every third month stood still."""
    steps = back - back // 3
    if row.whole is None:
        return row.part + round(steps * behind["count"])
    return max(0, row.part - round(row.whole * steps * behind["share"] / 100))


def _months_back(today: date) -> Iterator[tuple[int, date]]:
    for back in range(1, MONTHS_BACK + 1):
        number = today.year * 12 + today.month - 1 - back
        yield back, date(number // 12, number % 12 + 1, 1)


def _end_of_last_quarter(today: date) -> date:
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return working_day_on_or_before(first - timedelta(days=1), get_closed_days())


def _holder(role: str) -> int | None:
    """The first who holds a role; nobody in a demo without one."""
    query = select(Person.id).join(RoleGrant, RoleGrant.person_id == Person.id).where(RoleGrant.role == role)
    return db.session.scalar(query.order_by(Person.id).limit(1))
