"""The web edge: one transaction a request, security headers, and the domain's refusals as pages.

1. A GET never commits, so it cannot change a row whatever its view does.
2. Any other request commits once, after the view, when the answer is no refusal; else it rolls back.
3. What must be kept of a request that is rolled back (its trace in the audit trail, a wrong password counted, when
   the session was last seen) is put aside by `afterwards`, and done in a transaction of its own.
4. What looks like a CPR number is not searched for: addresses are kept by browsers, proxies and their logs.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as BaseResponse

from app.core.cpr import looks_like_cpr
from app.core.db import begin_reading, begin_writing, db
from app.core.errors import Forbidden, NotFound, Refused
from app.core.log import get_log
from app.core.slots import current_slots

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOT_OURS = frozenset({"oidc"})
"""Blueprints whose addresses somebody else writes: what stands in them is no person's words."""


def init_web(app: Flask) -> None:
    """Hang the edge on the app."""
    app.before_request(_open)
    app.after_request(_close)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_is_busy)
    app.register_error_handler(Exception, _crash)


class RowNumber(IntegerConverter):
    """A row's number in an address: no row has one that the database could not hold."""

    def __init__(self, routes: Map, **options: Any) -> None:
        super().__init__(routes, max=2**31 - 1, **options)


def answer_invalid(template: str, **context: Any) -> tuple[str, int]:
    """A form that could not be accepted, shown again with what was typed: 422, and nothing is saved."""
    db.session.rollback()
    return render_template(template, **context), 422


def safe_next(default: str) -> str:
    """The `next` address of the request when it lies on this site, else `default` (no open redirect)."""
    target = request.values.get("next", "")
    parts = take_apart(target)
    is_local = target.startswith("/") and not target.startswith("//") and parts.path.startswith("/")
    return target if is_local and "\\" not in target and target.isprintable() else default


def take_apart(url: str) -> SplitResult:
    """An address in its parts; one that cannot be taken apart is an empty one."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def see_other(url: str) -> BaseResponse:
    """Redirect after a POST, so that reloading the page does not do it again."""
    return redirect(url, code=303)


def afterwards(do: Callable[[], None]) -> None:
    """Do this when the answer is ready: with the request's own changes where they are kept, else alone.

    It must load what it changes itself: the request's rows are gone by then. When it fails, the request fails.
    """
    g.setdefault("afterwards", []).append(do)


def _open() -> BaseResponse | None:
    if request.method in SAFE_METHODS:
        begin_reading()
    else:
        begin_writing()
    if _holds_nul():
        raise BadRequest
    return _without_cpr() if request.method in SAFE_METHODS and request.blueprint not in NOT_OURS else None


def _without_cpr() -> BaseResponse | None:
    """Back to the same page without what looks like a CPR number, where the address holds that."""
    said = [(name, text) for name, texts in request.args.lists() for text in texts]
    kept = [(name, text) for name, text in said if not looks_like_cpr(name) and not looks_like_cpr(text)]
    if len(kept) == len(said):
        return None
    flash(
        _(
            "Det ligner et CPR-nummer, så der er ikke søgt på det. "
            "Søg på navnet på en behandling, et system eller en opgave."
        ),
        "warning",
    )
    # One slash: two would be another host's address.
    path = "/" + quote(request.path.lstrip("/"))
    return see_other(f"{path}?{urlencode(kept)}" if kept else path)


def _holds_nul() -> bool:
    """Whether the address or the form holds the character that PostgreSQL keeps in no text; nobody types it."""
    lists = (*request.args.lists(), *request.form.lists())
    said = (request.path, *(text for _, texts in lists for text in texts))
    return any("\x00" in text for text in said)


def _close(response: Response) -> Response:
    is_kept = request.method not in SAFE_METHODS and response.status_code < 400
    left = g.pop("afterwards", [])
    if not is_kept:
        db.session.rollback()
        begin_writing()
    for do in left:
        do()
    if is_kept or left:
        db.session.commit()
    # What a view says may be kept by the one who asked says so itself: a calendar feed, asked for every few hours.
    if request.endpoint != "static" and not response.cache_control.private:
        response.headers["Cache-Control"] = "no-store"
    if response.status_code == 429:
        response.headers["Retry-After"] = "60"
    return response


def _page(status: int, title: str, text: str) -> tuple[str, int]:
    db.session.rollback()
    # A page about our own mistake must not ask the database for its frame, nor one that holds off a flood.
    g.is_error = status >= 500 or status == 429
    return render_template("errors/error.html", code=status, title=title, text=text), status


def _tell_refusal(why: str) -> None:
    """Let it be written down who was refused what; a mistyped address is no refusal."""
    for listener in current_slots().on_refusal:
        listener(why)


def _not_found(_error: NotFound) -> tuple[str, int]:
    _tell_refusal("not_found")
    return _no_such_page()


def _no_such_page() -> tuple[str, int]:
    return _page(
        404,
        _("Siden findes ikke"),
        _("Adressen kan være skrevet forkert, eller du har ikke adgang til siden."),
    )


def _forbidden(error: Forbidden) -> tuple[str, int]:
    _tell_refusal("forbidden")
    return _page(403, _("Det har du ikke adgang til"), error.message)


def _refused(error: Refused) -> tuple[str, int]:
    return _page(409, _("Det kan ikke lade sig gøre"), error.message)


def _expired_form(_error: CSRFError) -> tuple[str, int]:
    _tell_refusal("expired")
    return _page(
        400,
        _("Siden har stået åben for længe"),
        _("Intet er gemt. Gå tilbage, kopiér det, du har skrevet, og genindlæs siden. Så kan du sætte det ind igen."),
    )


def _http_error(error: HTTPException) -> tuple[str, int] | BaseResponse:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # a redirect raised as an exception
    if status == 404:
        return _no_such_page()
    texts = {
        400: (_("Adressen eller formularen kunne ikke læses"), _("Gå tilbage, og prøv igen.")),
        403: (
            _("Det har du ikke adgang til"),
            _("Spørg din GDPR-koordinator, hvis du mener, at du skal have adgang."),
        ),
        405: (_("Det kan siden ikke"), _("Gå tilbage, og brug knapperne på siden.")),
        413: (_("Filen er for stor"), _("Del den i mindre filer, og prøv igen.")),
        429: (_("For mange sider på kort tid"), _("Vent et minut, og prøv igen. Det, du allerede har gemt, er gemt.")),
    }
    title, text = texts.get(
        status, (_("Noget gik galt"), _("Prøv igen om lidt. Bliver det ved, så kontakt it-afdelingen."))
    )
    return _page(status, title, text)


def _database_is_busy(error: OperationalError) -> tuple[str, int]:
    if "locked" in str(error.orig):
        return _page(
            503,
            _("Programmet er optaget"),
            _("En anden gemmer lige nu. Gå tilbage, og gem igen; intet er tabt."),
        )
    return _crash(error)


def _crash(error: Exception) -> tuple[str, int]:
    if current_app.testing:
        raise error
    # The endpoint, not the address: a link from a mail holds the key that lets a person in.
    get_log().exception("unhandled error", endpoint=request.endpoint, method=request.method)
    return _page(
        500,
        _("Noget gik galt hos os"),
        _("Fejlen er skrevet i loggen. Prøv igen, eller kontakt it-afdelingen."),
    )
