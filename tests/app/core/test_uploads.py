"""Files that wait for a yes."""

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import session

from app.core import clock
from app.core.db import db
from app.core.uploads import drop_upload, find_upload, keep_upload
from app.factory import create_app
from tests.conftest import make_settings

# Files carry the machine's own time.
NOW = clock.now()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'data.sqlite3'}"), testing=True)
    with app.test_request_context():
        yield tmp_path / "uploads"
        db.engine.dispose()


def test_a_file_is_found_again_by_its_token_and_for_its_purpose_alone(folder: Path) -> None:
    upload = keep_upload("enheder.csv", b"code;name", purpose="organisation", now=NOW)
    assert find_upload(upload.token, purpose="organisation") == upload
    assert find_upload(upload.token, purpose="register") is None
    assert find_upload("andet", purpose="organisation") is None
    assert find_upload("", purpose="organisation") is None


def test_another_session_does_not_find_it(folder: Path) -> None:
    upload = keep_upload("enheder.csv", b"code;name", purpose="organisation", now=NOW)
    session.clear()
    assert find_upload(upload.token, purpose="organisation") is None


def test_only_the_owner_can_read_it_and_its_name_says_nothing(folder: Path) -> None:
    upload = keep_upload("../../hemmeligt navn.csv", b"indhold", purpose="organisation", now=NOW)
    (path,) = folder.iterdir()
    assert path.name == upload.token
    assert path.read_bytes() == b"indhold"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_each_purpose_keeps_one_file(folder: Path) -> None:
    keep_upload("a.csv", b"a", purpose="organisation", now=NOW)
    second = keep_upload("b.csv", b"b", purpose="organisation", now=NOW)
    other = keep_upload("c.csv", b"c", purpose="register", now=NOW)
    assert {path.name for path in folder.iterdir()} == {second.token, other.token}
    drop_upload(purpose="organisation")
    assert [path.name for path in folder.iterdir()] == [other.token]
    drop_upload(purpose="organisation")


def test_a_file_nobody_came_back_for_goes_after_a_day(folder: Path) -> None:
    old = keep_upload("a.csv", b"a", purpose="organisation", now=NOW)
    young = keep_upload("b.csv", b"b", purpose="register", now=NOW)
    session.clear()
    for upload, age in ((old, timedelta(hours=25)), (young, timedelta(hours=23))):
        moment = (NOW - age).timestamp()
        os.utime(folder / upload.token, (moment, moment))
    keep_upload("c.csv", b"c", purpose="organisation", now=NOW)
    left = {path.name for path in folder.iterdir()}
    assert old.token not in left
    assert young.token in left
    assert find_upload(old.token, purpose="organisation") is None
