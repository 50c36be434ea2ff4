"""Two people edit one record at the same time."""

from werkzeug.datastructures import MultiDict

from register.activity.content import Purpose
from tests.make import Personas
from tests.page import find, parse, read_form, text_of
from tests.register.activity.conftest import GITTE, Desk


def opened(desk: Desk, email: str) -> MultiDict[str, str]:
    return read_form(desk.client(email).get(f"{desk.url}/ret").text)


def test_changes_in_different_fields_both_stand(desk: Desk, personas: Personas) -> None:
    annas, gittes = opened(desk, personas.anna), opened(desk, GITTE)
    annas["measures"] = "Annas foranstaltninger"
    assert desk.client(personas.anna).post(f"{desk.url}/ret", data=annas).status_code == 303
    gittes["case_ref"] = "27/4711"
    client = desk.client(GITTE)
    assert client.post(f"{desk.url}/ret", data=gittes).status_code == 303
    content = desk.content()
    assert (content.measures, content.case_ref) == ("Annas foranstaltninger", "27/4711")
    told = text_of(parse(client.get(desk.url).text))
    assert "Mens du skrev, rettede Anna Ahorn: Sikkerhedsforanstaltninger. Alle ændringer er gemt." in told


def collide(desk: Desk, personas: Personas) -> tuple[MultiDict[str, str], str]:
    """Anna saves; then Gitte, who changed the same two fields and one of her own. What she is shown, and its text."""
    annas, gittes = opened(desk, personas.anna), opened(desk, GITTE)
    annas["measures"], annas["purposes-0-text"], annas["description"] = "Annas", "Annas formål", "Annas beskrivelse"
    assert desk.client(personas.anna).post(f"{desk.url}/ret", data=annas).status_code == 303
    gittes["measures"], gittes["purposes-0-text"], gittes["case_ref"] = "Gittes\r\ntekst", "Gittes formål", "27/1"
    gittes["reason"] = "Efter mødet"
    answer = desk.client(GITTE).post(f"{desk.url}/ret", data=gittes)
    assert answer.status_code == 409
    return read_form(answer.text), answer.text


def test_the_second_is_shown_both_versions_and_loses_nothing(desk: Desk, personas: Personas) -> None:
    shown, text = collide(desk, personas)
    page = parse(text)
    assert "Anna Ahorn har rettet det samme som dig" in text_of(page)
    measures = text_of(find(page, id="valg-measures"))
    assert "Gittes tekst" in measures
    assert "Annas" in measures
    purposes = text_of(find(page, id="valg-purposes"))
    assert "Gittes formål" in purposes
    assert "Annas formål" in purposes
    assert (shown["valg-measures"], shown["valg-purposes"]) == ("min", "min")
    assert (shown["measures"], shown["purposes-0-text"]) == ("Gittes\r\ntekst", "Gittes formål")
    assert (shown["case_ref"], shown["reason"]) == ("27/1", "Efter mødet")
    assert shown["description"] == "Annas beskrivelse"
    assert desk.content().measures == "Annas"


def test_each_choice_is_kept(desk: Desk, personas: Personas) -> None:
    shown, _text = collide(desk, personas)
    shown["valg-measures"] = "deres"
    assert desk.client(GITTE).post(f"{desk.url}/ret", data=shown).status_code == 303
    content = desk.content()
    assert (content.measures, content.case_ref, content.description) == ("Annas", "27/1", "Annas beskrivelse")
    assert content.purposes[0] == Purpose(
        text="Gittes formål", is_statistical=True, art6=("e",), art9=("f",), dbl=("7.4", "11.1"), laws=("SEL",),
        special_law="Serviceloven § 112",
    )  # fmt: skip


def test_my_own_can_still_be_mended_before_it_is_saved(desk: Desk, personas: Personas) -> None:
    shown, _text = collide(desk, personas)
    shown["measures"] = "Annas og Gittes"
    assert desk.client(GITTE).post(f"{desk.url}/ret", data=shown).status_code == 303
    assert desk.content().measures == "Annas og Gittes"


def test_a_choice_is_not_lost_because_something_else_is_refused(desk: Desk, personas: Personas) -> None:
    shown, _text = collide(desk, personas)
    shown["valg-measures"], shown["title"] = "deres", ""
    answer = desk.client(GITTE).post(f"{desk.url}/ret", data=shown)
    assert answer.status_code == 422
    again = read_form(answer.text)
    assert (again["valg-measures"], again["valg-purposes"]) == ("deres", "min")
    again["title"] = "Med titel"
    assert desk.client(GITTE).post(f"{desk.url}/ret", data=again).status_code == 303
    assert (desk.content().measures, desk.content().title) == ("Annas", "Med titel")


def test_a_third_change_meanwhile_is_asked_about_again(desk: Desk, personas: Personas) -> None:
    shown, _text = collide(desk, personas)
    annas = opened(desk, personas.anna)
    annas["measures"] = "Annas nyere"
    assert desk.client(personas.anna).post(f"{desk.url}/ret", data=annas).status_code == 303
    answer = desk.client(GITTE).post(f"{desk.url}/ret", data=shown)
    assert answer.status_code == 409
    assert "Annas nyere" in text_of(find(parse(answer.text), id="valg-measures"))
    assert 'id="valg-purposes"' not in answer.text


def test_two_new_lines_are_not_taken_for_one(desk: Desk, personas: Personas) -> None:
    annas, gittes = opened(desk, personas.anna), opened(desk, GITTE)
    annas["data_lines-2-text"] = "Annas linje"
    annas.setlist("transfers-0-lines", ["3"])
    annas["data_lines-2-key"] = "3"
    assert desk.client(personas.anna).post(f"{desk.url}/ret", data=annas).status_code == 303
    gittes["data_lines-2-text"], gittes["data_lines-2-key"] = "Gittes linje", "3"
    gittes.setlist("disclosures-0-lines", ["3"])
    answer = desk.client(GITTE).post(f"{desk.url}/ret", data=gittes)
    assert answer.status_code == 409
    shown = read_form(answer.text)
    assert (shown["data_lines-2-key"], shown["disclosures-0-lines"]) == ("4", "4")
    assert desk.client(GITTE).post(f"{desk.url}/ret", data=shown).status_code == 303
    content = desk.content()
    assert [line.text for line in content.data_lines][2:] == ["Gittes linje"]
    assert content.disclosures[0].lines == ("4",)
    assert content.transfers[0].lines == (), "Annas linje er valgt fra, og ingen peger på en anden i stedet"
