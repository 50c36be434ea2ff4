"""A mail whose fate is not known, and a database that is away when it is: at worst it goes twice, and is the same."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.mail import actions
from app.mail.compose import message_id
from app.mail.rules import MARK_AGAIN
from tests.app.mail.writing import MINUTE, received, rows, send, states, write
from tests.mailserver import DROP, HANG, LIE, MailServer
from tests.make import NOW


@pytest.mark.parametrize(("stage", "answer", "is_doubtful"), [
    ("BODY", DROP, True), ("BODY", HANG, True), ("BODY", LIE, True), ("DATA", DROP, True),
    ("RCPT", DROP, False), ("BODY", "451 4.3.0 Senere", False), ("CONNECT", DROP, False),
])  # fmt: skip
def test_a_mail_is_in_doubt_where_no_answer_came_to_its_text(
    app: Flask, server: MailServer, stage: str, answer: str, is_doubtful: bool
) -> None:
    server.misbehave(stage, answer, times=1)
    write(app, "anna", thread="task/7", calendar="BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    assert send(app)["waiting"] == 1
    assert rows(app)[0].is_doubtful == is_doubtful
    assert send(app, NOW + MINUTE)["sent"] == 1
    assert not rows(app)[0].is_doubtful
    assert len({mail.raw for mail in server.mails}) == 1


def test_a_mail_of_a_thread_answers_to_it_and_brings_its_calendar(app: Flask, server: MailServer) -> None:
    write(app, "anna", thread="task/7", calendar="BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    send(app)
    message = server.mails[0].message
    with app.app_context():
        assert message["References"] == message["In-Reply-To"] == message_id("thread/task/7")
    assert [part.get_filename() for part in message.iter_attachments()] == ["frist.ics"]


class Away:
    """A database that goes away when something is to be marked, so many times."""

    def __init__(self, patch: pytest.MonkeyPatch, *, times: int) -> None:
        self.left = times
        self.pauses: list[int] = []
        mark_sent = actions.mark_sent

        def fail_or_mark(mail_id: int, **values: Any) -> None:
            mark_sent(mail_id, **values)
            if self.left:
                self.left -= 1
                raise OperationalError("UPDATE", {}, Exception("væk"))

        patch.setattr(actions, "mark_sent", fail_or_mark)
        patch.setattr("app.mail.marking.sleep", self.pauses.append)


def test_a_database_that_is_away_when_a_mail_was_sent_is_waited_for(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Away(monkeypatch, times=4)
    write(app, "anna", "bent")
    with pytest.raises(OperationalError):
        send(app)
    assert away.pauses == [1, 2, 4]
    assert [(mail.state, mail.attempts) for mail in rows(app)] == [("sent", 1), ("waiting", 0)]
    assert send(app)["sent"] == 1
    assert received(server) == ["anna", "bent"]


def test_a_database_that_stays_away_costs_a_double_and_no_mail(
    app: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        away = Away(patch, times=100)
        write(app, "anna")
        with pytest.raises(OperationalError):
            send(app)
        assert sum(away.pauses) == sum(MARK_AGAIN)
    assert states(app) == ["claimed"]
    assert send(app, NOW + MINUTE)["sent"] == 1
    assert len(server.mails) == 2
    assert len({mail.raw for mail in server.mails}) == 1


def test_whatever_ends_the_round_the_last_mail_is_marked(app: Flask, server: MailServer) -> None:
    def beat_then_break() -> bool:
        if server.mails:
            raise OperationalError("INSERT", {}, Exception("væk"))
        return True

    write(app, "anna", "bent")
    with pytest.raises(OperationalError):
        send(app, go_on=beat_then_break)
    assert states(app) == ["sent", "waiting"]
