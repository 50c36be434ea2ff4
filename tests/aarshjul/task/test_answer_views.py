"""/svar/<token>: the link in a mail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.task.answering import GOOD_FOR, AnswerLink, make_token
from aarshjul.task.model import Task
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import FunctionHolder, Person, Unit
from app.token.signing import sign
from register.activity.model import ProcessingActivity
from tests.conftest import sign_in
from tests.make import Personas, make_activity, make_municipality, make_person, make_task

DAY = timedelta(days=1)


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.test_request_context():
        begin_writing()
        result = what()
        db.session.commit()
        return result


@pytest.fixture
def task_id(app: Flask, personas: Personas) -> int:
    """A task of Social's leader, Bent."""

    def make() -> int:
        social = db.session.get_one(Unit, personas.social_id)
        return make_task(unit=social, due_on=clock.today() - 3 * DAY, function="leader", title="Slettekontrol").id

    return int(write(app, make))


def person_id(app: Flask, email: str) -> int:
    with app.app_context():
        return db.session.scalars(db.select(Person.id).where(Person.email == email)).one()


@pytest.fixture
def link(app: Flask, personas: Personas, task_id: int) -> str:
    return link_for(app, task_id, personas.bent)


def link_for(app: Flask, task_id: int, email: str, *, age: timedelta = timedelta()) -> str:
    who = person_id(app, email)
    with app.app_context():
        token = make_token(AnswerLink(task_id=task_id, person_id=who), today=clock.today() - age)
    return f"/svar/{token}"


def row(app: Flask, task_id: int) -> Task:
    with app.app_context():
        return db.session.get_one(Task, task_id)


def dump(app: Flask) -> list[Any]:
    with app.app_context(), db.engine.connect() as connection:
        return [sorted(map(repr, connection.execute(sa.select(table)))) for table in db.metadata.sorted_tables]


