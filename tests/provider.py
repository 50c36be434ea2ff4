"""A real OpenID provider on loopback for tests, that can be told to misbehave.

with OpenIdProvider() as provider:
    provider.user = {"sub": "1", "email": "anna@fjordby.example", "groups": ["GDPR"]}
    provider.claims = {"aud": "another"}          # laid over the ID token's right ones; None takes a claim out
    …

It lets `user` in at once, without a page, and says that the mail address is verified. It keeps each code for one use;
and demands PKCE: the code is given out only to who knows the verifier that the challenge was made of.
"""

import base64
import hmac
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, KeySet, RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
ANOTHER_KEY = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
CURVE_KEY = ECKey.generate_key("P-256", {"kid": "three", "use": "sig"})
UNSIGNED = b'{"alg":"none"}'
SYMMETRIC = b'{"alg":"HS256","kid":"one"}'


@dataclass
class Code:
    """A code that was given out, and what it was asked for with."""

    asked: dict[str, str]
    user: dict[str, Any]


@dataclass
class OpenIdProvider:
    """Behaves until it is told otherwise."""

    client_id: str = "aarshjul"
    secret: str = "hemmelig hos udbyderen"
    user: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    deny: str = ""
    """Answer the browser with this error instead of a code."""
    token_answer: tuple[int, bytes] | None = None
    """What the token endpoint says instead of a token."""
    signing_key: Any = field(default_factory=lambda: KEY)
    alg: str = "RS256"
    header: dict[str, Any] = field(default_factory=dict)
    published: list[Any] = field(default_factory=lambda: [KEY])
    raw_keys: list[dict[str, Any]] = field(default_factory=list)
    hang: float = 0
    """Seconds to wait before each answer."""
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for."""
    posted: list[dict[str, str]] = field(default_factory=list)
    """What the token endpoint was sent."""

    def __post_init__(self) -> None:
        self.codes: dict[str, Code] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Answer nobody any more."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(10)
        self._server.server_close()

    def discovery(self) -> dict[str, Any]:
        known = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/logout",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
        return {name: value for name, value in (known | self.metadata).items() if value is not None}

    def keys(self) -> dict[str, Any]:
        public = KeySet(self.published).as_dict(private=False) if self.published else {"keys": []}
        return {"keys": [*self.raw_keys, *public["keys"]]}

    def authorize(self, asked: Mapping[str, str]) -> str:
        """Where the browser is sent back to."""
        back = {"state": asked["state"]}
        if self.deny:
            back |= {"error": self.deny, "error_description": "Ikke til loggen: anna@fjordby.example"}
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = Code(dict(asked), dict(self.user))
            back["code"] = code
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, sent: Mapping[str, str]) -> tuple[int, bytes]:
        self.posted.append(dict(sent))
        if self.token_answer is not None:
            return self.token_answer
        if sent.get("client_secret") != self.secret or sent.get("client_id") != self.client_id:
            return 401, b'{"error": "invalid_client"}'
        code = self.codes.pop(sent.get("code", ""), None)
        challenge = _b64(sha256(sent.get("code_verifier", "").encode()).digest())
        is_right = (
            code is not None
            and code.asked.get("code_challenge_method") == "S256"
            and code.asked.get("code_challenge") == challenge
            and code.asked["redirect_uri"] == sent.get("redirect_uri")
        )
        if code is None or not is_right:
            return 400, b'{"error": "invalid_grant", "error_description": "Ikke til loggen"}'
        answer = {"access_token": "not read", "token_type": "Bearer", "expires_in": 300, "id_token": self.sign(code)}
        return 200, json.dumps(answer).encode()

    def sign(self, code: Code) -> str:
        now = int(time.time())
        right = {
            "iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300,
            "nonce": code.asked.get("nonce"), "email_verified": True, **code.user,
        }  # fmt: skip
        claims = {name: value for name, value in (right | self.claims).items() if value is not None}
        payload = json.dumps(claims).encode()
        if self.alg == "none":
            return f"{_b64(UNSIGNED)}.{_b64(payload)}."
        if self.alg == "HS256":
            # By hand: the library rightly makes no such key of a public one.
            start = f"{_b64(SYMMETRIC)}.{_b64(payload)}"
            return f"{start}.{_b64(hmac.digest(self.signing_key, start.encode(), 'sha256'))}"
        header = {"alg": self.alg, "kid": self.signing_key.kid, "x-seen": "a header of its own"} | self.header
        registry = jws.JWSRegistry(algorithms=[self.alg], strict_check_header=False)
        return jws.serialize_compact(header, payload, self.signing_key, registry=registry)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _handler_of(provider: OpenIdProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            provider.asked.append(url.path)
            time.sleep(provider.hang)
            if url.path == "/.well-known/openid-configuration":
                self._say(200, json.dumps(provider.discovery()).encode())
            elif url.path == "/keys":
                self._say(200, json.dumps(provider.keys()).encode())
            elif url.path == "/authorize":
                self._say(302, b"", provider.authorize(_flat(url.query)))
            else:
                self._say(404, b"{}")

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            time.sleep(provider.hang)
            self._say(*provider.token(_flat(body)))

        def _say(self, status: int, body: bytes, location: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
