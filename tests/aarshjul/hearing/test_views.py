"""What people see of hearings, and what they send."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from aarshjul.hearing.actions import Reply, reply
from aarshjul.hearing.ending import EndHearing, end_hearing
from aarshjul.hearing.model import Hearing, HearingComment, HearingParticipant
from app.core import clock
from app.core.db import begin_writing, db
from app.mail.model import OutgoingMail
from app.organisation.model import Person, Unit
from register.activity.model import ProcessingActivity
from register.template.actions import make_template
from tests.aarshjul.hearing.conftest import Office, comments_of, make_office
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import NOW, TODAY, make_account, make_grant, make_person
from tests.page import parse, text_of


@pytest.fixture
def town(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Fjordby on a day in March."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    with app.test_request_context():
        begin_writing()
        office = make_office()
        db.session.commit()
        return office


def pdf_text(data: bytes) -> str:
    """All the text of a PDF, without blanks, as it breaks lines where it likes."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def play(app: Flask, town: Office, *emails: str, **changes: object) -> int:
    """A hearing; its number."""
    with app.test_request_context():
        begin_writing()
        start = town.start_paper if changes.pop("is_paper", False) else town.start
        hearing_id = start(*emails, **changes).id
        db.session.commit()
        return hearing_id


def see(client: FlaskClient, email: str, path: str) -> str:
    sign_in(client, email)
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return text_of(parse(answer.text))


def test_a_coordinator_sends_a_record_to_hearing_from_its_page(app: Flask, client: FlaskClient, town: Office) -> None:
    sign_in(client, town.people.anna)
    page = client.get(f"/fortegnelse/{town.record_id}").text
    # Both in the panel of hearings and as the step of its life.
    assert page.count(f'href="/hoeringer/ny/behandling/{town.record_id}"') == 2
    form = client.get(f"/hoeringer/ny/behandling/{town.record_id}")
    assert "får status «I høring»" in form.text
    with app.app_context():
        bent = db.session.scalars(sa.select(Person.id).where(Person.email == town.people.bent)).one()
    data = {
        "title": "Hjemmepleje", "question": "Passer den?", "people": bent, "mode": "joint", "meets_on": "2027-03-15",
        "begins": "9.30", "place": "Lokale 2", "due_on": "2027-03-20", "read": 1, "parties-0-name": "MED",
        "parties-0-email": town.people.carla,
    }  # fmt: skip
    answer = client.post(f"/hoeringer/ny/behandling/{town.record_id}", data=data)
    assert answer.status_code == 303
    text = text_of(parse(client.get(answer.location).text))
    assert "Høringen er i gang" in text
    assert "Gennemgang i fællesskab" in text
    assert "15. marts 2027 kl. 09:30, Lokale 2" in text
    assert "22. marts 2027" in text
    with app.app_context():
        assert db.session.scalars(sa.select(ProcessingActivity.status)).one() == "in_hearing"
        parties = db.session.scalars(sa.select(HearingParticipant.party).order_by(HearingParticipant.party)).all()
        assert parties == ["", "MED"]
    # Its page leads to the hearing that runs, and to no second one.
    page = client.get(f"/fortegnelse/{town.record_id}").text
    assert page.count(f'href="{answer.location}"') == 2
    assert f'href="/hoeringer/ny/behandling/{town.record_id}"' not in page


