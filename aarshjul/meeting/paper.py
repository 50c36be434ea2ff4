"""An agenda and the minutes of a meeting as one value: page, PDF and Word file show the same.

Two standing items come first, where there is something in them: the last minutes, and what was decided before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.meeting.body_store import members_on
from aarshjul.meeting.deciding import MEMBER_ROLES, OUTCOMES, papers_due
from aarshjul.meeting.item_actions import put_of
from aarshjul.meeting.meeting_store import (
    MOST_OPEN,
    count_follow_ups,
    count_postponed,
    find_previous,
    list_decisions_at,
    list_follow_ups,
    list_items_on,
    list_papers,
)
from aarshjul.meeting.model import AgendaItem, Decision, DecisionAction, Meeting
from app.core import clock
from app.core.filters import danish_number, long_day, short_day
from app.core.workdays import ClosedDays
from app.organisation.rules import FUNCTIONS


@dataclass(frozen=True, kw_only=True)
class Row:
    """One field of the item's form, as it is read: a label and a text, of several lines maybe."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """A numbered item. `item` and `decision` are the rows behind it; the standing ones have none.

    `rows` are the form's fields before the meeting, `outcome` and the others what the meeting made of it. `told_on` is
    the day as of which follow-ups stand; None where the paper only says what was agreed. Of approved minutes there are
    only the texts that were kept: `kept`, and `kept_open` for those who do not see what is closed.
    """

    number: int
    kind: str
    title: str
    rows: Sequence[Row] = ()
    item: AgendaItem | None = None
    decision: Decision | None = None
    outcome: str = ""
    discussion: str = ""
    text: str = ""
    conditions: str = ""
    follow_ups: Sequence[DecisionAction] = ()
    told_on: date | None = None
    more_follow_ups: int = 0
    postponed: int = 0
    is_closed: bool = False
    item_id: int | None = None
    kept: Sequence[tuple[str, str]] | None = None
    kept_open: Sequence[tuple[str, str]] = ()

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"punkt-{self.item_id}" if self.item_id else self.kind


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A meeting with its agenda. `left_out`: so many closed items are not shown; `head`: of minutes that are kept."""

    meeting: Meeting
    title: str
    points: Sequence[Point]
    members: Sequence[str]
    absent: Sequence[str]
    papers_due: date
    previous: Meeting | None
    left_out: int = 0
    head: Sequence[tuple[str, str]] = ()

    @property
    def is_minutes(self) -> bool:
        """Whether it tells what was decided, not only what is to be."""
        return bool(self.meeting.minutes)


def paper_of(meeting: Meeting, *, closed: ClosedDays) -> Paper:
    """Everything of a meeting, in a constant number of statements; of approved minutes what was kept."""
    if meeting.kept:
        return _kept(meeting)
    decisions, items = list_decisions_at(meeting.id), list_items_on(meeting.id)
    ids = [*(decision.item_id for decision in decisions), *(item.id for item in items)]
    postponed, papers = count_postponed(ids, before=meeting.held_on), list_papers(ids)
    points = [*_standing(meeting, previous := find_previous(meeting))]
    made: list[Point] = [_decided(decision) for decision in decisions]
    made += [_coming(item) for item in items]
    made.sort(key=lambda point: point.decision.position if point.decision else point.item.position if point.item else 0)
    for point in made:
        assert point.item is not None
        its = point.item.id
        names = point.decision.put["papers"] if point.decision else [file.file_name for file in papers.get(its, ())]
        rows = [*point.rows, *([Row(label=_("Bilag"), text="\n".join(names))] if names else [])]
        points.append(replace(point, number=len(points) + 1, rows=rows, postponed=postponed.get(its, 0)))
    members = members_on(meeting.body_id, meeting.held_on)
    absent = {absence.person_id for absence in meeting.absences}
    body = meeting.body
    title = _("Referat") if meeting.minutes else _("Dagsorden")
    return Paper(
        meeting=meeting,
        title=_("%(what)s, %(body)s, %(day)s", what=title, body=body.code, day=long_day(meeting.held_on)),
        points=points,
        members=[_member(one.person.name, one.role) for one in members if one.person_id not in absent],
        absent=sorted(absence.person.name for absence in meeting.absences),
        papers_due=papers_due(meeting.held_on, body.paper_days, closed),
        previous=previous,
    )


def without_closed(paper: Paper) -> Paper:
    """The same for whoever may not see what is closed, and for every export: the number stands, and no more."""
    points = [_hidden(point) if point.is_closed else opened(point) for point in paper.points]
    return replace(paper, points=points, left_out=sum(point.is_closed for point in paper.points))


def opened(point: Point) -> Point:
    """Without the follow-ups on what was decided behind closed doors."""
    if point.kept is not None:
        return replace(point, kept=point.kept_open)
    shown = [one for one in point.follow_ups if not is_closed(one.decision)]
    hidden = len(point.follow_ups) - len(shown)
    return replace(point, follow_ups=shown, more_follow_ups=point.more_follow_ups if not hidden else 0)


