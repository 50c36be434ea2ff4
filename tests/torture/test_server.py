"""The short form of `./run torture server`."""

from tests.mailserver import DROP, HANG, LIE, STAGES
from tests.torture.place import Place
from tests.torture.server import LATER, NEVER, TIMES, Size, play

WAYS = (
    *((stage, DROP) for stage in STAGES), ("CONNECT", LATER), ("MAIL", LATER), ("RCPT", LATER), ("BODY", LATER),
    ("MAIL", NEVER), ("RCPT", NEVER), ("BODY", NEVER), ("BODY", HANG), ("BODY", LIE),
)  # fmt: skip


def test_a_server_that_misbehaves_at_any_stage_loses_no_mail(place: Place) -> None:
    outcome = play(place, Size(mails=6, ways=WAYS))
    assert outcome.broken == ()
    assert outcome.lost == 0
    assert outcome.doubled == TIMES, "those it lied about, and no others"
    assert outcome.sent + outcome.figures["refused"] == 6 * len(WAYS)
