"""The link in a mail: for whom and for which task it is good, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.token import signing

PURPOSE = "answer"
GOOD_FOR = timedelta(days=60)
"""How long a link in a mail can be answered, from the day the mail was written."""


@dataclass(frozen=True)
class AnswerLink:
    """What a link stands for: this person may answer this task."""

    task_id: int
    person_id: int


def make_token(link: AnswerLink, *, today: date) -> str:
    """The token of a link in a mail that is written today."""
    return signing.sign(PURPOSE, {"t": link.task_id, "p": link.person_id}, expires_on=today + GOOD_FOR)


def read_token(token: str, *, today: date) -> AnswerLink:
    """Whom a token speaks for. Raises signing.BadToken, or signing.ExpiredToken after its last day."""
    payload: Mapping[str, int] = signing.read(PURPOSE, token, today=today)
    try:
        return AnswerLink(task_id=int(payload["t"]), person_id=int(payload["p"]))
    except (KeyError, TypeError, ValueError):
        raise signing.BadToken("not an answer") from None
