"""The pages of the catalogue of threats: everybody reads it, one person keeps it, a suggestion is made in one press."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.actions import Doing
from app.core.db import begin_writing, db
from app.organisation.model import Unit
from register.measure.model import Measure
from register.risk.model import AssessedThreat
from register.risk.threat_actions import WriteThreat, create_threat
from register.risk.threat_model import Threat
from tests.bench.measure import statements_of
from tests.conftest import sign_in
from tests.make import NOW, Personas, make_account, make_activity, make_assessment, make_grant, make_person

GITTE = "gitte@fjordby.example"
WRITTEN = {
    "name": "Et vindue står åbent <b>",
    "description": "Papirer blæser ud på gaden.",
    "concerns": ["confidentiality", "availability"],
    "asset": "place",
    "cause": "mistake",
    "source": "Egne brud",
    "suggested": "Luk vinduet\n\nLæg papirer i skuffen",
    "version": "1",
}


@pytest.fixture
def gitte(app: Flask, client: FlaskClient, personas: Personas) -> FlaskClient:
    """Who keeps the municipality's information security."""
    with app.app_context():
        begin_writing()
        root = db.session.scalars(db.select(Unit).where(Unit.parent_id.is_(None))).one()
        person = make_person(email=GITTE, name="Gitte Gran", unit=root)
        make_grant(person=person, role="isc", unit=root)
        make_account(person)
        db.session.commit()
    sign_in(client, GITTE)
    return client


def shipped(app: Flask, code: str = "misdirected-message") -> int:
    with app.app_context():
        return db.session.scalars(db.select(Threat.id).where(Threat.code == code)).one()


