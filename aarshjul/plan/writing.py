"""Writing what planning decided: one statement for each kind of change, however many tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import CursorResult, Table, bindparam, update

from aarshjul.plan.model import Plan
from aarshjul.plan.rules import Changes, Known, Shape, Wanted
from aarshjul.reminder.rules import first_look
from aarshjul.task.model import Task
from app.core import clock
from app.core.db import db, insert_new
from register.obligations import list_fulfilments


@dataclass(frozen=True)
class PlanResult:
    """How many tasks planning made (or reopened), moved and withdrew, and how many it let be.

    `done`: closed because the register says that what they asked for is done.
    """

    created: int = 0
    moved: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    done: int = 0

    @property
    def changed(self) -> int:
        """How many tasks are not as they were."""
        return self.created + self.moved + self.withdrawn + self.done


def write(changes: Changes, *, now: datetime) -> PlanResult:
    """Write them all. A row that somebody has changed since it was read has another version and is left alone.

    Rows are taken in a fixed order, so that two writers never wait for each other in a ring. Objects read before are
    read anew afterwards.
    """
    writer = _Writer(now)
    met = list_fulfilments([task.key for task in changes.vanished])
    note = _("Skrevet ind dér, hvor opgaven kommer fra.")
    is_done = {
        task: {"state": "done", "done_on": met[task.key].on, "done_by_id": met[task.key].by_id, "note": note}
        for task in changes.vanished
        if task.key in met
    }
    lapsed = [task for task in changes.vanished if task not in is_done]
    result = PlanResult(
        created=writer.insert(changes.created) + writer.follow(changes.reopened, state="not_started"),
        moved=writer.follow(changes.moved),
        withdrawn=writer.close({task: {"state": "withdrawn"} for task in (*changes.withdrawn, *lapsed)}),
        unchanged=changes.unchanged,
        done=writer.close(is_done),
    )
    if result.changed:
        db.session.expire_all()
    return result


def ask_for_planning() -> None:
    """Let the next tick plan, though it has planned today: something that planning counts from has changed."""
    db.session.execute(update(Plan).where(Plan.state == "approved").values(planned_on=None))


class _Writer:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = clock.day_of(now)

    def insert(self, created: Sequence[Wanted]) -> int:
        rows = [
            {
                "key": want.key,
                "kind": want.kind,
                "plan_item_id": want.plan_item_id,
                "subject_kind": want.subject_kind,
                "subject_id": want.subject_id,
                "created_on": self.today,
                **self._values(want.shape),
            }
            for want in sorted(created, key=lambda want: want.key)
        ]
        return _count(insert_new(Task), rows)

    def follow(self, pairs: Sequence[tuple[Known, Wanted]], **more: Any) -> int:
        return _update(
            [
                _handle(task)
                | self._values(want.shape)
                | {"plan_item_id": want.plan_item_id, "open_since": self._open_since(want, more), **more}
                for task, want in sorted(pairs, key=lambda pair: pair[0].id)
            ]
        )

    def _open_since(self, want: Wanted, more: Mapping[str, Any]) -> date | None:
        """Nobody is reported for what comes back, or is dated, after its day."""
        return self.today if "state" in more or want.shape.due_on < self.today else None

    def close(self, tasks: Mapping[Known, dict[str, Any]]) -> int:
        return _update(
            [
                _handle(task) | {"remind_on": None, "asks": "", "changed_at": self.now} | tasks[task]
                for task in sorted(tasks, key=lambda task: task.id)
            ]
        )

    def _values(self, shape: Shape) -> dict[str, Any]:
        # Of a forecast nobody is reminded: it moves until the one before it is done.
        remind_on = None if shape.is_forecast else first_look(shape.due_on)
        return {**shape._asdict(), "remind_on": remind_on, "changed_at": self.now}


def _handle(task: Known) -> dict[str, Any]:
    return {"its_id": task.id, "its_version": task.version}


def _update(rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    table = cast(Table, Task.__table__)
    changed: dict[str, Any] = {name: bindparam(name) for name in rows[0] if not name.startswith("its_")}
    statement = (
        update(table)
        .where(table.c.id == bindparam("its_id"), table.c.version == bindparam("its_version"))
        .values(changed | {"version": table.c.version + 1})
    )
    return _count(statement, rows)


def _count(statement: Any, rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    result = db.session.connection().execute(statement, rows, execution_options={"preserve_rowcount": True})
    return cast(CursorResult[Any], result).rowcount
