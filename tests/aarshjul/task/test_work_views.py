"""/opgaver/<id>: a task that must be shown to have been done, ticked off and approved, as people see it."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.task.model import Task
from app.attachment.model import Attachment
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.conftest import sign_in
from tests.make import (
    Personas,
    make_absence,
    make_account,
    make_demanding_task,
    make_person,
    make_system,
    make_task,
)
from tests.page import parse


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.test_request_context():
        begin_writing()
        result = what()
        db.session.commit()
        return result


def person(email: str) -> Person:
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


@pytest.fixture
def task_id(app: Flask, personas: Personas) -> int:
    """A task of Social's coordinator that wants a file and approval, with three points to tick."""

    def make() -> int:
        return make_demanding_task(
            unit=db.session.get_one(Unit, personas.social_id), due_on=clock.today(), needs_evidence=True,
            needs_approval=True, checklist=("Find listen", "Ring <til> it", "Slet"), title="Slettekontrol",
        ).id  # fmt: skip

    return int(write(app, make))


def row(app: Flask, task_id: int) -> Task:
    with app.app_context():
        return db.session.get_one(Task, task_id)


def complete(client: FlaskClient, app: Flask, task_id: int, *files: tuple[bytes, str], **more: str) -> Any:
    data: dict[str, Any] = {f"complete-{name}": value for name, value in more.items()}
    data |= {"complete-version": str(row(app, task_id).version), "complete-files": [(BytesIO(d), n) for d, n in files]}
    return client.post(f"/opgaver/{task_id}/udfoert", data=data, content_type="multipart/form-data")


def press(client: FlaskClient, app: Flask, task_id: int, verb: str, form: str, **more: str) -> Any:
    data = {f"{form}-{name}": value for name, value in (more | {"version": str(row(app, task_id).version)}).items()}
    return client.post(f"/opgaver/{task_id}/{verb}", data=data)


def test_points_are_ticked_by_one_press_each_and_the_page_says_how_far_it_is(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    sign_in(client, personas.anna)
    page = client.get(f"/opgaver/{task_id}").text
    parse(page)
    assert "<strong>0 af 3</strong>" in page
    assert page.index("Tjekliste</h2>") < page.index("Er opgaven udført?</h2>")
    assert "Ring &lt;til&gt; it" in page
    [first, _second, _third] = re.findall(r'name="point" value="([^"]+)"', page)
    answer = client.post(f"/opgaver/{task_id}/tjekliste", data={"point": first, "is_ticked": "1"})
    assert answer.location == f"/opgaver/{task_id}#tjekliste"
    page = client.get(f"/opgaver/{task_id}").text
    assert "<strong>1 af 3</strong>" in page
    assert page.count('aria-pressed="true"') == 1
    assert "Krydset af på tjeklisten" in page
    client.post(f"/opgaver/{task_id}/tjekliste", data={"point": "9-nothing", "is_ticked": "1"})
    assert "Tjeklisten er ændret" in client.get(f"/opgaver/{task_id}").text
    assert row(app, task_id).state == "started"


def test_without_a_file_the_form_comes_back_with_the_words_and_with_one_it_waits_for_a_leader(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    sign_in(client, personas.anna)
    refused = complete(client, app, task_id, note="Min note", spent="1,5 t")
    assert refused.status_code == 422
    parse(refused.text)
    assert "Læg mindst én fil på" in refused.text
    assert "Min note" in refused.text
    assert complete(client, app, task_id, (b"MZ" + bytes(60), "x.exe"), note="N").status_code == 422
    assert "Skriv tiden som 1:30" in complete(client, app, task_id, (b"Bevis", "a.txt"), spent="længe").text
    good_and_critical = complete(client, app, task_id, (b"Bevis", "a.txt"), result="critical")
    assert "Skriv kort, hvad de kritiske fejl er" in good_and_critical.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Attachment)) == 0
    answer = complete(client, app, task_id, (b"Bevis", "a.txt"), note="Klar", result="no_errors", spent="1,5 t")
    assert answer.status_code == 303
    page = client.get(f"/opgaver/{task_id}").text
    parse(page)
    assert "Opgaven er sendt til godkendelse. 3 punkter på tjeklisten er ikke krydset af." in page
    assert "Venter på, at nogen godkender, at opgaven er udført" in page
    assert "Kan godkendes af Bent Birk." in page
    assert "Ingen fejl" in page
    assert "1 t 30 min" in page
    assert "Markér som udført" not in page
    assert "Din godkendelse" not in page
    assert press(client, app, task_id, "godkend", "approve").status_code == 403


