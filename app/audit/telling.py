"""Telling the chain's head to the program's own log, so that the log server holds it too."""

from datetime import datetime

from flask import current_app

from app.audit.chain import get_newest
from app.core.log import get_log

_TOLD = "audit_head_told"


def tell_head(_now: datetime) -> dict[str, int]:
    """A tick's step: one line when the head is another than the one this process told last."""
    head = get_newest()
    if head.number and current_app.extensions.get(_TOLD) != head:
        get_log().info("audit head", number=head.number, link=head.link)
        current_app.extensions[_TOLD] = head
    return {}
