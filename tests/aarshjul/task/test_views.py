"""/opgaver: what each person sees and may do."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.reminder.model import Reminder
from aarshjul.task.model import Task
from app.core import clock
from app.core.db import begin_writing, db
from app.core.filters import long_day
from app.organisation.model import Person, Unit
from tests.conftest import sign_in
from tests.make import Personas, make_activity, make_grant, make_mail, make_person, make_task
from tests.page import find, parse, text_of

DAY = timedelta(days=1)


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.test_request_context():
        begin_writing()
        result = what()
        db.session.commit()
        return result


def add(app: Flask, unit_id: int, *, days: int = 7, **changes: Any) -> int:
    """A task due so many days from today."""

    def make() -> int:
        unit = db.session.get_one(Unit, unit_id)
        return make_task(unit=unit, due_on=clock.today() + days * DAY, **changes).id

    return int(write(app, make))


def row(app: Flask, task_id: int) -> Task:
    with app.app_context():
        return db.session.get_one(Task, task_id)


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements run inside."""
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/opgaver/\d+">([^<]+)</a>', page)


def test_a_coordinator_sees_her_administration_s_tasks_and_no_other(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    add(app, personas.social_id, title="Egen")
    below = add(app, personas.home_care_id, title="Under")
    other = add(app, personas.culture_id, title="Anden")
    sign_in(client, personas.anna)
    assert titles(client.get("/opgaver").text) == ["Egen", "Under"]
    assert client.get(f"/opgaver/{below}").status_code == 200
    assert client.get(f"/opgaver/{other}").status_code == 404
    assert client.post(f"/opgaver/{other}/udfoert").status_code == 404


def test_one_who_is_named_sees_their_own_task_outside_their_scope_and_may_do_it(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    def carla() -> Person:
        return db.session.scalars(db.select(Person).where(Person.email == personas.carla)).one()

    def make() -> int:
        social = db.session.get_one(Unit, personas.social_id)
        return make_task(unit=social, due_on=clock.today(), title="Givet til Carla", person=carla()).id

    task_id = write(app, make)
    sign_in(client, personas.carla)
    assert titles(client.get("/opgaver?hvem=mig").text) == ["Givet til Carla"]
    page = client.get(f"/opgaver/{task_id}")
    assert "Markér som udført" in page.text
    client.post(f"/opgaver/{task_id}/udfoert", data={"complete-version": "1", "complete-note": "Klar"})
    assert (row(app, task_id).state, row(app, task_id).note) == ("done", "Klar")


def test_one_who_only_reads_may_do_nothing(app: Flask, client: FlaskClient, personas: Personas) -> None:
    task_id = add(app, personas.social_id)
    sign_in(client, personas.dorte)
    page = client.get(f"/opgaver/{task_id}")
    assert page.status_code == 200
    assert "Markér som udført" not in page.text
    for verb in ("udfoert", "gaa-i-gang", "udskyd", "ikke-relevant", "genaabn", "giv-videre"):
        assert client.post(f"/opgaver/{task_id}/{verb}").status_code == 403
    assert row(app, task_id).version == 1


def test_somebody_without_any_role_sees_what_falls_to_them(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.frida)
    assert "Du har ingen åbne opgaver" in client.get("/opgaver").text


def test_the_list_is_narrowed_by_its_address(app: Flask, client: FlaskClient, personas: Personas) -> None:
    year = clock.today().year
    add(app, personas.social_id, days=-3, title="Forsinket")
    add(app, personas.social_id, days=-3, title="Færdig", done_on=clock.today())
    add(app, personas.culture_id, days=400, title="Langt ude")
    add(app, personas.municipality_id, days=5, title="Fælles", kind="plan", plan_code="T05")
    sign_in(client, personas.dorte)
    for query, expected in {
        "": {"Forsinket", "Langt ude", "Fælles"},
        "tilstand=over-fristen": {"Forsinket"},
        "tilstand=udfoerte": {"Færdig"},
        "tilstand=alle": {"Forsinket", "Færdig", "Langt ude", "Fælles"},
        "tilstand=frafaldne": set(),
        "forvaltning=SOC": {"Forsinket"},
        f"forvaltning={root_code(app, personas)}": {"Fælles"},
        "opgave=T05": {"Fælles"},
        f"aar={(clock.today() + 400 * DAY).year}&maaned={(clock.today() + 400 * DAY).month}": {"Langt ude"},
        "aar=x&maaned=77&tilstand=vrøvl": {"Forsinket", "Langt ude", "Fælles"},
        f"aar={year - 5}": set(),
    }.items():
        assert set(titles(client.get(f"/opgaver?{query}").text)) == expected, query


def root_code(app: Flask, personas: Personas) -> str:
    with app.app_context():
        return db.session.get_one(Unit, personas.municipality_id).code


def test_the_list_is_sorted_and_paged_and_a_page_past_the_end_is_the_last(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    def make() -> None:
        social = db.session.get_one(Unit, personas.social_id)
        for number in range(60):
            make_task(unit=social, due_on=clock.today() + number * DAY, title=f"Nr. {number:02}")

    write(app, make)
    sign_in(client, personas.anna)
    first = client.get("/opgaver").text
    assert titles(first)[0] == "Nr. 00"
    assert len(titles(first)) == 50
    assert "60 opgaver" in first
    assert titles(client.get("/opgaver?sort=-frist&side=2").text)[-1] == "Nr. 00"
    assert titles(client.get("/opgaver?side=9").text) == titles(client.get("/opgaver?side=2").text)
    for key in ("enhed", "tilstand", "-enhed", "-tilstand"):
        assert len(titles(client.get(f"/opgaver?sort={key}").text)) == 50


def test_every_page_reads_the_database_as_often_for_many_tasks_as_for_few(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    def fill(number: int) -> None:
        social, school = db.session.get_one(Unit, personas.social_id), db.session.get_one(Unit, personas.school_id)
        activity = db.session.scalar(db.select(sa.func.min(Task.subject_id)))
        for place in range(number):
            make_task(
                unit=social if place % 2 else school, due_on=clock.today() + (place % 90 - 30) * DAY,
                function=("leader", "coordinator", "it")[place % 3], plan_code=f"T{place % 20:02}",
                subject_kind="activity", subject_id=activity, person=make_person() if place % 7 == 0 else None,
            )  # fmt: skip

    def make_first() -> int:
        activity = make_activity(unit=db.session.get_one(Unit, personas.social_id))
        make_task(
            unit=db.session.get_one(Unit, personas.social_id), due_on=clock.today(), subject_kind="activity",
            subject_id=activity.id,
        )  # fmt: skip
        return activity.id

    activity_id = write(app, make_first)
    write(app, lambda: fill(10))
    sign_in(client, personas.anna)
    pages = (
        "/", "/opgaver", "/opgaver?tilstand=alle", "/opgaver/1", "/aarshjul", "/aarshjul?visning=maaneder",
        "/femaarsplan", f"/fortegnelse/{activity_id}",
    )  # fmt: skip

    def counts() -> dict[str, int]:
        found = {}
        for page in pages:
            with counted(app) as statements:
                assert client.get(page).status_code == 200, page
            found[page] = sum(not one.startswith("BEGIN") for one in statements)
        return found

    few = counts()
    write(app, lambda: fill(490))
    assert counts() == few
    own = {page: number for page, number in few.items() if page.startswith(("/opgaver", "/aarshjul", "/femaars"))}
    assert max(own.values()) <= 18, own
    assert few["/opgaver"] <= 10, "the list of tasks"


def test_a_task_s_page_says_what_why_and_who_and_is_valid_html(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    def make() -> int:
        unit = db.session.get_one(Unit, personas.home_care_id)
        activity = make_activity(title="Hjemmepleje", unit=unit)
        return make_task(
            unit=unit, due_on=clock.today() - DAY, kind="review", title="Gennemgå <hjemmeplejen>", function="it",
            subject_kind="activity", subject_id=activity.id, hours=1.5,
        ).id  # fmt: skip

    task_id = write(app, make)
    sign_in(client, personas.anna)
    page = client.get(f"/opgaver/{task_id}").text
    parse(page)
    assert "Gennemgå &lt;hjemmeplejen&gt;" in page
    assert "Opgaven er hos en stedfortræder" in page
    assert "1 dag over fristen" in page
    assert "1,5 timer" in page
    assert "Hjemmepleje</a>" in page
    assert "Åbn behandlingen, og se efter" in page


def test_a_task_with_nobody_says_so(app: Flask, client: FlaskClient, personas: Personas) -> None:
    task_id = add(app, personas.municipality_id, function="it")
    sign_in(client, personas.dorte)
    assert "Ingen bliver mindet om opgaven" in client.get(f"/opgaver/{task_id}").text


def test_the_buttons_do_what_they_say(app: Flask, client: FlaskClient, personas: Personas) -> None:
    task_id = add(app, personas.social_id, days=20)
    sign_in(client, personas.bent)

    def press(verb: str, form: str, **data: str) -> str:
        version = str(row(app, task_id).version)
        sent = {f"{form}-{name}": value for name, value in (data | {"version": version}).items()}
        answer = client.post(f"/opgaver/{task_id}/{verb}", data=sent, follow_redirects=True)
        assert answer.status_code == 200
        return answer.text

    assert "sat i gang" in press("gaa-i-gang", "start")
    new_day = clock.today() + 40 * DAY
    page = press("udskyd", "postpone", due_on=new_day.isoformat(), reason="Sygdom")
    assert row(app, task_id).state == "postponed"
    assert f"Fristen er nu {long_day(row(app, task_id).due_on)}" in page
    anna = db_person(app, personas.anna)
    assert "givet til Anna Ahorn" in press("giv-videre", "assign", person_id=str(anna))
    assert row(app, task_id).person_id == anna
    assert "igen hos den, der har funktionen" in press("giv-videre", "assign", person_id="0")
    assert "ikke relevant" in press("ikke-relevant", "dismiss", reason="Enheden er lukket")
    assert "åben igen" in press("genaabn", "reopen", reason="Alligevel ikke")
    page = press("udfoert", "complete", note="Gjort")
    assert "Opgaven er markeret som udført" in page
    assert "Gjort" in page
    for word in ("Udskudt", "Givet videre", "Genåbnet", "Sygdom", "Bent Birk"):
        assert word in page


def db_person(app: Flask, email: str) -> int:
    with app.app_context():
        return db.session.scalars(db.select(Person.id).where(Person.email == email)).one()


@pytest.mark.parametrize(
    ("verb", "form", "data", "words"),
    [
        ("udskyd", "postpone", {"reason": "x"}, "Skriv den nye frist."),
        ("udskyd", "postpone", {"due_on": "vrøvl", "reason": "x"}, "Skriv datoen som dd-mm-åååå."),
        ("udskyd", "postpone", {"due_on": "2020-01-02", "reason": "x"}, "Vælg en arbejdsdag efter i dag."),
        ("udskyd", "postpone", {"due_on": "2090-01-02"}, "Skriv kort, hvorfor."),
        ("ikke-relevant", "dismiss", {"reason": "  "}, "Skriv kort, hvorfor."),
        ("giv-videre", "assign", {"person_id": "99999"}, "Vælg en af mulighederne på listen."),
    ],
)
def test_what_cannot_be_done_is_said_at_its_field_and_changes_nothing(
    app: Flask, client: FlaskClient, personas: Personas, verb: str, form: str, data: dict[str, str], words: str
) -> None:
    task_id = add(app, personas.social_id)
    sign_in(client, personas.anna)
    sent = {f"{form}-{name}": value for name, value in (data | {"version": "1"}).items()}
    answer = client.post(f"/opgaver/{task_id}/{verb}", data=sent)
    assert answer.status_code == 422
    assert words in answer.text
    parse(answer.text)
    assert row(app, task_id).version == 1


def test_when_two_act_at_once_the_second_is_told_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    task_id = add(app, personas.social_id)
    sign_in(client, personas.bent)
    client.post(f"/opgaver/{task_id}/gaa-i-gang", data={"start-version": "1"})
    sign_in(client, personas.anna)
    answer = client.post(
        f"/opgaver/{task_id}/udfoert", data={"complete-version": "1", "complete-note": "Min lange note"}
    )
    assert answer.status_code == 422
    assert "En anden har ændret opgaven" in answer.text
    assert "Min lange note" in answer.text
    assert 'name="complete-version" type="hidden" value="2"' in answer.text
    assert row(app, task_id).state == "started"
    client.post(f"/opgaver/{task_id}/udfoert", data={"complete-version": "2", "complete-note": "Min lange note"})
    assert row(app, task_id).state == "done"


def test_the_mails_about_a_task_are_seen_on_its_page(app: Flask, client: FlaskClient, personas: Personas) -> None:
    task_id = add(app, personas.social_id)

    def make() -> None:
        bent = db.session.scalars(db.select(Person).where(Person.email == personas.bent)).one()
        mail = make_mail(person=bent, state="failed", server_said="550 5.1.1 Findes ikke")
        for step, state, its_mail in (("T-30", "superseded", None), ("T-7", "queued", mail)):
            db.session.add(
                Reminder(
                    task_id=task_id,
                    due_on=clock.today(),
                    step=step,
                    person=bent,
                    state=state,
                    mail=its_mail,
                    came_on=clock.today(),
                    at=clock.now(),
                )
            )

    write(app, make)
    sign_in(client, personas.anna)
    page = client.get(f"/opgaver/{task_id}").text
    panel = text_of(find(parse(page), id="reminders"))
    assert "Bent Birk, 7 dage før Kunne ikke sendes" in panel
    assert "550 5.1.1 Findes ikke" in panel
    assert "Bent Birk, 30 dage før Afløst af en senere" in panel


def test_my_work_shows_what_is_mine_the_overdue_first_and_leads_to_the_rest(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    add(app, personas.social_id, days=10, title="Snart", function="leader")
    add(app, personas.home_care_id, days=-4, title="For længst", function="leader")
    add(app, personas.social_id, days=500, title="Om længe", function="leader")
    add(app, personas.social_id, days=1, title="Annas", function="coordinator")
    sign_in(client, personas.bent)
    page = client.get("/").text
    assert titles(page) == ["For længst", "Snart"]
    assert "Se alle dine 3 opgaver" in page
    assert re.search(r'class="count">1<', page), "the menu counts what is overdue"
    assert titles(client.get("/opgaver?hvem=mig").text) == ["For længst", "Snart", "Om længe"]


def test_a_record_shows_its_tasks_and_who_does_them(app: Flask, client: FlaskClient, personas: Personas) -> None:
    def make() -> int:
        unit = db.session.get_one(Unit, personas.home_care_id)
        activity = make_activity(unit=unit)
        stories: dict[str, dict[str, Any]] = {
            "Gennemgå den": {"function": "leader"},
            "Gjort før": {"done_on": clock.today()},
            "Væk": {"state": "withdrawn"},
        }
        for title, changes in stories.items():
            make_task(
                unit=unit, due_on=clock.today() - 2 * DAY, title=title, subject_kind="activity",
                subject_id=activity.id, **changes,
            )  # fmt: skip
        return activity.id

    activity_id = write(app, make)
    sign_in(client, personas.anna)
    page = client.get(f"/fortegnelse/{activity_id}").text
    assert "Gennemgå den" in page
    assert "2 dage over fristen" in page
    assert "Bent Birk" in page
    assert "Gjort før" in page
    assert "Væk" not in page
    sign_in(client, personas.carla)
    assert "Gennemgå den" not in client.get(f"/fortegnelse/{activity_id}").text


def test_a_manager_of_one_unit_sees_that_unit_alone(app: Flask, client: FlaskClient, personas: Personas) -> None:
    add(app, personas.social_id, title="Hele forvaltningen")
    add(app, personas.home_care_id, title="Min enhed")

    def make() -> str:
        from tests.make import make_account

        leader = make_person(email="leder@fjordby.example")
        make_account(leader)
        make_grant(person=leader, role="manager", unit=db.session.get_one(Unit, personas.home_care_id))
        return leader.email

    sign_in(client, write(app, make))
    assert titles(client.get("/opgaver").text) == ["Min enhed"]
