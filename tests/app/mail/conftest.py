"""An outbox on both databases with a real mail server behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Settings
from tests.conftest import make_settings
from tests.mailserver import MailServer


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes everything until it is told otherwise."""
    with MailServer() as mail_server:
        yield mail_server


@pytest.fixture
def settings(database_url: str, tmp_path: Path, server: MailServer) -> Settings:
    """Mails go to the server, which is given one second for each answer."""
    return make_settings(tmp_path, database_url, smtp_url=server.url, smtp_timeout=1)
