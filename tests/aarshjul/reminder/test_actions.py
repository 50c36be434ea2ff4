"""From a due date to the mail at the server, by real ticks."""

import threading
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Flask

from aarshjul.plan.actions import make_plan_tasks
from aarshjul.task.actions import (
    AssignTask,
    CompleteTask,
    PostponeTask,
    assign_task,
    complete_task,
    postpone_task,
)
from app.core.db import db
from app.organisation.model import FunctionHolder, Person, Unit
from tests.aarshjul.reminder.playground import DAY, DOING, add_task, mail_states, row, steps, tick, write
from tests.mailserver import MailServer
from tests.make import (
    NOW,
    TODAY,
    Personas,
    make_activity,
    make_holder,
    make_person,
    make_unit,
)


def test_a_reminder_goes_to_whoever_holds_the_function_and_once(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY + 7 * DAY, title="Slettekontrol i fagsystemer")
    assert tick(app) == {"planned": 0, "queued": 1, "sent": 1, "waiting": 0, "failed": 0, "escalated": 0}
    assert tick(app, NOW + timedelta(minutes=1))["queued"] == 0
    [mail] = server.mails
    assert mail.to == fjordby.bent
    assert mail.message["Subject"] == "Husk senest 8. marts: Slettekontrol i fagsystemer"
    assert steps(app, task_id) == [("T-30", "superseded"), ("T-14", "superseded"), ("T-7", "queued")]
    assert row(app, task_id).remind_on == TODAY + 7 * DAY, "T-1 is a Sunday and goes with the day's"


