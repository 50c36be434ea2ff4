"""A task's history in words, from the audit trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from app.audit.model import AuditEvent
from app.core import clock
from app.core.filters import short_day
from app.core.text import N_

VERBS: Mapping[str, str] = {
    "task.complete": N_("Markeret som udført"),
    "task.start": N_("Sat i gang"),
    "task.postpone": N_("Udskudt"),
    "task.dismiss": N_("Sat til ikke relevant"),
    "task.reopen": N_("Genåbnet"),
    "task.assign": N_("Givet videre"),
    "task.carry": N_("Båret over til et senere år"),
    "task.withdraw": N_("Trukket tilbage"),
}
FIELDS: Mapping[str, str] = {
    "note": N_("Note"),
    "due_on": N_("Frist"),
    "reason": N_("Begrundelse"),
    "person": N_("Ansvarlig"),
    "period": N_("Periode"),
}


@dataclass(frozen=True)
class HistoryChange:
    """A field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryItem:
    """One thing that was done, as components/history.html shows it."""

    what: str
    who: str
    when: str
    changes: Sequence[HistoryChange]
    said: str
    """Words that somebody wrote: a note or a reason."""


def history_of(events: Sequence[AuditEvent]) -> list[HistoryItem]:
    """The events of one task, in the order given."""
    return [
        HistoryItem(
            what=_(VERBS.get(event.verb, event.verb)),
            who=event.actor.name if event.actor else _("programmet"),
            when=_when(event.at, event.via),
            changes=[
                HistoryChange(_(FIELDS[name]), *(_words(name, value) for value in event.changes[name]))
                for name in ("due_on", "person", "period")
                if name in event.changes
            ],
            said=str((event.changes.get("note") or event.changes.get("reason") or [None, None])[1] or ""),
        )
        for event in events
    ]


def _when(at: datetime, via: str) -> str:
    moment = f"{at.astimezone(clock.COPENHAGEN):%d-%m-%Y kl. %H.%M}"
    return _("%(moment)s, fra linket i en mail", moment=moment) if via == "link" else moment


def _words(name: str, value: object) -> str:
    if name == "due_on" and value:
        return short_day(date.fromisoformat(str(value)))
    if name == "person" and not value:
        return _("den, der har funktionen")
    return str(value or "")
