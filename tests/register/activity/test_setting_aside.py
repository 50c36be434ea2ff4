"""Setting a finding aside: what it changes, what it does not, and how it ends."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import begin_writing, db
from app.core.errors import NotFound, Refused
from app.organisation.store import find_person
from register.activity.actions import ChangeActivity, change_activity
from register.activity.content import Purpose
from register.activity.convert import to_content
from register.activity.model import ActivityFinding, ActivitySetAside, ProcessingActivity
from register.activity.refreshing import refresh_records
from register.activity.setting_aside import last_day, set_aside, take_back
from register.activity.stored_findings import finding_key
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_personas, make_record

TODAY = clock.today()
SOON = TODAY + timedelta(days=40)
WHY = "Leverandøren sender teksten i februar"
PURPOSES = (Purpose(text="At betale løn til de ansatte"), Purpose(text="At lave statistik over lønnen"))


@pytest.fixture
def people(ctx: Flask) -> Personas:
    return make_personas()


@pytest.fixture
def record(people: Personas) -> ProcessingActivity:
    return make_record(unit="SOC", purposes=PURPOSES)


def by(email: str) -> Doing:
    person = find_person(email)
    assert person is not None
    return Doing(at=NOW, person_id=person.id)


def aside(activity: ProcessingActivity, people: Personas, rule: str = "R11", about: str = "", **changes: object) -> int:
    values: dict[str, object] = {"reason": WHY, "until_on": SOON, **changes}
    held = set_aside(activity.id, rule=rule, about=about, doing=by(people.anna), **values)  # type: ignore[arg-type]
    return held.id


def asides(activity: ProcessingActivity) -> list[tuple[str, str]]:
    query = (
        select(ActivityFinding.rule, ActivityFinding.about)
        .where(ActivityFinding.activity_id == activity.id, ActivityFinding.is_set_aside)
        .order_by(ActivityFinding.position)
    )
    return [(rule, about) for rule, about in db.session.execute(query)]


def test_one_of_two_is_set_aside_and_no_longer_counted(people: Personas, record: ProcessingActivity) -> None:
    before = record.error_count
    aside(record, people, about=PURPOSES[1].text)
    assert asides(record) == [("R11", PURPOSES[1].text)]
    assert record.error_count == before - 1
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "activity.set_aside")).one()
    assert event.changes == {"finding": [None, "R11"], "reason": [None, WHY], "until_on": [None, SOON.isoformat()]}


def test_setting_everything_aside_never_fulfils_anything(people: Personas, record: ProcessingActivity) -> None:
    for found in list(record.findings):
        aside(record, people, found.rule, found.about)
    assert record.error_count == 0
    assert (record.is_art30_fulfilled, record.is_complete) == (False, False)


def test_it_lasts_through_the_saves_and_ends_when_it_is_mended(people: Personas, record: ProcessingActivity) -> None:
    aside(record, people, "R30")
    content = to_content(record)
    for changes in ({"description": "Ny"}, {"retention_reason": "Følger arkivloven"}):
        content = content.__class__(**(content.__dict__ | changes))
        command = ChangeActivity(activity_id=record.id, version=record.version, content=content)
        change_activity(command, doing=by(people.anna))
        assert asides(record) == ([("R30", "")] if "description" in changes else [])


def test_it_is_over_the_day_after(people: Personas, record: ProcessingActivity) -> None:
    before = record.error_count
    aside(record, people, "R30")
    refresh_records([record.id], today=SOON)
    assert asides(record) == [("R30", "")]
    refresh_records([record.id], today=SOON + timedelta(days=1))
    assert asides(record) == []
    assert record.error_count == before


def test_it_can_be_taken_back_once(people: Personas, record: ProcessingActivity) -> None:
    before = record.error_count
    number = aside(record, people, "R30")
    take_back(number, doing=by(people.anna))
    assert (asides(record), record.error_count) == ([], before)
    with pytest.raises(NotFound):
        take_back(number, doing=by(people.anna))
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs[-2:] == ["activity.set_aside", "activity.take_back"]


def test_set_aside_again_the_new_day_holds(people: Personas, record: ProcessingActivity) -> None:
    aside(record, people, "R30")
    aside(record, people, "R30", until_on=TODAY + timedelta(days=1), reason="Kortere")
    standing = db.session.scalars(select(ActivitySetAside).where(ActivitySetAside.is_over.is_(False))).all()
    assert [row.reason for row in standing] == ["Kortere"]
    assert db.session.scalars(select(ActivitySetAside)).all() != standing, "nothing is removed"


@pytest.mark.parametrize("until_on", [TODAY, TODAY - timedelta(days=1), last_day(TODAY) + timedelta(days=1), date.max])
def test_the_day_lies_within_a_year(people: Personas, record: ProcessingActivity, until_on: date) -> None:
    with pytest.raises(Refused) as refused:
        aside(record, people, "R30", until_on=until_on)
    assert refused.value.field == "until_on"


def test_what_cannot_be_set_aside_is_refused(people: Personas, record: ProcessingActivity) -> None:
    aside(record, people, "R30", until_on=last_day(TODAY))
    with pytest.raises(Refused) as refused:
        aside(record, people, "R33", reason=" \n")
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="Opsætning"):
        aside(record, people, "R01")
    for rule, about in (("R36", ""), ("R11", "Et andet formål"), ("R99", "")):
        with pytest.raises(Refused, match="mangler ikke længere"):
            aside(record, people, rule, about)


# The pages.


@pytest.fixture
def shown(app: Flask, personas: Personas) -> int:
    with app.test_request_context():
        begin_writing()
        record = make_record(title="Lønudbetaling", unit="SOC", purposes=PURPOSES)
        db.session.commit()
        return record.id


@pytest.fixture
def annas(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.anna)
    return client


def address(activity_id: int, rule: str = "R30", about: str = "") -> str:
    return f"/fortegnelse/{activity_id}/mangler/{finding_key(rule, about)}"


def test_a_finding_is_set_aside_and_taken_back_on_the_pages(annas: FlaskClient, shown: int) -> None:
    page = annas.get(f"/fortegnelse/{shown}").text
    assert address(shown) in page
    assert "Angiv slettefrist" in annas.get(address(shown)).text
    answer = annas.post(address(shown), data={"reason": WHY, "until_on": SOON.isoformat()}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Lagt til side til" in answer.text
    assert "af Anna" in answer.text
    assert WHY in answer.text
    assert "1 lagt til side" in answer.text
    lists = [annas.get(f"/fortegnelse?mangler={name}").text for name in ("R30", "tilside")]
    assert ["Lønudbetaling" in text for text in lists] == [False, True]
    with annas.application.app_context():
        number = db.session.scalars(select(ActivitySetAside.id)).one()
    back = f"/fortegnelse/{shown}/mangler/tag-frem/{number}"
    assert "Taget frem igen" in annas.post(back, follow_redirects=True).text
    assert annas.post(back).status_code == 404
    assert "Lønudbetaling" in annas.get("/fortegnelse?mangler=R30").text


def test_a_bad_form_is_answered_at_its_fields_and_nothing_is_lost(annas: FlaskClient, shown: int) -> None:
    answer = annas.post(address(shown), data={"reason": "", "until_on": SOON.isoformat()})
    assert answer.status_code == 422
    assert "Skriv, hvorfor det kan vente." in answer.text
    answer = annas.post(address(shown), data={"reason": WHY, "until_on": TODAY.isoformat()})
    assert answer.status_code == 422
    assert "Vælg en dag efter i dag og højst et år frem." in answer.text
    assert WHY in answer.text
    assert annas.post(address(shown), data={"reason": WHY}).status_code == 422


def test_nobody_sets_aside_what_is_not_there_or_not_theirs(
    app: Flask, annas: FlaskClient, shown: int, personas: Personas
) -> None:
    form = {"reason": WHY, "until_on": SOON.isoformat()}
    assert annas.get(address(shown, "R36")).status_code == 404
    with app.app_context():
        begin_writing()
        from app.organisation.model import Municipality

        db.session.execute(update(Municipality).values(dpo_email="", dpo_phone=""))
        db.session.commit()
    assert "Kontaktoplysninger på databeskyttelsesrådgiveren mangler" in annas.get(f"/fortegnelse/{shown}").text
    assert annas.get(address(shown, "R02")).status_code == 404
    for name, status in (("carla", 403), ("dorte", 403), ("erik", 404)):
        client = app.test_client()
        sign_in(client, getattr(personas, name))
        assert client.post(address(shown), data=form).status_code == status, name
