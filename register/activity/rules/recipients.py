"""R09, R10, R20, R22, R34, R35: recipients and processors (Art. 10, 28, 30(1)(d))."""

from collections.abc import Iterator, Sequence

from app.core.text import N_
from register.activity.content import ActivityContent, Disclosure
from register.activity.rules.known import Context, ProcessorFacts
from register.activity.rules.reading import (
    has_basis,
    lines_of,
    named_disclosures,
    processor_name,
    recipient_key,
    recipient_name,
)
from register.activity.rules.rule import BOTH, Hit, Rule, Severity, when

NO_FACTS = ProcessorFacts()


def _r09(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Recipients, or the explicit word that there are none: Art. 30(1)(d)."""
    yield from when(not named_disclosures(content) and not content.not_disclosed)


def _r10(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Which data about whom each recipient gets: Art. 30(1)(d), as Datatilsynet has read it since 2020."""
    severity: Severity | None = "warning" if context.is_imported_unedited else None
    for row in named_disclosures(content):
        if not lines_of(content, row):
            yield Hit(recipient_key(row), {"recipient": recipient_name(row, context)}, severity=severity)


def _r20(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Criminal offences are disclosed on narrow terms: Art. 10, databeskyttelsesloven § 8(2)."""
    if not has_basis(content, "8.2"):
        yield from _receiving(content, context, "criminal", named_disclosures(content))


def _r22(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """CPR numbers are never made public: Art. 87, databeskyttelsesloven § 11."""
    public = [row for row in named_disclosures(content) if _category(row, context) == "public"]
    yield from _receiving(content, context, "cpr", public)


def _receiving(content: ActivityContent, context: Context, category: str, rows: Sequence[Disclosure]) -> Iterator[Hit]:
    """A hit for each of these recipients that gets data of the category."""
    for row in rows:
        if any(line.category == category for line in lines_of(content, row)):
            yield Hit(recipient_key(row), quote=recipient_name(row, context) if len(content.disclosures) > 1 else "")


def _category(row: Disclosure, context: Context) -> str:
    held = context.facts.recipients.get(row.recipient)
    return row.category or (held.category if held else "")


def _r34(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """An agreement in force with every processor: Art. 28(3)."""
    for code in content.processors:
        if not context.facts.processors.get(code, NO_FACTS).has_agreement:
            yield Hit(code, {"processor": processor_name(code, context)})


def _r35(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """The municipality sees to it that every processor keeps its promises: Art. 5(2), Art. 28(1) and (3)(h)."""
    for code in content.processors:
        if not context.facts.processors.get(code, NO_FACTS).has_supervision:
            yield Hit(code, {"processor": processor_name(code, context)})


R09 = Rule(
    "R09", "error", True, "disclosures",
    N_("art. 30, stk. 1, litra d"), N_("mangler modtagere"),
    N_("Angiv modtagere eller markér, at oplysninger ikke videregives (litra d)."), _r09,
)  # fmt: skip
R10 = Rule(
    "R10", "error", True, "disclosures",
    N_("art. 30, stk. 1, litra d"), N_("mangler, hvilke oplysninger en modtager får"),
    N_('Angiv, hvilke oplysninger om hvilke registrerede modtageren "%(recipient)s" får.'), _r10,
)  # fmt: skip
R20 = Rule(
    "R20", "error", False, "disclosures",
    N_("art. 10"), N_("mangler grundlag for at videregive strafbare forhold"),
    N_("Videregivelse af strafbare forhold kræver grundlag i § 8, stk. 2."), _r20,
)  # fmt: skip
R22 = Rule(
    "R22", "error", False, "disclosures",
    N_("art. 87 og databeskyttelsesloven § 11"), N_("CPR-nummer til offentligheden"),
    N_("CPR-nummer må ikke offentliggøres."), _r22,
)  # fmt: skip
R34 = Rule(
    "R34", "error", False, "processors",
    N_("art. 28, stk. 3"), N_("mangler databehandleraftale"),
    N_("Databehandleraftale mangler for %(processor)s (art. 28, stk. 3)."), _r34, BOTH,
)  # fmt: skip
R35 = Rule(
    "R35", "warning", False, "processors",
    N_("art. 28, stk. 3, litra h"), N_("mangler tilsyn med databehandler"),
    N_("Der er ikke planlagt tilsyn med %(processor)s."), _r35, BOTH,
)  # fmt: skip
