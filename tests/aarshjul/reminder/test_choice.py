"""What each person chooses for themselves."""

from datetime import date

from flask import Flask

from aarshjul.reminder.model import ReminderChoice
from aarshjul.reminder.settings_actions import (
    SOON,
)
from app.core.db import db
from tests.aarshjul.reminder.choosing import choose, told
from tests.aarshjul.reminder.playground import DAY, add_task, row, steps, tick
from tests.mailserver import MailServer
from tests.make import NOW, TODAY, Personas


def test_a_person_chooses_for_themselves_and_only_their_tasks_are_looked_at(app: Flask, fjordby: Personas) -> None:
    later = TODAY + 40 * DAY
    leaders = add_task(app, fjordby, TODAY + 20 * DAY, remind_on=later)
    far = add_task(app, fjordby, TODAY + SOON + DAY, remind_on=later)
    coordinators = add_task(app, fjordby, TODAY + 20 * DAY, function="coordinator", remind_on=later)
    assert choose(app, fjordby.bent, "weekly")
    assert row(app, leaders).remind_on == TODAY
    assert [row(app, task_id).remind_on for task_id in (far, coordinators)] == [later, later]
    assert not choose(app, fjordby.bent, "weekly")
    assert choose(app, fjordby.bent, "daily", NOW + DAY)
    assert told(app) == [
        ("reminder_choice.change", {"rhythm": ["daily", "weekly"]}),
        ("reminder_choice.change", {"rhythm": ["weekly", "daily"]}),
    ]
    with app.app_context():
        [choice] = db.session.scalars(db.select(ReminderChoice))
        assert (choice.rhythm, choice.changed_at) == ("daily", NOW + DAY)


def test_who_keeps_what_they_have_leaves_no_row(app: Flask, fjordby: Personas) -> None:
    assert not choose(app, fjordby.anna, "daily")
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(ReminderChoice)) == 0


def test_a_new_rhythm_moves_the_steps_that_are_to_come(app: Flask, server: MailServer, fjordby: Personas) -> None:
    friday = date(2027, 3, 26)
    task_id = add_task(app, fjordby, friday, remind_on=TODAY)
    tick(app)
    assert row(app, task_id).remind_on == friday - 14 * DAY
    choose(app, fjordby.bent, "weekly", NOW + DAY)
    tick(app, NOW + DAY)
    monday = NOW + 7 * DAY
    assert row(app, task_id).remind_on == monday.date()
    assert tick(app, monday)["sent"] == 1
    choose(app, fjordby.bent, "daily", monday)
    assert tick(app, monday + 4 * DAY)["sent"] == 0, "that step has gone"
    assert row(app, task_id).remind_on == friday - 7 * DAY
    assert steps(app, task_id) == [("T-30", "queued"), ("T-14", "queued")]
