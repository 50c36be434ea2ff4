"""Roles, from somebody who leaves to somebody else: only where it is asked for."""

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.audit.actions import Doing
from app.auth.rules import DPO_ROLE, ROLES, why_not_hold
from app.core import clock
from app.core.db import AnySelect, db
from app.core.slots import Held, PersonLink
from app.core.text import N_
from app.leaving.rules import Recipient
from app.organisation.duties import why_not_become_dpo
from app.organisation.model import Person, RoleGrant
from app.user.actions import GiveRole, add_role, remove_role

FROM_GROUP = "oidc"


def hand_over_roles(ids: Sequence[int], sender: Person, to: Person, doing: Doing) -> None:
    """Give these roles and take them away from the sender. Raises Refused as `add_role` and `remove_role`."""
    for grant in _list(ids):
        if grant.person_id != sender.id:
            continue
        today = clock.day_of(doing.at)
        held = {(own.role, own.unit_id) for own in to.grants if own.counts_on(today)}
        if (grant.role, grant.unit_id) not in held:
            add_role(to, GiveRole(role=grant.role, unit=grant.unit.code, ends_on=grant.ends_on), doing=doing)
        remove_role(sender, grant.id, doing=doing)
        db.session.expire(sender, ["grants"])
        db.session.expire(to, ["grants"])


def _rows() -> AnySelect:
    query: AnySelect = select(RoleGrant.person_id.label("person_id"), RoleGrant.id.label("row_id"))
    return query.where(RoleGrant.counts_on(clock.today()))


def _held(ids: Sequence[int]) -> list[Held]:
    return [
        Held(
            grant.id,
            _("%(role)s i %(unit)s", role=_(ROLES[grant.role]), unit=grant.unit.name),
            url_for("user.show", person_id=grant.person_id),
        )
        for grant in _list(ids)
    ]


def _barred(ids: Sequence[int], recipient: Recipient) -> Mapping[int, str]:
    why: dict[int, str] = {}
    for grant in _list(ids):
        is_dpo = grant.role == DPO_ROLE
        reason = why_not_become_dpo(recipient) if is_dpo else why_not_hold(grant.role, recipient.roles)
        if grant.source == FROM_GROUP:
            reason = N_("Rollen kommer fra en gruppe i kommunens login og gives dér.")
        if reason:
            why[grant.id] = reason
    return why


def _makes_dpo(ids: Sequence[int]) -> list[int]:
    return [grant.id for grant in _list(ids) if grant.role == DPO_ROLE]


def _list(ids: Sequence[int]) -> Sequence[RoleGrant]:
    return db.session.scalars(
        select(RoleGrant)
        .join(RoleGrant.unit)
        .where(RoleGrant.id.in_(ids))
        .options(contains_eager(RoleGrant.unit))
        .order_by(RoleGrant.id)
    ).all()


ROLE_LINK = PersonLink(
    slug="roller",
    title=N_("Roller"),
    one=N_("rolle"),
    many=N_("roller"),
    order=90,
    opens=("read", "organisation"),
    rows=_rows,
    held=_held,
    barred=_barred,
    hand_over=hand_over_roles,
    needs=("write", "organisation"),
    makes_dpo=_makes_dpo,
    is_extra=True,
)
