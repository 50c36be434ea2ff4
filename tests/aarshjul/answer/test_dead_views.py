"""Links that answer nothing any more: each says why, and whatever is sent by them changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aarshjul.answer.links import GOOD_FOR
from aarshjul.answer.rules import SLUGS, WORDS, Answer
from app.core import clock
from app.core.db import db
from app.organisation.model import FunctionHolder, Person
from tests.aarshjul.answer.conftest import DAY, Desk
from tests.aarshjul.answer.sent import SENT, send
from tests.conftest import sign_in
from tests.make import make_municipality, make_person

ALL = [*WORDS]
Happen = Callable[[Desk, int], Any]


def give_away(desk: Desk, task_id: int) -> None:
    desk.change(task_id, person_id=desk.write(lambda: make_person().id))


def leave(desk: Desk, _task_id: int) -> None:
    def do() -> None:
        bent = db.session.scalars(db.select(Person).where(Person.email == desk.personas.bent)).one()
        bent.is_active = False
        db.session.execute(sa.delete(FunctionHolder).where(FunctionHolder.function == "leader"))

    desk.write(do)


def finish(desk: Desk, task_id: int) -> None:
    anna = desk.person_id(desk.personas.anna)
    desk.change(task_id, state="done", done_on=clock.today(), done_by_id=anna, note="Internt")


def ask(desk: Desk, task_id: int) -> None:
    anna = desk.person_id(desk.personas.anna)
    desk.change(task_id, state="for_approval", asks="complete", asked_on=clock.today(), asked_by_id=anna)


def switch_off(desk: Desk, _task_id: int) -> None:
    desk.write(lambda: make_municipality(answers_are_off=True))


DEAD: dict[str, tuple[Happen, int, tuple[str, ...]]] = {
    "reassigned": (give_away, 410, ("Opgaven er nu en andens", "Du skal ikke gøre mere.")),
    "left": (leave, 410, ("Opgaven er nu en andens",)),
    "off": (switch_off, 410, ("Du kan ikke svare fra mailen", "Log ind, og se opgaven", "/opgaver/")),
    "done by another": (finish, 200, ("Anna Ahorn markerede den som udført", "Du skal ikke gøre mere.")),
    "waits": (ask, 200, ("Opgaven venter på godkendelse.", "Du skal ikke gøre mere.")),
    "withdrawn": (lambda desk, task: desk.change(task, state="withdrawn"), 200, ("trukket tilbage",)),
    "not relevant": (lambda desk, task: desk.change(task, state="not_relevant"), 200, ("ikke relevant",)),
    "forecast": (lambda desk, task: desk.change(task, is_forecast=True), 200, ("Fristen er kun et skøn.",)),
}


def assert_nothing_comes_of_it(client: FlaskClient, desk: Desk, link: str) -> None:
    """Whichever answer is sent."""
    before = desk.dump()
    for answer in ALL:
        send(client, link, answer)
        assert desk.dump() == before, answer


@pytest.mark.parametrize("state", DEAD)
def test_what_is_over_says_so_and_takes_no_answer(client: FlaskClient, desk: Desk, state: str) -> None:
    happen, code, words = DEAD[state]
    task_id = desk.make_review()
    link = desk.link(task_id)
    happen(desk, task_id)
    page = client.get(f"{link}?svar=ikke-min")
    assert page.status_code == code
    for said in words:
        assert said in page.text
    assert "<button" not in page.text.split("<main")[1].split("</main>")[0]
    assert "Internt" not in page.text
    assert_nothing_comes_of_it(client, desk, link)


def test_the_day_after_its_last_a_link_has_words_and_a_way_on(client: FlaskClient, desk: Desk) -> None:
    task_id = desk.make_review()
    link = desk.link(task_id, age=GOOD_FOR + DAY)
    page = client.get(link)
    assert page.status_code == 410
    assert "Linket er udløbet" in page.text
    assert f"/opgaver/{task_id}" in page.text
    assert_nothing_comes_of_it(client, desk, link)


@pytest.mark.parametrize("change", ["cut", "turned", "nonsense"])
def test_a_forged_or_cut_link_is_not_found_and_says_what_to_do(client: FlaskClient, desk: Desk, change: str) -> None:
    link = desk.link(desk.make_review())
    bad = {"cut": link[:-5], "turned": link[:10] + link[10].swapcase() + link[11:], "nonsense": "/svar/hej"}[change]
    page = client.get(bad)
    assert page.status_code == 404
    assert "Åbn mailen igen" in page.text
    assert_nothing_comes_of_it(client, desk, bad)


@pytest.mark.parametrize("answer", ALL)
def test_a_link_answers_once_and_says_what_it_answered_and_when(
    client: FlaskClient, desk: Desk, answer: Answer
) -> None:
    link = desk.link(desk.make_review())
    first = send(client, link, answer).text
    said = f"«{WORDS[answer]}», {clock.now().astimezone(clock.COPENHAGEN):%d-%m-%Y} kl. "
    assert said in first
    assert "Linket er brugt: det kan kun bruges til ét svar." in first
    assert "<button" not in first.split("<main")[1].split("</main>")[0]
    assert_nothing_comes_of_it(client, desk, link)
    assert said in send(client, link, "postpone").text


def test_written_another_way_that_is_right_too_it_still_answers_once(client: FlaskClient, desk: Desk) -> None:
    task_id = desk.make_review(function="coordinator")
    link = desk.link(task_id, desk.personas.anna)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    right = [link[:-1] + letter for letter in letters if client.get(link[:-1] + letter).status_code == 200]
    assert len(right) == 4
    for way in right:
        send(client, way, "needs_change")
    assert len(desk.answers()) == 1


def test_a_mail_of_another_day_answers_for_itself(client: FlaskClient, desk: Desk) -> None:
    task_id = desk.make_review(function="coordinator")
    for age in (2 * DAY, DAY):
        send(client, desk.link(task_id, desk.personas.anna, age=age), "needs_change")
    assert [row[0] for row in desk.answers()] == ["needs_change", "needs_change"]


def test_what_has_happened_since_the_answer_is_told(client: FlaskClient, desk: Desk) -> None:
    task_id = desk.make_review()
    link = desk.link(task_id)
    send(client, link, "postpone")
    finish(desk, task_id)
    page = client.get(link).text
    assert "Der er sket mere med den siden." in page
    assert "«Udsæt»" in page
    assert "Internt" not in page


@pytest.mark.parametrize("answer", ["no_changes", "not_mine", "postpone"])
def test_where_sign_in_is_asked_for_only_that_person_can_answer(
    client: FlaskClient, desk: Desk, answer: Answer
) -> None:
    link = desk.link(desk.make_review())
    desk.write(lambda: make_municipality(answers_need_sign_in=True))
    address, data = f"{link}?svar={SLUGS[answer]}", {"svar": SLUGS[answer], **SENT[answer]}
    for page in (client.get(address), client.post(link, data=data)):
        assert page.status_code == 303
        assert page.headers["Location"].startswith("/log-ind?next=/svar/")
        assert page.headers["Location"].endswith(f"?svar%3D{SLUGS[answer]}")
    assert desk.answers() == []
    sign_in(client, desk.personas.anna)
    for page in (client.get(address), client.post(link, data=data)):
        assert page.status_code == 403
        assert "Linket er til en anden" in page.text
    assert desk.answers() == []
    sign_in(client, desk.personas.bent)
    assert client.get(address).status_code == 200
    assert "Tak." in send(client, link, answer).text
    assert [row[0] for row in desk.answers()] == [answer]


def test_switched_off_nobody_is_asked_to_sign_in_first(client: FlaskClient, desk: Desk) -> None:
    link = desk.link(desk.make_review())
    desk.write(lambda: make_municipality(answers_need_sign_in=True, answers_are_off=True))
    assert client.get(link).status_code == 410


METHODS = ["get", "head", "options"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(
        st.tuples(st.sampled_from(METHODS), st.integers(0, 5), st.sampled_from([*SLUGS.values(), "", "slet"])),
        min_size=1,
        max_size=12,
    )
)
def test_no_sequence_of_looking_changes_anything(
    client: FlaskClient, desk: Desk, asked: list[tuple[str, int, str]]
) -> None:
    if not desk.seen:
        review, plain, done = desk.make_review(), desk.make_task(), desk.make_review(title="Gjort")
        finish(desk, done)
        answered = desk.link(plain)
        send(client, answered, "done")
        desk.seen += [
            desk.link(review), desk.link(plain, age=DAY), desk.link(done), answered,
            desk.link(review, age=GOOD_FOR + DAY), desk.link(review)[:-3],
        ]  # fmt: skip
    before = desk.dump()
    for method, number, slug in asked:
        answer = getattr(client, method)(f"{desk.seen[number]}?svar={slug}")
        assert answer.status_code < 500
    assert desk.dump() == before
