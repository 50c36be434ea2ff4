"""What a processing activity obliges to: that it is looked through again and again (Art. 5(2))."""

from collections.abc import Collection, Iterator, Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing
from app.core.db import db
from app.core.errors import NotFound
from register.activity.actions import confirm_review
from register.activity.model import ProcessingActivity, in_use
from register.owing import Fulfilment, Key, Obligation, Owing, Told

REVIEW_HOURS = 1.0


def _owed() -> Iterator[Obligation]:
    rows = db.session.execute(
        select(
            ProcessingActivity.id,
            ProcessingActivity.title,
            ProcessingActivity.unit_id,
            ProcessingActivity.owner_id,
            ProcessingActivity.next_review_on,
            ProcessingActivity.review_round,
        )
        .where(ProcessingActivity.next_review_on.is_not(None), ProcessingActivity.unit_id.is_not(None), in_use())
        .order_by(ProcessingActivity.id)
    )
    for row in rows:
        yield Obligation(
            key=str(Key("activity", row.id, "review", row.review_round)),
            kind="review",
            title=_("Gennemgå behandlingen «%(title)s»", title=row.title[:300]),
            subject_kind="activity",
            subject_id=row.id,
            unit_id=row.unit_id,
            function="leader",
            person_id=row.owner_id,
            due_on=row.next_review_on,
            is_statutory=False,
            hours=REVIEW_HOURS,
        )


def _met(keys: Collection[Key]) -> Mapping[Key, Fulfilment]:
    query = select(
        ProcessingActivity.id,
        ProcessingActivity.review_round,
        ProcessingActivity.last_review_on,
        ProcessingActivity.changed_by_id,
    ).where(ProcessingActivity.id.in_([key.subject_id for key in keys]))
    rounds = {row.id: row for row in db.session.execute(query)}
    return {
        key: Fulfilment(on=row.last_review_on, by_id=row.changed_by_id)
        for key in keys
        if (row := rounds.get(key.subject_id)) and row.review_round > key.number and row.last_review_on
    }


def _fulfil(key: Key, told: Told, *, doing: Doing) -> None:
    activity = db.session.get(ProcessingActivity, key.subject_id)
    if activity is None:
        raise NotFound
    confirm_review(activity.id, on=told.on, doing=doing)
    # Reviewed twice on one day: the day is the same, the round is not.
    activity.review_round = max(activity.review_round, key.number + 1)


REVIEWS = Owing(kind="review", owed=_owed, met=_met, fulfil=_fulfil)
