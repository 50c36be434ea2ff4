"""What an impact assessment obliges to: that it is looked through again, and that the DPO gives an opinion."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.text import N_
from register.activity.model import ProcessingActivity, in_use
from register.dpia.approving import confirm_dpia
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaOpinion, DpiaProposal
from register.owing import Fulfilment, Key, Obligation, Owing, Told

REVIEW_HOURS = 6.0
"""As the catalogue has it for an assessment (domain.md §5, T19)."""
OPINION_HOURS = 4.0
LOOK_WITHIN = timedelta(days=30)
"""From the day a change was seen to the day by which somebody has looked at what it means."""
OPINION_WITHIN = timedelta(days=14)


def _owed_reviews() -> Iterator[Obligation]:
    """The next review, or sooner where something has changed."""
    query = (
        _of_records(select(Dpia.id, Dpia.review_round, Dpia.next_review_on, DpiaProposal.since_on))
        .outerjoin(DpiaProposal, (DpiaProposal.dpia_id == Dpia.id) & (DpiaProposal.state == "open"))
        .where(Dpia.state == "approved")
    )
    for row in db.session.execute(query):
        due = [day for day in (row.next_review_on, row.since_on and row.since_on + LOOK_WITHIN) if day]
        if due:
            yield _obligation(
                row,
                "dpia_review",
                row.review_round,
                title=_("Gennemse konsekvensanalysen af «%(title)s»", title=row.title[:300]),
                function="coordinator",
                due_on=min(due),
                hours=REVIEW_HOURS,
            )


def _met_reviews(keys: Collection[Key]) -> Mapping[Key, Fulfilment]:
    """A later round, or a newer version, meets the round."""
    query = select(
        Dpia.id, Dpia.activity_id, Dpia.number, Dpia.state, Dpia.review_round, Dpia.reviewed_on, Dpia.reviewed_by_id
    ).where(Dpia.id.in_({key.subject_id for key in keys}))
    rows = {row.id: row for row in db.session.execute(query)}
    newer = _approvals_after({row.activity_id for row in rows.values() if row.state == "superseded"})
    met: dict[Key, Fulfilment] = {}
    for key in keys:
        row = rows.get(key.subject_id)
        if row is None:
            continue
        if row.review_round > key.number and row.reviewed_on:
            met[key] = Fulfilment(on=row.reviewed_on, by_id=row.reviewed_by_id)
        elif row.state == "superseded" and (row.activity_id, row.number + 1) in newer:
            met[key] = newer[row.activity_id, row.number + 1]
    return met


def _approvals_after(activity_ids: Collection[int]) -> Mapping[tuple[int, int], Fulfilment]:
    """By record and number: when a version was approved, and by whom."""
    if not activity_ids:
        return {}
    query = select(Dpia.activity_id, Dpia.number, Dpia.approved_on, Dpia.approved_by_id).where(
        Dpia.activity_id.in_(activity_ids), Dpia.approved_on.is_not(None)
    )
    rows: Any = db.session.execute(query)
    return {(row[0], row[1]): Fulfilment(on=row[2], by_id=row[3]) for row in rows}


def _confirm(key: Key, told: Told, *, doing: Doing) -> None:
    confirm_dpia(key.subject_id, on=told.on, note=told.note, doing=doing)


def _why_not_confirm(key: Key) -> str | None:
    """What has changed is looked at on the assessment's own page, where it stands."""
    is_changed = select(DpiaProposal.id).where(DpiaProposal.dpia_id == key.subject_id, DpiaProposal.state == "open")
    if db.session.scalar(is_changed) is not None:
        return N_(
            "Noget er ændret, siden konsekvensanalysen blev godkendt. Åbn den, og tag stilling dér, "
            "så lukker opgaven af sig selv."
        )
    return None


def _owed_opinions() -> Iterator[Obligation]:
    query = _of_records(select(Dpia.id, Dpia.opinion_round, Dpia.sent_on)).where(Dpia.state == "opinion")
    for row in db.session.execute(query):
        yield _obligation(
            row,
            "dpia_opinion",
            row.opinion_round,
            title=_("Udtal dig om konsekvensanalysen af «%(title)s»", title=row.title[:300]),
            function="dpo",
            due_on=row.sent_on + OPINION_WITHIN,
            hours=OPINION_HOURS,
        )


def _met_opinions(keys: Collection[Key]) -> Mapping[Key, Fulfilment]:
    """The opinion that was signed in that round."""
    query = select(DpiaOpinion.dpia_id, DpiaOpinion.round, DpiaOpinion.signed_at, DpiaOpinion.by_id).where(
        DpiaOpinion.signed_at.is_not(None), DpiaOpinion.dpia_id.in_({key.subject_id for key in keys})
    )
    signed = {
        (row.dpia_id, row.round): Fulfilment(on=clock.day_of(row.signed_at), by_id=row.by_id)
        for row in db.session.execute(query)
    }
    return {key: signed[key.subject_id, key.number] for key in keys if (key.subject_id, key.number) in signed}


def _signed_elsewhere(_key: Key) -> str | None:
    return N_("Udtalelsen skrives og underskrives på konsekvensanalysens side. Så lukker opgaven af sig selv.")


def _refused(key: Key, told: Told, *, doing: Doing) -> None:
    raise NotFound


def _of_records(query: Any) -> Any:
    """Assessments of records in use that lie in a unit, by number."""
    return (
        query.add_columns(ProcessingActivity.title, ProcessingActivity.unit_id)
        .join(Dpia.activity)
        .where(ProcessingActivity.unit_id.is_not(None), in_use())
        .order_by(Dpia.id)
    )


def _obligation(row: Any, kind: str, number: int, **values: Any) -> Obligation:
    return Obligation(
        key=str(Key("dpia", row.id, kind, number)),
        kind=kind,
        subject_kind="dpia",
        subject_id=row.id,
        unit_id=row.unit_id,
        person_id=None,
        is_statutory=False,
        **values,
    )


REVIEWS = Owing(
    kind="dpia_review", owed=_owed_reviews, met=_met_reviews, fulfil=_confirm, why_not_confirm=_why_not_confirm
)
OPINIONS = Owing(
    kind="dpia_opinion", owed=_owed_opinions, met=_met_opinions, fulfil=_refused, why_not_confirm=_signed_elsewhere
)
