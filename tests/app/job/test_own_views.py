"""The pages of one's own jobs, for whom they open, and the note on the front page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.store import list_events_of
from app.core import clock
from app.core.db import begin_writing, db
from app.core.part import Result
from app.job.actions import begin, claim, fail, finish, sweep_jobs, tell_progress
from app.job.model import Job
from app.job.rules import FILE_KEPT
from app.organisation.model import Person, RoleGrant
from tests.app.job.conftest import Order
from tests.conftest import sign_in
from tests.make import Personas, make_job

FILE = Result("fortegnelse æøå.pdf", "application/pdf", b"%PDF-1.7 ...")


def settle(app: Flask, job_id: int, result: Result | str = FILE, *, ago: timedelta = timedelta(0)) -> None:
    """Do the job, as a worker would have: with this result, or this reason why not."""
    at = clock.now() - ago
    with app.test_request_context():
        begin_writing()
        assert claim(job_id, worker="os", at=at)
        if isinstance(result, str):
            fail(job_id, worker="os", at=at, message=result)
        else:
            finish(job_id, result, worker="os", at=at)
        db.session.commit()


def statements(app: Flask, do: Callable[[], object]) -> int:
    """How many statements it takes."""
    seen: list[object] = []
    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note := lambda *args: seen.append(args[2]))
    do()
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


@pytest.fixture
def anna(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


def test_a_job_that_waits_says_how_many_are_ahead_and_the_page_asks_again(
    app: Flask, anna: FlaskClient, personas: Personas, order: Order
) -> None:
    order(by=personas.bent)
    page = anna.get(f"/arbejde/{order(by=personas.anna)}").text
    assert "Venter på tur" in page
    assert "Der er 1 foran." in page
    assert 'data-hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "Hent filen" not in page


def test_a_job_under_way_shows_the_count_and_the_time_left(
    app: Flask, anna: FlaskClient, personas: Personas, order: Order
) -> None:
    job_id = order(by=personas.anna)
    at = clock.now() - timedelta(minutes=2)
    with app.test_request_context():
        begin_writing()
        claim(job_id, worker="os", at=at)
        begin(job_id, worker="os", at=at)
        db.session.commit()
        assert tell_progress(job_id, worker="os", done=400, total=1000)
    page = anna.get(f"/arbejde/{job_id}").text
    assert "<strong>400 af 1.000</strong>" in page
    assert "cirka 3 minutter tilbage" in page
    assert '<rect width="40"' in page
    assert anna.get(f"/arbejde/{job_id}/hent").status_code == 409


def test_the_file_is_fetched_by_who_ordered_it_told_in_the_trail_and_by_nobody_else(
    app: Flask, anna: FlaskClient, personas: Personas, order: Order
) -> None:
    job_id = order(by=personas.anna)
    settle(app, job_id)
    page = anna.get(f"/arbejde/{job_id}").text
    assert "Filen er klar" in page
    assert f'href="/arbejde/{job_id}/hent"' in page
    assert "data-hx-trigger" not in page
    assert "http-equiv" not in page
    answer = anna.get(f"/arbejde/{job_id}/hent")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, FILE.data, "application/pdf")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "fortegnelse%20%C3%A6%C3%B8%C3%A5.pdf" in answer.headers["Content-Disposition"]
    with app.app_context():
        fetched, _ordered = list_events_of("job", job_id)
        assert (fetched.verb, fetched.actor.email if fetched.actor else "") == ("job.fetch", personas.anna)
        assert fetched.changes == {"kind": "count", "file": FILE.name}
    others = app.test_client()
    for email in (personas.bent, personas.dorte, personas.frida):
        sign_in(others, email)
        assert others.get(f"/arbejde/{job_id}").status_code == 404
        assert others.get(f"/arbejde/{job_id}/hent").status_code == 404
        assert "Æbler i kælderen" not in others.get("/arbejde").text
    assert app.test_client().get(f"/arbejde/{job_id}/hent").status_code == 303


def test_who_may_no_longer_see_it_no_longer_gets_the_file(
    app: Flask, anna: FlaskClient, personas: Personas, order: Order
) -> None:
    job_id = order("guarded", by=personas.anna)
    settle(app, job_id)
    assert anna.get(f"/arbejde/{job_id}/hent").status_code == 200
    with app.test_request_context():
        begin_writing()
        person = db.session.scalars(db.select(Person).where(Person.email == personas.anna)).one()
        grant = db.session.scalars(db.select(RoleGrant).where(RoleGrant.person_id == person.id)).one()
        grant.role = "admin"
        db.session.commit()
    assert anna.get(f"/arbejde/{job_id}/hent").status_code == 404
    page = anna.get(f"/arbejde/{job_id}").text
    assert "Filen kan ikke hentes mere" in page
    assert "Hent filen" not in page


def test_a_failed_job_says_what_and_what_to_do(app: Flask, anna: FlaskClient, personas: Personas, order: Order) -> None:
    job_id = order(by=personas.anna)
    settle(app, job_id, "Kommunen har ingen <behandlinger>. Opret en, og bestil igen.")
    page = anna.get(f"/arbejde/{job_id}").text
    assert "Det lykkedes ikke" in page
    assert "Kommunen har ingen &lt;behandlinger&gt;. Opret en, og bestil igen." in page
    assert anna.get(f"/arbejde/{job_id}/hent").status_code == 409


def test_work_without_a_file_ends_with_its_words(
    app: Flask, anna: FlaskClient, personas: Personas, order: Order
) -> None:
    job_id = order(by=personas.anna)
    settle(app, job_id, Result(message="412 behandlinger er læst ind."))
    page = anna.get(f"/arbejde/{job_id}").text
    assert "Arbejdet er færdigt" in page
    assert "412 behandlinger er læst ind." in page
    assert "Hent filen" not in page
    assert "Din fil er klar" not in anna.get("/").text


def test_a_file_that_was_swept_is_said_to_be_gone(
    app: Flask, anna: FlaskClient, personas: Personas, order: Order
) -> None:
    job_id = order(by=personas.anna)
    settle(app, job_id, ago=FILE_KEPT + timedelta(hours=1))
    with app.app_context():
        begin_writing()
        sweep_jobs(now=clock.now())
        db.session.commit()
    assert "Filen kan ikke hentes mere" in anna.get(f"/arbejde/{job_id}").text
    answer = anna.get(f"/arbejde/{job_id}/hent")
    assert answer.status_code == 409
    assert "En fil bliver slettet efter 7 dage: bestil den igen." in answer.text
    assert "Filen er slettet" in anna.get("/arbejde").text


def test_the_front_page_says_so_until_it_is_fetched_or_a_day_has_passed(
    app: Flask, anna: FlaskClient, personas: Personas, order: Order
) -> None:
    new = order(by=personas.anna)
    old, others = order("guarded", by=personas.anna), order(by=personas.bent)
    assert "Din fil er klar" not in anna.get("/").text
    settle(app, new)
    settle(app, old, ago=timedelta(hours=25))
    settle(app, others)
    front = anna.get("/").text
    assert front.count("Din fil er klar") == 1
    assert f'href="/arbejde/{new}"' in front
    assert anna.get(f"/arbejde/{new}/hent").status_code == 200
    assert "Din fil er klar" not in anna.get("/").text


def test_the_front_page_says_for_a_day_that_a_file_could_not_be_made(
    app: Flask, anna: FlaskClient, personas: Personas, order: Order
) -> None:
    failed, old = order(by=personas.anna), order("guarded", by=personas.anna)
    settle(app, failed, "Disken er fuld.")
    settle(app, old, "Disken er fuld.", ago=timedelta(hours=25))
    front = anna.get("/").text
    assert front.count("Din fil kunne ikke laves") == 1
    assert f'href="/arbejde/{failed}"' in front and f'href="/arbejde/{old}"' not in front


def test_the_list_is_found_from_the_account_is_paged_and_costs_the_same_however_long(
    app: Flask, anna: FlaskClient, personas: Personas
) -> None:
    assert 'href="/arbejde"' in anna.get("/konto").text
    assert "Du har ikke bestilt noget" in anna.get("/arbejde").text
    with app.test_request_context():
        begin_writing()
        person = db.session.scalars(db.select(Person).where(Person.email == personas.anna)).one()
        make_job(person=person, title="Nr. 00", state="done", finished_at=clock.now())
        db.session.commit()
    few = statements(app, lambda: anna.get("/arbejde"))
    with app.test_request_context():
        begin_writing()
        person = db.session.scalars(db.select(Person).where(Person.email == personas.anna)).one()
        for number in range(1, 53):
            make_job(person=person, title=f"Nr. {number:02}", state="done", finished_at=clock.now())
        db.session.commit()
    assert statements(app, lambda: anna.get("/arbejde")) == few
    first, second = anna.get("/arbejde").text, anna.get("/arbejde?side=2").text
    assert "Nr. 52" in first
    assert "Nr. 02" not in first
    assert all(f"Nr. 0{n}" in second for n in range(3))
    assert anna.get("/arbejde?side=99").text.count("<tr>") == second.count("<tr>")
    with app.app_context():
        assert db.session.query(Job).count() == 53
