"""No button answers no: everything a page shows a role leads somewhere, for every role, inside and outside Social.

From the front page and the menu on, every link is followed and every form is sent with nothing in it. Whoever is shown
a link or a button may use it: the answer is a page, a file, a way on, or "mend this", never 403 or 404.
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
from werkzeug.exceptions import HTTPException

from aarshjul.task.model import Task
from app.auth.rules import ROLES
from app.core.db import begin_writing, db
from app.organisation.model import Person
from tests.repo.conftest import Stage
from tests.repo.world import player

MOST_OF_A_KIND = 3
"""Addresses of one endpoint that are opened: the tenth task page has no other buttons than the first."""
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
FORM = re.compile(r"<form\b([^>]*)>")
FINE = {200, 303}
FIRST = ("/", "/opgaver")
FINE_POST = {200, 303, 409, 422}

PLAYERS = [(role, "inside") for role in ROLES] + [
    pytest.param(role, "outside", marks=pytest.mark.long) for role in ("coordinator", "manager", "assignee")
]


@pytest.mark.parametrize(("role", "where"), PLAYERS)
def test_every_link_and_every_button_a_role_is_shown_works(stage: Stage, role: str, where: str) -> None:
    wrong, seen = walk(stage, player(role, where))
    assert wrong == []
    assert len(seen) > len(FIRST), "the walk went nowhere"


@pytest.mark.parametrize("role", ["manager", "assignee", "reader"])
def test_who_has_one_task_elsewhere_sees_that_task_and_the_own_units_records(stage: Stage, role: str) -> None:
    email = player(role, "outside")

    def give_task() -> None:
        with stage.app.test_request_context():
            begin_writing()
            task = db.session.get_one(Task, stage.world.values["task_id"])
            task.person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
            db.session.commit()

    wrong, seen = walk(stage, email, prepare=give_task)
    assert wrong == []
    assert f"/opgaver/{stage.world.values['task_id']}" in seen
    assert f"/fortegnelse/{stage.world.values['activity_id']}" not in seen
    assert "/fortegnelse" in seen


def walk(
    stage: Stage, email: str, prepare: Callable[[], None] = lambda: None
) -> tuple[list[tuple[str, int]], set[str]]:
    """Follow every link and send every form; what was answered with no, and the addresses that were opened."""
    prepare()
    client = stage.client(email)
    wrong: list[tuple[str, int]] = []
    forms: dict[str, str] = {}
    waiting, seen, opened = [*FIRST], {*FIRST}, Counter[str]()
    while waiting:
        url = waiting.pop(0)
        answer = client.get(url)
        if answer.status_code not in FINE:
            wrong.append((url, answer.status_code))
        is_page = answer.mimetype == "text/html" and answer.status_code == 200
        forms |= dict.fromkeys(posts(answer.text, url), url) if is_page else {}
        for link in links(answer.text, url) if is_page else [answer.location or ""]:
            kind = kind_of(stage, link)
            if kind and link not in seen and opened[kind] < MOST_OF_A_KIND:
                seen.add(link)
                opened[kind] += 1
                waiting.append(link)
    for action, page in forms.items():
        told = stage.client(email).post(action).status_code
        if told not in FINE_POST:
            wrong.append((f"POST {action} on {page}", told))
        stage.set_up()
        prepare()
    return wrong, seen


def links(text: str, page: str) -> Iterator[str]:
    """Where a page's links lead on this site, without the part after #."""
    for href in LINK.findall(text):
        target = urlsplit(urljoin(page, html.unescape(href)))
        if not target.scheme and not target.netloc and target.path.startswith("/"):
            yield target._replace(fragment="").geturl()


def posts(text: str, page: str) -> Iterator[str]:
    """Where a page's forms are sent to."""
    for attributes in FORM.findall(text):
        if 'method="post"' in attributes:
            action = re.search(r'\baction="([^"]*)"', attributes)
            yield urljoin(page, html.unescape(action.group(1))) if action and action.group(1) else page


def kind_of(stage: Stage, url: str) -> str:
    """The endpoint behind an address; "" for files that every page has, and where there is no address."""
    if not url:
        return ""
    try:
        endpoint, _values = stage.app.url_map.bind("127.0.0.1").match(urlsplit(url).path, method="GET")
    except HTTPException:
        return "nothing"
    return "" if endpoint == "static" else endpoint
