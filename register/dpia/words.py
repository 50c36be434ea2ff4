"""What the codes of screenings and impact assessments are called, on the pages and in the audit trail."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.slots import TrailWords
from app.core.text import N_
from register.dpia.basis import CHANGES
from register.dpia.criteria import ARTICLES, WP248
from register.dpia.danger_list import LISTS
from register.dpia.life import STATES
from register.dpia.sections import SECTIONS
from register.risk.scale import COLOUR_WORDS

SHORT_OUTCOMES: Mapping[str, str] = {
    "yes": N_("Påkrævet"),
    "no": N_("Ikke nødvendig"),
    "open": N_("Ikke afgjort"),
}
WAYS: Mapping[str, str] = {"set_aside": N_("Fravalgt"), "exempt": N_("Undtaget efter art. 35, stk. 10")}
ADVICE_VIEWS: Mapping[str, str] = {
    "for": N_("Jeg kan tilslutte mig, at konsekvensanalysen fravælges"),
    "against": N_("Jeg fraråder, at konsekvensanalysen fravælges"),
}
SHORT_VIEWS: Mapping[str, str] = {"for": N_("Rådgiveren tilslutter sig"), "against": N_("Rådgiveren fraråder det")}
CONCLUSIONS: Mapping[str, str] = {
    "agrees": N_("Behandlingen kan gennemføres, som den er beskrevet"),
    "conditions": N_("Behandlingen kan gennemføres, når mine anbefalinger bliver fulgt"),
    "against": N_("Behandlingen bør ikke gennemføres, som den er beskrevet"),
}
SHORT_CONCLUSIONS: Mapping[str, str] = {
    "agrees": N_("Kan gennemføres"),
    "conditions": N_("Kan gennemføres med anbefalinger"),
    "against": N_("Bør ikke gennemføres"),
}
CONCLUSION_COLOURS: Mapping[str, str] = {"agrees": "green", "conditions": "yellow", "against": "red"}
ANSWERS: Mapping[str, str] = {
    "no_remarks": N_("Ingen bemærkninger"),
    "advice": N_("Råd, som vi følger"),
    "stop": N_("Behandlingen må ikke gå i gang"),
}
OUTCOMES: Mapping[str, str] = {**ANSWERS, "silence": N_("Fristen gik uden svar")}
STATE_COLOURS: Mapping[str, str] = {
    "draft": "blue", "opinion": "blue", "approval": "yellow", "approved": "green", "superseded": "grey",
}  # fmt: skip

ON_RECORD: Mapping[str, str] = {
    "dpia.screen": N_("Screenede for konsekvensanalyse"),
    "dpia.ask_advice": N_("Bad om rådgiverens råd om at fravælge konsekvensanalysen"),
    "dpia.advise": N_("Gav råd om at fravælge konsekvensanalysen"),
    "dpia.set_aside": N_("Fravalgte konsekvensanalysen"),
    "dpia.exempt": N_("Undtog behandlingen fra konsekvensanalyse"),
    "dpia.take_in": N_("Tog fravalget af konsekvensanalysen tilbage"),
}
ON_DPIA: Mapping[str, str] = {
    "dpia.begin": N_("Begyndte på konsekvensanalysen"),
    "dpia.write": N_("Skrev i konsekvensanalysen"),
    "dpia.discard": N_("Slettede kladden til konsekvensanalysen"),
    "dpia.send_to_dpo": N_("Sendte konsekvensanalysen til rådgiveren"),
    "dpia.take_back": N_("Tog konsekvensanalysen tilbage som kladde"),
    "dpia.keep_opinion": N_("Skrev på sin udtalelse"),
    "dpia.give_opinion": N_("Afgav udtalelse om konsekvensanalysen"),
    "dpia.approve": N_("Godkendte konsekvensanalysen"),
    "dpia.send_back": N_("Sendte konsekvensanalysen tilbage"),
    "dpia.supersede": N_("Afløste konsekvensanalysen med en ny udgave"),
    "dpia.confirm": N_("Bekræftede, at konsekvensanalysen holder"),
    "dpia.submit": N_("Skrev ind, at Datatilsynet er hørt"),
    "dpia.withdraw": N_("Trak en høring af Datatilsynet tilbage"),
    "dpia.carry_over": N_("Lod en tidligere høring af Datatilsynet dække"),
    "dpia.extend": N_("Skrev ind, at Datatilsynet har forlænget fristen"),
    "dpia.pause": N_("Skrev ind, at Datatilsynet venter på oplysninger"),
    "dpia.resume": N_("Skrev ind, at Datatilsynet har fået oplysningerne"),
    "dpia.answer": N_("Skrev ind, hvad der kom ud af høringen"),
    "dpia.propose": N_("Fandt en ændring, så konsekvensanalysen skal ses efter"),
    "dpia.lapse": N_("Fandt, at ændringen er væk igen"),
    "dpia.export": N_("Hentede konsekvensanalysen"),
}
RECORD_FIELDS: Mapping[str, str] = {
    "verdict": N_("Screening"),
    "reasons": N_("Grunde"),
    "way": N_("Fravalg"),
    "advice": N_("Råd"),
    "advice_view": N_("Rådgiverens holdning"),
}
FIELDS: Mapping[str, str] = {
    "state": N_("Tilstand"),
    "number": N_("Udgave"),
    "section": N_("Afsnit"),
    "note": N_("Bemærkning"),
    "reason": N_("Begrundelse"),
    "conclusion": N_("Konklusion"),
    "text_hash": N_("Tekstens fingeraftryk"),
    "colour": N_("Restrisiko"),
    "next_review_on": N_("Næste gennemgang"),
    "submitted_on": N_("Modtaget af Datatilsynet"),
    "withdrawn_on": N_("Trukket tilbage"),
    "extended_on": N_("Forlænget"),
    "from_on": N_("Fra og med"),
    "until_on": N_("Til og med"),
    "outcome": N_("Udfald"),
    "answered_on": N_("Besvaret"),
    "changes": N_("Ændringer"),
    "format": N_("Filformat"),
    "dpia": N_("Konsekvensanalyse"),
}


def fill_trail(words: TrailWords) -> None:
    """Put the words into the slot; what is told of a screening is told of the record."""
    words.add("dpia", N_("Konsekvensanalyse"), ON_DPIA, FIELDS)
    words.describe["dpia"] = _describe
    words.verbs.update(ON_RECORD)
    words.fields.setdefault("activity", {}).update(RECORD_FIELDS)
    words.values["verdict"], words.values["way"] = dict(SHORT_OUTCOMES), dict(WAYS)
    words.values["advice_view"] = dict(SHORT_VIEWS)
    words.values["reasons"] = {one.code: one.met for one in (*ARTICLES, *WP248)} | {
        f"{listed.code}/{entry.number}": entry.met for listed in LISTS.values() for entry in listed.entries
    }


_CODES: Mapping[str, Mapping[str, str]] = {
    "state": {str(code): word for code, word in STATES.items()},
    "section": {section.code: section.title for section in SECTIONS},
    "conclusion": CONCLUSIONS,
    "colour": {str(code): word for code, word in COLOUR_WORDS.items()},
    "outcome": OUTCOMES,
    "changes": {str(code): word for code, word in CHANGES.items()},
}


def _describe(name: str, value: Any) -> str:
    """A code of an assessment in words. Raises KeyError for what is none."""
    words = _CODES[name]
    return " ".join(_(words[code]) for code in value) if isinstance(value, list) else _(words[value])
