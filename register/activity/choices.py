"""Code lists of a processing activity: the code that is stored and the Danish word that is shown (domain.md §2.3).

Pure. A code never changes meaning; a new one is added. The words go through gettext where they are shown.
"""

from collections.abc import Mapping

from app.core.text import N_

ART6: Mapping[str, str] = {
    "a": N_("a) Samtykke"),
    "b": N_("b) Kontrakt"),
    "c": N_("c) Retlig forpligtelse"),
    "d": N_("d) Vitale interesser"),
    "e": N_("e) Samfundets interesse eller myndighedsudøvelse"),
    "f": N_("f) Legitim interesse (ikke for myndighedsopgaver)"),
}

ART9: Mapping[str, str] = {
    "a": N_("a) Udtrykkeligt samtykke"),
    "b": N_("b) Arbejds-, sundheds- og socialretlige forpligtelser"),
    "c": N_("c) Vitale interesser"),
    "d": N_("d) Foreninger og organer uden gevinst for øje"),
    "e": N_("e) Oplysninger, den registrerede selv har offentliggjort"),
    "f": N_("f) Retskrav"),
    "g": N_("g) Væsentlige samfundsinteresser"),
    "h": N_("h) Sundhed og sociale ydelser"),
    "i": N_("i) Folkesundhed"),
    "j": N_("j) Arkiv, forskning og statistik"),
}

DBL: Mapping[str, str] = {
    "6": N_("§ 6 Almindelige oplysninger"),
    "7.1": N_("§ 7, stk. 1"),
    "7.2": N_("§ 7, stk. 2"),
    "7.3": N_("§ 7, stk. 3"),
    "7.4": N_("§ 7, stk. 4"),
    "8": N_("§ 8 Strafbare forhold"),
    "8.1": N_("§ 8, stk. 1 Behandling af strafbare forhold"),
    "8.2": N_("§ 8, stk. 2 Videregivelse af strafbare forhold"),
    "9": N_("§ 9 Retsinformationssystemer"),
    "10": N_("§ 10 Statistik og videnskab"),
    "11": N_("§ 11 CPR-nummer"),
    "11.1": N_("§ 11, stk. 1 Offentlige myndigheders brug af CPR-nummer"),
    "12": N_("§ 12 Ansættelsesforhold"),
    "13": N_("§ 13 Markedsføring"),
    "14": N_("§ 14 Arkiv"),
}

SUBJECTS: Mapping[str, str] = {
    "adults": N_("Borgere over 18"),
    "vulnerable_adults": N_("Sårbare over 18"),
    "children": N_("Børn"),
    "vulnerable_children": N_("Sårbare børn"),
    "relatives": N_("Pårørende og værger"),
    "pupils": N_("Elever"),
    "employees": N_("Ansatte"),
    "applicants": N_("Ansøgere"),
    "trainees": N_("Praktikanter"),
    "volunteers": N_("Frivillige"),
    "council_members": N_("Byråds- og udvalgsmedlemmer"),
    "suppliers": N_("Leverandører og samarbejdspartnere"),
    "voters": N_("Vælgere og tilforordnede"),
    "web_visitors": N_("Besøgende på hjemmesiden"),
}

DATA_CATEGORIES: Mapping[str, str] = {
    "ordinary": N_("Almindelige oplysninger"),
    "confidential": N_("Almindelige, fortrolige oplysninger"),
    "cpr": N_("CPR-nummer"),
    "criminal": N_("Strafbare forhold"),
    "race": N_("Følsomme: race eller etnisk oprindelse"),
    "politics": N_("Følsomme: politisk overbevisning"),
    "belief": N_("Følsomme: religion eller filosofi"),
    "union": N_("Følsomme: fagforening"),
    "genetic": N_("Følsomme: genetiske data"),
    "biometric": N_("Følsomme: biometri til identifikation"),
    "health": N_("Følsomme: helbred"),
    "sexuality": N_("Følsomme: seksuelle forhold eller orientering"),
    "none": N_("Ingen personoplysninger"),
}

SENSITIVE = frozenset({"race", "politics", "belief", "union", "genetic", "biometric", "health", "sexuality"})
"""Data categories that are special under Art. 9(1)."""

CITIZENS = frozenset({
    "adults", "vulnerable_adults", "children", "vulnerable_children", "relatives", "pupils", "voters", "web_visitors",
})  # fmt: skip
"""Data subjects who meet the municipality as an authority, not as their employer or business partner."""

RECIPIENTS: Mapping[str, str] = {
    "authorities": N_("Offentlige myndigheder"),
    "citizen": N_("Borgeren selv"),
    "relatives": N_("Pårørende"),
    "health": N_("Sundhedsaktører"),
    "lawyers": N_("Advokater"),
    "banks": N_("Banker"),
    "insurers": N_("Forsikringsselskaber"),
    "associations": N_("Foreninger"),
    "companies": N_("Virksomheder"),
    "advisers": N_("Rådgivere"),
    "processors": N_("Databehandlere"),
    "public": N_("Offentligheden"),
}

