"""What the rules say of a record that is to be sent for approval or approved."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.organisation.store import get_municipality
from register.activity.content import ActivityContent
from register.activity.model import ProcessingActivity
from register.activity.present import Missing, check
from register.life.rules import Step


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
    found = check(content, get_municipality(), is_imported_unedited=activity.is_imported_unedited).items
    blocking = [item for item in found if item.severity == "error"]
    return Review(blocking, [item for item in found if item not in blocking])
