"""Standing in for others, from a deputy who leaves to somebody else."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.absence.model import Absence
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import AnySelect, db
from app.core.filters import long_day
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import DPO_MAY_NOT, Recipient
from app.organisation.duties import list_dpo_ids
from app.organisation.model import Person


def hand_over_deputies(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Let somebody else stand in, in absences that are not over; told under the history of whoever is away."""
    query = select(Absence).where(Absence.id.in_(ids), Absence.deputy_id == sender.id)
    for absence in db.session.scalars(query.order_by(Absence.id).with_for_update()):
        absence.deputy = to
        db.session.flush()
        told = {"deputy": [sender.name, to.name]}
        record(doing, "person.change_absence", "person", absence.person_id, told)


def _rows() -> AnySelect:
    query: AnySelect = select(Absence.deputy_id.label("person_id"), Absence.id.label("row_id"))
    return query.where(Absence.deputy_id.is_not(None), Absence.to_on >= clock.today())


def _held(ids: Sequence[int]) -> list[Held]:
    return [
        Held(
            absence.id,
            _("Stedfortræder for %(name)s", name=absence.person.name),
            url_for("absence.show_of", person_id=absence.person_id),
            _("%(from_on)s til %(to_on)s", from_on=long_day(absence.from_on), to_on=long_day(absence.to_on)),
        )
        for absence in _list(ids)
    ]


def _barred(ids: Sequence[int], recipient: Recipient) -> Mapping[int, str]:
    """Nobody stands in for themselves, and the DPO for nobody but another DPO."""
    absences = _list(ids)
    dpos = list_dpo_ids(clock.today())
    why: dict[int, str] = {}
    for absence in absences:
        if absence.person_id == recipient.person_id:
            why[absence.id] = N_("Ingen kan være stedfortræder for sig selv.")
        elif "dpo" in recipient.roles and absence.person_id not in dpos:
            why[absence.id] = DPO_MAY_NOT
    return why


def _list(ids: Sequence[int]) -> Sequence[Absence]:
    return db.session.scalars(
        select(Absence)
        .join(Absence.person)
        .where(Absence.id.in_(ids))
        .options(contains_eager(Absence.person))
        .order_by(Absence.id)
    ).all()


DEPUTY_LINK = PersonLink(
    slug="stedfortraeder",
    title=N_("Stedfortræder for andre"),
    one=N_("fravær som stedfortræder"),
    many=N_("fravær som stedfortræder"),
    order=50,
    opens=("write", "absence"),
    rows=_rows,
    held=_held,
    barred=_barred,
    hand_over=hand_over_deputies,
)
