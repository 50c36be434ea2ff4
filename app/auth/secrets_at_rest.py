"""Small secrets that the program must be able to read again, encrypted where they are kept.

A stolen copy of the database holds no secret: the key is made from SECRET_KEY, which is not in it. Each secret is bound
to what it is for and whose it is (`about`), so that one that is moved to another row cannot be read there.
AES-256-GCM with a random nonce; the key by HKDF-SHA256 (RFC 5869).
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE_BYTES = 12


class Unreadable(Exception):
    """What is kept was encrypted with another SECRET_KEY, for something else, or is damaged."""


def encrypt(secret: str, *, about: str) -> str:
    """What may be kept of a secret. 32 characters become 80."""
    nonce = os.urandom(NONCE_BYTES)
    return urlsafe_b64encode(nonce + _cipher().encrypt(nonce, secret.encode(), about.encode())).decode()


def decrypt(kept: str, *, about: str) -> str:
    """The secret again. Raises Unreadable."""
    try:
        raw = urlsafe_b64decode(kept.encode())
        return _cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
    except (InvalidTag, NoBase64, ValueError):
        raise Unreadable from None


def _cipher() -> AESGCM:
    secret_key: str = current_app.config["SECRET_KEY"]
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"secrets at rest").derive(secret_key.encode())
    return AESGCM(derived)
