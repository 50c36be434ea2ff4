"""In real Chromium: pages full of script written by people run none of it, and break no rule of the policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page

from app.auth.model import Account
from app.auth.password import hash_password
from app.core.db import begin_writing, db
from config import load
from tests.browser.conftest import Program, free_port, sign_in
from tests.make import make_personas
from tests.repo.test_escaping import words_in
from tests.repo.world import make_world
from wsgi import make_app

pytestmark = pytest.mark.browser
EVIL = "\"'></textarea><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"
PASSWORD = "Nul-Kant-Fjeder-62"
ANNA, FRIDA = "anna@fjordby.example", "frida@fjordby.example"
PAGES = {
    ANNA: [
        "/", "/fortegnelse", "/fortegnelse/1", "/fortegnelse/1/ret", "/fortegnelse/1/historik", "/systemer",
        "/systemer/1", "/risiko", "/opgaver", "/opgaver/1", "/aarshjul", "/rapporter/status/DDS",
    ],
    FRIDA: ["/admin/organisation", "/admin/organisation/SOC", "/admin/brugere", "/admin/spor", "/admin/kommune"],
}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """A municipality with one of everything, and script in all that people write."""
    running = Program(folder=tmp_path, port=free_port())
    running.flask("init")
    app = make_app(load(running.environ))
    with app.test_request_context():
        begin_writing()
        make_world(make_personas())
        for table in db.metadata.sorted_tables:
            columns = [] if table.name in {"audit_event", "activity_version"} else list(words_in(table))
            if columns:
                db.session.execute(sa.update(table).values({c: EVIL[: c.type.length or None] for c in columns}))
        hashed = hash_password(PASSWORD)
        db.session.execute(sa.update(Account).values(password_hash=hashed))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    running.serve()
    yield running
    running.stop()


def visit(page: Page, program: Program, who: str) -> int:
    """See this person's pages; how often the words stood there to be read."""
    sign_in(page, program, who, PASSWORD)
    read = 0
    for path in PAGES[who]:
        answer = page.goto(f"{program.url}{path}")
        assert answer is not None, path
        assert answer.status == 200, path
        assert page.locator("img[src=x], svg[onload]").count() == 0, path
        read += page.content().count("alert(1)")
    return read


def test_no_script_that_people_wrote_is_run(page: Page, chromium: Browser, program: Program) -> None:
    """With the policy on, nothing breaks it (`page` sees to that); with it off, the escaping holds by itself."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
    assert visit(page, program, ANNA) > len(PAGES[ANNA])
    context = chromium.new_context(locale="da-DK", bypass_csp=True)
    bare = context.new_page()
    bare.on("dialog", lambda dialog: (dialogs.append(f"{bare.url}: {dialog.message}"), dialog.dismiss()))
    for who, paths in PAGES.items():
        context.clear_cookies()
        assert visit(bare, program, who) > len(paths)
    assert dialogs == []
    bare.set_content(f"<p title='{EVIL}'></p>")
    bare.wait_for_timeout(300)
    assert dialogs, "the words are dangerous where nothing escapes them, or this test shows nothing"
    context.close()
