"""What the law still misses in a processing activity (domain.md §3).

Pure. A rule yields reasons, not booleans: the page shows them at their fields, approval refuses on them, the
report counts them. The rules run on imported flat records as well as on edited ones. Two states are computed
from the findings and never set by hand: *Art. 30 opfyldt* and *Komplet*.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from app.core.text import N_
from register.activity.choices import EU_EEA
from register.activity.content import ActivityContent, Purpose

Severity = Literal["error", "warning"]

MUNICIPALITY = "municipality"
"""Field name of what is filled in the municipality's settings, not on the record."""


@dataclass(frozen=True)
class Finding:
    """One thing that is missing or wrong in a record.

    `is_legal`: the record itself must hold it (class L); `field` is a field of ActivityContent, or
    MUNICIPALITY; `about` quotes what it concerns (a purpose) when it is not the whole field.
    """

    rule: str
    severity: Severity
    is_legal: bool
    field: str
    message: str
    article: str
    about: str = ""


@dataclass(frozen=True)
class Context:
    """What the rules need to know that the record does not say.

    `is_imported_unedited`: imported and never edited here; some demands are then warnings (DT20).
    """

    controller_is_known: bool
    dpo_is_known: bool
    is_imported_unedited: bool = False


Check = Callable[[ActivityContent, Context], Iterable[str]]


@dataclass(frozen=True)
class Rule:
    """A rule of the table. `label` is the Danish name of its worklist; `broken` yields what it is about."""

    id: str
    severity: Severity
    is_legal: bool
    field: str
    article: str
    label: str
    message: str
    broken: Check


def findings(content: ActivityContent, context: Context) -> Iterator[Finding]:
    """Everything the rules have to say about this record, in the order of the articles."""
    for rule in REGISTRY:
        for about in rule.broken(content, context):
            yield Finding(rule.id, rule.severity, rule.is_legal, rule.field, rule.message, rule.article, about)


def is_art30_fulfilled(found: Iterable[Finding]) -> bool:
    """Whether the record holds what Art. 30 demands of it: no error of class L. It does not mean lawful."""
    return not any(f.is_legal and f.severity == "error" for f in found)


def is_complete(found: Iterable[Finding]) -> bool:
    """Whether nothing is missing at all, the lawfulness behind the record included: no error."""
    return not any(f.severity == "error" for f in found)


WHOLE: tuple[str, ...] = ("",)
"""A finding about the whole field."""
NOTHING: tuple[str, ...] = ()


def _unless(holds: bool) -> tuple[str, ...]:
    return NOTHING if holds else WHOLE


def _r01(_content: ActivityContent, context: Context) -> tuple[str, ...]:
    """The controller's name and contact details: Art. 30(1)(a)."""
    return _unless(context.controller_is_known)


def _r02(_content: ActivityContent, context: Context) -> tuple[str, ...]:
    """The data protection officer's contact details: Art. 30(1)(a), Art. 37(7)."""
    return _unless(context.dpo_is_known)


def _r03(content: ActivityContent, _context: Context) -> tuple[str, ...]:
    """At least one purpose: Art. 30(1)(b), Art. 5(1)(b)."""
    return _unless(any(purpose.text.strip() for purpose in content.purposes))


def _r05(content: ActivityContent, _context: Context) -> tuple[str, ...]:
    """At least one category of data subjects: Art. 30(1)(c)."""
    return _unless(any(subject.strip() for subject in content.subjects))


def _r06(content: ActivityContent, _context: Context) -> tuple[str, ...]:
    """At least one line that says which personal data: Art. 30(1)(c)."""
    return _unless(any(line.category or line.text.strip() for line in content.data_lines))


def _r09(content: ActivityContent, _context: Context) -> tuple[str, ...]:
    """Recipients, or the explicit word that there are none: Art. 30(1)(d)."""
    named = any(recipient.category or recipient.name.strip() for recipient in content.disclosures)
    return _unless(named or content.not_disclosed)


