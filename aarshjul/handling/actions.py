"""Answering how far an administration does the tasks of the catalogue."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from flask_babel import gettext as _

from aarshjul.handling.rules import Answer, is_overtaken, is_touched, tidied
from aarshjul.handling.store import answer_of, list_answers, list_in_use
from aarshjul.plan.model import TaskHandling
from app.audit.actions import Doing, record
from app.core.db import db, lock_row
from app.core.errors import EditConflict
from app.organisation.model import Unit


@dataclass(frozen=True)
class AnswerTask:
    """The answer for one task. `seen` is the mark of the answer that stood on the page (rules.mark_of).

    `takes_back`: the task is to be unanswered again.
    """

    template_id: int
    seen: str
    answer: Answer
    takes_back: bool = False


class Overtaken(EditConflict):
    """Somebody else has answered some of the tasks meanwhile; `answers` is what stands now, by the task's number."""

    def __init__(self, answers: dict[int, Answer]) -> None:
        super().__init__(
            _("En anden har svaret på nogle af opgaverne, mens du skrev. Se det, der står nu, og gem igen.")
        )
        self.answers = answers


def answer_tasks(unit_id: int, answers: Sequence[AnswerTask], *, doing: Doing) -> int:
    """Write the answers that are other than those on the page, and say how many. The others are let be.

     1. One writer at a time for an administration.
     2. A row that was not touched is not written, whoever has changed it meanwhile.
     3. A touched row that somebody else has answered differently since it was read is not written over: Overtaken, and
        nothing is saved.

    Raises NotFound for a unit that is not there; a task that is gone or retired is left out.
    """
    lock_row(Unit, unit_id)
    rows = list_answers(unit_id)
    in_use = list_in_use([asked.template_id for asked in answers])
    touched = [a for a in answers if a.template_id in in_use and is_touched(a.answer, a.seen)]
    now = {asked.template_id: answer_of(rows.get(asked.template_id)) for asked in touched}
    overtaken = {
        asked.template_id: now[asked.template_id]
        for asked in touched
        if is_overtaken(asked.answer, asked.seen, now[asked.template_id])
    }
    if overtaken:
        raise Overtaken(overtaken)
    changed = 0
    for asked in touched:
        answer = tidied(asked.answer)
        if answer == now[asked.template_id] or not (answer.degree or asked.takes_back):
            continue
        row, was = rows.get(asked.template_id), asdict(now[asked.template_id])
        told = {name: [was[name], value] for name, value in asdict(answer).items() if value != was[name]}
        if not answer.degree:
            # Taken back: the task is unanswered again. The trail keeps what was said.
            assert row is not None
            record(doing, "task_handling.answer", "task_handling", row.id, told)
            db.session.delete(row)
            changed += 1
            continue
        if row is None:
            row = TaskHandling(template_id=asked.template_id, unit_id=unit_id, degree=answer.degree)
            db.session.add(row)
        for name, value in asdict(answer).items():
            setattr(row, name, value)
        row.changed_at, row.changed_by_id = doing.at, doing.person_id
        db.session.flush()
        record(doing, "task_handling.answer", "task_handling", row.id, told)
        changed += 1
    db.session.flush()
    return changed
