"""The demo's annual cycle, as a newcomer finds it."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from flask import Flask

from aarshjul.demo_data import MOST_FIRST_MAILS, STORY
from aarshjul.plan.catalogue import read_catalogue
from aarshjul.plan.actions import CATALOGUE
from aarshjul.task.model import Task
from app.core import clock
from app.core.db import db
from app.job.worker import run_tick
from app.organisation.model import Unit

CODES = {item.code for item in read_catalogue(CATALOGUE.read_text(encoding="utf-8"))}


@pytest.fixture
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty file: the demo is laid into a database of its own."""
    return tmp_path_factory.mktemp("empty") / "none"
