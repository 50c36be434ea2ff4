"""The measurements in short: what they compare, and that no list asks more as the register grows. Never seconds."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.audit.actions import Doing
from app.core.db import begin_writing, db
from register.activity.model import ActivityFinding, ProcessingActivity
from tests.bench.__main__ import as_table, keep
from tests.bench.data import fill_register
from tests.bench.list import PAGES, ListPage, measure_list, refuse_database_rows
from tests.bench.measure import Outcome, in_turn, statements_of
from tests.make import NOW

OUTCOME = Outcome(ours=0.030, reference=0.020, statements=9, what="en side")


def fill(app: Flask, count: int) -> None:
    with app.app_context():
        begin_writing()
        fill_register(count, doing=Doing(at=NOW, via="cli"))
        db.session.commit()


def statements(app: Flask, name: str) -> int:
    page = ListPage(app, PAGES[name][0])
    with app.app_context():
        engine = db.engine
    with statements_of(engine) as seen:
        page.fetch()
    return len(seen)
