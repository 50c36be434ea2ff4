"""The mails to come on their page: by person, within one's own part, and in as many statements for few as for many."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.reminder.forecast import ForecastMail
from aarshjul.reminder.forecast_showing import lines_of, total_words
from aarshjul.reminder.forecast_store import Receiver
from aarshjul.reminder.model import Reminder, ReminderSettings
from app.audit.actions import record
from app.core import clock
from app.core.db import db
from app.core.workdays import ClosedDays, working_day_on_or_after
from app.organisation.model import Person, Unit
from tests.aarshjul.reminder.playground import DOING, add_task, write
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_account, make_grant, make_holder, make_mail, make_person, make_unit
from tests.page import find, parse, text_of

DAY = timedelta(days=1)


def soon(days: int = 0) -> date:
    """A working day so many days from now by the clock of this machine, as the page reads it."""
    return working_day_on_or_after(clock.today() + days * DAY, ClosedDays())


def add(app: Flask, fjordby: Personas, unit_id: int, title: str, *, days: int = 3, **changes: object) -> int:
    values = {"function": "leader", "title": title, "remind_on": clock.today()} | changes
    return add_task(app, fjordby, soon(days), unit_id=unit_id, **values)


def keep_quiet(app: Flask, **changes: object) -> None:
    """Nobody above hears of what is late, so that a test knows who gets mail."""
    usual = {"days_before": [30, 14, 7, 1, 0], "escalate_after": [], "overdue_every": 7, "changed_at": NOW}

    def make() -> None:
        db.session.add(ReminderSettings(id=1, **(usual | changes)))
        record(DOING, "reminder_settings.change", "reminder_settings", 1)

    write(app, make)


def add_isc(app: Flask, fjordby: Personas) -> str:
    def make() -> str:
        root = db.session.get_one(Unit, fjordby.municipality_id)
        gitte = make_person(email="gitte@fjordby.example", name="Gitte Gran", unit=root)
        make_grant(person=gitte, role="isc", unit=root)
        make_account(gitte)
        return gitte.email

    return str(write(app, make))


def words(client: FlaskClient, address: str = "/paamindelser") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(find(parse(answer.text), id="main-content"))


def test_a_coordinator_sees_the_mails_to_the_people_of_their_area_day_by_day(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    keep_quiet(app)
    add(app, fjordby, fjordby.social_id, "Ryd op i drevet")
    add(app, fjordby, fjordby.school_id, "Lås skabene", function="coordinator")
    sign_in(client, fjordby.anna)
    page = words(client)
    assert "til 1 person i de næste 30 dage" in page
    assert "Bent Birk" in page
    assert "Ryd op i drevet Social" in page
    assert "Carla Ceder" not in page
    sign_in(client, fjordby.carla)
    page = words(client)
    assert "Carla Ceder" in page
    assert "Bent Birk" not in page


def test_who_sees_to_the_mails_and_to_no_task_sees_how_many_and_no_title(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    add(app, fjordby, fjordby.social_id, "Ryd op i drevet")
    sign_in(client, fjordby.frida)
    page = words(client)
    assert "Ryd op" not in page
    assert "1 opgave, som du ikke har adgang til" in page


def test_a_task_elsewhere_that_goes_to_somebody_here_is_counted_and_not_named(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    def hold() -> None:
        bent = db.session.scalars(sa.select(Person).where(Person.email == fjordby.bent)).one()
        make_holder(unit=db.session.get_one(Unit, fjordby.culture_id), function="hr", person=bent)

    write(app, hold)
    add(app, fjordby, fjordby.culture_id, "Elsewhere", function="hr")
    sign_in(client, fjordby.anna)
    page = words(client)
    assert "Elsewhere" not in page
    assert "1 opgave, som du ikke har adgang til" in page


def test_the_list_is_narrowed_by_name_address_and_administration(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    sign_in(client, add_isc(app, fjordby))
    keep_quiet(app)
    add(app, fjordby, fjordby.social_id, "Ryd op i drevet")
    add(app, fjordby, fjordby.school_id, "Lås skabene", function="coordinator")
    assert {"Bent Birk", "Carla Ceder"} <= found(words(client))
    for address in ("?q=BIRK", "?q=bent%40", "?forvaltning=SOC"):
        assert found(words(client, f"/paamindelser{address}")) == {"Bent Birk"}, address
    assert found(words(client, "/paamindelser?q=birk&forvaltning=BOK")) == set()
    assert "Ingen kommende mails passer" in words(client, "/paamindelser?q=ingen")


def found(page: str) -> set[str]:
    return {name for name in ("Bent Birk", "Carla Ceder") if name in page}


def test_with_nothing_to_come_it_says_so(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.anna)
    page = words(client)
    assert "Ingen mails i de næste 30 dage" in page
    assert "Der er ingen mails på vej" in page


def test_while_reminders_are_paused_the_page_says_since_when_and_by_whom(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    add(app, fjordby, fjordby.social_id, "Ryd op i drevet")

    with app.app_context():
        frida_id = db.session.scalar(sa.select(Person.id).where(Person.email == fjordby.frida))
    keep_quiet(app, paused_at=NOW, paused_by_id=frida_id, pause_reason="Vi flytter mailserver")
    sign_in(client, fjordby.anna)
    page = words(client)
    assert "på pause" in page
    assert "Frida Fyr" in page
    assert "Vi flytter mailserver" in page
    assert "Ingen mails i de næste 30 dage" in page
    assert "Der er ingen mails på vej" not in page


def test_the_page_costs_as_many_statements_for_many_people_as_for_few(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    sign_in(client, add_isc(app, fjordby))
    keep_quiet(app)

    def people(count: int) -> Callable[[], list[int]]:
        def make() -> list[int]:
            social = db.session.get_one(Unit, fjordby.social_id)
            ids = []
            for _ in range(count):
                unit = make_unit(parent=social)
                make_holder(unit=unit, function="leader", person=make_person(unit=unit))
                ids.append(unit.id)
            return ids

        return make

    def fill(count: int) -> None:
        for unit_id in write(app, people(count)):
            add(app, fjordby, unit_id, "Ryd op i drevet")

    def statements() -> tuple[int, str]:
        said: list[str] = []
        with app.app_context():
            engine = db.engine
        listener = lambda _c, _cu, statement, *_: said.append(statement)  # noqa: E731 - it is taken off again
        sa.event.listen(engine, "before_cursor_execute", listener)
        page = client.get("/paamindelser").text
        sa.event.remove(engine, "before_cursor_execute", listener)
        return len(said), page

    fill(3)
    client.get("/paamindelser")
    few, page = statements()
    assert "til 3 personer" in page
    fill(57)
    many, page = statements()
    assert "til 60 personer" in page
    assert page.count("<details") - 1 == 50, "one page of them, and the menu"
    assert few == many
    assert "Side 2 af 2" in client.get("/paamindelser?side=9").text


def test_the_page_is_reached_from_the_mails_and_the_set_up(client: FlaskClient, fjordby: Personas) -> None:
    sign_in(client, fjordby.anna)
    for address in ("/admin", "/admin/mails"):
        assert 'href="/paamindelser"' in client.get(address).text, address


def test_a_mail_says_which_tasks_it_tells_of_to_those_who_may_see_them(
    app: Flask, client: FlaskClient, fjordby: Personas
) -> None:
    seen = [add(app, fjordby, fjordby.social_id, f"Opgave {number:02}") for number in range(32)]
    unseen = add(app, fjordby, fjordby.culture_id, "Elsewhere")

    def put() -> int:
        bent = db.session.scalars(sa.select(Person).where(Person.email == fjordby.bent)).one()
        mail = make_mail(person=bent, kind="reminder", state="sent", sent_at=NOW)
        for task_id in (*seen, unseen):
            db.session.add(
                Reminder(
                    task_id=task_id, due_on=soon(3), step="T-7", person=bent, state="queued", mail=mail, at=NOW,
                    came_on=clock.today(),
                )
            )  # fmt: skip
        return mail.id

    mail_id = write(app, put)
    sign_in(client, fjordby.anna)
    page = words(client, f"/admin/mails/{mail_id}")
    assert "Opgave 00 Social, 7 dage før" in page
    assert "Opgave 29" in page
    assert "Opgave 30" not in page
    assert "og 2 til" in page
    assert "1 opgave, som du ikke har adgang til" in page
    assert "Elsewhere" not in page
    sign_in(client, fjordby.frida)
    page = words(client, f"/admin/mails/{mail_id}")
    assert "33 opgaver, som du ikke har adgang til" in page
    assert "Opgave 00" not in page


def mail(person_id: int, days: int, *tasks: int) -> ForecastMail:
    return ForecastMail(on=NOW.date() + days * DAY, to="x", kind="reminder", tasks=tasks, person_id=person_id)


def test_a_line_a_person_whoever_gets_the_next_mail_first_and_each_task_counted_once(ctx: Flask) -> None:
    people = {number: Receiver(number, name, name, "x", "", "") for number, name in ((1, "b"), (2, "a"), (3, "c"))}
    mails = [mail(3, 1, 7), mail(1, 2, 7, 8), mail(2, 2, 9), mail(1, 5, 8, 9), mail(4, 0, 1)]
    lines = lines_of(mails, people)
    assert [(line.person.id, len(line.mails), line.tasks) for line in lines] == [(3, 1, 1), (2, 1, 1), (1, 2, 3)]
    assert total_words(lines) == "4 mails til 3 personer i de næste 30 dage"
    assert total_words(lines[:1]) == "1 mail til 1 person i de næste 30 dage"
    assert total_words([]) == "Ingen mails i de næste 30 dage"


@pytest.mark.parametrize("who", ["bent", "dorte", "erik"])
def test_others_do_not_know_the_page(client: FlaskClient, fjordby: Personas, who: str) -> None:
    sign_in(client, getattr(fjordby, who))
    assert client.get("/paamindelser").status_code == 404