def test_what_cannot_be_used_comes_back_at_its_field(app: Flask, client: FlaskClient, town: Office) -> None:
    sign_in(client, town.people.anna)
    data = {"title": "Døre", "mode": "joint", "begins": "ni", "due_on": "2027-03-20", "unit": town.people.social_id}
    answer = client.post("/hoeringer/ny/dokument", data=data)
    assert answer.status_code == 422
    assert "Skriv klokkeslættet som 9.30." in answer.text
    data |= {"begins": "9", "parties-0-name": "MED"}
    assert "Skriv mailadressen på den" in client.post("/hoeringer/ny/dokument", data=data).text
    data |= {"parties-0-email": "ukendt@fjordby.example"}
    assert "Skriv, hvilken dag I mødes." in client.post("/hoeringer/ny/dokument", data=data).text
    data |= {"meets_on": "2027-03-15"}
    assert "Ingen her har mailadressen ukendt@fjordby.example" in client.post("/hoeringer/ny/dokument", data=data).text
    data |= {"parties-0-email": town.people.bent}
    assert "Læg det dokument på" in client.post("/hoeringer/ny/dokument", data=data).text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Hearing)) == 0
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail)) == 0
    sent = {**data, "files": (BytesIO("Lås døren".encode()), "Døre.txt")}
    assert client.post("/hoeringer/ny/dokument", data=sent).status_code == 303


def test_a_record_that_was_changed_meanwhile_is_sent_at_the_second_try(
    app: Flask, client: FlaskClient, town: Office
) -> None:
    sign_in(client, town.people.anna)
    with app.app_context():
        bent = db.session.scalars(sa.select(Person.id).where(Person.email == town.people.bent)).one()
    data = {"title": "Hjemmepleje", "people": bent, "mode": "written", "due_on": "2027-03-19", "read": 0}
    answer = client.post(f"/hoeringer/ny/behandling/{town.record_id}", data=data)
    assert answer.status_code == 422
    assert "En anden har rettet behandlingen" in answer.text
    [read] = re.findall(r'name="read" type="hidden" value="(\d+)"', answer.text)
    again = client.post(f"/hoeringer/ny/behandling/{town.record_id}", data=data | {"read": read})
    assert again.status_code == 303


def test_a_coordinator_holds_no_hearing_in_another_area(app: Flask, client: FlaskClient, town: Office) -> None:
    sign_in(client, town.people.carla)
    assert client.get(f"/hoeringer/ny/behandling/{town.record_id}").status_code == 404
    data = {"title": "Døre", "due_on": "2027-03-20", "unit": town.people.social_id}
    assert client.post("/hoeringer/ny/dokument", data=data).status_code == 404


def test_who_is_asked_reads_and_answers_part_by_part(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town)
    sign_in(client, town.people.bent)
    assert f'href="/hoeringer/{hearing_id}/svar"' in client.get("/").text
    page = client.get(f"/hoeringer/{hearing_id}/svar")
    text = text_of(parse(page.text))
    assert "1. Behandlingen" in text
    assert "Vi planlægger hjælpen hos borgeren." in text
    assert "Passer slettefristen?" in text
    places = re.findall(r'name="comments-(\d+)-place" value="([^"]*)"', page.text)
    assert places[0] == ("0", "behandlingen")
    assert places[-1][1] == ""
    data = {f"comments-{n}-place": place for n, place in places} | {
        "comments-0-text": "Skriv, at vi også kører mad ud."
    }
    answer = client.post(f"/hoeringer/{hearing_id}/svar", data=data, follow_redirects=True)
    assert "Tak. Dit svar er sendt" in answer.text
    assert "Skriv, at vi også kører mad ud." in answer.text
    assert "1. Behandlingen" in answer.text
    # No more to do, and nothing on the front page.
    assert f'href="/hoeringer/{hearing_id}/svar"' not in client.get("/").text
    assert "Venter på dig" not in client.get("/hoeringer?vis=i-gang").text


def test_no_comments_is_an_answer_but_not_with_text(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town)
    sign_in(client, town.people.bent)
    url = f"/hoeringer/{hearing_id}/svar"
    data = {"comments-0-place": "sletning", "comments-0-text": "Noget.", "nothing": "1"}
    answer = client.post(url, data=data)
    assert answer.status_code == 422
    assert "Du har skrevet bemærkninger" in answer.text
    assert "Noget." in answer.text
    assert client.post(url, data={}).status_code == 422
    assert client.post(url, data={"nothing": "1"}).status_code == 303
    with app.app_context():
        assert set(db.session.scalars(sa.select(HearingParticipant.answer))) == {"", "nothing"}


