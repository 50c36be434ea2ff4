"""/admin/adgang: who may see and do what."""

from typing import Any

from flask import Blueprint, render_template

from app.access.rules import GROUPS, LEGEND, REACH_RULES, SEPARATION_RULES, SHORT_ROLES, lines_of
from app.auth.rules import ROLES
from app.auth.web import get_viewer, signed_in

blueprint = Blueprint("access", __name__)


@blueprint.get("/admin/adgang")
@signed_in
def show() -> Any:
    """The access table in words."""
    get_viewer().must("read", "access")
    return render_template(
        "app/access/show.html",
        groups=[(name, lines_of(things)) for name, things in GROUPS.items()],
        roles=ROLES,
        short_roles=SHORT_ROLES,
        legend=LEGEND,
        reach_rules=REACH_RULES,
        separation_rules=SEPARATION_RULES,
    )
