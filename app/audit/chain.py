"""Binding the events of a transaction into the chain as it commits, whoever commits it.

1. An event is added as any row is, and later queries of the same transaction see it.
2. Before the commit, and only when the transaction holds events, writers take turns: on PostgreSQL by a lock that
   ends with the transaction, on SQLite because only one can write. So numbers have no holes and are in commit order.
3. The newest link is read, and the transaction's own events (no others: what stands there unbound was put there by
   somebody else) get the numbers and links that follow.
4. After the commit the new head is kept in a file too. A crash in between leaves the file behind the database, which
   is no fault. A file that does not fit the database is left as it is, for `flask audit verify` to tell of.

A bound event cannot be changed or removed through the session; what goes round it is found by the check.
"""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from flask import current_app
from sqlalchemy import CursorResult, Table, bindparam, event, func, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, SessionTransaction

from app.audit.head import UnreadableHead, find_head, keep_head
from app.audit.model import AuditEvent
from app.audit.rules import NOTHING, Event, Head, bind
from app.core import clock
from app.core.db import db
from app.core.jobs import take_turns
from app.core.log import get_log
from config import Settings

AT_A_TIME = 500
_PENDING = "audit_pending"
_HEAD = "audit_head"
_STAYS = "audit_head_stays"

ROW = tuple(getattr(AuditEvent, name) for name in Event._fields)


class AppendOnly(Exception):
    """A programming mistake: an audit event may be added, and nothing else."""


def get_newest() -> Head:
    """The newest link in the database, as this transaction sees it."""
    row = db.session.execute(
        select(AuditEvent.number, AuditEvent.link)
        .where(AuditEvent.number.is_not(None))
        .order_by(AuditEvent.number.desc())
        .limit(1)
    ).first()
    return Head(row.number, row.link) if row else NOTHING


def adopt_events() -> int:
    """Take the events from before there was a chain into it, when this transaction commits; how many.

    Only a chain that has not begun takes any: a row that stands unbound beside a chain was put there by somebody.
    """
    if get_newest() != NOTHING:
        return 0
    pending = _pending(db.session())
    ids = [row_id for row_id in db.session.scalars(select(AuditEvent.id)) if row_id not in pending]
    pending.update(ids)
    return len(ids)


def _pending(session: Session) -> set[int]:
    """The numbers of the rows that this transaction has added."""
    ids: set[int] = session.info.setdefault(_PENDING, set())
    return ids


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@event.listens_for(AuditEvent, "after_insert")
def _note_new(_mapper: Mapper[Any], _connection: Connection, row: AuditEvent) -> None:
    session = Session.object_session(row)
    assert session is not None, "a row is inserted by its session"
    _pending(session).add(row.id)


@event.listens_for(AuditEvent, "before_update")
@event.listens_for(AuditEvent, "before_delete")
def _refuse(_mapper: Mapper[Any], _connection: Connection, row: AuditEvent) -> None:
    session = Session.object_session(row)
    if session is None or session.is_modified(row) or row in session.deleted:
        raise AppendOnly(f"audit event {row.id}")


@event.listens_for(db.session, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and state.bind_mapper is not None and state.bind_mapper.class_ is AuditEvent:
        raise AppendOnly("audit events are added by app.audit.actions.record")


@event.listens_for(db.session, "before_commit")
def _bind_events(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    ids = sorted(_pending(session))
    if not ids:
        return
    take_turns("audit chain")
    newest = _newest_that_fits(session)
    bound = list(bind(_settings().audit_key, newest, _read(session, ids)))
    if bound:
        _write(session, bound)
        session.info[_HEAD] = Head(bound[-1].number, bound[-1].link)
    session.info.pop(_PENDING)


def _newest_that_fits(session: Session) -> Head:
    """The newest link; a kept head that the database does not hold is told in the log, and stays."""
    try:
        kept = find_head(_settings().audit_head_file)
    except UnreadableHead:
        kept = None
    top = select(func.max(AuditEvent.number)).scalar_subquery()
    found = session.execute(
        select(AuditEvent.number, AuditEvent.link)
        .where(or_(AuditEvent.number == top, AuditEvent.number == (kept or NOTHING).number))
        .order_by(AuditEvent.number)
    ).all()
    heads = [Head(row.number or 0, row.link) for row in found]
    newest = heads[-1] if heads else NOTHING
    if kept is not None and kept not in (NOTHING, *heads):
        # Were the head written over now, what it proves would be gone with it.
        get_log().error("audit head does not fit the database", kept=kept.number, newest=newest.number)
        session.info[_STAYS] = True
    return newest


def _read(session: Session, ids: Sequence[int]) -> Iterable[Event]:
    """The rows as the database holds them, in the order they were added; what a savepoint took back is not there."""
    for start in range(0, len(ids), AT_A_TIME):
        some = ids[start : start + AT_A_TIME]
        query = select(*ROW).where(AuditEvent.id.in_(some), AuditEvent.number.is_(None)).order_by(AuditEvent.id)
        yield from (Event(*row) for row in session.execute(query))


def _write(session: Session, bound: Sequence[Event]) -> None:
    table = cast(Table, AuditEvent.__table__)
    statement = (
        update(table)
        .where(table.c.id == bindparam("its_id"), table.c.number.is_(None))
        .values(number=bindparam("its_number"), link=bindparam("its_link"))
    )
    rows = [{"its_id": one.id, "its_number": one.number, "its_link": one.link} for one in bound]
    done = session.connection().execute(statement, rows, execution_options={"preserve_rowcount": True})
    assert cast(CursorResult[Any], done).rowcount == len(rows), "another transaction has bound these events"


@event.listens_for(db.session, "after_commit")
def _keep_head(session: Session) -> None:
    if session.in_nested_transaction():
        return
    head: Head | None = session.info.pop(_HEAD, None)
    if head is None or session.info.pop(_STAYS, False):
        return
    try:
        keep_head(_settings().audit_head_file, head, at=clock.now())
    except (OSError, UnreadableHead):
        # What was done is done and in the database; the file is behind until the next event.
        get_log().exception("audit head not written", number=head.number)


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        for name in (_PENDING, _HEAD, _STAYS):
            session.info.pop(name, None)
