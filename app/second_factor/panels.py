"""What the account page shows of the second factor."""

from flask import render_template
from markupsafe import Markup

from app.auth.viewer import Viewer
from app.organisation.store import get_municipality
from app.second_factor.rules import FEW_LEFT, is_demanded
from app.second_factor.store import find_account, find_state


def account_panel(_account_id: int, viewer: Viewer) -> Markup:
    """The viewer's own second factor in a few words, with the notice when a role has begun to demand one."""
    html = render_template(
        "app/second_factor/_panel.html",
        state=find_state(find_account(viewer.account_id)),
        few=FEW_LEFT,
        is_demanded=is_demanded(viewer.roles, frozenset(get_municipality().second_factor_roles)),
    )
    return Markup(html)  # noqa: S704 - our own template, which escapes
