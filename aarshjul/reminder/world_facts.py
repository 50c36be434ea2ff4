"""The organisation as the rules of reminding see it. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from aarshjul.reminder.rules import Cadence
from app.organisation.rules import Holders


@dataclass(frozen=True, kw_only=True)
class World:
    """A day's organisation: who holds what, the usable mail addresses of those who work here, who wants it gathered in
    the week, who may approve tasks by the unit their role is held in, and the cadence.
    """

    today: date
    holders: Holders
    cadence: Cadence
    addresses: Mapping[int, str]
    weekly: Collection[int] = frozenset()
    approvers: Mapping[int, Collection[int]] = field(default_factory=dict)
