"""The pages from draft to opinion to approval, and who may do what there."""

from flask import Flask
from sqlalchemy import select

from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.activity.model import ProcessingActivity
from register.dpia.actions import WriteSection, send_to_dpo, take_back, write_section
from register.dpia.folder import open_folder
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaOpinion
from tests.make import make_account, make_assessment, make_grant, make_person
from tests.page import find, parse
from tests.register.dpia.conftest import ADVICE, TEXT, Office
from tests.register.dpia.pages.browsing import TODAY, as_, bring, form_of, read_approval, read_opinion, words


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
