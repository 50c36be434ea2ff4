"""Changing owner, unit or next review of many records at once, and copying one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.audit.actions import Doing
from app.core.errors import Refused
from app.core.scope import Scope
from register.activity.actions import CreateActivity, create_activity
from register.activity.bulk import AT_A_TIME, contents_of, hold, write_changed
from register.activity.bulk_rules import CHANGED, GONE, MOST, BulkChange, Chosen, differing, why_left_out
from register.activity.content import ActivityContent
from register.activity.convert import Refs, check_content, load_refs, to_content
from register.activity.model import ProcessingActivity

TITLE_LENGTH = 400


@dataclass(frozen=True, kw_only=True)
class ChangeMany:
    """The same change to many records. `seen` holds each record's number with the version that was shown."""

    seen: Mapping[int, int]
    change: BulkChange
    reason: str = ""


@dataclass(frozen=True)
class ChangedMany:
    """How many were changed, and those that were left: title and why."""

    count: int
    left: Sequence[tuple[str, str]]


def change_many(command: ChangeMany, *, writes: Scope, doing: Doing) -> ChangedMany:
    """Write the change into the records that may have it, two hundred at a time; `writes` is where one may write.

    1. The records are locked, so that nobody saves them in between.
    2. One that another has saved since it was shown is left and told of, as is one that `why_left_out` names.
    3. The others are written whole, each with a version, its findings and a trace.

    Raises Refused for more than `MOST` records, and for an owner or unit that is not to be had.
    """
    if len(command.seen) > MOST:
        raise Refused(_("Højst %(most)s ad gangen. Snævr filteret ind, og tag resten bagefter.", most=MOST))
    refs = load_refs()
    _refuse_unfit(command.change, refs, writes)
    ids, count = list(command.seen), 0
    left: list[tuple[str, str]] = []
    for start in range(0, len(ids), AT_A_TIME):
        done = _change(ids[start : start + AT_A_TIME], command, refs, writes, doing)
        count += done.count
        left += done.left
    return ChangedMany(count, left)


def copy_activity(activity: ProcessingActivity, *, doing: Doing) -> ProcessingActivity:
    """A draft that says all the record says, under the next free number; its reviews are its own.

    Raises Refused as `create_activity` does.
    """
    content = to_content(activity)
    ending = _(" (kopi)")
    title = content.title[: TITLE_LENGTH - len(ending)] + ending
    copied = replace(content, number="", title=title, last_review_on=None, next_review_on=None)
    reason = _("Kopi af nr. %(number)s, %(title)s.", number=content.number, title=content.title)
    return create_activity(CreateActivity(content=copied, reason=reason), doing=doing)


def _refuse_unfit(change: BulkChange, refs: Refs, writes: Scope) -> None:
    check_content(ActivityContent(title="-", owner=change.owner or "", unit=change.unit or ""), refs)
    unit = refs.units.get(change.unit or "")
    if change.unit is not None and not writes.holds(unit.path if unit else ""):
        raise Refused(_("Vælg en enhed, du må rette i."), field="unit")


def _change(ids: Sequence[int], command: ChangeMany, refs: Refs, writes: Scope, doing: Doing) -> ChangedMany:
    held = hold(ids)
    contents = contents_of(held)
    left = [(_("Nr. %(number)s", number=row_id), GONE) for row_id in ids if row_id not in held]
    wanted: dict[int, ActivityContent] = {}
    told: dict[int, dict[str, Any]] = {}
    for row_id, activity in held.items():
        row = _facts(activity, refs, writes)
        why = CHANGED if row.version != command.seen[row_id] else why_left_out(row, command.change)
        fields = differing(row, command.change)
        news: dict[str, Any] = {name: new for name, (_old, new) in fields.items()}
        content = replace(contents[row_id], **news)
        try:
            check_content(content, refs)
        except Refused as refused:
            why = why or refused.message
        if why:
            left.append((row.title, why))
            continue
        wanted[row_id] = content
        told[row_id] = {name: [_said(old), _said(new)] for name, (old, new) in fields.items()}
    write_changed(held, wanted, told, refs=refs, reason=command.reason, doing=doing)
    return ChangedMany(len(wanted), left)


def _facts(activity: ProcessingActivity, refs: Refs, writes: Scope) -> Chosen:
    owner = activity.owner.email if activity.owner else ""
    return Chosen(
        id=activity.id,
        version=activity.version,
        number=activity.number,
        title=activity.title,
        unit=activity.unit.code if activity.unit else "",
        owner=owner,
        last_review_on=activity.last_review_on,
        next_review_on=activity.next_review_on,
        is_in_reach=writes.holds(activity.unit.path if activity.unit else ""),
        is_retired=activity.status == "retired",
        is_owned_by_dpo=owner in refs.dpos,
    )


def _said(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
