"""Creating and changing processing activities.

Every save keeps the record whole as a version, refreshes what the rules find, and leaves a trace. Two people may
edit at once: what they changed in different fields is laid together, what they changed in the same field is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.model import Person
from register.activity.content import ActivityContent, highest_key
from register.activity.convert import apply_content, load_options, load_refs, to_content
from register.activity.merge import Change, Merge, changes, forget_lines, merge, tell_lines_apart
from register.activity.model import ActivityVersion, ProcessingActivity
from register.activity.reviews import next_review_on
from register.activity.states import state_after_change
from register.activity.store import list_gone_keys
from register.activity.stored_findings import refresh_findings
from register.activity.tidy import tidy

OWN_SOURCE = "own"
REVIEW = "review"
"""The verb of a version that was kept because somebody confirmed the record: not an edit of it (R47)."""
IMPACT = "dpia"
"""The verb of a version that was kept because its impact assessment came further: not an edit of it either."""


@dataclass(frozen=True, kw_only=True)
class CreateActivity:
    """A new record. `source` says where its number comes from: a number is used once in each."""

    content: ActivityContent
    source: str = OWN_SOURCE
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeActivity:
    """A record as somebody wants it. `version` is the one they read, when they began."""

    activity_id: int
    version: int
    content: ActivityContent
    reason: str = ""


@dataclass(frozen=True)
class Saved:
    """What became of a change. `mine` is empty when nothing was changed.

    `others` are the fields that somebody else had changed in the meantime, and `by` those people's names; their
    changes stand too.
    """

    activity: ProcessingActivity
    mine: Sequence[Change]
    others: Sequence[str] = ()
    by: Sequence[str] = ()


class ActivityConflict(EditConflict):
    """Both people changed the same field. `merge` holds both; `version` is the newest, `by` who saved it."""

    def __init__(self, merged: Merge, *, version: int, by: Sequence[str]) -> None:
        super().__init__(_("En anden har rettet det samme, mens du skrev. Vælg, hvad der skal gælde."))
        self.merge = merged
        self.version = version
        self.by = by


def create_activity(command: CreateActivity, *, doing: Doing) -> ProcessingActivity:
    """Make a record; without a number it gets the next free one.

    Raises Refused naming the field: a number that is taken, a missing title, or what `apply_content` refuses.
    """
    content = tidy(command.content)
    if not content.number:
        content = replace(content, number=_free_number(command.source))
    _refuse_missing_title(content)
    _refuse_taken_number(command.source, content.number)
    activity = ProcessingActivity(source=command.source, version=1)
    content = apply_content(activity, content, refs=load_refs(content))
    activity.changed_at = doing.at
    activity.changed_by_id = doing.person_id
    _insert(activity)
    keep_version(activity, content, command.reason, doing)
    refresh_findings(activity, content)
    record(doing, "activity.create", "activity", activity.id, {"title": [None, content.title]})
    db.session.flush()
    return activity


def change_activity(command: ChangeActivity, *, doing: Doing) -> Saved:
    """Save what a person changed.

    1. The row is locked, so that of two who save at once the second sees what the first has saved.
    2. When it is no longer the version that was read, the two changes are laid together field by field.
       Raises ActivityConflict when both changed the same field to different values.
    3. What changed is written, kept as a version and told in the trail. No change, no version. An imported
       record is from then on one that people have edited.

    Raises Refused as `create_activity`, NotFound when there is no such record.
    """
    activity = lock_activity(command.activity_id)
    if activity.status == "retired":
        raise Refused(_("Behandlingen er udgået. Tag den i brug igen, før du retter i den."))
    current = to_content(activity)
    wanted = tidy(command.content, used_keys=highest_key(current.data_lines))
    if not wanted.number:
        wanted = replace(wanted, number=current.number)
    others: Sequence[str] = ()
    by: Sequence[str] = ()
    if activity.version != command.version:
        base = _content_of(activity.id, command.version)
        wanted = forget_lines(wanted, list_gone_keys(activity.id, since=command.version))
        merged = merge(base, current, tell_lines_apart(base, current, wanted))
        by = _editors_since(activity.id, command.version)
        if merged.conflicts:
            raise ActivityConflict(merged, version=activity.version, by=by)
        wanted, others = merged.content, merged.theirs_changed
    mine = _save(activity, current, wanted, reason=command.reason, doing=doing)
    if mine and activity.is_imported_unedited:
        activity.is_imported_unedited = False
        refresh_findings(activity, wanted)
    db.session.flush()
    return Saved(activity, mine, others if mine else (), by if mine else ())


def confirm_review(activity_id: int, *, on: date, next_on: date | None = None, doing: Doing) -> ProcessingActivity:
    """The record has been gone through on a day and stands; the next review is a year on unless a day is given.

    Raises NotFound, and Refused when the next review does not come after this one.
    """
    activity = lock_activity(activity_id)
    next_on = next_on or next_review_on(on)
    if next_on <= on:
        raise Refused(_("Næste gennemgang skal ligge efter den, du bekræfter."), field="next_review_on")
    current = to_content(activity)
    wanted = replace(current, last_review_on=on, next_review_on=next_on)
    _save(activity, current, wanted, reason=_("Gennemgangen er bekræftet."), doing=doing, verb=REVIEW)
    db.session.flush()
    return activity


def take_down(activity_id: int, values: Mapping[str, Any], *, reason: str, verb: str = "save", doing: Doing) -> None:
    """Write into the record what was decided elsewhere in the register: fields with what they shall say.

    By the verb IMPACT it is no edit: who decided it may still approve the record, and its state stays. Raises NotFound,
    and Refused for a record that is retired.
    """
    activity = lock_activity(activity_id)
    if activity.status == "retired":
        raise Refused(_("Behandlingen er udgået. Tag den i brug igen, før du retter i den."))
    current = to_content(activity)
    wanted = tidy(replace(current, **values), used_keys=highest_key(current.data_lines))
    _save(activity, current, wanted, reason=reason, doing=doing, verb=verb)
    db.session.flush()


def _save(
    activity: ProcessingActivity,
    current: ActivityContent,
    wanted: ActivityContent,
    *,
    reason: str,
    doing: Doing,
    verb: str = "save",
) -> Sequence[Change]:
    mine = changes(current, wanted)
    if not mine:
        return ()
    _refuse_missing_title(wanted)
    if wanted.number != current.number:
        _refuse_taken_number(activity.source, wanted.number)
    wanted = apply_content(activity, wanted, refs=load_refs(wanted))
    status = activity.status
    fields = [change.field for change in mine]
    if verb != IMPACT:
        activity.status = state_after_change(status, fields, was_approved=activity.approved_version is not None)
    activity.version += 1
    activity.changed_at = doing.at
    activity.changed_by_id = doing.person_id
    keep_version(activity, wanted, reason, doing, verb=verb)
    refresh_findings(activity, wanted)
    before, after = current.to_json(), wanted.to_json()
    told = {change.field: [before[change.field], after[change.field]] for change in mine}
    if activity.status != status:
        told["status"] = [status, activity.status]
    record(doing, "activity.change", "activity", activity.id, told)
    return mine


def lock_activity(activity_id: int) -> ProcessingActivity:
    """The record as it stands now, held until the transaction ends. Raises NotFound."""
    activity = db.session.scalar(
        select(ProcessingActivity)
        .where(ProcessingActivity.id == activity_id)
        .with_for_update(of=ProcessingActivity)
        .options(*load_options())
        # What another process saved while we waited for the lock must be seen, though this session has read before.
        .execution_options(populate_existing=True)
    )
    if activity is None:
        raise NotFound
    return activity


def keep_version(
    activity: ProcessingActivity, content: ActivityContent, reason: str, doing: Doing, *, verb: str = "save"
) -> None:
    """Keep the record whole as it is now: after a save, or after a step of its life."""
    db.session.add(
        ActivityVersion(
            activity_id=activity.id,
            version=activity.version,
            verb=verb,
            status=activity.status,
            at=doing.at,
            by_id=doing.person_id,
            reason=reason,
            content=content.to_json(),
        )
    )


def _content_of(activity_id: int, version: int) -> ActivityContent:
    kept = db.session.scalar(
        select(ActivityVersion.content).where(
            ActivityVersion.activity_id == activity_id, ActivityVersion.version == version
        )
    )
    if kept is None:
        raise Refused(_("Siden er for gammel til at blive gemt. Åbn behandlingen igen."))
    return ActivityContent.from_json(kept)


def _editors_since(activity_id: int, version: int) -> Sequence[str]:
    names = db.session.scalars(
        select(Person.name)
        .join(ActivityVersion, ActivityVersion.by_id == Person.id)
        .where(ActivityVersion.activity_id == activity_id, ActivityVersion.version > version)
        .order_by(ActivityVersion.version.desc())
    )
    return tuple(dict.fromkeys(names))


def _free_number(source: str) -> str:
    """One more than the highest whole number in use; in the key, digits are padded to eight."""
    key = ProcessingActivity.number_key
    highest = db.session.scalar(
        select(func.max(key)).where(
            ProcessingActivity.source == source, func.length(key) == 8, key.between("00000000", "99999999")
        )
    )
    return str(int(highest or "0") + 1)


def _insert(activity: ProcessingActivity) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(activity)
            db.session.flush()
    except IntegrityError as error:
        if "uq_processing_activity_source_number" not in str(error.orig) and "number" not in str(error.orig):
            raise
        raise Refused(
            _("En anden har lige brugt nummer %(number)s. Gem igen.", number=activity.number), field="number"
        ) from None


def _refuse_missing_title(content: ActivityContent) -> None:
    if not content.title:
        raise Refused(_("Skriv, hvad behandlingsaktiviteten hedder."), field="title")


def _refuse_taken_number(source: str, number: str) -> None:
    taken = db.session.scalar(
        select(ProcessingActivity.id).where(ProcessingActivity.source == source, ProcessingActivity.number == number)
    )
    if taken is not None:
        raise Refused(_("Nummer %(number)s er brugt af en anden behandling.", number=number), field="number")
