"""Passwords: argon2id, and what a new one must be."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from app.auth.weak import WORDS as WEAK_WORDS
from app.auth.weak import find_weakness, words_in
from app.core.db import db
from app.core.errors import Refused
from app.organisation.model import Person, Unit
from app.organisation.store import get_municipality

LEAST_LENGTH = 12
MOST_LENGTH = 200
WORDS = (
    "havn", "fjord", "bakke", "birk", "eng", "skov", "mark", "sand", "strand", "vind", "regn", "sol", "sky",
    "måge", "svane", "hjort", "ræv", "egern", "uglen", "lærke", "kyst", "bro", "kaj", "mole", "fyr", "mast",
    "sejl", "åre", "tov", "anker", "bølge", "sten", "kiste", "stol", "bord", "lampe", "vindue", "dør", "trappe",
    "gade", "torv", "park",
)  # fmt: skip


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


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other costs than today's settings, and should be made again."""
    return _hasher().check_needs_rehash(password_hash)


def decoy_hash() -> str:
    """A hash that no password fits, which costs as much to try as a real one: for addresses that have no account."""
    kept: dict[int, str] = current_app.extensions.setdefault("decoy_hash", {})
    memory = current_app.config["SETTINGS"].password_memory_kib
    if memory not in kept:
        kept[memory] = hash_password(secrets.token_urlsafe(32))
    return kept[memory]


def check_new_password(password: str, *, person: Person) -> None:
    """Length over composition, and nothing that is guessed first. Raises Refused."""
    if len(password) < LEAST_LENGTH:
        raise Refused(
            _("Adgangskoden skal være på mindst %(n)d tegn. Brug gerne fire ord.", n=LEAST_LENGTH),
            field="password",
        )
    if len(password) > MOST_LENGTH:
        raise Refused(_("Adgangskoden må højst være på %(n)d tegn.", n=MOST_LENGTH), field="password")
    weakness = find_weakness(password, own_words=own_words(person))
    if weakness:
        raise Refused(
            _(
                "Adgangskoden er let at gætte, for den består mest af %(what)s. Brug fire ord, der ikke hører sammen.",
                what=_(" og ").join(_(WEAK_WORDS[kind]) for kind in weakness[:2]),
            ),
            field="password",
        )


def own_words(person: Person) -> frozenset[str]:
    """What a guesser knows: the person's name and mail address, the municipality, its units and its own weak words."""
    municipality = get_municipality()
    units = db.session.scalars(select(Unit.name)).all()
    return words_in(
        person.name,
        *person.email.replace("@", ".").split("."),
        municipality.name,
        municipality.address,
        *(municipality.weak_words or "").splitlines(),
        *units,
    )


def make_up_password(person: Person) -> str:
    """A random password that can be read aloud: five words and a number (about 36 bits; for the demo)."""
    while True:
        words = "-".join(secrets.choice(WORDS) for _index in range(5))
        password = f"{words}-{secrets.randbelow(900) + 100}"
        if not find_weakness(password, own_words=own_words(person)):
            return password
