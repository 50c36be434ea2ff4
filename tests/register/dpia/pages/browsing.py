"""The pages as somebody uses them: asked for, filled in and sent, with everything done today."""

from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core import clock
from app.core.db import begin_writing, db
from register.dpia.model import Dpia
from tests.conftest import sign_in
from tests.page import fill, parse, read_form, text_of
from tests.register.dpia.conftest import Office

TODAY = clock.today()


class Today(Office):
    """The office with everything done today, as the pages do it."""

    def doing(self, who: str, at: date | None = None) -> Doing:
        return super().doing(who, at or TODAY)


def bring(app: Flask, office: Office, how: str) -> int:
    """Bring the assessment as far as the method of `Office` says; its number."""
    with app.test_request_context():
        begin_writing()
        dpia: Dpia = getattr(office, how)()
        db.session.commit()
        return dpia.id


def screened(app: Flask, office: Office, answers: dict[str, bool]) -> None:
    with app.test_request_context():
        begin_writing()
        office.screen(answers)
        db.session.commit()


def as_(app: Flask, who: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, f"{who}@fjordby.example")
    return client


def words(client: FlaskClient, url: str, code: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == code, (url, answer.status_code)
    return text_of(parse(answer.text))


def post(client: FlaskClient, url: str, code: int = 303, read_at: str = "", **data: str) -> str:
    """Send the page's form with these fields; the page that is answered or led to."""
    form = read_form(client.get(read_at or url).text)
    fill(form, data)
    answer = client.post(url, data=form)
    assert answer.status_code == code, (url, answer.status_code, text_of(parse(answer.text))[-600:])
    return words(client, answer.location.partition("#")[0]) if code == 303 else text_of(parse(answer.text))


def record_url(office: Office, more: str = "") -> str:
    return f"/fortegnelse/{office.activity_id}/konsekvensanalyse{more}"


def read_opinion(client: FlaskClient, url: str) -> dict[str, str]:
    return form_of(client.get(f"{url}/udtalelse").text, "/udtalelse")


def read_approval(client: FlaskClient, url: str) -> dict[str, str]:
    return form_of(client.get(f"{url}/godkend").text, "/godkend")


def form_of(text: str, action: str) -> dict[str, str]:
    """The fields of the form that is sent there."""
    form = next(e for e in parse(text).iter("form") if (e.get("action") or "").endswith(action))
    found = {}
    for field in form.iter():
        name = field.get("name", "")
        if field.tag == "textarea" and name:
            found[name] = "".join(field.itertext()).removeprefix("\n")
        elif field.tag == "input" and name and (field.get("type") != "radio" or "checked" in field.attrib):
            found[name] = field.get("value", "")
    return found
