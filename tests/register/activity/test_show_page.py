"""A record, for reading; and who may read and write it."""

from flask import Flask
from flask.testing import FlaskClient

from app.core.db import begin_writing, db
from register.activity.content import ActivityContent, ServedController
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from tests.bench.measure import statements_of
from tests.make import Personas, make_record
from tests.page import fill, find, parse, read_form, text_of, with_empty
from tests.register.activity.conftest import GITTE, Desk


def test_the_page_says_everything_the_record_says(desk: Desk, personas: Personas) -> None:
    words = text_of(parse(desk.client(personas.anna).get(desk.url).text))
    for said in (
        "Hjælpemidler til voksne", "Nr. 12", "Fra ansøgning til aflevering", "Hjemmeplejen, Social", "Bent Birk",
        "At afgøre ansøgninger om hjælpemidler", "e) Samfundets interesse", "f) Retskrav", "§ 11, stk. 1",
        "Serviceloven § 112", "Formålet er statistik eller videnskab.", "Borgere over 18", "Pårørende og værger",
        "Diagnose og funktionsevne", "Følsomme: helbred", "Leverandør af hjælpemidler (USA)",
        "Oplysningerne videregives ikke.", "Leverandørens drift", "EU-US DPF", "5 år fra sagens afslutning",
        "Efter lånet er endt", "Sager om arv beholdes", "Adgang efter rolle, log over opslag",
        "Resten står i driftsaftalen", "27.60, 27.60.08", "Sagsarkivet", "Hjælpemiddelbasen", "2026-0417",
        "3. marts 2026", "1. marts 2027", "Fjordby Kommune", "Dorte Dun", "12 af 12",
        "Nabokommunen", "Sag 2026-0099", "Serviceloven § 112, stk. 3", "Fjordby Forsyning", "Sag 2026-0100",
        "Samtykke gives på blanketten", "100-1.000", "Andre myndigheder", "Undtaget er kun det, loven nævner",
        "https://fjordby.example/privatliv", "Hjælpemiddelhuset", "Hjemmel: Serviceloven § 112", "Nordlys Drift",
        "Sag 2026-0101", "Sag 2026-0102", "1. december 2026", "Kasseres", "Sag 2026-0103", "Log over opslag",
        "Medarbejdere", "10-100", "Profilering uden automatisk afgørelse", "b) Hjemlet i lov",
        "Begrænset risiko", "Ja, er gennemført", "Helbred i stort omfang", "Sag 2026-0104", "1. oktober 2026",
        "Høj risiko er tilbage", "1. november 2026", "Kritisk", "Myndighedsopgave Ja", "Får alle oplysninger",
    ):  # fmt: skip
        assert said in words, said
    assert "Mangler:" not in words


def test_the_matrix_says_who_gets_which_line(desk: Desk, personas: Personas) -> None:
    page = parse(desk.client(personas.anna).get(desk.url).text)
    table = next(e for e in page.iter("table") if "matrix" in e.get("class", "").split())
    heads = [text_of(e) for e in table.iter("th") if e.get("scope") == "col"]
    assert heads == [
        "Oplysninger", "Leverandør af hjælpemidler", "Offentlige myndigheder", "USA, Leverandørens drift (overførsel)",
    ]  # fmt: skip
    rows = [[text_of(cell) for cell in row] for row in table.iter("tr") if row.find("td") is not None]
    assert rows == [
        ["Følsomme: helbredDiagnose og funktionsevne", "Får dem", "Får dem", "Får dem ikke"],
        ["Almindelige oplysningerNavn og telefonnummer", "Får dem", "Får dem", "Får dem"],
    ]


def test_other_records_are_linked_where_they_have_a_page(app: Flask, desk: Desk, personas: Personas) -> None:
    page = parse(desk.client(personas.anna).get(desk.url).text)
    links = {text_of(e): e.get("href", "") for e in page.iter("a")}
    for kind, name in (
        ("system", "Sagsarkivet"), ("processor", "Nordlys Drift"), ("measure", "Log over opslag"),
        ("law", "Serviceloven"), ("recipient", "Hjælpemiddelhuset"),
    ):  # fmt: skip
        assert (name in links) == (f"{kind}.show" in app.view_functions), name


