"""How far a task is done, what is not done, and which of it is worst. Pure."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from app.core.text import N_, squeeze

DEGREES: Mapping[str, str] = {
    "handled": N_("Varetages"),
    "partly": N_("Delvist"),
    "hardly": N_("Næsten ikke"),
    "not": N_("Slet ikke"),
}
LEVELS: Mapping[str, str] = {"high": N_("Høj"), "medium": N_("Mellem"), "low": N_("Lav")}
"""How badly it may go for people while the task is not done."""
LACKING = ("not", "hardly", "partly")
"""The degrees that put a task on the list of what is not done, the worst first. Partly done is not done."""
LEVEL_RANK: Mapping[str, int] = {"high": 0, "medium": 1, "low": 2, "": 1}
"""A risk that nobody has judged counts as medium, so that it is hidden neither at the top nor at the bottom."""
DEGREE_RANK: Mapping[str, int] = {"not": 0, "hardly": 1, "partly": 2, "handled": 3}
YEARS_OFFERED = 5
MOST = 300
"""Characters of the sentence about what may go wrong."""


@dataclass(frozen=True)
class Answer:
    """What an administration says of one task. `degree` "" is no answer yet."""

    degree: str = ""
    risk_level: str = ""
    risk: str = ""
    proposed_year: int | None = None


def is_lacking(degree: str) -> bool:
    """Whether a task with this degree stands on the list of what is not done; one without an answer does not."""
    return degree in LACKING


def badness(answer: Answer) -> tuple[int, int]:
    """Sorts answers, the worst first: by the risk for people, then by how little is done."""
    return LEVEL_RANK[answer.risk_level], DEGREE_RANK[answer.degree]


def tidied(answer: Answer) -> Answer:
    """The answer as it is kept: what is done, or not answered, has neither risk nor year."""
    answer = replace(answer, risk=squeeze(answer.risk))
    return answer if is_lacking(answer.degree) else Answer(answer.degree)


def years_offered(year: int) -> range:
    """The years one can propose to begin in: this one and the four after it."""
    return range(year, year + YEARS_OFFERED)


def why_not(answer: Answer, *, years: Collection[int]) -> tuple[str, str] | None:
    """The field and what is wrong with it, in Danish; None for an answer that can be kept.

    `years` are those that can be proposed, and the one that stood there before.
    """
    if answer.degree and answer.degree not in DEGREES:
        return "degree", N_("Vælg en af de fire svar.")
    if not answer.degree and (answer.risk_level or squeeze(answer.risk) or answer.proposed_year):
        return "degree", N_("Vælg først, om I løser opgaven.")
    if answer.risk_level and answer.risk_level not in LEVELS:
        return "risk_level", N_("Vælg høj, mellem eller lav.")
    if len(squeeze(answer.risk)) > MOST:
        return "risk", N_("Skriv højst 300 tegn.")
    if answer.proposed_year is not None and answer.proposed_year not in years:
        return "proposed_year", N_("Vælg i år eller et af de fire næste.")
    return None


def mark_of(answer: Answer) -> str:
    """Tells whether two readings of an answer are the same; a page carries it from reading to saving."""
    said = "\0".join((answer.degree, answer.risk_level, answer.risk, str(answer.proposed_year or "")))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def is_touched(answer: Answer, seen: str) -> bool:
    """Whether the answer on the page is another than the one that was read: only such a row is written."""
    return mark_of(tidied(answer)) != seen


def is_overtaken(answer: Answer, seen: str, now: Answer) -> bool:
    """Whether somebody else has answered the row differently since it was read, so that writing would undo theirs."""
    return mark_of(now) not in (seen, mark_of(tidied(answer)))
