"""What a form's page does to keep drafts, in three lines of its views.

1. The form is made with `**filled_from_draft(kind, subject_id)`: the draft that the address asks for stands in it.
2. The template gets `draft=draft_desk(kind, subject_id, version=…)`; layouts/form.html does the rest.
3. When it was saved, `drop_draft(kind, subject_id)`.

The kind itself is put into `slots.drafts`.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.auth.web import get_viewer
from app.core import clock
from app.core.text import whole_number
from app.draft.actions import drop_saved_draft
from app.draft.model import Draft
from app.draft.rules import KEY, clock_words, day_words, is_key
from app.draft.store import find_draft, get_kind, list_drafts_of

ASKED = "kladde"
"""Name in a form's address that says which draft to go on with."""


@dataclass(frozen=True)
class DraftLine:
    """A draft as pages name it. `is_outdated`: the row has been changed since the form was opened."""

    id: int
    title: str
    day: str
    time: str
    url: str
    is_outdated: bool = False


@dataclass(frozen=True)
class DraftDesk:
    """For the form's template: the window's key, where it keeps its draft ("": nowhere just now), and what waits.

    `continued` is the draft that stands in the form.
    """

    key: str
    url: str
    person_id: int
    is_new: bool
    waiting: Sequence[DraftLine]
    continued: DraftLine | None


def filled_from_draft(kind: str, subject_id: int) -> dict[str, Any]:
    """The argument that fills a form with the draft that is asked for; none when none is, or it is gone."""
    draft = _find_asked(kind, subject_id)
    return {} if draft is None else {"formdata": MultiDict([(name, value) for name, value in draft.form])}


def draft_desk(kind: str, subject_id: int, *, version: int = 0, is_paused: bool = False) -> DraftDesk:
    """What the page of this form needs. `version` is the row's own now; 0 for a new one.

    `is_paused`: the page asks for a choice that no draft could hold, so the draft stays as it was.
    """
    viewer = get_viewer()
    url = "" if is_paused else url_for("draft.save", kind=kind, subject_id=subject_id)
    posted = request.form.get(KEY, "")
    if request.method != "GET":
        return DraftDesk(posted if is_key(posted) else _new_key(), url, viewer.person_id, not subject_id, (), None)
    drafts = list_drafts_of(kind, subject_id, person_id=viewer.person_id)
    asked = _asked()
    continued = next((draft for draft in drafts if draft.id == asked), None)
    return DraftDesk(
        key=continued.key if continued else _new_key(),
        url=url,
        person_id=viewer.person_id,
        is_new=not subject_id,
        waiting=[] if continued else [line_of(draft, version=version) for draft in drafts],
        continued=line_of(continued, version=version) if continued else None,
    )


def drop_draft(kind: str, subject_id: int) -> None:
    """The form that was posted has been saved: its draft goes."""
    drop_saved_draft(kind, subject_id, request.form.get(KEY, ""), person_id=get_viewer().person_id)


def line_of(draft: Draft, *, version: int = 0) -> DraftLine:
    """A draft in words, with the address of its form."""
    kind = get_kind(draft.kind)
    return DraftLine(
        id=draft.id,
        title=draft.title or _(kind.untitled),
        day=_(day_words(draft.saved_at, clock.now())),
        time=clock_words(draft.saved_at),
        url=f"{kind.url(draft.subject_id)}?{ASKED}={draft.id}",
        is_outdated=bool(version) and draft.read_version != version,
    )


def _find_asked(kind: str, subject_id: int) -> Draft | None:
    asked = _asked()
    draft = find_draft(asked, person_id=get_viewer().person_id) if asked else None
    return draft if draft is not None and (draft.kind, draft.subject_id) == (kind, subject_id) else None


def _asked() -> int:
    return whole_number(request.args.get(ASKED)) if request.method == "GET" else 0


def _new_key() -> str:
    return secrets.token_hex(16)
