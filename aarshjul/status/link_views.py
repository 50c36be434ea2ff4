"""/rapporter/fra-mail/<token>: a report opened from the link in a mail, by whoever the mail was sent to.

Opening it changes nothing, because mail scanners open every link; that somebody did is told in the trail.
"""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, render_template, send_file, url_for
from flask_babel import gettext as _

from aarshjul.status.export import MIME
from aarshjul.status.kept import KIND, get_report, read_snapshot, why_paper_altered
from aarshjul.status.sending import GOOD_FOR, PURPOSE, is_recipient
from app.audit.actions import Doing, record
from app.auth.web import find_current_viewer
from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.limits import heavy
from app.core.web import afterwards, see_other
from app.organisation.store import get_municipality
from app.token.signing import BadToken, ExpiredToken, read

blueprint = Blueprint("status_link", __name__)


@blueprint.after_request
def _tell_nobody(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/rapporter/fra-mail/<token>")
@heavy
def show(token: str) -> Any:
    """The PDF as it was sent. Where the municipality asks for sign-in from mails, that comes first."""
    try:
        said = read(PURPOSE, token, today=clock.today())
        report_id, person_id = int(said["r"]), int(said["p"])
    except ExpiredToken:
        return _turned_away(
            410,
            _("Linket er udløbet"),
            _("Et link virker i %(days)s dage. Log ind, og se rapporten.", days=GOOD_FOR.days),
        )
    except (BadToken, KeyError, TypeError, ValueError):
        return _turned_away(
            404,
            _("Linket virker ikke"),
            _("Måske kom hele linket ikke med. Åbn mailen igen, og tryk på knappen i den."),
        )
    viewer = find_current_viewer()
    if get_municipality().answers_need_sign_in and (viewer is None or viewer.person_id != person_id):
        return see_other(url_for("auth.sign_in", next=url_for("status_draft.show", report_id=report_id)))
    try:
        row = get_report(report_id, with_drafts=False)
    except NotFound:
        row = None
    if row is None or row.paper is None or not is_recipient(person_id, row.body_id, clock.today()):
        return _turned_away(
            410,
            _("Linket virker ikke længere"),
            _("Rapporten er til dem, der sidder i organet. Log ind, og se, om du kan læse den."),
        )
    name = read_snapshot(row).file_name
    if why := why_paper_altered(row):
        raise Refused(why)
    told = {"title": row.title, "format": "pdf"}
    doing = Doing(at=clock.now(), person_id=person_id, via="link")
    afterwards(lambda: record(doing, f"{KIND}.export", KIND, report_id, told))
    return send_file(BytesIO(row.paper), mimetype=MIME["pdf"], download_name=f"{name}.pdf")


def _turned_away(code: int, title: str, text: str) -> tuple[str, int]:
    page = render_template(
        "errors/error.html", code=code, title=title, text=text, action_url=url_for("status.index"),
        action_label=_("Se rapporterne"),
    )  # fmt: skip
    return page, code
