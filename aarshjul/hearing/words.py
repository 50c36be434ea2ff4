"""What the hearings' verbs and fields are called in the audit trail."""

from collections.abc import Mapping

from aarshjul.hearing.rules import ANSWER_WORDS, KIND, MODES, OUTCOME_WORDS, VERDICTS
from app.core.slots import TrailWords
from app.core.text import N_

VERBS: Mapping[str, str] = {
    "hearing.start": N_("Satte en høring i gang"),
    "hearing.ask": N_("Spurgte flere i høringen"),
    "hearing.answer": N_("Svarede på høringen"),
    "hearing.take_down": N_("Skrev et svar ned i høringen"),
    "hearing.reply": N_("Svarede på en bemærkning"),
    "hearing.move": N_("Gav mere tid i høringen"),
    "hearing.hand_over": N_("Lod en anden svare på høringen"),
    "hearing.withdraw": N_("Trak høringen tilbage"),
    "hearing.end": N_("Afsluttede høringen"),
    "hearing.export": N_("Hentede et høringsnotat"),
}
FIELDS: Mapping[str, str] = {
    "heard_as": N_("Form"),
    "meets_on": N_("Gennemgang"),
    "due_on": N_("Frist"),
    "participants": N_("Spurgt"),
    "participant": N_("Spurgt"),
    "said": N_("Svar"),
    "comments": N_("Bemærkninger"),
    "followed": N_("Taget til følge"),
    "reply": N_("Svar på bemærkningen"),
    "ended_with": N_("Resultat"),
    "summary": N_("Sammenfatning"),
    "reason": N_("Begrundelse"),
    "format": N_("Format"),
}


def fill_words(words: TrailWords) -> None:
    """Put them into the trail's slot."""
    said = {code: word for code, word in ANSWER_WORDS.items() if code}
    values = {"heard_as": MODES, "said": said, "followed": VERDICTS, "ended_with": OUTCOME_WORDS}
    words.add(KIND, N_("Høring"), VERBS, FIELDS, values)
