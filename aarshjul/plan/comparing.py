"""What a version of the plan would make of the tasks, and what a plan has come to, in numbers for a page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aarshjul.plan.actions import changes_of, frame_of
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.plan.rules import PLAN_KIND, Changes
from aarshjul.plan.store import list_items


@dataclass(frozen=True)
class ItemChange:
    """What becomes of one item's tasks; `title` is empty for one that the version has not."""

    code: str
    title: str
    created: int
    moved: int
    withdrawn: int


@dataclass(frozen=True)
class WhatChanges:
    """What approving a version would do."""

    items: Sequence[ItemChange]
    created: int
    moved: int
    withdrawn: int
    asks: Sequence[PlanItem]

    @property
    def is_nothing(self) -> bool:
        """The tasks are as the version wants them."""
        return not (self.created or self.moved or self.withdrawn)


def what_changes(plan: Plan, today: date) -> WhatChanges | None:
    """The preview of a version that is not approved yet; None for one that is, or was."""
    if plan.state not in ("draft", "submitted"):
        return None
    changes = changes_of(plan, frame_of(plan, today))
    items = {item.code: item for item in list_items(plan.id)}
    created, moved, withdrawn = _by_code(changes)
    codes = sorted({*created, *moved, *withdrawn})
    return WhatChanges(
        items=[
            ItemChange(
                code, items[code].template.title if code in items else "", created[code], moved[code], withdrawn[code]
            )
            for code in codes
        ],
        created=created.total(),
        moved=moved.total(),
        withdrawn=withdrawn.total(),
        asks=[item for item in items.values() if item.asks_hours or item.asks_kroner],
    )


def _by_code(changes: Changes) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Made, moved and withdrawn by the plan's codes; what the records owe comes whatever the plan says."""
    made = [*changes.created, *(want for _task, want in changes.reopened)]
    moved = [task for task, _want in changes.moved]
    created, followed, gone = (
        Counter(one.shape.plan_code for one in found if one.kind == PLAN_KIND)
        for found in (made, moved, changes.withdrawn)
    )
    return created, followed, gone
