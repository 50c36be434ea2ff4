"""A record in Social, a draft of its risk, and what the pages wrote."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.core.db import begin_writing, db


def write(app: Flask, what: Callable[[], Any]) -> Any:
    with app.app_context():
        begin_writing()
        result = what()
        db.session.commit()
        return result


def read(app: Flask, what: Callable[[], Any]) -> Any:
    with app.app_context():
        return what()


def version(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="version"', client.get(address).text)
    assert found, address
    return found[1] or found[2]
