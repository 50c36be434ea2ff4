"""When a part cannot be made: the whole gives up, says where, and leaves no process and no file behind."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.pdf import Bounds, Look, PdfFailed, render_parts
from tests.bench.processes import family_of

LOOK = Look(title="Prøve", stylesheets=())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty static folder. Temporary files go to a place of the test's own, which must be empty in the end."""
    drafts, static = tmp_path / "drafts", tmp_path / "static"
    drafts.mkdir()
    static.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(drafts))
    before = set(family_of(os.getpid()))
    yield static
    assert list(drafts.iterdir()) == []
    assert set(family_of(os.getpid())) <= before


def make(sections: list[str], folder: Path, *, look: Look = LOOK, bounds: Bounds | None = None) -> None:
    render_parts(sections, look=look, static=folder, target=folder / "made.pdf", per_part=1, bounds=bounds)


def test_an_error_says_where_and_not_what_people_wrote(folder: Path) -> None:
    with pytest.raises(PdfFailed, match="ValueError") as caught:
        make(["<p>x</p>", "<p id='hemmelig-å'>x</p>"], folder)
    assert "hemmelig" not in str(caught.value)
    assert "worker.py" in str(caught.value)


def test_a_part_that_takes_too_much_memory_is_refused(folder: Path) -> None:
    with pytest.raises(PdfFailed):
        make(["<p>ord ord ord</p>" * 20_000], folder, bounds=Bounds(megabytes=90))


def test_a_part_that_takes_too_long_is_given_up(folder: Path) -> None:
    start = time.monotonic()
    with pytest.raises(PdfFailed, match="in time"):
        make(["<p>x</p>"], folder, bounds=Bounds(seconds=0.05))
    assert time.monotonic() - start < 10


def test_a_worker_that_is_killed_is_noticed(folder: Path) -> None:
    before = set(family_of(os.getpid()))

    def sections() -> Iterator[str]:
        yield "<p>x</p>"
        yield "<p>y</p>"
        for worker in set(family_of(os.getpid())) - before:
            os.kill(worker, signal.SIGKILL)
        yield "<p>z</p>"

    with pytest.raises(PdfFailed, match="a worker ended"):
        render_parts(sections(), look=LOOK, static=folder, target=folder / "made.pdf", per_part=1)


def test_an_error_in_who_gives_the_sections_ends_the_workers(folder: Path) -> None:
    def sections() -> Iterator[str]:
        yield "<p>x</p>"
        raise LookupError("no more")

    with pytest.raises(LookupError):
        render_parts(sections(), look=LOOK, static=folder, target=folder / "made.pdf", per_part=1)


def test_two_places_of_one_name_are_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="two places of one name"):
        make(["<p id='a'>x</p>", "<p id='a'>y</p>"], folder)


def test_a_page_number_that_is_not_one_line_is_refused(folder: Path) -> None:
    look = Look(title="x", stylesheets=(), frame="<p id='page-number' style='width: 1em'>Side {page}</p>")
    make(["<p>x</p>"], folder, look=look)
    broken = Look(title="x", stylesheets=(), frame="<p id='page-number'>e\u0301 {page}</p>")
    with pytest.raises(ValueError, match="one line in one font"):
        make(["<p>x</p>"], folder, look=broken)


def test_sections_are_read_only_as_they_are_needed(folder: Path) -> None:
    ahead, done = 0, 0

    def sections() -> Iterator[str]:
        nonlocal ahead
        for given in range(1, 13):
            ahead = max(ahead, given - done)
            yield f"<p>{given}</p>"

    def note(count: int) -> None:
        nonlocal done
        done = count

    render_parts(sections(), look=LOOK, static=folder, target=folder / "x.pdf", per_part=1, on_done=note)
    assert done == 12
    assert ahead <= 4
