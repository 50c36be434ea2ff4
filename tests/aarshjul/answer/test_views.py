"""/svar/<token>: the page behind the link in a mail, and its forms."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from aarshjul.answer.links import GOOD_FOR
from aarshjul.answer.rules import SLUGS, WORDS, Answer
from app.core import clock
from tests.aarshjul.answer.conftest import Desk
from tests.aarshjul.answer.sent import SENT, first_button, send
from tests.page import parse

ALL = [*WORDS]


def test_the_page_says_what_where_when_why_and_offers_the_answers(client: FlaskClient, link: str) -> None:
    page = client.get(link).text
    parse(page)
    for words in ("Gennemgå behandlingen", "Social", "i dag", "Bent Birk", "en gang om året", "Se behandlingen"):
        assert words in page
    assert first_button(page) == "Ingen ændringer"
    folds = re.findall(r"<summary>([^<]+)</summary>", page)
    assert folds == ["Udført", "Skal ændres", "Ikke min, send videre", "Udsæt"]


def test_an_ordinary_task_asks_whether_it_is_done_and_of_no_record(client: FlaskClient, desk: Desk) -> None:
    page = client.get(desk.link(desk.make_task())).text
    assert "3 dage over fristen" in page
    assert first_button(page) == "Markér som udført"
    assert re.findall(r"<summary>([^<]+)</summary>", page) == ["Ikke min, send videre", "Udsæt"]
    assert 'type="file"' not in page


@pytest.mark.parametrize("answer", ALL)
def test_the_address_opens_the_answer_it_names(client: FlaskClient, link: str, answer: Answer) -> None:
    page = client.get(f"{link}?svar={SLUGS[answer]}").text
    parse(page)
    main = page.split('id="others-title"')[0]
    assert f'name="svar" value="{SLUGS[answer]}"' in main
    assert main.count("<form") == 1
    assert [_ for _ in SLUGS.values() if f'value="{_}"' not in page] == [], "the others are there too"


@pytest.mark.parametrize("slug", ["", "slet-alt", "ingen-aendringer"])
def test_an_answer_the_task_does_not_take_opens_the_likely_one(client: FlaskClient, desk: Desk, slug: str) -> None:
    link = desk.link(desk.make_task())
    assert first_button(client.get(f"{link}?svar={slug}").text) == "Markér som udført"
    before = desk.dump()
    assert client.post(link, data={"svar": slug, "done-note": "x"}).status_code == 303
    assert desk.dump() == before


def test_a_note_that_is_too_long_is_kept_on_the_page_with_a_message(
    client: FlaskClient, desk: Desk, link: str, task_id: int
) -> None:
    answer = send(client, link, "done", {"done-note": "æ" * 2001})
    assert answer.status_code == 422
    assert "æ" * 2001 in answer.text
    assert desk.task(task_id).state == "not_started"


@pytest.mark.parametrize("answer", ALL)
def test_a_post_without_the_form_s_cookie_is_refused_kindly_and_keeps_the_words(
    client: FlaskClient, desk: Desk, link: str, answer: Answer
) -> None:
    desk.app.config["WTF_CSRF_ENABLED"] = True
    before = desk.dump()
    page = send(client, link, answer)
    assert page.status_code == 422
    assert "Tryk på knappen en gang til" in page.text
    assert [words for words in SENT[answer].values() if words not in page.text] == []
    assert desk.dump() == before


@pytest.mark.parametrize("answer", ["no_changes", "postpone"])
def test_with_the_form_s_cookie_it_works_over_https_without_a_referrer(
    client: FlaskClient, desk: Desk, link: str, answer: Answer
) -> None:
    desk.app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(link, base_url="https://gdpr.fjordby.example").text
    found = re.search(rf'name="{answer}-csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    data = {"svar": SLUGS[answer], **SENT[answer], f"{answer}-csrf_token": found.group(1)}
    sent = client.post(link, data=data, base_url="https://gdpr.fjordby.example")
    assert sent.status_code == 303
    assert [row[0] for row in desk.answers()] == [answer]


def test_the_page_is_kept_nowhere_and_its_address_told_to_nobody(client: FlaskClient, link: str) -> None:
    for answer in (client.get(link), client.get("/svar/hej"), client.post(link, data={"svar": "udfoert"})):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_who_tries_names_by_one_link_must_wait_and_then_gets_on(
    client: FlaskClient, desk: Desk, task_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, other = desk.link(task_id), desk.link(desk.make_task())
    tries = [send(client, link, "not_mine", {"not_mine-colleague": f"prøve {n}"}) for n in range(31)]
    assert "Ingen her hedder det." in tries[29].text
    assert (tries[30].status_code, "For mange forsøg. Vent 1 minut" in tries[30].text) == (422, True)
    assert "Ingen her hedder det." not in tries[30].text
    assert "For mange forsøg" in send(client, link, "not_mine").text, "a right one must wait as well"
    assert "Tak." in send(client, other, "done").text, "another link does not"
    late = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert "Tak. Opgaven er sendt videre til Carla Ceder." in send(client, link, "not_mine").text


def test_a_link_works_on_its_last_day(client: FlaskClient, desk: Desk, task_id: int) -> None:
    assert client.get(desk.link(task_id, age=GOOD_FOR)).status_code == 200


def test_a_token_of_another_kind_or_about_nothing_opens_nothing(client: FlaskClient, desk: Desk) -> None:
    from app.token.signing import sign

    with desk.app.app_context():
        tokens = [
            sign("calendar", {"t": 1, "p": 1}, expires_on=clock.today()),
            sign("answer", {"x": 1}, expires_on=clock.today()),
            sign("answer", {"t": 999_999, "p": 1}, expires_on=clock.today()),
        ]
    assert [client.get(f"/svar/{token}").status_code for token in tokens] == [404, 404, 404]
