"""What the rules say of a record that is to be sent for approval or approved."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.organisation.store import get_municipality
from register.activity.completeness import Missing, check
from register.activity.content import ActivityContent
from register.activity.model import ProcessingActivity
from register.activity.rules import Approval
from register.life.rules import Step

ANYBODY_ELSE = Approval(approver_id=0, last_editor_id=None)
"""Somebody who has not edited the record: that the approver has is refused before the rules are asked."""


@dataclass(frozen=True)
class Review:
    """What must be mended first, and what somebody must answer for in writing."""

    blocking: Sequence[Missing] = ()
    noted: Sequence[Missing] = ()


def review_for(step: Step, activity: ProcessingActivity, content: ActivityContent) -> Review:
    """What stands in the way of a step that checks.

    An error blocks. One that has been set aside does not, unless Art. 30 itself demands it (class L); it is noted, as
    warnings are.
    """
    found = check(
        content,
        get_municipality(),
        activity_id=activity.id,
        is_imported_unedited=activity.is_imported_unedited,
        approval=ANYBODY_ELSE,
    ).items
    blocking = [item for item in found if item.severity == "error" and (item.is_legal or not item.set_aside)]
    return Review(blocking, [item for item in found if item not in blocking])
