"""Two-step sign-in in real Chromium: set up because the role demands it, used, lost, moved and turned off.

pyotp plays the phone: it reads what the page offers and shows the codes that an app would.
"""

import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Page, expect

from app.second_factor.rules import STEP_SECONDS
from tests.browser.conftest import Program, assert_accessible, demo_logins, fill_sign_in, free_port

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The demo municipality, served to both stories, which are about different people."""
    running = Program(folder=tmp_path_factory.mktemp("second-factor"), port=free_port())
    running.make_demo()
    running.serve()
    yield running
    running.stop()


class Phone:
    """An app with one account. It waits for the next step where the last code shown has been used."""

    def __init__(self, address: str) -> None:
        totp = pyotp.parse_uri(address)
        assert isinstance(totp, pyotp.TOTP)
        self.totp = totp
        self.shown = 0

    def code(self) -> str:
        """The newest code that has not been shown: the server takes one step ahead of the clock."""
        step = max(int(time.time()) // STEP_SECONDS, self.shown + 1)
        while step > int(time.time()) // STEP_SECONDS + 1:
            time.sleep(0.5)
        self.shown = step
        return self.totp.generate_otp(step)


def scan(page: Page) -> Phone:
    """Read the secret as the app does; the text to type says the same."""
    address = page.locator("a[href^='otpauth:']").get_attribute("href") or ""
    phone = Phone(address)
    page.get_by_text("Kan du ikke scanne koden?").click()
    assert page.locator(".guide code").inner_text().replace(" ", "") == phone.totp.secret
    return phone


def sign_in(page: Page, program: Program, who: tuple[str, str]) -> None:
    """Name and password, which lead to the second step."""
    page.goto(f"{program.url}/log-ind?next=/konto/totrin")
    page.get_by_label("Mailadresse").fill(who[0])
    page.get_by_label("Adgangskode").fill(who[1])
    page.get_by_role("button", name="Log ind").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Log ud").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Log ind")


def test_a_role_demands_a_second_factor_and_a_person_lives_with_it(page: Page, program: Program) -> None:
    logins = demo_logins(program)
    admin = next(item for item in logins.items() if item[0].startswith("frida"))
    anna = next(item for item in logins.items() if item[0].startswith("anna"))

    page.goto(f"{program.url}/log-ind?next=/admin/sikkerhed")
    fill_sign_in(page, *admin)
    assert_accessible(page, "Sikkerhed")
    page.get_by_label("GDPR-koordinator", exact=True).check()
    page.get_by_role("button", name="Gem valgene").click()
    expect(page.get_by_text("Valgene er gemt.")).to_be_visible()
    sign_out(page)

    # Compelled at sign-in: nothing else opens before it is set up.
    sign_in(page, program, anna)
    assert_accessible(page, "Sæt totrinsbekræftelse op")
    expect(page.get_by_role("img", name="QR-kode").or_(page.locator("svg.qr"))).to_be_visible()
    phone = scan(page)
    page.get_by_label("Kode fra appen").fill("12345")
    page.get_by_role("button", name="Bekræft koden").click()
    expect(page.get_by_text("Koden passer ikke").first).to_be_visible()
    page.get_by_label("Kode fra appen").fill(phone.code())
    page.get_by_role("button", name="Bekræft koden").click()
    assert_accessible(page, "Gem dine nødkoder")
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("link", name="Jeg har gemt dem").click()
    assert_accessible(page, "Totrinsbekræftelse")
    expect(page.get_by_text("Din rolle kræver totrinsbekræftelse, så den kan ikke slås fra.")).to_be_visible()
    sign_out(page)

    # With the phone: a wrong code, then the right one.
    sign_in(page, program, anna)
    assert_accessible(page, "Skriv koden fra din telefon")
    page.get_by_label("Kode").fill("00000")
    page.get_by_role("button", name="Log ind").click()
    expect(page.get_by_text("Koden passer ikke").first).to_be_visible()
    assert_accessible(page, "Skriv koden fra din telefon")
    page.get_by_label("Kode").fill(phone.code())
    page.get_by_role("button", name="Log ind").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Totrinsbekræftelse")
    sign_out(page)

    # Without the phone: a recovery code, once.
    sign_in(page, program, anna)
    page.get_by_role("link", name="Har du ikke telefonen?").click()
    assert_accessible(page, "Skriv en nødkode")
    page.get_by_label("Nødkode").fill(codes[0].upper())
    page.get_by_role("button", name="Log ind").click()
    expect(page.get_by_text("Du brugte en nødkode. Du har 9 tilbage.")).to_be_visible()
    expect(page.get_by_text("9 af 10")).to_be_visible()

    # A new phone, and new codes on paper.
    page.get_by_role("link", name="Sæt en ny telefon op").click()
    assert_accessible(page, "Sæt en ny telefon op")
    new_phone = scan(page)
    page.get_by_label("Kode fra den nye telefon").fill(new_phone.code())
    page.get_by_label("Kode fra den gamle telefon eller en nødkode").fill(codes[1])
    page.get_by_role("button", name="Brug den nye telefon").click()
    expect(page.get_by_role("heading", name="Gem dine nødkoder")).to_be_visible()
    page.get_by_role("link", name="Jeg har gemt dem").click()
    sign_out(page)

    # The phone is lost for good: the administrator resets, and the role compels anew.
    page.goto(f"{program.url}/log-ind?next=/admin/brugere")
    fill_sign_in(page, *admin)
    page.locator("main").get_by_role("link", name="Anna").first.click()
    page.get_by_role("button", name="Nulstil totrinsbekræftelse").click()
    page.get_by_role("dialog").get_by_role("button", name="Nulstil totrinsbekræftelse").click()
    expect(page.get_by_text("Totrinsbekræftelsen er nulstillet.")).to_be_visible()
    sign_out(page)
    sign_in(page, program, anna)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sæt totrinsbekræftelse op")


@pytest.mark.long
def test_a_person_turns_it_on_and_off_without_being_told_to(page: Page, program: Program) -> None:
    bent = next(item for item in demo_logins(program).items() if item[0].startswith("bent"))
    sign_in(page, program, bent)
    assert_accessible(page, "Totrinsbekræftelse")
    page.get_by_role("link", name="Slå totrinsbekræftelse til").click()
    assert_accessible(page, "Slå totrinsbekræftelse til")
    phone = scan(page)
    page.get_by_label("Kode fra appen").fill(phone.code())
    page.get_by_label("Din adgangskode").fill(bent[1])
    page.get_by_role("button", name="Slå til").click()
    page.get_by_role("link", name="Jeg har gemt dem").click()
    page.get_by_role("link", name="Lav nye nødkoder").click()
    assert_accessible(page, "Lav nye nødkoder")
    page.get_by_label("Kode fra appen eller en nødkode").fill(phone.code())
    page.get_by_role("button", name="Lav ti nye nødkoder").click()
    assert_accessible(page, "Gem dine nødkoder")
    page.get_by_role("link", name="Jeg har gemt dem").click()
    page.get_by_role("link", name="Slå totrinsbekræftelse fra").click()
    assert_accessible(page, "Slå totrinsbekræftelse fra")
    page.get_by_label("Kode fra appen eller en nødkode").fill(phone.code())
    page.get_by_role("button", name="Slå fra").click()
    expect(page.get_by_text("Totrinsbekræftelse er slået fra.")).to_be_visible()
    sign_out(page)
    sign_in(page, program, bent)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Totrinsbekræftelse")
