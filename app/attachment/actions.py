"""Attaching files, and removing them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import delete, insert, literal, select

from app.attachment.model import Attachment, AttachmentContent
from app.attachment.rules import MOST_FILES, BadFile, tidy_name, type_of
from app.attachment.store import get_file, list_files
from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import Refused


@dataclass(frozen=True)
class NewFile:
    """A file as it was sent: the name it had on the person's own machine, and its content."""

    name: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class AddFiles:
    """Hang these files on a row."""

    kind: str
    subject_id: int
    files: Sequence[NewFile]


@dataclass(frozen=True, kw_only=True)
class RemoveFile:
    """Take a file away; its row and the reason stay."""

    attachment_id: int
    reason: str


def add_files(command: AddFiles, *, doing: Doing) -> list[Attachment]:
    """Hang files on a row: all of them, or none. One that hangs there already, by its content, is not hung up twice.

    Each has an event on the row itself. Raises Refused, naming the field "files", with what is wrong with the first.
    """
    there = {file.sha256 for file in list_files(command.kind, command.subject_id)}
    added = []
    for file in command.files:
        name = tidy_name(file.name)
        try:
            mimetype = type_of(name, file.data).mimetype
        except BadFile as bad:
            raise Refused(_(bad.message) % bad.values, field="files") from None
        digest = sha256(file.data).hexdigest()
        if digest in there:
            continue
        there.add(digest)
        if len(there) > MOST_FILES:
            raise Refused(_("Der kan højst ligge %(n)s filer. Fjern dem, I ikke bruger.", n=MOST_FILES), field="files")
        row = Attachment(
            kind=command.kind, subject_id=command.subject_id, file_name=name, mimetype=mimetype, size=len(file.data),
            sha256=digest, at=doing.at, by_id=doing.person_id,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        db.session.add(AttachmentContent(attachment_id=row.id, data=file.data))
        db.session.flush()
        told = {"file": [None, name], "sha256": [None, digest]}
        record(doing, "attachment.add", command.kind, command.subject_id, told)
        added.append(row)
    return added


def copy_files(kind: str, from_id: int, to_id: int, *, doing: Doing) -> None:
    """Hang the files of a row on another of its kind too. What is removed from one of them stays on the other."""
    for file in list_files(kind, from_id):
        row = Attachment(
            kind=kind, subject_id=to_id, file_name=file.file_name, mimetype=file.mimetype, size=file.size,
            sha256=file.sha256, at=doing.at, by_id=doing.person_id,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        content = select(literal(row.id), AttachmentContent.data).where(AttachmentContent.attachment_id == file.id)
        db.session.execute(insert(AttachmentContent).from_select(["attachment_id", "data"], content))
        told = {"file": [None, file.file_name], "sha256": [None, file.sha256]}
        record(doing, "attachment.add", kind, to_id, told)


def remove_file(command: RemoveFile, *, doing: Doing) -> Attachment:
    """Take a file away: its content goes, its row stays, and the trail says why. Raises NotFound."""
    row = get_file(command.attachment_id, lock=True)
    row.removed_at = doing.at
    db.session.execute(delete(AttachmentContent).where(AttachmentContent.attachment_id == row.id))
    db.session.flush()
    told = {"file": [row.file_name, None], "sha256": [row.sha256, None], "reason": [None, command.reason]}
    record(doing, "attachment.remove", row.kind, row.subject_id, told)
    return row
