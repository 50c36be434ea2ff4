"""The pages, from screening to approval, and what each role may and may not do there."""

import re
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.dpia.actions import WriteSection, begin_dpia, send_to_dpo, take_back, write_section
from register.dpia.folder import open_folder
from register.dpia.model import Dpia, DpiaScreening
from register.dpia.row_model import DpiaOpinion, DpiaProposal
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import Personas, make_account, make_assessment, make_grant, make_person, make_record
from tests.page import fill, find, parse, read_form, text_of
from tests.register.dpia.conftest import ADVICE, BY_CRITERIA, BY_LAW, NO, TEXT, Office, make_office

TODAY = clock.today()


class Today(Office):
    """The office with everything done today, as the pages do it."""

    def doing(self, who: str, at: date | None = None) -> Doing:
        return super().doing(who, at or TODAY)


@pytest.fixture
def office(app: Flask, personas: Personas) -> Office:
    with app.test_request_context():
        begin_writing()
        made = make_office()
        db.session.commit()
        return Today(made.activity_id, made.ids)


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


def test_a_section_is_written_beside_its_questions_and_the_record(app: Flask, office: Office) -> None:
    screened(app, office, BY_LAW)
    anna = as_(app, "anna")
    begun = anna.post(record_url(office, "/begynd"))
    assert begun.status_code == 303
    page = words(anna, begun.location)
    assert "Skriv" in page and "Restrisiko" in page
    section = words(anna, f"{begun.location}/afsnit/description")
    assert "Hvad sker der med oplysningerne, fra de indsamles" in section
    assert "Yde hjemmepleje" in section and "Helbred" in section
    said = post(anna, f"{begun.location}/afsnit/description", text="Vi kører ud med hjælp.\r\n\r\nHver dag.")
    assert "Vi kører ud med hjælp. Hver dag." in said
    assert anna.get(f"{begun.location}/afsnit/risks").status_code == 404


def test_two_who_write_in_one_section_see_each_other(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "begun")
    anna, url = as_(app, "anna"), f"/konsekvensanalyser/{dpia_id}/afsnit/summary"
    form = read_form(anna.get(url).text)
    post(anna, url, text="Det første, der blev gemt.")
    fill(form, {"text": "Det andet, der blev gemt."})
    answer = anna.post(url, data=form)
    assert answer.status_code == 422
    said = text_of(parse(answer.text))
    assert "Det første, der blev gemt." in said
    again = read_form(answer.text)
    assert again["text"] == "Det andet, der blev gemt."
    assert anna.post(url, data=again).status_code == 303


def test_a_number_that_looks_like_a_persons_is_warned_about(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "begun")
    url = f"/konsekvensanalyser/{dpia_id}/afsnit/summary"
    said = post(as_(app, "anna"), url, code=422, text="Fx borgeren med 310299-9999.")
    assert "ligner et CPR-nummer" in said


def test_from_draft_to_opinion_to_approval(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "begun")
    anna, dorte, bent = as_(app, "anna"), as_(app, "dorte"), as_(app, "bent")
    url = f"/konsekvensanalyser/{dpia_id}"
    version = find(parse(anna.get(url).text), name="version").get("value", "")
    assert anna.post(f"{url}/send", data={"version": version}).status_code == 303
    assert "Konsekvensanalyser, der venter på din udtalelse" in words(dorte, "/")
    page = words(dorte, f"{url}/udtalelse")
    assert TEXT in page and "Risikoen i dag" in page
    form = read_opinion(dorte, url)
    kept = dorte.post(f"{url}/udtalelse", data=form | {"text": "Jeg læser den endnu.", "gem": "ja"})
    assert kept.status_code == 303
    assert "Jeg læser den endnu." not in words(anna, url)
    form = read_opinion(dorte, url)
    assert form["text"] == "Jeg læser den endnu."
    refused = dorte.post(f"{url}/udtalelse", data=form)
    assert refused.status_code == 422 and "Vælg, hvad du når frem til" in refused.text
    signed = dorte.post(f"{url}/udtalelse", data=form | {"text": ADVICE, "conclusion": "conditions"})
    assert signed.status_code == 303
    said = words(anna, url)
    assert "når mine anbefalinger bliver fulgt" in said and ADVICE in said
    assert "Konsekvensanalyser, der venter på din godkendelse" in words(bent, "/")
    approved = bent.post(f"{url}/godkend", data=read_approval(bent, url))
    assert approved.status_code == 303
    said = words(bent, url)
    assert "Godkendt" in said and "Bent Birk" in said
    record = words(anna, f"/fortegnelse/{office.activity_id}")
    assert "Ja, er gennemført" in record and "udgave 1, i dette program" in record


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


