"""Signing in and out at a real OpenID provider, in real Chromium: PKCE, an account just in time, roles by groups."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config import ROOT
from tests.browser.conftest import Program, assert_accessible, demo_logins, fill_sign_in, free_port

pytestmark = pytest.mark.browser

VERIFIED = {"email_verified": True}
NANNA = {
    "sub": "nanna-1",
    "name": "Nanna Nød",
    "email": "nanna.noed@fjordby.example",
    "groups": ["gdpr-koordinatorer"],
} | VERIFIED
GUSTAV = {"sub": "gustav-1", "name": "Gustav Gæst", "email": "gustav@fjordby.example", "groups": ["alle"]} | VERIFIED


@dataclass(kw_only=True)
class ProgramWithProvider(Program):
    """The program, and the provider that its settings name."""

    issuer: str

    @property
    def environ(self) -> dict[str, str]:
        return super().environ | {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": "aarshjul",
            "OIDC_CLIENT_SECRET": "hemmelig hos udbyderen",
        }


@pytest.fixture
def program(tmp_path: Path) -> Iterator[ProgramWithProvider]:
    """The demo municipality, served beside a provider that knows two people."""
    port = free_port()
    provider = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.openid_provider", str(port), json.dumps([NANNA, GUSTAV])], cwd=ROOT
    )
    running = ProgramWithProvider(folder=tmp_path, port=free_port(), issuer=f"http://127.0.0.1:{port}")
    try:
        running.make_demo()
        running.serve()
        wait_for(f"{running.issuer}/.well-known/openid-configuration")
        yield running
    finally:
        running.stop()
        provider.terminate()
        provider.wait(timeout=20)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < deadline, url
            time.sleep(0.1)
        else:
            return


def put_groups(issuer: str, groups: list[str]) -> None:
    """Change Nanna's groups at the provider."""
    claims = {name: value for name, value in NANNA.items() if name != "sub"} | {"groups": groups}
    request = urllib.request.Request(
        f"{issuer}/users/nanna-1",
        data=json.dumps(claims).encode(),
        method="PUT",
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=5).close()


def go_to_provider(page: Page, program: Program, path: str = "/log-ind") -> None:
    page.goto(f"{program.url}{path}")
    page.get_by_role("link", name="Log ind med kommunens login").click()
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()


def add_group(page: Page, group: str, role: str, unit: str) -> None:
    page.get_by_label("Gruppe hos kommunens login").fill(group)
    page.get_by_label("Rolle", exact=True).select_option(label=role)
    unit_field = page.get_by_label("I enheden")
    unit_field.select_option(value=unit)
    page.get_by_role("button", name="Tilføj gruppen").click()
    expect(page.get_by_text("Gruppen giver nu rollen")).to_be_visible()


def test_somebody_signs_in_and_out_at_the_municipalitys_provider(
    page: Page, chromium: Browser, program: ProgramWithProvider
) -> None:
    # The administrator has a password, and says which groups give which roles.
    admin = next(email for email in demo_logins(program) if email.startswith("frida"))
    page.goto(f"{program.url}/log-ind?next=/admin/grupper")
    assert_accessible(page, "Log ind")
    page.get_by_text("Log ind med adgangskode").click()
    fill_sign_in(page, admin, demo_logins(program)[admin])
    assert_accessible(page, "Kommunens login")
    expect(page.get_by_text(f"{program.url}/log-ind/kommune/svar")).to_be_visible()
    expect(page.get_by_text("Ingen grupper endnu")).to_be_visible()
    units = page.get_by_label("I enheden").locator("option").evaluate_all("all => all.map(o => o.value)")
    municipality, first = units[1], units[2]
    add_group(page, "gdpr-koordinatorer", "GDPR-koordinator", first)
    add_group(page, "gdpr-læsere", "Læseadgang", municipality)
    assert_accessible(page, "Kommunens login")

    # Nanna has never been here. She asks for a page, signs in at the provider, and stands on it.
    window = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    hers = window.new_page()
    hers.set_default_timeout(15_000)
    go_to_provider(hers, program, "/fortegnelse")
    asked = hers.url
    assert re.search(r"code_challenge=[\w-]{43}&", asked + "&")
    assert "code_challenge_method=S256" in asked
    hers.get_by_role("button", name="nanna-1").click()
    expect(hers).to_have_url(f"{program.url}/fortegnelse")
    expect(hers.get_by_role("link", name="Ny behandling")).to_be_visible()
    expect(hers.get_by_text("Nanna Nød").first).to_be_attached()
    page.reload()
    expect(page.get_by_role("row", name="gdpr-koordinatorer").get_by_role("cell", name="1")).to_be_visible()

    # She signs out: here, and on at the provider, which leads her back.
    hers.get_by_role("button", name="Log ud").first.click()
    expect(hers.get_by_role("heading", name="End Session")).to_be_visible()
    assert "id_token_hint=" in hers.url
    hers.get_by_role("button", name="End session").click()
    expect(hers).to_have_url(f"{program.url}/log-ind")
    hers.goto(f"{program.url}/fortegnelse")
    expect(hers).to_have_url(re.compile("/log-ind"))

    # Her groups change, and her role with them.
    put_groups(program.issuer, ["gdpr-læsere"])
    go_to_provider(hers, program, "/fortegnelse")
    hers.get_by_role("button", name="nanna-1").click()
    expect(hers).to_have_url(f"{program.url}/fortegnelse")
    expect(hers.get_by_role("heading", level=1)).to_be_visible()
    expect(hers.get_by_role("link", name="Ny behandling")).to_have_count(0)

    # A used answer, gone back to, lets nobody in and says what to do.
    window.clear_cookies()
    go_to_provider(hers, program)
    with hers.expect_request(re.compile("/log-ind/kommune/svar")) as answered:
        hers.get_by_role("button", name="nanna-1").click()
    expect(hers).not_to_have_url(re.compile("/log-ind/kommune"))
    window.clear_cookies()
    hers.goto(answered.value.url)
    assert_accessible(hers, "Loginet blev ikke genkendt")

    # Gustav is known to the municipality and has no business here; Deny is told for what it is.
    go_to_provider(hers, program)
    hers.get_by_role("button", name="gustav-1").click()
    assert_accessible(hers, "Du har ingen adgang her endnu")
    go_to_provider(hers, program)
    hers.get_by_role("button", name="Deny").click()
    assert_accessible(hers, "Du blev ikke logget ind")
    hers.get_by_role("link", name="Log ind igen").click()
    assert_accessible(hers, "Log ind")
    window.close()

    # Nothing of what the provider said stands in the log.
    log = (program.folder / "web.log").read_text(encoding="utf-8")
    assert "no_access" in log
    for secret in ("gustav", "nanna", "eyJ", "hemmelig"):
        assert secret not in log.lower()
