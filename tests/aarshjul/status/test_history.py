"""The KPIs month by month, and what a report of many administrations costs."""

import io
from datetime import date

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import event, insert

from aarshjul.status.export import as_pdf
from aarshjul.status.history import keep_month, keep_month_when_due, list_history
from aarshjul.status.kpis import KPIS
from aarshjul.status.model import KpiMonth
from aarshjul.status.report import StatusReport, make_report
from app.core.db import begin_writing, db
from app.core.scope import Scope
from tests.aarshjul.status.writing import DAY, unit
from tests.make import NOW, Personas, make_activity, make_unit


def test_a_month_is_kept_once_and_anew_when_a_report_is_frozen(filled: Flask, personas: Personas) -> None:
    assert keep_month_when_due(NOW)["kept"] > 0
    assert keep_month_when_due(NOW) == {"kept": 0}
    make_activity(unit=unit("SOC"))
    kept = keep_month(DAY)
    assert kept == keep_month(DAY) == db.session.query(KpiMonth).count()
    history = list_history(KPIS, until=DAY)
    assert [(p.month, p.whole) for p in history["K1"]] == [(DAY.replace(day=1), 4)]


def statements(make: object) -> int:
    seen: list[str] = []

    def count(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    make()  # type: ignore[operator]
    event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


def test_sixty_administrations_with_five_years_of_history_cost_no_more(filled: Flask, personas: Personas) -> None:
    def report() -> StatusReport:
        return make_report("DDS", as_of=DAY, made_at=NOW, scope=Scope.everything())

    db.session.commit()
    statements(report)
    few = statements(report)
    begin_writing()
    top = unit("SOC").parent
    units = [make_unit(code=f"N{number}", kind="administration", parent=top) for number in range(60)]
    months = [date(DAY.year - 5 + (DAY.month + n) // 12, (DAY.month + n) % 12 + 1, 1) for n in range(60)]
    db.session.execute(
        insert(KpiMonth),
        [
            {"month": month, "taken_on": month, "unit_id": unit_id, "code": kpi.code, "part": 3,
             "whole": 4 if kpi.whole else None}
            for month in months for unit_id in (None, *(u.id for u in units)) for kpi in KPIS
        ],
    )  # fmt: skip
    db.session.commit()
    assert statements(report) == few <= 60
    made = report()
    assert len(made.rows) >= 60
    assert len(made.history["K1"]) >= 58


def test_the_months_are_charts_with_their_values_in_words(filled: Flask) -> None:
    first = date(DAY.year - 1, 1, 1)
    db.session.execute(
        insert(KpiMonth),
        [
            {"month": month, "taken_on": month, "unit_id": None, "code": code, "part": part, "whole": whole}
            for month, part in ((first, 1), (DAY.replace(day=1), 3))
            for code, whole in (("K1", 4), ("K4", None))
        ],
    )
    report = make_report("DDS", as_of=DAY, made_at=NOW, scope=Scope.everything())
    pdf = " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(as_pdf(report))).pages).split())
    assert f"01.{DAY.year - 1}: 25 % → {DAY:%m.%Y}: 75 %" in pdf
    assert f"01.{DAY.year - 1}: 1 → {DAY:%m.%Y}: 3" in pdf
