"""The product with a real mail server, for playing ticks on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from tests.aarshjul.reminder.playground import write
from tests.conftest import make_settings
from tests.mailserver import MailServer
from tests.make import Personas, make_personas, make_plan


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server on loopback."""
    with MailServer() as running:
        yield running


@pytest.fixture
def settings(database_url: str, tmp_path: Path, server: MailServer) -> Settings:
    """The test's settings, with that server."""
    return make_settings(tmp_path, database_url, smtp_url=server.url)


@pytest.fixture
def fjordby(app: Flask) -> Personas:
    """The personas and no plan, so that only a test's own tasks are reminded of."""
    personas: Personas = write(app, lambda: (make_plan(codes=set()), make_personas())[1])
    return personas
