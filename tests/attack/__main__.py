"""`./run wapiti`: start the demo, sign in, let wapiti scan and attack it, and judge what came of it.

1. The demo is made in a folder of its own and served on a free port, with a planted hole (target.py).
2. The coordinator signs in as on the page, and lays a file ready so that the pages of an import are there.
3. Wapiti gets the session's cookie and every address of the program; signing out is left out, for it ends the scan.
4. Judged: at least 90 % of the GET routes were reached signed in; the planted hole was found; no address of ours was
   fetched by the server; and nothing else of level medium or above was reported. Else the exit code is 1.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests

from config import ROOT, load
from tests.attack.addresses import addresses, get_rules
from tests.attack.target import PLANTED
from wsgi import make_app

WHO = "anna@fjordby.example"
ROUNDS = (
    ("xss", 180),
    ("sql", 60),
    ("exec,file", 30),
    ("permanentxss,redirect,crlf,ssrf,xxe,csp,http_headers,cookieflags", 25),
)
"""What is tried, and for how many seconds each at most. Left out: LDAP, which there is none of, and the tokens of
forms, which the scanner looks for under one name only; tests/repo asks every route for those."""
SCAN_SECONDS = 90
MEDIUM = 2
"""Wapiti's own scale: 1 low, 2 medium, 3 high, 4 critical."""
LEAST_REACHED = 0.9
ENDS_THE_SESSION = ("/log-ud", "/konto/logget-ind/*", "/admin/brugere/*/log-ud", "/konto/fravaer/*/fjern")
"""Addresses that end the very session that scans, or take away what the pages are about."""


class Listener(ThreadingHTTPServer):
    """Hears it when the server under attack is talked into fetching an address."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Heard)
        self.heard: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Heard(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Listener)
        if "/ssrf/" in self.path:
            self.server.heard.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def free_port() -> int:
    """A port nobody listens on."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Heard) as probe:
        return int(probe.server_address[1])


def serve(folder: Path, environ: dict[str, str], url: str) -> subprocess.Popen[bytes]:
    """The target, answering."""
    subprocess.run([sys.executable, "-m", "flask", "init", "--demo"], cwd=ROOT, env=environ, check=True, stdout=-3)
    with (folder / "web.log").open("wb") as log:
        target = [sys.executable, "-m", "tests.attack.target", str(folder / "requests.jsonl")]
        process = subprocess.Popen(target, cwd=ROOT, env=environ, stdout=log, stderr=log)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return process
    raise SystemExit((folder / "web.log").read_text())


def sign_in(url: str, folder: Path) -> tuple[requests.Session, list[str]]:
    """A session of the coordinator's, and the addresses of an import that waits in it."""
    logins = (folder / "demo-login.txt").read_text(encoding="utf-8")
    password = next(line.split()[-1] for line in logins.splitlines() if WHO in line)
    browser = requests.Session()
    post(browser, f"{url}/log-ind", {"email": WHO, "password": password})
    listed = "Nummer;Behandlingsaktivitet\r\nX-1;Prøvebehandling\r\n"
    columns = post(
        browser, f"{url}/fortegnelse/import", {}, files={"file": ("liste.csv", listed.encode(), "text/csv")}
    ).url
    return browser, [columns, columns.replace("/kolonner", "/gennemse")]


def post(browser: requests.Session, page: str, data: dict[str, str], **more: object) -> requests.Response:
    """Fill in a page's form and send it."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(page, timeout=30).text)
    assert found, page
    answer = browser.post(page, {**data, "csrf_token": found[1]}, timeout=60, **more)  # type: ignore[arg-type]
    assert answer.status_code == 200, (page, answer.status_code)
    return answer


def scan(
    wapiti: str, url: str, start: list[str], cookie: str, folder: Path, listener: Listener
) -> list[dict[str, Any]]:
    """Wapiti's findings: the pages are found once, and then tried round by round."""
    kept = {"value": cookie, "expires": None, "secure": False, "port": None, "version": 0}
    (folder / "cookie.json").write_text(json.dumps({"127.0.0.1": {"/": {"session": kept}}}), encoding="utf-8")
    command = [
        wapiti, "-u", f"{url}/", "--scope", "domain", "-f", "json", "-c", str(folder / "cookie.json"),
        "--store-session", str(folder / "wapiti"), "--store-config", str(folder / "wapiti-config"),
        "--endpoint", f"http://127.0.0.1:{listener.server_address[1]}/", "--max-scan-time", str(SCAN_SECONDS),
        "--max-links-per-page", "20", "-d", "1", "-S", "normal", "--tasks", "4", "-t", "20", "--no-bugreport",
        "-v", "1",
    ]  # fmt: skip
    for part in ENDS_THE_SESSION:
        command += ["-x", f"{url}{part}"]
    for address in start:
        command += ["-s", address]
    found: list[dict[str, Any]] = []
    for number, (modules, seconds) in enumerate(ROUNDS):
        report = folder / f"report-{number}.json"
        again = ["--skip-crawl"] if number else ["--flush-session"]
        with (folder / f"wapiti-{number}.log").open("wb") as log:
            subprocess.run(
                [*command, *again, "-m", modules, "--max-attack-time", str(seconds), "-o", str(report)],
                stdout=log, stderr=subprocess.STDOUT, check=False, timeout=1200,
            )  # fmt: skip
        told = json.loads(report.read_text(encoding="utf-8"))
        found += [
            {"category": category, **finding}
            for section in ("vulnerabilities", "anomalies")
            for category, findings in told[section].items()
            for finding in findings
        ]
    return found


