"""The demo municipality's answers about the catalogue, from demo.yml beside this file; and a task of its own."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from aarshjul.catalogue.actions import create_own
from aarshjul.handling.actions import AnswerTask, answer_tasks
from aarshjul.handling.rules import Answer, mark_of
from aarshjul.handling.store import list_asked
from aarshjul.plan.catalogue import CatalogueItem
from app.audit.actions import Doing
from app.core.scope import Scope
from app.organisation.store import list_administrations, list_holders

ANSWERS = Path(__file__).parent / "demo.yml"
DEGREES = ("partly", "hardly", "not")


def add_demo_answers(now: datetime) -> None:
    """Let each administration's coordinator answer for most of the catalogue, and write one task of our own."""
    told: dict[str, Any] = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))
    year = now.year
    holders = list_holders()
    for place in list_administrations(scope=Scope.everything()):
        answers = told["answers"].get(place.code)
        if answers is None:
            continue
        coordinator = holders.get((place.id, "coordinator"))
        answered = [
            AnswerTask(task.id, mark_of(task.answer), _answer(task.code, answers, told["risks"], year))
            for task in list_asked(place.id)
            if task.code not in answers["unanswered"]
        ]
        answer_tasks(place.id, answered, doing=Doing(at=now, person_id=coordinator.id if coordinator else None))
    create_own(
        CatalogueItem(
            code="", article="GDPR art. 32", months=(3,), day="2MO", function="leader", hours=0.5, per="unit", wave=2,
            checklist=("Hver stol er prøvet.", "Skærme, der kunne læses, er drejet eller har fået et filter."),
            **told["own"],
        ),
        doing=Doing(at=now, via="cli"),
    )  # fmt: skip


def _answer(code: str, answers: dict[str, list[str]], risks: dict[str, Any], year: int) -> Answer:
    degree = next((degree for degree in DEGREES if code in answers.get(degree, ())), "handled")
    if degree == "handled":
        return Answer(degree)
    risk = risks[code]
    return Answer(degree, risk["level"], risk["risk"], year + risk["years"])
