"""The demo municipality's bodies and meetings, from demo.yml beside this file: what was put off and what decided."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from aarshjul.calendar.store import get_closed_days
from aarshjul.meeting.body_actions import PutBody, PutMember, put_body, put_member
from aarshjul.meeting.decision_actions import Decide, decide
from aarshjul.meeting.follow_up_actions import FollowUp, close_follow_up, follow_up
from aarshjul.meeting.item_actions import FIELDS, ItemWords, add_item
from aarshjul.meeting.meeting_actions import PlanMeeting, call_meeting, hold_meeting, plan_meeting, put_on_agenda
from aarshjul.meeting.minutes_actions import approve_minutes
from aarshjul.meeting.model import AgendaItem, GoverningBody, Meeting
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.core.workdays import working_day_on_or_after, working_day_on_or_before
from app.organisation.model import Person
from app.organisation.store import find_person, get_unit

STORY = Path(__file__).parent / "demo.yml"
SECRETARY = "gitte@fjordby.example"
ABSENT = {"SKF": "lars@fjordby.example", "DDS": "tove@fjordby.example"}
"""Who did not come to every second meeting."""


def add_demo_meetings(now: datetime) -> None:
    """Play the story day by day, so that the trail and the minutes stand as they would have been written."""
    _Story(now).play()


class _Story:
    """The bodies, their meetings by (body, days from today), and the items that have been written so far."""

    def __init__(self, now: datetime) -> None:
        self.told: dict[str, Any] = yaml.safe_load(STORY.read_text(encoding="utf-8"))
        self.now, self.today, self.secretary = now, clock.day_of(now), _person(SECRETARY)
        self.bodies = {told["code"]: self._body(told) for told in self.told["bodies"]}
        self.meetings = {
            (told["code"], days): self._meeting(told, days) for told in self.told["bodies"] for days in told["days"]
        }
        self.items: dict[int, AgendaItem] = {}

    def play(self) -> None:
        for code, days in sorted(self.meetings, key=lambda key: (key[1], key[0])):
            if days < 0:
                self._hold(code, days)
        for place, told in enumerate(self.told["items"]):
            if "next" in told:
                item = self.items.get(place) or self._write(told, self.today)
                meeting = self.meetings[told["body"], told["next"]]
                put_on_agenda(item.id, meeting.id, version=item.version, doing=self._doing(self.today))

    def _hold(self, code: str, days: int) -> None:
        """Call a meeting, take up its items, hold it, and approve the minutes of the one before."""
        meeting = self.meetings[code, days]
        day = meeting.held_on
        call_meeting(meeting.id, version=meeting.version, doing=self._doing(day - timedelta(days=9)))
        for place, told in enumerate(self.told["items"]):
            at = next((one for one in told.get("at", ()) if one["day"] == days), None)
            if told["body"] == code and at is not None:
                item = self.items.get(place) or self._find(told) or self._write(told, day - timedelta(days=20))
                self.items[place] = item
                put_on_agenda(item.id, meeting.id, version=item.version, doing=self._doing(day - timedelta(days=10)))
                self._decide(at, item, day)
        absent = [] if days % 2 else [_person(ABSENT[code]).id]
        hold_meeting(meeting.id, absent, version=meeting.version, doing=self._doing(day))
        for (of, when), before in self.meetings.items():
            if of == code and when < days and before.minutes == "draft":
                approve_minutes(before.id, at_id=meeting.id, version=before.version, doing=self._doing(day))

    def _decide(self, told: Mapping[str, Any], item: AgendaItem, day: date) -> None:
        decision = decide(
            Decide(
                item_id=item.id, version=item.version, outcome=told["outcome"], text=told.get("text", ""),
                discussion=told.get("discussion", ""), conditions=told.get("conditions", ""),
                target=self.bodies[told["to"]] if "to" in told else None,
            ),
            doing=self._doing(day),
        )  # fmt: skip
        for one in told.get("actions", ()):
            due = working_day_on_or_before(self.today + timedelta(days=one["due"]), get_closed_days())
            action = follow_up(
                decision.id,
                FollowUp(
                    title=one["title"], unit=get_unit(one["unit"]), function=one["function"], person=None,
                    due_on=max(due, day), requester=one["by"], case_ref=one.get("case_ref", ""),
                ),
                doing=self._doing(day),
            )  # fmt: skip
            if "done" in one:
                on = self.today + timedelta(days=one["done"])
                doing = self._doing(on)
                close_follow_up(action.id, on=on, note=one["note"], is_done=True, version=action.version, doing=doing)

    def _body(self, told: Mapping[str, Any]) -> GoverningBody:
        doing = self._doing(self._new_year)
        held = db.session.scalar(select(GoverningBody).where(GoverningBody.code == told["code"]))
        body = put_body(
            PutBody(
                body_id=held.id if held else None, version=held.version if held else 0, code=told["code"],
                name=told["name"], purpose=told["purpose"], mandate=told["mandate"], valid_from=self._new_year,
                paper_days=told["paper_days"], is_retired=False,
            ),
            doing=doing,
        )  # fmt: skip
        for email, role, code in told["members"]:
            put_member(
                PutMember(
                    body_id=body.id, member_id=None, person=_person(email), unit=get_unit(code) if code else None,
                    role=role, from_on=date(self.today.year - 1, 1, 1), until_on=None,
                ),
                doing=doing,
            )  # fmt: skip
        return body

    def _meeting(self, told: Mapping[str, Any], days: int) -> Meeting:
        move = working_day_on_or_before if days < 0 else working_day_on_or_after
        day = move(self.today + timedelta(days=days), get_closed_days())
        body = self.bodies[told["code"]]
        command = PlanMeeting(body=body, held_on=day, begins=told["begins"], place=told["place"])
        return plan_meeting(command, doing=self._doing(self._new_year))

    def _write(self, told: Mapping[str, Any], day: date) -> AgendaItem:
        words = ItemWords(**{name: told[name] for name in FIELDS if name in told})
        return add_item(self.bodies[told["body"]], words, doing=self._doing(day))

    def _find(self, told: Mapping[str, Any]) -> AgendaItem | None:
        """An item that another body has sent."""
        if not told.get("sent"):
            return None
        body = self.bodies[told["body"]]
        query = select(AgendaItem).where(AgendaItem.body_id == body.id, AgendaItem.title == told["title"])
        return db.session.scalar(query.order_by(AgendaItem.id.desc()).limit(1))

    @property
    def _new_year(self) -> date:
        return date(self.today.year, 1, 1)

    def _doing(self, day: date) -> Doing:
        at = min(datetime.combine(day, time(9), tzinfo=clock.COPENHAGEN), self.now)
        return Doing(at=at, person_id=self.secretary.id)


def _person(email: str) -> Person:
    person = find_person(email)
    if person is None:
        raise LookupError(email)
    return person
