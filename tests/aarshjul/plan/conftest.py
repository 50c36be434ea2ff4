"""The municipality that is planned for."""

from typing import Any

import pytest
from flask import Flask

from tests.make import make_personas, make_plan


@pytest.fixture
def fjordby(ctx: Flask) -> Any:
    """The personas' municipality, with two items: one for each administration, one for the whole."""
    people = make_personas()
    make_plan(codes={"T01", "T05"})
    return people
