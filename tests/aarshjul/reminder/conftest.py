"""The product with a real mail server, for playing ticks on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Settings
from tests.conftest import make_settings
from tests.mailserver import MailServer


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server on loopback."""
    with MailServer() as running:
        yield running


@pytest.fixture
def settings(database_url: str, tmp_path: Path, server: MailServer) -> Settings:
    """The test's settings, with that server."""
    return make_settings(tmp_path, database_url, smtp_url=server.url)
