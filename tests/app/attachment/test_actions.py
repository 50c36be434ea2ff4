"""Attaching and removing files."""

from hashlib import sha256

import pytest
import sqlalchemy as sa
from flask import Flask

from app.attachment.actions import AddFiles, NewFile, RemoveFile, add_files, remove_file
from app.attachment.model import Attachment, AttachmentContent
from app.attachment.store import count_files, get_content, list_files
from app.audit.actions import Doing
from app.audit.store import list_events_of
from app.core.db import db
from app.core.errors import NotFound, Refused
from tests.make import NOW, make_person

TEXT = b"Slettet den 1. marts"


def add(*files: NewFile, doing: Doing) -> list[Attachment]:
    return add_files(AddFiles(kind="task", subject_id=7, files=files), doing=doing)


def test_a_file_is_kept_with_its_sum_and_told_of_on_its_row(ctx: Flask) -> None:
    doing = Doing(at=NOW, person_id=make_person().id)
    [row] = add(NewFile("mappe/liste.txt", TEXT), doing=doing)
    assert (row.file_name, row.mimetype, row.size) == ("liste.txt", "text/plain", len(TEXT))
    assert row.sha256 == sha256(TEXT).hexdigest()
    assert get_content(row.id) == TEXT
    [event] = list_events_of("task", 7)
    assert (event.verb, event.changes["file"]) == ("attachment.add", [None, "liste.txt"])
    assert list_files("task", 8) == []


def test_the_same_content_is_not_hung_up_twice(ctx: Flask) -> None:
    doing = Doing(at=NOW)
    assert len(add(NewFile("a.txt", TEXT), NewFile("b.txt", TEXT), doing=doing)) == 1
    assert add(NewFile("c.txt", TEXT), doing=doing) == []
    assert count_files("task", 7) == 1


def test_one_bad_file_and_the_person_is_told_which(ctx: Flask) -> None:
    with pytest.raises(Refused, match=r"«b\.exe»") as refused:
        add(NewFile("a.txt", TEXT), NewFile("b.exe", b"MZ" + bytes(40)), doing=Doing(at=NOW))
    assert refused.value.field == "files"


def test_no_more_than_so_many_files_hang_on_a_row(ctx: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.attachment.actions.MOST_FILES", 2)
    with pytest.raises(Refused, match="højst ligge 2"):
        add(*(NewFile(f"{n}.txt", f"Nr. {n}".encode()) for n in range(3)), doing=Doing(at=NOW))


def test_a_file_that_is_removed_leaves_its_row_and_the_reason_but_no_content(ctx: Flask) -> None:
    doing = Doing(at=NOW)
    [row] = add(NewFile("a.txt", TEXT), doing=doing)
    remove_file(RemoveFile(attachment_id=row.id, reason="Der stod et navn i den"), doing=doing)
    assert (row.removed_at, row.file_name) == (NOW, "a.txt")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AttachmentContent)) == 0
    assert list_files("task", 7) == []
    event = list_events_of("task", 7)[0]
    assert (event.verb, event.changes["reason"]) == ("attachment.remove", [None, "Der stod et navn i den"])
    with pytest.raises(NotFound):
        get_content(row.id)
    with pytest.raises(NotFound):
        remove_file(RemoveFile(attachment_id=row.id, reason="Igen"), doing=doing)
    assert len(add(NewFile("a.txt", TEXT), doing=doing)) == 1, "it may be hung up anew"
