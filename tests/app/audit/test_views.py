"""The audit trail's page, its files, and what requests leave in it."""

import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing, record
from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_account, make_activity, make_grant, make_mail, make_person

PAGE = "/admin/spor"


@pytest.fixture
def trail(app: Flask, personas: Personas) -> dict[str, int]:
    """What Anna and Bent did on a record and a unit."""
    with app.test_request_context():
        begin_writing()
        people = dict(db.session.execute(sa.select(Person.email, Person.id)).all())
        anna = Doing(at=NOW, person_id=people[personas.anna])
        record(
            anna,
            "activity.change",
            "activity",
            12,
            {"title": ["Hjemmepleje", "=Hjemmehjælp"], "case_ref": [None, "A1"]},
        )
        record(anna, "activity.change", "activity", 13, {"title": ["Skoler", "Skole"]})
        later = Doing(at=NOW + timedelta(days=3), person_id=people[personas.bent], via="link")
        record(later, "task.postpone", "task", 5, {"due_on": ["2027-03-01", "2027-04-01"]})
        record(Doing(at=NOW, via="job"), "plan.make_tasks", "planning", None, {"created": 3})
        root = db.session.get_one(Unit, personas.municipality_id)
        ida = make_person(email="ida@fjordby.example", name="Ida Is", unit=root)
        make_grant(person=ida, role="isc", unit=root)
        make_account(ida)
        db.session.commit()
        return people | {"ida": ida.id}


def told(app: Flask, verb: str) -> list[AuditEvent]:
    with app.app_context():
        return list(db.session.scalars(sa.select(AuditEvent).where(AuditEvent.verb == verb).order_by(AuditEvent.id)))


def titles(client: FlaskClient, query: str = "") -> list[str]:
    """The words of the events on the page."""
    text = client.get(PAGE + query).text
    return re.findall(r'<td data-label="Handling">(.*?)</td>', text)


def test_the_page_tells_who_did_what_from_what_to_what(client: FlaskClient, trail: Any, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    text = client.get(PAGE).text
    for words in (
        "4 hændelser", "Anna Ahorn", "Rettede behandlingen", "Behandling nr. 12", "Hjemmepleje", "Sag i ESDH",
        "Bent Birk", "Linket i en mail", "Udskudt", "01-03-2027", "01-04-2027", "Lagde planens opgaver", "Programmet",
        "Planlæggeren",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4), ("?art=activity", 2), ("?art=activity&nr=12", 1), ("?hvem=anna", 2), ("?hvem=birk", 1),
        ("?hvem=nn@", 0),
        ("?fra=2027-03-02", 1), ("?til=2027-03-01", 3), ("?fra=2027-03-01&til=2027-03-01", 3), ("?fra=i+går", 4),
        ("?gruppe=aendret", 4), ("?gruppe=afvist", 0), ("?nr=99999999999999", 4), ("?til=9999-12-31", 4),
        ("?gruppe=x", 4),
    ],
)  # fmt: skip
def test_the_address_filters(client: FlaskClient, trail: Any, personas: Personas, query: str, count: int) -> None:
    sign_in(client, personas.dorte)
    assert len(titles(client, query)) == count


def test_one_persons_doings(client: FlaskClient, trail: dict[str, int], personas: Personas) -> None:
    sign_in(client, personas.dorte)
    assert len(titles(client, f"?person={trail[personas.bent]}")) == 1
    assert "Gjort af Bent Birk" in client.get(f"{PAGE}?person={trail[personas.bent]}").text


def test_pages_stay_what_they_were_while_new_events_come(
    app: Flask, client: FlaskClient, trail: Any, personas: Personas
) -> None:
    with app.app_context():
        begin_writing()
        for number in range(120):
            record(Doing(at=NOW), "system.change", "system", number, {})
        db.session.commit()
    sign_in(client, personas.dorte)
    first = client.get(f"{PAGE}?art=system").text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = client.get(older[1].replace("&amp;", "&")).text
    seen = [re.findall(r"System nr\. (\d+)", text) for text in (first, second)]
    assert [len(page) for page in seen] == [50, 50]
    assert seen[0] + seen[1] == [str(number) for number in range(119, 19, -1)]
    newer = re.search(r'rel="prev" href="([^"]+)"', second)
    assert newer is not None
    back = client.get(newer[1].replace("&amp;", "&")).text
    assert re.findall(r"System nr\. (\d+)", back) == seen[0]


def test_it_costs_the_same_for_few_and_for_many(
    app: Flask, client: FlaskClient, trail: Any, personas: Personas
) -> None:
    sign_in(client, personas.dorte)

    def statements() -> int:
        seen: list[str] = []
        with app.app_context():
            engine = db.engine

        def note(*args: Any) -> None:
            seen.append(args[2])

        sa.event.listen(engine, "before_cursor_execute", note)
        assert client.get(PAGE).status_code == 200
        sa.event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    few = statements()
    with app.app_context():
        begin_writing()
        for number in range(200):
            record(
                Doing(at=NOW, person_id=trail[personas.anna]),
                "activity.change",
                "activity",
                number,
                {"title": ["a", "b"]},
            )
            record(Doing(at=NOW), "task.start", "task", number, {"state": ["not_started", "started"]})
        db.session.commit()
    assert statements() <= few + 1


