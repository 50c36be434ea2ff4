"""Functions and roles in units, from somebody who leaves to somebody else."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.audit.actions import Doing, record
from app.core.db import AnySelect, db
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import DPO_FUNCTION, Recipient, why_not_take
from app.organisation.duties import why_not_become_dpo
from app.organisation.model import FunctionHolder, Person, Unit
from app.organisation.rules import FUNCTIONS


def hand_over_functions(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Let somebody else hold these functions; each unit tells so in its trail, as when it is changed by hand."""
    query = select(FunctionHolder).where(FunctionHolder.id.in_(ids), FunctionHolder.person_id == sender.id)
    by_unit: dict[int, dict[str, list[str]]] = {}
    for holder in db.session.scalars(query.order_by(FunctionHolder.id).with_for_update()):
        holder.person = to
        by_unit.setdefault(holder.unit_id, {})[_(FUNCTIONS[holder.function])] = [sender.email, to.email]
    db.session.flush()
    for unit_id, changes in by_unit.items():
        record(doing, "organisation.change_unit", "unit", unit_id, changes)


def _rows() -> AnySelect:
    query: AnySelect = select(FunctionHolder.person_id.label("person_id"), FunctionHolder.id.label("row_id"))
    return query.join(FunctionHolder.unit).where(~Unit.is_closed)


def _held(ids: Sequence[int]) -> list[Held]:
    return [
        Held(
            row.id,
            _("%(function)s i %(unit)s", function=_(FUNCTIONS[row.function]), unit=row.unit.name),
            url_for("organisation.edit", code=row.unit.code),
        )
        for row in _list(ids)
    ]


def _barred(ids: Sequence[int], recipient: Recipient) -> Mapping[int, str]:
    whys = {
        row.id: why_not_become_dpo(recipient) if row.function == DPO_FUNCTION else why_not_take(recipient, row.function)
        for row in _list(ids)
    }
    return {row_id: why for row_id, why in whys.items() if why}


def _makes_dpo(ids: Sequence[int]) -> list[int]:
    return [row.id for row in _list(ids) if row.function == DPO_FUNCTION]


def _list(ids: Sequence[int]) -> Sequence[FunctionHolder]:
    return db.session.scalars(
        select(FunctionHolder)
        .join(FunctionHolder.unit)
        .where(FunctionHolder.id.in_(ids))
        .options(contains_eager(FunctionHolder.unit))
        .order_by(FunctionHolder.id)
    ).all()


FUNCTION_LINK = PersonLink(
    slug="funktioner",
    title=N_("Funktioner"),
    one=N_("funktion"),
    many=N_("funktioner"),
    order=10,
    opens=("read", "organisation"),
    rows=_rows,
    held=_held,
    barred=_barred,
    hand_over=hand_over_functions,
    needs=("write", "organisation"),
    makes_dpo=_makes_dpo,
)
