"""What a record already says of the screening's questions: answers to suggest, for a person to confirm. Pure.

A record that is silent says neither yes nor no: nothing is suggested then. A no is suggested only where the record
itself says no.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.text import N_
from register.activity.choices import SENSITIVE
from register.activity.content import ActivityContent
from register.activity.rules.reading import has_category, has_sensitive

LARGE = frozenset({"more", "all"})
"""Bands that are a large scale by number alone: over 10,000, or the whole population (WP248 counts its share too)."""
VULNERABLE = frozenset({"children", "pupils", "vulnerable_children", "vulnerable_adults"})
EMPLOYED = frozenset({"employees"})
"""Vulnerable to the one who employs them, not to everybody: criterion 7 names them, Datatilsynet's list does not."""


@dataclass(frozen=True)
class Suggestion:
    """An answer to suggest: the question's code, yes or no, and what the record says."""

    code: str
    answer: bool
    reason: str


@dataclass(frozen=True)
class _Hint:
    """A suggestion for the records of which it holds."""

    code: str
    answer: bool
    holds: Callable[[ActivityContent], bool]
    reason: str


def suggest(content: ActivityContent) -> tuple[Suggestion, ...]:
    """The answers a record gives rise to: for each question the first hint that holds, in the order of `_HINTS`."""
    found: dict[str, Suggestion] = {}
    for hint in _HINTS:
        if hint.code not in found and hint.holds(content):
            found[hint.code] = Suggestion(hint.code, hint.answer, hint.reason)
    return tuple(found.values())


def _subjects(content: ActivityContent) -> frozenset[str]:
    return frozenset(content.subjects) | {line.subject for line in content.data_lines}


def _is_large(content: ActivityContent) -> bool:
    return content.subject_count in LARGE


def _is_vulnerable(content: ActivityContent) -> bool:
    return bool(_subjects(content) & VULNERABLE)


def _profiles(content: ActivityContent) -> bool:
    return content.automated_decision == "profiling"


def _decides(content: ActivityContent) -> bool:
    return content.automated_decision == "decision"


def _is_manual(content: ActivityContent) -> bool:
    return content.automated_decision == "none"


_PROFILING = N_("Behandlingen er registreret med profilering.")
_DECISION = N_("Behandlingen er registreret med automatiske afgørelser (art. 22).")
_NO_DECISION = N_("Behandlingen er registreret uden automatiske afgørelser.")
_NEITHER = N_("Behandlingen er registreret uden profilering og uden automatiske afgørelser.")

_HINTS: tuple[_Hint, ...] = (
    _Hint("art35_3_a", True, _decides, _DECISION),
    _Hint("art35_3_a", False, _is_manual, _NEITHER),
    _Hint(
        "art35_3_b",
        True,
        lambda content: _is_large(content) and has_category(content, *SENSITIVE, "criminal"),
        N_(
            "Behandlingen omfatter følsomme oplysninger eller oplysninger om strafbare forhold "
            "om flere end 10.000 personer eller alle borgere."
        ),
    ),
    _Hint("wp248_1", True, _profiles, _PROFILING),
    _Hint("wp248_1", True, _decides, _DECISION),
    _Hint("wp248_2", True, _decides, _DECISION),
    _Hint("wp248_2", False, _profiles, _NO_DECISION),
    _Hint("wp248_2", False, _is_manual, _NO_DECISION),
    _Hint("wp248_4", True, has_sensitive, N_("Behandlingen omfatter følsomme oplysninger.")),
    _Hint(
        "wp248_4",
        True,
        lambda content: has_category(content, "criminal"),
        N_("Behandlingen omfatter oplysninger om strafbare forhold."),
    ),
    _Hint("wp248_4", True, lambda content: has_category(content, "cpr"), N_("Behandlingen omfatter CPR-numre.")),
    _Hint("wp248_5", True, _is_large, N_("Behandlingen omfatter flere end 10.000 personer eller alle borgere.")),
    _Hint("wp248_7", True, _is_vulnerable, N_("Behandlingen omfatter børn, elever eller sårbare voksne.")),
    _Hint("wp248_7", True, lambda content: bool(_subjects(content) & EMPLOYED), N_("Behandlingen omfatter ansatte.")),
    _Hint(
        "wp248_8",
        True,
        lambda content: content.ai_used == "yes",
        N_("Behandlingen er registreret med kunstig intelligens."),
    ),
    _Hint(
        "biometric",
        True,
        lambda content: has_category(content, "biometric"),
        N_("Behandlingen omfatter biometri til identifikation."),
    ),
    _Hint(
        "genetic", True, lambda content: has_category(content, "genetic"), N_("Behandlingen omfatter genetiske data.")
    ),
    _Hint("access_decision", False, _profiles, _NO_DECISION),
    _Hint("access_decision", False, _is_manual, _NO_DECISION),
    _Hint(
        "mass_profiling",
        True,
        lambda content: _profiles(content) and _is_large(content),
        N_("Behandlingen er registreret med profilering af flere end 10.000 personer eller alle borgere."),
    ),
    _Hint("mass_profiling", False, _is_manual, _NEITHER),
    _Hint(
        "vulnerable_profiling",
        True,
        lambda content: _is_vulnerable(content) and (_profiles(content) or _decides(content)),
        N_("Behandlingen omfatter børn eller sårbare og er registreret med profilering eller automatiske afgørelser."),
    ),
    _Hint("vulnerable_profiling", False, _is_manual, _NEITHER),
)
"""In the order of the questions. Not suggested: Art. 35(3)(a) from profiling alone, since the record does not say that
decisions rest on it, and a no to criterion 1 where nothing is automatic, since people are scored by hand too."""
