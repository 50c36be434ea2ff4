"""Changing the working calendar: what is saved is what planning gets."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings

from aarshjul.calendar.actions import ChangeWorkCalendar, change_work_calendar
from aarshjul.calendar.model import WorkCalendar
from aarshjul.calendar.store import forget_calendar, get_closed_days, get_quiet_weeks
from aarshjul.plan.expansion import QUIET_WEEKS
from aarshjul.task.actions import PostponeTask, postpone_task
from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core.db import db
from app.core.workdays import ClosedDays
from app.organisation.model import Unit
from tests.aarshjul.calendar.strategies import calendars, weeks
from tests.make import NOW, make_personas, make_task

DOING = Doing(at=NOW, via="cli")


def events() -> list[AuditEvent]:
    query = sa.select(AuditEvent).where(AuditEvent.subject_kind == "work_calendar").order_by(AuditEvent.id)
    return list(db.session.scalars(query))


def test_until_somebody_chooses_the_usual_days_are_closed(ctx: Flask) -> None:
    assert get_closed_days() == ClosedDays()
    assert get_quiet_weeks() == QUIET_WEEKS


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calendar=calendars, quiet=weeks)
def test_what_is_saved_is_what_planning_gets(ctx: Flask, calendar: ClosedDays, quiet: frozenset[int]) -> None:
    change_work_calendar(ChangeWorkCalendar(closed=calendar, quiet_weeks=quiet), doing=DOING)
    for read_again in (False, True):
        if read_again:
            forget_calendar()
            db.session.expire_all()
        assert get_closed_days() == calendar
        assert get_quiet_weeks() == quiet


def test_a_change_is_told_once_with_what_was_before(ctx: Flask) -> None:
    command = ChangeWorkCalendar(
        closed=ClosedDays(christmas_eve=False, dates=frozenset({date(2027, 5, 14)})), quiet_weeks=frozenset({29, 30})
    )
    assert change_work_calendar(command, doing=DOING) is True
    assert change_work_calendar(command, doing=DOING) is False
    (event,) = events()
    assert event.changes == {
        "closed": [["constitution_day", "christmas_eve", "new_years_eve"], ["constitution_day", "new_years_eve"]],
        "dates": [[], ["2027-05-14"]],
        "quiet_weeks": [[27, 28, 29, 30, 31, 42, 52], [29, 30]],
    }
    assert db.session.scalars(sa.select(WorkCalendar.changed_at)).all() == [NOW]


def test_saving_the_usual_calendar_as_it_is_leaves_no_trace(ctx: Flask) -> None:
    assert change_work_calendar(ChangeWorkCalendar(closed=ClosedDays(), quiet_weeks=QUIET_WEEKS), doing=DOING) is False
    assert events() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WorkCalendar)) == 0


def test_the_calendar_is_read_once_however_often_it_is_asked_for(ctx: Flask) -> None:
    statements: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *words: statements.append(words[2]))
    for _ in range(3):
        get_closed_days()
        get_quiet_weeks()
    assert len([statement for statement in statements if "work_calendar" in statement]) == 1


def test_a_task_is_put_off_to_a_day_that_is_not_closed(ctx: Flask) -> None:
    people = make_personas()
    task = make_task(unit=db.session.get_one(Unit, people.social_id), due_on=date(2027, 5, 3))
    closed = ClosedDays(dates=frozenset({date(2027, 5, 14)}))
    change_work_calendar(ChangeWorkCalendar(closed=closed, quiet_weeks=QUIET_WEEKS), doing=DOING)
    later = PostponeTask(task_id=task.id, version=task.version, due_on=date(2027, 5, 14), reason="Ferie")
    postpone_task(later, doing=DOING)
    assert task.due_on == date(2027, 5, 13)


def test_the_database_holds_one_calendar(ctx: Flask) -> None:
    row = {"closed": [], "dates": [], "quiet_weeks": [], "changed_at": NOW}
    with pytest.raises(sa.exc.IntegrityError, match="one_row"):
        db.session.execute(sa.insert(WorkCalendar).values(id=2, **row))
