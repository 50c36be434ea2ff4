"""The address the program answers for, and the headers that every answer carries.

`Doorway` lies round the whole app, static files included, because what lies outside it can be asked for anything:

1. The host and scheme of a request are those of `BASE_URL`, whatever the request says: links, redirects, cookies and
   the check of where a form came from cannot be led elsewhere by a header. What a proxy tells of the address is thrown
   away with it; who the client is (`X-Forwarded-For`) is ProxyFix's to judge.
2. Every answer says that nothing may be put into the page, that it may not be framed, and that its type is final.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from config import Settings

ONE_YEAR = 365 * 24 * 3600
TOLD_OF_THE_ADDRESS = (
    "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_SERVER", "HTTP_X_FORWARDED_SCHEME", "HTTP_X_FORWARDED_SSL", "HTTP_X_HOST",
    "HTTP_X_ORIGINAL_HOST", "HTTP_X_ORIGINAL_URL", "HTTP_X_REWRITE_URL", "HTTP_X_HTTP_METHOD_OVERRIDE",
    "HTTP_FORWARDED", "HTTP_FRONT_END_HTTPS", "HTTP_X_SCRIPT_NAME",
)  # fmt: skip

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def policy(settings: Settings, *, styles: Sequence[str] = ()) -> str:
    """What a page may load and where its forms may go: our own files and addresses, and nothing inline.

    `styles` are the hashes of style sheets that stand in the page all the same, where it shows a mail as it will be.
    Signing out is a form, and leads on to the OpenID provider, so its address is one more where there is one.
    """
    provider = urlsplit(settings.oidc_issuer)
    elsewhere = f" {provider.scheme}://{provider.netloc}" if settings.has_oidc else ""
    inline = "".join(f" {mark}" for mark in styles)
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self'{inline}; img-src 'self' data:; font-src 'self';"
        f" object-src 'none'; base-uri 'none'; form-action 'self'{elsewhere}; frame-ancestors 'none'"
    )


def headers_for(settings: Settings) -> dict[str, str]:
    """The headers of every answer. Over https the browser is told to use nothing else for a year."""
    headers = {
        "Content-Security-Policy": policy(settings),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    if settings.is_secure:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
    return headers


class Doorway:
    """WSGI middleware: fixes the address of each request, and adds the headers that an answer lacks."""

    def __init__(self, app: WsgiApp, settings: Settings) -> None:
        parts = urlsplit(settings.base_url)
        self.app = app
        self.scheme = parts.scheme
        self.host = parts.netloc.rpartition("@")[2]
        self.name = parts.hostname or ""
        self.port = str(parts.port or (443 if settings.is_secure else 80))
        self.headers = headers_for(settings)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        for name in TOLD_OF_THE_ADDRESS:
            environ.pop(name, None)
        environ["HTTP_HOST"], environ["wsgi.url_scheme"] = self.host, self.scheme
        environ["SERVER_NAME"], environ["SERVER_PORT"] = self.name, self.port

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            there = {name.lower() for name, _ in headers}
            added = [(name, value) for name, value in self.headers.items() if name.lower() not in there]
            return start_response(status, [*headers, *added], *rest)

        return self.app(environ, start)
