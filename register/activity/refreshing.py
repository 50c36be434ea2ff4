"""Asking the rules again about records that nobody has saved: the day or another record may have changed the answer.

What is kept here follows from what is told in the trail elsewhere, so it has no event of its own.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update

from app.core import clock
from app.core.db import db
from register.activity.contents import list_entries
from register.activity.facts import Asked
from register.activity.links import LINKS
from register.activity.model import ActivityFinding, ProcessingActivity
from register.activity.stored_findings import ROW_COLUMNS, Outcome, ask_rules

BATCH = 500
AT_ONCE = 200
"""So many records are refreshed while a person waits; the others at the worker's next tick."""
ASKED_ABOUT = frozenset({"systems", "processors", "recipients"})
"""Links to records of which the rules ask something."""
SUMMED = ("error_count", "is_art30_fulfilled", "is_complete")


def refresh_when_due(now: datetime) -> dict[str, int]:
    """A tick's step: a batch of the records whose rules have not been asked today. On most ticks one small read."""
    today = clock.day_of(now)
    query = (
        select(ProcessingActivity.id)
        .where(or_(ProcessingActivity.found_on.is_(None), ProcessingActivity.found_on < today))
        .order_by(ProcessingActivity.id)
        .limit(BATCH)
        # A record that somebody is saving is asked about by that save.
        .with_for_update(skip_locked=True)
    )
    ids = db.session.scalars(query).all()
    refresh_records(ids, today=today)
    return {"refreshed": len(ids)} if ids else {}


def refresh_using(link: str, *record_ids: int) -> None:
    """Ask again about the activities that point at records that have changed; `link` is their name in links.LINKS.

    With very many, the last wait for the worker's next tick. One that somebody is saving just now keeps its answer till
    the next day at the latest: to wait for it here, while it waits for us, would stop both.
    """
    if link not in ASKED_ABOUT:
        return
    held = LINKS[link]
    column = getattr(held.table, held.column)
    users = select(held.table.activity_id).where(column.in_(record_ids))
    query = select(ProcessingActivity.id).where(ProcessingActivity.id.in_(users)).order_by(ProcessingActivity.id)
    ids = db.session.scalars(query.with_for_update(skip_locked=True)).all()
    refresh_records(ids[:AT_ONCE], today=clock.today())
    later = ids[AT_ONCE:]
    for start in range(0, len(later), BATCH):
        _write(update(ProcessingActivity).where(_among(later[start : start + BATCH])).values(found_on=None))


def refresh_records(ids: Sequence[int], *, today: date) -> None:
    """Store what the rules find in these records today, in a number of statements that does not hang on how many."""
    for start in range(0, len(ids), BATCH):
        _refresh_batch(ids[start : start + BATCH], today)


def _refresh_batch(ids: Sequence[int], today: date) -> None:
    entries = list_entries(select(ProcessingActivity.id).where(_among(ids)))
    asked = [Asked(entry.id, entry.content, entry.is_imported_unedited) for entry in entries]
    outcomes = {entry.id: found for entry, found in zip(entries, ask_rules(asked, today=today), strict=True)}
    _write_rows(ids, outcomes)
    columns = (ProcessingActivity.id, *(getattr(ProcessingActivity, name) for name in SUMMED))
    sums = {row.id: row for row in db.session.execute(select(*columns).where(_among(ids)))}
    changed = [
        {"key": key, **{f"new_{name}": found.columns[name] for name in SUMMED}}
        for key, found in outcomes.items()
        if any(getattr(sums[key], name) != found.columns[name] for name in SUMMED)
    ]
    if changed:
        table: Any = ProcessingActivity.__table__
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in SUMMED}
        db.session.execute(update(table).where(table.c.id == bindparam("key")).values(values), changed)
    _write(update(ProcessingActivity).where(_among(ids)).values(found_on=today))
    _forget(ids)


def _write_rows(ids: Sequence[int], outcomes: dict[int, Outcome]) -> None:
    """Write the rows of those records whose findings are others than those that are kept."""
    table: Any = ActivityFinding.__table__
    columns = (table.c.activity_id, *(table.c[name] for name in ROW_COLUMNS))
    held: dict[int, list[dict[str, Any]]] = {key: [] for key in ids}
    query = select(*columns).where(table.c.activity_id.in_(ids)).order_by(table.c.activity_id, table.c.position)
    for key, *values in db.session.execute(query):
        held[key].append(dict(zip(ROW_COLUMNS, values, strict=True)))
    changed = [key for key, found in outcomes.items() if held[key] != found.rows]
    if changed:
        db.session.execute(delete(table).where(table.c.activity_id.in_(changed)))
    rows = [{"activity_id": key, **row} for key in changed for row in outcomes[key].rows]
    if rows:
        db.session.execute(insert(table), rows)


def _among(ids: Collection[int]) -> Any:
    return ProcessingActivity.id.in_(ids)


def _write(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _forget(ids: Collection[int]) -> None:
    """What the session has read of these records before is read again when it is asked for."""
    among = set(ids)
    for held in list(db.session):
        if isinstance(held, ProcessingActivity) and held.id in among:
            db.session.expire(held, [*SUMMED, "found_on", "findings"])