def test_a_leader_finds_what_waits_sends_it_back_and_approves_it_the_second_time(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    sign_in(client, personas.anna)
    complete(client, app, task_id, (b"Bevis", "a.txt"))
    sign_in(client, personas.bent)
    front = client.get("/").text
    assert "Opgaver, der venter på din godkendelse" in front
    assert f'href="/opgaver/{task_id}"' in front
    assert "Slettekontrol" in client.get("/opgaver?tilstand=til-godkendelse").text
    page = client.get(f"/opgaver/{task_id}").text
    parse(page)
    assert "Din godkendelse" in page
    assert press(client, app, task_id, "send-tilbage", "send_back", reason="").status_code == 422
    press(client, app, task_id, "send-tilbage", "send_back", reason="Listen er fra i fjor")
    assert row(app, task_id).state == "started"
    assert "Opgaver, der venter på din godkendelse" not in client.get("/").text
    sign_in(client, personas.anna)
    assert "Listen er fra i fjor" in client.get(f"/opgaver/{task_id}").text
    complete(client, app, task_id, note="Ny liste")
    press(client, app, task_id, "traek-tilbage", "take_back")
    complete(client, app, task_id, note="Nyeste liste")
    sign_in(client, personas.bent)
    press(client, app, task_id, "godkend", "approve")
    page = client.get(f"/opgaver/{task_id}").text
    assert "Godkendt. Opgaven er udført." in page
    assert "af Anna Ahorn" in page
    assert "Nyeste liste" in page
    assert (row(app, task_id).state, row(app, task_id).done_on) == ("done", clock.today())
    press(client, app, task_id, "brugt-tid", "add_time", spent="45 min")
    assert row(app, task_id).spent_minutes == 45


def test_a_leader_does_not_approve_their_own_and_is_told_when_nobody_else_can(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    sign_in(client, personas.bent)
    complete(client, app, task_id, (b"Bevis", "a.txt"))
    page = client.get(f"/opgaver/{task_id}").text
    assert "Ingen kan godkende opgaven" in page
    assert "Din godkendelse" not in page
    assert press(client, app, task_id, "godkend", "approve").status_code == 403
    assert row(app, task_id).state == "for_approval"


def test_whom_it_was_given_to_and_whoever_stands_in_for_them_does_all_of_it(
    app: Flask, client: FlaskClient, personas: Personas, task_id: int
) -> None:
    def hand_on() -> str:
        named, deputy = make_person(name="Nina Named"), make_person(name="Dan Deputy", email="dan@fjordby.example")
        make_account(deputy)
        today = clock.today()
        make_absence(person=named, from_on=today, to_on=today, deputy=deputy)
        db.session.get_one(Task, task_id).person_id = named.id
        return deputy.email

    email = write(app, hand_on)
    sign_in(client, email)
    page = client.get(f"/opgaver/{task_id}").text
    assert "Skriv en kommentar" in page
    first = re.findall(r'name="point" value="([^"]+)"', page)[0]
    assert client.post(f"/opgaver/{task_id}/tjekliste", data={"point": first, "is_ticked": "1"}).status_code == 303
    assert client.post(f"/kommentarer/task/{task_id}", data={"text": "Jeg tager den"}).status_code == 303
    assert complete(client, app, task_id, (b"Bevis", "a.txt")).status_code == 303
    task = row(app, task_id)
    with app.app_context():
        assert (task.state, task.asked_by_id) == ("for_approval", person(email).id)


def test_an_ordinary_task_is_done_at_once_and_a_review_is_asked_for_no_result(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    def make() -> tuple[int, int]:
        social = db.session.get_one(Unit, personas.social_id)
        plain = make_task(unit=social, due_on=clock.today())
        review = make_task(unit=social, due_on=clock.today(), kind="review", key="activity/999/review/0")
        return plain.id, review.id

    plain, review = write(app, make)
    sign_in(client, personas.anna)
    assert "Kritiske fejl konstateret" in client.get(f"/opgaver/{plain}").text
    assert "Kritiske fejl konstateret" not in client.get(f"/opgaver/{review}").text
    complete(client, app, plain, result="no_critical", note="To små fejl")
    page = client.get(f"/opgaver/{plain}").text
    assert "Resultat: Ingen kritiske fejl" in page
    assert (row(app, plain).state, row(app, plain).result) == ("done", "no_critical")
    assert complete(client, app, review, result="nonsense").status_code in (404, 422)


def test_a_system_shows_its_tasks_and_says_where_they_come_from(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    def make() -> tuple[int, int]:
        social = db.session.get_one(Unit, personas.social_id)
        system, bare = make_system(unit=social), make_system(unit=social)
        make_task(
            unit=social, due_on=clock.today(), title="Vurdér systemet", subject_kind="system", subject_id=system.id
        )
        return system.id, bare.id

    system, bare = write(app, make)
    sign_in(client, personas.anna)
    assert "Vurdér systemet" in client.get(f"/systemer/{system}").text
    assert "Ingen opgaver endnu" in client.get(f"/systemer/{bare}").text
    task = client.get("/opgaver").text
    [task_id] = re.findall(r'href="/opgaver/(\d+)"', task)
    assert f'href="/systemer/{system}"' in client.get(f"/opgaver/{task_id}").text
