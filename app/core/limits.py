"""How much one person, or one address, may ask for in a minute. Counted in each web process by itself.

This keeps a runaway script or a flood from taking the program from everybody else. What guards passwords, codes and
mailed links is another thing: app/throttle counts those in the database, for all processes together.

Three limits, all from `REQUESTS_PER_MINUTE`:

1. Every page together: the whole number, per session; without one, per address.
2. What takes long to make (`heavy`: a PDF, an export, reading a file): a thirtieth, all of them together.
3. What is open to strangers (signing in, links from mails): a fifth per address, page and method. A town hall may
   share one address, and all come in the morning; an IPv6 address counts with its /64.

Static files and the two health addresses are not counted.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, request, session
from flask_limiter import ApplicationLimit, Limiter

from app.core.network import network_of
from config import Settings

View = TypeVar("View", bound=Callable[..., Any])
FREE = frozenset({"static", "health.alive", "health.ready"})
DOORS_SHARE, HEAVY_SHARE = 5, 30
SESSION_KEY = "_user_id"
"""Where Flask-Login keeps the session's token; the cookie is signed, so nobody makes up another one."""


def heavy(view: View) -> View:
    """Mark a view whose answer takes long to make. Stands right below the route."""
    view.is_heavy = True  # type: ignore[attr-defined] # a mark of ours on a function
    return view


def guarded(view: View) -> View:
    """Mark a view that strangers are sent away from; `signed_in` does it."""
    view.is_guarded = True  # type: ignore[attr-defined] # as above
    return view


def open_endpoints(app: Flask) -> set[str]:
    """Endpoints that answer somebody who is not signed in."""
    return {name for name, view in app.view_functions.items() if not getattr(view, "is_guarded", False)} - FREE


def init_limits(app: Flask, settings: Settings) -> Limiter:
    """Count every request, before anything else looks at it: a post that is refused for its token counts too."""
    limiter = Limiter(
        _who,
        storage_uri="memory://",
        strategy="fixed-window",
        application_limits=[ApplicationLimit(f"{settings.requests_per_minute}/minute", exempt_when=_is_free)],
    )
    limiter.init_app(app)
    return limiter


def limit_views(app: Flask, limiter: Limiter, settings: Settings) -> None:
    """Lay the tighter limits round the views, which all are there by now."""
    most, views = settings.requests_per_minute, cast(dict[str, Any], app.view_functions)
    for name in open_endpoints(app):
        door = limiter.limit(f"{max(1, most // DOORS_SHARE)}/minute", key_func=_address, per_method=True)
        views[name] = door(views[name])
    for name, view in views.items():
        if getattr(view, "is_heavy", False):
            views[name] = limiter.shared_limit(f"{max(1, most // HEAVY_SHARE)}/minute", scope="heavy")(view)


def _is_free() -> bool:
    return request.endpoint in FREE


def _who() -> str:
    token = session.get(SESSION_KEY)
    return f"session {token}" if token else _address()


def _address() -> str:
    return f"address {network_of(request.remote_addr or '')}"
