"""Reading what the board of a campaign shows, and what its file holds."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from aarshjul.attestation.model import AttestationLine
from aarshjul.attestation.rules import Progress, is_mended
from aarshjul.attestation.store import COUNTS, Administration, Sight, progress_of
from app.core import clock
from app.core.db import AnySelect, db
from app.organisation.model import Person, Unit
from register.activity.model import ProcessingActivity

IN_NONE = "-"
"""Stands for the code of the administration where a unit lies in none."""


class UnitRow(NamedTuple):
    """A unit on the board. `administration` is empty, and `code` IN_NONE, for what lies in none."""

    id: int
    name: str
    path: str
    administration: str
    code: str
    progress: Progress
    answered_at: datetime | None


class WrittenRow(NamedTuple):
    """A record that needs change, as its leader says. `is_mended`: it has been gone through since."""

    activity_id: int
    title: str
    unit_id: int
    unit: str
    code: str
    note: str
    by: str
    at: datetime
    is_mended: bool


class Board(NamedTuple):
    """The units of a campaign, and the records that need change: first those nobody has gone through since."""

    units: Sequence[UnitRow]
    written: Sequence[WrittenRow]


class FileRow(NamedTuple):
    """A record of a campaign, as the file shows it."""

    administration: str
    unit: str
    number: str
    title: str
    state: str
    note: str
    answered_by: str
    answered_at: datetime | None
    last_review_on: date | None
    next_review_on: date | None


def load_board(campaign_id: int, sight: Sight) -> Board:
    """What is seen of a campaign's units, by administration, and of what is written there; two statements."""
    written = _list_written(campaign_id, sight)
    unmended = Counter(row.unit_id for row in written if not row.is_mended)
    query: AnySelect = (
        select(
            Unit.id,
            Unit.name,
            Unit.path,
            Administration.name.label("administration"),
            Administration.code.label("administration_code"),
            func.max(AttestationLine.answered_at).label("answered_at"),
            *COUNTS,
        )
        .select_from(AttestationLine)
        .join(AttestationLine.unit)
        .outerjoin(Administration, Administration.id == Unit.administration_id)
        .where(AttestationLine.campaign_id == campaign_id, sight.where())
        .group_by(Unit.id, Administration.id)
        .order_by(Administration.sort_key.is_(None), Administration.sort_key, Unit.sort_key, Unit.id)
    )
    units = [
        UnitRow(
            id=row.id,
            name=row.name,
            path=row.path,
            administration=row.administration or "",
            code=row.administration_code or IN_NONE,
            progress=progress_of(row, unmended=unmended[row.id]),
            answered_at=row.answered_at,
        )
        for row in db.session.execute(query)
    ]
    return Board(units, written)


def list_names(ids: Collection[int]) -> Mapping[int, str]:
    """What these people are called."""
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}


def list_file_rows(campaign_id: int, sight: Sight) -> Iterator[FileRow]:
    """Every record of a campaign that is seen, by administration and unit."""
    query: AnySelect = (
        select(
            func.coalesce(Administration.name, ""),
            Unit.name,
            ProcessingActivity.number,
            ProcessingActivity.title,
            AttestationLine.state,
            AttestationLine.note,
            func.coalesce(Person.name, ""),
            AttestationLine.answered_at,
            ProcessingActivity.last_review_on,
            ProcessingActivity.next_review_on,
        )
        .select_from(AttestationLine)
        .join(AttestationLine.activity)
        .join(AttestationLine.unit)
        .outerjoin(Administration, Administration.id == Unit.administration_id)
        .outerjoin(Person, Person.id == AttestationLine.answered_by_id)
        .where(AttestationLine.campaign_id == campaign_id, sight.where())
        .order_by(
            Administration.sort_key.is_(None),
            Administration.sort_key,
            Unit.sort_key,
            Unit.id,
            ProcessingActivity.sort_key,
            AttestationLine.id,
        )
    )
    for row in db.session.execute(query):
        yield FileRow(*row)


def _list_written(campaign_id: int, sight: Sight) -> list[WrittenRow]:
    query: AnySelect = (
        select(
            AttestationLine.activity_id,
            ProcessingActivity.title,
            AttestationLine.unit_id,
            Unit.name.label("unit"),
            func.coalesce(Administration.code, IN_NONE).label("code"),
            AttestationLine.note,
            func.coalesce(Person.name, "").label("by"),
            AttestationLine.answered_at,
            ProcessingActivity.last_review_on,
        )
        .select_from(AttestationLine)
        .join(AttestationLine.activity)
        .join(AttestationLine.unit)
        .outerjoin(Administration, Administration.id == Unit.administration_id)
        .outerjoin(Person, Person.id == AttestationLine.answered_by_id)
        .where(AttestationLine.campaign_id == campaign_id, AttestationLine.state == "needs_change", sight.where())
        .order_by(AttestationLine.answered_at.desc(), AttestationLine.id)
    )
    rows = [
        WrittenRow(
            activity_id=row.activity_id,
            title=row.title,
            unit_id=row.unit_id,
            unit=row.unit,
            code=row.code,
            note=row.note,
            by=row.by,
            at=row.answered_at,
            is_mended=is_mended(clock.day_of(row.answered_at), row.last_review_on),
        )
        for row in db.session.execute(query)
    ]
    return sorted(rows, key=lambda row: row.is_mended)
