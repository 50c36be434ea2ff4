"""The sentences of the reminders that a municipality may replace, and what it may write in them. Pure.

A word in braces, {opgave}, is a placeholder: the program puts the value there. Which ones a text may have is said
here; whoever fills the text gives them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.core.text import N_

MOST_SUBJECT = 200
"""Characters of a subject as it is written; filled in it may be longer."""
MOST_TEXT = 2_000
MOST_SAMPLES = 5
"""So many sample mails a person gets within an hour."""

Group = Literal["subject", "intro", "end"]
GROUPS: Mapping[Group, str] = {
    "subject": N_("Emner"),
    "intro": N_("Indledninger"),
    "end": N_("Svar og afslutning"),
}
ONE_OF: Mapping[Group, str] = {"subject": N_("Emne"), "intro": N_("Indledning"), "end": ""}
"""What one text of a group is called, before its label."""
MAILS: Mapping[str, str] = {
    "one": N_("Én opgave"),
    "overdue": N_("En opgave over fristen"),
    "new": N_("En ny opgave"),
    "many": N_("Flere opgaver"),
    "escalation": N_("Til lederen om en opgave over fristen"),
}
"""The mails that can be looked at whole and sent as a sample."""


@dataclass(frozen=True)
class Placeholder:
    """What stands where its name is written in braces, and how that may look."""

    meaning: str
    sample: str


PLACEHOLDERS: Mapping[str, Placeholder] = {
    "opgave": Placeholder(N_("opgavens navn"), N_("Slettekontrol i fagsystemer")),
    "sted": Placeholder(N_("forvaltningen eller enheden"), N_("Social")),
    "dag": Placeholder(N_("fristen kort"), N_("31. marts")),
    "dato": Placeholder(N_("fristen med ugedag og år"), N_("onsdag den 31. marts 2027")),
    "overskredet": Placeholder(N_("hvor længe fristen er overskredet"), N_("7 dage over fristen")),
    "hvem": Placeholder(N_("navnet på den, der har opgaven"), N_("Bent Birk")),
    "antal": Placeholder(N_("antallet af opgaver"), "3"),
    "antal_over": Placeholder(N_("antallet af opgaver over fristen"), "1"),
}


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One text: where it is used, our own words, and the placeholders it may and must have.

    `slug` is its name in addresses. `mail` is the one of MAILS in which it can be seen; "" for none of them.
    """

    slug: str
    group: Group
    label: str
    where: str
    default: str
    placeholders: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    mail: str = ""

    @property
    def is_one_line(self) -> bool:
        """A subject is one line; the others are one or several."""
        return self.group == "subject"

    @property
    def most(self) -> int:
        """The most characters it may have."""
        return MOST_SUBJECT if self.is_one_line else MOST_TEXT


