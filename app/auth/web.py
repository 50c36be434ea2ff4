"""Signing in on the web: the current viewer, and the guard that every page but a few stands behind."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Flask, request, url_for
from flask_login import LoginManager, current_user

from app.auth.store import find_viewer
from app.auth.viewer import Viewer
from app.core.web import see_other

login_manager = LoginManager()


def init_auth(app: Flask) -> None:
    """Hang Flask-Login on the app."""
    login_manager.init_app(app)
    login_manager.user_loader(find_viewer)
    login_manager.session_protection = None
    login_manager.unauthorized_handler(_ask_to_sign_in)


def find_current_viewer() -> Viewer | None:
    """Who is signed in, if anybody."""
    return cast(Viewer, current_user._get_current_object()) if current_user.is_authenticated else None


def get_viewer() -> Viewer:
    """Who is signed in; only behind `signed_in`."""
    viewer = find_current_viewer()
    assert viewer is not None, "the view is not behind signed_in"
    return viewer


def signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard of a view: nobody signed in is sent to the sign-in page and back again afterwards."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if find_current_viewer() is None:
            return _ask_to_sign_in()
        return view(*args, **kwargs)

    return guarded


def _ask_to_sign_in() -> Any:
    target = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return see_other(url_for("auth.sign_in", next=target if target != "/" else None))