def test_a_record_as_processor_shows_its_own_parts_and_what_else_it_holds(
    app: Flask, desk: Desk, personas: Personas
) -> None:
    with app.test_request_context():
        begin_writing()
        served = (ServedController(name="Fjordens Affald I/S", categories="Drift"),)
        own = {"record_type": "processor", "unit": "SOC", "controllers_served": served}
        plain = make_record(title="Drift", **own).id
        mixed = make_record(title="Drift", info_duty="yes", **own).id
        db.session.commit()
    client = desk.client(personas.anna)
    words = text_of(parse(client.get(f"/fortegnelse/{plain}").text))
    for said in ("Kommunen er databehandler", "Fjordens Affald I/S", "Underdatabehandlere"):
        assert said in words, said
    for gone in ("Oplysningspligt", "Konsekvensanalyse"):
        assert gone not in words, gone
    assert "Oplysningspligt" in text_of(parse(client.get(f"/fortegnelse/{mixed}").text))


def test_what_is_missing_stands_at_its_field_and_the_meter_jumps_there(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = with_empty(read_form(client.get(f"{desk.url}/ret").text), "data_lines")
    data["measures"] = data["measures_reason"] = ""
    data.poplist("security_measures")
    data.poplist("purposes-0-art6")
    assert client.post(f"{desk.url}/ret", data=data).status_code == 303
    page = parse(client.get(desk.url).text)
    meter = next(e for e in page.iter("div") if e.get("class") == "meter")
    assert text_of(meter).startswith("Art. 30:")
    assert next(meter.iter("a")).get("href") == "#mangler"
    assert "Angiv, hvilke personoplysninger der behandles." in text_of(find(page, id="data_lines"))
    assert "Beskriv sikkerhedsforanstaltninger" in text_of(find(page, id="measures"))
    assert "Angiv behandlingsgrundlag" in text_of(find(page, id="purposes"))


def test_every_finding_has_a_place_on_the_page(app: Flask, desk: Desk, personas: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        empty = make_record(title="Tom", unit="SOC").id
        db.session.commit()
    page = parse(desk.client(personas.anna).get(f"/fortegnelse/{empty}").text)
    places = {e.get("id") for e in page.iter() if e.get("id")}
    anchors = {e.get("href", "")[1:] for e in page.iter("a") if e.get("href", "").startswith("#")}
    assert anchors <= places
    assert text_of(page).count("Mangler:") >= 7


def test_a_colleague_reads_but_does_not_write(desk: Desk, personas: Personas) -> None:
    carla = desk.client(personas.carla)
    page = carla.get(desk.url)
    assert page.status_code == 200
    for offer in ("Ret behandlingen", "Bekræft gennemgang", "/ret"):
        assert offer not in page.text
    assert carla.get(f"{desk.url}/historik").status_code == 200
    before = desk.content()
    assert carla.get(f"{desk.url}/ret").status_code == 403
    data = read_form(desk.client(personas.anna).get(f"{desk.url}/ret").text)
    data["title"] = "Carlas"
    assert carla.post(f"{desk.url}/ret", data=data).status_code == 403
    assert carla.post(f"{desk.url}/gennemgang").status_code == 403
    assert carla.post("/fortegnelse/tjek", data=data).status_code == 403
    assert desk.content() == before


def test_a_manager_reads_the_own_branch_alone(app: Flask, desk: Desk, personas: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        other = make_record(title="Skolens", unit="BOK-SK").id
        db.session.commit()
    bent = desk.client(personas.bent)
    assert bent.get(desk.url).status_code == 200
    assert bent.get(f"{desk.url}/ret").status_code == 403
    for url in (f"/fortegnelse/{other}", f"/fortegnelse/{other}/ret", f"/fortegnelse/{other}/historik"):
        assert bent.get(url).status_code == 404
    assert bent.get("/fortegnelse/ny").status_code == 403
    for name in ("erik", "frida"):
        client = desk.client(getattr(personas, name))
        assert client.get(desk.url).status_code == 404
        assert client.post(f"{desk.url}/ret", data={}).status_code == 404


def test_a_record_is_not_moved_out_of_ones_reach(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    data["unit"] = "SOC"
    assert client.post(f"{desk.url}/ret", data=data).status_code == 303
    assert desk.content().unit == "SOC"
    data["version"], data["unit"] = "2", "BOK"
    assert client.post(f"{desk.url}/ret", data=data).status_code == 422
    gitte = desk.client(GITTE)
    assert gitte.post(f"{desk.url}/ret", data=data).status_code == 303
    assert desk.content().unit == "BOK"


def test_a_review_is_confirmed_with_one_button(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    assert "Bekræft gennemgang" in client.get(desk.url).text
    assert client.post(f"{desk.url}/gennemgang").status_code == 303
    assert "Gennemgangen er bekræftet." in client.get(desk.url).text
    content = desk.content()
    assert content.last_review_on is not None
    assert content.next_review_on is not None
    assert content.next_review_on.year == content.last_review_on.year + 1


def test_the_history_tells_who_changed_what_and_why(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    fill(
        data,
        {f"data_lines-2-{k}": v for k, v in (("text", "Telefon"), ("subject", "adults"), ("category", "ordinary"))},
    )
    data["owner"], data["unit"], data["reason"] = personas.anna, "SOC", "Efter mødet i <maj>"
    data["retention-0-period"] = "3 år"
    assert client.post(f"{desk.url}/ret", data=data).status_code == 303
    words = text_of(parse(client.get(f"{desk.url}/historik").text))
    for said in (
        "Ændret af Anna Ahorn", "Efter mødet i <maj>", "Ansvarlig leder: før Bent Birk → nu Anna Ahorn",
        "Enhed: før Hjemmeplejen → nu Social", "Personoplysninger: før tomt → nu Borgere over 18",
        "Oprettet af programmet",
    ):  # fmt: skip
        assert said in words, said
    assert "Diagnose og funktionsevne" not in words
    assert "3 år" in words


def test_a_long_history_comes_in_pages(app: Flask, desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    for n in range(1, 26):
        data["case_ref"], data["version"] = f"sag {n}", str(n)
        assert client.post(f"{desk.url}/ret", data=data).status_code == 303
    first = client.get(f"{desk.url}/historik").text
    assert "sag 25" in first
    assert "nu </span>sag 5<" not in first
    older = client.get(f"{desk.url}/historik?til=6").text
    assert "nu </span>sag 5<" in older
    assert "Oprettet" in older


def test_a_page_costs_the_same_however_much_the_record_holds(app: Flask, desk: Desk, client: FlaskClient) -> None:
    with app.test_request_context():
        begin_writing()
        empty = make_record(title="Tom", unit="SOC").id
        engine = db.engine
        db.session.commit()
    gitte = desk.client(GITTE)
    for page in ("", "/ret", "/historik"):
        counts = []
        for activity_id in (desk.activity_id, empty):
            with statements_of(engine) as seen:
                assert gitte.get(f"/fortegnelse/{activity_id}{page}").status_code == 200
            counts.append(len(seen))
        # A record that holds and points at nothing spares the look-up of that.
        assert counts[1] <= counts[0] <= 55, (page, counts)


def test_what_people_write_is_never_markup(app: Flask, desk: Desk, personas: Personas) -> None:
    text = "<script>alert(1)</script>"
    with app.test_request_context():
        begin_writing()
        content = dict.fromkeys(("description", "measures", "measures_reason", "retention_reason", "case_ref"), text)
        made = make_record(title=text, unit="SOC", **content).id
        db.session.commit()
    client = desk.client(personas.anna)
    for url in ("", f"/{made}", f"/{made}/ret", f"/{made}/historik"):
        assert "<script>alert" not in client.get(f"/fortegnelse{url}").text


def test_a_record_without_unit_is_out_of_a_coordinators_hands(app: Flask, desk: Desk, personas: Personas) -> None:
    with app.test_request_context():
        begin_writing()
        homeless = make_record(title="Uden hjem").id
        db.session.commit()
    assert desk.client(personas.anna).get(f"/fortegnelse/{homeless}").status_code == 200
    assert desk.client(personas.anna).get(f"/fortegnelse/{homeless}/ret").status_code == 403
    assert desk.client(personas.bent).get(f"/fortegnelse/{homeless}").status_code == 404
    gitte = desk.client(GITTE)
    data = read_form(gitte.get(f"/fortegnelse/{homeless}/ret").text)
    data["description"] = "Stadig uden"
    assert gitte.post(f"/fortegnelse/{homeless}/ret", data=data).status_code == 303
    with app.app_context():
        stored = to_content(db.session.get_one(ProcessingActivity, homeless))
    assert stored == ActivityContent(title="Uden hjem", number=stored.number, description="Stadig uden")