def test_somebody_without_a_role_answers_while_it_waits_for_them(app: Flask, client: FlaskClient, town: Office) -> None:
    with app.app_context():
        begin_writing()
        make_account(make_person(email="med@fjordby.example", name="Mads Mynte"))
        db.session.commit()
    hearing_id = play(app, town, "med@fjordby.example", is_paper=True)
    text = see(client, "med@fjordby.example", f"/hoeringer/{hearing_id}/svar")
    assert "Retningslinje.txt" in text
    with app.app_context():
        file_id = db.session.scalar(sa.text("SELECT id FROM attachment"))
    assert client.get(f"/bilag/{file_id}").status_code == 200
    assert client.get("/fortegnelse").status_code == 404
    data = {"comments-0-place": "punkt 1", "comments-0-text": "Hvem har nøglen?"}
    assert client.post(f"/hoeringer/{hearing_id}/svar", data=data).status_code == 303


def test_an_auditor_reads_and_is_not_asked(app: Flask, client: FlaskClient, town: Office) -> None:
    with app.app_context():
        begin_writing()
        auditor = make_person(email="revisor@fjordby.example", name="Rita Ravn")
        make_account(auditor)
        root = db.session.get_one(Unit, town.people.municipality_id)
        make_grant(person=auditor, role="auditor", unit=root, ends_on=TODAY.replace(year=2028))
        db.session.commit()
        auditor_id = auditor.id
    hearing_id = play(app, town)
    sign_in(client, town.people.anna)
    answer = client.post(f"/hoeringer/{hearing_id}/deltagere", data={"ask-people": auditor_id})
    assert "Rita Ravn: Revisor læser kun og bliver ikke spurgt." in answer.text
    see(client, "revisor@fjordby.example", f"/hoeringer/{hearing_id}")
    assert client.post(f"/hoeringer/{hearing_id}/svar", data={"nothing": "1"}).status_code == 403


def test_one_is_asked_about_a_record_one_s_role_does_not_show(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town, town.people.erik)
    page = see(client, town.people.erik, f"/hoeringer/{hearing_id}/svar")
    assert "Vi planlægger hjælpen hos borgeren." in page
    assert f"/fortegnelse/{town.record_id}" not in client.get(f"/hoeringer/{hearing_id}").text
    assert client.get(f"/fortegnelse/{town.record_id}").status_code == 404
    sign_in(client, town.people.frida)
    assert client.get(f"/hoeringer/{hearing_id}").status_code == 404


def test_the_others_words_are_seen_when_it_is_over(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town, town.people.bent, town.people.erik)
    with app.test_request_context():
        begin_writing()
        hearing = db.session.get_one(Hearing, hearing_id)
        town.say(hearing, town.people.bent, "Fristen er for lang.", place="sletning")
        town.say(hearing, town.people.erik)
        db.session.commit()
    assert "Fristen er for lang." not in see(client, town.people.erik, f"/hoeringer/{hearing_id}")
    assert "Fristenerforlang" not in pdf_text(client.get(f"/hoeringer/{hearing_id}/hoeringsnotat.pdf").data)
    assert "Fristen er for lang." in see(client, town.people.bent, f"/hoeringer/{hearing_id}")
    with app.test_request_context():
        begin_writing()
        hearing = db.session.get_one(Hearing, hearing_id)
        [comment] = comments_of(hearing)
        said = Reply(hearing_id=hearing_id, comment_id=comment.id, verdict="not", words="Loven siger fem år.")
        reply(said, doing=town.anna)
        ended = EndHearing(
            hearing_id=hearing_id, version=hearing.version, outcome="accepted", summary="Den bliver stående."
        )
        end_hearing(ended, doing=town.anna)
        db.session.commit()
    text = see(client, town.people.erik, f"/hoeringer/{hearing_id}")
    for words in ("Fristen er for lang.", "Loven siger fem år.", "Ikke taget til følge", "Den bliver stående."):
        assert words in text
    answer = client.post(f"/hoeringer/{hearing_id}/svar", data={"nothing": "1"}, follow_redirects=True)
    assert "før du sendte" in answer.text


