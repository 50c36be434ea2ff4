"""What may be done to a task, and what it is called. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.core.text import N_
from app.core.workdays import ClosedDays, working_day_on_or_before

OPEN = frozenset({"not_started", "started", "for_approval", "postponed"})
STATE_WORDS: Mapping[str, str] = {
    "not_started": N_("Ikke begyndt"),
    "started": N_("I gang"),
    "for_approval": N_("Til godkendelse"),
    "done": N_("Udført"),
    "postponed": N_("Udskudt"),
    "not_relevant": N_("Ikke relevant"),
    "withdrawn": N_("Trukket tilbage"),
}
SOON = timedelta(days=30)

Verb = Literal["complete", "start", "postpone", "dismiss", "reopen", "assign"]
WheelState = Literal["overdue", "soon", "on_time", "done"]

_CLOSED_SAYS: Mapping[str, str] = {
    "done": N_("Opgaven er allerede udført. Genåbn den, hvis der er mere at gøre."),
    "not_relevant": N_("Opgaven er sat til ikke relevant. Genåbn den, hvis den alligevel skal udføres."),
    "withdrawn": N_("Opgaven er trukket tilbage, fordi den ikke længere står i planen eller fortegnelsen."),
}


@dataclass(frozen=True, kw_only=True)
class KindWords:
    """What a kind of obligation asks for, in the words of the catalogue's entries."""

    label: str
    purpose: str
    article: str
    guide: str
    evidence: str


OBLIGATIONS: Mapping[str, KindWords] = {
    "review": KindWords(
        label=N_("Gennemgang af en behandling"),
        purpose=N_(
            "Fortegnelsen skal passe med det, vi faktisk gør. Derfor ser vi hver behandling efter en gang om året."
        ),
        article="GDPR art. 30 og art. 5, stk. 2",
        guide=N_(
            "Åbn behandlingen, og se efter, om formål, modtagere, systemer og slettefrist stadig passer. "
            "Ret det, der er ændret, eller bed din koordinator om det. "
            "Når du markerer opgaven som udført, får behandlingen dags dato som seneste gennemgang."
        ),
        evidence=N_(
            "Datoen for gennemgangen og navnet på den, der gennemgik den. De skrives automatisk på behandlingen."
        ),
    ),
    "risk": KindWords(
        label=N_("Ny vurdering af en risiko"),
        purpose=N_("Risikoen for borgerne skal være kendt og vurderet, så sikkerheden passer til den."),
        article="GDPR art. 24 og art. 32",
        guide=N_(
            "Se den seneste vurdering igennem sammen med lederen. "
            "Er noget ændret, så lav en ny vurdering af behandlingen. "
            "Holder den stadig, så markér opgaven som udført og skriv hvorfor; så gælder den fra i dag."
        ),
        evidence=N_("En dateret vurdering med begrundelse."),
    ),
}


def is_overdue(due_on: date, state: str, today: date) -> bool:
    """Whether an open task's date has passed; on the day itself it is not overdue."""
    return state in OPEN and due_on < today


def wheel_state(due_on: date, state: str, today: date) -> WheelState:
    """The state a task is drawn with in the wheel: done, over its date, due within 30 days, or later."""
    if state == "done":
        return "done"
    if due_on < today:
        return "overdue"
    return "soon" if due_on <= today + SOON else "on_time"


def refusal(verb: Verb, *, state: str, kind: str) -> str | None:
    """Why the verb cannot be done to a task in this state; None when it can.

    A review or an assessment that is done stands in the record and is not undone from its task.
    """
    if verb == "reopen":
        if state == "done" and kind in OBLIGATIONS:
            return N_("Det står i fortegnelsen, at opgaven er udført. Ret datoen på behandlingen i stedet.")
        if state not in ("done", "not_relevant"):
            return _CLOSED_SAYS["withdrawn"] if state == "withdrawn" else N_("Opgaven er allerede åben.")
        return None
    if state not in OPEN:
        return _CLOSED_SAYS[state]
    if verb == "start" and state == "started":
        return N_("Opgaven er allerede i gang.")
    return None


def postponed_date(day: date, *, today: date, law_due_on: date | None, closed: ClosedDays) -> date:
    """Return the working day a task is put off to: the day itself, or the last working day before it.

    Raises ValueError with a Danish sentence when it is not after today, or lies after the date the law sets.
    """
    due_on = working_day_on_or_before(day, closed)
    if due_on <= today:
        raise ValueError(N_("Vælg en arbejdsdag efter i dag."))
    if law_due_on is not None and due_on > law_due_on:
        raise ValueError(N_("Loven sætter selv fristen. Du kan ikke udskyde opgaven længere end til den."))
    return due_on