def test_the_opinion_is_the_dpos_alone(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "sent")
    url = f"/konsekvensanalyser/{dpia_id}/udtalelse"
    with app.test_request_context():
        text_hash = open_folder(db.session.get_one(Dpia, dpia_id)).text_hash
        version = db.session.get_one(Dpia, dpia_id).version
    data = {"version": str(version), "text_hash": text_hash, "text": ADVICE, "conclusion": "agrees"}
    for who in ("anna", "bent"):
        client = as_(app, who)
        assert client.get(url).status_code == 403
        assert client.post(url, data=data).status_code == 403
        assert client.post(url, data=data | {"gem": "ja"}).status_code == 403
    assert as_(app, "frida").post(url, data=data).status_code == 404
    with app.app_context():
        assert db.session.scalars(select(DpiaOpinion)).all() == []


def test_a_signed_opinion_cannot_be_written_again_by_the_dpo_either(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "advised")
    dorte, url = as_(app, "dorte"), f"/konsekvensanalyser/{dpia_id}/udtalelse"
    page = dorte.get(url).text
    assert "Ingen venter på din udtalelse" in page
    with app.app_context():
        version = db.session.get_one(Dpia, dpia_id).version
    data = {
        "version": str(version),
        "text_hash": "0" * 64,
        "text": "Noget helt andet end før.",
        "conclusion": "against",
    }
    assert dorte.post(url, data=data).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(DpiaOpinion.text)).all() == [ADVICE]


def test_the_dpo_neither_writes_nor_approves(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "advised")
    dorte, url = as_(app, "dorte"), f"/konsekvensanalyser/{dpia_id}"
    for path in ("/afsnit/summary", "/godkend", "/gennemgang"):
        assert dorte.get(url + path).status_code == 403, path
    for path in ("/afsnit/summary", "/godkend", "/send", "/tag-tilbage", "/slet", "/hoering/send"):
        assert dorte.post(url + path, data={"version": "1"}).status_code == 403, path


def test_who_has_written_in_it_cannot_approve_it(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "advised")
    with app.test_request_context():
        begin_writing()
        social = db.session.scalars(select(Unit).where(Unit.code == "SOC")).one()
        both = make_person(email="bo@fjordby.example", name="Bo Bæk", unit=social)
        for role in ("coordinator", "manager"):
            make_grant(person=both, role=role, unit=social)
        make_account(both)
        office.ids["bo"] = both.id
        dpia = db.session.get_one(Dpia, dpia_id)
        take_back(dpia.id, version=dpia.version, doing=office.doing("anna"))
        write_section(
            WriteSection(dpia_id=dpia.id, section="summary", text=TEXT + " Af Bo.", read=TEXT), doing=office.doing("bo")
        )
        send_to_dpo(dpia.id, version=dpia.version, doing=office.doing("anna"))
        office.sign(dpia)
        db.session.commit()
    bo, url = as_(app, "bo"), f"/konsekvensanalyser/{dpia_id}"
    page = bo.get(f"{url}/godkend").text
    assert "Du har selv rettet i konsekvensanalysen" in page
    assert bo.post(f"{url}/godkend", data=form_of(page, "/godkend")).status_code in {403, 422}
    with app.app_context():
        assert db.session.get_one(Dpia, dpia_id).state == "approval"


def test_it_is_sent_back_with_a_word(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "advised")
    bent, url = as_(app, "bent"), f"/konsekvensanalyser/{dpia_id}"
    form = read_approval(bent, url) | {"send_back": "ja"}
    refused = bent.post(f"{url}/godkend", data=form)
    assert refused.status_code == 422 and "hvad der skal rettes" in refused.text
    assert bent.post(f"{url}/godkend", data=form | {"note": "Skriv om sletning."}).status_code == 303
    assert "Kladde" in words(as_(app, "anna"), url)


def test_all_that_stands_in_the_way_is_told_at_once(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "advised")
    with app.test_request_context():
        begin_writing()
        activity = db.session.get_one(ProcessingActivity, office.activity_id)
        make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY)
        db.session.commit()
    page = words(as_(app, "bent"), f"/konsekvensanalyser/{dpia_id}/godkend")
    assert "Teksten er ændret efter" in page and "Datatilsynet skal høres" in page
    assert "Godkendelse" in page and "Send tilbage" in page


