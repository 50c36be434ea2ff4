"""The register's list page for a signed-in coordinator, beside the same page drawn from finished values.

The reference is the same template and layout in the same process, given the very context of the page it is measured
against: the same 50 rows, filter, tabs and menu as plain objects. Both must draw the same page.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from flask import Flask, template_rendered
from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState
from werkzeug.test import EnvironBuilder
from werkzeug.wsgi import ClosingIterator

from app.core.db import db
from app.core.filters import danish_number
from tests.bench.data import COORDINATOR
from tests.bench.measure import Outcome, in_turn, statements_of
from tests.conftest import sign_in

PATH = "/fortegnelse"
PAGES: Mapping[str, tuple[str, str]] = {
    "list": ("", "første side"),
    "search": ("?q=børn+nordhavn", "søgning efter to ord"),
    "filter": ("?enhed=SOC&mangler=R30", "én forvaltning, uden slettefrist"),
    "last": ("?side=9999", "sidste side"),
}
"""By the measurement's name: what follows the list's address, and what that is."""


@dataclass(frozen=True)
class Rendered:
    """The template of one page and all it was given."""

    template: Any
    context: Mapping[str, Any]


class ListPage:
    """One address of the list, asked for as a browser of a signed-in coordinator asks."""

    def __init__(self, app: Flask, query: str, path: str = PATH) -> None:
        self.app = app
        client = app.test_client()
        sign_in(client, COORDINATOR)
        cookie = client.get_cookie("session")
        assert cookie is not None
        self.environ = EnvironBuilder(path=path + query).get_environ() | {"HTTP_COOKIE": f"session={cookie.value}"}

    def fetch(self) -> str:
        """The page through the whole WSGI app, its middleware included."""
        said: list[Any] = []

        def start(status: str, _headers: Any, _problem: Any = None) -> Callable[[bytes], object]:
            said.append(status)
            return said.append

        with closing(ClosingIterator(self.app(dict(self.environ), start))) as answer:
            body = b"".join(answer)
        assert said == ["200 OK"], said
        return body.decode()

    @contextmanager
    def from_plain_values(self) -> Iterator["PlainPage"]:
        """The same page as a template and its values, inside a request that is open already."""
        seen: list[Rendered] = []

        def remember(_app: Flask, template: Any, context: dict[str, Any], **_more: Any) -> None:
            seen.append(Rendered(template, {k: v for k, v in context.items() if k not in {"g", "request", "session"}}))

        with template_rendered.connected_to(remember, self.app):
            self.fetch()
        (rendered,) = seen
        refuse_database_rows(rendered.context)
        with self.app.request_context(dict(self.environ)):
            yield PlainPage(rendered)


@dataclass(frozen=True)
class PlainPage:
    """A page that needs nothing but its template and values."""

    rendered: Rendered

    def render(self) -> str:
        """Draw the page, as text encoded for sending."""
        text: str = self.rendered.template.render(self.rendered.context)
        text.encode()
        return text


def measure_list(app: Flask, name: str, *, count: int, rounds: int) -> Outcome:
    """Time one of `PAGES` and its reference by turns, and count its statements."""
    query, words = PAGES[name]
    page = ListPage(app, query)
    with app.app_context():
        engine = db.engine
    with page.from_plain_values() as plain:
        with statements_of(engine) as statements:
            html = page.fetch()
        with statements_of(engine) as none:
            same = plain.render()
        assert none == [], none
        assert without_token(html) == without_token(same), "the reference draws another page"
        ours, reference = in_turn(page.fetch, plain.render, rounds=rounds)
    records = danish_number(count)
    what = f"Fortegnelsens liste, {words}, {records} behandlinger; mod skabelonen alene med de samme rækker"
    return Outcome(ours=ours, reference=reference, statements=len(statements), what=what)


def without_token(html: str) -> str:
    """The page without the form's secret, which is new each time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html)


def refuse_database_rows(value: Any) -> None:
    """Fail when a mapped row is among these values: reading it could ask the database."""
    assert not isinstance(inspect(value, raiseerr=False), InstanceState), value
    if isinstance(value, str | bytes):
        return
    inside: Any = ()
    if isinstance(value, Mapping):
        inside = value.values()
    elif is_dataclass(value) and not isinstance(value, type):
        inside = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, list | tuple | set | frozenset):
        inside = value
    for item in inside:
        refuse_database_rows(item)
