"""The flat columns of a sheet: their headings, other words for them, and what they fill. Pure."""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.core.text import N_

SOURCE_HEADING = N_("Kilde")
"""The column that names the system a record comes from; with the number it is the key of an import."""


@dataclass(frozen=True)
class Column:
    """A column: its key, the heading we write, other headings people use, the content's field it fills."""

    key: str
    heading: str
    synonyms: tuple[str, ...] = ()
    field: str = ""

    @property
    def fills(self) -> str:
        """The field of ActivityContent."""
        return self.field or self.key


COLUMNS: Sequence[Column] = (
    Column("number", N_("Nummer"), ("nr", "no", "løbenummer", "løbenr")),
    Column("title", N_("Titel"), ("behandlingsaktivitet", "behandling", "navn", "aktivitet", "overskrift", "name")),
    Column("description", N_("Beskrivelse"), ("description", "kort beskrivelse")),
    Column("record_type", N_("Kommunens rolle"), ("dataansvarlig eller databehandler", "vores rolle", "rolle")),
    Column("unit", N_("Enhed"), ("afdeling", "ansvarlig enhed", "ansvarlig afdeling", "center", "forvaltning")),
    Column("owner", N_("Ansvarlig"), ("ansvarlig leder", "dataejer", "leder", "ejer", "ansvarlig mail")),
    Column("authority_task", N_("Myndighedsopgave"), ("myndighedsudøvelse", "er myndighedsopgave")),
    Column(
        "joint_controllers",
        N_("Fælles dataansvarlige"),
        ("fælles dataansvar", "delt dataansvar", "fælles dataansvarlig"),
    ),
    Column(
        "controllers_served",
        N_("Behandles på vegne af"),
        ("dataansvarlige vi behandler for", "på vegne af", "behandles for"),
    ),
    Column("agreement_ref", N_("Aftale som databehandler"), ("aftale med den dataansvarlige", "kommunens aftale")),
    Column("purposes", N_("Formål"), ("formålene med behandlingen", "formål med behandlingen", "purpose")),
    Column("is_statistical", N_("Statistik eller videnskab"), ("statistik",), "purposes"),
    Column("art6", N_("Art. 6"), ("artikel 6", "behandlingsgrundlag", "lovhjemmel art 6", "hjemmel"), "purposes"),
    Column("art9", N_("Art. 9"), ("artikel 9", "lovhjemmel art 9"), "purposes"),
    Column("dbl", N_("Databeskyttelsesloven"), ("dbl", "databeskyttelseslov"), "purposes"),
    Column("laws", N_("Love"), ("lov", "love og bekendtgørelser"), "purposes"),
    Column("special_law", N_("Særlovgivning"), ("lovgivning", "anden lovgivning", "særlov"), "purposes"),
    Column("consent_procedure", N_("Samtykke"), ("sådan gives samtykke", "procedure for samtykke")),
    Column(
        "subjects", N_("Registrerede"), ("kategorier af registrerede", "personkategorier", "registreret", "personer")
    ),
    Column("subject_count", N_("Antal registrerede"), ("antal personer", "antal borgere")),
    Column(
        "data_lines",
        N_("Oplysninger"),
        ("personoplysninger", "kategorier af personoplysninger", "kategorier af oplysninger", "datakategorier"),
    ),
    Column(
        "data_sources", N_("Oplysningerne kommer fra"), ("indsamles fra", "oplysningernes oprindelse", "datakilder")
    ),
    Column("info_duty", N_("Oplysningspligt"), ("oplysningspligten", "opfyldt oplysningspligt")),
    Column("info_basis", N_("Undtagelse fra oplysningspligt"), ("undtaget fra oplysningspligt",)),
    Column("info_ref", N_("Oplysningstekst"), ("privatlivspolitik", "link til oplysningstekst")),
    Column("disclosures", N_("Modtagere"), ("modtager", "kategorier af modtagere", "videregivelse", "videregives til")),
    Column("not_disclosed", N_("Videregives ikke")),
    Column("processors", N_("Databehandlere"), ("databehandler",)),
    Column("transfers", N_("Tredjelande"), ("tredjeland", "overførsel til tredjelande", "tredjelandsoverførsel")),
    Column("retention", N_("Slettefrist"), ("slettefrister", "sletning", "opbevaring", "tidsfrister for sletning")),
    Column("retention_reason", N_("Hvorfor ingen slettefrist")),
    Column("archive_rule", N_("Arkivering"), ("bevaring og kassation", "arkivregel", "bevares eller kasseres")),
    Column("deletion_procedure", N_("Sletterutine"), ("procedure for sletning", "sletteprocedure")),
    Column("deletion_ref", N_("Sletterutinen findes"), ("link til sletterutine",)),
    Column("security_measures", N_("Foranstaltninger i kataloget"), ("foranstaltninger fra kataloget",)),
    Column(
        "measures",
        N_("Sikkerhedsforanstaltninger"),
        ("sikkerhed", "foranstaltninger", "tekniske og organisatoriske sikkerhedsforanstaltninger"),
    ),
    Column("measures_reason", N_("Hvorfor ingen beskrivelse af sikkerhed")),
    Column("access_groups", N_("Adgang har"), ("hvem har adgang", "adgang")),
    Column("access_count", N_("Antal med adgang"), ("antal brugere",)),
    Column("automated_decision", N_("Automatiske afgørelser"), ("automatisk afgørelse", "profilering")),
    Column("automated_basis", N_("Art. 22"), ("artikel 22", "grundlag for automatisk afgørelse")),
    Column("ai_used", N_("Kunstig intelligens"), ("ai", "bruges ai", "brug af ai")),
    Column("ai_class", N_("AI-risikoklasse"), ("ai klasse", "risikoklasse")),
    Column("dpia_screening", N_("Konsekvensanalyse"), ("dpia", "screening for konsekvensanalyse")),
    Column("dpia_reason", N_("Begrundelse for screeningen"), ("begrundelse for dpia",)),
    Column("dpia_ref", N_("Konsekvensanalysen findes"), ("link til konsekvensanalyse", "link til dpia")),
    Column("dpia_approved_on", N_("Konsekvensanalyse godkendt"), ("dpia godkendt",)),
    Column("dpia_high_residual", N_("Høj restrisiko"), ("restrisiko",)),
    Column("dpia_consulted_on", N_("Datatilsynet hørt"), ("høring af datatilsynet", "forudgående høring")),
    Column("criticality", N_("Kritisk"), ("kritikalitet", "samfundskritisk")),
    Column("kle_numbers", N_("KLE"), ("kle numre", "kle nummer", "kle emnenummer", "emnenummer", "kle nr")),
    Column("systems", N_("Systemer"), ("system", "it systemer", "it system", "fagsystem")),
    Column("case_ref", N_("Sag i ESDH"), ("sagsnummer", "sagsnr", "esdh", "journalnummer", "sag")),
    Column("last_review_on", N_("Senest gennemgået"), ("sidst gennemgået", "sidste gennemgang", "revideret")),
    Column("next_review_on", N_("Næste gennemgang"), ("næste revision", "gennemgås næste gang")),
)

