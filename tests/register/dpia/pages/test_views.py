"""The pages of an assessment, its consultation, its list and its files, and what each role may do there."""

import re
from datetime import timedelta
from io import BytesIO

import pypdf
from docx import Document
from flask import Flask
from sqlalchemy import select, update

from app.audit.model import AuditEvent
from app.core.db import begin_writing, db
from register.activity.model import ProcessingActivity
from register.dpia.actions import begin_dpia
from register.dpia.row_model import DpiaProposal
from tests.bench.measure import statements_of
from tests.make import make_assessment, make_record
from tests.page import fill, find, parse, read_form, text_of
from tests.register.dpia.conftest import ADVICE, BY_LAW, TEXT, Office, make_office
from tests.register.dpia.pages.browsing import (
    TODAY,
    as_,
    bring,
    post,
    record_url,
    screened,
    words,
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
