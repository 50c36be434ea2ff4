"""What a version of the plan would make of the tasks and of the plan before it, for those who decide."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from aarshjul.plan.actions import changes_of, frame_of
from aarshjul.plan.expansion import YEARS_AHEAD
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.plan.rules import PLAN_KIND, Changes
from aarshjul.plan.store import list_items
from aarshjul.plan.versioning import Begins, find_too_early


@dataclass(frozen=True)
class ItemChange:
    """What becomes of one item: the year it began and begins (None: not in that version), and of its tasks."""

    code: str
    title: str
    before: int | None
    after: int | None
    created: int
    moved: int
    withdrawn: int


@dataclass(frozen=True)
class WhatChanges:
    """What approving a version would do. `too_early` names by code what each item begins before."""

    items: Sequence[ItemChange]
    created: int
    moved: int
    withdrawn: int
    too_early: Mapping[str, Sequence[str]]

    @property
    def is_nothing(self) -> bool:
        """The plan and the tasks are as the version wants them."""
        return not self.items


def what_changes(plan: Plan, today: date) -> WhatChanges | None:
    """The preview of a version that is not approved yet; None for one that is, or was.

    To the end of its own five years: the tasks of a year beyond the horizon are made when that year comes nearer. What
    is carried over moves to its new year before this is weighed, so it stands here as new.
    """
    if plan.state not in ("draft", "submitted"):
        return None
    frame = frame_of(plan, today)
    until_on = max(frame.until_on, date(plan.first_year + YEARS_AHEAD, 12, 31))
    created, moved, withdrawn = _by_code(changes_of(plan, replace(frame, until_on=until_on)))
    items = {item.code: item for item in list_items(plan.id)}
    before = {item.code: item for item in list_items(plan.based_on_id)} if plan.based_on_id is not None else {}
    lines = [
        ItemChange(
            code=code,
            title=(items.get(code) or before[code]).template.title,
            before=_year(before.get(code)),
            after=_year(items.get(code)),
            created=created[code],
            moved=moved[code],
            withdrawn=withdrawn[code],
        )
        for code in sorted({*items, *before})
    ]
    return WhatChanges(
        items=[one for one in lines if one.before != one.after or one.created or one.moved or one.withdrawn],
        created=created.total(),
        moved=moved.total(),
        withdrawn=withdrawn.total(),
        too_early=find_too_early(Begins(one.code, one.first_year, one.depends_on) for one in items.values()),
    )


def list_asks(plan_id: int) -> Sequence[PlanItem]:
    """The items that DDS is asked for something for, by code."""
    return [item for item in list_items(plan_id) if item.asks_hours or item.asks_kroner]


def _year(item: PlanItem | None) -> int | None:
    return item.first_year if item is not None else None


def _by_code(changes: Changes) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Made, moved and withdrawn by the plan's codes; what the records owe comes whatever the plan says."""
    made = [*changes.created, *(want for _task, want in changes.reopened)]
    moved = [task for task, _want in changes.moved]
    created, followed, gone = (
        Counter(one.shape.plan_code for one in found if one.kind == PLAN_KIND)
        for found in (made, moved, changes.withdrawn)
    )
    return created, followed, gone
