"""The answers that a task takes as it stands: for the page behind the link, and for the mail that links to it."""

from aarshjul.answer.rules import Answer, offered
from aarshjul.task.model import TO_DO_STATES, Task
from aarshjul.task.taking import needs_evidence, why_not


def answers_of(task: Task) -> tuple[Answer, ...]:
    """The answers that this task takes; none where it is not to be done, or not yet."""
    if task.state not in TO_DO_STATES or task.is_forecast:
        return ()
    return offered(
        task.kind,
        is_about_record=task.subject_id is not None,
        can_complete=why_not("complete", task) is None,
        needs_file=needs_evidence(task),
    )
