"""What the rules say of a record that is to be sent for approval or approved."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.organisation.store import get_municipality
from register.activity.completeness import Missing, check
from register.activity.content import ActivityContent
from register.activity.model import ProcessingActivity
from register.activity.rules import Approval
from register.life.rules import Step
from register.life.store import find_last_editor


@dataclass(frozen=True)
class Review:
    """What must be mended first, and what somebody must answer for in writing."""

    blocking: Sequence[Missing] = ()
    noted: Sequence[Missing] = ()


def review_for(step: Step, activity: ProcessingActivity, content: ActivityContent, *, person_id: int | None) -> Review:
    """What stands in the way of a step that checks, when this person takes it (nobody: the program).

    An error blocks. One that has been set aside does not, unless Art. 30 itself demands it (class L); it is noted, as
    warnings are. At approval the rules are asked that only matter then (R41, R47).
    """
    approval = Approval(person_id or 0, find_last_editor(activity.id)) if step.verb == "approve" else None
    completeness = check(
        content,
        get_municipality(),
        activity_id=activity.id,
        is_imported_unedited=activity.is_imported_unedited,
        approval=approval,
    )
    errors = [item for item in completeness.items if item.severity == "error"]
    blocking = [item for item in errors if item.is_legal or not item.set_aside]
    return Review(blocking, [item for item in completeness.items if item not in blocking])
