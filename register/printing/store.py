"""Reading for the document: what stands in its contents, and which version of a record it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.core.db import db
from app.organisation.model import Person
from register.activity.model import ActivityVersion, ProcessingActivity
from register.exporting.store import each_entry
from register.versions.as_of import end_of


@dataclass(frozen=True)
class Standing:
    """Which version of a record it is, and the approval that stands."""

    version: int
    approved_at: datetime | None = None
    approved_by: str | None = None


@dataclass(frozen=True)
class Line:
    """A record by its name: a line in the table of contents, and the head of its section."""

    id: int
    number: str
    title: str

    @property
    def place(self) -> str:
        """The id by which the contents and other records lead to it."""
        return f"b{self.id}"

    @property
    def heading(self) -> str:
        """ "12 Hjælpemidler til voksne"."""
        return f"{self.number} {self.title}".strip()


def load_standings(ids: Sequence[int], *, as_of: date | None) -> dict[int, Standing]:
    """By record: its version and the approval that stands, now or at the end of a day; two statements."""
    until = [] if as_of is None else [ActivityVersion.at < end_of(as_of)]
    newest = (
        select(ActivityVersion.activity_id, func.max(ActivityVersion.version))
        .where(ActivityVersion.activity_id.in_(ids), *until)
        .group_by(ActivityVersion.activity_id)
    )
    approvals = (
        select(ActivityVersion.activity_id, ActivityVersion.at, Person.name)
        .outerjoin(ActivityVersion.by)
        .where(ActivityVersion.activity_id.in_(ids), ActivityVersion.verb == "approve", *until)
        .order_by(ActivityVersion.version)
    )
    approved = {row_id: (at, name) for row_id, at, name in db.session.execute(approvals)}
    return {
        row_id: Standing(version, *approved.get(row_id, (None, None))) for row_id, version in db.session.execute(newest)
    }


def list_lines(ids: Sequence[int], *, as_of: date | None) -> list[Line]:
    """The table of contents, in this order."""
    if as_of is not None:
        then = each_entry(ids, as_of=as_of)
        return [Line(entry.id, entry.content.number, entry.content.title) for entry in then]
    rows: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), 500):
        query = select(ProcessingActivity.id, ProcessingActivity.number, ProcessingActivity.title)
        for row_id, number, title in db.session.execute(
            query.where(ProcessingActivity.id.in_(ids[start : start + 500]))
        ):
            rows[row_id] = (number, title)
    return [Line(row_id, *rows[row_id]) for row_id in ids if row_id in rows]
