"""R03, R04, R11-R15, R17, R18, R23: purposes and what carries each of them (Art. 5, 6, 7, 9)."""

from collections.abc import Iterator, Mapping

from app.core.text import N_
from register.activity.choices import CITIZENS
from register.activity.content import ActivityContent
from register.activity.rules.known import Context
from register.activity.rules.reading import about_purpose, has_law, has_sensitive, said_purposes
from register.activity.rules.rule import Hit, Rule, Severity, when

SHORTEST = 20
"""Characters of a purpose below which it hardly says what the data are used for."""

NATIONAL_LAW: Mapping[str, str] = {"b": "7.2", "g": "7.4", "h": "7.3", "i": "", "j": "10"}
"""The provision of databeskyttelsesloven that an exception of Art. 9(2) needs; for `i` there is none, only a law."""


def _r03(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """At least one purpose: Art. 30(1)(b), Art. 5(1)(b)."""
    yield from when(not any(purpose.text.strip() for purpose in content.purposes))


def _r04(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Purposes are to be explicit: Art. 5(1)(b)."""
    title = content.title.strip().casefold()
    for purpose in said_purposes(content):
        text = purpose.text.strip()
        if text and (len(text) < SHORTEST or text.casefold() == title):
            yield about_purpose(content, purpose)


def _r11(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """A basis for every purpose: Art. 6(1). Bases are held per purpose: each without one is named."""
    said = said_purposes(content)
    yield from when(not said)
    for purpose in said:
        if not purpose.art6:
            yield about_purpose(content, purpose)


def _r12(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """A legal obligation or a public task is laid down by law: Art. 6(3)."""
    for purpose in said_purposes(content):
        letters = [letter for letter in "ce" if letter in purpose.art6]
        if letters and not has_law(purpose):
            yield about_purpose(content, purpose, letter=" og ".join(letters))


def _r13(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Authorities may not rest their tasks on a legitimate interest: Art. 6(1), second subparagraph."""
    for purpose in said_purposes(content):
        if "f" in purpose.art6 and content.authority_task == "yes":
            yield about_purpose(content, purpose)


def _r14(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """A citizen's consent to an authority is seldom free: Art. 6(1)(a), Art. 7(4), recital 43."""
    for purpose in said_purposes(content):
        if set(purpose.art6) == {"a"} and CITIZENS & set(content.subjects):
            yield about_purpose(content, purpose)


def _r15(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """How consent is got, documented and taken back: Art. 7(1) and (3)."""
    for purpose in said_purposes(content):
        if ("a" in purpose.art6 or "a" in purpose.art9) and not content.consent_procedure.strip():
            yield about_purpose(content, purpose)


def _r17(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Some exceptions rest on national law: Art. 9(2)(b), (g), (h), (i) and (j). A special law always counts."""
    for purpose in said_purposes(content):
        for letter, provision in NATIONAL_LAW.items():
            if letter in purpose.art9 and not has_law(purpose) and provision not in purpose.dbl:
                yield about_purpose(content, purpose, letter, letter=letter)


def _r18(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """An exception needs something to be an exception for: Art. 9(1)."""
    for purpose in said_purposes(content):
        if purpose.art9 and not has_sensitive(content):
            yield about_purpose(content, purpose)


def _r23(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """§ 10 carries statistics and science only: databeskyttelsesloven § 10, Art. 89.

    An imported list that names § 10 beside other bases does not say which purpose each carries: a warning then.
    """
    for purpose in said_purposes(content):
        if "10" in purpose.dbl and not purpose.is_statistical:
            hit = about_purpose(content, purpose)
            severity: Severity | None = "warning" if context.is_imported_unedited else None
            yield Hit(hit.about, hit.values, hit.quote, severity=severity)


R03 = Rule(
    "R03", "error", True, "purposes",
    N_("art. 30, stk. 1, litra b"), N_("mangler formål"),
    N_("Angiv mindst ét formål med behandlingen (litra b)."), _r03,
)  # fmt: skip
R04 = Rule(
    "R04", "warning", False, "purposes",
    N_("art. 5, stk. 1, litra b"), N_("upræcist formål"),
    N_("Formålet er for upræcist. Beskriv, hvad oplysningerne bruges til."), _r04,
)  # fmt: skip
R11 = Rule(
    "R11", "error", False, "purposes",
    N_("art. 6, stk. 1"), N_("mangler behandlingsgrundlag"),
    N_("Angiv behandlingsgrundlag efter art. 6, stk. 1."), _r11,
)  # fmt: skip
R12 = Rule(
    "R12", "error", False, "purposes",
    N_("art. 6, stk. 3"), N_("mangler særlovgivning"),
    N_(
        "Art. 6, stk. 1, litra %(letter)s kræver henvisning til den lovgivning, der pålægger opgaven (art. 6, stk. 3)."
    ), _r12,
)  # fmt: skip
R13 = Rule(
    "R13", "error", False, "purposes",
    N_("art. 6, stk. 1, andet afsnit"), N_("legitim interesse ved myndighedsopgave"),
    N_("Legitim interesse kan ikke bruges ved myndighedsopgaver (art. 6, stk. 1, andet afsnit)."), _r13,
)  # fmt: skip
R14 = Rule(
    "R14", "warning", False, "purposes",
    N_("art. 6, stk. 1, litra a"), N_("samtykke som eneste grundlag"),
    N_("Samtykke er sjældent egnet, når kommunen er myndighed. Begrund valget."), _r14,
)  # fmt: skip
R15 = Rule(
    "R15", "error", False, "consent_procedure",
    N_("art. 7"), N_("mangler beskrivelse af samtykke"),
    N_("Beskriv, hvordan samtykke indhentes, dokumenteres og trækkes tilbage (art. 7)."), _r15,
)  # fmt: skip
R17 = Rule(
    "R17", "error", False, "purposes",
    N_("art. 9, stk. 2"), N_("mangler hjemmel i national ret"),
    N_("Art. 9, stk. 2, litra %(letter)s kræver hjemmel i national ret. Angiv lov og paragraf."), _r17,
)  # fmt: skip
R18 = Rule(
    "R18", "warning", False, "purposes",
    N_("art. 9, stk. 1"), N_("art. 9-grundlag uden følsomme oplysninger"),
    N_("Art. 9-grundlag er valgt, men der er ingen følsomme oplysninger."), _r18,
)  # fmt: skip
R23 = Rule(
    "R23", "error", False, "purposes",
    N_("art. 89 og databeskyttelsesloven § 10"), N_("§ 10 uden statistik eller videnskab"),
    N_("§ 10 kan kun være grundlag for formål, der er statistik eller videnskab."), _r23,
)  # fmt: skip