def test_somebody_elsewhere_reads_and_writes_nothing(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "begun")
    carla, url = as_(app, "carla"), f"/konsekvensanalyser/{dpia_id}"
    assert TEXT in words(carla, url)
    assert carla.get(f"{url}/afsnit/summary").status_code == 403
    assert carla.post(record_url(office, "/screening"), data={}).status_code == 403
    frida = as_(app, "frida")
    assert frida.get(url).status_code == 404
    assert frida.get("/konsekvensanalyser").status_code == 404


def test_the_clock_of_the_consultation_is_told_in_words(app: Flask, office: Office) -> None:
    with app.test_request_context():
        begin_writing()
        activity = db.session.get_one(ProcessingActivity, office.activity_id)
        make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4, assessed_on=TODAY)
        db.session.commit()
    dpia_id = bring(app, office, "begun")
    anna, url = as_(app, "anna"), f"/konsekvensanalyser/{dpia_id}/hoering"
    assert "Restrisikoen er høj" in words(anna, url)
    day = (TODAY - timedelta(days=10)).isoformat()
    refused = anna.post(f"{url}/send", data={"submit-submitted_on": "", "submit-version": "0"})
    assert refused.status_code == 422 and "hvilken dag Datatilsynet fik høringen" in refused.text
    data = {"submit-submitted_on": day, "submit-case_ref": "26/17"}
    assert anna.post(f"{url}/send", data=data).status_code == 303
    said = words(anna, url)
    assert re.search(r"Datatilsynet skal svare senest \d+\. \w+ \d{4}\. \d+ dage igen\.", said), said
    assert anna.post(f"{url}/pause", data={"pause-from_on": TODAY.isoformat(), "pause-version": "1"}).status_code == 303
    said = words(anna, url)
    assert "Fristen står stille" in said and "dage tilbage, når fristen løber igen" in said
    data = {"resume-until_on": TODAY.isoformat(), "resume-version": "2"}
    assert anna.post(f"{url}/oplysninger", data=data).status_code == 303
    data = {"extend-extended_on": TODAY.isoformat(), "extend-version": "3"}
    assert anna.post(f"{url}/forlaeng", data=data).status_code == 303
    data = {"answer-answered_on": TODAY.isoformat(), "answer-outcome": "", "answer-version": "4"}
    refused = anna.post(f"{url}/svar", data=data)
    assert refused.status_code == 422 and "Vælg, hvad Datatilsynet har svaret" in refused.text
    assert anna.post(f"{url}/svar", data=data | {"answer-outcome": "no_remarks"}).status_code == 303
    assert "Ingen bemærkninger" in words(anna, url)
    data = {"withdraw-reason": "Svaret hørte til en anden sag.", "withdraw-version": "9" * 5_000}
    assert anna.post(f"{url}/traek-tilbage", data=data).status_code in {409, 422}, "no number, and no 500"
    assert anna.post(f"{url}/traek-tilbage", data=data | {"withdraw-version": "5"}).status_code == 303
    said = words(anna, url)
    assert "Tidligere høringer" in said and "Svaret hørte til en anden sag." in said
    assert anna.post(f"{url}/send", data={"submit-submitted_on": TODAY.isoformat()}).status_code == 303
    data = {"answer-answered_on": TODAY.isoformat(), "answer-outcome": "", "answer-version": "4"}
    assert as_(app, "dorte").post(f"{url}/svar", data=data).status_code == 403


def test_what_has_changed_is_told_by_name_and_answered(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "approved")
    with app.test_request_context():
        begin_writing()
        change = {"kind": "ai", "added": [["yes", "high"]], "removed": [["no", ""]]}
        db.session.add(DpiaProposal(dpia_id=dpia_id, changes=[change], since_on=TODAY))
        db.session.commit()
    anna, url = as_(app, "anna"), f"/konsekvensanalyser/{dpia_id}"
    for page in (url, record_url(office), f"{url}/gennemgang"):
        assert "Ja, Høj risiko" in words(anna, page), page
    assert "Noget er ændret" in words(anna, f"/fortegnelse/{office.activity_id}")
    assert "trods ændringerne" in post(anna, f"{url}/gennemgang", code=422, note="Ok")
    said = post(anna, f"{url}/gennemgang", note="Værktøjet skriver kun udkast, som rettes.")
    assert "Konsekvensanalysen holder" in said and "Noget er ændret" not in said


