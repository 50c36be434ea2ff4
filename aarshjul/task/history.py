"""A task's history in words, from the audit trail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from aarshjul.task.rules import ASK_WORDS, RESULT_WORDS
from aarshjul.task.spent import spent_words
from app.audit.model import AuditEvent
from app.core import clock
from app.core.filters import short_day
from app.core.text import N_

VERBS: Mapping[str, str] = {
    "task.complete": N_("Markeret som udført"),
    "task.start": N_("Sat i gang"),
    "task.postpone": N_("Udskudt"),
    "task.dismiss": N_("Markeret som ikke relevant"),
    "task.reopen": N_("Genåbnet"),
    "task.assign": N_("Givet videre"),
    "task.carry": N_("Båret over til et senere år"),
    "task.withdraw": N_("Trukket tilbage"),
    "task.ask": N_("Sendt til godkendelse"),
    "task.approve": N_("Godkendt"),
    "task.send_back": N_("Sendt tilbage"),
    "task.take_back": N_("Trukket tilbage fra godkendelse"),
    "task.tick": N_("Krydset af på tjeklisten"),
    "task.untick": N_("Kryds fjernet på tjeklisten"),
    "task.add_time": N_("Brugt tid tilføjet"),
}
ON_THE_ROW: Mapping[str, str] = {
    "attachment.add": N_("Fil lagt på"),
    "attachment.remove": N_("Fil fjernet"),
}
"""What happens to a task's files. Comments, and who fetched a file, are told elsewhere."""
FIELDS: Mapping[str, str] = {
    "note": N_("Note"),
    "due_on": N_("Frist"),
    "reason": N_("Begrundelse"),
    "person": N_("Ansvarlig"),
    "period": N_("Periode"),
    "result": N_("Resultat"),
    "asks": N_("Til godkendelse som"),
    "point": N_("Punkt"),
    "spent_minutes": N_("Brugt tid i minutter"),
}
LABELS: Mapping[str, str] = {"spent_minutes": N_("Brugt tid")}
"""Fields that the history calls otherwise than the trail, which shows the stored number."""
SHOWN = ("due_on", "person", "period", "spent_minutes")
"""Fields that the history shows from and to; of the others it shows what was said."""


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
    """The events of one task and its files, in the order given."""
    words = {**VERBS, **ON_THE_ROW}
    return [
        HistoryItem(
            what=_(words[event.verb]),
            who=event.actor.name if event.actor else _("programmet"),
            when=_when(event.at, event.via),
            changes=[
                HistoryChange(
                    _(LABELS.get(name, FIELDS[name])), *(_words(name, value) for value in event.changes[name])
                )
                for name in SHOWN
                if name in event.changes
            ],
            said="\n".join(_said(event)),
        )
        for event in events
        if event.verb in words
    ]


def _said(event: AuditEvent) -> Iterator[str]:
    """What it was about: a point, a file, what was asked and found; and what somebody wrote."""
    changes = event.changes
    yield from (str(changes[name][1] or changes[name][0]) for name in ("point", "file") if name in changes)
    if event.verb == "task.ask":
        yield _("Som %(asks)s", asks=_(ASK_WORDS.get(changes["asks"][1], "")))
    result = changes.get("result", [None, None])[1]
    if result:
        yield _(RESULT_WORDS.get(result, result))
    written = (changes.get("note") or changes.get("reason") or [None, None])[1]
    if written:
        yield str(written)


def _when(at: datetime, via: str) -> str:
    moment = f"{at.astimezone(clock.COPENHAGEN):%d-%m-%Y kl. %H.%M}"
    return _("%(moment)s, fra linket i en mail", moment=moment) if via == "link" else moment


def _words(name: str, value: object) -> str:
    if name == "due_on" and value:
        return short_day(date.fromisoformat(str(value)))
    if name == "spent_minutes":
        return spent_words(int(str(value)))
    if name == "person" and not value:
        return _("den, der har funktionen")
    return str(value or "")
