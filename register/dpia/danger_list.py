"""Datatilsynet's list of processing that always needs an impact assessment, as dated configuration (Art. 35(4)). Pure.

A new list is added below the old one and made `CURRENT`; a screening keeps the code of the list it was made on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.text import N_
from register.dpia.criteria import ARTICLES, WP248, Criterion


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of a list: met when the question `fact` is answered yes.

    `needs_another`: only together with at least one WP248 criterion other than those of `not_counting`.
    """

    number: int
    fact: str
    source: str
    met: str
    needs_another: bool = False
    not_counting: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class DangerList:
    """A supervisory authority's list of processing that always needs an impact assessment (Art. 35(4)).

    `dated` is its year. `questions` are those it adds to the ones that are always asked; an entry may rest on either.
    """

    code: str
    dated: int
    questions: tuple[Criterion, ...]
    entries: tuple[Entry, ...]


DT_2019 = DangerList(
    code="dt-2019",
    dated=2019,
    questions=(
        Criterion(
            code="biometric",
            kind="list",
            text=N_("Bruges biometriske data til at genkende bestemte personer?"),
            help=N_("Fx fingeraftryk eller ansigtsgenkendelse, når ansatte låser medicinskabet op på plejehjemmet."),
            source=N_("Datatilsynets liste, nr. 1"),
        ),
        Criterion(
            code="genetic",
            kind="list",
            text=N_("Behandles genetiske data?"),
            help=N_("Fx svaret på en gentest, der ligger i en borgers sag om et hjælpemiddel."),
            source=N_("Datatilsynets liste, nr. 2"),
        ),
        Criterion(
            code="location",
            kind="list",
            text=N_("Behandles lokationsdata, altså oplysninger om, hvor bestemte personer er eller har været?"),
            help=N_("Fx gps hos borgere med demens eller i de biler, medarbejderne kører i."),
            source=N_("Datatilsynets liste, nr. 3"),
        ),
        Criterion(
            code="access_decision",
            kind="list",
            text=N_(
                "Afgør et system automatisk, om nogen får en ydelse, en mulighed eller en fordel, "
                "på grundlag af profilering eller følsomme oplysninger?"
            ),
            help=N_("Fx når et system ud fra oplysninger om helbred selv bevilger eller afslår et hjælpemiddel."),
            source=N_("Datatilsynets liste, nr. 5"),
        ),
        Criterion(
            code="mass_profiling",
            kind="list",
            text=N_("Bliver mange personer profileret, altså vurderet automatisk ud fra oplysninger om dem?"),
            help=N_("Fx når alle ledige i kommunen automatisk inddeles efter, hvor langt de er fra at få et job."),
            source=N_("Datatilsynets liste, nr. 6"),
        ),
        Criterion(
            code="vulnerable_profiling",
            kind="list",
            text=N_("Bliver børn eller andre sårbare profileret, eller træffes der automatiske afgørelser om dem?"),
            help=N_("Fx en læringsplatform, der selv vurderer elevernes niveau og vælger opgaver til dem."),
            source=N_("Datatilsynets liste, nr. 7"),
        ),
        Criterion(
            code="safety",
            kind="list",
            text=N_("Kan et brud på persondatasikkerheden direkte skade nogens fysiske helbred eller sikkerhed?"),
            help=N_("Fx hvis medicinlisten i omsorgssystemet bliver forkert, eller en beskyttet adresse slipper ud."),
            source=N_("Datatilsynets liste, nr. 8"),
        ),
    ),
    entries=(
        Entry(
            number=1,
            fact="biometric",
            source=N_("Datatilsynets liste, nr. 1"),
            met=N_("Biometriske data bruges til at genkende personer, og mindst ét kriterium i WP248 er opfyldt."),
            needs_another=True,
        ),
        Entry(
            number=2,
            fact="genetic",
            source=N_("Datatilsynets liste, nr. 2"),
            met=N_("Der behandles genetiske data, og mindst ét kriterium i WP248 er opfyldt."),
            needs_another=True,
        ),
        Entry(
            number=3,
            fact="location",
            source=N_("Datatilsynets liste, nr. 3"),
            met=N_("Der behandles lokationsdata, og mindst ét kriterium i WP248 er opfyldt."),
            needs_another=True,
        ),
        Entry(
            number=4,
            fact="wp248_8",
            source=N_("Datatilsynets liste, nr. 4"),
            met=N_("Der bruges ny teknologi, og mindst ét andet kriterium i WP248 er opfyldt."),
            needs_another=True,
            not_counting=frozenset({"wp248_8"}),
        ),
        Entry(
            number=5,
            fact="access_decision",
            source=N_("Datatilsynets liste, nr. 5"),
            met=N_("Et system afgør automatisk, om nogen får en ydelse, en mulighed eller en fordel."),
        ),
        Entry(
            number=6,
            fact="mass_profiling",
            source=N_("Datatilsynets liste, nr. 6"),
            met=N_("Der foretages profilering i stort omfang."),
        ),
        Entry(
            number=7,
            fact="vulnerable_profiling",
            source=N_("Datatilsynets liste, nr. 7"),
            met=N_("Børn eller andre sårbare profileres, eller der træffes automatiske afgørelser om dem."),
        ),
        Entry(
            number=8,
            fact="safety",
            source=N_("Datatilsynets liste, nr. 8"),
            met=N_("Et brud på persondatasikkerheden kan direkte skade nogens fysiske helbred eller sikkerhed."),
        ),
    ),
)
"""Datatilsynet's list of January 2019.

THE WORDING MUST BE VERIFIED IN THE OFFICIAL TEXT before a municipality leans on it: it was taken from domain.md §4,
which was written from reports of the list, not from the list itself.

1. New technology (number 4) is WP248's criterion 8 by another name. It is asked once, and it is not its own second
   criterion: another one is needed, for the list asks for one *more*.
2. Whether criterion 4 is one more beside biometric, genetic and location data, which are themselves sensitive or highly
   personal, cannot be told from the reports. It counts, since an assessment too many does no harm; should the official
   text say otherwise, it goes into `not_counting`.
"""

LISTS: Mapping[str, DangerList] = {listed.code: listed for listed in (DT_2019,)}
"""Every list that a screening may have been made on, by code; none is ever taken away."""
CURRENT = DT_2019
"""The list that a new screening is made on."""


def questions(danger_list: DangerList = CURRENT) -> tuple[Criterion, ...]:
    """All that is asked when the screening is made on this list, in order."""
    return (*ARTICLES, *WP248, *danger_list.questions)
