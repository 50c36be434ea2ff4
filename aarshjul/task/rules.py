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
RESULT_WORDS: Mapping[str, str] = {
    "no_errors": N_("Ingen fejl"),
    "no_critical": N_("Ingen kritiske fejl"),
    "critical": N_("Kritiske fejl konstateret"),
}
"""What a control found. A task that controls nothing needs none."""
ASK_WORDS: Mapping[str, str] = {
    "complete": N_("udført"),
    "postpone": N_("udskudt"),
    "dismiss": N_("ikke relevant"),
}
"""What a task that waits for approval shall be once it is approved."""
SOON = timedelta(days=30)

Verb = Literal[
    "complete",
    "start",
    "postpone",
    "dismiss",
    "reopen",
    "assign",
    "tick",
    "add_time",
    "take_back",
    "approve",
    "send_back",
]
AT_REST: frozenset[Verb] = frozenset({"complete", "start", "postpone", "dismiss", "tick"})
"""What nobody does to a task while it waits for approval."""
ON_APPROVAL: frozenset[Verb] = frozenset({"take_back", "approve", "send_back"})
WheelState = Literal["overdue", "soon", "on_time", "done"]

_CLOSED_SAYS: Mapping[str, str] = {
    "done": N_("Opgaven er allerede udført. Genåbn den, hvis der er mere at gøre."),
    "not_relevant": N_("Opgaven er markeret som ikke relevant. Genåbn den, hvis den alligevel skal udføres."),
    "withdrawn": N_("Opgaven er trukket tilbage, fordi den ikke længere står i planen eller fortegnelsen."),
}


