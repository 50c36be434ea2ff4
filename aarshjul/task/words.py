"""What a task says of itself: from its entry in the catalogue, or from its kind."""

from dataclasses import dataclass

from flask_babel import gettext as _

from aarshjul.task.model import Task
from aarshjul.task.rules import KIND_WORDS


@dataclass(frozen=True, kw_only=True)
class TaskWords:
    """Why a task is there and how it is done, in Danish; what is not known is empty."""

    label: str = ""
    purpose: str = ""
    article: str = ""
    guide: str = ""
    evidence: str = ""


def words_of(task: Task) -> TaskWords:
    """The words of a task whose plan item and its catalogue entry are loaded."""
    kind = KIND_WORDS.get(task.kind)
    if kind is not None:
        # What a record obliges to says itself what happens to the record, also where an item of the plan counts it.
        return TaskWords(
            label=_(kind.label),
            purpose=_(kind.purpose),
            article=kind.article,
            guide=_(kind.guide),
            evidence=_(kind.evidence),
        )
    if task.plan_item is None:
        return TaskWords()
    entry = task.plan_item.template
    return TaskWords(
        label=_("Opgave i femårsplanen"),
        purpose=entry.purpose,
        article=entry.article,
        guide=entry.guide,
        evidence=entry.evidence,
    )
