"""What the pages and files of meetings show."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from aarshjul.calendar.store import get_closed_days
from aarshjul.meeting.access import bodies_of, list_bodies, may_write, must_see_any
from aarshjul.meeting.deciding import MEETING_STATES, OFTEN, lacks_minutes, papers_due
from aarshjul.meeting.item_forms import PutForm
from aarshjul.meeting.item_store import list_loose
from aarshjul.meeting.meeting_forms import ApproveForm, OfMeeting
from aarshjul.meeting.meeting_store import MeetingFilter, count_meetings, count_points, list_meetings
from aarshjul.meeting.model import AgendaItem, Meeting
from aarshjul.meeting.paper import Paper, paper_of, without_closed
from aarshjul.meeting.word import as_docx, head_of, values_of
from app.auth.viewer import Viewer
from app.core import clock
from app.core.filters import long_day
from app.core.pdf import render_pdf
from app.core.tables import Page, number_within
from app.core.word import DOCX_MIME
from app.organisation.store import get_municipality

MIME = {"pdf": "application/pdf", "docx": DOCX_MIME}
PAST = "holdte"


def list_page(viewer: Viewer, args: Mapping[str, str]) -> dict[str, Any]:
    """The list of meetings, in a constant number of statements."""
    bodies = must_see_any(viewer)
    chosen = list_bodies(bodies)
    body = args.get("organ", "") if any(one.code == args.get("organ") for one in chosen) else ""
    wanted, today = MeetingFilter(body=body, is_past=args.get("vis") == PAST), clock.today()
    total = count_meetings(wanted, bodies=bodies)
    number = number_within(args, total)
    rows = list_meetings(wanted, bodies=bodies, number=number)
    closed = get_closed_days()
    kept = {"organ": body, "vis": PAST if wanted.is_past else ""}
    return {
        "page": Page(
            rows=rows, number=number, total=total, path=url_for("meeting.index"),
            args={name: text for name, text in kept.items() if text},
        ),
        "points": count_points([one.id for one in rows]),
        "due": {one.id: papers_due(one.held_on, one.body.paper_days, closed) for one in rows},
        "late": {one.id for one in rows if lacks_minutes(state=one.state, held_on=one.held_on, today=today)},
        "bodies": chosen,
        "body": body,
        "is_past": wanted.is_past,
        "past": PAST,
        "states": MEETING_STATES,
        "may_plan": bool(bodies_of(viewer, "write")),
    }  # fmt: skip


def meeting_page(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """A meeting with its agenda, in a constant number of statements."""
    bodies = bodies_of(viewer)
    paper = paper_of(meeting, closed=get_closed_days())
    if not bodies.sees_closed(meeting.body_id):
        paper = without_closed(paper)
    is_writer = may_write(viewer, meeting.body_id)
    is_open = is_writer and meeting.state in ("planned", "called")
    previous = paper.previous
    has_draft = previous is not None and previous.minutes == "draft"
    loose = list_loose(meeting, bodies=bodies) if is_open else ()
    approve = ApproveForm(formdata=None, prefix="approve")
    approve.at.data = str(meeting.id)
    approve.version.data = str(previous.version) if previous else ""
    return {
        "meeting": meeting,
        "paper": paper,
        "states": MEETING_STATES,
        "values_of": values_of,
        "may_write": is_writer,
        "may_decide": is_writer and meeting.state in ("called", "held") and meeting.minutes != "approved",
        "is_open": is_open,
        "may_mend": is_writer and meeting.minutes == "draft",
        "loose": [(item, _of(item)) for item in loose],
        "forms": {point.item.id: _of(point.item) for point in paper.points if point.item} if is_open else {},
        "act": OfMeeting(data={"version": str(meeting.version)}, formdata=None, prefix="act"),
        "approve": approve,
        "may_approve_previous": is_writer and has_draft and meeting.state in ("called", "held"),
        "late": lacks_minutes(state=meeting.state, held_on=meeting.held_on, today=clock.today()),
        "often": OFTEN,
    }  # fmt: skip


def rendered(paper: Paper, form: str) -> bytes:
    """The paper as a file; the caller has left out what is closed."""
    owner = get_municipality().name
    if form == "docx":
        return as_docx(paper, owner=owner)
    return render_pdf(
        render_template(
            "reports/meeting.html",
            paper=paper,
            head=head_of(paper),
            points=[(point, [*values_of(point)]) for point in paper.points],
            made_on_text=_("Udskrevet %(day)s", day=long_day(clock.today())),
        )
    )


def _of(item: AgendaItem) -> PutForm:
    form = PutForm(formdata=None, prefix=f"put-{item.id}")
    form.version.data = str(item.version)
    return form
