"""Confirming many records at once comes to the same as confirming each."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.model import AuditEvent
from app.core.db import db
from app.organisation.model import Person
from register.activity.actions import confirm_review
from register.activity.bulk_rules import CHANGED
from register.activity.model import ActivityFinding, ActivityVersion, ProcessingActivity
from register.activity.reviewing import Reviewed, confirm_reviews
from tests.make import NOW, TODAY, Doing, Personas, make_personas, make_record

DOING = Doing(at=NOW)


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


def seen(*rows: ProcessingActivity) -> dict[int, int]:
    return {row.id: row.version for row in rows}


def stand(row_id: int) -> list[object]:
    """All that a confirmation may write."""
    db.session.expire_all()
    row = db.session.get_one(ProcessingActivity, row_id)
    versions = db.session.execute(
        sa.select(ActivityVersion.version, ActivityVersion.verb, ActivityVersion.status, ActivityVersion.reason)
        .where(ActivityVersion.activity_id == row_id)
        .order_by(ActivityVersion.version)
    )
    findings = db.session.execute(
        sa.select(ActivityFinding.rule, ActivityFinding.field, ActivityFinding.message)
        .where(ActivityFinding.activity_id == row_id)
        .order_by(ActivityFinding.position)
    )
    told = db.session.scalars(
        sa.select(AuditEvent.changes).where(AuditEvent.subject_id == row_id).order_by(AuditEvent.id.desc()).limit(1)
    )
    days = (row.last_review_on, row.next_review_on, row.review_round, row.version, row.status, row.error_count)
    return [days, [*map(tuple, versions)], [*map(tuple, findings)], [*told]]


@pytest.mark.parametrize(
    "reviewed",
    [
        {},
        {"last_review_on": date(2026, 2, 1), "next_review_on": date(2027, 2, 1)},
        {"last_review_on": date(2027, 6, 1), "next_review_on": date(2028, 6, 1)},
    ],
    ids=["never before", "a year ago", "on a later day, by mistake"],
)
def test_it_comes_to_the_same_as_one_by_one(people: Personas, reviewed: dict[str, date]) -> None:
    one, many = (make_record(title="Lån", unit="SOC", **reviewed) for _n in range(2))
    confirm_review(one.id, on=TODAY, doing=DOING)
    assert confirm_reviews(seen(many), on=TODAY, doing=DOING) == Reviewed(done=[many.id])
    alone, together = stand(one.id), stand(many.id)
    if reviewed.get("last_review_on", TODAY) > TODAY:
        # Here the round is over as well, as `fulfil` has it for the task of the review.
        assert alone[0][2] + 1 == together[0][2]  # type: ignore[index]
        alone[0], together[0] = alone[0][:2], together[0][:2]  # type: ignore[index]
    assert alone == together


def test_an_approved_record_stays_approved_and_nobody_has_edited_it(people: Personas) -> None:
    row = make_record(title="Lån", unit="SOC")
    row.status, row.approved_version = "approved", 1
    confirm_reviews(seen(row), on=TODAY, doing=DOING)
    assert (row.status, row.approved_version, row.version) == ("approved", 1, 2)


def test_what_was_changed_since_it_was_seen_or_cannot_be_saved_is_left_and_what_has_ended_is_neither(
    people: Personas,
) -> None:
    fine, changed, owned, ended, today = (make_record(title=f"Nr. {n}", unit="SOC") for n in range(5))
    dorte = db.session.scalars(sa.select(Person).where(Person.email == people.dorte)).one()
    owned.owner_id, ended.status = dorte.id, "retired"
    confirm_review(today.id, on=TODAY, next_on=TODAY + timedelta(days=90), doing=DOING)
    shown = seen(fine, changed, owned, ended, today) | {999_999: 1}
    changed.version += 1
    db.session.flush()
    found = confirm_reviews(shown, on=TODAY, doing=DOING)
    assert sorted(found.done) == [fine.id, today.id]
    assert set(found.left) == {changed.id, owned.id} and found.left[changed.id] == CHANGED
    assert "Databeskyttelsesrådgiveren" in found.left[owned.id]
    assert (today.next_review_on, today.version) == (TODAY + timedelta(days=90), 2)
    assert {row.last_review_on for row in (changed, owned, ended)} == {None}