def test_two_versions_are_held_against_each_other(app: Flask, office: Office) -> None:
    bring(app, office, "approved")
    anna = as_(app, "anna")
    begun = anna.post(record_url(office, "/begynd")).location
    post(anna, f"{begun}/afsnit/summary", text="Her står der nok til at sige noget nyt om afsnittet.")
    page = anna.get(record_url(office, "/sammenlign")).text
    assert re.search(r"<ins>.*?nyt.*?</ins>", page, re.DOTALL)
    assert "Resume og afgrænsning" in page and "Adfærdskodekser" not in page
    assert anna.get(record_url(office, "/sammenlign?fra=7")).status_code == 404


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


def test_the_list_counts_and_narrows(app: Flask, office: Office) -> None:
    bring(app, office, "sent")
    with app.test_request_context():
        begin_writing()
        make_record(title="Byggesager", unit="SOC")
        make_record(title="Skolevej", unit="BOK", dpia_screening="no")
        db.session.commit()
    dorte = as_(app, "dorte")
    page = words(dorte, "/konsekvensanalyser")
    for count in ("1 Mangler screening", "0 Påkrævet", "1 Venter på rådgiveren", "0 Venter på godkendelse"):
        assert count in page, count
    assert page.index("Hjemmepleje") < page.index("Byggesager") < page.index("Skolevej")
    page = words(dorte, "/konsekvensanalyser?tilstand=unscreened")
    assert "Byggesager" in page and "Hjemmepleje" not in page.split("Behandling Tilstand")[1]
    page = words(dorte, "/konsekvensanalyser?forvaltning=BOK")
    assert "Skolevej" in page and "Byggesager" not in page
    assert "Ingen behandlinger her" in words(dorte, "/konsekvensanalyser?tilstand=approved")
    assert "Byggesager" in words(dorte, "/konsekvensanalyser?side=9")


def test_the_list_costs_the_same_whatever_its_length(app: Flask, office: Office) -> None:
    dorte = as_(app, "dorte")

    def cost() -> int:
        with app.app_context():
            engine = db.engine
        with statements_of(engine) as seen:
            assert dorte.get("/konsekvensanalyser").status_code == 200
        return len(seen)

    first = cost()
    with app.test_request_context():
        begin_writing()
        for _number in range(5):
            make_office().approved()
        db.session.commit()
    assert cost() == first


def test_the_files_say_what_the_page_says(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "approved")
    dorte = as_(app, "dorte")
    answer = dorte.get(f"/konsekvensanalyser/{dpia_id}.pdf")
    assert answer.status_code == 200 and "udgave-1.pdf" in answer.headers["Content-Disposition"]
    pdf = " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(answer.data)).pages)
    word = Document(BytesIO(dorte.get(f"/konsekvensanalyser/{dpia_id}.docx").data))
    docx = "\n".join(
        [one.text for one in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    for said in ("Systematisk beskrivelse", ADVICE, "Bent Birk", "Yde hjemmepleje", "Skalaen"):
        assert said in pdf, said
        assert said in docx, said
    with app.app_context():
        assert db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb == "dpia.export")).all()


def test_a_record_of_the_municipality_as_processor_has_none(app: Flask, office: Office) -> None:
    with app.app_context():
        begin_writing()
        db.session.execute(
            update(ProcessingActivity)
            .where(ProcessingActivity.id == office.activity_id)
            .values(record_type="processor")
        )
        db.session.commit()
    page = words(as_(app, "anna"), record_url(office))
    assert "Den dataansvarlige laver konsekvensanalysen" in page
    assert "Screen behandlingen" not in page


def test_the_trail_says_what_was_done_in_words(app: Flask, office: Office) -> None:
    bring(app, office, "approved")
    page = words(as_(app, "dorte"), "/admin/spor")
    for said in ("Godkendte konsekvensanalysen", "Afgav udtalelse om konsekvensanalysen", "Hjemmepleje, udgave 1"):
        assert said in page, said


def test_a_draft_is_thrown_away(app: Flask, office: Office) -> None:
    dpia_id = bring(app, office, "begun")
    anna, url = as_(app, "anna"), f"/konsekvensanalyser/{dpia_id}"
    version = find(parse(anna.get(url).text), name="version").get("value", "")
    assert anna.post(f"{url}/slet", data={"version": version}).status_code == 303
    assert anna.get(url).status_code == 404
    with app.test_request_context():
        begin_writing()
        assert begin_dpia(office.activity_id, doing=office.doing("anna")).number == 1
