"""What the ground floor's kinds, verbs and fields are called in the audit trail. The other rooms bring their own."""

from collections.abc import Mapping

from app.auth.rules import ROLES
from app.core.slots import TrailWords
from app.core.text import N_
from app.organisation.rules import FUNCTIONS

VIA: Mapping[str, str] = {
    "web": N_("Programmets sider"),
    "link": N_("Linket i en mail"),
    "cli": N_("Kommandolinjen"),
    "job": N_("Planlæggeren"),
    "oidc": N_("Kommunens login"),
}

ACCOUNT: Mapping[str, str] = {
    "auth.sign_in": N_("Loggede ind"),
    "auth.sign_out": N_("Loggede ud"),
    "auth.refuse": N_("Blev afvist ved login"),
    "auth.lock": N_("Skal nu vente efter for mange forkerte forsøg"),
    "auth.set_password": N_("Gav ny adgangskode"),
    "auth.link": N_("Koblede kontoen til kommunens login"),
    "auth.end_session": N_("Loggede ud i en anden browser"),
    "auth.end_sessions": N_("Loggede ud alle andre steder"),
    "auth.set_up_second_factor": N_("Slog totrinsbekræftelse til"),
    "auth.replace_second_factor": N_("Flyttede totrinsbekræftelse til en ny telefon"),
    "auth.remove_second_factor": N_("Slog totrinsbekræftelse fra"),
    "auth.reset_second_factor": N_("Nulstillede totrinsbekræftelsen"),
    "auth.make_recovery_codes": N_("Lavede nye nødkoder"),
    "auth.use_recovery_code": N_("Brugte en nødkode"),
    "auth.refuse_code": N_("Skrev en kode, der ikke passede"),
}
PERSON: Mapping[str, str] = {
    "person.create": N_("Oprettede personen"),
    "person.change": N_("Rettede personen"),
    "person.grant_role": N_("Gav en rolle"),
    "person.remove_role": N_("Fjernede en rolle"),
    "person.open": N_("Åbnede adgangen"),
    "person.close": N_("Lukkede adgangen"),
    "person.change_role": N_("Ændrede en rolle"),
    "person.keep_role": N_("Beholdt en rolle, som ingen gruppe giver"),
    "person.skip_role": N_("Gav ikke en rolle, som gruppen ellers giver"),
    "person.enter_absence": N_("Meldte fravær"),
    "person.change_absence": N_("Ændrede fravær"),
    "person.remove_absence": N_("Fjernede fravær"),
    "person.hand_over": N_("Overdrog fra personen"),
    "person.take_over": N_("Overdrog til personen"),
    "person.end_sessions": N_("Loggede personen ud"),
    "token.mail_invitation": N_("Sendte en invitation"),
    "token.mail_reset": N_("Sendte et link til en ny adgangskode"),
}
ORGANISATION: Mapping[str, str] = {
    "organisation.import": N_("Læste organisationen fra en fil"),
    "organisation.export": N_("Hentede organisationen"),
    "organisation.add_demo": N_("Lagde demokommunen ind"),
}
UNIT: Mapping[str, str] = {
    "organisation.create_unit": N_("Oprettede enheden"),
    "organisation.change_unit": N_("Rettede enheden"),
    "organisation.close_unit": N_("Lukkede enheden"),
    "organisation.open_unit": N_("Åbnede enheden igen"),
}
MUNICIPALITY: Mapping[str, str] = {
    "municipality.change": N_("Rettede kommunens oplysninger"),
    "security.change": N_("Ændrede valgene for sikkerhed"),
    "group.trust_mail": N_("Valgte, om udbyderens mailadresser gælder"),
}
GROUP: Mapping[str, str] = {
    "group.add": N_("Lod en gruppe give en rolle"),
    "group.remove": N_("Lod gruppen ikke give rollen mere"),
    "group.unlink": N_("Fjernede koblingen til kommunens login"),
}
MAIL: Mapping[str, str] = {
    "mail.send_again": N_("Lod mailen sende igen"),
    "mail.read_closed": N_("Læste mailens tekst"),
}
PAGE: Mapping[str, str] = {
    "access.refuse": N_("Fik ikke lov"),
    "access.not_found": N_("Bad om noget, der ikke er der eller ikke må ses"),
    "access.expired_form": N_("Sendte en formular, der var for gammel"),
}
TRAIL: Mapping[str, str] = {
    "audit.adopt": N_("Tog ældre hændelser ind i kæden"),
    "audit.export": N_("Hentede revisionssporet"),
}

