"""What each answer sends, as its form does, and what the page offers."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aarshjul.answer.rules import SLUGS, Answer
from app.core import clock
from app.core.workdays import ClosedDays, working_day_on_or_before

LATER = working_day_on_or_before(clock.today() + timedelta(days=40), ClosedDays())
SENT: Mapping[Answer, Mapping[str, Any]] = {
    "done": {"done-note": "Ryddet op"},
    "no_changes": {},
    "needs_change": {"needs_change-what": "Slettefristen er nu tre år"},
    "not_mine": {"not_mine-colleague": "carla@fjordby.example", "not_mine-why": "Det er skolernes"},
    "postpone": {"postpone-due_on": LATER.isoformat(), "postpone-reason": "Ferie"},
}


def send(client: FlaskClient, link: str, answer: Answer, data: Mapping[str, Any] | None = None) -> TestResponse:
    """Press the answer's button, and be led to the page that says what came of it."""
    sent = SENT[answer] if data is None else data
    return client.post(link, data={"svar": SLUGS[answer], **sent}, follow_redirects=True)


def first_button(page: str) -> str:
    """The words of the primary button."""
    [words] = re.findall(r'<button class="button button-primary" type="submit">([^<]+)</button>', page)
    return words
