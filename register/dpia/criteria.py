"""The questions that are always asked of a processing: the cases of Art. 35(3) and the nine criteria of WP248. Pure.

Our own wording, each with one example from a municipality. What the supervisory authority's list adds is in
danger_list.py.
"""

from dataclasses import dataclass
from typing import Literal

from app.core.text import N_

Kind = Literal["article", "wp248", "list"]


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One question. `code` is what its answer is kept under and never changes meaning; `source` is where it stands.

    `met` is what a yes says of the processing; empty where an entry of a list says it.
    """

    code: str
    kind: Kind
    text: str
    help: str
    source: str
    met: str = ""


ARTICLES: tuple[Criterion, ...] = (
    Criterion(
        code="art35_3_a",
        kind="article",
        text=N_(
            "Bliver personer vurderet systematisk og omfattende ved automatisk behandling, "
            "og bygger afgørelser af stor betydning for dem på vurderingen?"
        ),
        help=N_("Fx et system, der beregner lediges risiko for langtidsledighed, når tallet afgør, hvad de tilbydes."),
        source=N_("art. 35, stk. 3, litra a"),
        met=N_(
            "Personer vurderes systematisk og omfattende ved automatisk behandling, "
            "og afgørelser af stor betydning for dem bygger på vurderingen."
        ),
    ),
    Criterion(
        code="art35_3_b",
        kind="article",
        text=N_("Behandles følsomme oplysninger eller oplysninger om strafbare forhold i stort omfang?"),
        help=N_("Fx omsorgsjournalen med helbredsoplysninger om alle, der får hjemmepleje i kommunen."),
        source=N_("art. 35, stk. 3, litra b"),
        met=N_("Følsomme oplysninger eller oplysninger om strafbare forhold behandles i stort omfang."),
    ),
    Criterion(
        code="art35_3_c",
        kind="article",
        text=N_("Overvåges et sted, hvor alle kan færdes, systematisk og i stort omfang?"),
        help=N_("Fx tv-overvågning af byens torve eller sensorer, der følger mobiltelefoner i gågaden."),
        source=N_("art. 35, stk. 3, litra c"),
        met=N_("Et offentligt tilgængeligt område overvåges systematisk og i stort omfang."),
    ),
)
"""The cases that the Regulation itself names (Art. 35(3))."""

WP248: tuple[Criterion, ...] = (
    Criterion(
        code="wp248_1",
        kind="wp248",
        text=N_("Bliver personer vurderet eller tildelt point, fx ved profilering eller forudsigelser?"),
        help=N_("Fx et værktøj, der giver underretninger om børn en score for, hvor meget de haster."),
        source=N_("WP248, kriterium 1"),
        met=N_("Personer bliver vurderet eller tildelt point."),
    ),
    Criterion(
        code="wp248_2",
        kind="wp248",
        text=N_(
            "Træffes der automatiske afgørelser, som har retsvirkning for den enkelte eller betyder lige så meget?"
        ),
        help=N_("Fx når et system selv afslår økonomisk fripladstilskud, uden at en medarbejder ser på sagen."),
        source=N_("WP248, kriterium 2"),
        met=N_("Der træffes automatiske afgørelser, som har retsvirkning for den enkelte eller betyder lige så meget."),
    ),
    Criterion(
        code="wp248_3",
        kind="wp248",
        text=N_("Bliver personer overvåget systematisk?"),
        help=N_("Fx tv-overvågning på et bosted eller gps i hjemmeplejens biler."),
        source=N_("WP248, kriterium 3"),
        met=N_("Personer bliver overvåget systematisk."),
    ),
    Criterion(
        code="wp248_4",
        kind="wp248",
        text=N_("Behandles følsomme oplysninger eller andre meget personlige oplysninger?"),
        help=N_("Fx helbred, strafbare forhold, CPR-nummer, privatøkonomi eller sociale problemer i en sag."),
        source=N_("WP248, kriterium 4"),
        met=N_("Der behandles følsomme eller meget personlige oplysninger."),
    ),
    Criterion(
        code="wp248_5",
        kind="wp248",
        text=N_("Behandles oplysningerne i stort omfang?"),
        help=N_("Se på antal personer, mængden af oplysninger, tid og område; fx alle elever i hele deres skoletid."),
        source=N_("WP248, kriterium 5"),
        met=N_("Oplysningerne behandles i stort omfang."),
    ),
    Criterion(
        code="wp248_6",
        kind="wp248",
        text=N_("Kobles oplysninger fra forskellige kilder eller formål sammen, så det kommer bag på de registrerede?"),
        help=N_("Fx når oplysninger fra jobcenter, skole og sundhedspleje samles for at finde udsatte familier."),
        source=N_("WP248, kriterium 6"),
        met=N_("Oplysninger fra forskellige kilder eller formål kobles sammen, så det kommer bag på de registrerede."),
    ),
    Criterion(
        code="wp248_7",
        kind="wp248",
        text=N_("Er de registrerede sårbare, eller har de svært ved at sige nej til kommunen?"),
        help=N_("Fx børn, beboere på plejehjem, mennesker med sindslidelse, flygtninge og kommunens egne ansatte."),
        source=N_("WP248, kriterium 7"),
        met=N_("De registrerede er sårbare eller har svært ved at sige nej."),
    ),
    Criterion(
        code="wp248_8",
        kind="wp248",
        text=N_("Bruges der ny teknologi, eller bruges kendt teknologi på en ny måde?"),
        help=N_("Fx kunstig intelligens, der skriver journalnotater, eller sensorer i borgerens hjem."),
        source=N_("WP248, kriterium 8"),
        met=N_("Der bruges ny teknologi, eller kendt teknologi bruges på en ny måde."),
    ),
    Criterion(
        code="wp248_9",
        kind="wp248",
        text=N_("Kan behandlingen i sig selv hindre nogen i at bruge en ret, få en ydelse eller indgå en kontrakt?"),
        help=N_("Fx når et automatisk tjek afgør, om borgeren overhovedet kan sende sin ansøgning om tilskud."),
        source=N_("WP248, kriterium 9"),
        met=N_("Behandlingen kan i sig selv hindre nogen i at bruge en ret, få en ydelse eller indgå en kontrakt."),
    ),
)
"""The nine criteria of the Article 29 Working Party's guidelines, WP248 rev. 01, endorsed by the EDPB."""
