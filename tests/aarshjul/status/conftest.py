"""What several of the tests here begin with."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.aarshjul.status.writing import DAY, unit
from tests.make import Personas, make_activity, make_assessment, make_task


@pytest.fixture
def filled(ctx: Flask, personas: Personas) -> Flask:
    """Three records of Social, one with a red risk, and two tasks."""
    social = unit("SOC")
    for number in range(3):
        activity = make_activity(unit=social, last_review_on=DAY - timedelta(days=40))
        make_assessment(activity=activity, grades=(4, 1, 1), likelihood=4 if not number else 1, assessed_on=DAY)
    make_task(unit=social, due_on=DAY - timedelta(days=3), title="Lidt over æøå")
    make_task(unit=social, due_on=DAY - timedelta(days=1), done_on=DAY - timedelta(days=1), title="Til tiden")
    return ctx
