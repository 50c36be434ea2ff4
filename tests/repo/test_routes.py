"""Every route is named here with who may ask for it; every page is valid HTML with a title; a GET writes nothing.

A route that is added without a line fails. `OPEN` pages need no sign-in; for the others the table names the
personas who get an answer (200, or 303 for a POST that needs no fields). Everybody else gets 404 or 403.
"""

import re
from collections.abc import Iterator

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import begin_writing, db
from tests.conftest import sign_in
from tests.make import Personas
from tests.repo.world import World, make_world

ANNA, BENT, CARLA, DORTE, ERIK, FRIDA = "anna", "bent", "carla", "dorte", "erik", "frida"
EVERYBODY = (ANNA, BENT, CARLA, DORTE, ERIK, FRIDA)
READERS = (ANNA, BENT, CARLA, DORTE)

OPEN = {"static", "auth.sign_in", "auth.sign_in_now", "health.alive", "health.ready"}