@dataclass(frozen=True, kw_only=True)
class KindWords:
    """What a kind of task that is not in the catalogue asks for, in the words of the catalogue's entries."""

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
        purpose=N_("Risikoen for de registrerede skal være kendt og vurderet, så sikkerheden passer til den."),
        article="GDPR art. 24 og art. 32",
        guide=N_(
            "Se den seneste vurdering igennem sammen med lederen. "
            "Er noget ændret, så lav en ny vurdering. "
            "Holder den stadig, så markér opgaven som udført, og skriv hvorfor; så gælder den fra i dag."
        ),
        evidence=N_("En dateret vurdering med begrundelse."),
    ),
    "action": KindWords(
        label=N_("Handling mod en risiko"),
        purpose=N_("En risiko bliver først mindre, når det, der er aftalt, også bliver gjort."),
        article="GDPR art. 24 og art. 32",
        guide=N_(
            "Gør det, handlingen siger. Når du markerer opgaven som udført, er handlingen også udført i "
            "risikovurderingen. Er den ikke længere nødvendig, så drop den på vurderingens side, og skriv hvorfor."
        ),
        evidence=N_("Hvad der blev gjort og hvornår. Det skrives på handlingen i risikovurderingen."),
    ),
    "acceptance": KindWords(
        label=N_("Stillingtagen til en restrisiko"),
        purpose=N_(
            "Ledelsen skal have sagt ja til den risiko, den lever med, og tage stilling til den igen "
            "mindst én gang om året."
        ),
        article="GDPR art. 24 og art. 32",
        guide=N_(
            "Åbn risikovurderingen, og se, hvad der er tilbage af risikoen. Acceptér den med en "
            "begrundelse og en slutdato, "
            "eller bed om flere foranstaltninger. En orange eller rød risiko besluttes i DDS; "
            "skriv, hvor og hvornår det skete. Når risikoen er accepteret, lukker opgaven af sig selv."
        ),
        evidence=N_(
            "Accepten med begrundelse, slutdato og navn på den, der gav den. Den skrives på risikovurderingen."
        ),
    ),
    "dpia_review": KindWords(
        label=N_("Gennemgang af en konsekvensanalyse"),
        purpose=N_(
            "En konsekvensanalyse gælder det, vi gjorde, da den blev godkendt. Ændrer behandlingen eller risikoen sig, "
            "skal den følge med."
        ),
        article="GDPR art. 35, stk. 11",
        guide=N_(
            "Åbn konsekvensanalysen, og se, hvad der er ændret, siden den blev godkendt. "
            "Holder den stadig, så bekræft det, og skriv hvorfor. Holder den ikke, så lav en ny udgave. "
            "Er intet ændret, kan du markere opgaven som udført her; så er konsekvensanalysen set efter i dag."
        ),
        evidence=N_("Datoen, begrundelsen og navnet på den, der så den efter, eller den nye udgave."),
    ),
    "dpia_opinion": KindWords(
        label=N_("Udtalelse om en konsekvensanalyse"),
        purpose=N_("Databeskyttelsesrådgiveren skal spørges til råds, før en konsekvensanalyse bliver godkendt."),
        article="GDPR art. 35, stk. 2, og art. 39, stk. 1, litra c",
        guide=N_(
            "Åbn konsekvensanalysen, læs den hele vejen igennem, og skriv din udtalelse. "
            "Når du skriver under, går den videre til godkendelse, og opgaven lukker af sig selv."
        ),
        evidence=N_("Den underskrevne udtalelse. Den står på konsekvensanalysen med den tekst, den blev givet på."),
    ),
    "supervision": KindWords(
        label=N_("Tilsyn med en databehandler"),
        purpose=N_(
            "Vi har ansvaret, også når en anden behandler oplysningerne for os. Derfor ser vi efter, at det går."
        ),
        article="GDPR art. 28, stk. 3, litra h, og art. 5, stk. 2",
        guide=N_(
            "Åbn databehandleren, og se, hvilket tilsyn der passer til den. Indhent det, og skriv, hvad det viste. "
            "Når du markerer opgaven som udført, får databehandleren et tilsyn med dags dato og dit resultat. "
            "Skal der mere med, så skriv tilsynet på databehandleren; så lukker opgaven af sig selv."
        ),
        evidence=N_("Tilsynet med resultat og konklusion og den erklæring eller det svar, I har fået."),
    ),
    "decision": KindWords(
        label=N_("Opfølgning på en beslutning"),
        purpose=N_("Et møde har besluttet, at det skal gøres. Det bliver stående på dagsordenen, til det er gjort."),
        article="GDPR art. 24",
        guide=N_(
            "Læs beslutningen, og gør det, opgaven siger. Når du markerer opgaven som udført, står det også i mødets "
            "opfølgning. Skal det ikke længere gøres, så sig det til den, der står for mødet."
        ),
        evidence=N_("Hvad der blev gjort og hvornår. Det skrives ved beslutningen."),
    ),
    "papers": KindWords(
        label=N_("Dagsorden til et møde"),
        purpose=N_("Medlemmerne skal have dagsorden og bilag i så god tid, at de kan beslutte noget på mødet."),
        article="GDPR art. 24",
        guide=N_(
            "Åbn mødet, sæt de åbne punkter på dagsordenen, og læg bilag på. Hent dagsordenen, og send den til "
            "medlemmerne. Når mødet er indkaldt, lukker opgaven af sig selv. Markerer du opgaven som udført, er mødet "
            "indkaldt."
        ),
        evidence=N_("Dagsordenen. Den kan hentes fra mødets side."),
    ),
}
CAMPAIGNS: Mapping[str, KindWords] = {
    "attestation": KindWords(
        label=N_("Attestering af fortegnelsen"),
        purpose=N_(
            "Lederen ved bedst, hvad enheden bruger personoplysninger til. Derfor ser lederen alle enhedens "
            "behandlinger igennem på én gang og bekræfter dem, der passer."
        ),
        article="GDPR art. 30 og art. 5, stk. 2",
        guide=N_(
            "Åbn siden med enhedens behandlinger, og se, hvad der er ændret, siden de sidst blev bekræftet. "
            "Bekræft dem, der passer, og skriv ved de andre, hvad der skal ændres. "
            "En behandling, du bekræfter, får dags dato som seneste gennemgang. "
            "Når alle har fået et svar, lukker opgaven af sig selv."
        ),
        evidence=N_("Hvem der bekræftede hver behandling og hvornår. Det skrives automatisk på behandlingen."),
    ),
}
"""Kinds of task that somebody starts for many units at once; they are done on pages of their own."""
KIND_WORDS: Mapping[str, KindWords] = {**OBLIGATIONS, **CAMPAIGNS}


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
    if verb in ON_APPROVAL:
        return None if state == "for_approval" else N_("Opgaven venter ikke på godkendelse.")
    if verb == "reopen":
        return _why_not_reopen(state, kind)
    if state not in OPEN:
        return None if (verb, state) == ("add_time", "done") else _CLOSED_SAYS[state]
    if verb in AT_REST and state == "for_approval":
        return N_("Opgaven venter på godkendelse. Træk den tilbage, hvis der er mere at gøre.")
    return N_("Opgaven er allerede i gang.") if (verb, state) == ("start", "started") else None


def _why_not_reopen(state: str, kind: str) -> str | None:
    if state == "done" and kind in OBLIGATIONS:
        return N_(
            "Opgaven er udført, og det er skrevet ind dér, hvor den kommer fra: fortegnelsen, risikovurderingen, "
            "konsekvensanalysen eller mødet. Ret det dér i stedet."
        )
    if state in OPEN:
        return N_("Opgaven er allerede åben.")
    return _CLOSED_SAYS[state] if state == "withdrawn" else None


def wants_result(kind: str) -> bool:
    """Whether the page asks what was found: of what the plan asks for, and of a supervision."""
    return kind not in KIND_WORDS or kind == "supervision"


def why_not_complete(*, result: str, note: str, files: int, needs_evidence: bool) -> tuple[str, str] | None:
    """What keeps a task from being done, as (field, sentence); None when nothing does.

    `files` counts what is attached, what comes with the answer included.
    """
    if needs_evidence and not files:
        return "files", N_("Opgaven skal kunne vises bagefter. Læg mindst én fil på, og markér den så som udført.")
    if result == "critical" and not note.strip():
        return "note", N_("Skriv kort, hvad de kritiske fejl er, så andre kan følge op på dem.")
    return None


def why_not_spend(minutes: int, *, spent: int) -> str | None:
    """Why these minutes cannot be added to those spent; None when they can. Below nothing there is nothing."""
    return N_("Der kan ikke trækkes mere tid fra, end der er brugt.") if spent + minutes < 0 else None


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