def test_everybody_who_reads_risk_reads_the_catalogue_and_its_threats(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    number = shipped(app)
    sign_in(client, personas.bent)
    page = client.get("/risiko/trusler").text
    assert "87 trusler." in page and "Ny trussel" not in page
    one = client.get(f"/risiko/trusler/{number}").text
    for text in ("Mail eller brev sendes til den forkerte", "Fortrolighed", "Mails og breve", "Erfaring fra kommuner",
                 "Digital Post i stedet for mail"):  # fmt: skip
        assert text in one, text
    assert "Opret<span" not in one and "Ret truslen" not in one
    assert client.get("/risiko/trusler/999999").status_code == 404
    for address in ("/risiko/trusler/ny", f"/risiko/trusler/{number}/ret"):
        assert client.get(address).status_code == 403
    made = client.post(f"/risiko/trusler/{number}/foranstaltning", data={"forslag": "Digital Post i stedet for mail"})
    assert made.status_code == 403
    sign_in(client, personas.frida)
    assert client.get("/risiko/trusler").status_code == 404


def test_the_address_narrows_the_list_and_keeps_its_pages(client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.anna)
    second = client.get("/risiko/trusler?side=2").text
    assert "Side 1 af 2" not in second and "Side 2 af 2" in second
    some = client.get("/risiko/trusler?q=mail&genstand=message&rammer=confidentiality").text
    assert "Mailprogrammet foreslår en forkert modtager" in some
    assert 'value="mail"' in some and "Næste" not in some
    assert "Ingen trusler passer" in client.get("/risiko/trusler?q=flodhest").text
    assert "Ingen trusler passer" in client.get("/risiko/trusler?status=egne").text
    assert client.get("/risiko/trusler?genstand=x&rammer=%3Cb%3E&side=-1&q=%25").status_code == 200


def test_an_own_threat_is_written_and_an_error_says_what_to_do(app: Flask, gitte: FlaskClient) -> None:
    lacking = gitte.post("/risiko/trusler/ny", data=WRITTEN | {"name": "", "concerns": [], "asset": ""})
    assert lacking.status_code == 422
    for text in ("Skriv, hvad der kan ske.", "Vælg mindst én.", "Vælg, hvad truslen rammer.", "Papirer blæser ud"):
        assert text in lacking.text, text
    too_long = gitte.post("/risiko/trusler/ny", data=WRITTEN | {"suggested": "x" * 401})
    assert too_long.status_code == 422 and "Et af forslagene er for langt" in too_long.text
    made = gitte.post("/risiko/trusler/ny", data=WRITTEN)
    assert made.status_code == 303
    page = gitte.get(made.location).text
    for text in ("Et vindue står åbent &lt;b&gt;", "Jeres egen", "Fortrolighed og tilgængelighed", "Steder", "Fejl",
                 "Luk vinduet", "Læg papirer i skuffen"):  # fmt: skip
        assert text in page, text
    assert "1 trussel." in gitte.get("/risiko/trusler?status=egne").text


def test_a_change_starts_from_what_stands_and_a_stale_one_shows_both(app: Flask, gitte: FlaskClient) -> None:
    own = gitte.post("/risiko/trusler/ny", data=WRITTEN).location
    form = gitte.get(f"{own}/ret").text
    assert "Luk vinduet\nLæg papirer i skuffen" in form
    assert re.findall(r'value="(\w+)"\s+checked', form) == ["confidentiality", "availability"]
    assert gitte.post(f"{own}/ret", data=WRITTEN | {"source": "Klager"}).status_code == 303
    stale = gitte.post(f"{own}/ret", data=WRITTEN | {"source": "Tilsyn", "concerns": ["integrity"]})
    assert stale.status_code == 409
    for text in ("En anden har rettet truslen", "Kilde: <strong>Klager</strong>", 'value="Tilsyn"',
                 "Rammer: <strong>Fortrolighed, Tilgængelighed</strong>"):  # fmt: skip
        assert text in stale.text, text
    again = re.search(r'name="version"[^>]*value="(\d+)"', stale.text)
    assert again and again[1] == "2"
    saved = gitte.post(f"{own}/ret", data=WRITTEN | {"source": "Tilsyn", "version": again[1]})
    assert saved.status_code == 303
    assert "Tilsyn" in gitte.get(own).text


def test_a_retired_threat_leaves_the_list_and_is_taken_back(app: Flask, gitte: FlaskClient) -> None:
    address = f"/risiko/trusler/{shipped(app)}"
    assert gitte.post(f"{address}/udgaa", data={"udgaaet": "ja"}).status_code == 303
    assert "86 trusler." in gitte.get("/risiko/trusler").text
    assert "1 trussel." in gitte.get("/risiko/trusler?status=udgaaet").text
    assert "Nye vurderinger spørger ikke om den." in gitte.get(address).text
    assert gitte.post(f"{address}/udgaa", data={"udgaaet": "nej"}).status_code == 303
    assert "87 trusler." in gitte.get("/risiko/trusler").text


def test_a_suggestion_is_made_into_a_measure_with_one_press(
    app: Flask, client: FlaskClient, personas: Personas
) -> None:
    address = f"/risiko/trusler/{shipped(app)}"
    name = "Digital Post i stedet for mail"
    sign_in(client, personas.anna)
    assert f'value="{name}"' in client.get(address).text
    for _press in range(2):
        assert client.post(f"{address}/foranstaltning", data={"forslag": name}).status_code == 303
    page = client.get(address).text
    assert "er oprettet med status «Planlagt»." in page and "findes allerede." in page
    with app.app_context():
        [measure] = db.session.scalars(db.select(Measure).where(Measure.name == name))
        assert (measure.status, measure.nature) == ("planned", "design")
        link = f'href="/foranstaltninger/{measure.id}"'
    assert link in page and f'value="{name}"' not in page
    refused = client.post(f"{address}/foranstaltning", data={"forslag": "Noget andet"})
    assert refused.status_code == 409 and "Forslaget står ikke ved truslen længere" in refused.text


def test_the_count_tells_only_of_what_one_may_see(app: Flask, client: FlaskClient, personas: Personas) -> None:
    number = shipped(app)
    with app.app_context():
        begin_writing()
        social = db.session.get_one(Unit, personas.social_id)
        elsewhere = db.session.scalars(db.select(Unit).where(Unit.code == "BOK")).one()
        for unit in (social, elsewhere):
            made = make_assessment(activity=make_activity(unit=unit))
            row = AssessedThreat(threat_id=number, title="x", is_relevant=True, hits_confidentiality=True)
            made.threats.append(row)
        db.session.commit()
    sign_in(client, personas.anna)
    assert "2 vurderinger" in client.get("/risiko/trusler?q=sendes til den forkerte").text
    page = client.get(f"/risiko/trusler/{number}").text
    assert f'href="/risiko?trussel={number}"' in page and "2 vurderinger, der gælder" in page
    sign_in(client, personas.bent)
    assert "1 vurdering<" in client.get("/risiko/trusler?q=sendes til den forkerte").text


def test_the_list_costs_the_same_however_much_it_holds(app: Flask, client: FlaskClient, personas: Personas) -> None:
    sign_in(client, personas.anna)
    address = "/risiko/trusler?status=egne"

    def cost() -> int:
        with app.app_context(), statements_of(db.engine) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    def make(count: int) -> None:
        with app.test_request_context():
            begin_writing()
            for place in range(count):
                threat = create_threat(
                    WriteThreat(name=f"Nr. {place}", concerns=frozenset({"integrity"}), asset="data"),
                    doing=Doing(at=NOW, via="cli"),
                )
                made = make_assessment(activity=make_activity())
                made.threats.append(
                    AssessedThreat(threat_id=threat.id, title="x", is_relevant=True, hits_integrity=True)
                )
            db.session.commit()

    make(2)
    few = cost()
    make(55)
    assert cost() == few
