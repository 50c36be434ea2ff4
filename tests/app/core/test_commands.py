"""The command line's edge."""

from pathlib import Path

from tests.conftest import make_settings
from wsgi import make_app


def test_a_database_that_was_never_made_ready_is_a_sentence(tmp_path: Path) -> None:
    app = make_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'empty.sqlite3'}"), testing=True)
    result = app.test_cli_runner().invoke(args=["register", "check", "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Databasen er ikke gjort klar til denne version. Kør flask init.\n"
