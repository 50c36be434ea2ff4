"""/admin: the set-up pages."""

from typing import Any

from flask import Blueprint, render_template

from app.auth.web import get_viewer, signed_in
from app.core.errors import NotFound

blueprint = Blueprint("admin", __name__)


@blueprint.get("/admin")
@signed_in
def show() -> Any:
    """Where the administrator begins."""
    viewer = get_viewer()
    if not (viewer.may("read", "organisation") or viewer.may("read", "mail")):
        raise NotFound
    return render_template("app/admin/show.html")
