"""Confirming many records at once, in a number of statements that does not hang on how many they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from flask_babel import gettext as _

from app.audit.actions import Doing
from app.core.errors import Refused
from register.activity.actions import REVIEW
from register.activity.bulk import AT_A_TIME, contents_of, hold, write_changed
from register.activity.bulk_rules import CHANGED
from register.activity.convert import Refs, check_content, load_refs
from register.activity.merge import changes
from register.activity.model import in_use
from register.activity.reviews import next_review_on


@dataclass
class Reviewed:
    """The numbers of the records that stand as gone through, and why some do not, by their number."""

    done: list[int] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)


def confirm_reviews(seen: Mapping[int, int], *, on: date, doing: Doing) -> Reviewed:
    """Records have been gone through on a day and stand; the next review is a year on. As `confirm_review`.

    `seen` holds each record's number with the version that was gone through.

    1. They are locked, two hundred at a time, so that nobody saves them in between.
    2. One that has been changed since it was seen is left, and so is one that no save lets through. One that is gone or
       retired is neither done nor left.
    3. One that was gone through that day already stands as it is. The others are written, each with a version, its
       findings and a trace, and the round of its review is over.
    """
    reviewed, refs = Reviewed(), load_refs()
    ids = sorted(seen)
    for start in range(0, len(ids), AT_A_TIME):
        part = {row_id: seen[row_id] for row_id in ids[start : start + AT_A_TIME]}
        _confirm(part, reviewed, refs, on=on, doing=doing)
    return reviewed


def _confirm(seen: Mapping[int, int], reviewed: Reviewed, refs: Refs, *, on: date, doing: Doing) -> None:
    held = hold([*seen], in_use())
    contents, wanted, told = contents_of(held), {}, {}
    for row_id, activity in held.items():
        if activity.version != seen[row_id]:
            reviewed.left[row_id] = CHANGED
            continue
        if activity.last_review_on == on:
            reviewed.done.append(row_id)
            continue
        content = replace(contents[row_id], last_review_on=on, next_review_on=next_review_on(on))
        try:
            check_content(content, refs)
        except Refused as refused:
            reviewed.left[row_id] = refused.message
            continue
        before, after = contents[row_id].to_json(), content.to_json()
        if activity.last_review_on is not None and on < activity.last_review_on:
            # A later day ends the round by itself.
            activity.review_round += 1
        wanted[row_id] = content
        told[row_id] = {
            change.field: [before[change.field], after[change.field]] for change in changes(contents[row_id], content)
        }
    write_changed(held, wanted, told, refs=refs, reason=_("Gennemgangen er bekræftet."), doing=doing, verb=REVIEW)
    reviewed.done.extend(wanted)