HEADINGS: Mapping[str, str] = {column.key: column.heading for column in COLUMNS}
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}


def fields_of(columns: Collection[str]) -> frozenset[str]:
    """The content's fields that these columns say something about; the rest of a record is left as it is."""
    return frozenset(BY_KEY[key].fills for key in columns)


def guess_columns(headings: Sequence[str]) -> dict[str, str]:
    """Column key → heading of the file, as far as the headings tell.

    1. A heading that is one of our words, marks such as "(påkrævet)" aside. 2. One that begins or ends with such a
    word, the longest first. 3. One that is nearly such a word (a slip of the keys). No heading is used twice.
    """
    free = {_plain(heading): heading for heading in reversed(headings)}
    words = [(word, column.key) for column in COLUMNS for word in _words(column)]
    found: dict[str, str] = {}
    for word, key in words:
        if key not in found and word in free:
            found[key] = free.pop(word)
    for word, key in sorted(words, key=lambda pair: -len(pair[0])):
        inside = [plain for plain in free if f" {word} " in f" {plain} " and len(word) > 3]
        if key not in found and inside:
            found[key] = free.pop(inside[0])
    for word, key in words:
        near = difflib.get_close_matches(word, free, n=1, cutoff=0.86) if len(word) > 4 else []
        if key not in found and near:
            found[key] = free.pop(near[0])
    return {column.key: found[column.key] for column in COLUMNS if column.key in found}


def is_known_heading(text: str) -> bool:
    """Whether a text is a heading of ours or another word for one, marks such as "(påkrævet)" aside."""
    return _plain(text) in _KNOWN


def nearest_heading(heading: str) -> str:
    """The heading of ours that is most like it."""
    by_plain = {_plain(ours): ours for ours in (*HEADINGS.values(), SOURCE_HEADING)}
    return by_plain[difflib.get_close_matches(_plain(heading)[:100], by_plain, n=1, cutoff=0.0)[0]]


def _words(column: Column) -> list[str]:
    return [_plain(column.heading), *map(_plain, column.synonyms)]


def _plain(heading: str) -> str:
    """A heading without case, marks, remarks in parentheses and line breaks."""
    bare = re.sub(r"\([^)]*\)", " ", heading)
    return " ".join(re.sub(r"[^\w§]+", " ", bare if bare.strip() else heading).split()).casefold()


_KNOWN = frozenset(word for column in COLUMNS for word in _words(column)) | {_plain(SOURCE_HEADING)}
