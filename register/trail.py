"""What the register's kinds, verbs and fields are called in the audit trail."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.core.slots import TrailWords
from app.core.text import N_
from register.activity.choices import STATUSES
from register.activity.content import ActivityContent
from register.activity.labels import FIELD_LABELS, describe
from register.activity.rules import RULES
from register.risk.scale import COLOUR_WORDS
from register.system.content import CHOICES as SYSTEM_CHOICES
from register.system.content import LABELS as SYSTEM_LABELS

ACTIVITY: Mapping[str, str] = {
    "activity.create": N_("Oprettede behandlingen"),
    "activity.change": N_("Rettede behandlingen"),
    "activity.import": N_("Importerede behandlingen"),
    "activity.undo_import": N_("Fortrød importen af behandlingen"),
    "activity.set_aside": N_("Lagde noget, der mangler, til side"),
    "activity.take_back": N_("Tog noget, der mangler, frem igen"),
    "activity.submit": N_("Sendte behandlingen til godkendelse"),
    "activity.send_to_hearing": N_("Sendte behandlingen i høring"),
    "activity.end_hearing": N_("Afsluttede høringen"),
    "activity.withdraw": N_("Trak behandlingen tilbage fra godkendelse"),
    "activity.revise": N_("Tog behandlingen under revision"),
    "activity.approve": N_("Godkendte behandlingen"),
    "activity.send_back": N_("Sendte behandlingen tilbage"),
    "activity.retire": N_("Markerede behandlingen som udgået"),
    "activity.reopen": N_("Tog behandlingen i brug igen"),
    "information.write": N_("Skrev oplysningsteksten"),
    "information.publish": N_("Udgav oplysningsteksten"),
    "activity.export": N_("Hentede oplysningsteksten"),
    "template.follow": N_("Lavede behandlingen efter en skabelon"),
    "template.hold_against": N_("Holdt behandlingen op mod skabelonen"),
    "risk.assess": N_("Vurderede risikoen"),
}
REGISTER: Mapping[str, str] = {
    "register.import": N_("Importerede behandlinger"),
    "register.undo_import": N_("Fortrød en hel import"),
    "register.export": N_("Hentede fortegnelsen"),
}
IMPORT_MAPPING: Mapping[str, str] = {
    "import_mapping.save": N_("Gemte kolonnevalget til import"),
    "import_mapping.remove": N_("Slettede kolonnevalget til import"),
}
TAKEN_OVER: Mapping[str, tuple[str, str]] = {
    "system": (N_("System"), N_("Importerede systemet")),
    "processor": (N_("Databehandler"), N_("Importerede databehandleren")),
    "measure": (N_("Foranstaltning"), N_("Importerede foranstaltningen")),
    "recipient": (N_("Modtager"), N_("Importerede modtageren")),
    "law": (N_("Lov"), N_("Importerede loven")),
    "kle_number": (N_("KLE-nummer"), N_("Importerede KLE-nummeret")),
}
"""By the kind of record that comes along with an import: what it is called, and that it was imported."""
SYSTEM: Mapping[str, str] = {
    "system.create": N_("Oprettede systemet"),
    "system.change": N_("Rettede systemet"),
}
TEMPLATE: Mapping[str, str] = {
    "template.create": N_("Lavede skabelonen"),
    "template.renew": N_("Udgav en ny udgave af skabelonen"),
    "template.retire": N_("Ændrede, om skabelonen er udgået"),
}
MEETING: Mapping[str, str] = {
    "working_meeting.open": N_("Åbnede arbejdsmødet"),
    "working_meeting.write": N_("Skrev i arbejdsmødets noter"),
    "working_meeting.close": N_("Afsluttede arbejdsmødet"),
    "working_meeting.export": N_("Hentede referatet af arbejdsmødet"),
}
MEETING_FIELDS: Mapping[str, str] = {
    "notes": N_("Noter"),
    "participants": N_("Deltagere"),
    "meeting": N_("Møde"),
}
FINDING_FIELDS: Mapping[str, str] = {
    "finding": N_("Det, der mangler"),
    "reason": N_("Begrundelse"),
    "until_on": N_("Til og med"),
}
RISK_FIELDS: Mapping[str, str] = {
    "colour": N_("Risiko"),
    "consequence": N_("Konsekvens"),
    "likelihood": N_("Sandsynlighed"),
}
IMPORT_FIELDS: Mapping[str, str] = {
    "kept": N_("Beholdt, som det var rettet her"),
    "kept_in_all": N_("Felter beholdt i alt"),
    "restored": N_("Sat tilbage"),
    "retired": N_("Udgået"),
    "left": N_("Blev stående"),
    "left_as_is": N_("Blev stående, som de er"),
}


def fill_trail(words: TrailWords) -> None:
    """Put the register's words into the slot."""
    life = {
        "status": N_("Status"),
        "note": N_("Bemærkning"),
        "article": N_("Artikel"),
        "template": N_("Skabelon"),
        "version": N_("Udgave"),
    }
    labels = {**FIELD_LABELS, **RISK_FIELDS, **FINDING_FIELDS, **life}
    for kind, (label, verb) in TAKEN_OVER.items():
        words.add(kind, label, {f"{kind}.import": verb}, {"code": N_("Kort navn"), "number": N_("Nummer")})
    words.add("activity", N_("Behandling"), ACTIVITY, labels, {"status": STATUSES})
    words.add("register", N_("Fortegnelse"), REGISTER, IMPORT_FIELDS)
    words.add("import_mapping", N_("Gemt kolonnevalg"), IMPORT_MAPPING, {"columns": N_("Kolonner")})
    words.add("system", N_("System"), SYSTEM, SYSTEM_LABELS, SYSTEM_CHOICES)
    words.add("kle", N_("KLE"), {"kle.import": N_("Læste en KLE-liste ind")}, IMPORT_FIELDS)
    words.add("template", N_("Skabelon"), TEMPLATE, {"is_retired": N_("Udgået"), "version": N_("Udgave")})
    words.add("working_meeting", N_("Arbejdsmøde"), MEETING, MEETING_FIELDS)
    words.describe["activity"] = _describe_activity


def _describe_activity(name: str, value: Any) -> str:
    """A field of a record as its history shows it. Raises KeyError for what is no field of one."""
    if name == "colour":
        return _(COLOUR_WORDS[value])
    if name == "finding":
        rule = RULES.get(value)
        return _(rule.label) if rule else str(value)
    if name == "status":
        return _(STATUSES[value])
    if name not in FIELD_LABELS:
        raise KeyError(name)
    content = ActivityContent.from_json({name: value})
    return describe(name, getattr(content, name), _)
