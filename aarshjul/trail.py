"""What the annual cycle's kinds, verbs and fields are called in the audit trail."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from aarshjul.task.history import FIELDS, VERBS
from aarshjul.task.model import Task
from aarshjul.task.rules import STATE_WORDS
from app.core.db import db
from app.core.slots import Slots, Subject
from app.core.text import N_

PLANNING: Mapping[str, str] = {"plan.make_tasks": N_("Lagde planens opgaver")}
REPORT: Mapping[str, str] = {"report.export": N_("Hentede en rapport")}


def fill_trail(slots: Slots) -> None:
    """Put the cycle's words, and what a task is called, into the slots."""
    words = slots.trail
    words.add("task", N_("Opgave"), VERBS, FIELDS, {"state": STATE_WORDS})
    words.add("planning", N_("Planlægning"), PLANNING)
    words.add("report", N_("Rapport"), REPORT, {"body": N_("Til"), "as_of": N_("Opgjort pr.")})
    slots.subjects["task"] = _tasks


def _tasks(ids: Sequence[int]) -> dict[int, Subject]:
    rows = db.session.execute(select(Task.id, Task.title).where(Task.id.in_(ids)))
    return {row_id: Subject("task", row_id, title, f"/opgaver/{row_id}") for row_id, title in rows}
