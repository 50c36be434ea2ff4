"""The text that citizens get, made from an activity: what Art. 13 and 14 demand, in plain Danish. Pure.

The wording is ours. It is a draft that a person reads and mends: only they know what citizens ask about.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.core.text import N_
from register.activity.choices import DATA_CATEGORIES, DBL, RECIPIENTS, RETENTION_STARTS, TRANSFER_BASES
from register.activity.content import ActivityContent, Retention
from register.activity.countries import COUNTRIES
from register.activity.periods import period_words

ARTICLES: Mapping[str, str] = {
    "13": N_("Når oplysningerne kommer fra borgeren selv (art. 13)"),
    "14": N_("Når oplysningerne kommer fra andre (art. 14)"),
}

BASES: Mapping[str, str] = {
    "a": N_("dit samtykke (artikel 6, stk. 1, litra a)"),
    "b": N_("at vi skal opfylde en aftale med dig (artikel 6, stk. 1, litra b)"),
    "c": N_("at loven pålægger os det (artikel 6, stk. 1, litra c)"),
    "d": N_("at beskytte dit eller andres liv og helbred (artikel 6, stk. 1, litra d)"),
    "e": N_("at vi løser en opgave i samfundets interesse eller som myndighed (artikel 6, stk. 1, litra e)"),
    "f": N_("en berettiget interesse, der vejer tungere end hensynet til dig (artikel 6, stk. 1, litra f)"),
}
SPECIAL_BASES: Mapping[str, str] = {
    "a": N_("dit udtrykkelige samtykke (artikel 9, stk. 2, litra a)"),
    "b": N_("regler om arbejde, sundhed og sociale forhold (artikel 9, stk. 2, litra b)"),
    "c": N_("at beskytte dit eller andres liv og helbred (artikel 9, stk. 2, litra c)"),
    "d": N_("foreningers arbejde for deres medlemmer (artikel 9, stk. 2, litra d)"),
    "e": N_("at du selv har offentliggjort oplysningerne (artikel 9, stk. 2, litra e)"),
    "f": N_("at et retskrav kan fastslås, gøres gældende eller forsvares (artikel 9, stk. 2, litra f)"),
    "g": N_("væsentlige samfundsinteresser, som loven nævner (artikel 9, stk. 2, litra g)"),
    "h": N_("sundhed, pleje og sociale ydelser (artikel 9, stk. 2, litra h)"),
    "i": N_("folkesundheden (artikel 9, stk. 2, litra i)"),
    "j": N_("arkiv, forskning eller statistik (artikel 9, stk. 2, litra j)"),
}
SOURCES: Mapping[str, str] = {
    "authorities": N_("andre myndigheder"),
    "registers": N_("offentlige registre, for eksempel CPR og BBR"),
    "others": N_("andre, der kender til sagen"),
}


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    text: str


@dataclass(frozen=True)
class About:
    """What the text is made of: the activity, who answers for it, and what the records it points at are called."""

    content: ActivityContent
    controller: str
    contact: str
    dpo_contact: str
    laws: Mapping[str, str] = field(default_factory=dict)
    recipients: Mapping[str, str] = field(default_factory=dict)


def make_text(article: str, about: About) -> list[Section]:
    """The sections of a text, in the order of the article; what does not concern the activity is left out."""
    return [section for section in _sections(article, about) if section.text]


def advised_articles(content: ActivityContent) -> tuple[str, ...]:
    """Which texts an activity calls for: where its data come from decides; not said, it is from the citizen."""
    sources = set(content.data_sources) or {"subject"}
    return tuple(a for a, wanted in (("13", "subject" in sources), ("14", bool(sources - {"subject"}))) if wanted)


def _sections(article: str, about: About) -> Iterator[Section]:
    content = about.content
    is_from_others = article == "14"
    yield Section(N_("Vi har ansvaret for dine oplysninger"), _controller(about))
    yield Section(N_("Kontakt databeskyttelsesrådgiveren"), _dpo(about))
    yield Section(N_("Det bruger vi oplysningerne til"), _list([purpose.text for purpose in content.purposes]))
    yield Section(N_("Derfor må vi bruge oplysningerne"), _bases(about))
    if is_from_others:
        yield Section(N_("De oplysninger, vi har om dig"), _data(content))
        yield Section(N_("Her har vi oplysningerne fra"), _sources(content))
    yield Section(N_("Hvem vi giver oplysningerne til"), _recipients(about))
    yield Section(N_("Overførsel til lande uden for EU og EØS"), _transfers(content))
    yield Section(N_("Så længe gemmer vi oplysningerne"), _retention(content))
    if not is_from_others:
        yield Section(N_("Skal du give os oplysningerne?"), _duty(content))
    yield Section(N_("Automatiske afgørelser"), _automated(content))
    yield Section(N_("Du kan trække dit samtykke tilbage"), _consent(content))
    yield Section(N_("Dine rettigheder"), _rights(content))
    yield Section(
        N_("Klag til Datatilsynet"),
        N_(
            "Er du utilfreds med den måde, vi behandler dine oplysninger på, kan du klage til Datatilsynet. "
            "Du finder adresse, telefon og klageskema på datatilsynet.dk."
        ),
    )


def _controller(about: About) -> str:
    words = N_("%(name)s er dataansvarlig for de oplysninger, vi behandler om dig.") % {"name": about.controller}
    others = [party.name for party in about.content.joint_controllers if party.name]
    if others:
        words += " " + N_("Vi har ansvaret sammen med %(others)s.") % {"others": _and(others)}
    return "\n".join(filter(None, (words, about.contact)))


def _dpo(about: About) -> str:
    if not about.dpo_contact:
        return ""
    words = N_(
        "Har du spørgsmål om, hvordan vi behandler dine oplysninger, kan du kontakte vores databeskyttelsesrådgiver:"
    )
    return f"{words}\n{about.dpo_contact}"


def _bases(about: About) -> str:
    purposes = about.content.purposes
    bases = [BASES[code] for code in BASES if any(code in p.art6 for p in purposes)]
    bases += [SPECIAL_BASES[code] for code in SPECIAL_BASES if any(code in p.art9 for p in purposes)]
    lines = []
    if bases:
        lines.append(N_("Efter databeskyttelsesforordningen er grundlaget:"))
        lines.append(_list(bases))
    paragraphs = [DBL[code] for code in DBL if any(code in p.dbl for p in purposes)]
    if paragraphs:
        lines.append(N_("Efter databeskyttelsesloven er grundlaget:"))
        lines.append(_list(paragraphs))
    laws = [about.laws.get(code, code) for p in purposes for code in p.laws]
    laws += [p.special_law for p in purposes if p.special_law]
    if laws:
        lines.append(N_("Opgaven følger af:"))
        lines.append(_list(list(dict.fromkeys(laws))))
    return "\n".join(lines)


def _data(content: ActivityContent) -> str:
    lines = []
    for row in content.data_lines:
        category = DATA_CATEGORIES.get(row.category, row.category) if row.category != "none" else ""
        lines.append(" – ".join(filter(None, (category, row.text))))
    return _list(list(dict.fromkeys(lines)))


def _sources(content: ActivityContent) -> str:
    sources = [SOURCES[code] for code in content.data_sources if code in SOURCES]
    return N_("Vi får oplysningerne fra %(sources)s.") % {"sources": _and(sources)} if sources else ""


def _recipients(about: About) -> str:
    content = about.content
    names = []
    for row in content.disclosures:
        name = about.recipients.get(row.recipient, "") or row.name
        category = RECIPIENTS.get(row.category, "")
        names.append(f"{name} ({category[:1].lower()}{category[1:]})" if name and category else name or category)
    lines = []
    if any(names):
        lines.append(_list(list(dict.fromkeys(filter(None, names)))))
    elif content.not_disclosed:
        lines.append(N_("Vi giver ikke oplysningerne videre til andre."))
    if content.processors:
        lines.append(
            N_("Virksomheder, der driver vores it-systemer, behandler oplysningerne for os og efter vores anvisninger.")
        )
    return "\n".join(lines)


def _transfers(content: ActivityContent) -> str:
    lines = []
    for row in content.transfers:
        where = COUNTRIES.get(row.country, row.country)
        basis = TRANSFER_BASES.get(row.basis, "")
        lines.append(" – ".join(filter(None, (where, row.recipient, basis))))
    return _list(list(dict.fromkeys(filter(None, lines))))


def _retention(content: ActivityContent) -> str:
    lines = [_time_limit(row) for row in content.retention]
    return "\n".join(filter(None, (_list(list(filter(None, lines))), content.retention_reason)))


def _time_limit(row: Retention) -> str:
    if row.period in ("", "undecided"):
        return row.note
    about = DATA_CATEGORIES.get(row.category, "")
    start = RETENTION_STARTS.get(row.start_event, row.start_event)
    limit = period_words(row.period)
    words = N_("%(limit)s efter %(start)s") % {"limit": limit, "start": start} if start else limit
    return " – ".join(filter(None, (about, words)))


def _duty(content: ActivityContent) -> str:
    codes = {code for purpose in content.purposes for code in purpose.art6}
    if codes & {"c", "e"}:
        return N_(
            "Vi har brug for oplysningerne for at kunne løse opgaven. Får vi dem ikke, kan det betyde, "
            "at vi må afgøre sagen på det grundlag, vi har, eller at vi ikke kan hjælpe dig."
        )
    if "b" in codes:
        return N_("Vi har brug for oplysningerne for at kunne opfylde aftalen med dig.")
    return N_("Du bestemmer selv, om du vil give os oplysningerne.") if "a" in codes else ""


def _automated(content: ActivityContent) -> str:
    if content.automated_decision == "decision":
        return N_(
            "En del af afgørelsen træffes automatisk af et it-system. Du kan altid få et menneske til at se på sagen, "
            "sige din mening og klage over afgørelsen."
        )
    if content.automated_decision == "profiling":
        return N_("Vi bruger profilering, men der træffes ingen afgørelse uden et menneske.")
    return ""


def _consent(content: ActivityContent) -> str:
    if not any("a" in purpose.art6 or "a" in purpose.art9 for purpose in content.purposes):
        return ""
    words = N_(
        "Du kan altid trække dit samtykke tilbage ved at kontakte os. "
        "Det ændrer ikke ved det, vi har gjort med oplysningerne, før du trak det tilbage."
    )
    return "\n".join(filter(None, (words, content.consent_procedure)))


def _rights(content: ActivityContent) -> str:
    codes = {code for purpose in content.purposes for code in purpose.art6}
    rights = [
        N_("se de oplysninger, vi har om dig"),
        N_("få rettet oplysninger, der er forkerte"),
        N_("få slettet oplysninger, før vi ellers ville gøre det, i særlige tilfælde"),
        N_("få begrænset, hvad vi bruger oplysningerne til, i visse tilfælde"),
    ]
    if codes & {"e", "f"}:
        rights.append(N_("gøre indsigelse mod, at vi behandler oplysningerne"))
    if codes & {"a", "b"}:
        rights.append(N_("få de oplysninger, du selv har givet os, udleveret, så du kan bruge dem et andet sted"))
    return (
        N_("Du har ret til at:") + "\n" + _list(rights) + "\n" + N_("Kontakt os, hvis du vil bruge dine rettigheder.")
    )


def _list(texts: list[str]) -> str:
    """A text as it is; several a line each, with a dash."""
    said = [text.strip() for text in texts if text.strip()]
    return said[0] if len(said) == 1 else "\n".join(f"– {text}" for text in said)


def _and(texts: list[str]) -> str:
    """ "a, b og c"."""
    return texts[0] if len(texts) == 1 else N_("%(first)s og %(last)s") % {
        "first": ", ".join(texts[:-1]), "last": texts[-1],
    }  # fmt: skip
