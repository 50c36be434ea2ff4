"""R24-R29: transfers to third countries and international organisations (chapter V, Art. 30(1)(e))."""

from collections.abc import Callable, Iterator
from datetime import date

from app.core.text import N_
from register.activity.content import ActivityContent, Disclosure, Transfer
from register.activity.countries import EU_EEA
from register.activity.rules.known import Context
from register.activity.rules.reading import country_name, processor_name, year_before
from register.activity.rules.rule import BOTH, Hit, Rule

DPF = "45_dpf"
INSTRUMENTS = ("46_", "47")
"""How bases begin that are an instrument between the parties (Art. 46 and 47)."""
NOT_FOR_AUTHORITIES = frozenset({"49_1_a", "49_1_b", "49_1_c", "49_1_2"})
COMPELLING = "49_1_2"
"""Art. 49(1), second subparagraph."""


def _r24(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """A row for every country outside the EU and EEA where somebody gets data: Art. 30(1)(e), Art. 44.

    Recipients, processors and the processors that those use.
    """
    facts = context.facts
    countries = {row.country for row in content.disclosures}
    countries |= {facts.recipients[row.recipient].country for row in _of_ours(content, context)}
    for processor in (facts.processors[code] for code in content.processors if code in facts.processors):
        countries |= {processor.country, *processor.sub_countries}
    told = {transfer.country for transfer in content.transfers}
    for country in sorted(countries - EU_EEA - told - {""}):
        yield Hit(about=country, quote=country_name(country))


def _of_ours(content: ActivityContent, context: Context) -> list[Disclosure]:
    return [row for row in content.disclosures if row.recipient in context.facts.recipients]


def _r25(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Every transfer needs a basis: Art. 44 to 49."""
    for transfer in _outside(content):
        if not transfer.basis:
            country = country_name(transfer.country) or N_("et tredjeland")
            yield Hit(_hit(content, transfer, context).about, {"country": country})


def _r26(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """The instrument and the assessment of the country it is to work in: Art. 46, Art. 47, case C-311/18."""
    yield from _each(content, context, _lacks_papers)


def _lacks_papers(transfer: Transfer) -> bool:
    has_papers = transfer.document.strip() and transfer.assessment.strip()
    return transfer.basis.startswith(INSTRUMENTS) and not has_papers


def _r27(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """A certificate under the EU-US DPF is looked up every year: Art. 45, decision (EU) 2023/1795."""
    since = year_before(context.today)
    yield from _each(
        content, context, lambda t: t.basis == DPF and not any(d >= since for d in _checks(content, t, context))
    )


def _checks(content: ActivityContent, transfer: Transfer, context: Context) -> list[date]:
    """The days on which the recipient's certificate was looked up.

    Where the transfer names no processor, those of every processor of the record in that country.
    """
    days = [transfer.checked_on]
    for code, processor in context.facts.processors.items():
        is_there = transfer.country in {processor.country, *processor.sub_countries} and code in content.processors
        if code == transfer.processor or (not transfer.processor and is_there):
            days.append(processor.dpf_checked_on)
    return [day for day in days if day is not None]


def _r28(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Some derogations are not for authorities in the exercise of their powers: Art. 49(3)."""
    is_authority = content.authority_task == "yes"
    yield from _each(content, context, lambda transfer: is_authority and transfer.basis in NOT_FOR_AUTHORITIES)


def _r29(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """The suitable safeguards are documented in the record: Art. 30(1)(e), Art. 49(6)."""
    yield from _each(content, context, lambda t: t.basis == COMPELLING and not t.document.strip())


def _each(content: ActivityContent, context: Context, is_broken: Callable[[Transfer], bool]) -> Iterator[Hit]:
    for transfer in _outside(content):
        if is_broken(transfer):
            yield _hit(content, transfer, context)


def _outside(content: ActivityContent) -> list[Transfer]:
    """The rows that say something, but for those inside the EU and EEA: nothing is transferred there."""
    return [row for row in content.transfers if row != Transfer() and row.country not in EU_EEA]


def _hit(content: ActivityContent, transfer: Transfer, context: Context) -> Hit:
    """A hit that says which transfer, when there are several."""
    whom = transfer.recipient.strip() or (processor_name(transfer.processor, context) if transfer.processor else "")
    name = ", ".join(filter(None, (country_name(transfer.country), whom)))
    about = " · ".join(filter(None, (transfer.country, transfer.processor or transfer.recipient.strip())))
    return Hit(about=about, quote=name if len(content.transfers) > 1 else "")


R24 = Rule(
    "R24", "error", True, "transfers",
    N_("art. 30, stk. 1, litra e"), N_("mangler overførsel til tredjeland"),
    N_("Angiv tredjelandet og de overførte oplysninger (litra e)."), _r24, BOTH,
)  # fmt: skip
R25 = Rule(
    "R25", "error", False, "transfers",
    N_("art. 44"), N_("mangler overførselsgrundlag"),
    N_("Overførsel til %(country)s kræver grundlag i kapitel V (art. 45–49)."), _r25, BOTH,
)  # fmt: skip
R26 = Rule(
    "R26", "error", False, "transfers",
    N_("art. 46 og 47"), N_("mangler instrument eller TIA"),
    N_("Vedlæg SCC/instrument og vurdering af overførslen (TIA)."), _r26, BOTH,
)  # fmt: skip
R27 = Rule(
    "R27", "error", False, "transfers",
    N_("art. 45"), N_("mangler kontrol af DPF-certificering"),
    N_("Kontrollér leverandørens DPF-certificering."), _r27, BOTH,
)  # fmt: skip
R28 = Rule(
    "R28", "error", False, "transfers",
    N_("art. 49, stk. 3"), N_("undtagelse, som myndigheder ikke må bruge"),
    N_("Undtagelsen kan ikke bruges af myndigheder som led i myndighedsudøvelse (art. 49, stk. 3)."), _r28, BOTH,
)  # fmt: skip
R29 = Rule(
    "R29", "error", True, "transfers",
    N_("art. 30, stk. 1, litra e"), N_("mangler dokumentation for garantier"),
    N_("Dokumentation for passende garantier mangler (art. 30, stk. 1, litra e)."), _r29, BOTH,
)  # fmt: skip
