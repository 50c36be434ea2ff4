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
from register.dpia.words import fill_trail as fill_dpia
from register.risk.rules import ASPECTS
from register.risk.scale import COLOUR_WORDS
from register.risk.threats import ASSETS, CAUSES
from register.system.content import CHOICES as SYSTEM_CHOICES
from register.system.content import LABELS as SYSTEM_LABELS

RISK: Mapping[str, str] = {
    "risk.assess": N_("Vurderede risikoen"),
    "risk.begin": N_("Begyndte en risikovurdering"),
    "risk.write": N_("Skrev i risikovurderingen"),
    "risk.discard": N_("Slettede en kladde til risikovurdering"),
    "risk.finish": N_("Afsluttede risikovurderingen"),
    "risk.confirm": N_("Bekræftede risikovurderingen"),
    "risk.accept": N_("Accepterede restrisikoen"),
    "risk.plan": N_("Tilføjede en handling mod en risiko"),
    "risk.replan": N_("Ændrede en handling mod en risiko"),
    "risk.act": N_("Udførte en handling mod en risiko"),
    "risk.drop_action": N_("Droppede en handling mod en risiko"),
}
"""What is done about the risk of whatever is assessed, told in its own trail."""
SCENARIO: Mapping[str, str] = {
    "risk_scenario.create": N_("Oprettede scenariet"),
    "risk_scenario.change": N_("Rettede scenariet"),
    "risk_scenario.retire": N_("Markerede scenariet som udgået"),
    "risk_scenario.take_back": N_("Tog scenariet i brug igen"),
}
SCENARIO_FIELDS: Mapping[str, str] = {
    "title": N_("Titel"),
    "description": N_("Beskrivelse"),
    "unit": N_("Enhed"),
    "is_retired": N_("Udgået"),
}
THREAT: Mapping[str, str] = {
    "risk_threat.create": N_("Tilføjede truslen"),
    "risk_threat.change": N_("Rettede truslen"),
    "risk_threat.retire": N_("Markerede truslen som udgået"),
    "risk_threat.take_back": N_("Tog truslen i brug igen"),
}
THREAT_FIELDS: Mapping[str, str] = {
    "name": N_("Navn"),
    "description": N_("Beskrivelse"),
    "concerns": N_("Rammer"),
    "asset": N_("Hører til"),
    "cause": N_("Årsag"),
    "source": N_("Kilde"),
    "suggested": N_("Forslag til foranstaltninger"),
    "is_retired": N_("Udgået"),
}
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
    **RISK,
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
    **RISK,
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
    "action": N_("Handling"),
    "due_on": N_("Frist"),
    "confidentiality": N_("Fortrolighed"),
    "integrity": N_("Integritet"),
    "availability": N_("Tilgængelighed"),
    "context": N_("Sammenhæng"),
    "consequence_reason": N_("Begrundelse for konsekvensen"),
    "threat": N_("Trussel"),
    "threats": N_("Trusler"),
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
    words.add("system", N_("System"), SYSTEM, {**SYSTEM_LABELS, **RISK_FIELDS, **FINDING_FIELDS}, SYSTEM_CHOICES)
    words.add("risk", N_("Risiko"), {"risk.export": N_("Hentede en risikorapport")})
    words.add(
        "risk_scale",
        N_("Risikoskala"),
        {"risk_scale.make": N_("Lavede risikoskalaen"), "risk_scale.use": N_("Tog risikoskalaen i brug")},
        {"name": N_("Navn"), "version": N_("Udgave")},
    )
    words.add(
        "risk_scenario", N_("Scenarie"), {**SCENARIO, **RISK}, {**SCENARIO_FIELDS, **RISK_FIELDS, **FINDING_FIELDS}
    )
    threat_choices = {"concerns": {str(code): word for code, word in ASPECTS.items()}, "asset": ASSETS, "cause": CAUSES}
    words.add("risk_threat", N_("Trussel"), THREAT, THREAT_FIELDS, threat_choices)
    words.guards |= dict.fromkeys(("risk_scenario", "risk_threat"), "risk")
    words.add("risk_assessment", N_("Risikovurdering"), {}, {})
    words.add("kle", N_("KLE"), {"kle.import": N_("Læste en KLE-liste ind")}, IMPORT_FIELDS)
    words.add("template", N_("Skabelon"), TEMPLATE, {"is_retired": N_("Udgået"), "version": N_("Udgave")})
    words.add("working_meeting", N_("Arbejdsmøde"), MEETING, MEETING_FIELDS)
    words.describe["activity"] = _describe_activity
    fill_dpia(words)


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
