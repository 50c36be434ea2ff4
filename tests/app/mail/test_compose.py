from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.mail.compose import Letter, mail_link, message_id, queue, thread_id
from app.mail.model import OutgoingMail
from app.organisation.model import Person
from tests.make import NOW, make_person


def letter(person: Person, *, key: str = "reminder:1", subject: str = "Husk senest 1. marts", **more: str) -> Letter:
    return Letter(
        key=key, kind="reminder", subject_kind="task", subject_id=1, person=person,
        subject=subject, text="Kære Bent\n", html="<p>Kære Bent</p>\n", **more,
    )  # fmt: skip


def test_a_letter_waits_in_the_outbox_with_its_words_fixed(ctx: Flask) -> None:
    mail = queue(letter(make_person(email="bent@fjordby.example")), at=NOW)
    assert mail is not None
    assert (mail.state, mail.attempts, mail.try_at, mail.created_at) == ("waiting", 0, NOW, NOW)
    assert (mail.to_address, mail.subject) == ("bent@fjordby.example", "Husk senest 1. marts")
    assert mail.message_id == message_id("reminder:1")


def test_the_same_key_is_mailed_once(ctx: Flask) -> None:
    bent = make_person()
    assert queue(letter(bent), at=NOW) is not None
    assert queue(letter(bent, subject="Andre ord"), at=NOW + timedelta(days=1)) is None
    assert queue(letter(bent, key="reminder:2"), at=NOW) is not None
    assert db.session.scalar(select(func.count(OutgoingMail.id))) == 2


def test_a_subject_is_one_line_whatever_a_task_is_called(ctx: Flask) -> None:
    mail = queue(letter(make_person(), subject="Husk\r\nBcc: alle@fjordby.example\n" + "x" * 500), at=NOW)
    assert mail is not None
    assert mail.subject.startswith("Husk Bcc: alle@fjordby.example xxx")
    assert len(mail.subject) == 400


def test_a_message_id_is_stable_names_our_host_and_tells_nothing(ctx: Flask) -> None:
    assert message_id("reminder:1") == message_id("reminder:1") != message_id("reminder:2")
    assert message_id("reminder:1").endswith("@127.0.0.1>")
    assert "reminder" not in message_id("reminder:1")


def test_a_letter_keeps_its_thread_and_its_calendar(ctx: Flask) -> None:
    bent = make_person()
    plain = queue(letter(bent, key="1"), at=NOW)
    with_both = queue(letter(bent, key="2", thread="task/7", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), at=NOW)
    assert plain is not None
    assert (plain.thread, plain.calendar) == ("", "")
    assert with_both is not None
    assert (with_both.thread, with_both.calendar) == ("task/7", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def test_a_calendar_with_what_looks_like_a_cpr_number_stays_in_the_program(ctx: Flask) -> None:
    mail = queue(letter(make_person(), calendar="BEGIN:VCALENDAR\r\nSUMMARY:" + "-".join(("010190", "1234"))), at=NOW)
    assert mail is not None
    assert mail.calendar == ""


def test_a_thread_has_an_id_of_its_own_and_no_thread_has_none(ctx: Flask) -> None:
    assert thread_id("task/7") == message_id("thread/task/7") != thread_id("task/8")
    assert thread_id("") == ""


def test_a_link_in_a_mail_begins_with_the_base_url(app: Flask) -> None:
    with app.app_context():
        assert mail_link("mail.show", mail_id=7) == "http://127.0.0.1:8000/admin/mails/7"