def test_the_steps_are_thirty_fourteen_seven_and_one_days_before_the_day_itself_and_weekly_after(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    due_on = date(2027, 4, 28)
    add_task(app, fjordby, due_on, remind_on=date(2027, 3, 29))
    gone = []
    for number in range(90):
        now = NOW + number * DAY
        if tick(app, now)["sent"]:
            gone.append((now.date() - due_on).days)
    # 29 March is the second day of Easter, 5 May and the days after are ordinary, 17 May is Whit Monday.
    assert gone == [-29, -14, -7, -1, 0, 7, 14, 21, 28, 30]
    subjects = {mail.to: mail.message["Subject"] for mail in server.mails}
    assert subjects[fjordby.bent].startswith("28 dage over fristen: ")
    assert subjects[fjordby.anna].startswith("Over fristen hos Bent Birk: "), "nobody leads Bent: his coordinator hears"


def test_ten_days_without_a_tick_cost_one_mail_a_task_the_latest_step(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    first = add_task(app, fjordby, TODAY + 7 * DAY, remind_on=TODAY - 20 * DAY)
    tick(app, NOW - 3 * DAY)
    assert steps(app, first) == [("T-30", "superseded"), ("T-14", "queued")]
    second = add_task(app, fjordby, TODAY + 3 * DAY, function="coordinator")
    server.mails.clear()
    assert tick(app, NOW + 10 * DAY)["queued"] == 2
    assert server.sent_to() == [fjordby.anna, fjordby.bent]
    assert steps(app, first) == [
        ("T-30", "superseded"), ("T-14", "queued"), ("T-7", "superseded"), ("T0", "queued"),
    ]  # fmt: skip
    assert ("U7", "queued") in steps(app, second)
    assert {state for step, state in steps(app, second) if step.startswith("T")} == {"superseded"}
    assert tick(app, NOW + 10 * DAY + timedelta(minutes=1))["queued"] == 0


def test_a_mail_whose_task_was_done_meanwhile_is_not_sent(app: Flask, server: MailServer, fjordby: Personas) -> None:
    task_id = add_task(app, fjordby, TODAY)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    assert tick(app)["sent"] == 0
    write(app, lambda: complete_task(CompleteTask(task_id=task_id, on=TODAY), doing=DOING))
    assert tick(app, NOW + timedelta(minutes=5))["sent"] == 0
    assert server.mails == []
    assert mail_states(app) == [("bent", "cancelled")]
    assert all(tick(app, NOW + days * DAY)["queued"] == 0 for days in (7, 14, 60))


def test_a_mail_about_a_date_that_was_changed_is_not_sent_but_the_new_date_s_are(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app)
    command = PostponeTask(task_id=task_id, due_on=date(2027, 3, 15), reason="Sygdom")
    write(app, lambda: postpone_task(command, doing=DOING))
    assert tick(app, NOW + timedelta(minutes=5))["sent"] == 0
    assert mail_states(app) == [("bent", "cancelled")]
    assert tick(app, NOW + 7 * DAY)["sent"] == 1
    assert server.mails[-1].message["Subject"].startswith("Husk senest 15. marts")


def test_a_mail_to_one_whose_task_was_given_away_is_not_sent_and_the_new_one_is_told(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY + 7 * DAY)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app)
    new = write(app, lambda: make_person(email="ny@fjordby.example").id)
    write(app, lambda: assign_task(AssignTask(task_id=task_id, person_id=new), doing=DOING))
    assert tick(app, NOW + timedelta(minutes=5))["sent"] == 1
    assert server.sent_to() == ["ny@fjordby.example"]
    assert mail_states(app) == [("bent", "cancelled"), ("ny", "sent")]
    assert "fordi opgaven er givet til dig" in server.mails[0].text()


def test_when_the_leader_changes_the_new_one_hears_of_what_is_due_soon(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    add_task(app, fjordby, TODAY + 7 * DAY)
    tick(app)

    def change() -> None:
        from app.audit.actions import record

        holder = db.session.scalars(db.select(FunctionHolder).where(FunctionHolder.function == "leader")).one()
        holder.person = make_person(email="ny@fjordby.example")
        record(DOING, "organisation.import", "organisation", None)

    write(app, change)
    write(app, lambda: make_plan_tasks(NOW))
    assert tick(app, NOW + timedelta(minutes=5))["sent"] == 1
    assert server.sent_to() == [fjordby.bent, "ny@fjordby.example"]
    assert tick(app, NOW + timedelta(minutes=10))["sent"] == 0


def test_a_function_nobody_holds_is_mailed_to_the_coordinator_with_a_warning(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    add_task(app, fjordby, TODAY, function="system_owner", unit_id=fjordby.home_care_id)
    tick(app)
    [mail] = server.mails
    assert mail.to == fjordby.anna
    assert "Ingen har funktionen «Systemejer» i Hjemmeplejen" in mail.text()
    assert "Ingen har funktionen «Systemejer» i Hjemmeplejen" in mail.text("html")


def test_a_task_nobody_can_be_reminded_of_is_tried_every_day_until_somebody_can(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY, function="it", unit_id=fjordby.municipality_id)
    assert tick(app)["queued"] == 0
    assert row(app, task_id).remind_on == TODAY + DAY
    assert steps(app, task_id) == []

    def find_somebody() -> None:
        root = db.session.get_one(Unit, fjordby.municipality_id)
        make_holder(unit=root, function="it", person=make_person(email="it@fjordby.example"))

    write(app, find_somebody)
    assert tick(app, NOW + DAY)["sent"] == 1
    assert server.sent_to() == ["it@fjordby.example"]


def test_one_without_a_usable_address_is_passed_over_and_stops_nobody_else(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    def spoil() -> None:
        db.session.scalars(db.select(Person).where(Person.email == fjordby.bent)).one().email = "bent"

    write(app, spoil)
    task_id = add_task(app, fjordby, TODAY)
    add_task(app, fjordby, TODAY, function="coordinator")
    assert tick(app)["sent"] == 1
    assert server.sent_to() == [fjordby.anna]
    assert row(app, task_id).remind_on == TODAY + DAY


def test_closed_tasks_and_those_whose_day_has_not_come_are_left_alone(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    add_task(app, fjordby, TODAY, done_on=TODAY)
    add_task(app, fjordby, TODAY, state="withdrawn")
    add_task(app, fjordby, TODAY + 60 * DAY, remind_on=TODAY + 30 * DAY)
    assert tick(app)["queued"] == 0
    assert server.mails == []


def test_a_record_s_review_reaches_its_owner_through_the_plan(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    def make() -> None:
        owner = db.session.scalars(db.select(Person).where(Person.email == fjordby.carla)).one()
        unit = db.session.get_one(Unit, fjordby.school_id)
        make_activity(title="Elevsager", unit=unit, owner_id=owner.id, next_review_on=TODAY + 5 * DAY)

    write(app, make)
    counts = tick(app)
    assert (counts["planned"], counts["sent"]) == (1, 1)
    [mail] = server.mails
    assert mail.to == fjordby.carla
    assert "ejer af behandlingen" in mail.text()
    assert "Elevsager" in mail.message["Subject"]


def colleague(number: int) -> int:
    return make_person(email=f"kollega{number:02}@fjordby.example").id


def test_two_ticks_at_once_write_and_send_each_mail_once(app: Flask, server: MailServer, fjordby: Personas) -> None:
    for number in range(20):
        add_task(app, fjordby, TODAY, function="it", person_id=write(app, partial(colleague, number)))
    together = threading.Barrier(2)
    counts: list[dict[str, int]] = []

    def run() -> None:
        together.wait(10)
        counts.append(tick(app))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(count["queued"] for count in counts) == 20
    assert sum(count["sent"] for count in counts) == 20
    assert len({mail.message["Message-ID"] for mail in server.mails}) == len(server.mails) == 20


def test_a_tick_with_nothing_due_reads_no_more_for_many_tasks_than_for_few(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    import sqlalchemy as sa

    def count_for(number: int) -> int:
        for _ in range(number):
            add_task(app, fjordby, TODAY + 60 * DAY, remind_on=TODAY + 30 * DAY)
        tick(app)
        statements: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        tick(app, NOW + timedelta(minutes=2))
        sa.event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    assert count_for(2) == count_for(40)


def test_a_unit_s_own_holder_is_asked_before_the_administration_s(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    def make() -> int:
        ward = make_unit(parent=db.session.get_one(Unit, fjordby.home_care_id))
        make_holder(unit=ward, function="leader", person=make_person(email="vagt@fjordby.example"))
        return ward.id

    add_task(app, fjordby, TODAY, unit_id=write(app, make))
    tick(app)
    assert server.sent_to() == ["vagt@fjordby.example"]
