"""Binding events as their transaction commits, on both databases."""

import json
import stat
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit.actions import Doing, record
from app.audit.chain import AppendOnly, adopt_events
from app.audit.head import find_head, keep_head, set_aside
from app.audit.model import AuditEvent
from app.audit.rules import Head
from app.audit.verify import verify
from app.core.cpr import COVER
from app.core.db import begin_writing, db
from app.core.jobs import own_transaction
from config import Settings
from tests.app.audit.test_rules import told
from tests.make import NOW

DOING = Doing(at=NOW, via="cli")


def tell(verb: str = "test.do", **changes: Any) -> None:
    record(DOING, verb, "test", 1, changes)


def events() -> list[AuditEvent]:
    return list(db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)))


def is_whole(app: Flask) -> bool:
    own: Settings = app.config["SETTINGS"]
    return verify(key=own.audit_key, head_file=own.audit_head_file).broken is None


def kept(app: Flask) -> Head | None:
    return find_head(app.config["SETTINGS"].audit_head_file)


def test_events_are_seen_at_once_and_bound_at_the_commit(ctx: Flask) -> None:
    tell()
    tell()
    assert [event.number for event in events()] == [None, None]
    db.session.commit()
    tell()
    db.session.commit()
    assert [event.number for event in events()] == [1, 2, 3]
    assert len({event.link for event in events()}) == 3
    assert is_whole(ctx)


def test_what_is_taken_back_leaves_no_hole(ctx: Flask) -> None:
    tell("test.first")
    nested = db.session.begin_nested()
    tell("test.gone")
    nested.rollback()
    with db.session.begin_nested():
        tell("test.kept")
    db.session.commit()
    tell("test.gone_too")
    db.session.rollback()
    with own_transaction():
        tell("test.last")
    assert [(event.number, event.verb) for event in events()] == [(1, "test.first"), (2, "test.kept"), (3, "test.last")]
    assert is_whole(ctx)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.text(max_size=5), told, max_size=3))
def test_whatever_is_told_comes_back_from_the_database_as_it_was_signed(ctx: Flask, changes: dict[str, Any]) -> None:
    record(DOING, "test.do", "test", 1, changes)
    db.session.commit()
    assert is_whole(ctx)


def test_what_looks_like_a_cpr_number_is_not_written(ctx: Flask) -> None:
    tell(note=[None, "Borgeren 310290-1234 har ringet"], rows=[[{"text": "3102901234"}], []])
    db.session.commit()
    [event] = events()
    assert event.changes == {"note": [None, f"Borgeren {COVER} har ringet"], "rows": [[{"text": COVER}], []]}
    assert is_whole(ctx)


def test_an_event_can_neither_be_changed_nor_removed_nor_added_past_the_chain(ctx: Flask) -> None:
    tell()
    db.session.commit()
    [event] = events()
    event.verb = "test.other"
    with pytest.raises(AppendOnly):
        db.session.flush()
    db.session.rollback()
    db.session.delete(events()[0])
    with pytest.raises(AppendOnly):
        db.session.flush()
    db.session.rollback()
    for statement in (
        sa.update(AuditEvent).values(via="x"),
        sa.delete(AuditEvent),
        sa.insert(AuditEvent).values(verb="x"),
    ):
        with pytest.raises(AppendOnly):
            db.session.execute(statement)


def test_a_thousand_events_are_bound_in_a_handful_of_statements(ctx: Flask) -> None:
    for number in range(1000):
        tell(number=number)
    db.session.flush()
    seen: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    begun = time.perf_counter()
    db.session.commit()
    assert time.perf_counter() - begun < 5
    assert len([statement for statement in seen if "audit_event" in statement]) <= 5
    assert is_whole(ctx)


def test_many_writers_at_once_make_one_chain_in_the_order_of_their_commits(app: Flask) -> None:
    def write() -> None:
        for _ in range(8):
            with app.app_context(), own_transaction():
                tell()
                tell()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with app.app_context():
        assert sorted(event.number or 0 for event in events()) == list(range(1, 65))
        assert is_whole(app)
        newest = max(events(), key=lambda event: event.number or 0)
        assert kept(app) == Head(64, newest.link)


def test_the_newest_link_is_kept_in_a_file_for_the_owner_only(ctx: Flask) -> None:
    tell()
    db.session.commit()
    path: Path = ctx.config["SETTINGS"].audit_head_file
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(json.loads(path.read_text())) == {"number", "link", "at"}
    assert kept(ctx) == Head(1, events()[0].link)
    assert [p.name for p in path.parent.iterdir() if p.name.startswith("audit-head")] == ["audit-head.json"]


def test_the_file_goes_forward_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "head.json"
    for number in (3, 5, 4):
        keep_head(path, Head(number, f"{number}" * 64), at=NOW)
    assert find_head(path) == Head(5, "5" * 64)
    assert set_aside(path) == path.with_name("head-1.json")
    assert find_head(path) is None
    assert set_aside(path) is None


def test_a_head_that_does_not_fit_is_never_written_over(ctx: Flask) -> None:
    """Who cuts the end off and lets new events grow past it would else have hidden the cut."""
    for _ in range(3):
        tell()
        db.session.commit()
    before = kept(ctx)
    db.session.execute(sa.text("DELETE FROM audit_event WHERE number = 3"))
    db.session.commit()
    for number in range(3):
        tell(number=number)
        db.session.commit()
    assert kept(ctx) == before
    assert not is_whole(ctx)


def test_a_file_that_cannot_be_written_stops_nobody(ctx: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    path: Path = ctx.config["SETTINGS"].audit_head_file
    path.mkdir()
    tell()
    db.session.commit()
    assert [event.number for event in events()] == [1]
    assert not is_whole(ctx)


def test_events_from_before_the_chain_are_taken_in_once(ctx: Flask) -> None:
    for _ in range(3):
        tell("test.old")
    db.session.flush()
    db.session.info["audit_pending"].clear()
    db.session.commit()
    assert [event.number for event in events()] == [None] * 3
    assert adopt_events() == 3
    record(DOING, "audit.adopt", "audit", None, {"count": 3})
    db.session.commit()
    assert [(event.number, event.verb) for event in events()][-2:] == [(3, "test.old"), (4, "audit.adopt")]
    assert is_whole(ctx)
    db.session.execute(sa.text("UPDATE audit_event SET number = NULL WHERE number = 4"))
    assert adopt_events() == 0
    db.session.rollback()


def test_a_crash_before_the_file_is_written_is_no_fault(ctx: Flask) -> None:
    tell()
    db.session.commit()
    path: Path = ctx.config["SETTINGS"].audit_head_file
    before = path.read_text()
    tell()
    db.session.commit()
    path.write_text(before)
    assert is_whole(ctx)
    tell()
    db.session.commit()
    assert kept(ctx) == Head(3, events()[-1].link)


def test_reading_only_takes_no_part(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        db.session.execute(sa.select(AuditEvent))
        db.session.commit()
        assert kept(app) is None
