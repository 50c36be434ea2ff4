"""What a reminder is called and how it has gone, in words that are translated where they are shown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.core.text import N_

STEPS: Mapping[str, str] = {
    "T0": N_("på dagen"),
    "T-1": N_("dagen før"),
    "G0": N_("ny hos modtageren"),
    "A0": N_("til den, der godkender"),
    "E1": N_("til lederen"),
    "E2": N_("til lederens leder"),
    "E3": N_("til direktøren"),
    "E4": N_("udkast til styregruppen"),
}
"""The steps and rungs with a name of their own."""
KINDS: Mapping[str, str] = {
    "T-": N_("%(number)s dage før"),
    "U": N_("%(number)s dage over fristen"),
    "A": N_("%(number)s dage efter, om godkendelse"),
    "G": N_("givet videre"),
}
"""The others, by what their codes begin with."""


@dataclass(frozen=True)
class Phrase:
    """Words, and what is filled into them."""

    words: str
    values: Mapping[str, str] = field(default_factory=dict)


class MailFacts(NamedTuple):
    """The mail a reminder stands in, as it is now."""

    state: str
    written_at: datetime
    try_at: datetime
    claimed_at: datetime | None
    sent_at: datetime | None
    server_said: str


class Going(NamedTuple):
    """How a reminder has gone: the look of its tag, the words, the moment they are about, and what the server said."""

    look: str
    words: str
    at: datetime
    server_said: str = ""


def step_phrase(code: str) -> Phrase:
    """What a step or rung is called: "7 dage før", "2. rykker", "til lederen"; an unknown code is called by itself."""
    if code in STEPS:
        return Phrase(STEPS[code])
    for start, words in KINDS.items():
        number = code.removeprefix(start)
        if code.startswith(start) and number.isdigit():
            return Phrase(words, {"number": number})
    return Phrase("%(code)s", {"code": code})


def going(state: str, at: datetime, mail: MailFacts | None) -> Going:
    """How a reminder has gone.

    1. What waits, was outdone or dropped says so, and when that was decided.
    2. What stands in a mail has gone as the mail has: its state, the moment of it, and the server's own words.
    """
    if state == "queued" and mail is not None:
        look, words, moment = _of_mail(mail)
        return Going(look, words, moment, mail.server_said)
    found = {
        "superseded": Going("grey", N_("Afløst af en senere"), at),
        "dropped": Going("grey", N_("Bortfaldet"), at),
    }
    return found.get(state, Going("blue", N_("Venter på at blive samlet"), at))


def _of_mail(mail: MailFacts) -> tuple[str, str, datetime]:
    tried_at = mail.claimed_at or mail.written_at
    if mail.state == "waiting" and mail.server_said:
        return "yellow", N_("Prøves igen"), mail.try_at
    found = {
        "claimed": ("blue", N_("Sendes nu"), tried_at),
        "sent": ("green", N_("Sendt"), mail.sent_at or tried_at),
        "failed": ("red", N_("Kunne ikke sendes"), tried_at),
        "cancelled": ("grey", N_("Bortfaldet"), tried_at),
    }
    return found.get(mail.state, ("blue", N_("Venter på at blive sendt"), mail.written_at))
