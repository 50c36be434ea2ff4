"""Writing what an import planned, in batches."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select, update

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.scope import Scope
from register.activity.bulk import Past, Written, write_records
from register.activity.content import ActivityContent
from register.activity.convert import Refs
from register.activity.model import ProcessingActivity
from register.activity.states import at_work, state_after_change
from register.importing.batch import Key
from register.importing.past.keeping import Row, row_of
from register.importing.planning import Plan, Planned

AT_A_TIME = 500

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Writing:
    """How a plan is written: `reason` stands on every version, `restores` and `scope` are those of the import.

    `pasts` are, by key, what records were in another database.
    """

    refs: Refs
    reason: str
    restores: bool
    scope: Scope
    pasts: Mapping[Key, Past]
    doing: Doing


def write_plan(plan: Plan, how: Writing) -> list[Row]:
    """Write what was planned, some statements a batch; gives what was done to each record, for undoing it."""
    by_verb = {verb: [step for step in plan.planned if step.verb == verb] for verb in ("created", "updated")}
    rows: list[Row] = []
    with db.session.no_autoflush:
        for steps in _batches([step for step in by_verb["created"] if not step.existing]):
            rows += _create(steps, how)
        for steps in _batches([step for step in by_verb["created"] if step.existing]):
            rows += _take_into_use(steps, how)
        for steps in _batches(by_verb["updated"]):
            rows += _update(steps, how)
    return rows + _keep_bases([step for step in plan.planned if step.verb == "unchanged"], how.scope)


def _create(steps: Sequence[Planned], how: Writing) -> list[Row]:
    written = [
        Written(
            ProcessingActivity(
                source=step.record.source,
                status=(step.record.status if how.restores else "") or "draft",
                version=1,
                is_imported_unedited=True,
                imported_fields=_plain(step.base),
                changed_at=how.doing.at,
                changed_by_id=how.doing.person_id,
            ),
            step.content,
            past=how.pasts.get(step.record.key),
        )
        for step in steps
    ]
    write_records(written, refs=how.refs, reason=how.reason)
    for one in written:
        told = {"number": [None, one.content.number], "title": [None, one.content.title]}
        record(how.doing, "activity.import", "activity", one.activity.id, told)
    rows = [_made(one.activity, None) for one in written]
    _let_go(written)
    return rows


def _take_into_use(steps: Sequence[Planned], how: Writing) -> list[Row]:
    """Records that an import made which was undone: they are as new, under the numbers they had."""
    by_id = _by_id(steps)
    written, rows = [], []
    for activity in _read(by_id):
        step = by_id[activity.id]
        before = activity.version
        status = step.record.status if how.restores else ""
        activity.status = status or at_work(was_approved=activity.approved_version is not None)
        activity.is_imported_unedited = True
        _renew(activity, step, how.doing)
        written.append(Written(activity, step.content))
        rows.append(_made(activity, before))
        told = {"title": [None, step.content.title], "status": ["retired", activity.status]}
        record(how.doing, "activity.import", "activity", activity.id, told)
    write_records(written, refs=how.refs, reason=how.reason)
    _let_go(written)
    return rows


def _update(steps: Sequence[Planned], how: Writing) -> list[Row]:
    by_id = _by_id(steps)
    written, rows = [], []
    for activity in _read(by_id):
        step = by_id[activity.id]
        changed = frozenset(change.field for change in step.changes)
        was_approved = activity.approved_version is not None
        before, status = activity.version, activity.status
        activity.status = state_after_change(status, changed, was_approved=was_approved)
        _renew(activity, step, how.doing)
        written.append(Written(activity, step.content, changed))
        rows.append(_moved(step, before, activity.version))
        told = _told(step) | ({"status": [status, activity.status]} if activity.status != status else {})
        record(how.doing, "activity.import", "activity", activity.id, told)
    write_records(written, refs=how.refs, reason=how.reason)
    _let_go(written)
    return rows


def _by_id(steps: Sequence[Planned]) -> dict[int, Planned]:
    return {step.existing.entry.id: step for step in steps if step.existing}


def _read(ids: Collection[int]) -> Iterable[ProcessingActivity]:
    query = select(ProcessingActivity).where(ProcessingActivity.id.in_(ids)).order_by(ProcessingActivity.id)
    return db.session.scalars(query.execution_options(populate_existing=True))


def _renew(activity: ProcessingActivity, step: Planned, doing: Doing) -> None:
    activity.imported_fields = _plain(step.base)
    activity.version += 1
    activity.changed_at, activity.changed_by_id = doing.at, doing.person_id


def _made(activity: ProcessingActivity, before: int | None) -> Row:
    return row_of(
        activity.id, was_created=True, version_before=before, version_after=activity.version, base_before=None
    )


def _moved(step: Planned, before: int, after: int) -> Row:
    assert step.existing is not None
    base = _plain(step.existing.base)
    return row_of(step.existing.entry.id, version_before=before, version_after=after, base_before=base)


def _told(step: Planned) -> dict[str, Any]:
    """From and to of each field, as the trail keeps them of any change."""
    before = step.existing.entry.content.to_json() if step.existing else {}
    after = step.content.to_json()
    return {change.field: [before.get(change.field), after[change.field]] for change in step.changes}


def _keep_bases(steps: Sequence[Planned], scope: Scope) -> list[Row]:
    """Records that stay as they are, but of which the file says something else than the last one did."""
    moved = {
        step.existing.entry.id: step
        for step in steps
        if step.existing and step.base != step.existing.base and scope.holds(step.existing.entry.unit_path or None)
    }
    rows: list[Row] = []
    for ids in _batches(list(moved)):
        query = select(ProcessingActivity.id, ProcessingActivity.version).where(ProcessingActivity.id.in_(ids))
        rows += [_moved(moved[row_id], version, version) for row_id, version in db.session.execute(query)]
        bases = [{"id": row_id, "imported_fields": _plain(moved[row_id].base)} for row_id in ids]
        db.session.execute(update(ProcessingActivity), bases)
    return rows


def _plain(base: ActivityContent | None) -> dict[str, Any] | None:
    return base.to_json() if base else None


def _let_go(records: Sequence[Written]) -> None:
    """Forget the rows that are written: their lists are not what stands in the database."""
    for written in records:
        db.session.expunge(written.activity)


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), AT_A_TIME):
        yield items[start : start + AT_A_TIME]
