"""Reports as people begin, write and freeze them, for the tests beside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest

from aarshjul.meeting.model import BodyMember, GoverningBody, Meeting
from aarshjul.status.actions import BeginReport, begin_report, freeze_report
from aarshjul.status.model import StatusReportRow
from aarshjul.status.writing import (
    PutRecommendation,
    WriteComment,
    WriteDpoPart,
    put_recommendation,
    write_comment,
    write_dpo_part,
)
from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.organisation.model import Person, Unit
from tests.make import NOW, Personas

DAY = clock.day_of(NOW)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """What happens inside, happens at that moment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment)
        yield


def unit(code: str) -> Unit:
    return db.session.scalars(db.select(Unit).where(Unit.code == code)).one()


def person(email: str) -> Person:
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


def doing(person_id: int | None = None) -> Doing:
    return Doing(at=NOW, person_id=person_id)


def dds() -> GoverningBody:
    return db.session.scalars(db.select(GoverningBody).where(GoverningBody.code == "DDS")).one()


def planned(days: int, *, body: GoverningBody | None = None, state: str = "planned") -> Meeting:
    meeting = Meeting(body=body or dds(), planned_on=DAY, held_on=DAY + timedelta(days=days), state=state)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def seated(
    who: Person, *, body: GoverningBody | None = None, from_days: int = -99, until_days: int | None = None
) -> None:
    until = None if until_days is None else DAY + timedelta(days=until_days)
    db.session.add(BodyMember(body=body or dds(), person=who, from_on=DAY + timedelta(days=from_days), until_on=until))
    db.session.flush()


def begun(*, body: str = "DDS", as_of: date = DAY) -> StatusReportRow:
    return begin_report(BeginReport(body_code=body, as_of=as_of, since=date(as_of.year, 1, 1)), doing=doing())


def written(personas: Personas) -> StatusReportRow:
    row = begun()
    write_comment(
        WriteComment(report_id=row.id, unit_id=unit("SOC").id, text="Vi har haft travlt.", version=0), doing=doing()
    )
    for title in ("Godkend planen", "Beslut 40 timer"):
        command = PutRecommendation(report_id=row.id, recommendation_id=None, title=title, text="Fordi der mangler.")
        put_recommendation(command, doing=doing())
    part = WriteDpoPart(report_id=row.id, text="Jeg er bekymret.", is_signed=True, version=row.version)
    write_dpo_part(part, doing=doing(person(personas.dorte).id))
    return row


def frozen(personas: Personas) -> StatusReportRow:
    row = written(personas)
    return freeze_report(row.id, row.version, doing=doing())
