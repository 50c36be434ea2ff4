"""What is told in the audit trail of requests that change nothing: refusals, exports, openings of what is closed.

All of it is done when the answer is ready, in a transaction of its own; when it cannot be written, the answer is not
given either.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import request

from app.audit.actions import Doing, record
from app.audit.rules import plain
from app.audit.store import list_newest_of
from app.auth.viewer import Viewer
from app.auth.web import find_current_viewer
from app.core import clock
from app.core.web import afterwards

ONCE_IN = timedelta(minutes=1)
"""The same refusal of the same person is told once in this time."""

MOST_ID = 2**31 - 1
REFUSALS = {"forbidden": "access.refuse", "not_found": "access.not_found", "expired": "access.expired_form"}


def note_refusal(why: str) -> None:
    """Somebody who is signed in was refused: which page, and the numbers in its address; no words, no keys."""
    viewer = find_current_viewer()
    if viewer is None or request.endpoint is None:
        return
    endpoint, numbers, verb = request.endpoint, _numbers(), REFUSALS[why]
    kind, row_id = next(((name[:-3], n) for name, n in numbers.items() if name.endswith("_id")), ("page", None))
    told = {"page": endpoint, "method": request.method, **numbers}
    now = clock.now()

    def write() -> None:
        since = list_newest_of(verb, by_id=viewer.person_id, since=now - ONCE_IN)
        if plain(told) not in [event.changes for event in since]:
            record(Doing(at=now, person_id=viewer.person_id), verb, kind, row_id, told)

    afterwards(write)


def note_export(viewer: Viewer, kind: str, told: Mapping[str, Any]) -> None:
    """A file with rows of this kind is about to be given to the person. Called when the file is made."""
    _later(viewer, f"{kind}.export", kind, None, told)


def note_opening(viewer: Viewer, kind: str, row_id: int) -> None:
    """Somebody reads what is closed to most: a mail's text, a closed matter."""
    _later(viewer, f"{kind}.read_closed", kind, row_id, {})


def _later(viewer: Viewer, verb: str, kind: str, row_id: int | None, told: Mapping[str, Any]) -> None:
    doing = Doing(at=clock.now(), person_id=viewer.person_id)
    afterwards(lambda: record(doing, verb, kind, row_id, told))


def _numbers() -> dict[str, int]:
    held = request.view_args or {}
    return {name: value for name, value in held.items() if isinstance(value, int) and value <= MOST_ID}
