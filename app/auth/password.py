"""Passwords: argon2id, and what a new one must be."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext as _

from app.core.errors import Refused

LEAST_LENGTH = 12
WORDS = [
    "havn",
    "fjord",
    "bakke",
    "birk",
    "eng",
    "skov",
    "mark",
    "sand",
    "strand",
    "vind",
    "regn",
    "sol",
    "sky",
    "måge",
    "svane",
    "hjort",
    "ræv",
    "egern",
    "uglen",
    "lærke",
    "kyst",
    "bro",
    "kaj",
    "mole",
    "fyr",
    "mast",
    "sejl",
    "åre",
    "tov",
    "anker",
    "bølge",
    "sten",
    "kiste",
    "stol",
    "bord",
    "lampe",
    "vindue",
    "dør",
    "trappe",
    "gade",
    "torv",
    "park",
]


def _hasher() -> PasswordHasher:
    memory = current_app.config["SETTINGS"].password_memory_kib
    return PasswordHasher(
        memory_cost=memory, time_cost=3 if memory >= 1024 else 1, parallelism=4 if memory >= 1024 else 1
    )


def hash_password(password: str) -> str:
    """The argon2id hash of a password that has been checked."""
    return _hasher().hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def check_new_password(password: str, *, email: str) -> None:
    """Length over composition. Raises Refused."""
    if len(password) < LEAST_LENGTH:
        raise Refused(
            _("Adgangskoden skal være på mindst %(n)d tegn. Brug gerne fire ord.", n=LEAST_LENGTH),
            field="password",
        )
    if len(password) > 200:
        raise Refused(_("Adgangskoden må højst være på 200 tegn."), field="password")
    if _says_who(password, email) or len(set(password)) < 5:
        raise Refused(
            _("Adgangskoden er for let at gætte. Brug gerne fire ord, der ikke hører sammen."),
            field="password",
        )


def make_up_password(*, email: str) -> str:
    """A random password that can be read aloud: five words and a number (about 36 bits; for demos and invitations)."""
    while True:
        words = "-".join(secrets.choice(WORDS) for _index in range(5))
        password = f"{words}-{secrets.randbelow(900) + 100}"
        if not _says_who(password, email):
            return password


def _says_who(password: str, email: str) -> bool:
    """Whether the password holds the person's own part of the address; a short one ("bo@") is in many words."""
    name = email.split("@", maxsplit=1)[0].casefold()
    return len(name) >= 3 and name in password.casefold()
