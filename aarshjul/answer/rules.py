"""What may be answered from a mail, and what each answer is called. Pure."""

from collections.abc import Mapping
from typing import Literal

from app.core.text import N_

Answer = Literal["done", "no_changes", "needs_change", "not_mine", "postpone"]
WORDS: Mapping[Answer, str] = {
    "done": N_("Udført"),
    "no_changes": N_("Ingen ændringer"),
    "needs_change": N_("Skal ændres"),
    "not_mine": N_("Ikke min, send videre"),
    "postpone": N_("Udsæt"),
}
"""The answers in the order in which they are offered."""
SLUGS: Mapping[Answer, str] = {
    "done": "udfoert",
    "no_changes": "ingen-aendringer",
    "needs_change": "skal-aendres",
    "not_mine": "ikke-min",
    "postpone": "udsaet",
}
"""What an address calls them: /svar/<token>?svar=udsaet opens one of them."""
NO_CHANGES = N_("Ingen ændringer")
"""The note of what is done because nothing has changed."""


def of_slug(slug: str) -> Answer | None:
    """The answer that an address names; None for what is none of them."""
    return next((answer for answer, its_slug in SLUGS.items() if its_slug == slug), None)


ELSEWHERE = frozenset({"supervision", "attestation", "action", "acceptance", "dpia_review", "dpia_opinion"})
"""Kinds about a record that is not just looked through: what they ask for is told in words or on pages of their own."""


def offered(kind: str, *, is_about_record: bool, can_complete: bool, needs_file: bool) -> tuple[Answer, ...]:
    """The answers that mean something for a task.

    1. What cannot be done from here yet (a record that was never assessed, or many to answer for) is only put off, or
       another's.
    2. What is about a record may be found unchanged, or in need of a change, but for the kinds of ELSEWHERE. Where a
       file is to be shown, unchanged is no answer by itself.
    """
    is_looked_through = is_about_record and kind not in ELSEWHERE
    means = {
        "done": can_complete,
        "no_changes": can_complete and is_looked_through and not needs_file,
        "needs_change": can_complete and is_looked_through,
    }
    return tuple(answer for answer in WORDS if means.get(answer, True))


def most_likely(kind: str, answers: tuple[Answer, ...]) -> Answer | None:
    """The one that is answered with one press: a review that finds nothing changed; else that it is done.

    None where it is neither: what is left is for who cannot do it.
    """
    first: Answer = "no_changes" if kind == "review" and "no_changes" in answers else "done"
    return first if first in answers else None


def must_say_why(kind: str) -> bool:
    """Whether unchanged wants a reason: an assessment stands with one, and a bare word would take its place."""
    return kind == "risk"
