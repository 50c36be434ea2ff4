"""Links that speak for a person: what they hold is readable, signed with SECRET_KEY, and good until a day.

The day stands in the token itself, so that a rehearsal in another year makes links that can be tried today.
"""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

_EXPIRES = "exp"


class BadToken(Exception):
    """The token is not one of ours, or not for this purpose."""


class ExpiredToken(BadToken):
    """The token is ours, but its time is over; `payload` says what it was for."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        super().__init__("expired")
        self.payload = payload


def sign(purpose: str, payload: Mapping[str, int], *, expires_on: date) -> str:
    """A token for an address. `purpose` keeps a token of one kind from being used as another."""
    return str(_serializer(purpose).dumps({**payload, _EXPIRES: expires_on.isoformat()}))


def read(purpose: str, token: str, *, today: date) -> Mapping[str, int]:
    """What a token holds, on its last day too. Raises BadToken, ExpiredToken when its day has passed."""
    try:
        payload = dict(_serializer(purpose).loads(token))
        expires_on = date.fromisoformat(payload.pop(_EXPIRES))
    except (BadSignature, KeyError, TypeError, ValueError):
        raise BadToken("not ours") from None
    if today > expires_on:
        raise ExpiredToken(payload)
    return payload


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"],
        salt=f"token/{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )
