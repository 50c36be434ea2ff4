"""The form of a record: played as a browser without script plays it."""

from dataclasses import fields, replace
from datetime import date

from flask.testing import FlaskClient

from register.activity.content import ROWS, ActivityContent, Purpose, Transfer
from register.activity.forms import ActivityForm
from register.activity.labels import FIELD_LABELS
from register.activity.present import SECTIONS
from register.activity.tidy import tidy
from tests.make import Personas
from tests.page import fill, find, parse, read_form, text_of, with_empty
from tests.register.activity.conftest import GITTE, Desk

FIELDS = [f.name for f in fields(ActivityContent)]
NEEDED = {"title", "number", "record_type", "processors"}
"""A record always has these; an emptied number is given back, and so is a processor that data are transferred to."""
PARTS = [(rows, f.name) for rows, kind in ROWS.items() for f in fields(kind) if f.name != "key"]


def saved(client: FlaskClient, url: str, data: object) -> None:
    answer = client.post(url, data=data)
    assert answer.status_code == 303, text_of(parse(answer.text))


def test_every_field_of_the_content_is_in_the_form_and_in_a_section() -> None:
    in_form = {name for name in dir(ActivityForm) if not name.startswith("_")}
    assert set(FIELDS) <= in_form
    assert [name for section in SECTIONS for name in section.fields] == FIELDS
    assert set(FIELD_LABELS) == set(FIELDS)


def test_saving_the_form_as_it_stands_changes_nothing(desk: Desk, personas: Personas) -> None:
    before = desk.content()
    client = desk.client(personas.anna)
    saved(client, f"{desk.url}/ret", read_form(client.get(f"{desk.url}/ret").text))
    assert desk.content() == before
    assert "Der var ingen ændringer at gemme" in client.get(desk.url).text


def test_every_field_that_was_filled_can_be_emptied_again(desk: Desk) -> None:
    before = desk.content()
    client = desk.client(GITTE)
    whole = read_form(client.get(f"{desk.url}/ret").text)
    for name in [name for name in FIELDS if name not in NEEDED]:
        empty = getattr(ActivityContent(), name)
        assert getattr(before, name) != empty, name
        data = with_empty(whole, name)
        if isinstance(empty, str) or empty is None or name == "kle_numbers":
            data[name] = ""
        saved(client, f"{desk.url}/ret", data)
        assert desk.content() == tidy(replace(before, **{name: empty})), name
        whole["version"] = str(int(whole["version"]) + 1)
        saved(client, f"{desk.url}/ret", whole)
        assert desk.content() == before, name
        whole["version"] = str(int(whole["version"]) + 1)


def test_every_part_of_a_row_that_was_filled_can_be_emptied_again(desk: Desk) -> None:
    client = desk.client(GITTE)
    whole = read_form(client.get(f"{desk.url}/ret").text)
    wanted = desk.content()
    for rows, part in PARTS:
        empty = getattr(ROWS[rows](), part)
        first, *rest = getattr(wanted, rows)
        assert getattr(first, part) != empty, (rows, part)
        data = with_empty(whole, f"{rows}-0-{part}")
        if isinstance(empty, str) or empty is None:
            data[f"{rows}-0-{part}"] = ""
        saved(client, f"{desk.url}/ret", data)
        emptied = replace(first, **{part: empty})
        assert desk.content() == replace(wanted, **{rows: (emptied, *rest)}), (rows, part)
        whole["version"] = str(int(whole["version"]) + 1)
        saved(client, f"{desk.url}/ret", whole)
        whole["version"] = str(int(whole["version"]) + 1)


