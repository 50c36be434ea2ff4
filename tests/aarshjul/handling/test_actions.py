"""Answering for the catalogue, two at once; and what is not done, the worst first."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from aarshjul.handling.actions import AnswerTask, Overtaken, answer_tasks
from aarshjul.handling.rules import LACKING, Answer, badness, mark_of
from aarshjul.handling.store import (
    SORT_KEYS,
    Proposal,
    UnhandledFilter,
    UnhandledRow,
    list_asked,
    list_proposals,
    list_unhandled,
    list_unhandled_page,
)
from aarshjul.plan.model import PlanItem, PlanItemStart, TaskHandling, TaskTemplate
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import Sort
from app.organisation.model import Unit
from tests.make import NOW, Personas, make_personas

DOING = Doing(at=NOW)
UNREAD = mark_of(Answer())


@pytest.fixture
def fjordby(ctx: Flask) -> Personas:
    return make_personas()


def number(code: str) -> int:
    return db.session.scalars(sa.select(TaskTemplate.id).where(TaskTemplate.code == code)).one()


def say(code: str, *answer: Any, seen: Answer | None = None) -> AnswerTask:
    return AnswerTask(number(code), mark_of(seen or Answer()), Answer(*answer))


def stands(unit_id: int) -> dict[str, Answer]:
    return {task.code: task.answer for task in list_asked(unit_id) if task.is_answered}


def test_answers_are_kept_with_who_and_when_and_the_rest_stays_unanswered(fjordby: Personas) -> None:
    social = fjordby.social_id
    changed = answer_tasks(
        social,
        [say("T01", "handled", "high", "Glemt"), say("T27", "not", "high", " Gamle  sager.", 2028), say("T30")],
        doing=DOING,
    )
    assert changed == 2
    assert stands(social) == {"T01": Answer("handled"), "T27": Answer("not", "high", "Gamle sager.", 2028)}
    assert stands(fjordby.culture_id) == {}
    assert len(list_asked(social)) == 60
    row = db.session.scalars(sa.select(TaskHandling).where(TaskHandling.degree == "not")).one()
    assert row.changed_at == NOW
    told = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.verb == "task_handling.answer")).all()
    assert [event.changes for event in told if event.subject_id == row.id] == [
        {
            "degree": ["", "not"], "risk_level": ["", "high"], "risk": ["", "Gamle sager."],
            "proposed_year": [None, 2028],
        }
    ]  # fmt: skip


def test_an_answer_is_taken_back_only_when_it_is_said_and_the_trail_keeps_it(fjordby: Personas) -> None:
    social = fjordby.social_id
    said = Answer("not", "high", "Gamle sager.", 2028)
    answer_tasks(social, [say("T27", *asdict(said).values()), say("T01", "handled")], doing=DOING)
    assert answer_tasks(social, [say("T27", seen=said)], doing=DOING) == 0, "nothing was chosen"
    back = AnswerTask(number("T27"), mark_of(said), Answer(), takes_back=True)
    row_id = db.session.scalars(sa.select(TaskHandling.id).where(TaskHandling.degree == "not")).one()
    assert answer_tasks(social, [back], doing=DOING) == 1
    assert stands(social) == {"T01": Answer("handled")}
    kept = db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.verb == "task_handling.answer", AuditEvent.subject_id == row_id)
        .order_by(AuditEvent.id.desc())
    ).first()  # fmt: skip
    assert kept is not None and kept.changes == {
        "degree": ["not", ""], "risk_level": ["high", ""], "risk": ["Gamle sager.", ""], "proposed_year": [2028, None],
    }  # fmt: skip
    assert answer_tasks(social, [back], doing=DOING) == 0, "twice is once"


def test_two_who_answer_for_different_tasks_at_once_both_get_their_way(fjordby: Personas) -> None:
    social = fjordby.social_id
    answer_tasks(social, [say("T01", "handled"), say("T27")], doing=DOING)
    assert answer_tasks(social, [say("T01"), say("T27", "partly")], doing=DOING) == 1
    assert stands(social) == {"T01": Answer("handled"), "T27": Answer("partly")}


def test_an_answer_that_somebody_else_has_given_meanwhile_is_not_written_over(fjordby: Personas) -> None:
    social = fjordby.social_id
    answer_tasks(social, [say("T01", "handled")], doing=DOING)
    with pytest.raises(Overtaken) as overtaken:
        answer_tasks(social, [say("T01", "not"), say("T27", "partly")], doing=DOING)
    assert overtaken.value.answers == {number("T01"): Answer("handled")}
    assert stands(social) == {"T01": Answer("handled")}, "nothing of it was saved"
    now = Answer("handled")
    assert answer_tasks(social, [say("T01", "not", seen=now), say("T27", "partly")], doing=DOING) == 2
    assert answer_tasks(social, [say("T01", "not", seen=now)], doing=DOING) == 0, "both say the same"


def test_a_retired_task_is_neither_asked_about_nor_answered(fjordby: Personas) -> None:
    answer_tasks(fjordby.social_id, [say("T27", "not")], doing=DOING)
    db.session.get_one(TaskTemplate, number("T27")).is_retired = True
    db.session.flush()
    assert answer_tasks(fjordby.social_id, [say("T27", "handled", seen=Answer("not"))], doing=DOING) == 0
    assert "T27" not in stands(fjordby.social_id)
    assert list_proposals(scope=Scope.everything()) == []
    with pytest.raises(NotFound):
        answer_tasks(999_999, [], doing=DOING)


def every(fjordby: Personas) -> list[UnhandledRow]:
    """Every combination of degree and risk in Social, two in Børn og Kultur."""
    codes = [f"T{n:02}" for n in range(1, 61)]
    said = [(degree, level) for degree in ("handled", *LACKING) for level in ("", "low", "medium", "high")]
    answers = [
        say(code, *pair, "", 2027 + place % 5) for place, (code, pair) in enumerate(zip(codes, said, strict=False))
    ]
    answer_tasks(fjordby.social_id, answers, doing=DOING)
    answer_tasks(fjordby.culture_id, [say("T60", "not", "high"), say("T59", "hardly")], doing=DOING)
    return list_unhandled(UnhandledFilter(), sorted_by("vaerst"), scope=Scope.everything())


def sorted_by(key: str) -> Sort:
    return Sort.of({"sort": key}, "/", keys=SORT_KEYS)


def test_the_list_of_what_is_not_done_has_the_worst_first(fjordby: Personas) -> None:
    rows = every(fjordby)
    assert len(rows) == 12 + 2
    assert [badness(Answer(row.degree, row.risk_level)) for row in rows] == sorted(
        badness(Answer(row.degree, row.risk_level)) for row in rows
    )
    assert (rows[0].degree, rows[0].risk_level) == ("not", "high")
    assert "handled" not in {row.degree for row in rows}


def test_the_list_is_narrowed_and_sorted_by_every_column_and_counted(fjordby: Personas) -> None:
    every(fjordby)
    db.session.execute(sa.delete(PlanItem).where(PlanItem.code == "T60"))

    def found(key: str = "vaerst", scope: Scope | None = None, **wanted: Any) -> list[UnhandledRow]:
        rows = list_unhandled(UnhandledFilter(**wanted), sorted_by(key), scope=scope or Scope.everything())
        page, counts = list_unhandled_page(
            UnhandledFilter(**wanted), sorted_by(key), {}, scope=scope or Scope.everything()
        )
        assert list(page.rows) == rows
        assert sum(counts.values()) == page.total == len(rows)
        return rows

    assert {row.administration_code for row in found(administration="BOK")} == {"BOK"}
    assert {row.degree for row in found(degree="partly")} == {"partly"}
    assert {row.risk_level for row in found(level="high")} == {"high"}
    assert {row.proposed_year for row in found(year=2028)} == {2028}
    assert [row.code for row in found(planned="nej")] == ["T60"]
    assert "T60" not in {row.code for row in found(planned="ja")}
    social = db.session.get_one(Unit, fjordby.social_id)
    assert {row.administration_code for row in found(scope=Scope(paths=(social.path,)))} == {"SOC"}
    assert found(scope=Scope.nothing()) == []
    keys: dict[str, Any] = {
        "opgave": lambda row: row.code,
        "forvaltning": lambda row: row.administration,
        "grad": lambda row: LACKING.index(row.degree),
        "aar": lambda row: row.proposed_year or 9999,
        "plan": lambda row: row.first_year or 9999,
    }
    for key, value in keys.items():
        assert [value(row) for row in found(key)] == sorted(value(row) for row in found(key)), key
        assert [value(row) for row in found(f"-{key}")] == sorted(map(value, found(key)), reverse=True), key


def test_the_plan_s_own_year_for_an_administration_comes_before_the_common_one(fjordby: Personas) -> None:
    answer_tasks(fjordby.social_id, [say("T27", "not")], doing=DOING)
    item = db.session.scalars(sa.select(PlanItem).where(PlanItem.code == "T27")).one()

    def first_year() -> int | None:
        (row,) = list_unhandled(UnhandledFilter(), sorted_by("vaerst"), scope=Scope.everything())
        return row.first_year

    assert first_year() == item.first_year
    item.starts = [PlanItemStart(unit_id=fjordby.social_id, first_year=2040)]
    db.session.flush()
    assert first_year() == 2040
    item.starts, item.is_for_all = [], False
    item.units = [db.session.get_one(Unit, fjordby.school_id)]
    db.session.flush()
    assert first_year() is None, "it is done in another administration alone"
    item.units = [db.session.get_one(Unit, fjordby.home_care_id)]
    db.session.flush()
    assert first_year() == item.first_year


def test_the_plan_board_gets_what_is_not_done_with_the_proposed_year(fjordby: Personas) -> None:
    social = fjordby.social_id
    answer_tasks(social, [say("T01", "handled"), say("T30", "partly", "low", "", 2028)], doing=DOING)
    later = Doing(at=NOW + timedelta(days=1))
    answer_tasks(social, [say("T27", "not", "high")], doing=later)
    answer_tasks(fjordby.culture_id, [say("T27", "hardly", "high", "", 2029)], doing=later)
    assert list_proposals(scope=Scope.everything()) == [
        Proposal("T27", social, None, "not", "high"),
        Proposal("T27", fjordby.culture_id, 2029, "hardly", "high"),
        Proposal("T30", social, 2028, "partly", "low"),
    ]
    assert [p.unit_id for p in list_proposals(scope=Scope.everything(), administration="BOK")] == [fjordby.culture_id]
