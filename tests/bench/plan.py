"""Planning, beside a bare insert of the same task rows: from nothing, and again when there is nothing to do."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import Table, func, insert, inspect, select

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.plan.model import Plan, PlanItem, TaskTemplate
from aarshjul.task.model import Task
from app.core import clock
from app.core.db import begin_writing, db
from app.core.filters import danish_number
from app.organisation.model import Unit
from tests.bench.measure import Outcome, in_turn, statements_of
from tests.make import make_unit

PLANS: Mapping[str, str] = {
    "plan": "lagt fra bunden",
    "replan": "lagt igen, intet at gøre",
    "plan-500": "500 poster i fem år, lagt fra bunden",
}
"""By the measurement's name: what is planned, in words."""
MANY = 200_000
YEARS = 5


def measure_plan(app: Flask, name: str, *, rounds: int, many: int = MANY) -> Outcome:
    """Time planning and the bare insert by turns. All of it is rolled back, so the database stays as it was.

    `many` is how many occurrences the plan has at least; the one of 500 items has as many as its administrations make.
    """
    now = clock.now()

    def plan() -> None:
        make_plan_tasks(now)

    def insert_rows() -> None:
        db.session.connection().execute(insert(cast(Table, Task.__table__)), rows)

    with app.app_context(), force_locale("da"):
        begin_writing()
        try:
            _make_plan(items=500 if name == "plan-500" else 50, places=many // 50 // YEARS)
            rows = _planned_rows(plan)
            assert len(rows) >= (500 * YEARS if name == "plan-500" else many)
            if name == "replan":
                plan()
                before = _last_task()
            with statements_of(db.engine) as statements:
                _undone(plan)()
            if name == "replan":
                written = [one for one in statements if one.startswith(("INSERT", "UPDATE", "DELETE"))]
                assert not written and _last_task() == before, "planning again wrote rows"
            ours, reference = in_turn(_undone(plan), _undone(insert_rows), rounds=rounds, warm_up=1)
        finally:
            db.session.rollback()
    what = f"Planen {PLANS[name]}, {danish_number(len(rows))} opgaver; mod at indsætte de samme rækker"
    return Outcome(ours=ours, reference=reference, statements=len(statements), what=what)


def _last_task() -> tuple[int, Any]:
    row = db.session.execute(select(func.count(), func.max(Task.changed_at))).one()
    return row[0], row[1]


def _make_plan(*, items: int, places: int) -> None:
    """A plan of so many items, from next year on so that every turn lies ahead: in units for a few of them, in each
    administration for many.
    """
    plan = db.session.scalars(select(Plan).where(Plan.state == "approved")).one()
    plan.items = []
    plan.first_year = clock.today().year
    db.session.flush()
    per = "unit" if items < 500 else "administration"
    if per == "unit":
        above = db.session.scalars(select(Unit).where(Unit.kind == "administration").order_by(Unit.id)).first()
        assert above is not None
        missing = places - (db.session.scalar(select(func.count()).where(Unit.kind == "unit")) or 0)
        for number in range(missing):
            make_unit(code=f"BENCH{number}", name=f"Enhed {number}", parent=above)
    for number in range(items):
        template = TaskTemplate(
            code=f"BENCH{number}", title=f"Opgave {number}", months=[12], day="working", function="leader", hours=2,
            per=per, purpose="", evidence="", guide="",
        )  # fmt: skip
        db.session.add(template)
        plan.items.append(PlanItem(code=template.code, template=template, first_year=plan.first_year))
    db.session.flush()


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
