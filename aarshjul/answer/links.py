"""The link in a mail: for whom and for which task it is good, until when, and what its address is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal

from aarshjul.answer.rules import SLUGS, Answer
from aarshjul.task.model import Task
from app.mail.compose import mail_link
from app.organisation.store import get_municipality
from app.token import signing

PURPOSE = "answer"
GOOD_FOR = timedelta(days=60)
"""How long a link in a mail can be answered, from the day the mail was written."""


@dataclass(frozen=True)
class AnswerLink:
    """What a link stands for: this person may answer this task, once.

    `version` is the task's when the mail was written, so that a mail sent later the same day, about a task that has
    come back, has a link of its own. Nothing else hangs on it.
    """

    task_id: int
    person_id: int
    version: int = 0


def make_token(link: AnswerLink, *, today: date) -> str:
    """The token of a link in a mail that is written today."""
    said = {"t": link.task_id, "p": link.person_id} | ({"v": link.version} if link.version else {})
    return signing.sign(PURPOSE, said, expires_on=today + GOOD_FOR)


def read_token(token: str, *, today: date) -> AnswerLink:
    """Whom a token speaks for. Raises signing.BadToken, or signing.ExpiredToken after its last day."""
    payload: Mapping[str, int] = signing.read(PURPOSE, token, today=today)
    try:
        return AnswerLink(task_id=int(payload["t"]), person_id=int(payload["p"]), version=int(payload.get("v", 0)))
    except (KeyError, TypeError, ValueError):
        raise signing.BadToken("not an answer") from None


def mark_of(token: str) -> str:
    """What is kept of a token that was answered by.

    It is the hash of what was signed, without the signature: that can be written in several ways and still be right,
    and a link written another way must not answer once more.
    """
    signed, _dot, _signature = token.rpartition(".")
    return sha256(signed.encode()).hexdigest()


def answer_url(task: Task, person_id: int, *, today: date, answer: Answer | Literal[""] = "") -> str:
    """The address in a mail written today by which this person answers the task; `answer` opens one of the answers.

    Where answers from mails are switched off it is the task's own page, which asks for sign-in.
    """
    if get_municipality().answers_are_off:
        return mail_link("task.show", task_id=task.id)
    token = make_token(AnswerLink(task_id=task.id, person_id=person_id, version=task.version), today=today)
    return mail_link("answer.show", token=token, svar=SLUGS[answer] if answer else None)
