"""Places where each rule is broken, built from a record in which nothing is missing."""

from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from register.activity.content import (
    ActivityContent,
    DataLine,
    Disclosure,
    JointController,
    Purpose,
    Retention,
    ServedController,
    Transfer,
)
from register.activity.rules import Context, RecipientFacts, RiskFacts, SystemFacts
from tests.register.activity.rules.world import FACTS, KNOWN, TODAY, around, record, served

IMPORTED = replace(KNOWN, is_imported_unedited=True)
AIM = "At afgøre ansøgninger om hjælpemidler"


def aim(**changes: object) -> ActivityContent:
    """The filled record with one purpose of these bases."""
    return record(purposes=(Purpose(**{"text": AIM, "art6": ("d",), "art9": ("f",), **changes}),))  # type: ignore[arg-type]


def lines(*categories: str, **changes: object) -> ActivityContent:
    """The filled record with a line of each of these categories, all of them disclosed to one authority."""
    held = tuple(
        DataLine(key=str(n), subject="adults", category=c, text="x") for n, c in enumerate(categories, start=1)
    )
    basis = {
        "disclosures": (Disclosure(category="authorities", lines=("*",)),),
        "transfers": (),
        "subjects": ("adults",),
    }
    return record(data_lines=held, **(basis | changes))


def to(country: str = "US", **changes: object) -> ActivityContent:
    """The filled record with one transfer."""
    held: dict[str, object] = {"country": country, "basis": "45", "lines": ("1",)}
    return record(transfers=(Transfer(**(held | changes)),), processors=("DRIFT",))  # type: ignore[arg-type]


class Case(NamedTuple):
    """One place where a rule is broken. `field` and `says` are what the finding must say."""

    rule: str
    content: ActivityContent
    field: str
    says: str
    severity: str = "error"
    context: Context = KNOWN


DRIFT = FACTS.processors["DRIFT"]
RED = RiskFacts(colour="red", assessed_on=date(2027, 2, 1), next_on=date(2028, 2, 1))

