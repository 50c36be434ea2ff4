"""Planning, beside a bare insert of the same task rows: from nothing, and again when there is nothing to do."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import Table, func, insert, inspect, select

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.task.model import Task
from app.core import clock
from app.core.db import begin_writing, db
from app.core.filters import danish_number
from tests.bench.measure import Outcome, in_turn, statements_of

PLANS: Mapping[str, str] = {"plan": "lagt fra bunden", "replan": "lagt igen, intet at gøre"}
"""By the measurement's name: what is planned, in words."""


def measure_plan(app: Flask, name: str, *, rounds: int) -> Outcome:
    """Time planning and the bare insert by turns. All of it is rolled back, so the database stays as it was."""
    now = clock.now()

    def plan() -> None:
        make_plan_tasks(now)

    def insert_rows() -> None:
        db.session.connection().execute(insert(cast(Table, Task.__table__)), rows)

    with app.app_context(), force_locale("da"):
        begin_writing()
        try:
            rows = _planned_rows(plan)
            assert rows
            if name == "replan":
                plan()
            with statements_of(db.engine) as statements:
                _undone(plan)()
            ours, reference = in_turn(_undone(plan), _undone(insert_rows), rounds=rounds, warm_up=1)
        finally:
            db.session.rollback()
    what = f"Planen {PLANS[name]}, {danish_number(len(rows))} opgaver; mod at indsætte de samme rækker"
    return Outcome(ours=ours, reference=reference, statements=len(statements), what=what)


def _planned_rows(plan: Callable[[], None]) -> list[dict[str, Any]]:
    """The rows planning makes, under keys of their own so that they can stand beside them."""
    columns = [attribute.key for attribute in inspect(Task).column_attrs if attribute.key != "id"]
    rows: list[dict[str, Any]] = []

    def read() -> None:
        plan()
        found = db.session.execute(select(*(getattr(Task, name) for name in columns)).order_by(Task.id))
        rows.extend(dict(zip(columns, row, strict=True)) for row in found)

    _undone(read)()
    assert db.session.scalar(select(func.count()).select_from(Task)) == 0
    return [row | {"key": f"bench {row['key']}"} for row in rows]


def _undone(work: Callable[[], None]) -> Callable[[], None]:
    """The work, followed by taking back what it did."""

    def run() -> None:
        step = db.session.begin_nested()
        work()
        db.session.flush()
        step.rollback()

    return run
