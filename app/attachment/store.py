"""Reading attachments. Whoever asks has shown that the row they hang on may be seen. No list loads their content."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.attachment.model import Attachment, AttachmentContent
from app.core.db import db
from app.core.errors import NotFound


def list_files(kind: str, subject_id: int) -> Sequence[Attachment]:
    """The files of a row that have not been removed, in the order they came."""
    return db.session.scalars(
        select(Attachment)
        .where(Attachment.kind == kind, Attachment.subject_id == subject_id, Attachment.removed_at.is_(None))
        .options(joinedload(Attachment.by))
        .order_by(Attachment.at, Attachment.id)
    ).all()


def count_files(kind: str, subject_id: int) -> int:
    """How many files a row has."""
    query = select(func.count()).where(
        Attachment.kind == kind, Attachment.subject_id == subject_id, Attachment.removed_at.is_(None)
    )
    return db.session.scalar(query.select_from(Attachment)) or 0


def get_file(attachment_id: int, *, lock: bool = False) -> Attachment:
    """A file that has not been removed, without its content; `lock` holds it. Raises NotFound."""
    query = select(Attachment).where(Attachment.id == attachment_id, Attachment.removed_at.is_(None))
    if lock:
        query = query.with_for_update(of=Attachment).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def get_content(attachment_id: int) -> bytes:
    """The file itself. Raises NotFound."""
    data = db.session.scalar(select(AttachmentContent.data).where(AttachmentContent.attachment_id == attachment_id))
    if data is None:
        raise NotFound
    return data