TRANSFER_BASES: Mapping[str, str] = {
    "45": N_("Tilstrækkeligt beskyttelsesniveau (art. 45)"),
    "45_dpf": N_("EU-US DPF, leverandøren er certificeret (art. 45)"),
    "46_2_c": N_("Standardkontrakt, SCC (art. 46, stk. 2, litra c)"),
    "46_2_a": N_("Bindende instrument mellem myndigheder (art. 46, stk. 2, litra a)"),
    "47": N_("Bindende virksomhedsregler, BCR (art. 47)"),
    "46_3": N_("Kontrakt eller ordning med tilladelse (art. 46, stk. 3)"),
    "49_1_a": N_("Undtagelse: udtrykkeligt samtykke (art. 49, stk. 1, litra a)"),
    "49_1_b": N_("Undtagelse: kontrakt med den registrerede (art. 49, stk. 1, litra b)"),
    "49_1_c": N_("Undtagelse: kontrakt i den registreredes interesse (art. 49, stk. 1, litra c)"),
    "49_1_d": N_("Undtagelse: vigtige samfundsinteresser (art. 49, stk. 1, litra d)"),
    "49_1_e": N_("Undtagelse: retskrav (art. 49, stk. 1, litra e)"),
    "49_1_f": N_("Undtagelse: vitale interesser (art. 49, stk. 1, litra f)"),
    "49_1_g": N_("Undtagelse: offentligt register (art. 49, stk. 1, litra g)"),
    "49_1_2": N_("Undtagelse: art. 49, stk. 1, andet afsnit"),
}

ART22: Mapping[str, str] = {
    "a": N_("a) Nødvendig for en kontrakt med den registrerede"),
    "b": N_("b) Hjemlet i lov, med passende garantier"),
    "c": N_("c) Udtrykkeligt samtykke"),
}
"""The exceptions of Art. 22(2)."""

RECORD_TYPES: Mapping[str, str] = {
    "controller": N_("Kommunen er dataansvarlig (art. 30, stk. 1)"),
    "processor": N_("Kommunen er databehandler (art. 30, stk. 2)"),
}

YES_NO: Mapping[str, str] = {"yes": N_("Ja"), "no": N_("Nej")}
YES_NO_UNKNOWN: Mapping[str, str] = {"yes": N_("Ja"), "no": N_("Nej"), "unknown": N_("Ved ikke")}
AI_USED: Mapping[str, str] = {"yes": N_("Ja"), "no": N_("Nej"), "unclear": N_("Uafklaret")}
INFO_DUTY: Mapping[str, str] = {
    "yes": N_("Ja"),
    "no": N_("Nej"),
    "unknown": N_("Ved ikke"),
    "exempt": N_("Undtaget ved lov"),
}
"""Whether data subjects are told what Art. 13 and 14 demand."""

AI_CLASSES: Mapping[str, str] = {
    "prohibited": N_("Forbudt"),
    "high": N_("Høj risiko"),
    "limited": N_("Begrænset risiko"),
    "minimal": N_("Minimal risiko"),
}

SUBJECT_COUNTS: Mapping[str, str] = {
    "10": N_("1-10"),
    "100": N_("10-100"),
    "1000": N_("100-1.000"),
    "10000": N_("1.000-10.000"),
    "more": N_("Flere end 10.000"),
    "all": N_("Alle borgere"),
}
ACCESS_COUNTS: Mapping[str, str] = {
    "10": N_("1-10"),
    "100": N_("10-100"),
    "1000": N_("100-1.000"),
    "more": N_("Flere end 1.000"),
}

DATA_SOURCES: Mapping[str, str] = {
    "subject": N_("Den registrerede selv"),
    "authorities": N_("Andre myndigheder"),
    "registers": N_("Registre (CPR, BBR m.fl.)"),
    "others": N_("Tredjemand"),
}

ACCESS_GROUPS: Mapping[str, str] = {
    "employees": N_("Medarbejdere"),
    "managers": N_("Ledere"),
    "external": N_("Eksterne"),
    "self_governing": N_("Selvejende institutioner"),
    "joint": N_("Kommunale fællesskaber"),
    "citizens": N_("Borgere"),
    "pupils": N_("Elever"),
    "others": N_("Andre"),
}

AUTOMATED: Mapping[str, str] = {
    "none": N_("Nej"),
    "profiling": N_("Profilering uden automatisk afgørelse"),
    "decision": N_("Automatisk afgørelse (art. 22)"),
}

ARCHIVE_RULES: Mapping[str, str] = {
    "unclear": N_("Uafklaret"),
    "kept": N_("Bevares"),
    "discarded": N_("Kasseres"),
    "data_kept": N_("Bevar data, kassér dokumenter"),
}

DPIA_SCREENING: Mapping[str, str] = {
    "no": N_("Nej, ikke nødvendig"),
    "yes": N_("Ja, skal gennemføres"),
    "done": N_("Ja, er gennemført"),
}
"""The outcome of the screening (Art. 35(1)); empty: not screened yet."""

CRITICALITY: Mapping[str, str] = {"critical": N_("Kritisk"), "not_critical": N_("Ikke kritisk")}

RETENTION_PERIODS: Mapping[str, str] = {
    "P30D": N_("30 dage"),
    "P100D": N_("100 dage"),
    "P6M": N_("6 måneder"),
    "P1Y": N_("1 år"),
    "P2Y": N_("2 år"),
    "P3Y": N_("3 år"),
    "P5Y": N_("5 år"),
    "P6Y": N_("6 år"),
    "P9Y": N_("9 år"),
    "P10Y": N_("10 år"),
    "P30Y": N_("30 år"),
    "unlimited": N_("Tidsubegrænset"),
    "undecided": N_("Der er ikke taget stilling"),
}

RETENTION_STARTS: Mapping[str, str] = {
    "case_closed": N_("sagens afslutning"),
    "employment_ended": N_("fratræden"),
    "deregistered": N_("udmeldelse"),
    "received": N_("modtagelse"),
    "expired": N_("aftalens udløb"),
}

STATUSES: Mapping[str, str] = {
    "draft": N_("Kladde"),
    "in_hearing": N_("I høring"),
    "ready": N_("Klar til godkendelse"),
    "approved": N_("Godkendt"),
    "under_revision": N_("Under revision"),
    "retired": N_("Udgået"),
}
"""The life of a record; issue by issue more of its steps are walked, the words stay."""