def test_an_emptied_number_is_given_back_and_a_title_is_asked_for(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    data["number"] = ""
    saved(client, f"{desk.url}/ret", data)
    assert desk.content().number == "12"
    data["title"] = " "
    answer = client.post(f"{desk.url}/ret", data=data)
    assert answer.status_code == 422
    assert "Skriv, hvad behandlingen hedder." in answer.text


def test_the_empty_rows_take_what_is_written_in_them(desk: Desk, personas: Personas) -> None:
    before = desk.content()
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    data["transfers-1-country"], data["transfers-1-basis"] = "GB", "45"
    data.setlist("purposes-1-art6", ["c", "e"])
    data["purposes-1-text"] = "Et formål til\r\npå to linjer"
    data["kle_numbers"] = "27.60, 27.60.08\r\nEmne 4"
    saved(client, f"{desk.url}/ret", data)
    after = desk.content()
    assert after.transfers == (*before.transfers, Transfer(country="GB", basis="45"))
    assert after.purposes[1] == Purpose(text="Et formål til\npå to linjer", art6=("c", "e"))
    assert after.kle_numbers == ("27.60", "27.60.08", "Emne 4")


def test_a_new_record_is_written_on_an_empty_form(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get("/fortegnelse/ny").text)
    assert data["unit"] == ""
    fill(data, {"title": "Aktivitetstilbud på Åsen", "unit": "SOC", "next_review_on": "01.06.2028"})
    answer = client.post("/fortegnelse/ny", data=data)
    assert answer.status_code == 303
    made = desk.content(int(answer.location.rsplit("/", 1)[1]))
    assert (made.title, made.unit, made.number) == ("Aktivitetstilbud på Åsen", "SOC", "13")
    assert made.next_review_on == date(2028, 6, 1)
    page = client.get(answer.location).text
    assert "Behandlingen er oprettet." in page
    assert "7 mangler" not in page
    assert "6 mangler" in page


BAD_INPUT = [
    ("title", "", "Skriv, hvad behandlingen hedder."),
    ("title", "x" * 401, "Skriv højst 400 tegn."),
    ("number", "x" * 41, "Skriv højst 40 tegn."),
    ("unit", "", "Vælg den enhed, der har ansvaret."),
    ("unit", "BOK-SK", "Vælg en af mulighederne på listen."),
    ("owner", "ukendt@fjordby.example", "Vælg en af mulighederne på listen."),
    ("purposes-0-art6", "z", "«z» er ikke på listen."),
    ("subjects", "dragons", "«dragons» er ikke på listen."),
    ("data_lines-0-category", "gold", "Vælg en af mulighederne på listen."),
    ("disclosures-0-country", "Danmark", "Vælg en af mulighederne på listen."),
    ("transfers-0-basis", "99", "Vælg en af mulighederne på listen."),
    ("retention-0-period", "et godt stykke tid", "Skriv fristen som 5 år"),
    ("kle_numbers", "27.60\r\n" + "1" * 21, "er for langt til at være et KLE-nummer"),
    ("systems", "INTET", "«INTET» er ikke på listen."),
    ("disclosures-0-recipient", "Ukendt", "Der er ingen modtager, der hedder «Ukendt»."),
    ("transfers-0-processor", "Ukendt", "Der er ingen databehandler, der hedder «Ukendt»."),
    ("last_review_on", "2999-01-01", "Den seneste gennemgang kan ikke ligge ude i fremtiden."),
    ("last_review_on", "den 31. februar", "Skriv datoen som dd-mm-åååå."),
    ("next_review_on", "2026-03-03", "Næste gennemgang skal ligge efter den seneste."),
]
"""Field, what is sent in it, and the sentence that says how to mend it."""
SELECTS = ("category", "country", "basis", "art6", "unit", "owner", "subjects", "systems")


def test_bad_input_is_named_at_its_field_and_nothing_is_lost(desk: Desk, personas: Personas) -> None:
    before = desk.content()
    client = desk.client(personas.anna)
    whole = read_form(client.get(f"{desk.url}/ret").text)
    for field, value, sentence in BAD_INPUT:
        data = whole.copy()
        data["measures"], data[field] = "Det, jeg nåede at skrive", value
        answer = client.post(f"{desk.url}/ret", data=data)
        assert answer.status_code == 422, field
        page = parse(answer.text)
        group = next(e for e in page.iter("div") if "form-error" in e.get("class", "").split())
        assert sentence in text_of(group), field
        again = read_form(page)
        assert again["measures"] == "Det, jeg nåede at skrive"
        assert field.endswith(SELECTS) or again[field] == value, field
    assert desk.content() == before


def test_a_taken_number_is_named_at_its_field(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get("/fortegnelse/ny").text)
    fill(data, {"title": "Endnu en", "unit": "SOC", "number": "12"})
    answer = client.post("/fortegnelse/ny", data=data)
    assert answer.status_code == 422
    assert "Nummer 12 er brugt af en anden behandling." in text_of(parse(answer.text))


def test_the_form_shows_what_the_law_misses_at_its_field(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = with_empty(read_form(client.get(f"{desk.url}/ret").text), "subjects")
    saved(client, f"{desk.url}/ret", data)
    page = parse(client.get(f"{desk.url}/ret").text)
    assert "Angiv mindst én kategori af registrerede" in text_of(find(page, id="mangler-subjects"))
    assert text_of(find(page, id="mangler-purposes")) == ""


def test_the_check_answers_the_form_as_it_stands_and_saves_nothing(desk: Desk, personas: Personas) -> None:
    before = desk.content()
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    data["measures"] = data["measures_reason"] = ""
    data.poplist("security_measures")
    live = client.post("/fortegnelse/tjek", data=data, headers={"HX-Request": "true"})
    assert live.status_code == 200
    assert "<html" not in live.text
    assert "Beskriv sikkerhedsforanstaltninger overordnet" in live.text
    assert 'id="mangler-measures" data-hx-swap-oob="innerHTML"' in live.text
    whole = client.post("/fortegnelse/tjek", data=data)
    assert whole.status_code == 200
    page = parse(whole.text)
    assert "Beskriv sikkerhedsforanstaltninger overordnet" in text_of(find(page, id="mangler-measures"))
    assert read_form(whole.text)["measures"] == ""
    assert desk.content() == before
    form = next(e for e in page.iter("form") if "data-save" in e.attrib)
    assert form.get("action") == f"{desk.url}/ret"


def test_the_check_of_a_new_record_shrinks_as_one_writes(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get("/fortegnelse/ny").text)
    first = client.post("/fortegnelse/tjek", data=data, headers={"HX-Request": "true"}).text
    data["purposes-0-text"] = "At hjælpe"
    second = client.post("/fortegnelse/tjek", data=data, headers={"HX-Request": "true"}).text
    asked = "Angiv mindst ét formål med behandlingen"
    assert asked in first
    assert asked not in second
    assert "mangler-purposes" not in second


def test_a_code_that_is_stored_but_not_offered_is_kept(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    data["disclosures-0-country"], data["retention-0-period"] = "GH", "P13Y"
    data["retention-0-start_event"] = "barnets 18. år"
    saved(client, f"{desk.url}/ret", data)
    stored = desk.content()
    assert (stored.disclosures[0].country, stored.retention[0].period) == ("GH", "P13Y")
    again = read_form(client.get(f"{desk.url}/ret").text)
    assert (again["disclosures-0-country"], again["retention-0-period"]) == ("GH", "13 år")
    saved(client, f"{desk.url}/ret", again)
    assert desk.content() == stored


def test_every_field_has_a_place_for_what_the_check_finds(desk: Desk, personas: Personas) -> None:
    page = parse(desk.client(personas.anna).get(f"{desk.url}/ret").text)
    places = {e.get("id") for e in page.iter()}
    assert {f"mangler-{name}" for name in FIELDS} <= places


def test_other_records_are_written_by_name_and_kept_by_code(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    assert data["disclosures-0-recipient"] == "Hjælpemiddelhuset"
    assert data["transfers-0-processor"] == "Nordlys Drift"
    data["disclosures-1-recipient"] = " hjælpemiddelhuset"
    saved(client, f"{desk.url}/ret", data)
    assert desk.content().disclosures[1].recipient == "HJAELP"


def test_without_script_a_new_line_is_offered_to_recipients_when_the_form_comes_back(
    desk: Desk, personas: Personas
) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    data["data_lines-2-subject"], data["data_lines-2-text"] = "adults", "Billeder"
    page = parse(client.post("/fortegnelse/tjek", data=data).text)
    choices = [text_of(label) for label in find(page, id="disclosures-0-lines").iter("label")]
    assert choices == [
        "Alle oplysninger",
        "Borgere over 18 – Følsomme: helbred (Diagnose og funktionsevne)",
        "Pårørende og værger – Almindelige oplysninger (Navn og telefonnummer)",
        "Borgere over 18 (Billeder)",
    ]
    again = read_form(page)
    assert again["data_lines-2-key"] == "3"
    again.setlist("disclosures-0-lines", ["3"])
    saved(client, f"{desk.url}/ret", again)
    assert desk.content().disclosures[0].lines == ("3",)


def test_what_is_no_key_is_none(desk: Desk, personas: Personas) -> None:
    client = desk.client(personas.anna)
    data = read_form(client.get(f"{desk.url}/ret").text)
    for place, key in enumerate(("x" * 20, "007", "1")):
        data[f"data_lines-{place}-key"], data[f"data_lines-{place}-text"] = key, f"Linje {place}"
    saved(client, f"{desk.url}/ret", data)
    assert [(line.key, line.text) for line in desk.content().data_lines] == [
        ("3", "Linje 0"), ("4", "Linje 1"), ("1", "Linje 2"),
    ]  # fmt: skip


def test_a_record_type_folds_nothing_away_that_says_something(desk: Desk, personas: Personas) -> None:
    page = parse(desk.client(personas.anna).get(f"{desk.url}/ret").text)
    typed = [e.get("class", "").split() for e in page.iter("div") if "typed" in e.get("class", "").split()]
    assert typed
    assert all("typed--filled" in names for names in typed)
    empty = parse(desk.client(personas.anna).get("/fortegnelse/ny").text)
    assert not [e for e in empty.iter("div") if "typed--filled" in e.get("class", "").split()]
    assert not [e for e in empty.iter("details") if "open" in e.attrib and "lines-choice" not in e.get("class", "")]
