"""/admin/mailtekster."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aarshjul.mailtext.actions import ChangeText, change_text
from aarshjul.mailtext.model import MailText
from aarshjul.mailtext.rules import CODE_OF, MAILS, TEXTS
from app.audit.actions import Doing
from app.core.db import begin_writing, db
from app.mail.model import OutgoingMail
from tests.conftest import sign_in
from tests.make import NOW, Personas
from tests.page import find, parse, read_form, text_of

ADDRESS = "/admin/mailtekster/emne-en-opgave"
CPR = "310299-9999"


@pytest.fixture
def frida(client: FlaskClient, personas: Personas) -> FlaskClient:
    sign_in(client, personas.frida)
    return client


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.test_request_context():
        begin_writing()
        made = what()
        db.session.commit()
        return made


def stored(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {row.code: row.text for row in db.session.scalars(sa.select(MailText))}


def mails(app: Flask) -> list[OutgoingMail]:
    with app.app_context():
        return list(db.session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.id)))


def save(client: FlaskClient, text: str, address: str = ADDRESS, **more: str) -> Any:
    form = read_form(client.get(address).text)
    form["text"] = text
    return client.post(address, data={**form, **more}, follow_redirects=True)


def test_the_list_shows_every_text_with_its_use_and_leads_to_its_page(frida: FlaskClient) -> None:
    page = frida.get("/admin/mailtekster").text
    tree = parse(page)
    shown = text_of(find(tree, id="main-content"))
    for wording in TEXTS.values():
        assert wording.label in shown
        assert wording.where in shown
        assert wording.default in shown
    assert re.findall(r'href="/admin/mailtekster/([\w-]+)">', page) == ["mail", *CODE_OF]
    assert "Programmets tekst:" not in page


def test_every_text_has_its_page_and_sent_as_it_is_changes_nothing(app: Flask, frida: FlaskClient) -> None:
    for slug, code in CODE_OF.items():
        page = frida.get(f"/admin/mailtekster/{slug}").text
        wording = TEXTS[code]
        form = read_form(parse(page))
        assert form["text"] == wording.default
        assert [name for name in wording.placeholders if f"<code>{{{name}}}</code>" not in page] == [], slug
        assert "Der var ikke noget at ændre." in save(frida, form["text"], f"/admin/mailtekster/{slug}").text
    assert stored(app) == {}


def test_a_text_is_written_shown_and_put_back(app: Flask, frida: FlaskClient) -> None:
    page = save(frida, "Gør det nu: {opgave} <b>")
    assert "Teksten er gemt og bruges fra den næste mail." in page.text
    assert "Gør det nu: Slettekontrol i fagsystemer &lt;b&gt;" in page.text
    assert "Programmets tekst: Husk senest {dag}: {opgave}" in page.text
    assert re.search(r"Rettet af Frida Fyr \d\d-\d\d-\d{4} kl\. \d\d\.\d\d\.", page.text)
    assert stored(app) == {"subject_one": "Gør det nu: {opgave} <b>"}
    listed = frida.get("/admin/mailtekster").text
    assert "Gør det nu: {opgave} &lt;b&gt;" in listed
    assert "Programmets tekst: Husk senest {dag}: {opgave}" in listed
    assert "1 tekst er jeres egen" in frida.get("/admin").text
    back = frida.post(f"{ADDRESS}/tilbage", data={"version": "1"}, follow_redirects=True).text
    assert "Programmets tekst bruges igen." in back
    assert "Sat tilbage til programmets tekst af Frida Fyr" in back
    assert read_form(back)["text"] == "Husk senest {dag}: {opgave}"
    assert "Alle tekster er programmets egne" in frida.get("/admin").text
    trail = frida.get("/admin/spor").text
    assert "Rettede en mailtekst" in trail and "Satte en mailtekst tilbage til programmets" in trail
    assert "Mailtekst: Emne: Én opgave" in trail


def test_an_emptied_field_puts_our_words_back(app: Flask, frida: FlaskClient) -> None:
    save(frida, "Gør det nu: {opgave}")
    save(frida, "  ")
    assert stored(app) == {"subject_one": ""}


@pytest.mark.parametrize("ending", ["", "/vis"])
def test_a_mistake_comes_back_with_its_sentence_at_the_field(app: Flask, frida: FlaskClient, ending: str) -> None:
    answer = frida.post(ADDRESS + ending, data={"text": "Husk {navn}", "version": "0"})
    assert answer.status_code == 422
    tree = parse(answer.text)
    assert find(tree, name="text").get("value") == "Husk {navn}"
    said = text_of(find(tree, id="text-error"))
    assert "{navn} findes ikke. Her kan du bruge {opgave}, {dag}, {sted}. Se tegn 6." in said
    assert "{opgave} mangler." in said
    assert "<iframe" not in answer.text
    assert stored(app) == {}


def test_what_looks_like_a_cpr_number_is_asked_about_first(app: Flask, frida: FlaskClient) -> None:
    assert "Det ligner et CPR-nummer." in save(frida, f"{{opgave}} {CPR}").text
    assert stored(app) == {}


def test_the_preview_shows_what_is_written_alone_and_in_its_mail_and_keeps_nothing(
    app: Flask, frida: FlaskClient
) -> None:
    address = "/admin/mailtekster/indledning-en-opgave"
    form = read_form(frida.get(address).text)
    form["text"] = "Kære du\n\nSenest {dato} for <b>{sted}</b>.\nhttps://intranet.example/gdpr"
    page = frida.post(f"{address}/vis", data=form)
    assert page.status_code == 200
    tree = parse(page.text)
    assert read_form(tree)["text"] == form["text"].replace("\n", "\r\n")
    assert next(e for e in tree.iter("form") if "data-save" in e.attrib).get("action") == address
    assert "Teksten er ikke gemt endnu." in page.text
    assert (
        "<p>Kære du</p>\n<p>Senest onsdag den 31. marts 2027 for &lt;b&gt;Social&lt;/b&gt;.<br>"
        '<a href="https://intranet.example/gdpr">https://intranet.example/gdpr</a></p>'
    ) in page.text
    frame = find(tree, sandbox="")
    mail = frame.get("srcdoc") or ""
    assert "<p>Kære du</p>" in mail
    assert "href=" not in mail, "nothing in the frame leads anywhere"
    assert "Emne" in page.text and "Husk senest 31. marts: Slettekontrol i fagsystemer" in page.text
    assert stored(app) == {} and mails(app) == []


def test_the_policy_lets_the_mails_own_styles_through_and_no_others(frida: FlaskClient) -> None:
    for address, has_mail in ((ADDRESS, True), ("/admin/mailtekster/mail", True), ("/admin/mailtekster", False)):
        policy = frida.get(address).headers["Content-Security-Policy"]
        assert ("style-src 'self' 'sha256-" in policy) is has_mail
        assert "unsafe" not in policy


def test_who_was_overtaken_sees_what_stands_now_and_can_save_then(app: Flask, frida: FlaskClient) -> None:
    form = read_form(frida.get(ADDRESS).text)
    write(
        app,
        lambda: change_text(ChangeText(code="subject_one", text="Gør {opgave}", read=0), doing=Doing(at=NOW)),
    )
    form["text"] = "Husk {opgave}"
    answer = frida.post(ADDRESS, data=form)
    assert answer.status_code == 409
    assert "En anden har rettet teksten, mens du skrev." in answer.text
    assert "<strong>Gør {opgave}</strong>" in answer.text
    again = read_form(answer.text)
    assert (again["text"], again["version"]) == ("Husk {opgave}", "1")
    assert "Teksten er gemt" in frida.post(ADDRESS, data=again, follow_redirects=True).text
    late = frida.post(f"{ADDRESS}/tilbage", data={"version": "1"}, follow_redirects=True).text
    assert "En anden har rettet teksten" in late
    assert stored(app) == {"subject_one": "Husk {opgave}"}


def test_a_text_that_cannot_be_used_any_more_is_warned_about_and_can_be_mended(app: Flask, frida: FlaskClient) -> None:
    write(app, lambda: db.session.add(MailText(code="subject_one", text="{sagsbehandler}: {opgave}", changed_at=NOW)))
    assert "Jeres tekst kan ikke bruges" in frida.get("/admin/mailtekster").text
    page = frida.get(ADDRESS).text
    assert "Jeres tekst bruges ikke" in page
    assert "{sagsbehandler} findes ikke." in page
    assert read_form(page)["text"] == "{sagsbehandler}: {opgave}"
    assert "Husk senest 31. marts: Slettekontrol i fagsystemer" in page, "the preview says what is sent"
    assert "Jeres tekst bruges ikke" not in save(frida, "Frida: {opgave}").text


def test_a_sample_of_each_mail_goes_to_oneself(app: Flask, frida: FlaskClient) -> None:
    for kind in MAILS:
        shown = frida.get(f"/admin/mailtekster/mail?slags={kind}").text
        parse(shown)
        page = frida.post("/admin/mailtekster/proeve", data={"mail": kind}, follow_redirects=True).text
        assert "Prøven er på vej til frida@fjordby.example." in page
        mail = mails(app)[-1]
        assert mail.to_address == "frida@fjordby.example"
        assert mail.subject.startswith("Prøve: ")
        assert f"<dd>{mail.subject.removeprefix('Prøve: ')}</dd>" in shown
    assert len(mails(app)) == len(MAILS)


def test_after_a_sample_one_is_back_where_one_was_and_too_many_are_refused(app: Flask, frida: FlaskClient) -> None:
    for _number in range(5):
        answer = frida.post("/admin/mailtekster/proeve", data={"mail": "findes ikke", "next": ADDRESS})
        assert answer.location == ADDRESS
    page = frida.post("/admin/mailtekster/proeve", data={"next": "https://ondt.example/"}, follow_redirects=True)
    assert page.request.path == "/admin/mailtekster"
    assert "Du har fået 5 prøver inden for en time." in page.text
    assert len(mails(app)) == 5


def test_an_address_that_is_no_text_is_none(frida: FlaskClient) -> None:
    assert frida.get("/admin/mailtekster/findes-ikke").status_code == 404
    assert frida.post("/admin/mailtekster/findes-ikke", data={"text": "x"}).status_code == 404


def test_who_may_not_change_the_municipality_sees_nothing_of_it(client: FlaskClient, personas: Personas) -> None:
    for email in (personas.dorte, personas.anna):
        sign_in(client, email)
        assert client.get("/admin/mailtekster").status_code == 404
        assert client.post("/admin/mailtekster/proeve").status_code == 404
    sign_in(client, personas.dorte)
    assert "Mailtekster" not in client.get("/admin").text
