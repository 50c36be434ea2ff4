"""Talking with the OpenID provider: where its doors are, changing a code for a token, and reading the token.

Authlib makes the addresses, PKCE and the exchange; joserfc checks the signature (authlib.jose is going away). Only the
ID token is read: the access token opens nothing we want, so it is thrown away, and `at_hash` binds nothing.

Every call has a time limit and follows no redirect. The provider's addresses come from its discovery document, which
comes from `OIDC_ISSUER`: nothing a visitor sends decides where we call.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, current_app, url_for
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from app.core.log import get_log
from app.oidc.rules import ALGORITHMS, doubts
from config import Settings

TIMEOUT = (4, 8)
"""Seconds to be connected, and seconds between two signs of life."""

KEPT_FOR = timedelta(hours=1)
"""How long the provider's addresses and keys are kept; a key that is not among them is asked for at once."""

LONGEST_HINT = 6000
"""Characters of an ID token that still fit into an address, for the sign-out at the provider."""

SCOPE = "openid profile email"


class NotLetIn(Exception):
    """Somebody is turned away at the provider's door; `reason` is a key of `rules.REFUSALS`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail
        """For the log: what kind of error it was, never what stood in the answer."""


@dataclass(frozen=True)
class Attempt:
    """A browser that was sent off to the provider; kept in its signed cookie until it comes back."""

    state: str
    nonce: str
    verifier: str
    target: str
    since: float


@dataclass
class Provider:
    """The provider that the settings name."""

    settings: Settings
    kept: dict[str, tuple[datetime, dict[str, Any]]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def begin(self, *, target: str, now: datetime) -> tuple[str, Attempt]:
        """The address to send a browser to, and what to remember of it. Raises NotLetIn."""
        attempt = Attempt(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=generate_token(64),
            target=target,
            since=now.timestamp(),
        )
        with self._client(now) as client:
            url, _state = client.create_authorization_url(
                self._address("authorization_endpoint", now),
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return url, attempt

    def exchange(self, code: str, attempt: Attempt, *, now: datetime) -> tuple[str, dict[str, Any]]:
        """The ID token that the code stands for, and its claims, all checked. Raises NotLetIn."""
        url = self._address("token_endpoint", now)
        try:
            with self._client(now) as client:
                answer = client.fetch_token(
                    url,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                    redirect_uri=self.settings.base_url + url_for("oidc.answer"),
                    timeout=TIMEOUT,
                    allow_redirects=False,
                )
        except OAuthError as problem:
            reason = "code" if problem.error == "invalid_grant" else "set_up"
            raise NotLetIn(reason, detail=str(problem.error)[:60]) from None
        except (requests.RequestException, ValueError) as problem:
            raise NotLetIn("unreachable", detail=type(problem).__name__) from None
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotLetIn("token", detail="no id_token")
        return token, self._read(token, attempt.nonce, now)

    def sign_out_url(self, token: str, *, now: datetime) -> str:
        """Where the browser ends its session at the provider, to come back to our sign-in page; "" where it cannot.

        RP-Initiated Logout 1.0. A provider that does not answer must keep nobody from signing out here.
        """
        try:
            url = self._address("end_session_endpoint", now)
        except NotLetIn as problem:
            get_log().warning("no sign-out at the provider", reason=problem.reason, detail=problem.detail)
            return ""
        words = {
            "client_id": self.settings.oidc_client_id,
            "post_logout_redirect_uri": self.settings.base_url + url_for("auth.sign_in"),
        }
        if 0 < len(token) <= LONGEST_HINT:
            words["id_token_hint"] = token
        return f"{url}{'&' if '?' in url else '?'}{urlencode(words)}"

    def _read(self, token: str, nonce: str, now: datetime) -> dict[str, Any]:
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            try:
                claims = jwt.decode(token, self._keys(now), registry=registry).claims
            except InvalidKeyIdError:
                # The provider has changed its key since we asked.
                claims = jwt.decode(token, self._keys(now, anew=True), registry=registry).claims
        except (JoseError, ValueError) as problem:
            raise NotLetIn("signature", detail=type(problem).__name__) from None
        found = doubts(
            claims,
            issuer=self.settings.oidc_issuer,
            client_id=self.settings.oidc_client_id,
            nonce=nonce,
            now=now.timestamp(),
        )
        for reason in found:
            raise NotLetIn(reason)
        return claims

    def _keys(self, now: datetime, *, anew: bool = False) -> KeySet:
        said = self._fetch(self._address("jwks_uri", now), now, anew=anew).get("keys")
        keys: list[OctKey | RSAKey | ECKey | OKPKey] = [
            key for key in map(_import_key, said if isinstance(said, list) else []) if key is not None
        ]
        if not keys:
            raise NotLetIn("set_up", detail="no key in jwks_uri")
        return KeySet(keys)

    def _metadata(self, now: datetime) -> dict[str, Any]:
        url = self.settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = self._fetch(url, now)
        if found.get("issuer") != self.settings.oidc_issuer:
            self.kept.pop(url, None)
            raise NotLetIn("set_up", detail="issuer of the discovery document is not OIDC_ISSUER")
        return found

    def _address(self, name: str, now: datetime) -> str:
        """An address of the discovery document: as safe as the issuer's own."""
        url = self._metadata(now).get(name)
        parts = urlsplit(url) if isinstance(url, str) else None
        wanted = {"https", urlsplit(self.settings.oidc_issuer).scheme}
        if not isinstance(url, str) or parts is None or parts.scheme not in wanted or not parts.hostname:
            raise NotLetIn("set_up", detail=f"no {name}")
        return url

    def _fetch(self, url: str, now: datetime, *, anew: bool = False) -> dict[str, Any]:
        kept = self.kept.get(url)
        if kept is not None and not anew and timedelta() <= now - kept[0] < KEPT_FOR:
            return kept[1]
        try:
            answer = requests.get(url, timeout=TIMEOUT, allow_redirects=False, headers={"Accept": "application/json"})
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as problem:
            raise NotLetIn("unreachable", detail=type(problem).__name__) from None
        if answer.status_code != 200 or not isinstance(found, dict):
            raise NotLetIn("set_up", detail=f"status {answer.status_code}")
        with self.lock:
            self.kept[url] = (now, found)
        return found

    def _client(self, now: datetime) -> OAuth2Session:
        """Authlib's client. The secret goes in the body where the provider takes it so: in the header, `:` and `+` in
        a secret are read differently by different providers.
        """
        known = self._metadata(now).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_post" if "client_secret_post" in known else "client_secret_basic"
        return OAuth2Session(
            self.settings.oidc_client_id,
            self.settings.oidc_client_secret or None,
            token_endpoint_auth_method=way if self.settings.oidc_client_secret else "none",
            scope=SCOPE,
            redirect_uri=self.settings.base_url + url_for("oidc.answer"),
            code_challenge_method="S256",
        )


def _import_key(said: Any) -> RSAKey | ECKey | None:
    """A key that can sign what we accept. No symmetric key is ever tried, and an odd one spoils no other."""
    if not isinstance(said, dict) or said.get("use") == "enc":
        return None
    try:
        match said.get("kty"):
            case "RSA":
                return RSAKey.import_key(said)
            case "EC":
                return ECKey.import_key(said)
    except (JoseError, ValueError, KeyError, TypeError):
        pass
    return None


def init_oidc(app: Flask, settings: Settings) -> None:
    """Hang the provider on the app, where the settings name one. It is asked when somebody signs in, not before."""
    if settings.has_oidc:
        app.extensions["oidc"] = Provider(settings)


def find_provider() -> Provider | None:
    """The provider; None where people sign in by password only."""
    found: Provider | None = current_app.extensions.get("oidc")
    return found
