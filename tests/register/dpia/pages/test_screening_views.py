"""The pages of a screening, and of leaving the assessment out."""

from flask import Flask
from sqlalchemy import select

from app.core.db import db
from register.activity.model import ProcessingActivity
from register.dpia.model import DpiaScreening
from tests.page import fill, parse, read_form, text_of
from tests.register.dpia.conftest import BY_CRITERIA, BY_LAW, NO, Office
from tests.register.dpia.pages.browsing import TODAY, as_, bring, post, record_url, screened, words


def test_the_first_screening_begins_with_what_the_record_says(app: Flask, office: Office) -> None:
    anna = as_(app, "anna")
    assert "ikke screenet endnu" in words(anna, record_url(office))
    page = anna.get(record_url(office, "/screening")).text
    form = read_form(page)
    assert (form["wp248_4"], form["wp248_7"], form.get("safety")) == ("yes", "yes", None)
    assert "Fortegnelsen siger ja: Behandlingen omfatter følsomme oplysninger." in text_of(parse(page))
    said = post(anna, record_url(office, "/screening"))
    assert "Der skal laves en konsekvensanalyse." in said
    assert "Der behandles følsomme eller meget personlige oplysninger. WP248, kriterium 4" in said
    assert "spørgsmål er ikke besvaret" in said
    again = read_form(anna.get(record_url(office, "/screening")).text)
    assert (again["wp248_4"], again["safety"]) == ("yes", "unknown")


def test_a_screening_that_another_has_saved_meanwhile_is_not_lost(app: Flask, office: Office) -> None:
    anna = as_(app, "anna")
    form = read_form(anna.get(record_url(office, "/screening")).text)
    screened(app, office, NO)
    answer = anna.post(record_url(office, "/screening"), data=form)
    assert answer.status_code == 422
    assert "En anden har gemt en screening" in text_of(parse(answer.text))


def test_what_the_law_demands_cannot_be_set_aside(app: Flask, office: Office) -> None:
    screened(app, office, BY_LAW)
    anna = as_(app, "anna")
    assert "kan ikke fravælges" in words(anna, record_url(office))
    assert "Den kan ikke fravælges" in words(anna, record_url(office, "/fravalg"))
    data = {"version": "1", "aside_reason": "Vi synes ikke, at den er nødvendig her."}
    assert anna.post(record_url(office, "/fravalg"), data=data).status_code == 422
    assert anna.post(record_url(office, "/fravalg/beslut"), data={"version": "1"}).status_code == 409
    with app.app_context():
        assert db.session.scalars(select(DpiaScreening)).one().way == ""


def test_criteria_are_set_aside_when_the_dpo_has_advised_on_their_own_page(app: Flask, office: Office) -> None:
    screened(app, office, BY_CRITERIA)
    anna, dorte = as_(app, "anna"), as_(app, "dorte")
    said = post(anna, record_url(office, "/fravalg"), aside_reason="Kun få borgere er med, og alt slettes hver uge.")
    assert "Venter på rådgiveren" in said
    assert anna.post(record_url(office, "/fravalg/beslut"), data={"version": "2"}).status_code == 409
    assert "Fravalg, der venter på dit råd" in words(dorte, "/")
    assert as_(app, "anna").get(record_url(office, "/raad")).status_code == 403
    assert as_(app, "bent").post(record_url(office, "/raad"), data={}).status_code == 403
    said = post(dorte, record_url(office, "/raad"), advice_view="against", advice="Sletningen er ikke prøvet endnu.")
    assert "Rådgiveren fraråder" in said and "Sletningen er ikke prøvet endnu." in said
    assert "Rådet binder jer ikke" in words(anna, record_url(office, "/fravalg"))
    assert dorte.post(record_url(office, "/fravalg/beslut"), data={"version": "3"}).status_code == 403
    assert anna.post(record_url(office, "/fravalg/beslut"), data={"version": "3"}).status_code == 303
    assert "Fravalgt" in words(anna, record_url(office))
    assert "Nej, ikke nødvendig" in words(anna, f"/fortegnelse/{office.activity_id}")


def test_a_law_that_was_assessed_is_named(app: Flask, office: Office) -> None:
    screened(app, office, BY_LAW)
    anna = as_(app, "anna")
    assert "litra e" in words(anna, record_url(office, "/undtagelse"))
    assert "hvilken lov" in post(anna, record_url(office, "/undtagelse"), code=422, exempt_reference="")
    assert "Undtaget efter art. 35, stk. 10" in post(
        anna, record_url(office, "/undtagelse"), exempt_reference="Serviceloven, L 97, bilag 3"
    )


def test_the_records_form_leaves_what_was_decided_here(app: Flask, office: Office) -> None:
    bring(app, office, "approved")
    anna, url = as_(app, "anna"), f"/fortegnelse/{office.activity_id}/ret"
    page = anna.get(url).text
    assert "Det rettes under konsekvensanalysen" in page
    form = read_form(page)
    assert "dpia_screening" not in form and "dpia_approved_on" not in form
    fill(form, {"dpia_screening": "no", "dpia_approved_on": "2020-01-01", "title": "Hjemmepleje i Fjordby"})
    assert anna.post(url, data=form).status_code == 303
    with app.app_context():
        activity = db.session.get_one(ProcessingActivity, office.activity_id)
        assert (activity.title, activity.dpia_screening, activity.dpia_approved_on) == (
            "Hjemmepleje i Fjordby", "done", TODAY,
        )  # fmt: skip


def test_a_record_that_was_not_screened_here_says_what_people_write(app: Flask, office: Office) -> None:
    anna, url = as_(app, "anna"), f"/fortegnelse/{office.activity_id}/ret"
    form = read_form(anna.get(url).text)
    fill(form, {"dpia_screening": "no", "dpia_reason": "Vurderet på papir."})
    assert anna.post(url, data=form).status_code == 303
    page = words(anna, record_url(office))
    assert "ikke screenet her" in page and "Vurderet på papir." in page
