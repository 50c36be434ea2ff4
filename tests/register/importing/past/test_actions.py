"""Undoing a whole import: what it wrote is taken back, what people have done since stays."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import event, select

from app.audit.actions import Doing
from app.audit.store import list_events_of
from app.core.db import begin_writing, db
from app.core.errors import Refused
from app.core.scope import Scope
from app.organisation.store import find_unit
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import ActivityContent
from register.activity.convert import to_content
from register.activity.model import ActivityFinding, ProcessingActivity
from register.activity.store import list_versions
from register.importing.actions import ImportRecords, import_records
from register.importing.outcome import RegisterImport
from register.importing.past.actions import plan_undo, undo_import
from register.importing.past.model import ImportBatch
from register.importing.past.rules import CHANGED, LATER, OUTSIDE, UndoPlan
from register.importing.past.store import find_batch
from register.importing.store import get_newest_import
from register.life import actions as life
from register.life.actions import TakeStep
from register.life.checking import Review
from register.life.rules import STEPS
from tests.make import NOW, Personas, make_personas
from tests.register.exporting.conftest import make_linked_records, registers
from tests.register.importing.conftest import counts, find_record, take_file

CLI = Doing(at=NOW, via="cli")


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def records(*rows: dict[str, Any]) -> str:
    return json.dumps([{"title": f"Behandling {row['number']}", "unit": "SOC"} | row for row in rows])


def undo(event_id: int | None = None, *, scope: Scope | None = None) -> UndoPlan:
    """Undo the newest import, or this one."""
    number = event_id or get_newest_import(by_id=None)
    return undo_import(number, scope=scope or Scope.everything(), doing=CLI)


def numbers(plan: UndoPlan) -> tuple[list[str], list[str], list[str]]:
    """Restored, retired and left, by their numbers."""
    return (
        [row.number for row in plan.restored],
        [row.number for row in plan.retired],
        [row.number for row, _why in plan.left],
    )


def edit(number: str, **fields: Any) -> None:
    activity = find_record(number)
    content = replace(to_content(activity), **fields)
    change_activity(ChangeActivity(activity_id=activity.id, version=activity.version, content=content), doing=CLI)


def take(number: str, verb: str) -> None:
    activity = find_record(number)
    step = TakeStep(activity_id=activity.id, step=STEPS[verb], version=activity.version, note="Fordi")
    life.take_step(step, doing=CLI)


def state() -> dict[str, Any]:
    """Everything that the register says, but for those that are retired: content, state, base and findings."""
    db.session.flush()
    db.session.expire_all()
    query = select(ProcessingActivity).where(ProcessingActivity.status != "retired")
    findings = select(ActivityFinding.activity_id, ActivityFinding.rule, ActivityFinding.message)
    found: dict[int, list[Any]] = {}
    for activity_id, *rest in db.session.execute(findings.order_by(ActivityFinding.rule, ActivityFinding.position)):
        found.setdefault(activity_id, []).append(rest)
    return {
        activity.number: (
            to_content(activity), activity.status, activity.imported_fields, activity.is_imported_unedited,
            activity.search, activity.error_count, found.get(activity.id),
        )
        for activity in db.session.scalars(query)
    }  # fmt: skip


def take_contents(contents: Sequence[ActivityContent]) -> RegisterImport:
    """Import these, each under its place in the list."""
    rows = [replace(content, number=str(n)).to_json() for n, content in enumerate(contents)]
    command = ImportRecords(name="liste.json", data=json.dumps(rows).encode(), accept_partial=True)
    return import_records(command, doing=CLI)


@settings(max_examples=8, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
@given(before=registers(max_size=3), after=registers(max_size=4))
def test_an_undone_import_leaves_every_field_as_it_was_and_can_be_made_again(
    ctx: Flask, before: list[ActivityContent], after: list[ActivityContent]
) -> None:
    db.session.rollback()
    db.session.expunge_all()
    begin_writing()
    make_personas()
    make_linked_records()
    take_contents(before)
    stood = state()
    result = take_contents(after)
    wrote = state()
    if not (result.created or result.updated):
        assert wrote == stood, "an import that took nothing has changed nothing"
        return
    plan = undo()
    assert (len(plan.restored), len(plan.retired), len(plan.left)) == (result.updated, result.created, 0)
    assert state() == stood
    assert counts(take_contents(after)) == counts(result)
    assert state() == wrote
    undo()
    assert state() == stood


def newest() -> ImportBatch:
    batch = find_batch(get_newest_import(by_id=None))
    assert batch is not None
    return batch


def test_what_is_undone_is_told_on_every_record_and_nothing_is_removed(people: Personas) -> None:
    take_file("a.json", records({"number": "1"}))
    take_file("b.json", records({"number": "1", "title": "Ny"}, {"number": "2"}))
    assert numbers(undo()) == (["1"], ["2"], [])
    first, second = find_record("1"), find_record("2")
    assert (first.title, first.version, second.status, second.version) == ("Behandling 1", 3, "retired", 2)
    (third, *_rest) = list_versions(first.id)
    assert third.reason == "Importen fra b.json er fortrudt"
    assert [version.number for version in list_versions(second.id)] == [2, 1]
    assert second.title == "Behandling 2", "what it said stands in it still"
    told = list_events_of("activity", first.id)[0]
    assert (told.verb, told.changes) == ("activity.undo_import", {"title": ["Ny", "Behandling 1"]})
    (whole,) = [e for e in list_events_of("register", None) if e.verb == "register.undo_import"]
    assert {name: whole.changes[name] for name in ("file", "restored", "retired", "left")} == {
        "file": "b.json", "restored": 1, "retired": 1, "left": 0,
    }  # fmt: skip


def test_what_people_have_changed_since_stays_and_is_reported(people: Personas) -> None:
    take_file("a.json", records({"number": "1"}, {"number": "2"}))
    take_file("b.json", records({"number": "1", "title": "Ny"}, {"number": "2", "title": "Ny"}, {"number": "3"}))
    edit("1", description="Vores ord")
    take("3", "send_to_hearing")
    assert [why for _row, why in plan_undo(newest(), scope=Scope.everything()).left] == [CHANGED, CHANGED]
    assert numbers(undo()) == (["2"], [], ["1", "3"])
    assert (find_record("1").title, find_record("3").status) == ("Ny", "in_hearing")


def test_an_import_is_undone_once(people: Personas) -> None:
    take_file("a.json", records({"number": "1"}))
    undo()
    with pytest.raises(Refused, match="allerede fortrudt"):
        undo()
    assert find_record("1").version == 2


def test_a_later_import_is_undone_first_and_then_the_one_before(people: Personas) -> None:
    take_file("a.json", records({"number": "1"}))
    first = get_newest_import(by_id=None)
    take_file("b.json", records({"number": "1", "title": "Ny"}))
    batch = find_batch(first)
    assert batch is not None
    assert [why for _row, why in plan_undo(batch, scope=Scope.everything()).left] == [LATER]
    with pytest.raises(Refused, match="ikke noget at fortryde"):
        undo(first)
    undo()
    assert numbers(undo(first)) == ([], ["1"], [])


def test_an_approval_that_the_import_took_away_is_given_back(people: Personas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(life, "review_for", lambda *_, **__: Review())
    take_file("a.json", records({"number": "1"}, {"number": "2"}))
    for verb in ("submit", "approve"):
        take("1", verb)
        take("2", verb)
    take_file("b.json", records({"number": "1", "title": "Ny"}, {"number": "2", "unit": "SOC-HJ"}))
    first, second = find_record("1"), find_record("2")
    assert (first.status, first.approved_version) == ("under_revision", 3), "its substance is other than what was seen"
    assert second.status == "approved", "where it lies is not its substance"
    assert list_events_of("activity", first.id)[0].changes["status"] == ["approved", "under_revision"]
    undo()
    assert [find_record(number).status for number in "12"] == ["approved", "approved"]
    assert (find_record("1").approved_version, find_record("1").version) == (3, 5)


def test_a_retired_record_is_left_alone_and_one_that_was_undone_is_taken_into_use(people: Personas) -> None:
    take_file("a.json", records({"number": "1"}))
    take("1", "retire")
    take_file("b.json", records({"number": "2", "description": "Før"}))
    undo()
    result = take_file("c.json", records({"number": "1", "title": "Ny"}, {"number": "2"}))
    assert (counts(result), result.retired) == ((2, 1, 0, 0), 1)
    first, second = find_record("1"), find_record("2")
    assert (first.status, first.title, first.version) == ("retired", "Behandling 1", 2)
    assert (second.status, second.version, second.description) == ("draft", 3, ""), "as new, under its number"
    assert numbers(undo()) == ([], ["2"], [])
    assert counts(take_file("c.json", records({"number": "2"}))) == (1, 1, 0, 0)


def test_one_that_was_undone_and_taken_into_use_by_a_person_is_theirs(people: Personas) -> None:
    take_file("a.json", records({"number": "1"}))
    undo()
    take("1", "reopen")
    assert counts(take_file("a.json", records({"number": "1"}))) == (1, 0, 0, 1)
    take("1", "retire")
    result = take_file("b.json", records({"number": "1", "description": "Ny"}))
    assert (counts(result), result.retired) == ((1, 0, 0, 0), 1)


def test_only_inside_the_scope_anything_is_undone(people: Personas) -> None:
    take_file("a.json", records({"number": "1"}, {"number": "2", "unit": "BOK-SK"}))
    social = find_unit("SOC")
    assert social is not None
    plan = undo(scope=Scope(paths=(social.path,)))
    assert (numbers(plan), plan.left[0][1]) == (([], ["1"], ["2"]), OUTSIDE)


def test_what_can_no_longer_be_held_stays(people: Personas) -> None:
    take_file("a.json", records({"number": "1", "unit": "SOC-HJ"}))
    take_file("b.json", records({"number": "1", "unit": "SOC"}))
    unit = find_unit("SOC-HJ")
    assert unit is not None
    unit.code = "SOC-NY"
    db.session.flush()
    plan = plan_undo(newest(), scope=Scope.everything())
    assert [why for _row, why in plan.left] == ["Der er ingen enhed med koden «SOC-HJ»."]
    with pytest.raises(Refused):
        undo()


def test_many_records_cost_no_more_statements_than_few(people: Personas) -> None:
    costs = []
    for size in (3, 60):
        wanted = [{"number": f"{size}-{n}"} for n in range(size)]
        take_file("a.json", records(*wanted))
        new = [{"number": f"{size}-ny-{n}"} for n in range(size)]
        take_file("b.json", records(*({**row, "title": "Ny"} for row in wanted), *new))
        statements: list[str] = []

        def note(*args: Any, kept: list[str] = statements) -> None:
            # SQLite gives new rows their numbers one at a time; it is no server that would have to be asked.
            if not args[2].startswith("INSERT INTO audit_event"):
                kept.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            assert len(undo().restored) == size
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        costs.append(len(statements))
    assert costs[1] <= costs[0] + 3