def test_the_link_shows_the_task_without_sign_in(client: FlaskClient, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 200
    assert "Slettekontrol" in page.text
    assert "3 dage over fristen" in page.text
    assert "Bent Birk" in page.text
    assert "Markér som udført" in page.text


def test_opening_it_changes_nothing_however_often_a_scanner_does(app: Flask, client: FlaskClient, link: str) -> None:
    before = dump(app)
    for method in (client.get, client.head, client.options, client.get):
        assert method(link).status_code == 200
    assert dump(app) == before


def test_one_press_marks_the_task_as_done_by_link_with_the_note(
    app: Flask, client: FlaskClient, personas: Personas, link: str, task_id: int
) -> None:
    done = client.post(link, data={"note": "Ryddet op"}, follow_redirects=True)
    assert "Tak. Opgaven er markeret som udført." in done.text
    task = row(app, task_id)
    assert (task.state, task.note, task.done_on) == ("done", "Ryddet op", clock.today())
    assert task.done_by_id == person_id(app, personas.bent)
    with app.app_context():
        [event] = db.session.scalars(db.select(AuditEvent).where(AuditEvent.subject_kind == "task")).all()
    assert (event.verb, event.via, event.actor_id) == ("task.complete", "link", task.done_by_id)


def test_answering_twice_is_answering_once(app: Flask, client: FlaskClient, link: str, task_id: int) -> None:
    client.post(link, data={"note": "Først"})
    before = dump(app)
    again = client.post(link, data={"note": "Igen"}, follow_redirects=True)
    assert again.status_code == 200
    assert dump(app) == before
    assert row(app, task_id).note == "Først"


def test_a_review_answered_from_the_mail_is_confirmed_in_the_register(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    def make() -> tuple[int, int]:
        social = db.session.get_one(Unit, personas.social_id)
        activity = make_activity(unit=social, next_review_on=clock.today())
        task = make_task(
            unit=social, due_on=clock.today(), kind="review", key=f"activity/{activity.id}/review/0",
            subject_kind="activity", subject_id=activity.id, function="leader",
        )  # fmt: skip
        return task.id, activity.id

    task_id, activity_id = write(app, make)
    client.post(link_for(app, task_id, personas.bent), data={"note": ""})
    with app.app_context():
        activity = db.session.get_one(ProcessingActivity, activity_id)
        assert activity.last_review_on == clock.today()
        assert activity.next_review_on is not None
        assert activity.next_review_on > clock.today() + 300 * DAY


def test_a_task_another_has_done_says_by_whom_and_when(
    app: Flask, client: FlaskClient, personas: Personas, link: str, task_id: int
) -> None:
    anna = person_id(app, personas.anna)

    def close() -> None:
        task = db.session.get_one(Task, task_id)
        task.state, task.done_on, task.done_by_id, task.note = "done", clock.today(), anna, "Internt"

    write(app, close)
    page = client.get(link).text
    assert "Anna Ahorn markerede den som udført" in page
    assert "Markér som udført" not in page
    assert "Internt" not in page


@pytest.mark.parametrize(("state", "word"), [("withdrawn", "trukket tilbage"), ("not_relevant", "ikke relevant")])
def test_a_task_that_fell_away_says_so(
    app: Flask, client: FlaskClient, link: str, task_id: int, state: str, word: str
) -> None:
    def drop() -> None:
        db.session.get_one(Task, task_id).state = state

    write(app, drop)
    assert word in client.get(link).text
    client.post(link, data={"note": "Alligevel"})
    assert row(app, task_id).state == state


def test_a_link_works_on_its_last_day_and_is_gone_the_next_with_words_and_a_way_on(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    assert client.get(link_for(app, task_id, personas.bent, age=GOOD_FOR)).status_code == 200
    old = link_for(app, task_id, personas.bent, age=GOOD_FOR + DAY)
    for answer in (client.get(old), client.post(old, data={"note": "For sent"})):
        assert answer.status_code == 410
        assert "Linket er udløbet" in answer.text
        assert f"/opgaver/{task_id}" in answer.text
    assert row(app, task_id).state == "not_started"


@pytest.mark.parametrize("change", ["cut", "turned", "nonsense"])
def test_a_forged_or_cut_link_is_not_found_and_says_what_to_do(
    app: Flask, client: FlaskClient, link: str, task_id: int, change: str
) -> None:
    bad = {"cut": link[:-5], "turned": link[:10] + link[10].swapcase() + link[11:], "nonsense": "/svar/hej"}[change]
    for answer in (client.get(bad), client.post(bad, data={"note": "Snyd"})):
        assert answer.status_code == 404
        assert "Åbn mailen igen" in answer.text
    assert row(app, task_id).state == "not_started"


def test_a_token_of_another_kind_or_with_another_meaning_opens_nothing(
    app: Flask, client: FlaskClient, task_id: int
) -> None:
    with app.app_context():
        other = sign("calendar", {"t": task_id, "p": 1}, expires_on=clock.today())
        empty = sign("answer", {"x": 1}, expires_on=clock.today())
        gone = sign("answer", {"t": 999_999, "p": 1}, expires_on=clock.today())
    for token in (other, empty, gone):
        assert client.get(f"/svar/{token}").status_code == 404


def test_a_task_that_was_given_to_another_cannot_be_answered_by_the_first(
    app: Flask, client: FlaskClient, link: str, task_id: int
) -> None:
    def give() -> None:
        db.session.get_one(Task, task_id).person = make_person()

    write(app, give)
    answer = client.post(link, data={"note": "Min"})
    assert answer.status_code == 410
    assert "Opgaven er nu en andens" in answer.text
    assert row(app, task_id).state == "not_started"


def test_one_who_has_left_answers_nothing(
    app: Flask, client: FlaskClient, personas: Personas, link: str, task_id: int
) -> None:
    def leave() -> None:
        bent = db.session.scalars(db.select(Person).where(Person.email == personas.bent)).one()
        bent.is_active = False
        db.session.execute(sa.delete(FunctionHolder).where(FunctionHolder.function == "leader"))

    write(app, leave)
    assert client.post(link, data={"note": "Farvel"}).status_code == 410
    assert row(app, task_id).state == "not_started"


def test_where_the_municipality_asks_for_sign_in_only_that_person_can_answer(
    app: Flask, client: FlaskClient, personas: Personas, link: str, task_id: int
) -> None:
    write(app, lambda: make_municipality(answers_need_sign_in=True))
    for answer in (client.get(link), client.post(link, data={"note": "x"})):
        assert answer.status_code == 303
        assert "/log-ind" in answer.headers["Location"]
    sign_in(client, personas.anna)
    assert client.get(link).status_code == 403
    assert client.post(link, data={"note": "x"}).status_code == 403
    assert row(app, task_id).state == "not_started"
    sign_in(client, personas.bent)
    assert client.get(link).status_code == 200
    client.post(link, data={"note": "Logget ind"})
    assert row(app, task_id).state == "done"


def test_the_page_is_kept_nowhere_and_its_address_told_to_nobody(client: FlaskClient, link: str) -> None:
    for answer in (client.get(link), client.get("/svar/hej"), client.post(link, data={"note": ""})):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_note_that_is_too_long_is_kept_on_the_page_with_a_message(
    app: Flask, client: FlaskClient, link: str, task_id: int
) -> None:
    answer = client.post(link, data={"note": "æ" * 2001})
    assert answer.status_code == 422
    assert "æ" * 2001 in answer.text
    assert row(app, task_id).state == "not_started"


def test_a_post_without_the_form_s_cookie_is_refused_kindly_and_keeps_the_note(
    app: Flask, client: FlaskClient, link: str, task_id: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(link, data={"note": "Skrevet uden cookie"})
    assert answer.status_code == 422
    assert "Tryk på knappen en gang til" in answer.text
    assert "Skrevet uden cookie" in answer.text
    assert row(app, task_id).state == "not_started"


def test_with_the_form_s_cookie_it_works_over_https_without_a_referrer(
    app: Flask, client: FlaskClient, link: str, task_id: int
) -> None:
    import re

    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(link, base_url="https://gdpr.fjordby.example").text
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    data = {"note": "Sikkert", "csrf_token": found.group(1)}
    answer = client.post(link, data=data, base_url="https://gdpr.fjordby.example")
    assert answer.status_code == 303
    assert row(app, task_id).note == "Sikkert"
