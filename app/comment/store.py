"""Reading comments. Whoever asks has shown that the row they are about may be seen."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.comment.model import Comment
from app.core.db import db


def list_comments(kind: str, subject_id: int) -> Sequence[Comment]:
    """What has been said about a row, the oldest first, with who said it."""
    return db.session.scalars(
        select(Comment)
        .where(Comment.kind == kind, Comment.subject_id == subject_id)
        .options(joinedload(Comment.by))
        .order_by(Comment.at, Comment.id)
    ).all()