def _r11(content: ActivityContent, _context: Context) -> Iterator[str]:
    """A basis for every purpose: Art. 6(1). Bases are held per purpose: each without one is named."""
    said = [purpose for purpose in content.purposes if purpose != Purpose()]
    if not said:
        yield from WHOLE
    for purpose in said:
        if not purpose.art6:
            yield purpose.text.strip() if len(said) > 1 else ""


def _r24(content: ActivityContent, _context: Context) -> tuple[str, ...]:
    """A transfer row for every recipient outside the EU and EEA: Art. 30(1)(e), Art. 44."""
    told = {transfer.country for transfer in content.transfers}
    outside = {recipient.country for recipient in content.disclosures} - EU_EEA - {""}
    return _unless(outside <= told)


def _r30(content: ActivityContent, _context: Context) -> tuple[str, ...]:
    """Time limits for erasure, or why they cannot be given: Art. 30(1)(f)."""
    limited = any(row.period or row.note.strip() for row in content.retention)
    return _unless(limited or bool(content.retention_reason.strip()))


def _r33(content: ActivityContent, _context: Context) -> tuple[str, ...]:
    """A general description of the security measures, or why there is none: Art. 30(1)(g), Art. 32(1)."""
    return _unless(bool(content.measures.strip() or content.measures_reason.strip()))


REGISTRY: tuple[Rule, ...] = (
    Rule(
        "R01", "error", True, MUNICIPALITY,
        N_("art. 30, stk. 1, litra a"), N_("mangler dataansvarliges kontaktoplysninger"),
        N_("Dataansvarliges navn og kontaktoplysninger mangler (art. 30, stk. 1, litra a)."), _r01,
    ),
    Rule(
        "R02", "error", True, MUNICIPALITY,
        N_("art. 30, stk. 1, litra a"), N_("mangler databeskyttelsesrådgiver"),
        N_("Kontaktoplysninger på databeskyttelsesrådgiveren mangler."), _r02,
    ),
    Rule(
        "R03", "error", True, "purposes",
        N_("art. 30, stk. 1, litra b"), N_("mangler formål"),
        N_("Angiv mindst ét formål med behandlingen (litra b)."), _r03,
    ),
    Rule(
        "R05", "error", True, "subjects",
        N_("art. 30, stk. 1, litra c"), N_("mangler registrerede"),
        N_("Angiv mindst én kategori af registrerede (litra c)."), _r05,
    ),
    Rule(
        "R06", "error", True, "data_lines",
        N_("art. 30, stk. 1, litra c"), N_("mangler personoplysninger"),
        N_("Angiv, hvilke personoplysninger der behandles."), _r06,
    ),
    Rule(
        "R09", "error", True, "disclosures",
        N_("art. 30, stk. 1, litra d"), N_("mangler modtagere"),
        N_("Angiv modtagere eller markér, at oplysninger ikke videregives (litra d)."), _r09,
    ),
    Rule(
        "R11", "error", False, "purposes",
        N_("art. 6, stk. 1"), N_("mangler behandlingsgrundlag"),
        N_("Angiv behandlingsgrundlag efter art. 6, stk. 1."), _r11,
    ),
    Rule(
        "R24", "error", True, "transfers",
        N_("art. 30, stk. 1, litra e"), N_("mangler overførsel til tredjeland"),
        N_("Angiv tredjelandet og de overførte oplysninger (litra e)."), _r24,
    ),
    Rule(
        "R30", "error", True, "retention",
        N_("art. 30, stk. 1, litra f"), N_("mangler slettefrist"),
        N_("Angiv slettefrist pr. kategori eller begrund, hvorfor det ikke er muligt (litra f)."), _r30,
    ),
    Rule(
        "R33", "error", True, "measures",
        N_("art. 30, stk. 1, litra g"), N_("mangler foranstaltninger"),
        N_("Beskriv sikkerhedsforanstaltninger overordnet (litra g)."), _r33,
    ),
)  # fmt: skip
"""Every rule, in the order of the law. A later rule is put in its place here."""

RULES: Mapping[str, Rule] = {rule.id: rule for rule in REGISTRY}
