"""How each column of a sheet is written, in words and with an example: from what the reader itself goes by. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from register.activity.choices import RETENTION_PERIODS, RETENTION_STARTS
from register.activity.content import (
    DATES,
    EVERY_LINE,
    FLAGS,
    LISTS,
    ActivityContent,
    DataLine,
    Disclosure,
    JointController,
    Purpose,
    Retention,
    ServedController,
    Transfer,
)
from register.activity.countries import COUNTRIES
from register.activity.tidy import CODES
from register.importing.columns import COLUMNS, HEADINGS, SOURCE_HEADING
from register.importing.flat import to_cells
from register.importing.parts import LABELS

_PURPOSES = N_("Én linje for hvert formål i samme rækkefølge som «Formål». En streg – er ingenting.")
_HOW: Mapping[str, str] = {
    "number": N_("Behandlingens nummer. Sammen med «Kilde» kendes den igen, når arket læses ind."),
    "title": N_("Hvad behandlingen hedder. Skal udfyldes."),
    "unit": N_("Enhedens kode. Se arket «Koder»."),
    "owner": N_("Den ansvarliges mailadresse. Se arket «Koder»."),
    "purposes": N_("Ét formål på hver linje."),
    "is_statistical": N_("ja, hvis formålet er statistik eller videnskab. ") + _PURPOSES,
    "art6": N_("Bogstaver med semikolon imellem. ") + _PURPOSES,
    "art9": N_("Bogstaver med semikolon imellem. ") + _PURPOSES,
    "dbl": N_("Paragraffer med semikolon imellem. ") + _PURPOSES,
    "laws": N_("Lovenes koder med | imellem. Se arket «Koder». ") + _PURPOSES,
    "special_law": N_("Paragraffer i anden lovgivning. ") + _PURPOSES,
    "joint_controllers": N_("navn | kontakt | hvor aftalen findes | lov. Én på hver linje."),
    "controllers_served": N_("navn | kontakt | databeskyttelsesrådgiver | hvad der gøres for dem. Én på hver linje."),
    "data_lines": N_(
        "registrerede | kategori | hvilke oplysninger. Én på hver linje. Linjerne er #1, #2 … ovenfra; har en linje et "
        "andet nummer, står det forrest: #7 Børn | …"
    ),
    "disclosures": N_(
        "kategori | navn | land | #1, #3 eller alle. Én på hver linje. #1 er den første linje i «Oplysninger». "
        "Resten skrives med sit navn: %(labels)s."
    ),
    "transfers": N_(
        "land | modtager | grundlag | bemærkning | #1, #3 eller alle. Én på hver linje. "
        "Resten skrives med sit navn: %(labels)s."
    ),
    "retention": N_("kategori | frist efter begivenhed | bemærkning. Én på hver linje."),
    "kle_numbers": N_("KLE-numre, ét på hver linje, med to cifre i hver del."),
    "processors": N_("Databehandlernes koder, én på hver linje. Se arket «Koder»."),
    "security_measures": N_("Foranstaltningernes koder, én på hver linje. Se arket «Koder»."),
    "systems": N_("Systemernes koder, én på hver linje. Se arket «Koder»."),
}
_LABELLED: Mapping[str, Sequence[str]] = {
    "disclosures": ("recipient", "basis"),
    "transfers": ("processor", "document", "assessment", "checked_on"),
}

EXAMPLE = ActivityContent(
    number="12",
    title=N_("Hjælpemidler til voksne"),
    description=N_("Fra ansøgning til aflevering"),
    unit="SOC",
    owner="leder@kommunen.example",
    authority_task="yes",
    joint_controllers=(JointController(name=N_("Nabokommunen"), contact="post@nabo.example"),),
    controllers_served=(ServedController(name=N_("Forsyningen"), categories="Drift"),),
    agreement_ref="2026-0100",
    purposes=(
        Purpose(text=N_("At afgøre ansøgninger"), art6=("e",), art9=("f",), dbl=("7.4", "11.1"), laws=("SEL",),
                special_law="§ 112"),
        Purpose(text=N_("At føre statistik"), is_statistical=True, art6=("e",), dbl=("10",)),
    ),
    consent_procedure=N_("Gives på blanketten og trækkes tilbage ved at skrive til os"),
    subjects=("adults", "relatives"),
    subject_count="1000",
    data_lines=(
        DataLine(key="1", subject="adults", category="health", text=N_("Diagnose og funktionsevne")),
        DataLine(key="2", subject="relatives", category="ordinary", text=N_("Navn og telefonnummer")),
    ),
    data_sources=("subject", "authorities"),
    info_duty="yes",
    info_basis=N_("Undtaget er kun det, loven nævner"),
    info_ref="https://kommunen.example/privatliv",
    disclosures=(
        Disclosure(category="companies", recipient="HJAELP", name=N_("Leverandøren"), country="US", lines=("1", "2")),
        Disclosure(category="authorities", lines=(EVERY_LINE,)),
    ),
    not_disclosed=True,
    processors=("DRIFT",),
    transfers=(
        Transfer(country="US", processor="DRIFT", recipient=N_("Leverandørens drift"), lines=("2",), basis="45_dpf",
                 assessment="2026-0102", checked_on=date(2026, 12, 1)),
    ),
    retention=(Retention(category="health", period="P5Y", start_event="case_closed", note=N_("Efter lånet er endt")),),
    retention_reason=N_("Sager om arv beholdes"),
    archive_rule="discarded",
    deletion_procedure="yes",
    deletion_ref="2026-0103",
    security_measures=("KRYPT", "LOG"),
    measures=N_("Adgang efter rolle, log over opslag"),
    measures_reason=N_("Resten står i driftsaftalen"),
    access_groups=("employees", "managers"),
    access_count="100",
    automated_decision="profiling",
    automated_basis=("b",),
    ai_used="yes",
    ai_class="limited",
    dpia_screening="done",
    dpia_reason=N_("Helbred i stort omfang"),
    dpia_ref="2026-0104",
    dpia_approved_on=date(2026, 10, 1),
    dpia_high_residual=True,
    dpia_consulted_on=date(2026, 11, 1),
    criticality="critical",
    kle_numbers=("27.60", "27.60.08"),
    systems=("ESDH",),
    case_ref="2026-0417",
    last_review_on=date(2026, 3, 3),
    next_review_on=date(2027, 3, 1),
)  # fmt: skip
"""A record in which every column has something to show."""


@dataclass(frozen=True)
class ColumnGuide:
    """One line of the guide; `words` are the choices there are, one on each line."""

    heading: str
    how: str
    example: str
    words: str = ""


def column_guides() -> list[ColumnGuide]:
    """How each column is written, in the order of the sheet."""
    cells = to_cells(EXAMPLE)
    lines = [
        ColumnGuide(column.heading, _how(column.key), cells[column.heading], "\n".join(_words(column.key)))
        for column in COLUMNS
    ]
    source = N_("Hvor listen kommer fra. Lad den stå tom til kommunens egne behandlinger.")
    return [*lines, ColumnGuide(SOURCE_HEADING, source, "own")]


def fixed_choices() -> dict[str, list[str]]:
    """Heading → the words of a column whose cells hold one choice of ours."""
    lists = {key: list(words.values()) for (rows, key), words in CODES.items() if not rows and key not in LISTS}
    flags = {column.key: [N_("ja"), N_("nej")] for column in COLUMNS if column.key in FLAGS and not column.field}
    return {HEADINGS[key]: words for key, words in (lists | flags).items()}


def day_headings() -> frozenset[str]:
    """The headings of columns that hold a day."""
    return frozenset(column.heading for column in COLUMNS if column.key in DATES)


def _how(key: str) -> str:
    if key in _HOW:
        labels = ", ".join(f"{LABELS[key][name]}:" for name in _LABELLED.get(key, ()))
        return _HOW[key] % {"labels": labels} if labels else _HOW[key]
    if ("", key) in CODES:
        return N_("Ord fra listen, ét på hver linje.") if key in LISTS else N_("Ét ord fra listen.")
    if key in DATES:
        return N_("En dato: 31-12-2027.")
    return N_("ja eller nej.") if key in FLAGS else N_("Tekst.")


def _words(key: str) -> list[str]:
    """The choices of a column, those of its parts one list after the other."""
    if ("", key) in CODES:
        return list(CODES["", key].values())
    if ("purposes", key) in CODES:
        return list(CODES["purposes", key].values())
    found = [word for (rows, _name), words in CODES.items() if rows == key for word in words.values()]
    if key in ("disclosures", "transfers"):
        found += COUNTRIES.values()
    if key == "retention":
        found += [*RETENTION_PERIODS.values(), *RETENTION_STARTS.values()]
    return list(dict.fromkeys(found)) if key != "purposes" else []
