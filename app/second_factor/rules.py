"""Codes of the second factor: time-based ones from a phone (TOTP, RFC 6238), and recovery codes on paper. Pure."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from pyotp import TOTP

STEP_SECONDS = 30
DIGITS = 6
WINDOW = 1
"""How many steps before and after the present one a code may be from: phones are a little slow, people too."""

RECOVERY_CODES = 10
FEW_LEFT = 3
RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0, 1, i, l and o, which look alike on paper."""
RECOVERY_LENGTH = 16
"""79 random bits: a plain hash of one cannot be guessed back."""


def step_of(moment: datetime) -> int:
    """The number of the time step a moment lies in, counted from 1970."""
    return int(moment.timestamp()) // STEP_SECONDS


def near_steps(now_step: int) -> list[int]:
    """The steps whose codes may be used now, the present one first."""
    near = range(max(0, now_step - WINDOW), now_step + WINDOW + 1)
    return sorted(near, key=lambda step: abs(step - now_step))


def code_at(secret: str, step: int) -> str:
    """The code that belongs to a step."""
    return TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).generate_otp(step)


def find_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The step that the code belongs to, near this moment; None when it belongs to none.

    All near steps are compared, each in constant time, so that the answer's time tells nothing. Whether the step has
    been used already is for the row to say (`Account.totp_last_step`).
    """
    fitting = [
        step for step in near_steps(step_of(now)) if compare_digest(code_at(secret, step).encode(), code.encode())
    ]
    return fitting[0] if fitting else None


def tidy_code(text: str) -> str:
    """A code as typed, without the blanks and hyphens that make it readable."""
    return "".join(char for char in text.casefold() if not char.isspace() and char not in "-‐‑–")


def looks_like_code(text: str) -> bool:
    """Whether what was typed can be a code from a phone; else it is taken for a recovery code or a password."""
    code = tidy_code(text)
    return len(code) == DIGITS and code.isascii() and code.isdecimal()


def address_for_app(secret: str, *, email: str, issuer: str) -> str:
    """The otpauth address that the QR code holds."""
    return TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name=issuer)


def in_groups(text: str, *, by: str) -> str:
    """Text in groups of four, for who must type it."""
    return by.join(text[start : start + 4] for start in range(0, len(text), 4))


def hash_recovery_code(code: str, *, account_id: int) -> str:
    """What is kept of a recovery code. SECRET_KEY has no part in it: it must open when that was changed."""
    return sha256(f"recovery/{account_id}/{tidy_code(code)}".encode()).hexdigest()


def is_demanded(roles: AbstractSet[str], demanding: AbstractSet[str]) -> bool:
    """Whether somebody with these roles may not be without a second factor."""
    return bool(roles & demanding)
