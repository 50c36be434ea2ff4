"""The municipality whose hours are counted."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from aarshjul.plan.model import Plan
from app.core.db import db
from app.organisation.model import Person, Unit
from tests.make import Personas, make_personas, make_plan, make_task


@pytest.fixture
def fjordby(ctx: Flask) -> Personas:
    """The personas' municipality with two items of the plan, T01 in each administration and T05 for the whole."""
    people = make_personas()
    make_plan(codes={"T01", "T05"})
    return people


def person(email: str) -> Person:
    return db.session.scalars(db.select(Person).where(Person.email == email)).one()


def done(unit: Unit, code: str, minutes: int, day: date, **changes: Any) -> None:
    """A task of the plan's item that was done on the day and took so long."""
    plan = db.session.scalars(db.select(Plan).where(Plan.state == "approved")).one()
    item = next(item for item in plan.items if item.code == code)
    values = {"plan_item": item, "plan_code": code, "done_on": day, "spent_minutes": minutes} | changes
    make_task(unit=unit, due_on=day, **values)
