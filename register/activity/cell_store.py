"""What some columns of the list show beyond the record's own row, for one page of it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.core.db import AnySelect, db
from register.activity.row_model import ActivityKle, ActivitySystem
from register.system.model import System


def list_kle_numbers(activity_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The KLE numbers of each of these records, in their own order."""
    query = (
        select(ActivityKle.activity_id, ActivityKle.number)
        .where(ActivityKle.activity_id.in_(activity_ids))
        .order_by(ActivityKle.activity_id, ActivityKle.position)
    )
    return _gather(query)


def list_systems_of(activity_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The names of the systems that each of these records is carried out in, in Danish order."""
    query = (
        select(ActivitySystem.activity_id, System.name)
        .join(System, System.id == ActivitySystem.system_id)
        .where(ActivitySystem.activity_id.in_(activity_ids))
        .order_by(ActivitySystem.activity_id, System.sort_key, System.id)
    )
    return _gather(query)


def _gather(query: AnySelect) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for activity_id, text in db.session.execute(query):
        found.setdefault(activity_id, []).append(text)
    return found