def test_the_coordinator_answers_each_comment_and_ends_it(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town, town.people.bent)
    url = f"/hoeringer/{hearing_id}"
    with app.test_request_context():
        begin_writing()
        town.say(db.session.get_one(Hearing, hearing_id), town.people.bent, "Første.", "Anden.")
        db.session.commit()
    sign_in(client, town.people.anna)
    assert "Svar på dem først" in text_of(parse(client.get(url).text))
    with app.app_context():
        first, second = db.session.scalars(sa.select(HearingComment.id).order_by(HearingComment.id))
    answer = client.post(f"{url}/bemaerkninger/{first}", data={"verdict": "not"})
    assert answer.status_code == 422
    assert "Skriv med en sætning, hvorfor." in answer.text
    answer = client.post(f"{url}/bemaerkninger/{first}", data={"verdict": "not", "words": "Fordi."})
    assert answer.location == f"{url}/bemaerkninger/{second}"
    answer = client.post(f"{url}/bemaerkninger/{second}", data={"verdict": "taken"})
    assert answer.location == f"{url}#bemaerkninger"
    page = client.get(url)
    version = re.search(r'name="end-version" type="hidden" value="(\d+)"', page.text)
    assert version
    assert client.post(f"{url}/afslut", data={"end-version": version[1]}).status_code == 422
    data = {"end-version": version[1], "end-outcome": "changed", "end-summary": "Vi retter den."}
    answer = client.post(f"{url}/afslut", data=data, follow_redirects=True)
    assert "Høringen er afsluttet." in answer.text
    assert "Vi retter den." in answer.text
    answer = client.post(f"{url}/frist", data={"move-due_on": "2027-04-20"}, follow_redirects=True)
    assert "Høringen er slut." in answer.text


def test_more_time_more_people_and_what_was_said(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town, town.people.bent, is_paper=True)
    url = f"/hoeringer/{hearing_id}"
    sign_in(client, town.people.anna)
    answer = client.post(f"{url}/frist", data={"move-version": "1", "move-due_on": "2027-04-10"}, follow_redirects=True)
    assert "Fristen er nu 12. april 2027." in answer.text
    stale = client.post(f"{url}/frist", data={"move-version": "1", "move-due_on": "2027-04-20"})
    assert stale.status_code == 422
    assert "En anden har ændret høringen" in stale.text
    # Who has been told can send it again.
    assert 'name="move-version" type="hidden" value="2"' in stale.text
    with app.app_context():
        carla = db.session.scalars(sa.select(Person.id).where(Person.email == town.people.carla)).one()
        participant = db.session.scalars(sa.select(HearingParticipant.id)).one()
    assert client.post(f"{url}/deltagere", data={"ask-people": carla}).status_code == 303
    data = {"take_down-who": participant, "take_down-place": "side 2", "take_down-text": "Sagde det på mødet."}
    assert client.post(f"{url}/bemaerkninger", data=data).status_code == 303
    text = text_of(parse(client.get(url).text))
    assert "1 af 2 har svaret" in text
    assert "Sagde det på mødet." in text
    data = {"withdraw-version": "3", "withdraw-reason": "Vi begynder forfra."}
    answer = client.post(f"{url}/traek-tilbage", data=data, follow_redirects=True)
    assert "Høringen er trukket tilbage." in answer.text


def test_who_sees_a_hearing_but_does_not_hold_it_changes_nothing(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town, town.people.carla)
    sign_in(client, town.people.bent)
    page = client.get(f"/hoeringer/{hearing_id}")
    assert "Afslut, eller giv mere tid" not in page.text
    for verb in ("frist", "afslut", "traek-tilbage", "deltagere", "bemaerkninger", "svar"):
        assert client.post(f"/hoeringer/{hearing_id}/{verb}").status_code == 403, verb
    assert client.get(f"/bilag/hearing/{hearing_id}").status_code == 403


