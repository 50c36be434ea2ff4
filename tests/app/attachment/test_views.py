"""/bilag and /kommentarer, on a task of Social."""

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.task.actions import CompleteTask, complete_task
from app.attachment.model import Attachment, AttachmentContent
from app.audit.actions import Doing
from app.comment.model import Comment
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.conftest import sign_in
from tests.make import Personas, make_task
from tests.page import parse


@pytest.fixture
def task_id(app: Flask, personas: Personas) -> int:
    with app.test_request_context():
        begin_writing()
        task = make_task(unit=db.session.get_one(Unit, personas.social_id), due_on=clock.today())
        db.session.commit()
        return task.id


def send(client: FlaskClient, task_id: int, *files: tuple[bytes, str]) -> Any:
    chosen = [(BytesIO(data), name) for data, name in files]
    return client.post(f"/bilag/task/{task_id}", data={"files": chosen}, content_type="multipart/form-data")


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model)))


def test_files_are_attached_seen_on_the_task_fetched_as_they_were_and_removed_with_a_reason(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    sign_in(client, personas.anna)
    assert client.get(f"/bilag/task/{task_id}").status_code == 200
    answer = send(client, task_id, (b"Slettet", "Liste på æøå.txt"), (b"%PDF-1.7 x", "bevis.pdf"))
    assert answer.location == f"/opgaver/{task_id}#filer"
    page = client.get(f"/opgaver/{task_id}").text
    parse(page)
    assert "2 filer er lagt på." in page
    assert "bevis.pdf" in page
    text, _pdf = rows(app, Attachment)
    got = client.get(f"/bilag/{text.id}")
    assert got.data == b"Slettet"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"].endswith("; sandbox")
    assert got.headers["Cache-Control"] == "no-store"
    assert client.post(f"/bilag/{text.id}/fjern", data={"reason": ""}).status_code == 422
    assert client.post(f"/bilag/{text.id}/fjern", data={"reason": "Forkert fil"}).status_code == 303
    assert client.get(f"/bilag/{text.id}").status_code == 404
    assert len(rows(app, AttachmentContent)) == 1
    page = client.get(f"/opgaver/{task_id}").text
    assert "Fil fjernet" in page
    assert "Forkert fil" in page


def test_what_shows_that_a_task_was_done_stays_on_it(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    sign_in(client, personas.anna)
    send(client, task_id, (b"Slettet", "bevis.txt"))
    [file] = rows(app, Attachment)
    with app.test_request_context():
        begin_writing()
        complete_task(CompleteTask(task_id=task_id, on=clock.today()), doing=Doing(at=clock.now()))
        db.session.commit()
    answer = client.post(f"/bilag/{file.id}/fjern", data={"reason": "Rod"})
    assert answer.status_code == 409
    assert "Filen er bevis for, at opgaven er udført." in answer.text
    assert client.get(f"/bilag/{file.id}").data == b"Slettet"


def test_nothing_chosen_or_a_page_in_disguise_comes_back_with_words_and_nothing_is_kept(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    sign_in(client, personas.anna)
    assert "Vælg mindst én fil" in send(client, task_id).text
    bad = send(client, task_id, (b"Slettet", "a.txt"), (b"<html>", "side.txt"))
    assert bad.status_code == 422
    assert "ikke kan lægges på" in bad.text
    assert rows(app, Attachment) == []


def test_access_to_files_and_comments_is_the_task_s(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    sign_in(client, personas.anna)
    send(client, task_id, (b"Slettet", "a.txt"))
    [file] = rows(app, Attachment)
    sign_in(client, personas.carla)  # sees nothing of Social's tasks
    for path in (
        f"/bilag/{file.id}",
        f"/bilag/{file.id}/fjern",
        f"/bilag/task/{task_id}",
        f"/kommentarer/task/{task_id}",
    ):
        assert client.get(path).status_code == 404, path
    assert send(client, task_id, (b"Mit", "b.txt")).status_code == 404
    sign_in(client, personas.dorte)  # the DPO reads and comments
    assert client.get(f"/bilag/{file.id}").status_code == 200
    assert client.post(f"/bilag/{file.id}/fjern", data={"reason": "Nej"}).status_code == 403
    assert send(client, task_id, (b"Mit", "b.txt")).status_code == 403
    assert client.post(f"/kommentarer/task/{task_id}", data={"text": "Godt arbejde"}).status_code == 303
    assert "Læg filer på" not in client.get(f"/opgaver/{task_id}").text
    assert client.get("/bilag/noget/1").status_code == 404
    assert len(rows(app, Attachment)) == 1


def test_a_comment_is_shown_with_its_writer_and_never_as_a_page(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    sign_in(client, personas.bent)
    assert client.post(f"/kommentarer/task/{task_id}", data={"text": " "}).status_code == 422
    answer = client.post(f"/kommentarer/task/{task_id}", data={"text": "Se <b>listen</b>\r\nfra it"})
    assert answer.location == f"/opgaver/{task_id}#kommentarer"
    page = client.get(f"/opgaver/{task_id}").text
    parse(page)
    assert "Se &lt;b&gt;listen&lt;/b&gt;" in page
    [comment] = rows(app, Comment)
    with app.app_context():
        assert db.session.get_one(Person, comment.by_id).email == personas.bent
