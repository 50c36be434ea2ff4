"""What bodies, meetings, items and decisions are called in the audit trail."""

from collections.abc import Mapping

from aarshjul.meeting.body_store import subjects_of as body_subjects
from aarshjul.meeting.deciding import ITEM_STATES, MEETING_STATES, MEMBER_ROLES, OUTCOMES
from aarshjul.meeting.decision_store import ACTION
from aarshjul.meeting.decision_store import subjects_of as action_subjects
from aarshjul.meeting.item_store import subjects_of as item_subjects
from aarshjul.meeting.meeting_store import subjects_of as meeting_subjects
from app.core.slots import Slots
from app.core.text import N_

ITEM: Mapping[str, str] = {
    "agenda_item.draft": N_("Skrev et udkast til et møde"),
    "agenda_item.create": N_("Skrev et punkt til et møde"),
    "agenda_item.change": N_("Rettede et punkt til et møde"),
    "agenda_item.drop": N_("Valgte ikke at tage et punkt op"),
    "agenda_item.take_up": N_("Tog et punkt op igen"),
    "agenda_item.put": N_("Flyttede punktet til eller fra en dagsorden"),
    "agenda_item.move_up": N_("Flyttede punktet op på dagsordenen"),
    "agenda_item.refer": N_("Sendte punktet til et andet organ"),
    "agenda_item.take_home": N_("Punktet blev trukket tilbage af det organ, der sendte det"),
    "agenda_item.come_back": N_("Punktet kom tilbage fra et andet organ"),
}
ITEM_FIELDS: Mapping[str, str] = {
    "minutes_long": N_("Varighed i minutter"),
    "presenter": N_("v/"),
    "problem": N_("Problemstilling"),
    "resources": N_("Ressourcer"),
    "hours_asked": N_("Timer, der søges om"),
    "kroner_asked": N_("Kroner, der søges om"),
    "funding": N_("Kilde"),
    "recommendation": N_("Indstilling"),
    "case_ref": N_("Sag"),
    "is_closed": N_("Lukket punkt"),
    "reason": N_("Begrundelse"),
    "body": N_("Organ"),
    "meeting": N_("Møde"),
    "position": N_("Plads på dagsordenen"),
}
MEETING: Mapping[str, str] = {
    "meeting.plan": N_("Lagde et møde i kalenderen"),
    "meeting.change": N_("Rettede mødets tid eller sted"),
    "meeting.called": N_("Indkaldte til mødet"),
    "meeting.held": N_("Skrev, at mødet er afholdt"),
    "meeting.absent": N_("Rettede, hvem der havde afbud"),
    "meeting.cancelled": N_("Aflyste mødet"),
    "meeting.approve_minutes": N_("Godkendte referatet"),
    "meeting.decide": N_("Skrev en beslutning ind"),
    "meeting.change_decision": N_("Rettede en beslutning"),
    "meeting.undo_decision": N_("Fortrød en beslutning"),
    "meeting.follow_up": N_("Skrev en opfølgning ind"),
    "meeting.act": N_("Udførte en opfølgning"),
    "meeting.drop_follow_up": N_("Droppede en opfølgning"),
    "meeting.hand_over": N_("Overdrog en opfølgning"),
    "meeting.export": N_("Hentede dagsorden eller referat"),
}
MEETING_FIELDS: Mapping[str, str] = {
    "held_on": N_("Dato"),
    "begins": N_("Begynder kl."),
    "place": N_("Sted"),
    "minutes": N_("Referat"),
    "reason": N_("Begrundelse"),
    "absent": N_("Antal afbud"),
    "outcome": N_("Udfald"),
    "discussion": N_("Diskussion"),
    "text": N_("Beslutning"),
    "conditions": N_("Betingelser"),
    "item": N_("Punkt"),
    "action": N_("Opfølgning"),
    "owner": N_("Hvem"),
    "due_on": N_("Frist"),
    "state": N_("Tilstand"),
    "format": N_("Format"),
}
BODY: Mapping[str, str] = {
    "governing_body.create": N_("Oprettede et organ"),
    "governing_body.change": N_("Rettede et organ"),
    "governing_body.seat": N_("Gav en plads i et organ"),
    "governing_body.change_seat": N_("Rettede en plads i et organ"),
}
BODY_FIELDS: Mapping[str, str] = {
    "code": N_("Forkortelse"),
    "name": N_("Navn"),
    "purpose": N_("Formål"),
    "mandate": N_("Mandat"),
    "valid_from": N_("Mandatet gælder fra"),
    "paper_days": N_("Dage til materialefristen"),
    "is_retired": N_("Udgået"),
    "person": N_("Person"),
    "role": N_("Rolle"),
    "unit": N_("Taler for"),
    "from_on": N_("Fra"),
    "until_on": N_("Til og med"),
}
MINUTES: Mapping[str, str] = {"draft": N_("Udkast"), "approved": N_("Godkendt")}


def fill(slots: Slots) -> None:
    """Put the words, and what the rows are called, into the slots."""
    words = slots.trail
    words.add("agenda_item", N_("Punkt til et møde"), ITEM, ITEM_FIELDS, {"state": ITEM_STATES})
    words.add(
        "meeting", N_("Møde"), MEETING, MEETING_FIELDS,
        {"state": MEETING_STATES, "outcome": OUTCOMES, "minutes": MINUTES},
    )  # fmt: skip
    words.add("governing_body", N_("Organ"), BODY, BODY_FIELDS, {"role": MEMBER_ROLES})
    words.guards |= dict.fromkeys(("agenda_item", "meeting", "governing_body"), "meeting")
    slots.subjects["agenda_item"] = item_subjects
    slots.subjects["meeting"] = meeting_subjects
    slots.subjects["governing_body"] = body_subjects
    slots.subjects[ACTION] = action_subjects