def test_files_of_a_hearing_that_is_over_stay(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town, is_paper=True)
    sign_in(client, town.people.anna)
    assert client.get(f"/bilag/hearing/{hearing_id}").status_code == 200
    with app.app_context():
        begin_writing()
        db.session.execute(sa.update(Hearing).values(outcome="dropped", ended_at=NOW))
        db.session.commit()
    assert client.get(f"/bilag/hearing/{hearing_id}").status_code == 409


def test_the_note_says_the_same_on_both_papers(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town)
    with app.test_request_context():
        begin_writing()
        hearing = db.session.get_one(Hearing, hearing_id)
        town.say(hearing, town.people.bent, "Fristen er for lang.", place="behandlingen")
        [comment] = comments_of(hearing)
        said = Reply(hearing_id=hearing_id, comment_id=comment.id, verdict="partly", words="Vi sætter den til tre år.")
        reply(said, doing=town.anna)
        db.session.commit()
    sign_in(client, town.people.anna)
    word = Document(BytesIO(client.get(f"/hoeringer/{hearing_id}/hoeringsnotat.docx").data))
    cells = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    paper = pdf_text(client.get(f"/hoeringer/{hearing_id}/hoeringsnotat.pdf").data)
    for words in (
        "Bent Birk", "1. Behandlingen", "Fristen er for lang.", "Delvist taget til følge", "Vi sætter den til tre år.",
        "1 af 2 har svaret", "19. marts 2027", "Høringen er ikke slut",
    ):  # fmt: skip
        assert words in cells
        assert "".join(words.split()) in paper
    with app.app_context():
        told = db.session.execute(sa.text("SELECT count(*) FROM audit_event WHERE verb = 'hearing.export'")).scalar()
        assert told == 2


def test_a_template_is_sent_from_its_page(app: Flask, client: FlaskClient, town: Office) -> None:
    with app.test_request_context():
        begin_writing()
        template_id = make_template(town.record_id, name="Pleje", description="", doing=town.anna).id
        db.session.commit()
        bent = db.session.scalars(sa.select(Person.id).where(Person.email == town.people.bent)).one()
    sign_in(client, town.people.anna)
    new = f"/hoeringer/ny/skabelon/{template_id}"
    assert f'href="{new}"' in client.get(f"/fortegnelse/skabeloner/{template_id}").text
    assert client.get(new).status_code == 200
    data = {"title": "Skabelon: Pleje", "people": bent, "mode": "written", "due_on": "2027-03-19", "read": 1}
    answer = client.post(new, data=data)
    assert "Skabelonen, udgave 1." in text_of(parse(client.get(answer.location).text))


def cost(app: Flask, client: FlaskClient, path: str) -> int:
    """How many statements a page takes."""
    with app.app_context():
        engine = db.engine
    with statements_of(engine) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_pages_cost_the_same_however_much_is_said(app: Flask, client: FlaskClient, town: Office) -> None:
    hearing_id = play(app, town)
    sign_in(client, town.people.anna)
    paths = ("/hoeringer", f"/hoeringer/{hearing_id}", "/", f"/fortegnelse/{town.record_id}")
    before = [cost(app, client, path) for path in paths]
    with app.test_request_context():
        begin_writing()
        for number in range(12):
            many = [make_person(name=f"Nils Nøkke {number}-{n}").email for n in range(4)]
            hearing = town.start_paper(*many, title=f"Retningslinje {number}")
            for email in many:
                town.say(hearing, email, "Noget.", "Noget mere.")
        for n in range(6):
            town.say(db.session.get_one(Hearing, hearing_id), town.people.bent, f"Om {n}")
        db.session.commit()
    assert [cost(app, client, path) for path in paths] == before
