"""An assessment and the risk picture on paper and for Word: what is in them, who may have them, and what is told."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pdfua
import pikepdf
import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import begin_writing, db
from app.organisation.model import Person, Unit
from register.activity.row_model import ActivitySystem
from register.risk.accepting import AcceptRisk, accept_risk
from register.risk.model import AssessedThreat, RiskAssessment, ThreatMeasure
from register.risk.planning import PlanAction, plan_action
from tests.conftest import sign_in
from tests.make import Personas, make_activity, make_assessment, make_pointed, make_system

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DOING = Doing(at=clock.now(), via="cli")
WORDS = (
    "Risikovurdering: Hjemmepleje <b>æøå</b>", "Vurderingen gælder.", "Konklusion", "Vi skriver journal på telefonen.",
    "Konsekvens for den registrerede", "3 Meget alvorlig: Tab af penge", "En journal bliver læst af en forkert",
    "Del. Vi lever med det", "Kryptering", "Ny leverandør, som vi ikke kender endnu.", "Gul", "Grøn", "Accept",
    "Få borgere og korte noter i telefonen.", "Handlingsplan", "Skift telefoner", "Bent Birk, Social", "Åben",
    "Samlet risiko", "Egen vurdering", "Journalen", "4×4 Standard, udgave 1", "4 Graverende",
    "Bilag: trusler, der ikke er relevante", "Papir bliver glemt i printeren", "Vi har ingen printer.",
)  # fmt: skip


@pytest.fixture
def one(app: Flask, personas: Personas) -> tuple[int, Personas]:
    """An assessment that has something of everything, and the system's that the activity uses."""
    with app.test_request_context():
        begin_writing()
        social = db.session.get_one(Unit, personas.social_id)
        activity = make_activity(unit=social, title="Hjemmepleje <b>æøå</b>")
        system = make_system(unit=social, name="Journalen")
        db.session.add(ActivitySystem(activity_id=activity.id, system_id=system.id))
        make_assessment(system_id=system.id, grades=(2, 1, 1), likelihood=1)
        made = make_assessment(
            activity=activity, grades=(3, 2, 1), likelihood=3, residual=(2, 2),
            reason="Vi skriver journal på telefonen.", assessed_on=clock.today(),
        )  # fmt: skip
        fill(made, personas)
        db.session.commit()
        return made.id, personas


def fill(made: RiskAssessment, people: Personas) -> None:
    measures = [make_pointed("security_measures", code=code, name=code.title()) for code in ("kryptering", "kursus")]
    threat = made.threats[0]
    threat.treatment_note, threat.evidence = "Vi lever med det", "Sket to gange"
    threat.residual_reason = "Ny leverandør, som vi ikke kender endnu."
    threat.measures = [
        ThreatMeasure(measure_id=measure.id, is_new=bool(place)) for place, measure in enumerate(measures)
    ]
    paper = AssessedThreat(title="Papir bliver glemt i printeren", is_relevant=False, hits_confidentiality=True)
    paper.irrelevant_reason, paper.position = "Vi har ingen printer.", 9
    made.threats.append(paper)
    made.context = "Personalet kører ud med telefoner."
    made.other_grades = {"organisation-confidentiality": 2}
    until = clock.today() + timedelta(days=100)
    accept_risk(
        AcceptRisk(assessment_id=made.id, reason="Få borgere og korte noter i telefonen.", expires_on=until),
        doing=DOING,
    )
    social = db.session.get_one(Unit, people.social_id)
    leader = db.session.scalars(db.select(Person).where(Person.email == people.bent)).one()
    due_on = clock.today() + timedelta(days=30)
    action = PlanAction(title="Skift telefoner", unit=social, function="leader", person=leader, due_on=due_on)
    plan_action(made, action, today=clock.today(), doing=DOING)


def words_of_pdf(body: bytes) -> str:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(body)).pages)
    return " ".join(text.split())


def words_of_docx(body: bytes) -> str:
    document = docx.Document(BytesIO(body))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(texts).split())


def check_tags(body: bytes, title: str, tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(body)) as made:
        assert str(made.docinfo["/Title"]) == title
        assert str(made.Root.Lang) == "da"
    file = tmp_path / "papir.pdf"
    file.write_bytes(body)
    found = pdfua.validate(str(file)).findings
    assert [f"{f.rule_id} {f.message}" for f in found if f.severity is pdfua.Severity.ERROR] == []


def test_both_forms_of_an_assessment_say_all_of_it(
    client: FlaskClient, one: tuple[int, Personas], tmp_path: Path
) -> None:
    number, people = one
    sign_in(client, people.anna)
    body = client.get(f"/risiko/vurderinger/{number}.pdf").data
    check_tags(body, "Risikovurdering: Hjemmepleje <b>æøå</b>", tmp_path)
    word = client.get(f"/risiko/vurderinger/{number}.docx").data
    for text in (words_of_pdf(body), words_of_docx(word)):
        assert [words for words in WORDS if words not in text] == []
    heads = [row.text for row in docx.Document(BytesIO(word)).paragraphs if row.style and row.style.name == "Heading 1"]
    assert heads[0] == "Konklusion"
    assert heads[-1] == "Bilag: trusler, der ikke er relevante"


