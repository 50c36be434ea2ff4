"""The life of an impact assessment: its steps, and what stands in the way of one (Art. 35(2), 36(1)). Pure."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.core.text import N_
from register.dpia.consultation import Consultation, may_begin
from register.dpia.sections import missing_sections
from register.risk.scale import Colour, severity

State = Literal["draft", "opinion", "approval", "approved", "superseded"]
STATES: Mapping[State, str] = {
    "draft": N_("Kladde"),
    "opinion": N_("Hos databeskyttelsesrådgiveren"),
    "approval": N_("Til godkendelse"),
    "approved": N_("Godkendt"),
    "superseded": N_("Afløst"),
}

Verb = Literal["send_to_dpo", "give_opinion", "take_back", "send_back", "approve", "supersede"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step from some states to another. `needs` is the verb of the access table; None: it follows from another step.

    Only a draft can be edited, so every way back to one leads past the DPO again.
    """

    verb: Verb
    label: str
    since: frozenset[State]
    to: State
    needs: Literal["write", "comment", "approve"] | None


STEPS: Mapping[Verb, Step] = {
    step.verb: step
    for step in (
        Step(
            verb="send_to_dpo", label=N_("Send til databeskyttelsesrådgiveren"),
            since=frozenset({"draft"}), to="opinion", needs="write",
        ),
        Step(
            verb="give_opinion", label=N_("Afgiv udtalelse"),
            since=frozenset({"opinion"}), to="approval", needs="comment",
        ),
        Step(
            verb="take_back", label=N_("Tag tilbage som kladde"),
            since=frozenset({"opinion", "approval"}), to="draft", needs="write",
        ),
        Step(
            verb="send_back", label=N_("Send tilbage"),
            since=frozenset({"approval"}), to="draft", needs="approve",
        ),
        Step(verb="approve", label=N_("Godkend"), since=frozenset({"approval"}), to="approved", needs="approve"),
        # A newer version was approved.
        Step(verb="supersede", label=N_("Afløs"), since=frozenset({"approved"}), to="superseded", needs=None),
    )
}  # fmt: skip
"""By verb, in the order they are offered."""

_SAYS: Mapping[State, str] = {
    "draft": N_("Konsekvensanalysen er stadig en kladde. Send den til databeskyttelsesrådgiveren først."),
    "opinion": N_("Konsekvensanalysen venter på databeskyttelsesrådgiverens udtalelse."),
    "approval": N_("Konsekvensanalysen venter på godkendelse. Tag den tilbage, hvis der skal rettes mere."),
    "approved": N_("Konsekvensanalysen er godkendt og kan ikke ændres. Lav en ny udgave."),
    "superseded": N_("Konsekvensanalysen er afløst af en nyere udgave og kan ikke ændres."),
}

HIGH: frozenset[Colour] = frozenset({"orange", "red"})
"""The residual colours that are a high risk: Datatilsynet is consulted before the processing begins (Art. 36(1)).

The same as go to the steering group for a decision (domain.md §4), but for another reason: the one may be moved
without the other.
"""


@dataclass(frozen=True)
class Opinion:
    """The DPO's advice (Art. 35(2)): on which text, and when it was signed; None while it is being written."""

    text_hash: str
    signed_on: date | None


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """An assessment with what it leans on. `texts` are the sections by code.

    `residual` is the colour of the risk that is left, as the risk assessment has it; None when there is none that
    holds. `consultation` is the one that counts, `consulted_on` the colour it was held on. `is_stopped`: Datatilsynet
    has answered that the processing may not begin. `editors` are the persons who have edited this version.
    """

    state: State
    texts: Mapping[str, str]
    uses_ai: bool
    residual: Colour | None = None
    opinion: Opinion | None = None
    consultation: Consultation | None = None
    consulted_on: Colour | None = None
    is_stopped: bool = False
    editors: frozenset[int] = frozenset()


def steps_from(state: State) -> list[Step]:
    """The steps that can be taken from a state."""
    return [step for step in STEPS.values() if state in step.since]


def why_not(verb: Verb, state: State) -> str | None:
    """Why an assessment in this state cannot have this done to it; None when it can."""
    return None if state in STEPS[verb].since else _SAYS[state]


