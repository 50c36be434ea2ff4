"""What waits for a person becomes one mail a day at most, and nothing of it is lost."""

from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask

from aarshjul.reminder.model import Reminder, ReminderChoice, ReminderSettings
from aarshjul.task.actions import AssignTask, CompleteTask, assign_task, complete_task
from app.audit.actions import record
from app.core.db import db
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from tests.aarshjul.reminder.playground import DAY, DOING, add_task, got, mail_states, row, steps, tick, write
from tests.conftest import MOSTLY_SQLITE
from tests.mailserver import DROP, LIE, MailServer
from tests.make import NOW, TODAY, Personas, make_person

MINUTE = timedelta(minutes=1)


def find(email: str) -> Person:
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


def choose_weekly(app: Flask, email: str) -> None:
    def put() -> None:
        db.session.add(ReminderChoice(person_id=find(email).id, rhythm="weekly", changed_at=NOW))
        record(DOING, "reminder_choice.change", "reminder_choice", None)

    write(app, put)


def finish(app: Flask, task_id: int) -> None:
    write(app, lambda: complete_task(CompleteTask(task_id=task_id, on=TODAY), doing=DOING))


def test_all_of_a_person_s_tasks_stand_in_one_mail_in_the_order_of_their_dates(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    late = add_task(app, fjordby, TODAY - 3 * DAY, title="Logkontrol")
    soon = add_task(app, fjordby, TODAY + 14 * DAY, title="Gennemgang af adgange")
    hers = add_task(app, fjordby, TODAY, function="coordinator")
    assert tick(app)["queued"] == 2
    assert got(app, server) == [(fjordby.anna, (hers,)), (fjordby.bent, (late, soon))]
    mail = next(mail for mail in server.mails if mail.to == fjordby.bent)
    assert mail.message["Subject"] == "2 opgaver venter på dig, 1 over fristen"
    assert mail.text().index("Logkontrol") < mail.text().index("Gennemgang af adgange")
    assert mail.text().count("/svar/") == 2
    assert mail.message["Auto-Submitted"] == "auto-generated"


def test_what_comes_up_after_the_day_s_mail_waits_for_the_next_working_day(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    friday = NOW + 4 * DAY
    first = add_task(app, fjordby, friday.date())
    tick(app, friday)
    server.mails.clear()
    second = add_task(app, fjordby, friday.date() + 10 * DAY, remind_on=friday.date())
    assert tick(app, friday + MINUTE)["queued"] == 0
    assert [state for _step, state in steps(app, second)][-1] == "wanted"
    assert tick(app, friday + DAY)["queued"] == tick(app, friday + 2 * DAY)["queued"] == 0, "the week-end"
    assert tick(app, friday + 3 * DAY)["sent"] == 1
    assert got(app, server) == [(fjordby.bent, (second,))]
    assert first


def test_who_is_given_a_task_on_a_saturday_hears_on_monday(app: Flask, server: MailServer, fjordby: Personas) -> None:
    task_id = add_task(app, fjordby, TODAY + 20 * DAY, remind_on=TODAY + 13 * DAY)
    saturday = NOW + 5 * DAY
    new = write(app, lambda: make_person(email="ny@fjordby.example").id)
    write(app, lambda: assign_task(AssignTask(task_id=task_id, person_id=new), doing=DOING))
    assert tick(app, saturday)["queued"] == 0
    assert tick(app, saturday + 2 * DAY)["sent"] == 1
    [mail] = server.mails
    assert mail.to == "ny@fjordby.example"
    assert mail.message["Subject"].startswith("Ny opgave til dig, senest 21. marts: ")


def test_who_takes_a_task_herself_is_not_mailed_that_it_is_hers(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    from app.audit.actions import Doing

    task_id = add_task(app, fjordby, TODAY + 20 * DAY, function="coordinator", remind_on=TODAY + 13 * DAY)

    def take() -> None:
        anna = find(fjordby.anna)
        assign_task(AssignTask(task_id=task_id, person_id=anna.id), doing=Doing(at=NOW, person_id=anna.id))

    write(app, take)
    tick(app)
    [mail] = server.mails
    assert mail.message["Subject"].startswith("Husk senest 21. marts")


@MOSTLY_SQLITE
def test_who_wants_it_gathered_gets_the_week_on_monday_and_at_once_what_cannot_wait(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    choose_weekly(app, fjordby.bent)
    this_week = add_task(app, fjordby, TODAY + 3 * DAY)
    next_week = add_task(app, fjordby, TODAY + 10 * DAY)
    assert tick(app)["sent"] == 1
    assert got(app, server) == [(fjordby.bent, (this_week, next_week))]
    assert "senest torsdag den 4. marts 2027" in server.mails[0].text()
    server.mails.clear()
    assert [tick(app, NOW + n * DAY)["sent"] for n in (1, 2, 3, 4)] == [0, 0, 0, 0]
    late_news = add_task(app, fjordby, TODAY + 6 * DAY, created_on=TODAY + 4 * DAY, remind_on=TODAY + 4 * DAY)
    assert tick(app, NOW + 4 * DAY)["sent"] == 1, "its date is before the next Monday"
    assert got(app, server) == [(fjordby.bent, (late_news,))]
    server.mails.clear()
    finish(app, this_week)
    assert tick(app, NOW + 7 * DAY)["sent"] == 1
    assert got(app, server) == [(fjordby.bent, (next_week, late_news))]


def test_a_mail_of_which_one_task_is_done_meanwhile_is_written_anew_without_it(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    done, left = add_task(app, fjordby, TODAY), add_task(app, fjordby, TODAY + 7 * DAY)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app)
    finish(app, done)
    assert tick(app, NOW + 2 * MINUTE)["sent"] == 0
    assert mail_states(app) == [("bent", "cancelled")]
    assert steps(app, left)[-1] == ("T-7", "wanted")
    assert tick(app, NOW + 3 * MINUTE)["sent"] == 1
    assert got(app, server) == [(fjordby.bent, (left,))]
    assert steps(app, done)[-1] == ("T0", "dropped")


def test_a_mail_that_could_not_go_yesterday_is_written_anew_with_today_s_words(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app)
    assert tick(app, NOW + DAY)["sent"] == 1
    [mail] = server.mails
    assert mail.message["Subject"].startswith("1 dag over fristen")
    assert mail_states(app) == [("bent", "cancelled"), ("bent", "sent")]
    assert steps(app, task_id)[-1] == ("T0", "queued")


@pytest.mark.parametrize("answer", [LIE, DROP])
def test_a_mail_the_server_may_have_had_is_tried_again_as_it_was(
    app: Flask, server: MailServer, fjordby: Personas, answer: str
) -> None:
    add_task(app, fjordby, TODAY)
    server.misbehave("BODY", answer, times=1)
    tick(app)
    assert mail_states(app) == [("bent", "waiting")]
    assert tick(app, NOW + DAY)["sent"] == 1
    assert len({str(mail.message["Message-ID"]) for mail in server.mails}) == 1
    assert len({mail.raw for mail in server.mails}) == 1
    assert mail_states(app) == [("bent", "sent")]


def test_who_gets_another_address_is_written_to_there(app: Flask, server: MailServer, fjordby: Personas) -> None:
    add_task(app, fjordby, TODAY)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app)

    def move() -> None:
        find(fjordby.bent).email = "bent.birk@fjordby.example"
        record(DOING, "person.change", "person", None)

    write(app, move)
    tick(app, NOW + 2 * MINUTE)
    assert tick(app, NOW + 3 * MINUTE)["sent"] == 1
    assert server.sent_to() == ["bent.birk@fjordby.example"]


def test_while_reminders_are_paused_none_goes_and_afterwards_the_latest_step_does(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY)

    def pause(paused: bool) -> None:
        settings = db.session.get(ReminderSettings, 1)
        if settings is None:
            settings = ReminderSettings(
                id=1, days_before=[30, 14, 7, 1, 0], escalate_after=[], changed_at=NOW, overdue_every=7
            )
            db.session.add(settings)
        settings.paused_at = NOW if paused else None
        record(DOING, "reminder_settings.change", "reminder_settings", 1)

    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=1)
    tick(app)
    write(app, partial(pause, True))
    assert [tick(app, NOW + n * DAY)["sent"] for n in (0, 1, 2, 7)] == [0, 0, 0, 0]
    assert mail_states(app) == [("bent", "waiting")], "held, and no try is counted"
    write(app, partial(pause, False))
    assert tick(app, NOW + 8 * DAY)["sent"] == 1
    assert server.mails[0].message["Subject"].startswith("8 dage over fristen")
    assert steps(app, task_id)[-2:] == [("T0", "superseded"), ("U7", "queued")]


def test_one_bad_address_stops_nobody_else(app: Flask, server: MailServer, fjordby: Personas) -> None:
    add_task(app, fjordby, TODAY)
    add_task(app, fjordby, TODAY, function="coordinator")
    server.misbehave("RCPT", "550 5.1.1 Ukendt", to=fjordby.anna)
    counts = tick(app)
    assert (counts["sent"], counts["failed"]) == (1, 1)
    assert server.sent_to() == [fjordby.bent]


def test_a_step_is_not_lost_when_what_it_gave_way_to_is_dropped(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    """Bent is to hear that it is his; before the mail goes it is given on, and then back to whoever leads."""
    task_id = add_task(app, fjordby, TODAY + 7 * DAY)
    new = write(app, lambda: make_person(email="ny@fjordby.example").id)
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=2)
    tick(app)
    write(app, lambda: assign_task(AssignTask(task_id=task_id, person_id=new), doing=DOING))
    tick(app, NOW + 2 * MINUTE)
    write(app, lambda: assign_task(AssignTask(task_id=task_id, person_id=None), doing=DOING))
    for minute in (4, 5, 6):
        tick(app, NOW + minute * MINUTE)
    assert server.sent_to() == [fjordby.bent]


def test_a_mailbox_that_is_full_for_days_is_told_as_failed_in_the_end(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    """Each day's mail is written anew, and takes over how often it was tried in vain."""
    add_task(app, fjordby, TODAY)
    server.misbehave("RCPT", "452 4.2.2 Postkassen er fuld")
    for hours in range(0, 24 * 8, 4):
        tick(app, NOW + timedelta(hours=hours))
    with app.app_context():
        states = db.session.execute(db.select(OutgoingMail.state, OutgoingMail.server_said)).all()
    assert "failed" in {state for state, _said in states}
    assert all("Postkassen er fuld" in said for state, said in states if state == "cancelled")


def test_a_task_s_mails_make_one_thread_and_the_first_brings_the_date_as_a_file(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    task_id = add_task(app, fjordby, TODAY + 30 * DAY)
    tick(app)
    tick(app, NOW + 16 * DAY)
    first, second = server.mails
    assert first.message["References"] == second.message["References"] == first.message["In-Reply-To"]
    [file] = first.message.iter_attachments()
    assert file.get_content_type() == "text/calendar"
    content = file.get_content()
    assert "DTSTART;VALUE=DATE:20270331" in (content if isinstance(content, str) else content.decode())
    assert list(second.message.iter_attachments()) == []
    assert row(app, task_id).due_on == date(2027, 3, 31)


def test_the_same_reminder_is_never_in_two_mails_that_are_not_cancelled(
    app: Flask, server: MailServer, fjordby: Personas
) -> None:
    for number in range(6):
        add_task(app, fjordby, TODAY + number * DAY, function=("leader", "coordinator")[number % 2])
    server.misbehave("CONNECT", "421 4.3.2 Lukket", times=3)
    for number in range(20):
        tick(app, NOW + number * DAY)
    with app.app_context():
        rows = db.session.execute(
            db.select(Reminder.task_id, Reminder.due_on, Reminder.step, OutgoingMail.state)
            .join(Reminder.mail)
            .where(Reminder.state == "queued")
        ).all()
    assert len({row[:3] for row in rows}) == len(rows)
    assert {row[3] for row in rows} == {"sent"}
