"""What meetings put in the slots of other rooms: tasks they owe, what hangs on people and units, papers of an item."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from aarshjul.meeting.access import HOST, bodies_of
from aarshjul.meeting.decision_store import quote_recent
from aarshjul.meeting.handing_over import FOLLOW_UP_LINK
from aarshjul.meeting.item_rules import KIND
from aarshjul.meeting.model import DecisionAction
from aarshjul.meeting.owing import DECISIONS, PAPERS
from app.auth.viewer import Viewer
from app.core.slots import Hangs, MenuEntry, Slots
from app.core.text import N_
from app.leaving.slots import HISTORY


def decision_menu(viewer: Viewer) -> Sequence[MenuEntry]:
    """For a member who reads no more than that: the decisions that wait. Others find them under meetings."""
    if not viewer.roles <= {"dds"} or not bodies_of(viewer):
        return ()
    url, also = url_for("decision.list"), (url_for("meeting.index"),)
    return (MenuEntry(label=_("Beslutninger"), url=url, also=also, order=47, icon="decision"),)


def fill(slots: Slots) -> None:
    """Put the meetings' own into the slots."""
    slots.menu.append(decision_menu)
    slots.owing |= {owing.kind: owing for owing in (DECISIONS, PAPERS)}
    slots.decided.append(lambda viewer: quote_recent(bodies_of(viewer)))
    slots.hosts[KIND] = HOST
    slots.hangs |= {
        "agenda_item.unit_id": (Hangs(N_("punkt til et møde"), N_("punkter til møder"), blocks=False),),
        "body_member.unit_id": (Hangs(N_("plads i et organ"), N_("pladser i organer"), blocks=False),),
        "decision_action.unit_id": (
            Hangs(N_("opfølgning på en beslutning"), N_("opfølgninger på beslutninger"), _is_open),
        ),
    }
    slots.links["decision_action.person_id"] = FOLLOW_UP_LINK
    slots.stays |= dict.fromkeys(
        ("decision.by_id", "decision_action.by_id", "decision_action.done_by_id", "meeting_absence.person_id"), HISTORY
    )
    slots.stays["body_member.person_id"] = N_("en plads i et organ; den slutter, når nogen skriver en slutdato")


def _is_open() -> ColumnElement[bool]:
    return DecisionAction.state == "open"
