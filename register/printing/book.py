"""The whole document: what it is about, and the order of its records."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.viewer import Viewer
from app.core.filters import long_day
from app.core.scope import Scope
from app.organisation.model import Municipality
from app.organisation.store import get_municipality
from register.activity.filtering import ActivityFilter
from register.activity.listing import list_context
from register.exporting.store import list_ids
from register.printing.store import Line, list_lines


@dataclass(frozen=True)
class Order:
    """What is wanted: the records of a filter, as of a day or as they are. `is_tagged`: readable by a screen reader."""

    wanted: ActivityFilter
    as_of: date | None = None
    is_tagged: bool = True

    def to_args(self) -> dict[str, Any]:
        """As plain values, for a job."""
        day = self.as_of.isoformat() if self.as_of else ""
        return {"filter": self.wanted.to_args(), "as_of": day, "is_tagged": self.is_tagged}

    @classmethod
    def from_args(cls, args: Mapping[str, Any]) -> "Order":
        """What `to_args` gave."""
        day = date.fromisoformat(args["as_of"]) if args.get("as_of") else None
        return cls(ActivityFilter.from_args(args["filter"]), day, bool(args.get("is_tagged", True)))


@dataclass(frozen=True)
class Book:
    """The document's own words, and its records in order."""

    municipality: Municipality
    title: str
    lead: str
    made_on: str
    ids: Sequence[int]
    lines: Sequence[Line]
    as_of: date | None

    @property
    def controller(self) -> list[str]:
        """Who is the controller, and where (Art. 30(1)(a)): a line each."""
        held = self.municipality
        cvr = _("CVR %(cvr)s", cvr=held.cvr) if held.cvr else ""
        return [line for line in (held.name, held.address, held.email, held.phone, cvr) if line]

    @property
    def dpo(self) -> list[str]:
        """The DPO and how to reach them: a line each."""
        held = self.municipality
        return [line for line in (held.dpo_name, held.dpo_email, held.dpo_phone) if line]


def open_book(order: Order, *, today: date, viewer: Viewer | None) -> Book:
    """The document that is ordered, of what the viewer may read; without a viewer of everything (the command line)."""
    scope = viewer.scope("activity", "read") if viewer else Scope.everything()
    area = viewer.scope("activity", "write") if viewer else Scope.everything()
    ids = list_ids(order.wanted, list_context(today, area), scope=scope, with_retired=order.as_of is not None)
    lines = list_lines(ids, as_of=order.as_of)
    held = {line.id for line in lines}
    count = ngettext("%(num)s behandling", "%(num)s behandlinger", len(lines))
    when = _("som den stod %(day)s", day=long_day(order.as_of)) if order.as_of else ""
    part = _("uddrag") if order.wanted != ActivityFilter() or not scope.is_everything else ""
    return Book(
        municipality=get_municipality(),
        title=_("Fortegnelse over behandlingsaktiviteter"),
        lead=", ".join(words for words in (_("Databeskyttelsesforordningens artikel 30"), when, part, count) if words),
        made_on=_("Udskrevet %(day)s", day=long_day(today)),
        ids=[row_id for row_id in ids if row_id in held],
        lines=lines,
        as_of=order.as_of,
    )


def describe_order(order: Order) -> dict[str, Any]:
    """For the audit trail."""
    return {"filter": asdict(order.wanted), "as_of": order.as_of.isoformat() if order.as_of else ""}