HANGING: Mapping[str, str] = {
    "attachment.add": N_("Lagde en fil på"),
    "attachment.remove": N_("Fjernede en fil"),
    "attachment.fetch": N_("Hentede en fil"),
    "comment.add": N_("Skrev en kommentar"),
}
"""What is told on the row that files and comments hang on."""

CHOICES: Mapping[str, str] = {
    "answers_need_sign_in": N_("Log ind for at svare fra en mail"),
    "answers_are_off": N_("Svar fra mails er slået fra"),
    "second_factor_roles": N_("Roller, der kræver totrinsbekræftelse"),
    "weak_words": N_("Ord, som adgangskoder ikke må bygges på"),
    "most_removed_percent": N_("Procent, en fil må lukke"),
    "oidc_trusts_mail": N_("Stol på mailadressen fra udbyderen"),
}
EVERYWHERE: Mapping[str, str] = {
    "name": N_("Navn"),
    "title": N_("Titel"),
    "code": N_("Kode"),
    "kind": N_("Slags"),
    "unit": N_("Enhed"),
    "email": N_("Mailadresse"),
    "phone": N_("Telefon"),
    "address": N_("Adresse"),
    "role": N_("Rolle"),
    "state": N_("Tilstand"),
    "status": N_("Status"),
    "reason": N_("Begrundelse"),
    "note": N_("Note"),
    "via": N_("Ad hvilken vej"),
    "network": N_("IP-adresse"),
    "lock": N_("Hvad der skal vente"),
    "form": N_("Form"),
    "format": N_("Filens form"),
    "count": N_("Antal"),
    "file": N_("Fil"),
    "comment": N_("Kommentar"),
    "sha256": N_("Filens kontrolsum"),
    "filter": N_("Filter"),
    "read": N_("Læst"),
    "created": N_("Oprettet"),
    "updated": N_("Ændret"),
    "moved": N_("Flyttet"),
    "withdrawn": N_("Trukket tilbage"),
    "unchanged": N_("Uændret"),
    "done": N_("Lukket fra fortegnelsen"),
    "rejected": N_("Afvist"),
    "digest": N_("Kontrolsum"),
    "page": N_("Side"),
    "method": N_("Handling"),
    "row": N_("Række"),
    "number": N_("Nummer"),
    "field": N_("Felt"),
    "from_on": N_("Fra"),
    "to_on": N_("Til"),
    "ends_on": N_("Slutter"),
    "deputy": N_("Stedfortræder"),
    "person": N_("Person"),
    "parent": N_("Ligger under"),
    "to": N_("Til"),
    "from": N_("Fra"),
    "codes_left": N_("Nødkoder tilbage"),
    "gone": N_("Lukket"),
    "is_closed": N_("Lukket"),
    "is_active": N_("Adgang"),
    "cvr": N_("CVR-nummer"),
    "dpo_name": N_("Databeskyttelsesrådgiverens navn"),
    "dpo_email": N_("Databeskyttelsesrådgiverens mailadresse"),
    "dpo_phone": N_("Databeskyttelsesrådgiverens telefon"),
}

METHODS: Mapping[str, str] = {"GET": N_("Se"), "POST": N_("Ændre"), "HEAD": N_("Se")}
LOCKS: Mapping[str, str] = {
    "account": N_("Forsøg på mailadressen"),
    "address": N_("Forsøg fra IP-adressen"),
    "code": N_("Forsøg med koder"),
}
VIAS: Mapping[str, str] = {"password": N_("Adgangskode"), "oidc": N_("Kommunens login")}
REASONS: Mapping[str, str] = {"no_access": N_("Adgangen er slut")}
FORMS: Mapping[str, str] = {"units": N_("Enheder"), "people": N_("Personer")}


def fill_trail(words: TrailWords) -> None:
    """Put the ground floor's words into the slot."""
    words.add(
        "",
        "",
        HANGING,
        EVERYWHERE,
        {"method": METHODS, "via": VIAS, "form": FORMS, "role": ROLES, "lock": LOCKS, "reason": REASONS},
    )
    words.add("account", N_("Konto"), ACCOUNT)
    words.add("person", N_("Person"), PERSON)
    words.add("organisation", N_("Organisation"), ORGANISATION)
    words.add("unit", N_("Enhed"), UNIT, FUNCTIONS)
    words.add(
        "municipality", N_("Kommunens oplysninger"), MUNICIPALITY, CHOICES, {"second_factor_roles": ROLES}
    )  # fmt: skip
    words.add("group_role", N_("Gruppe"), GROUP, {"group": N_("Gruppe")})
    words.add("mail", N_("Mail"), MAIL)
    words.add("page", N_("Side"), PAGE)
    words.add("audit", N_("Revisionsspor"), TRAIL)
