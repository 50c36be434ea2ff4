"""The link in a mail: whom it speaks for, how long, and what address it has."""

from datetime import timedelta

import pytest
from flask import Flask

from aarshjul.answer.links import GOOD_FOR, AnswerLink, answer_url, make_token, mark_of, read_token
from aarshjul.answer.rules import SLUGS, Answer
from app.core.db import db
from app.organisation.model import Unit
from app.token.signing import BadToken, ExpiredToken, sign
from tests.conftest import MOSTLY_SQLITE
from tests.make import TODAY, make_municipality, make_personas, make_task

pytestmark = MOSTLY_SQLITE
DAY = timedelta(days=1)


@pytest.mark.parametrize("link", [AnswerLink(3, 4), AnswerLink(3, 4, 5)])
def test_a_token_says_whom_it_speaks_for_to_its_last_day(ctx: Flask, link: AnswerLink) -> None:
    token = make_token(link, today=TODAY)
    assert read_token(token, today=TODAY + GOOD_FOR) == link
    with pytest.raises(ExpiredToken):
        read_token(token, today=TODAY + GOOD_FOR + DAY)


@pytest.mark.parametrize("payload", [{}, {"t": 1}, {"t": 1, "p": None}, {"t": 1, "p": 2, "v": "x"}])
def test_what_says_nothing_of_the_kind_is_no_link(ctx: Flask, payload: dict[str, int]) -> None:
    with pytest.raises(BadToken):
        read_token(sign("answer", payload, expires_on=TODAY), today=TODAY)


def test_a_link_written_another_way_that_is_right_too_is_the_same_link(ctx: Flask) -> None:
    """The last letter of the signature holds two bits that count for nothing."""
    token = make_token(AnswerLink(3, 4), today=TODAY)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    others = []
    for letter in letters:
        try:
            read_token(token[:-1] + letter, today=TODAY)
        except BadToken:
            continue
        others.append(token[:-1] + letter)
    assert len(others) == 4
    assert {mark_of(other) for other in others} == {mark_of(token)}


def test_mails_of_two_days_and_of_a_task_that_came_back_have_links_of_their_own(ctx: Flask) -> None:
    days = [TODAY, TODAY + DAY]
    tokens = [make_token(AnswerLink(3, 4, version), today=day) for day in days for version in (1, 2)]
    tokens += [make_token(AnswerLink(3, 5, 1), today=TODAY), make_token(AnswerLink(4, 4, 1), today=TODAY)]
    assert len({mark_of(token) for token in tokens}) == len(tokens)
    assert mark_of(make_token(AnswerLink(3, 4, 1), today=TODAY)) == mark_of(tokens[0])


@pytest.mark.parametrize("answer", [*SLUGS, ""])
def test_the_address_in_a_mail_opens_the_answer_that_was_meant(ctx: Flask, answer: Answer) -> None:
    people = make_personas()
    task = make_task(unit=db.session.get_one(Unit, people.social_id), due_on=TODAY, version=7)
    url = answer_url(task, 4, today=TODAY, answer=answer)
    assert url.startswith("http://127.0.0.1:8000/svar/")
    token, _question, query = url.removeprefix("http://127.0.0.1:8000/svar/").partition("?")
    assert read_token(token, today=TODAY) == AnswerLink(task.id, 4, 7)
    assert query == (f"svar={SLUGS[answer]}" if answer else "")


def test_where_answers_are_switched_off_the_address_is_the_task_s_own(ctx: Flask) -> None:
    people = make_personas()
    task = make_task(unit=db.session.get_one(Unit, people.social_id), due_on=TODAY)
    make_municipality(answers_are_off=True)
    assert answer_url(task, 4, today=TODAY, answer="done") == f"http://127.0.0.1:8000/opgaver/{task.id}"
