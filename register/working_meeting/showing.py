"""What the pages of working meetings show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.auth.viewer import Viewer
from app.core import clock
from register.activity.filtering import ANY, MINE, ActivityFilter
from register.activity.listing import list_context
from register.working_meeting.forms import MeetingForm, NotesForm
from register.working_meeting.model import WorkingMeeting
from register.working_meeting.rules import Progress, total
from register.working_meeting.store import (
    MOST_RECORDS,
    AgendaItem,
    list_agenda,
    list_candidates,
    list_meetings,
    list_missing,
)


@dataclass(frozen=True)
class Item:
    """A record on the screen: how it stands, and where it is edited by those who may."""

    record: AgendaItem
    progress: Progress
    edit_url: str


def list_page(viewer: Viewer, args: Mapping[str, str], path: str) -> dict[str, Any]:
    """Everything `list.html` shows."""
    return {
        "page": list_meetings(args, path, scope=viewer.scope("activity", "read")),
        "may_open": viewer.may("write", "activity"),
    }


def new_page(form: MeetingForm, viewer: Viewer, args: Mapping[str, str]) -> dict[str, Any]:
    """Everything `new.html` shows: records of the filter to choose among, by default one's own that miss something."""
    wanted = ActivityFilter.from_args(args)
    if wanted == ActivityFilter():
        wanted = ActivityFilter(missing=ANY, area=MINE)
    context = list_context(clock.today(), viewer.scope("activity", "write"))
    items, found = list_candidates(wanted, context, scope=viewer.scope("activity", "read"))
    form.records.choices = [(item.id, f"{item.title}{' · ' + item.unit if item.unit else ''}") for item in items]
    if not form.is_submitted():
        form.records.data = [item.id for item in items]
    return {"form": form, "found": found, "most": MOST_RECORDS, "args": wanted.to_args()}


def meeting_page(meeting: WorkingMeeting, form: NotesForm, viewer: Viewer) -> dict[str, Any]:
    """Everything `show.html` and the minutes show, in a number of statements that does not hang on the agenda."""
    agenda = list_agenda(meeting.id, scope=viewer.scope("activity", "read"))
    items = _items(meeting, agenda, viewer)
    return {
        "meeting": meeting,
        "form": form,
        "items": items,
        "total": total([item.progress for item in items]),
        "may_write": meeting.closed_at is None and may_write(meeting, agenda, viewer),
    }


def may_write(meeting: WorkingMeeting, agenda: Sequence[AgendaItem], viewer: Viewer) -> bool:
    """Who opened a meeting writes its minutes, and whoever may write in a record on its agenda."""
    if not viewer.may("write", "activity"):
        return False
    return meeting.opened_by_id == viewer.person_id or any(
        viewer.may("write", "activity", item.unit_path) for item in agenda
    )


def _items(meeting: WorkingMeeting, agenda: Sequence[AgendaItem], viewer: Viewer) -> list[Item]:
    is_closed = meeting.closed_at is not None
    missing = {} if is_closed else list_missing([record.id for record in agenda])
    return [
        Item(
            record=record,
            progress=Progress(record.missing_before, record.missing_after if is_closed else missing.get(record.id, [])),
            edit_url=url_for("activity.edit", activity_id=record.id)
            if not is_closed and viewer.may("write", "activity", record.unit_path)
            else "",
        )
        for record in agenda
    ]
