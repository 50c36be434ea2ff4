"""A report as json and back again, byte for byte."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from aarshjul.status.comparing import Before
from aarshjul.status.decisions import OpenDecision
from aarshjul.status.figures import LIGHT_WORDS, Counts
from aarshjul.status.history import Point
from aarshjul.status.kpis import Kpi
from aarshjul.status.report import Row, StatusReport, make_row
from aarshjul.status.store import DoneTask, OverdueTask, Unhandled
from aarshjul.status.texts import DpoPart, Head, Recommended, Remark, Texts
from aarshjul.wheel import WheelRing, WheelTask


def canonical(report: StatusReport) -> str:
    """The report as json text that is the same whenever it is made: keys in order, and one line break at the end."""
    return json.dumps(to_json(report), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def hash_of(text: str) -> str:
    """The sha256 of a snapshot's bytes, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def name_of(text: str) -> str:
    """The name of a frozen report's files, without ending, from its snapshot."""
    return from_json(json.loads(text)).file_name


def to_json(report: StatusReport) -> dict[str, Any]:
    """Everything in the report as JSON values."""
    return {
        "municipality": report.municipality,
        "body": report.body_code,
        "body_name": report.body_name,
        "title": report.title,
        "as_of": report.as_of.isoformat(),
        "since": report.since.isoformat(),
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "frozen_at": report.frozen_at.isoformat(timespec="seconds") if report.frozen_at else None,
        "head": _plain(asdict(report.head)),
        "kpis": [asdict(k) | {"label": _(k.label), "definition": _(k.definition)} for k in report.kpis],
        "administrations": [_row_json(row) for row in report.rows],
        "total": _row_json(report.total),
        "overdue": [_plain(asdict(task)) for task in report.overdue],
        "overdue_total": report.overdue_total,
        "done": [_plain(asdict(task)) for task in report.done],
        "done_total": report.done_total,
        "unhandled": [_plain(asdict(task)) for task in report.unhandled],
        "unhandled_total": report.unhandled_total,
        "open_decisions": [_plain(asdict(one)) for one in report.open_decisions],
        "open_decisions_total": report.open_decisions_total,
        "wheel": [
            {
                "label": ring.label,
                "tasks": [
                    {"id": t.id, "title": t.title, "due_on": t.due_on.isoformat(), "state": t.state} for t in ring.tasks
                ],
            }
            for ring in report.rings
        ],
        "history": {
            code: [{"month": p.month.isoformat(), "part": p.part, "whole": p.whole} for p in points]
            for code, points in report.history.items()
        },
        "texts": {
            "remarks": [asdict(remark) for remark in report.texts.remarks],
            "recommendations": [asdict(one) for one in report.texts.recommendations],
            "dpo": _plain(asdict(report.texts.dpo)) if report.texts.dpo else None,
        },
        "before": _before_json(report.before),
    }


def from_json(told: Mapping[str, Any]) -> StatusReport:
    """The report that `to_json` was given."""
    kpis = tuple(Kpi(**_known(Kpi, kpi)) for kpi in told["kpis"])
    texts = told["texts"]
    return StatusReport(
        municipality=told["municipality"],
        body_code=told["body"],
        body_name=told["body_name"],
        title=told["title"],
        as_of=_day(told["as_of"]),
        since=_day(told["since"]),
        made_at=datetime.fromisoformat(told["made_at"]),
        frozen_at=datetime.fromisoformat(told["frozen_at"]) if told["frozen_at"] else None,
        head=_head(told["head"]),
        kpis=kpis,
        rows=tuple(_row(row, kpis) for row in told["administrations"]),
        total=_row(told["total"], kpis),
        overdue=tuple(OverdueTask(**task | {"due_on": _day(task["due_on"])}) for task in told["overdue"]),
        overdue_total=told["overdue_total"],
        done=tuple(
            DoneTask(**task | {"due_on": _day(task["due_on"]), "done_on": _day(task["done_on"])})
            for task in told["done"]
        ),
        done_total=told["done_total"],
        unhandled=tuple(Unhandled(**task) for task in told["unhandled"]),
        unhandled_total=told["unhandled_total"],
        open_decisions=tuple(_open_decision(one) for one in told["open_decisions"]),
        open_decisions_total=told["open_decisions_total"],
        rings=tuple(
            WheelRing(
                label=ring["label"],
                tasks=tuple(WheelTask(**task | {"due_on": _day(task["due_on"])}) for task in ring["tasks"]),
            )
            for ring in told["wheel"]
        ),
        history={
            code: tuple(Point(_day(p["month"]), p["part"], p["whole"]) for p in points)
            for code, points in told["history"].items()
        },
        texts=Texts(
            remarks=tuple(Remark(**remark) for remark in texts["remarks"]),
            recommendations=tuple(Recommended(**one) for one in texts["recommendations"]),
            dpo=DpoPart(**texts["dpo"] | {"signed_on": _day(texts["dpo"]["signed_on"])}) if texts["dpo"] else None,
        ),
        before=_before(told["before"]),
    )


def values_of(report: StatusReport) -> Mapping[str, Mapping[str, tuple[int, int | None]]]:
    """What a later report is compared with."""
    return {row.code: {m.code: (m.part, m.whole) for m in row.measures} for row in report.all_rows}


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


def _row(told: Mapping[str, Any], kpis: tuple[Kpi, ...]) -> Row:
    return make_row(told["code"], told["name"], Counts(**_known(Counts, told["counts"])), kpis)


def _before_json(before: Before | None) -> dict[str, Any] | None:
    return _plain(asdict(before)) if before else None


def _before(told: Mapping[str, Any] | None) -> Before | None:
    if told is None:
        return None
    values = {
        row: {code: (int(value[0]), value[1]) for code, value in kpis.items()} for row, kpis in told["values"].items()
    }
    return Before(report_id=told["report_id"], title=told["title"], as_of=_day(told["as_of"]), values=values)


def _head(told: Mapping[str, Any]) -> Head:
    meeting_on = _day(told["meeting_on"]) if told["meeting_on"] else None
    return Head(**_known(Head, {**told, "meeting_on": meeting_on}))


def _open_decision(told: Mapping[str, Any]) -> OpenDecision:
    due_on = _day(told["due_on"]) if told["due_on"] else None
    return OpenDecision(**{**told, "decided_on": _day(told["decided_on"]), "due_on": due_on})


def _known(made: type[Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What a newer or an older release does not know is left out."""
    names = {field.name for field in fields(made)}
    return {name: value for name, value in told.items() if name in names}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def _day(text: str) -> date:
    return date.fromisoformat(text)
