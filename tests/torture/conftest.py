"""A place for the short forms, on both databases."""

import time
from pathlib import Path

import pytest

from tests.torture.place import Place


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Place:
    """The test's database and folder, and three minutes at most."""
    return Place(database_url, tmp_path, time.monotonic() + 180)