TEXTS: Mapping[str, Wording] = {
    "subject_one": Wording(
        slug="emne-en-opgave", group="subject", mail="one",
        label=N_("Én opgave"),
        where=N_("Emnet, når mailen handler om én opgave, og fristen ikke er gået."),
        default=N_("Husk senest {dag}: {opgave}"),
        placeholders=("opgave", "dag", "sted"), required=("opgave",),
    ),
    "subject_one_overdue": Wording(
        slug="emne-over-fristen", group="subject", mail="overdue",
        label=N_("Én opgave over fristen"),
        where=N_("Emnet, når mailen handler om én opgave, og fristen er gået."),
        default=N_("{overskredet}: {opgave}"),
        placeholders=("opgave", "overskredet", "dag", "sted"), required=("opgave",),
    ),
    "subject_one_new": Wording(
        slug="emne-ny-opgave", group="subject", mail="new",
        label=N_("En ny opgave"),
        where=N_("Emnet, når modtageren lige har fået opgaven."),
        default=N_("Ny opgave til dig, senest {dag}: {opgave}"),
        placeholders=("opgave", "dag", "sted"), required=("opgave",),
    ),
    "subject_many": Wording(
        slug="emne-flere-opgaver", group="subject",
        label=N_("Flere opgaver"),
        where=N_("Emnet, når mailen samler flere opgaver, og ingen af dem er over fristen."),
        default=N_("{antal} opgaver venter på dig, den første senest {dag}"),
        placeholders=("antal", "dag"), required=("antal",),
    ),
    "subject_many_overdue": Wording(
        slug="emne-flere-over-fristen", group="subject", mail="many",
        label=N_("Flere opgaver, nogle over fristen"),
        where=N_("Emnet, når mailen samler flere opgaver, og mindst én af dem er over fristen."),
        default=N_("{antal} opgaver venter på dig, {antal_over} over fristen"),
        placeholders=("antal", "antal_over"), required=("antal",),
    ),
    "subject_escalation": Wording(
        slug="emne-leder", group="subject", mail="escalation",
        label=N_("Til lederen: én opgave"),
        where=N_("Emnet, når en leder eller direktør hører om én opgave over fristen."),
        default=N_("Over fristen hos {hvem}: {opgave}"),
        placeholders=("opgave", "hvem", "sted", "overskredet"), required=("opgave",),
    ),
    "subject_escalation_many": Wording(
        slug="emne-leder-flere", group="subject",
        label=N_("Til lederen: flere opgaver"),
        where=N_("Emnet, når en leder eller direktør hører om flere opgaver over fristen."),
        default=N_("{antal} opgaver er over fristen i {sted}"),
        placeholders=("antal", "sted"), required=("antal",),
    ),
    "subject_approve": Wording(
        slug="emne-godkend", group="subject",
        label=N_("Til godkendelse: én opgave"),
        where=N_("Emnet, når én opgave venter på modtagerens godkendelse."),
        default=N_("Til godkendelse: {opgave}"),
        placeholders=("opgave", "hvem", "sted"), required=("opgave",),
    ),
    "subject_approve_many": Wording(
        slug="emne-godkend-flere", group="subject",
        label=N_("Til godkendelse: flere opgaver"),
        where=N_("Emnet, når flere opgaver venter på modtagerens godkendelse."),
        default=N_("{antal} opgaver venter på din godkendelse"),
        placeholders=("antal",), required=("antal",),
    ),
    "intro_one": Wording(
        slug="indledning-en-opgave", group="intro", mail="one",
        label=N_("Én opgave"),
        where=N_("De første ord, når mailen handler om én opgave, og fristen ikke er gået."),
        default=N_("Du bedes udføre denne opgave for {sted} senest {dato}."),
        placeholders=("opgave", "sted", "dato"), required=("dato",),
    ),
    "intro_one_today": Wording(
        slug="indledning-i-dag", group="intro",
        label=N_("Én opgave med frist i dag"),
        where=N_("De første ord på den dag, fristen er."),
        default=N_("Du bedes udføre denne opgave for {sted} i dag, {dato}."),
        placeholders=("opgave", "sted", "dato"),
    ),
    "intro_one_overdue": Wording(
        slug="indledning-over-fristen", group="intro", mail="overdue",
        label=N_("Én opgave over fristen"),
        where=N_("De første ord, når mailen handler om én opgave, og fristen er gået."),
        default=N_(
            "Denne opgave for {sted} skulle have været udført {dato}. Den er nu {overskredet}. "
            "Udfør den, eller aftal en ny frist."
        ),
        placeholders=("opgave", "sted", "dato", "overskredet"), required=("dato",),
    ),
    "intro_many": Wording(
        slug="indledning-flere-opgaver", group="intro", mail="many",
        label=N_("Flere opgaver"),
        where=N_("De første ord, når mailen samler flere opgaver."),
        default=N_("Her er de {antal} opgaver, der venter på dig."),
        placeholders=("antal",),
    ),
    "intro_approve": Wording(
        slug="indledning-godkend", group="intro",
        label=N_("Til godkendelse"),
        where=N_("De første ord, når en opgave venter på modtagerens godkendelse."),
        default=N_("{hvem} venter på, at du godkender en opgave i {sted}."),
        placeholders=("opgave", "hvem", "sted"),
    ),
    "intro_escalation_leader": Wording(
        slug="indledning-leder", group="intro", mail="escalation",
        label=N_("Til lederen"),
        where=N_("De første ord til lederen om en opgave over fristen."),
        default=N_(
            "{hvem} har en opgave i {sted}, som skulle have været udført {dato}. Den er nu {overskredet}. "
            "Tal med {hvem} om, hvad der skal til, eller aftal en ny frist."
        ),
        placeholders=("opgave", "hvem", "sted", "dato", "overskredet"),
    ),
    "intro_escalation_above": Wording(
        slug="indledning-leders-leder", group="intro",
        label=N_("Til lederens leder"),
        where=N_("De første ord, når lederen har fået besked, og opgaven stadig ikke er udført."),
        default=N_(
            "{hvem} har en opgave i {sted}, som er {overskredet}. Der er sendt besked til ledelsen før, men opgaven er "
            "ikke udført. Sørg for, at der bliver talt om, hvordan den bliver det."
        ),
        placeholders=("opgave", "hvem", "sted", "dato", "overskredet"),
    ),
    "intro_escalation_director": Wording(
        slug="indledning-direktoer", group="intro",
        label=N_("Til direktøren"),
        where=N_("De første ord til direktøren, når opgaven også står som rød i statusrapporten."),
        default=N_(
            "{hvem} har en opgave i {sted}, som er {overskredet}. Der er sendt besked før, men opgaven er ikke "
            "udført. Den står som rød i statusrapporten. Sørg for, at den bliver udført, eller at der bliver "
            "aftalt en ny frist."
        ),
        placeholders=("opgave", "hvem", "sted", "dato", "overskredet"),
    ),
    "intro_escalation_draft": Wording(
        slug="indledning-udkast", group="intro",
        label=N_("Til informationssikkerhedskoordinatoren"),
        where=N_("De første ord, når der er lavet et udkast til et punkt til styregruppen."),
        default=N_(
            "{hvem} har en opgave i {sted}, som er {overskredet}. Der er sendt besked før, men opgaven er ikke udført. "
            "Nu er der lavet et udkast til et punkt til styregruppen. Se det igennem, før det kommer på dagsordenen."
        ),
        placeholders=("opgave", "hvem", "sted", "dato", "overskredet"),
    ),
    "answer_hint": Wording(
        slug="saadan-svarer-man", group="end", mail="one",
        label=N_("Sådan svarer man"),
        where=N_("Efter opgaven, når man kan svare uden at logge ind."),
        default=N_("Når opgaven er udført, så åbn linket, og svar. Du behøver ikke logge ind."),
    ),
    "answer_hint_sign_in": Wording(
        slug="saadan-svarer-man-med-login", group="end",
        label=N_("Sådan svarer man, når man skal logge ind"),
        where=N_("Efter opgaven, når man skal logge ind for at svare."),
        default=N_("Når opgaven er udført, så åbn linket, log ind, og svar."),
    ),
    "own_note": Wording(
        slug="jeres-egen-besked", group="end", mail="one",
        label=N_("Jeres egen besked"),
        where=N_("I alle påmindelser, lige før afslutningen. Fx «Spørg i Teams-kanalen GDPR»."),
        default="",
    ),
    "closing": Wording(
        slug="afslutning", group="end", mail="one",
        label=N_("Afslutning"),
        where=N_("Nederst i alle påmindelser."),
        default=N_("Mailen er sendt automatisk og kan ikke besvares."),
    ),
}  # fmt: skip
CODE_OF: Mapping[str, str] = {wording.slug: code for code, wording in TEXTS.items()}