def test_the_administrator_sees_that_a_record_was_changed_and_not_what_it_says(
    client: FlaskClient, trail: Any, personas: Personas
) -> None:
    sign_in(client, personas.frida)
    text = client.get(f"{PAGE}?art=activity").text
    assert "Rettede behandlingen" in text
    assert "Kan kun ses af dem, der har adgang til det" in text
    assert "Hjemmepleje" not in text
    assert "Hjemmepleje" not in client.get(f"{PAGE}/hent.csv?art=activity").text


@pytest.mark.parametrize("who", ["anna", "bent", "erik"])
def test_it_is_not_for_everybody(client: FlaskClient, trail: Any, personas: Personas, who: str) -> None:
    sign_in(client, getattr(personas, who))
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}/hent.csv").status_code == 404


def test_the_file_holds_what_the_filter_finds_and_calculates_nothing(
    app: Flask, client: FlaskClient, trail: Any, personas: Personas
) -> None:
    sign_in(client, personas.dorte)
    csv = client.get(f"{PAGE}/hent.csv?nr=12").data.decode("utf-8-sig").splitlines()
    assert len([line for line in csv if line.startswith(('"1"', '"Nummer"'))]) == 2
    assert "Behandlingsaktivitet: Hjemmepleje → =Hjemmehjælp" in "\n".join(csv)
    data = client.get(f"{PAGE}/hent.xlsx?art=activity").data
    [heading, *rows] = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    assert heading[0] == "Nummer"
    assert [row[8] for row in rows] == [13, 12]
    [first, second] = told(app, "audit.export")
    assert first.changes == {"format": "csv", "count": 1, "filter": {"nr": "12"}}
    assert second.changes["count"] == 2


def test_a_file_that_is_cut_says_so(
    client: FlaskClient, trail: Any, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.audit.exporting.MOST_ROWS", 2)
    sign_in(client, personas.dorte)
    lines = client.get(f"{PAGE}/hent.csv").data.decode("utf-8-sig").strip().splitlines()
    assert "Kun de 2 nyeste er med" in lines[-1]


def test_a_refusal_is_kept_though_the_request_is_taken_back_and_told_once_a_minute(
    app: Flask, client: FlaskClient, trail: Any, personas: Personas
) -> None:
    with app.test_request_context():
        begin_writing()
        activity_id = make_activity(title="Hjemmepleje").id
        db.session.commit()
    sign_in(client, personas.bent)
    for _ in range(3):
        assert client.post(f"/fortegnelse/{activity_id}/bekraeft").status_code in {403, 404}
    assert client.get("/admin/brugere/1").status_code == 404
    assert client.get("/findes-ikke").status_code == 404
    events = told(app, "access.refuse") + told(app, "access.not_found")
    assert {(e.subject_kind, e.changes["page"]) for e in events} >= {("person", "user.show")}
    assert len({str(e.changes) for e in events}) == len(events)
    assert {e.actor_id for e in events} == {trail[personas.bent]}


def test_a_strangers_mistyped_address_is_no_event(app: Flask, client: FlaskClient, personas: Personas) -> None:
    assert client.get("/findes-ikke?hemmelig=1").status_code == 404
    assert told(app, "access.not_found") == []


def test_reading_a_mails_text_is_told_and_reading_its_state_is_not(
    app: Flask, client: FlaskClient, trail: Any, personas: Personas
) -> None:
    with app.test_request_context():
        begin_writing()
        mail_id = make_mail().id
        db.session.commit()
    sign_in(client, personas.frida)
    assert client.get(f"/admin/mails/{mail_id}").status_code == 200
    assert told(app, "mail.read_closed") == []
    sign_in(client, "ida@fjordby.example")
    assert client.get(f"/admin/mails/{mail_id}").status_code == 200
    [event] = told(app, "mail.read_closed")
    assert (event.subject_kind, event.subject_id, event.actor_id) == ("mail", mail_id, trail["ida"])


@pytest.mark.parametrize(
    ("path", "verb", "format_"),
    [
        ("/fortegnelse/hent.json?q=skole", "register.export", "json"),
        ("/rapporter/status/DDS.xlsx", "report.export", "xlsx"),
    ],
)
def test_a_file_is_told_before_it_is_given(
    app: Flask, client: FlaskClient, trail: Any, personas: Personas, path: str, verb: str, format_: str
) -> None:
    sign_in(client, personas.dorte)
    assert client.get(path).status_code == 200
    [event] = told(app, verb)
    assert (event.actor_id, event.changes["format"]) == (trail[personas.dorte], format_)


def test_no_file_is_given_when_the_event_cannot_be_written(
    app: Flask, client: FlaskClient, trail: Any, personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, personas.dorte)

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("app.audit.notes.record", fail)
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get("/fortegnelse/hent.csv")
    assert answer.status_code == 500
    assert answer.mimetype == "text/html"


def test_records_and_people_lead_to_their_part_of_the_trail(
    app: Flask, client: FlaskClient, trail: Any, personas: Personas
) -> None:
    with app.test_request_context():
        begin_writing()
        activity_id = make_activity(title="Hjemmepleje").id
        db.session.commit()
    link = f"{PAGE}?art=activity&amp;nr={activity_id}"
    sign_in(client, personas.dorte)
    assert link in client.get(f"/fortegnelse/{activity_id}").text
    sign_in(client, personas.anna)
    assert link not in client.get(f"/fortegnelse/{activity_id}").text


def test_the_trail_is_on_the_front_of_the_set_up(client: FlaskClient, trail: Any, personas: Personas) -> None:
    sign_in(client, personas.dorte)
    assert PAGE in client.get("/admin").text