FIRES = [
    Case(
        "R01", record(), "municipality",
        "Dataansvarliges navn og kontaktoplysninger mangler (art. 30, stk. 1, litra a).",
        context=replace(KNOWN, controller_is_known=False),
    ),
    Case(
        "R02", record(), "municipality", "Kontaktoplysninger på databeskyttelsesrådgiveren mangler.",
        context=replace(KNOWN, dpo_is_known=False),
    ),
    Case("R03", record(purposes=()), "purposes", "Angiv mindst ét formål med behandlingen (litra b)."),
    Case("R03", aim(text="  "), "purposes", "Angiv mindst ét formål med behandlingen (litra b)."),
    Case(
        "R04", aim(text="x" * 19), "purposes",
        "Formålet er for upræcist. Beskriv, hvad oplysningerne bruges til.", "warning",
    ),
    Case(
        "R04", record(title="Hjælpemidler til voksne borgere", purposes=(Purpose(
            text="hjælpemidler til Voksne borgere", art6=("d",), art9=("f",)),)),
        "purposes", "Formålet er for upræcist. Beskriv, hvad oplysningerne bruges til.", "warning",
    ),
    Case("R05", record(subjects=()), "subjects", "Angiv mindst én kategori af registrerede (litra c)."),
    Case("R06", record(data_lines=()), "data_lines", "Angiv, hvilke personoplysninger der behandles."),
    Case(
        "R06", record(data_lines=(DataLine(key="1", subject="adults"),)), "data_lines",
        "Angiv, hvilke personoplysninger der behandles.",
    ),
    Case(
        "R07", record(subjects=("adults", "relatives", "children")), "data_lines",
        'Der mangler kobling mellem "Børn" og personoplysninger.',
    ),
    Case(
        "R07", record(subjects=("adults", "relatives", "children")), "data_lines",
        'Der mangler kobling mellem "Børn" og personoplysninger.', "warning", IMPORTED,
    ),
    Case(
        "R08", lines("none", "ordinary"), "data_lines",
        '"Ingen personoplysninger" kan ikke kombineres med andre kategorier.',
    ),
    Case(
        "R09", record(disclosures=(), not_disclosed=False, transfers=()), "disclosures",
        "Angiv modtagere eller markér, at oplysninger ikke videregives (litra d).",
    ),
    Case(
        "R10", record(disclosures=(Disclosure(name="Skattestyrelsen"),)), "disclosures",
        'Angiv, hvilke oplysninger om hvilke registrerede modtageren "Skattestyrelsen" får.',
    ),
    Case(
        "R10", record(disclosures=(Disclosure(recipient="HJAELP", lines=("9",)),)), "disclosures",
        'Angiv, hvilke oplysninger om hvilke registrerede modtageren "Hjælpemiddelhuset" får.',
    ),
    Case(
        "R10", record(disclosures=(Disclosure(category="banks"),)), "disclosures",
        'Angiv, hvilke oplysninger om hvilke registrerede modtageren "Banker" får.', "warning", IMPORTED,
    ),
    Case("R11", aim(art6=()), "purposes", "Angiv behandlingsgrundlag efter art. 6, stk. 1."),
    Case("R11", record(purposes=()), "purposes", "Angiv behandlingsgrundlag efter art. 6, stk. 1."),
    Case(
        "R12", aim(art6=("c",)), "purposes",
        "Art. 6, stk. 1, litra c kræver henvisning til den lovgivning, der pålægger opgaven (art. 6, stk. 3).",
    ),
    Case(
        "R12", aim(art6=("e", "c")), "purposes",
        "Art. 6, stk. 1, litra c og e kræver henvisning til den lovgivning, der pålægger opgaven (art. 6, stk. 3).",
    ),
    Case(
        "R13", aim(art6=("f",)), "purposes",
        "Legitim interesse kan ikke bruges ved myndighedsopgaver (art. 6, stk. 1, andet afsnit).",
    ),
    Case(
        "R14", aim(art6=("a",)), "purposes",
        "Samtykke er sjældent egnet, når kommunen er myndighed. Begrund valget.", "warning",
    ),
    Case(
        "R15", replace(aim(art6=("b", "a")), consent_procedure=""), "consent_procedure",
        "Beskriv, hvordan samtykke indhentes, dokumenteres og trækkes tilbage (art. 7).",
    ),
    Case(
        "R15", replace(aim(art9=("a",)), consent_procedure=" "), "consent_procedure",
        "Beskriv, hvordan samtykke indhentes, dokumenteres og trækkes tilbage (art. 7).",
    ),
    Case("R16", aim(art9=()), "purposes", "Følsomme oplysninger kræver en undtagelse i art. 9, stk. 2."),
    *(
        Case(
            "R17", aim(art9=(letter,), dbl=dbl), "purposes",
            f"Art. 9, stk. 2, litra {letter} kræver hjemmel i national ret. Angiv lov og paragraf.",
        )
        for letter, dbl in (
            ("b", ("7.1", "7.3", "7.4")), ("g", ("7.2", "7.3")), ("h", ("7.1", "7.4")), ("i", ("7.2", "7.3", "7.4")),
            ("j", ("7.4",)),
        )
    ),
    Case(
        "R18", lines("ordinary"), "purposes",
        "Art. 9-grundlag er valgt, men der er ingen følsomme oplysninger.", "warning",
    ),
    Case(
        "R19", lines("criminal"), "purposes",
        "Oplysninger om strafbare forhold kræver hjemmel i databeskyttelseslovens § 8, jf. art. 10.",
    ),
    Case(
        "R20", lines("criminal", purposes=(Purpose(text=AIM, dbl=("8.1",)),)), "disclosures",
        "Videregivelse af strafbare forhold kræver grundlag i § 8, stk. 2.",
    ),
    Case(
        "R21", replace(aim(dbl=("11", "7.4")), data_lines=(DataLine(key="1", category="cpr"),)), "purposes",
        "CPR-nummer kræver hjemmel i databeskyttelseslovens § 11, stk. 1 (entydig identifikation eller journalnummer).",
    ),
    Case(
        "R22", lines("cpr", disclosures=(Disclosure(category="public", lines=("1",)),)), "disclosures",
        "CPR-nummer må ikke offentliggøres.",
    ),
    Case(
        "R22", lines("cpr", disclosures=(Disclosure(recipient="WEB", lines=("*",)),)), "disclosures",
        "CPR-nummer må ikke offentliggøres.",
        context=around(recipients={"WEB": RecipientFacts(name="Hjemmesiden", category="public")}),
    ),
    Case(
        "R23", aim(dbl=("10",)), "purposes", "§ 10 kan kun være grundlag for formål, der er statistik eller videnskab.",
    ),
    Case(
        "R23", aim(dbl=("10",)), "purposes", "§ 10 kan kun være grundlag for formål, der er statistik eller videnskab.",
        "warning", IMPORTED,
    ),
    Case(
        "R24", record(transfers=(Transfer(country="IN", basis="45"),)), "transfers",
        "Angiv tredjelandet og de overførte oplysninger (litra e). («USA»)",
    ),
    Case(
        "R24", record(disclosures=(Disclosure(name="Færøsk skole", country="FO", lines=("1",)),)), "transfers",
        "Angiv tredjelandet og de overførte oplysninger (litra e). («Færøerne»)",
    ),
    Case(
        "R24", record(transfers=(), disclosures=()), "transfers",
        "Angiv tredjelandet og de overførte oplysninger (litra e). («Indien»)",
        context=around(processors={"DRIFT": replace(DRIFT, country="IN", sub_countries=frozenset())}),
    ),
    Case(
        "R24", served(transfers=(), disclosures=()), "transfers",
        "Angiv tredjelandet og de overførte oplysninger (litra e). («USA»)",
    ),
    Case("R25", to(basis=""), "transfers", "Overførsel til USA kræver grundlag i kapitel V (art. 45–49)."),
    Case(
        "R26", to(basis="46_2_c", document="Sag 1"), "transfers",
        "Vedlæg SCC/instrument og vurdering af overførslen (TIA).",
    ),
    Case(
        "R26", to(basis="47", assessment="Sag 2"), "transfers",
        "Vedlæg SCC/instrument og vurdering af overførslen (TIA).",
    ),
    Case(
        "R27", to(basis="45_dpf", processor="DRIFT"), "transfers", "Kontrollér leverandørens DPF-certificering.",
        context=around(processors={"DRIFT": replace(DRIFT, dpf_checked_on=date(2026, 2, 28))}),
    ),
    Case(
        "R27", to(basis="45_dpf"), "transfers", "Kontrollér leverandørens DPF-certificering.",
        context=around(processors={"DRIFT": replace(DRIFT, sub_countries=frozenset())}),
    ),
    *(
        Case(
            "R28", to(basis=basis, document="Sag 1"), "transfers",
            "Undtagelsen kan ikke bruges af myndigheder som led i myndighedsudøvelse (art. 49, stk. 3).",
        )
        for basis in ("49_1_a", "49_1_b", "49_1_c", "49_1_2")
    ),
    Case(
        "R29", replace(to(basis="49_1_2"), authority_task="no"), "transfers",
        "Dokumentation for passende garantier mangler (art. 30, stk. 1, litra e).",
    ),
    Case(
        "R30", record(retention=(), retention_reason=""), "retention",
        "Angiv slettefrist pr. kategori eller begrund, hvorfor det ikke er muligt (litra f).",
    ),
    Case(
        "R30", record(retention=(Retention(category="health", start_event="received"),), retention_reason=" "),
        "retention", "Angiv slettefrist pr. kategori eller begrund, hvorfor det ikke er muligt (litra f).",
    ),
    Case(
        "R31", record(retention=(Retention(period="P10Y"),), retention_reason=""), "retention",
        "Slettefristen afviger fra KLE-anbefalingen (P1825D). Begrund.", "warning",
    ),
    Case(
        "R32", record(retention=(Retention(period="unlimited", note="Arkivet"),)), "retention",
        "Der er ikke taget stilling til sletning.", "warning",
    ),
    Case(
        "R32", record(retention=(Retention(period="undecided"),)), "retention",
        "Der er ikke taget stilling til sletning.", "warning",
    ),
    Case(
        "R33", record(security_measures=(), measures="", measures_reason="\n"), "measures",
        "Beskriv sikkerhedsforanstaltninger overordnet (litra g).",
    ),
    Case(
        "R33", served(security_measures=(), measures="", measures_reason=""), "measures",
        "Beskriv sikkerhedsforanstaltninger overordnet (litra g).",
    ),
    Case(
        "R34", record(), "processors", "Databehandleraftale mangler for Driftsleverandøren (art. 28, stk. 3).",
        context=around(processors={"DRIFT": replace(DRIFT, has_agreement=False)}),
    ),
    Case(
        "R35", record(), "processors", "Der er ikke planlagt tilsyn med Driftsleverandøren.", "warning",
        around(processors={"DRIFT": replace(DRIFT, has_supervision=False)}),
    ),
    Case(
        "R36", record(joint_controllers=(JointController(name="Nabokommunen"),)), "joint_controllers",
        "Ordning om fælles dataansvar mangler (art. 26).",
    ),
    Case(
        "R37", record(info_duty="no"), "info_duty", "Oplysningspligten er ikke dokumenteret (art. 13/14).", "warning",
    ),
    Case(
        "R37", record(info_duty="unknown"), "info_duty", "Oplysningspligten er ikke dokumenteret (art. 13/14).",
        "warning",
    ),
    Case(
        "R37", record(data_sources=("subject", "registers"), info_ref=""), "info_duty",
        "Oplysningspligten er ikke dokumenteret (art. 13/14).", "warning",
    ),
    Case(
        "R38", record(info_duty="exempt", info_basis=" "), "info_basis",
        "Angiv hjemmel for undtagelse fra oplysningspligten.",
    ),
    Case(
        "R39", record(automated_decision="decision", automated_basis=(), data_lines=(), subjects=()), "automated_basis",
        "Automatiske afgørelser kræver grundlag i art. 22, stk. 2.",
    ),
    Case(
        "R39", record(automated_decision="decision", automated_basis=("b",)), "automated_basis",
        "Automatiske afgørelser kræver grundlag i art. 22, stk. 2.",
    ),
    Case("R40", record(dpia_screening=""), "dpia_screening", "Screening for konsekvensanalyse mangler (art. 35)."),
    Case(
        "R42", record(data_lines=(DataLine(key="1", subject="adults", category="ordinary"),)), "risk",
        "Risikovurdering mangler eller er forældet.", "warning", around(risk=None),
    ),
    *(
        Case("R42", lines(category), "risk", "Risikovurdering mangler eller er forældet.", "error", around(risk=None))
        for category in ("health", "cpr", "criminal")
    ),
    Case(
        "R42", record(), "risk", "Risikovurdering mangler eller er forældet.",
        context=around(risk=RiskFacts(colour="green", assessed_on=date(2026, 1, 1), next_on=TODAY - timedelta(days=1))),
    ),
    *(
        Case(
            "R42", record(), "risk", "Risikovurdering mangler eller er forældet.",
            context=around(risk=RiskFacts(colour=colour, assessed_on=day)),
        )
        for colour, day in (
            ("red", date(2026, 2, 28)), ("orange", date(2026, 2, 28)), ("yellow", date(2025, 2, 28)),
            ("green", date(2024, 2, 28)),
        )
    ),
    Case("R43", record(), "risk", "Rød restrisiko kræver ledelsesbeslutning.", context=around(risk=RED)),
    Case("R44", record(kle_numbers=()), "kle_numbers", "KLE-emnenummer mangler.", "warning"),
    Case(
        "R45", record(systems=("esdh",)), "systems", "Systemet Sagsarkivet har ingen systemejer.", "warning",
        around(systems={"esdh": SystemFacts(name="Sagsarkivet")}),
    ),
    Case("R46", record(owner=""), "owner", "Behandlingsaktiviteten har ingen aktiv ansvarlig."),
    Case(
        "R46", record(), "owner", "Behandlingsaktiviteten har ingen aktiv ansvarlig.",
        context=around(owner_is_active=False),
    ),
    Case(
        "R48", record(last_review_on=date(2026, 2, 28)), "last_review_on",
        "Fortegnelsen er ikke gennemgået inden for 12 måneder.", "warning",
    ),
    Case(
        "R48", record(last_review_on=None), "last_review_on", "Fortegnelsen er ikke gennemgået inden for 12 måneder.",
        "warning",
    ),
    Case("R49", record(ai_used="yes", ai_class=""), "ai_class", "Klassificér AI-anvendelsen."),
    Case("R49", record(ai_used="no", ai_class="prohibited"), "ai_class", "Forbudt AI-praksis må ikke anvendes."),
    Case(
        "R50", served(controllers_served=()), "controllers_served",
        "Angiv dataansvarlig og kategorier af behandling (art. 30, stk. 2).",
    ),
    Case(
        "R50", served(controllers_served=(ServedController(name="Fjordby Forsyning", contact="post@x.example"),)),
        "controllers_served", "Angiv dataansvarlig og kategorier af behandling (art. 30, stk. 2).",
    ),
    Case(
        "R50", served(controllers_served=(ServedController(categories="Drift"),)), "controllers_served",
        "Angiv dataansvarlig og kategorier af behandling (art. 30, stk. 2).",
    ),
    Case(
        "R51", record(dpia_consulted_on=None), "dpia_consulted_on",
        "Restrisikoen er fortsat høj. Datatilsynet skal høres, før behandlingen går i gang (art. 36).",
    ),
]  # fmt: skip
