"""What a mail server's answer means for a mail, and when to try again. Pure.

A reply of the 4xx kind says "later", of the 5xx kind "never" (RFC 5321 §4.2.1). Whom that concerns depends on where in
the dialogue it came: before the mail was named it concerns every mail that waits, afterwards this one alone.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from app.core.text import N_, one_line
from app.token.rules import GOOD_FOR

DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
"""How long a mail waits after its first, second … try; the last one is repeated."""
MOST_TRIES = 22
"""With DELAYS about three days; then the mail has failed and a person must look at it."""
SERVER_DELAY = timedelta(minutes=1)
"""How long all mail waits when the server cannot be reached or will not talk. It costs no mail a try."""
MOST_LOST_LINES = 3
"""So many mails in a row that lose the line, and the server is taken to be ill: the rest waits SERVER_DELAY."""
MARK_AGAIN = (1, 2, 4, 8, 15, 15, 15, 15, 15)
"""Seconds between the tries to write down what came of a mail when the database is away: a minute and a half in all."""
MOST_WORDS = 500
SECRET_KINDS = frozenset(GOOD_FOR)
"""Mails with a link that lets a person in: nobody reads their text, and it is removed when it has been sent."""

STATES = {
    "waiting": N_("Venter"),
    "claimed": N_("Sendes nu"),
    "sent": N_("Sendt"),
    "failed": N_("Kunne ikke sendes"),
    "cancelled": N_("Bortfaldet"),
}
SAID_NOTHING = N_("Mailserveren svarede ikke, eller forbindelsen røg: %(words)s")
NO_SERVER = N_("Ingen brugbar forbindelse til mailserveren: %(words)s")
BAD_ADDRESS = N_("Adressen kan ikke bruges til en mail: %(words)s")
SAVED_AS = N_("Gemt som fil %(name)s")
OUR_MISTAKE = N_("Mailen kunne ikke gøres klar. Fejlen står i loggen: %(words)s")

_KEY_IN_ADDRESS = re.compile(r"(https?://\S*?/)[A-Za-z0-9_.~=-]{24,}")
"""A part of an address too long to be a word: a token. The record's own address has none."""
_NEEDS_SIGN_IN = frozenset({530, 534, 535, 538})


class Stage(StrEnum):
    """How far the dialogue with the server had come."""

    SERVER = "server"  # connecting, greeting, encryption, sign-in: no mail has been named
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"


class Verdict(StrEnum):
    """What becomes of the mail."""

    SENT = "sent"
    LATER = "later"  # this mail waits; the next one may go
    NEVER = "never"  # this mail has failed; the next one may go
    SERVER_ILL = "server_ill"  # no mail can go now


@dataclass(frozen=True)
class Reply:
    """The end of one try: where, the server's code (None when the line was lost) and its words."""

    stage: Stage
    code: int | None
    words: str

    @property
    def verdict(self) -> Verdict:
        """What it means for the mail.

        1. Before a mail was named, or where sign-in is asked for: the server or our settings are ill.
        2. Yes to the text: sent.
        3. 5xx for the recipient or the text: never.
        4. All else is later: 4xx, a lost line, nonsense, and a refused sender, because settings can be mended.
        """
        if self.stage is Stage.SERVER or self.code in _NEEDS_SIGN_IN:
            return Verdict.SERVER_ILL
        if self.stage is Stage.DATA and is_yes(self.code):
            return Verdict.SENT
        is_never = self.code is not None and 500 <= self.code < 600 and self.stage is not Stage.SENDER
        return Verdict.NEVER if is_never else Verdict.LATER

    @property
    def is_doubtful(self) -> bool:
        """The text was (perhaps) handed over, and the server said neither yes nor no: it may have the mail."""
        return self.stage is Stage.DATA and (self.code is None or not 200 <= self.code < 600)

    @property
    def lost_the_line(self) -> bool:
        """Nothing more can be said on this connection."""
        return self.code is None or self.code == 421


class Fate(NamedTuple):
    """What a try makes of a mail: sent, waiting or failed, and how long it then waits."""

    state: str
    wait: timedelta | None


def is_yes(code: int | None) -> bool:
    """The server agreed (2xx)."""
    return code is not None and 200 <= code < 300


def delay_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None when it is time to give up."""
    if tries >= MOST_TRIES:
        return None
    return DELAYS[min(max(tries, 1), len(DELAYS)) - 1]


def fate_of(reply: Reply, *, tries: int) -> Fate:
    """What becomes of a mail after `tries` tries, this one counted."""
    match reply.verdict:
        case Verdict.SENT:
            return Fate("sent", None)
        case Verdict.NEVER:
            return Fate("failed", None)
        case Verdict.SERVER_ILL:
            return Fate("waiting", SERVER_DELAY)
        case Verdict.LATER:
            wait = delay_after(tries)
            return Fate("waiting" if wait else "failed", wait)


def claim_lasts(smtp_timeout: int) -> timedelta:
    """How long a claim holds before its worker is taken to be dead.

    A worker claims one mail at a time; a dialogue has about ten turns, each as long as the timeout at most.
    `smtp_timeout` in seconds.
    """
    return timedelta(seconds=15 * smtp_timeout)


def tidy_text(text: str) -> str:
    """Plain text as people write it: no blanks at line ends, at most one empty line in a row, one break at the end."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def short_words(words: str) -> str:
    """The server's words in one line of a length that a page can show."""
    return one_line(words)[:MOST_WORDS]


def cover_links(text: str) -> str:
    """The text as others than its receiver may read it: what stands in an address to let one person in is covered."""
    return _KEY_IN_ADDRESS.sub(r"\1…", text)