def test_a_draft_says_that_it_is_one(app: Flask, client: FlaskClient, one: tuple[int, Personas]) -> None:
    number, people = one
    with app.test_request_context():
        begin_writing()
        held = db.session.get_one(RiskAssessment, number)
        draft = RiskAssessment(
            activity_id=held.activity_id, scale_id=held.scale_id, is_draft=True, assessed_on=clock.today(), at=DOING.at
        )
        draft.threats = [AssessedThreat(title="Ny trussel", hits_integrity=True)]
        db.session.add(draft)
        db.session.commit()
        draft_id = draft.id
    sign_in(client, people.anna)
    for form, read in (("pdf", words_of_pdf), ("docx", words_of_docx)):
        text = read(client.get(f"/risiko/vurderinger/{draft_id}.{form}").data)
        assert "Kladde, som den står nu." in text
        assert "Ikke vurderet" in text


def test_the_picture_for_a_meeting_has_every_picture(
    client: FlaskClient, one: tuple[int, Personas], tmp_path: Path
) -> None:
    sign_in(client, one[1].dorte)
    body = client.get("/risiko/risikobillede.pdf").data
    check_tags(body, "Risikobillede", tmp_path)
    pages = pypdf.PdfReader(BytesIO(body)).pages
    assert pages[-1].mediabox.width > pages[-1].mediabox.height, "the heat map lies across"
    word = client.get("/risiko/risikobillede.docx").data
    for text in (words_of_pdf(body), words_of_docx(word)):
        for words in (
            "2 vurderinger gælder.", "Fra risikoen i dag til restrisikoen", "De værste risici", "Egne trusler",
            "Hjemmepleje <b>æøå</b>", "Restrisikoen måned for måned", "Varmekort over trusler", "Til og med",
            "Næste frist", "4 Graverende",
        ):  # fmt: skip
            assert words in text, words


def test_the_picture_of_an_administration_is_of_that_alone(
    app: Flask, client: FlaskClient, one: tuple[int, Personas]
) -> None:
    people = one[1]
    with app.test_request_context():
        begin_writing()
        make_assessment(activity=make_activity(unit=db.session.get_one(Unit, people.culture_id), title="Skolekor"))
        db.session.commit()
    sign_in(client, people.dorte)
    whole = client.get("/risiko/risikobillede.docx")
    assert "3 vurderinger gælder." in words_of_docx(whole.data)
    part = client.get("/risiko/risikobillede.docx?forvaltning=BOK")
    text = words_of_docx(part.data)
    assert "Børn og Kultur. 1 vurdering gælder." in text
    assert "Skolekor" in text
    assert "Hjemmepleje" not in text
    assert "-BOK.docx" in part.headers["Content-Disposition"]
    sign_in(client, people.bent)
    text = words_of_docx(client.get("/risiko/risikobillede.docx?forvaltning=BOK").data)
    assert "Skolekor" not in text, "a leader of Social reads no others, whatever the address says"


def test_who_may_not_read_gets_nothing_and_files_are_told(
    app: Flask, client: FlaskClient, one: tuple[int, Personas]
) -> None:
    number, people = one
    with app.test_request_context():
        begin_writing()
        culture = db.session.get_one(Unit, people.culture_id)
        other = make_assessment(activity=make_activity(unit=culture, title="Skolekor")).id
        db.session.commit()
    sign_in(client, people.bent)
    assert client.get(f"/risiko/vurderinger/{other}.pdf").status_code == 404
    assert client.get(f"/risiko/vurderinger/{number}.docx").status_code == 200
    assert client.get("/risiko/risikobillede.docx?forvaltning=SOC").status_code == 200
    sign_in(client, people.frida)
    assert client.get("/risiko/risikobillede.pdf").status_code in (403, 404)
    with app.app_context():
        told = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "risk.export").order_by(AuditEvent.id))
        assert [(event.subject_kind, event.changes["format"]) for event in told] == [("risk", "docx"), ("risk", "docx")]


def test_an_empty_register_makes_papers_too(client: FlaskClient, personas: Personas, tmp_path: Path) -> None:
    sign_in(client, personas.dorte)
    body = client.get("/risiko/risikobillede.pdf").data
    check_tags(body, "Risikobillede", tmp_path)
    assert "Ingen vurderinger endnu." in words_of_pdf(body)
    assert "0 vurderinger gælder." in words_of_docx(client.get("/risiko/risikobillede.docx").data)


def test_the_page_of_an_assessment_offers_both_forms(client: FlaskClient, one: tuple[int, Personas]) -> None:
    number, people = one
    sign_in(client, people.anna)
    page = client.get(f"/risiko/vurderinger/{number}").text
    for form in ("pdf", "docx"):
        assert f"/risiko/vurderinger/{number}.{form}" in page
    assert "/risiko/risikobillede.pdf?forvaltning=SOC" in client.get("/risiko?forvaltning=SOC").text
