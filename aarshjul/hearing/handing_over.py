"""Hearings that wait for somebody who leaves, to somebody else."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from aarshjul.hearing.letters import write_asked
from aarshjul.hearing.model import Hearing, HearingParticipant
from aarshjul.hearing.rules import KIND
from app.audit.actions import Doing, record
from app.core.db import AnySelect, db
from app.core.filters import short_day
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import Recipient
from app.organisation.model import Person

ALREADY = N_("Modtageren er selv spurgt i høringen.")


def hand_over(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Let somebody answer instead; they are asked by mail as if they had been from the beginning."""
    query = (
        select(HearingParticipant)
        .where(HearingParticipant.id.in_(ids), HearingParticipant.person_id == sender.id)
        .where(HearingParticipant.answer == "")
        .order_by(HearingParticipant.id)
        .with_for_update(of=HearingParticipant)
        .execution_options(populate_existing=True)
    )
    for row in db.session.scalars(query):
        row.person = to
        record(doing, "hearing.hand_over", KIND, row.hearing_id, {"participant": [sender.name, to.name]})
        db.session.flush()
        write_asked(row, at=doing.at)


def _rows() -> AnySelect:
    query: AnySelect = select(HearingParticipant.person_id.label("person_id"), HearingParticipant.id.label("row_id"))
    return query.join(HearingParticipant.hearing).where(HearingParticipant.answer == "", Hearing.outcome == "")


def _held(ids: Sequence[int]) -> list[Held]:
    query = (
        select(HearingParticipant.id, Hearing.id, Hearing.title, Hearing.due_on)
        .join(HearingParticipant.hearing)
        .where(HearingParticipant.id.in_(ids))
        .order_by(Hearing.due_on, HearingParticipant.id)
    )
    return [
        Held(row_id, title, f"/hoeringer/{hearing_id}", short_day(due_on))
        for row_id, hearing_id, title, due_on in db.session.execute(query)
    ]


def _barred(ids: Sequence[int], recipient: Recipient) -> Mapping[int, str]:
    """Nobody is asked twice in one hearing; to be heard is no duty, so the DPO may be."""
    own = select(HearingParticipant.hearing_id).where(HearingParticipant.person_id == recipient.person_id)
    query = select(HearingParticipant.id).where(HearingParticipant.id.in_(ids), HearingParticipant.hearing_id.in_(own))
    return dict.fromkeys(db.session.scalars(query), ALREADY)


PERSON_LINK = PersonLink(
    slug="hoeringer",
    title=N_("Høringer, der venter på svar"),
    one=N_("høring"),
    many=N_("høringer"),
    order=60,
    opens=("read", "hearing"),
    rows=_rows,
    held=_held,
    barred=_barred,
    hand_over=hand_over,
)
