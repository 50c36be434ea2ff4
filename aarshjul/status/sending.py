"""Sending a frozen report to those who sit in its body: as a file in the mail, or as a link that runs out."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select

from aarshjul.meeting.model import BodyMember
from aarshjul.status.kept import KIND, why_altered, why_paper_altered
from aarshjul.status.model import StatusReportRow
from aarshjul.status.snapshot import name_of
from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import Refused
from app.mail.compose import Letter, mail_link, queue, render_mail
from app.mail.message import MailFile
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from app.token import signing

Way = Literal["pdf", "link"]
MAIL_KINDS = {"pdf": "status_report_file", "link": "status_report_link"}
PURPOSE = "report"
GOOD_FOR = timedelta(days=30)
"""How long a link to a report opens it, from the day the mail was written."""


def list_recipients(body_id: int, day: date) -> Sequence[Person]:
    """Who sits in the body that day and may come in here, each once, by name."""
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(_members(body_id, day)), Person.is_active, Person.email != "")
        .order_by(Person.name, Person.id)
    ).all()


def is_recipient(person_id: int, body_id: int, day: date) -> bool:
    """Whether somebody sits in the body that day and may come in here."""
    query = select(Person.id).where(
        Person.id == person_id, Person.is_active, Person.id.in_(_members(body_id, day))
    )  # fmt: skip
    return db.session.scalar(query) is not None


def send_report(report_id: int, way: Way, paper: bytes, *, doing: Doing) -> int:
    """Mail the report to the body's members of today; returns how many mails are new. `paper` is its PDF.

    A member is mailed once in each way: to press again reaches only those who have come since. The paper is kept as it
    was sent first. Raises Refused for a draft, and for a body in which nobody sits.
    """
    row = lock_row(StatusReportRow, report_id)
    if row.state != "frozen":
        raise Refused(_("Lås rapporten, før den sendes."))
    today = clock.day_of(doing.at)
    people = list_recipients(row.body_id, today)
    if not people:
        raise Refused(_("Ingen sidder i organet i dag. Skriv medlemmerne ind, før rapporten sendes."))
    if row.paper is None:
        row.paper = paper
    mailed = [person for person in people if queue(_letter(row, person, way, today), at=doing.at)]
    if mailed:
        row.sent_at = row.sent_at or doing.at
        sha256 = hashlib.sha256(row.paper).hexdigest()
        told = {"way": [None, way], "recipients": [None, len(mailed)], "paper": [None, sha256]}
        record(doing, "status_report.send", KIND, row.id, told)
    db.session.flush()
    return len(mailed)


def _letter(row: StatusReportRow, person: Person, way: Way, today: date) -> Letter:
    until = today + GOOD_FOR
    token = signing.sign(PURPOSE, {"r": row.id, "p": person.id}, expires_on=until)
    words = render_mail(
        "status_report",
        first_name=(person.name.split() or [""])[0],
        title=row.title,
        body_name=row.body.name,
        as_of=row.as_of,
        meeting_on=row.meeting.held_on if row.meeting else None,
        until=until if way == "link" else None,
        action_url=mail_link("status_link.show", token=token) if way == "link" else "",
    )
    return Letter(
        key=f"{KIND}/{row.id}/{way}/{person.id}", kind=MAIL_KINDS[way], subject_kind=KIND, subject_id=row.id,
        person=person, subject=words.subject, text=words.text, html=words.html,
    )  # fmt: skip


def why_not_send(mail: OutgoingMail) -> str | None:
    """The guard of these mails: whoever has left the body, or changed address, gets none."""
    row = db.session.get(StatusReportRow, mail.subject_id)
    if row is None:
        return _("Rapporten findes ikke mere.")
    person = db.session.get(Person, mail.person_id)
    if person is None or not is_recipient(person.id, row.body_id, clock.today()):
        return _("Modtageren sidder ikke længere i organet.")
    if person.email != mail.to_address:
        return _("Modtageren har fået en anden mailadresse.")
    return why_altered(row) or why_paper_altered(row)


def paper_of(mail: OutgoingMail) -> MailFile | None:
    """The file that goes with such a mail: the PDF as it was made when the report was sent."""
    row = db.session.get(StatusReportRow, mail.subject_id)
    if row is None or row.paper is None:
        return None
    return MailFile(f"{name_of(row.snapshot)}.pdf", "application/pdf", row.paper)


def _members(body_id: int, day: date) -> Select[int]:
    return select(BodyMember.person_id).where(
        BodyMember.body_id == body_id,
        BodyMember.from_on <= day,
        or_(BodyMember.until_on.is_(None), BodyMember.until_on >= day),
    )
