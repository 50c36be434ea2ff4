"""The mails that could not be delivered, on the front page of whoever sees to them."""

from datetime import timedelta

from flask import render_template
from markupsafe import Markup

from app.auth.viewer import Viewer
from app.core import clock
from app.mail.store import list_failed

SINCE = timedelta(days=30)
MOST = 5


def failed_mails(viewer: Viewer) -> Markup:
    """The newest of the last month in the viewer's part of the municipality, each with what can be done."""
    if not viewer.may("read", "mail"):
        return Markup("")
    mails, total = list_failed(clock.now() - SINCE, scope=viewer.scope("mail", "read"), limit=MOST)
    if not mails:
        return Markup("")
    html = render_template(
        "app/mail/_failed.html",
        mails=mails,
        total=total,
        may_write=viewer.may("write", "mail"),
        may_mend=viewer.may("write", "organisation"),
    )
    return Markup(html)  # noqa: S704 - the template escapes what people and servers wrote