def say(line: str) -> None:
    """A line for the person who watches."""
    sys.stdout.write(f"{line}\n")


def judge(findings: list[dict[str, Any]], folder: Path, wanted: set[str], listener: Listener) -> list[str]:
    """Print the figures; gives what is not as it must be."""
    lines = [json.loads(line) for line in (folder / "requests.jsonl").read_text(encoding="utf-8").splitlines()]
    gets = [line for line in lines if line["method"] == "GET" and line["in"] and line["endpoint"] in wanted]
    reached = {line["endpoint"] for line in gets}
    shown = {line["endpoint"] for line in gets if line["status"] == 200}
    crashed = Counter(
        line["endpoint"] for line in lines if line["status"] >= 500 and not str(line["endpoint"]).startswith("health.")
    )
    planted = [f for f in findings if f["path"].startswith(PLANTED) and "Scripting" in f["category"]]
    found = {
        f"{f['category']} ({f['level']}): {f['method']} {f['path']}: {f['info']}"
        for f in findings
        if f["level"] >= MEDIUM and f not in planted
    }
    say(f"Forespørgsler i alt: {len(lines)}; logget ind: {sum(line['in'] for line in lines)}")
    say(f"GET-ruter nået logget ind: {len(reached)} af {len(wanted)} ({len(reached) / len(wanted):.0%})")
    say(f"  heraf svarede {len(shown)} med siden (200); resten er afvist, som adgangstabellen siger")
    say(f"Ikke nået: {', '.join(sorted(wanted - reached)) or 'ingen'}")
    say(f"Den plantede XSS er fundet: {'ja' if planted else 'nej'}")
    say(f"Andet på niveau mellem eller højere: {len(found)}")
    wrong = sorted(found)
    if not planted:
        wrong.append("den plantede XSS blev ikke fundet")
    if len(reached) < LEAST_REACHED * len(wanted):
        wrong.append("for få ruter er nået")
    if listener.heard:
        wrong.append(f"serveren hentede {listener.heard[:3]}")
    wrong += [f"{endpoint} gik ned {times} gange" for endpoint, times in crashed.items()]
    return wrong


def main() -> int:
    """The whole attack; 0 when all is as it must be."""
    wapiti = sys.argv[1]
    listener, port = Listener(), free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="wapiti-") as name:
        folder = Path(os.environ.get("WAPITI_FOLDER") or name)
        folder.mkdir(exist_ok=True)
        own = {
            "INSTANCE_DIR": str(folder / "instance"), "PORT": str(port), "HOST": "127.0.0.1", "BASE_URL": url,
            "SMTP_URL": "", "DATABASE_URL": "", "PASSWORD_MEMORY_KIB": "8", "REQUESTS_PER_MINUTE": "1000000",
            "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        target = serve(folder, os.environ | own, url)
        try:
            browser, waiting = sign_in(url, folder / "instance")
            app = make_app(load(os.environ | own))
            with app.app_context():
                start = [f"{url}{path}" for _endpoint, path in addresses(app, WHO)]
                wanted = {rule.endpoint for rule in get_rules(app)}
            start += [*waiting, f"{url}{PLANTED}?navn=Bo"]
            cookie = browser.cookies["session"]
            findings = scan(wapiti, url, start, cookie, folder, listener)
            wrong = judge(findings, folder, wanted, listener)
        finally:
            target.terminate()
            target.wait(timeout=20)
            listener.shutdown()
    for line in wrong:
        say(f"! {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
