"""The body of an impact assessment in sections: what Art. 35(7) demands, and what it is wise to write besides. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.core.text import N_

LEAST = 20
"""Characters, blanks aside, from which a section says something."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section. `guidance` are the questions it answers.

    `only_with_ai`: asked only where AI is used. `is_drawn`: not written but drawn from the risk assessment, so that the
    two never disagree.
    """

    code: str
    title: str
    article: str
    guidance: tuple[str, ...]
    is_required: bool = True
    only_with_ai: bool = False
    is_drawn: bool = False


SECTIONS: tuple[Section, ...] = (
    Section(
        code="summary",
        title=N_("Resume og afgrænsning"),
        article=N_("art. 35, stk. 1"),
        guidance=(
            N_("Hvad går behandlingen ud på, og hvorfor laves konsekvensanalysen nu?"),
            N_("Hvad er med i den, og hvad er holdt udenfor?"),
            N_("Hvad er den største risiko, og hvad gør I ved den?"),
        ),
    ),
    Section(
        code="description",
        title=N_("Systematisk beskrivelse"),
        article=N_("art. 35, stk. 7, litra a"),
        guidance=(
            N_("Hvad er formålet, og hvem har gavn af behandlingen?"),
            N_("Hvilke oplysninger om hvem er med, og hvor kommer de fra?"),
            N_("Hvad sker der med oplysningerne, fra de indsamles, til de slettes?"),
            N_("Hvilke systemer, databehandlere og modtagere er med?"),
        ),
    ),
    Section(
        code="ai",
        title=N_("Kunstig intelligens"),
        article=N_("art. 35, stk. 7, litra a, og AI-forordningens art. 26, stk. 9"),
        guidance=(
            N_("Hvad bruger I kunstig intelligens til, og hvilken klasse har den efter AI-forordningen?"),
            N_("Hvad er den trænet på, og hvordan har I prøvet, om den er skæv over for nogen?"),
            N_("Hvem ser på resultatet, før det bruges, og kan de vælge det fra?"),
            N_(
                "Hvis systemet har høj risiko, hvad betyder det så for de grundlæggende rettigheder "
                "(AI-forordningens art. 27)?"
            ),
        ),
        only_with_ai=True,
    ),
    Section(
        code="necessity",
        title=N_("Nødvendighed og proportionalitet"),
        article=N_("art. 35, stk. 7, litra b"),
        guidance=(
            N_("Er hver oplysning nødvendig for formålet, eller kan I nøjes med færre?"),
            N_("Findes der en mindre indgribende måde, og hvorfor har I ikke valgt den?"),
            N_("Hvor længe er oplysningerne nødvendige, og hvordan bliver de slettet?"),
            N_("Står indgrebet i den enkeltes privatliv mål med det, I opnår?"),
        ),
    ),
    Section(
        code="rights",
        title=N_("Lovlighed og de registreredes rettigheder"),
        article=N_("art. 35, stk. 7, litra b"),
        guidance=(
            N_("Hvilket behandlingsgrundlag har hvert formål, og hvilken lov støtter det sig til?"),
            N_("Hvordan får de registrerede at vide, hvad I gør med deres oplysninger?"),
            N_("Hvordan kan de få indsigt, få rettet eller slettet oplysninger og gøre indsigelse?"),
            N_("Er databehandleraftalerne på plads, og kommer oplysninger uden for EU og EØS?"),
        ),
    ),
    Section(
        code="risks",
        title=N_("Risici for de registrerede"),
        article=N_("art. 35, stk. 7, litra c"),
        guidance=(
            N_("Hvad kan gå galt for de registrerede, og hvor sandsynligt er det?"),
            N_("Hvad vil det betyde for dem? Svarene hentes fra behandlingens risikovurdering."),
        ),
        is_drawn=True,
    ),
    Section(
        code="measures",
        title=N_("Foranstaltninger"),
        article=N_("art. 35, stk. 7, litra d"),
        guidance=(
            N_("Hvad gør I ved hver af risiciene, hvem gør det, og hvornår er det gjort?"),
            N_("Hvilken risiko er der tilbage bagefter?"),
            N_("Hvordan kan I vise, at reglerne er overholdt?"),
        ),
    ),
    Section(
        code="views",
        title=N_("Inddragelse af de registrerede"),
        article=N_("art. 35, stk. 9"),
        guidance=(
            N_("Hvem har I spurgt: de registrerede selv, et brugerråd, ældrerådet eller handicaprådet?"),
            N_("Hvad sagde de, og hvad har I ændret på grund af det?"),
            N_("Hvis I ikke har spurgt nogen, hvorfor er det så ikke relevant?"),
        ),
    ),
    Section(
        code="conduct",
        title=N_("Adfærdskodekser"),
        article=N_("art. 35, stk. 8"),
        guidance=(
            N_("Følger I eller databehandleren en godkendt adfærdskodeks (art. 40)?"),
            N_("Hvad betyder den for vurderingen af risikoen?"),
        ),
        is_required=False,
    ),
    Section(
        code="follow_up",
        title=N_("Ansvarlig og opfølgning"),
        article=N_("art. 35, stk. 11"),
        guidance=(
            N_("Hvem har ansvaret for konsekvensanalysen og for, at foranstaltningerne bliver gennemført?"),
            N_("Hvornår skal den ses efter næste gang?"),
            N_("Hvilke ændringer skal få jer til at se på den før?"),
        ),
    ),
)


def sections_of(*, uses_ai: bool) -> tuple[Section, ...]:
    """The sections of an assessment, in order: that on AI only where AI is used."""
    return tuple(section for section in SECTIONS if uses_ai or not section.only_with_ai)


def missing_sections(texts: Mapping[str, str], *, uses_ai: bool) -> Iterator[Section]:
    """The required sections in which too little is written; `texts` are by the section's code.

    What is drawn from the risk assessment is not missed here: whether there is one is asked where the assessment is
    sent on (life.py).
    """
    for section in sections_of(uses_ai=uses_ai):
        if section.is_required and not section.is_drawn and _written(texts.get(section.code, "")) < LEAST:
            yield section


def _written(text: str) -> int:
    return len("".join(text.split()))