def is_high(residual: Colour | None) -> bool:
    """Whether the risk that is left is high: Art. 36(1) then demands that Datatilsynet is consulted."""
    return residual in HIGH


def text_hash(texts: Mapping[str, str]) -> str:
    """What tells one text from another: sections that are empty, and blanks around one, make no difference.

    The risks are drawn from the risk assessment: the caller puts them in under "risks" as they stood, so that the DPO's
    signature covers them too.
    """
    said = {code: "\n".join(text.split("\r\n")).strip() for code, text in texts.items() if text.strip()}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def why_not_send_to_dpo(dossier: Dossier) -> str | None:
    """Why the DPO cannot be asked yet; None when they can. They advise on the whole of it: sections and risks."""
    return why_not("send_to_dpo", dossier.state) or next(_gaps(dossier), None)


def why_not_approve(dossier: Dossier, *, person_id: int, today: date) -> str | None:
    """The first of what stands in the way of approval by this person; None when nothing does."""
    return next(lacks_for_approval(dossier, person_id=person_id, today=today), None)


def lacks_for_approval(dossier: Dossier, *, person_id: int, today: date) -> Iterator[str]:
    """All that stands in the way of approval, in Danish.

    1. It awaits approval, and the one who approves has not edited it.
    2. Every required section is written, and there is a risk assessment (Art. 35(7)).
    3. The DPO has signed an opinion on the text as it stands (Art. 35(2)). What they advise does not bind.
    4. No consultation of Datatilsynet is running, whatever the risk: nothing more is taken down once it is approved.
    5. Where the risk that is left is high, Datatilsynet has been consulted on one as high, and has answered or let the
       period pass (Art. 36(1)-(2)); and it has not said that the processing may not begin.
    """
    if reason := why_not("approve", dossier.state):
        yield reason
    yield from _own_work(dossier.editors, person_id)
    yield from _gaps(dossier)
    yield from _unadvised(dossier)
    if dossier.consultation is not None and not may_begin(dossier.consultation, today):
        yield N_(
            "Datatilsynet har ikke svaret på høringen. Vent på svaret, og skriv det ind, eller træk høringen tilbage."
        )
    if is_high(dossier.residual):
        yield from _unconsulted(dossier)


def _own_work(editors: Collection[int], person_id: int) -> Iterator[str]:
    if person_id in editors:
        yield N_("Du har selv rettet i konsekvensanalysen. En anden skal godkende den.")


def _gaps(dossier: Dossier) -> Iterator[str]:
    if any(missing_sections(dossier.texts, uses_ai=dossier.uses_ai)):
        yield N_("Der mangler tekst i konsekvensanalysen. Skriv de afsnit, der er tomme eller kun har få ord.")
    if dossier.residual is None:
        yield N_("Behandlingen mangler en risikovurdering. Lav den først, for konsekvensanalysen bygger på den.")


def _unadvised(dossier: Dossier) -> Iterator[str]:
    opinion = dossier.opinion
    if opinion is None or opinion.signed_on is None:
        yield N_("Databeskyttelsesrådgiveren har ikke afgivet sin udtalelse.")
    elif opinion.text_hash != text_hash(dossier.texts):
        yield N_(
            "Teksten er ændret efter databeskyttelsesrådgiverens udtalelse. Tag konsekvensanalysen "
            "tilbage, og send den til rådgiveren igen."
        )


def covers(consulted_on: Colour | None, residual: Colour) -> bool:
    """Whether a consultation on a risk of the one colour covers a risk of the other: it covers no worse one."""
    return consulted_on is not None and severity(residual) <= severity(consulted_on)


def _unconsulted(dossier: Dossier) -> Iterator[str]:
    if dossier.consultation is None:
        yield N_(
            "Restrisikoen er fortsat høj. Datatilsynet skal høres, før konsekvensanalysen kan godkendes (art. 36)."
        )
    elif dossier.residual and not covers(dossier.consulted_on, dossier.residual):
        yield N_("Restrisikoen er højere, end da Datatilsynet blev hørt. Send en ny høring (art. 36).")
    elif dossier.is_stopped:
        yield N_(
            "Datatilsynet har svaret, at behandlingen ikke må gå i gang. Gør risikoen mindre, og hør dem igen, hvis "
            "den stadig er høj."
        )