def is_closed(decision: Decision) -> bool:
    """Whether members alone see a decision: it was treated behind closed doors, or the item has become closed."""
    return decision.is_closed or decision.item.is_closed


def _kept(meeting: Meeting) -> Paper:
    """Approved minutes, as they were kept."""
    kept = meeting.kept
    points = [
        Point(
            number=told["number"], kind=told["kind"], title=told["title"], is_closed=told["is_closed"],
            item_id=told["item_id"], kept=[(label, text) for label, text in told["values"]],
            kept_open=[(label, text) for label, text in told["open_values"]],
        )
        for told in kept["points"]
    ]  # fmt: skip
    return Paper(
        meeting=meeting, title=kept["title"], points=points, members=kept["members"], absent=kept["absent"],
        papers_due=meeting.held_on, previous=None, head=[(label, text) for label, text in kept["head"]],
    )  # fmt: skip


def _hidden(point: Point) -> Point:
    return Point(number=point.number, kind="closed", title=_("Lukket punkt"), is_closed=True)


def _standing(meeting: Meeting, previous: Meeting | None) -> list[Point]:
    points = []
    if previous is not None and (previous.minutes == "draft" or previous.approved_at_id == meeting.id):
        is_approved = previous.approved_at_id == meeting.id
        points.append(
            Point(
                number=1,
                kind="minutes",
                title=_("Godkendelse af referatet fra %(day)s", day=long_day(previous.held_on)),
                outcome=_(OUTCOMES["approved"]) if is_approved else "",
            )
        )
    carried = list_follow_ups(on=meeting.held_on, body_id=meeting.body_id)
    if carried:
        total = len(carried)
        if total == MOST_OPEN:
            total = count_follow_ups(on=meeting.held_on, body_id=meeting.body_id)
        points.append(
            Point(
                number=len(points) + 1,
                kind="follow_up",
                title=_("Opfølgning på tidligere beslutninger"),
                follow_ups=carried,
                told_on=meeting.held_on if meeting.minutes else min(clock.today(), meeting.held_on),
                more_follow_ups=total - len(carried),
            )
        )
    return points


def _decided(decision: Decision) -> Point:
    put = decision.put
    return Point(
        number=0,
        kind="item",
        title=put["title"],
        rows=rows_of(put),
        item=decision.item,
        item_id=decision.item_id,
        decision=decision,
        outcome=_(OUTCOMES[decision.outcome]),
        discussion=decision.discussion,
        text=decision.text,
        conditions=decision.conditions,
        follow_ups=decision.actions,
        is_closed=decision.is_closed,
    )


def _coming(item: AgendaItem) -> Point:
    put = put_of(item)
    return Point(
        number=0, kind="item", title=item.title, rows=rows_of(put), item=item, item_id=item.id,
        is_closed=item.is_closed,
    )  # fmt: skip


def rows_of(put: Mapping[str, Any]) -> list[Row]:
    """The fields of an item that hold something, in the order of the field's own template (domain.md A09)."""
    minutes = put["minutes_long"]
    asked = [
        _("%(hours)s timer", hours=danish_number(put["hours_asked"])) if put["hours_asked"] else "",
        _("%(kroner)s kr.", kroner=danish_number(put["kroner_asked"])) if put["kroner_asked"] else "",
        put["funding"],
    ]
    resources = "\n".join(text for text in (put["resources"], ", ".join(filter(None, asked))) if text)
    rows = [
        Row(label=_("Varighed"), text=ngettext("%(num)s minut", "%(num)s minutter", minutes) if minutes else ""),
        Row(label=_("v/"), text=put["presenter"]),
        Row(label=_("Problemstilling"), text=put["problem"]),
        Row(label=_("Ressourcer"), text=resources),
        Row(label=_("Indstilling"), text=put["recommendation"]),
        Row(label=_("Sag"), text=put["case_ref"]),
    ]
    return [row for row in rows if row.text]


def _member(name: str, role: str) -> str:
    return name if role == "member" else f"{name} ({_(MEMBER_ROLES[role]).lower()})"


def follow_up_words(action: DecisionAction, told_on: date | None) -> str:
    """A follow-up in one line: what, by whom, by when, and how it stood on a day where one is given."""
    who = action.person.name if action.person else f"{_(FUNCTIONS[action.function])}, {action.unit.name}"
    due = _("senest %(day)s", day=short_day(action.due_on))
    stands = f" ({_state_on(action, told_on)})" if told_on else ""
    asks = _("%(who)s beder om det.", who=action.requester) if action.requester else ""
    case = _("Sag: %(case)s.", case=action.case_ref) if action.case_ref else ""
    return " ".join(filter(None, (f"{action.title}: {who}, {due}{stands}.", asks, case)))


def _state_on(action: DecisionAction, day: date) -> str:
    if action.done_on is not None and action.done_on <= day:
        done = _("udført %(day)s", day=short_day(action.done_on))
        return done if action.state == "done" else _("droppet")
    return _("åben") if action.due_on >= day else _("over fristen")
