"""Taking a step of a record's life. Each step is a version of its own, and is told in the trail."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import Forbidden, Refused
from register.activity.actions import keep_version, lock_activity
from register.activity.choices import STATUSES
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.life.checking import review_for
from register.life.rules import Step, state_after, steps_from
from register.life.store import list_editor_ids


@dataclass(frozen=True, kw_only=True)
class TakeStep:
    """A step of one record. `version` is the one that was read: nobody approves what they have not seen."""

    activity_id: int
    step: Step
    version: int
    note: str = ""


def take_step(command: TakeStep, *, doing: Doing) -> ProcessingActivity:
    """Take a step of a record's life.

    1. The record is locked. It must still be the version that was read, and in a state the step begins from.
    2. A step that checks is refused while something must be mended first. To approve, nobody may approve what they have
       edited themselves since the last approval (R47), and a note must be written where warnings stand (domain.md §3).
    3. The state is changed and the record kept whole as a version; an approved version stays the one that was approved.

    Raises Refused with the reason, Forbidden for one's own work, NotFound.
    """
    step = command.step
    activity = lock_activity(command.activity_id)
    if activity.version != command.version:
        raise Refused(_("En anden har rettet behandlingen, siden du åbnede siden. Se den igen, før du går videre."))
    if step not in steps_from(activity.status):
        raise Refused(
            _("Det kan ikke gøres nu: behandlingen har status «%(status)s».", status=_(STATUSES[activity.status]))
        )
    if step.note == "required" and not command.note:
        raise Refused(_("Skriv noget i feltet."), field="note")
    if step.verb == "approve" and doing.person_id in list_editor_ids(activity):
        raise Forbidden(_("Du har selv rettet i behandlingen. En anden skal godkende den."))
    content = to_content(activity)
    if step.checks:
        review = review_for(step, activity, content, person_id=doing.person_id)
        if review.blocking:
            raise Refused(_("Noget skal rettes først: %(what)s", what=review.blocking[0].message))
        if step.verb == "approve" and review.noted and not command.note:
            raise Refused(_("Der er advarsler. Skriv, hvorfor behandlingen kan godkendes alligevel."), field="note")
    before = activity.status
    activity.status = state_after(step, was_approved=activity.approved_version is not None)
    activity.version += 1
    activity.changed_at, activity.changed_by_id = doing.at, doing.person_id
    if step.verb == "approve":
        activity.approved_version = activity.version
        activity.approved_at, activity.approved_by_id = doing.at, doing.person_id
    keep_version(activity, content, command.note, doing, verb=step.verb)
    changes = {"status": [before, activity.status]} | ({"note": [None, command.note]} if command.note else {})
    record(doing, f"activity.{step.verb}", "activity", activity.id, changes)
    db.session.flush()
    return activity
