"""The access table in words that a lawyer reads: one row an object, one column a role. Pure.

Everything here is worked out from `app.auth.rules.ACCESS`; only the words are added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.auth.rules import ACCESS, ALL, COUNTS, DECISION, MINE, OWN, PUBLISHED, ROLES, SUMMARY
from app.core.text import N_


@dataclass(frozen=True)
class Thing:
    """An object of the table. `about` says what it covers; `comes_later` marks that it has no page yet."""

    word: str
    about: str
    comes_later: bool = False


@dataclass(frozen=True)
class Line:
    """A row: the object, and for each role its phrases in the order of ROLES; none where the role may nothing."""

    kind: str
    thing: Thing
    cells: Mapping[str, Sequence[str]]


GROUPS: Mapping[str, Mapping[str, Thing]] = {
    N_("Fortegnelse og risiko"): {
        "activity": Thing(N_("Fortegnelsen"), N_("Behandlingerne og deres historik.")),
        "system": Thing(N_("Systemer"), N_("De it-systemer, behandlingerne bruger.")),
        "risk": Thing(N_("Risikovurderinger"), N_("Risikobilledet og hver vurdering.")),
        "risk_acceptance": Thing(N_("Risikoaccept"), N_("At leve med en risiko, efter dens farve."), True),
        "dpia": Thing(N_("Konsekvensanalyser"), N_("Screeninger, analyser og rådgiverens udtalelse.")),
        "processor": Thing(N_("Databehandlere og tilsyn"), N_("Aftaler og kontrol efter art. 28.")),
        "kle": Thing(N_("KLE-listen"), N_("At læse en ny udgave ind; alle, der ser fortegnelsen, ser listen.")),
        "mailbox": Thing(N_("Fællespostkasser"), N_("Hvem der ser efter dem."), True),
    },
    N_("Årshjul"): {
        "plan": Thing(N_("Femårsplan og årshjul"), N_("Planen, skabelonerne og hjulet.")),
        "task": Thing(N_("Opgaver"), N_("Opgaverne i årshjulet og deres svar.")),
        "unhandled_task": Thing(N_("Ikke varetagne opgaver"), N_("Det, ingen har tid eller mandat til.")),
        "attestation": Thing(N_("Attesteringer"), N_("At lederne bekræfter deres behandlinger, og hvor langt de er.")),
        "capacity": Thing(N_("Kapacitet og timer"), N_("Den tid, der er, og den, der bruges."), True),
    },
    N_("Sager"): {
        "breach": Thing(N_("Brud på sikkerheden"), N_("Brudloggen efter art. 33, stk. 5."), True),
        "rights_case": Thing(N_("Rettighedssager"), N_("Indsigt, sletning og andre anmodninger fra borgere."), True),
        "dispensation": Thing(N_("Dispensationer"), N_("Lov til at afvige for en tid."), True),
    },
    N_("Møder og rapporter"): {
        "hearing": Thing(N_("Høringer"), N_("Hvem der er spurgt om hvad, deres bemærkninger og svarene.")),
        "meeting": Thing(N_("Møder og beslutninger"), N_("Punkter, dagsordener og referater i hvert udvalg.")),
        "report": Thing(N_("Statusrapport"), N_("Rapporten til DDS, når den er låst, på skærmen og som fil.")),
        "figures": Thing(N_("Tal, som de står i dag"), N_("Statusrapportens tal, før nogen har lavet en rapport.")),
    },
    N_("Opsætning"): {
        "organisation": Thing(N_("Organisation, brugere og roller"), N_(
            "Enheder, funktioner, personer og deres roller."
        )),
        "handover": Thing(N_("Overdragelse"), N_("At give det videre, der hænger på en person, der stopper.")),
        "absence": Thing(N_("Andres fravær"), N_(
            "At skrive fravær og stedfortræder på for andre. Enhver skriver sit eget."
        )),
        "municipality": Thing(N_("Kommunens oplysninger"), N_("Den dataansvarlige og kommunens valg.")),
        "security": Thing(N_("Sikkerhed"), N_("Krav til adgangskoder og totrinsbekræftelse.")),
        "group": Thing(N_("Kommunens login"), N_("Roller fra grupper i kommunens login.")),
        "mail": Thing(N_("Mails og påmindelser"), N_("Hvem der har fået og får hvad, og hvad mailserveren sagde.")),
        "audit": Thing(N_("Revisionsspor"), N_("Hvem der har gjort hvad, hvornår.")),
        "view": Thing(N_("Fælles visninger"), N_("Gemte filtre, der står som faner for alle, der ser listen.")),
        "access": Thing(N_("Denne tabel"), N_("Hvem der kan se og gøre hvad.")),
    },
}  # fmt: skip

HOW_FAR: Mapping[str, str] = {
    ALL: N_("alt"),
    OWN: N_("i eget område"),
    MINE: N_("kun sine egne"),
    SUMMARY: N_("samlet i rapporter"),
    COUNTS: N_("antal"),
    PUBLISHED: N_("i udgivne rapporter"),
    DECISION: N_("ved beslutning på et møde"),
}

VERBS: Mapping[str, str] = {
    "read": N_("se"),
    "write": N_("ret"),
    "import": N_("indlæs"),
    "create": N_("meld"),
    "request": N_("anmod"),
    "approve": N_("godkend"),
    "accept_green": N_("acceptér grøn"),
    "accept_yellow": N_("gul"),
    "accept_orange": N_("acceptér orange"),
    "accept_red": N_("rød"),
    "confirm": N_("bekræft"),
    "comment": N_("kommentér"),
    "read_text": N_("læs teksten"),
    "write_dpo_part": N_("skriv rådgiverens afsnit"),
}
"""The verbs in the order one does them. A colour of risk is said after the one before it: "acceptér grøn og gul"."""

OWN_WORDS: Mapping[tuple[str, str], str] = {("mail", "write"): N_("send igen")}
"""Where a verb means something else than for the other objects, and says itself how far it goes."""

ALONE = frozenset({"read_text", "write_dpo_part"})
"""Verbs that do so for every object."""

SHORT_ROLES: Mapping[str, str] = {
    "admin": N_("System\u00adadministrator"),
    "isc": N_("Informations\u00adsikkerheds\u00adkoordinator"),
    "dpo": N_("Data\u00adbeskyttelses\u00adrådgiver"),
    "coordinator": N_("GDPR-koordinator"),
    "director": N_("Forvaltnings\u00addirektør"),
    "manager": N_("Leder"),
    "system_owner": N_("Systemejer"),
    "assignee": N_("Opgave\u00adansvarlig"),
    "dds": N_("Medlem af DDS"),
    "auditor": N_("Revisor"),
    "reader": N_("Læse\u00adadgang"),
}
"""The roles as headings of narrow columns, with the places where a word may be broken."""

LEGEND: Mapping[str, str] = {
    N_("alt"): N_("i hele kommunen, uanset hvor rollen er givet"),
    N_("i eget område"): N_("i den enhed, rollen er givet i, og i alt under den"),
    N_("kun sine egne"): N_(
        "det, der hører til personen selv: egne opgaver, postkasser, udvalg og det, man selv har meldt"
    ),
    N_("ret"): N_("opret, ændr og luk"),
    N_("tomt felt"): N_("ser det ikke; siden svarer, som om den ikke fandtes"),
}  # fmt: skip

REACH_RULES = (
    N_(
        "En rolle gives i en enhed og gælder for hele grenen under den. Man kan have flere roller og rollen i flere "
        "enheder."
    ),
    N_(
        "En opgave kan altid ses og løses af den, den falder til: den, der er nævnt på opgaven, eller den, der har "
        "funktionen i enheden, uanset rolle."
    ),
    N_(
        "GDPR-koordinatorer ser alle poster i fortegnelsen på tværs af forvaltninger, men retter kun i deres egne. "
        "Brud og rettighedssager ser de kun i deres egen."
    ),
    N_(
        "Det, man ikke må se, findes ikke for én (404). Det, man kan se, men ikke rette, siger, hvem man kan spørge "
        "(403)."
    ),
    N_(
        "En rolle kan have en sidste dag. Efter den tæller rollen ikke mere. En revisors rolle har altid en sidste "
        "dag."
    ),
    N_("DDS læser statusrapporten, som den står, indtil rapporter kan udgives."),
)  # fmt: skip

SEPARATION_RULES = (
    N_("Den, der selv har rettet i en post, kan ikke godkende den."),
    N_("Databeskyttelsesrådgiveren ser alt og kommenterer, men godkender intet (GDPR art. 38, stk. 6)."),
    N_(
        "Databeskyttelsesrådgiveren kan ikke samtidig være informationssikkerhedskoordinator, GDPR-koordinator, "
        "direktør, leder, systemejer eller opgaveansvarlig, ikke have andre funktioner end sin egen, ikke eje "
        "poster eller systemer og ikke få andres opgaver."
    ),
    N_("Kun databeskyttelsesrådgiveren skriver rådgiverens afsnit i statusrapporten (GDPR art. 38, stk. 3)."),
    N_(
        "Systemadministratoren godkender intet og ser ikke brud, heller ikke med en anden rolle ved siden af. Af en "
        "mail ser administratoren, og GDPR-koordinatoren i sit eget område, modtager, tilstand og mailserverens ord, "
        "ikke teksten."
    ),
    N_(
        "En revisor får adgang for højst et år ad gangen, retter intet, og det, revisoren henter, står i "
        "revisionssporet."
    ),
    N_(
        "Ingen giver sig selv noget: hverken en rolle, på siden eller med en fil, andres opgaver som stedfortræder "
        "eller det, en anden overdrager. Funktioner overdrages kun af den, der må rette organisationen."
    ),
    N_("Den, hvis sidste rolle er slut, og som intet falder til, kommer ikke ind."),
)  # fmt: skip


def lines_of(group: Mapping[str, Thing]) -> list[Line]:
    """The rows of a group."""
    return [Line(kind, thing, {role: phrases(kind, role) for role in ROLES}) for kind, thing in group.items()]


def phrases(kind: str, role: str) -> list[str]:
    """What a role may do to an object, the farthest first: "Se alt", "Ret og indlæs i eget område"."""
    verbs = {verb: ACCESS[kind, verb][role] for verb in VERBS if role in ACCESS.get((kind, verb), ())}
    said = []
    for how_far, far in HOW_FAR.items():
        words = [word_of(kind, verb) for verb, its in verbs.items() if its == how_far and not _is_alone(kind, verb)]
        if words:
            said.append(f"{joined(words)} {far}")
    said += [word_of(kind, verb) for verb in verbs if _is_alone(kind, verb)]
    return [phrase[:1].upper() + phrase[1:] for phrase in said]


def word_of(kind: str, verb: str) -> str:
    """The word for a verb, as it is done to this object."""
    return OWN_WORDS.get((kind, verb), VERBS[verb])


def joined(words: Sequence[str]) -> str:
    """ "se, ret og godkend"."""
    return " og ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _is_alone(kind: str, verb: str) -> bool:
    return verb in ALONE or (kind, verb) in OWN_WORDS
