"""Who may open a connection: nobody but the sender of mail and the sign-in at the municipality's own provider."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config import ROOT

SOURCES = [
    *(path for room in ("app", "register", "aarshjul") for path in sorted((ROOT / room).rglob("*.py"))),
    ROOT / "config.py",
    ROOT / "wsgi.py",
]
REACHES_OUT = {
    "socket", "ssl", "smtplib", "ftplib", "imaplib", "poplib", "telnetlib", "nntplib", "xmlrpc", "http.client",
    "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "authlib", "asyncio", "webbrowser", "subprocess",
    "pycurl", "websocket", "websockets",
}  # fmt: skip
MAY: dict[str, set[str]] = {
    "app/mail/sending.py": {"smtplib", "ssl"},
    "app/job/running.py": {"subprocess"},
    "app/job/worker.py": {"socket"},
    "app/core/pdf/crew.py": {"subprocess"},
}
"""The mail server is a setting (SMTP_URL). The worker asks for the machine's own name, and starts this program once
more for a long job; a long PDF is made by processes that run a module of ours."""
PROVIDER = "app/oidc/"
"""The OpenID provider is a setting (OIDC_ISSUER); what it says of its own addresses is read from there alone."""


@cache
def imports(path: Path) -> frozenset[str]:
    """Every name a module imports; each file is read once."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def reaching(path: Path) -> set[str]:
    return {name for name in REACHES_OUT for seen in imports(path) if seen == name or seen.startswith(f"{name}.")}


def test_no_other_module_can_fetch_an_address() -> None:
    found = {str(path.relative_to(ROOT)): reaching(path) for path in SOURCES}
    outside = {name: used for name, used in found.items() if used and not name.startswith(PROVIDER)}
    assert outside == MAY


def test_the_worker_asks_for_its_own_name_and_opens_nothing() -> None:
    text = (ROOT / "app/job/worker.py").read_text(encoding="utf-8")
    assert set(re.findall(r"socket\.(\w+)", text)) <= {"gethostname", "getfqdn"}


def test_a_pdf_is_made_in_one_room_with_its_own_fetcher() -> None:
    users = {str(path.relative_to(ROOT)) for path in SOURCES if "weasyprint" in imports(path)}
    assert users == {"app/core/pdf/single.py", "app/core/pdf/worker.py"}
    for user in users:
        text = (ROOT / user).read_text(encoding="utf-8")
        made = re.findall(r"weasyprint\.(?:HTML|CSS)\([^\n]*", text)
        assert made
        assert all("url_fetcher=" in call for call in made), made
        assert "own_files(Path(" in text


def test_the_processes_that_make_a_pdf_run_our_module_and_nothing_else() -> None:
    text = (ROOT / "app/core/pdf/crew.py").read_text(encoding="utf-8")
    assert re.findall(r"subprocess\.Popen\(.*\n\s*(\[.*\]),", text) == ['[sys.executable, "-m", "app.core.pdf.worker"]']
    assert set(re.findall(r"subprocess\.(\w+)\(", text)) == {"Popen"}


def test_sheets_are_written_and_read_in_one_place() -> None:
    kinds = {"xlsxwriter", "csv", "python_calamine", "openpyxl", "zipfile"}
    users = {
        str(path.relative_to(ROOT)) for path in SOURCES if kinds & {name.partition(".")[0] for name in imports(path)}
    }
    # The demo's own files are no upload; what is attached is looked into for what it is, and never unpacked.
    others = {"app/organisation/demo_data.py", "app/attachment/rules.py"}
    assert {name for name in users if not name.startswith("app/core/sheets/")} == others


def test_nothing_is_run_from_text() -> None:
    """No eval, exec, pickle, unsafe yaml, shell or template made of what somebody wrote."""
    bad = re.compile(
        r"\b(eval|exec)\(|\bpickle\b|\bmarshal\b|yaml\.(unsafe_)?load\(|shell=True|os\.system|render_template_string"
        r"|from_string\("
    )
    found = [str(path.relative_to(ROOT)) for path in SOURCES if bad.search(path.read_text(encoding="utf-8"))]
    assert found == []
