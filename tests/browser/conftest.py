"""A running program on a port of its own, and a Chromium to look at it with."""

import atexit
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from config import ROOT

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
FLASK = [sys.executable, "-m", "flask"]
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Program:
    """The program as the it department runs it: its settings, its commands and its web process."""

    folder: Path
    port: int
    smtp_url: str = ""
    database_url: str = ""
    web: tuple[str, ...] = ("wsgi.py",)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        own = {
            "INSTANCE_DIR": str(self.folder),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "BASE_URL": self.url,
            "SMTP_URL": self.smtp_url,
            "DATABASE_URL": self.database_url,
            "PASSWORD_MEMORY_KIB": "8",
            "PYTHONWARNINGS": "default",
        }
        kept = {k: v for k, v in os.environ.items() if k not in own and k not in {"SECRET_KEY", "MAIL_FROM"}}
        # Empty values too: they stand over a developer's .env.
        return kept | own

    def flask(self, *words: str, stdin: str = "", code: int = 0) -> str:
        """Run a command; its standard output. Fails when it ends with another code."""
        done = subprocess.run(
            [*FLASK, *words], cwd=ROOT, env=self.environ, input=stdin, capture_output=True, text=True, timeout=180,
            check=False,
        )  # fmt: skip
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout if code == 0 else done.stderr

    def make_demo(self) -> None:
        """What `flask init --demo` makes: made once a process, copied to this program's folder."""
        shutil.copytree(_demo(), self.folder, dirs_exist_ok=True)

    def serve(self) -> None:
        """Start the web process and wait until it answers."""
        with (self.folder / "web.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen([sys.executable, *self.web], cwd=ROOT, env=self.environ, stdout=log, stderr=log)
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2)
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.folder / "web.log").read_text())

    def stop(self) -> None:
        """End the processes this program started."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=20)


@cache
def _demo() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="gdpr-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Program(folder=folder, port=free_port()).flask("init", "--demo")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium. Its absence is an error, not a skip: `./run setup --dev` installs it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium mangler. Kør ./run setup --dev."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh window; a broken content security policy or a script error fails the test."""
    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    window = context.new_page()
    window.set_default_timeout(15_000)
    said: list[str] = []
    window.on("console", lambda message: _remember(message, said))
    window.on("pageerror", lambda error: said.append(str(error)))
    yield window
    context.close()
    assert said == []


def _remember(message: ConsoleMessage, said: list[str]) -> None:
    # Chromium reports every answer of 400 and up here; the tests that expect one look at the page itself.
    if message.type == "error" and "Failed to load resource" not in message.text:
        said.append(message.text)


def assert_accessible(page: Page, heading: str) -> None:
    """The page with this heading has come, and axe finds nothing in it against WCAG 2.2 AA."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}).response["violations"]
    told = [f"{v['id']}: {v['help']}: {[n['target'] for n in v['nodes'][:5]]}" for v in found]
    assert told == [], f"{page.url}\n" + "\n".join(told)


def sign_in(page: Page, program: Program, email: str, password: str) -> None:
    """Sign in on the page, as a person does."""
    page.goto(f"{program.url}/log-ind")
    fill_sign_in(page, email, password)


def fill_sign_in(page: Page, email: str, password: str) -> None:
    """Fill in the sign-in page that stands there."""
    page.get_by_label("Mailadresse").fill(email)
    page.get_by_label("Adgangskode").fill(password)
    page.get_by_role("button", name="Log ind").click()
    expect(page).not_to_have_url(re.compile("/log-ind"))


def demo_logins(program: Program) -> dict[str, str]:
    """Mail address → password, as `flask init --demo` wrote them."""
    logins: dict[str, str] = {}
    for line in (program.folder / "demo-login.txt").read_text(encoding="utf-8").splitlines():
        words = line.split()
        email = next((word for word in words if "@" in word), None)
        if email:
            logins[email] = words[-1]
    return logins


ANNA = "anna@fjordby.example"
"""The coordinator in Social."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A demo municipality of the module's own, served."""
    running = Program(folder=tmp_path_factory.mktemp("demo"), port=free_port())
    running.make_demo()
    running.serve()
    yield running
    running.stop()


@pytest.fixture
def anna(page: Page, demo: Program) -> Page:
    """Anna's window, signed in."""
    sign_in(page, demo, ANNA, demo_logins(demo)[ANNA])
    return page
