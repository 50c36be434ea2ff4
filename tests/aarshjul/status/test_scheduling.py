"""A draft for the next meeting begins by itself, once, and is reminded of; a frozen report comes on the agenda."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from aarshjul.meeting.model import AgendaItem, GoverningBody
from aarshjul.status.actions import ChangeHead, change_head, discard_report, freeze_report
from aarshjul.status.kept import load_report
from aarshjul.status.model import MeetingReport, StatusReportRow
from aarshjul.status.scheduling import follow_meetings
from aarshjul.status.settings import ReportRhythm, change_setting, setting_of
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.mail.model import OutgoingMail
from tests.aarshjul.status.writing import DAY, begun, dds, doing, frozen, person, planned, unit, written
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_grant

A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def there_is_somebody_to_remind(ctx: Flask, personas: Personas) -> None:
    """Anna finishes the reports."""
    make_grant(person=person(personas.anna), role="isc", unit=unit("SOC").parent)


def reports() -> list[StatusReportRow]:
    return list(db.session.scalars(select(StatusReportRow).order_by(StatusReportRow.id)))


def subjects() -> list[str]:
    return list(db.session.scalars(select(OutgoingMail.subject).order_by(OutgoingMail.id)))


def due_days() -> int:
    """So many days from DAY on lies a meeting whose draft is due on DAY: papers 7 days before, the draft 7 before it.

    The day before a holiday or a weekend moves the papers; 1 February 2027 is a Monday, two weeks on is one too.
    """
    return (date(2027, 2, 15) - DAY).days


def test_a_draft_begins_when_the_papers_are_near_and_only_once() -> None:
    meeting = planned(due_days())
    meeting.body.paper_days = 7
    papers = meeting.held_on - timedelta(days=7)
    first = papers - timedelta(days=7)
    moment = NOW + (first - DAY)
    assert follow_meetings(moment - A_DAY) == {}
    assert follow_meetings(moment) == {"queued": 1}
    assert follow_meetings(moment) == {}
    [row] = reports()
    assert (row.state, row.meeting_id, row.as_of) == ("draft", meeting.id, first)
    assert subjects() == ["Gør statusrapporten til DDS færdig senest 8. februar 2027"]
    assert follow_meetings(NOW + (papers - timedelta(days=3) - DAY)) == {}
    assert follow_meetings(NOW + (papers - timedelta(days=2) - DAY)) == {"queued": 1}
    assert follow_meetings(NOW + (papers - DAY)) == {}
    assert len(subjects()) == 2


def test_a_draft_that_was_thrown_away_does_not_come_back() -> None:
    planned(5, state="called")
    assert follow_meetings(NOW) == {"queued": 1}
    discard_report(reports()[0].id, doing=doing())
    assert follow_meetings(NOW + A_DAY) == {}
    assert follow_meetings(NOW + 4 * A_DAY) == {}
    assert reports() == []


def test_one_that_is_begun_or_frozen_is_left_alone(personas: Personas) -> None:
    planned(5)
    begun()
    assert follow_meetings(NOW) == {}
    assert len(reports()) == 1
    freeze_report(reports()[0].id, reports()[0].version, doing=doing())
    assert follow_meetings(NOW + 3 * A_DAY) == {}
    assert db.session.scalars(select(MeetingReport.meeting_id)).all() == [reports()[0].meeting_id]


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_only_meetings_that_come_and_of_each_body_the_next(state: str) -> None:
    later, gone = planned(40), planned(5, state="planned")
    gone.state = state
    gone.minutes = "draft" if state == "held" else ""
    retired = GoverningBody(code="OLD", name="Nedlagt", is_retired=True)
    db.session.add(retired)
    planned(3, body=retired)
    other = GoverningBody(code="MED", name="KommuneMED")
    db.session.add(other)
    planned(3, body=other)
    db.session.flush()
    assert follow_meetings(NOW) == {}, "nobody has asked for reports to MED, and the next of DDS is far away"
    change_setting(other.id, ReportRhythm(is_scheduled=True), doing=doing())
    assert follow_meetings(NOW) == {"queued": 1}
    assert follow_meetings(NOW + timedelta(days=30)) == {"queued": 1}
    assert [row.meeting_id for row in reports() if row.body_id == later.body_id] == [later.id]


def test_a_body_may_have_none_or_have_them_sooner() -> None:
    planned(30)
    assert setting_of(dds()).is_scheduled
    change_setting(dds().id, ReportRhythm(is_scheduled=False), doing=doing())
    assert follow_meetings(NOW + timedelta(days=29)) == {}
    with pytest.raises(EditConflict):
        change_setting(dds().id, ReportRhythm(is_scheduled=True), doing=doing())
    wanted = ReportRhythm(is_scheduled=True, days_before=23, has_signatures=True, version=1)
    change_setting(dds().id, wanted, doing=doing())
    assert follow_meetings(NOW + A_DAY) == {"queued": 1}
    assert reports()[0].has_signatures


def test_the_choice_is_made_on_a_page(client: FlaskClient, personas: Personas) -> None:
    db.session.commit()
    sign_in(client, personas.anna)
    assert "Lav en kladde til hvert af organets møder" in client.get("/rapporter/til/DDS").text
    for days, status in (("0", 422), ("61", 422), ("tre", 422), ("10", 303)):
        answer = client.post("/rapporter/til/DDS", data={"days_before": days, "has_signatures": "y", "version": "0"})
        assert answer.status_code == status
    assert setting_of(dds()) == ReportRhythm(is_scheduled=False, days_before=10, has_signatures=True, version=1)
    answer = client.post("/rapporter/til/DDS", data={"days_before": "9", "version": "0"})
    assert answer.status_code == 422
    assert "En anden har rettet" in answer.text


def test_a_frozen_report_comes_last_on_the_agenda_once(personas: Personas) -> None:
    meeting = planned(9)
    row = frozen(personas)
    [item] = db.session.scalars(select(AgendaItem).where(AgendaItem.key == f"report/{row.id}")).all()
    assert (item.state, item.meeting_id, item.position, item.is_closed) == ("open", meeting.id, 1, False)
    assert (item.subject_kind, item.subject_id, item.title) == ("status_report", row.id, "Statusrapport til DDS")
    assert item.recommendation == "1. Godkend planen\n2. Beslut 40 timer"


def test_without_a_meeting_to_come_nothing_is_put_on_an_agenda(personas: Personas) -> None:
    frozen(personas)
    meeting = planned(9)
    row = written(personas)
    meeting.state = "cancelled"
    freeze_report(row.id, row.version, doing=doing())
    assert db.session.scalars(select(AgendaItem)).all() == []


def test_the_front_is_written_until_the_report_is_frozen(personas: Personas) -> None:
    first, second = planned(9), planned(30)
    elsewhere = GoverningBody(code="SKF", name="Systemkoordinatorforum")
    db.session.add(elsewhere)
    theirs = planned(12, body=elsewhere)
    row = begun()
    assert row.meeting_id == first.id
    wanted = {
        "report_id": row.id, "title": "Status for foråret", "meeting_id": second.id,
        "confidentiality": "confidential", "has_signatures": True,
    }  # fmt: skip
    with pytest.raises(Refused, match="organets egne møder"):
        change_head(ChangeHead(**{**wanted, "meeting_id": theirs.id}, version=1), doing=doing())
    with pytest.raises(Refused, match="hvor langt"):
        change_head(ChangeHead(**{**wanted, "confidentiality": "secret"}, version=1), doing=doing())
    change_head(ChangeHead(**wanted, version=1), doing=doing())
    change_head(ChangeHead(**wanted, version=2), doing=doing())
    assert row.version == 2, "nothing was changed the second time"
    with pytest.raises(EditConflict):
        change_head(ChangeHead(**wanted, version=1), doing=doing())
    report = load_report(row, now=NOW)
    assert report.title == "Status for foråret"
    assert report.head.meeting_on == second.held_on
    assert report.head.confidentiality == "confidential"
    assert report.file_name == f"{DAY:%Y-%m-%d}_Statusrapport_DDS_v1"
    freeze_report(row.id, 2, doing=doing())
    with pytest.raises(Refused, match="låst"):
        change_head(ChangeHead(**wanted, version=3), doing=doing())


def test_a_second_report_of_the_day_is_its_second_version() -> None:
    assert [begun().edition, begun().edition, begun(as_of=DAY - A_DAY).edition] == [1, 2, 1]
