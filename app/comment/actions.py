"""Saying something about a row. What is said is never changed."""

from dataclasses import dataclass

from app.audit.actions import Doing, record
from app.comment.model import Comment
from app.core.db import db


@dataclass(frozen=True, kw_only=True)
class AddComment:
    """Say this about a row."""

    kind: str
    subject_id: int
    text: str


def add_comment(command: AddComment, *, doing: Doing) -> Comment:
    """Keep what was said; the event on the row itself says the same words."""
    row = Comment(
        kind=command.kind, subject_id=command.subject_id, text=command.text, at=doing.at, by_id=doing.person_id
    )
    db.session.add(row)
    db.session.flush()
    record(doing, "comment.add", command.kind, command.subject_id, {"comment": [None, command.text]})
    return row
