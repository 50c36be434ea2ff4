"""Whether an impact assessment is needed, and what may be set aside (Art. 35(1), (3), (4) and (10); WP248). Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from app.core.text import N_
from register.dpia.criteria import ARTICLES, WP248, Criterion, Kind
from register.dpia.danger_list import CURRENT, DangerList, Entry, questions

Answers = Mapping[str, bool | None]
"""By the code of a question: yes, no, or None while nobody has answered. A code that is not there is not answered."""

Outcome = Literal["yes", "no", "open"]
OUTCOMES: Mapping[Outcome, str] = {
    "yes": N_("Der skal laves en konsekvensanalyse."),
    "no": N_("Der skal ikke laves en konsekvensanalyse."),
    "open": N_("Det er ikke afgjort, om der skal laves en konsekvensanalyse. Besvar de spørgsmål, der mangler."),
}
ENOUGH = 2
"""Criteria of WP248 that together mean a high risk in most cases (WP248 rev. 01, section III.B)."""
SHORTEST_REASON = 20
"""Characters of a reason that says something."""


@dataclass(frozen=True)
class Reason:
    """A case, list entry or criterion that is met: its code, where it stands, and what it says of the processing.

    `code` is the question's; for an entry of a list, the list's code and the entry's number.
    """

    code: str
    kind: Kind
    source: str
    message: str


@dataclass(frozen=True)
class Verdict:
    """What the screening comes to. `missing` are the codes of the questions nobody has answered, in order."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]

    @property
    def rests_on(self) -> Literal["law", "criteria"]:
        """Whether a case of Art. 35(3) or of the list is met, or at most criteria of WP248."""
        return "law" if _is_law(self.reasons) else "criteria"


def decide(answers: Answers, danger_list: DangerList = CURRENT) -> Verdict:
    """Decide whether an impact assessment is needed.

    1. Yes: a case of Art. 35(3), an entry of the list, or at least two criteria of WP248. It stays a yes although
       other answers are missing, since no answer takes a reason away.
    2. Open: it would be a yes if every unanswered question were answered yes.
    3. Else no; a single criterion that is met still stands among the reasons.
    """
    asked = [question.code for question in questions(danger_list)]
    missing = tuple(code for code in asked if answers.get(code) is None)
    reasons = tuple(_reasons(answers, danger_list))
    outcome: Outcome = "no"
    if _is_needed(reasons):
        outcome = "yes"
    elif _is_needed(tuple(_reasons({**answers, **dict.fromkeys(missing, True)}, danger_list))):
        outcome = "open"
    return Verdict(outcome, reasons, missing)


def why_not_set_aside(verdict: Verdict, *, reason: str, has_dpo_advice: bool) -> str | None:
    """Why the assessment may not be left out although the screening says yes; None when it may (domain.md §4).

    Only a yes that rests on criteria alone, with every question answered (an unanswered one may turn out to be a case
    of the law), a written reason and the DPO's advice (Art. 35(2), WP248 section III.B).
    """
    if verdict.outcome != "yes":
        return _why_no_yes(verdict)
    if verdict.rests_on == "law":
        return N_(
            "Konsekvensanalysen kan ikke fravælges, for art. 35, stk. 3, eller Datatilsynets liste kræver den. "
            "Ret svarene, hvis de er forkerte, eller henvis til en lov efter art. 35, stk. 10."
        )
    if verdict.missing:
        return N_("Besvar alle spørgsmål først. Endnu et ja kan betyde, at konsekvensanalysen ikke kan fravælges.")
    if len(" ".join(reason.split())) < SHORTEST_REASON:
        return N_("Skriv en begrundelse på mindst 20 tegn: Hvorfor er risikoen ikke høj?")
    if not has_dpo_advice:
        return N_("Konsekvensanalysen kan først fravælges, når databeskyttelsesrådgiveren har givet sit råd.")
    return None


def why_not_exempt(verdict: Verdict, *, basis: Collection[str], reference: str) -> str | None:
    """Why Art. 35(10) does not take the assessment's place; None when it does.

    `basis` are the letters of Art. 6(1) that the record's purposes rest on: (c) or (e) and nothing else, for a purpose
    that rests on consent was assessed by no legislator. `reference` says which law was assessed when it was made, and
    where that is found.
    """
    if verdict.outcome != "yes":
        return _why_no_yes(verdict)
    if not basis or not set(basis) <= {"c", "e"}:
        return N_("Undtagelsen i art. 35, stk. 10, kræver, at alle formål hviler på art. 6, stk. 1, litra c eller e.")
    if not reference.strip():
        return N_("Skriv, hvilken lov der blev lavet en konsekvensanalyse af, og hvor analysen findes.")
    return None


def _why_no_yes(verdict: Verdict) -> str:
    if verdict.outcome == "open":
        return N_("Besvar spørgsmålene først. Det er ikke afgjort, om der skal laves en konsekvensanalyse.")
    return N_("Der skal ikke laves en konsekvensanalyse, så der er intet at fravælge.")


def _reasons(answers: Answers, danger_list: DangerList) -> Iterator[Reason]:
    yield from _met(answers, ARTICLES)
    criteria = tuple(_met(answers, WP248))
    met = {reason.code for reason in criteria}
    for entry in danger_list.entries:
        if answers.get(entry.fact) is True and _has_another(entry, met):
            yield Reason(f"{danger_list.code}/{entry.number}", "list", entry.source, entry.met)
    yield from criteria


def _met(answers: Answers, asked: tuple[Criterion, ...]) -> Iterator[Reason]:
    for question in asked:
        if answers.get(question.code) is True:
            yield Reason(question.code, question.kind, question.source, question.met)


def _has_another(entry: Entry, met: Collection[str]) -> bool:
    return not entry.needs_another or bool(set(met) - entry.not_counting)


def _is_law(reasons: tuple[Reason, ...]) -> bool:
    return any(reason.kind != "wp248" for reason in reasons)


def _is_needed(reasons: tuple[Reason, ...]) -> bool:
    return _is_law(reasons) or len(reasons) >= ENOUGH
