"""Hand-overs in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.audit.model import AuditEvent
from app.leaving.store import links


@dataclass(frozen=True)
class HandedOver:
    """A hand-over that was done: "4 behandlinger, 2 opgaver" to somebody."""

    to: str
    what: str
    at: datetime
    by: str


def count_words(counts: Mapping[str, int]) -> str:
    """ "4 behandlinger, 2 opgaver", in the order of the kinds."""
    told = [(link, counts[link.slug]) for link in links() if counts.get(link.slug)]
    return ", ".join(f"{count} {_(link.one) if count == 1 else _(link.many)}" for link, count in told)


def handed_over(events: Sequence[AuditEvent]) -> list[HandedOver]:
    """The hand-overs among the events of a person, in the order given."""
    return [
        HandedOver(
            to=str(event.changes.get("to", "")),
            what=count_words({name: n for name, n in event.changes.items() if isinstance(n, int)}),
            at=event.at,
            by=event.actor.name if event.actor else _("programmet"),
        )
        for event in events
        if event.verb == "person.hand_over"
    ]
