"""The status report as one value: made once, shown as page, PDF, spreadsheet and json."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from aarshjul.status.figures import (
    KPIS,
    LIGHT_WORDS,
    Counts,
    Light,
    Measure,
    measures,
    overall,
    reasons,
)
from aarshjul.status.store import (
    DoneTask,
    OverdueTask,
    count_by_administration,
    get_body,
    list_done,
    list_overdue,
    list_wheel_tasks,
)
from aarshjul.wheel import Wheel, WheelRing, draw
from app.core.scope import Scope
from app.organisation.store import get_municipality, list_administrations

LISTED_OVERDUE, LISTED_DONE = 40, 20
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


@dataclass(frozen=True, kw_only=True)
class StatusReport:
    """Everything the report says. `since` to `as_of` is its period: the year so far."""

    municipality: str
    body_code: str
    body_name: str
    as_of: date
    since: date
    made_at: datetime
    rows: tuple[Row, ...]
    total: Row
    overdue: Sequence[OverdueTask]
    overdue_total: int
    done: Sequence[DoneTask]
    done_total: int
    wheel: Wheel

    @property
    def title(self) -> str:
        return _("Statusrapport til %(body)s", body=self.body_code)

    @property
    def file_name(self) -> str:
        """The name of a downloaded file, without ending."""
        return f"{self.as_of:%Y-%m-%d}_Statusrapport_{self.body_code}"

    def to_json(self) -> dict[str, Any]:
        """The report's figures and lists as JSON values; the wheel is drawn from the tasks and not repeated."""
        return {
            "municipality": self.municipality,
            "body": self.body_code,
            "as_of": self.as_of.isoformat(),
            "since": self.since.isoformat(),
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "kpis": [{"code": k.code, "label": _(k.label), "definition": _(k.definition)} for k in KPIS],
            "administrations": [_row_json(row) for row in self.rows],
            "total": _row_json(self.total),
            "overdue": [_task_json(asdict(task)) for task in self.overdue],
            "overdue_total": self.overdue_total,
            "done": [_task_json(asdict(task)) for task in self.done],
            "done_total": self.done_total,
        }


def make_report(body_code: str, *, as_of: date, made_at: datetime, scope: Scope) -> StatusReport:
    """The report for a body, as things stood on `as_of`, for the part of the municipality in `scope`.

    Records are counted as they are now, tasks as they were on that day. Raises NotFound for an unknown body.
    """
    body = get_body(body_code)
    municipality = get_municipality()
    since = date(as_of.year, 1, 1)
    counts = count_by_administration(
        as_of=as_of,
        since=since,
        municipality_is_known=municipality.controller_is_known and municipality.dpo_is_known,
        scope=scope,
    )
    units = list_administrations(scope=scope)
    rows = [_row(unit.code, unit.name, counts.get(unit.id, Counts())) for unit in units]
    if None in counts:
        rows.append(_row(COMMON, _("Fælles og uden forvaltning"), counts[None]))
    overdue, overdue_total = list_overdue(as_of=as_of, limit=LISTED_OVERDUE, scope=scope)
    done, done_total = list_done(as_of=as_of, since=since, limit=LISTED_DONE, scope=scope)
    tasks = list_wheel_tasks(year=as_of.year, as_of=as_of, scope=scope)
    # Who reaches a part of the municipality gets a report on that part, and it must not pass for the whole.
    whole = _("Hele kommunen") if scope.is_everything else _("Din del af kommunen")
    rings = [WheelRing(label=unit.name, tasks=tasks.get(unit.id, ())) for unit in units]
    if None in tasks:
        rings.append(WheelRing(label=_("Fælles"), tasks=tasks[None]))
    return StatusReport(
        municipality=municipality.name,
        body_code=body.code,
        body_name=body.name,
        as_of=as_of,
        since=since,
        made_at=made_at,
        rows=tuple(rows),
        total=_row("", whole, sum((row.counts for row in rows), Counts())),
        overdue=overdue,
        overdue_total=overdue_total,
        done=done,
        done_total=done_total,
        wheel=draw(year=as_of.year, today=as_of, rings=rings),
    )


def _row(code: str, name: str, counts: Counts) -> Row:
    found = measures(counts)
    lights = {measure.code: measure.light for measure in found}
    return Row(code=code, name=name, counts=counts, measures=found, light=overall(lights), reasons=reasons(found))


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "counts": asdict(row.counts),
        "kpis": {
            m.code: {"part": m.part, "whole": m.whole, "light": m.light, "word": _(LIGHT_WORDS[m.light])}
            for m in row.measures
        },
        "light": row.light,
        "word": _(LIGHT_WORDS[row.light]),
        "reasons": list(row.reasons),
    }


def _task_json(task: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in task.items()}
