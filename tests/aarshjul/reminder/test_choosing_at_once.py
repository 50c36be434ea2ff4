"""Two who choose, or pause, in the same moment."""

import threading
from functools import partial

import pytest
from flask import Flask

from aarshjul.reminder.model import ReminderChoice
from aarshjul.reminder.settings_rules import chosen_of
from aarshjul.reminder.store import find_settings
from aarshjul.task.model import Task
from app.core.db import begin_writing, db
from app.core.errors import EditConflict, Refused
from tests.aarshjul.reminder.choosing import (
    OFTEN,
    SELDOM,
    at_once,
    change,
    choose,
    pause,
    told,
)
from tests.aarshjul.reminder.playground import DAY, add_task, row
from tests.make import NOW, TODAY, Personas


def test_two_who_save_at_once_do_not_overwrite_each_other(app: Flask, fjordby: Personas) -> None:
    change(app, fjordby, SELDOM, NOW, read="")
    with pytest.raises(EditConflict, match="En anden har rettet påmindelserne"):
        change(app, fjordby, OFTEN, NOW + DAY, read="")
    with app.app_context():
        assert chosen_of(find_settings()) == SELDOM
    assert change(app, fjordby, OFTEN, NOW + DAY)
    with pytest.raises(EditConflict):
        change(app, fjordby, SELDOM, NOW + 2 * DAY, read=NOW.isoformat())


def test_of_two_who_save_the_first_in_the_same_moment_one_is_told(app: Flask, fjordby: Personas) -> None:
    found = at_once(*(partial(change, app, fjordby, chosen, NOW, "") for chosen in (OFTEN, SELDOM)))
    assert sorted(map(str, found)) == [str(EditConflict), "True"]
    assert [verb for verb, _changes in told(app)] == ["reminder_settings.change"]


def test_of_two_who_pause_in_the_same_moment_one_is_told(app: Flask, fjordby: Personas) -> None:
    found = at_once(*(partial(pause, app, fjordby, reason) for reason in ("En grund", "En anden")))
    assert sorted(map(str, found)) == [str(Refused), "None"]


def test_a_person_who_chooses_twice_in_the_same_moment_has_one_row(app: Flask, fjordby: Personas) -> None:
    found = at_once(*[partial(choose, app, fjordby.bent, "weekly")] * 2)
    assert sorted(found) == [False, True]
    with app.app_context():
        assert db.session.scalars(db.select(ReminderChoice.rhythm)).all() == ["weekly"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_task_that_a_tick_has_in_hand_is_looked_at_again_by_what_was_saved(app: Flask, fjordby: Personas) -> None:
    """SQLite lets one write at a time. Here the tick holds the task and has reckoned by what went before."""
    task_id = add_task(app, fjordby, TODAY + 18 * DAY, remind_on=TODAY)
    saving = threading.Thread(target=change, args=(app, fjordby, OFTEN))
    with app.app_context():
        begin_writing()
        task = db.session.get_one(Task, task_id, with_for_update=True)
        saving.start()
        saving.join(timeout=1)
        assert saving.is_alive(), "it waits for the task"
        task.remind_on = TODAY + 4 * DAY
        db.session.commit()
    saving.join(timeout=30)
    assert row(app, task_id).remind_on == TODAY
