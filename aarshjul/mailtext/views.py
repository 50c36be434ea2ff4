"""/admin/mailtekster: the sentences of the reminders in the municipality's own words."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from aarshjul.mailtext.actions import change_text, send_sample
from aarshjul.mailtext.forms import MailTextForm, PutBackForm, SampleForm
from aarshjul.mailtext.rules import CODE_OF, TEXTS
from aarshjul.mailtext.showing import WholeMail, edit_page, list_page, mail_page
from aarshjul.mailtext.store import find_text, list_texts, our_words
from aarshjul.reminder.sample import sample_words
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.headers import policy
from app.core.web import answer_invalid, safe_next, see_other

blueprint = Blueprint("mailtext", __name__, url_prefix="/admin/mailtekster")
EDIT = "aarshjul/mailtext/edit.html"


@blueprint.get("")
@signed_in
def index() -> Any:
    """All texts, where they are used and how they read."""
    _guard()
    return render_template("aarshjul/mailtext/index.html", **list_page())


@blueprint.get("/mail")
@signed_in
def show_mail() -> Any:
    """A whole mail as it would be; which one stands in the address."""
    _guard()
    page = mail_page(request.args.get("slags", ""))
    return _with_styles(render_template("aarshjul/mailtext/mail.html", **page), page["mail"])


@blueprint.post("/proeve")
@signed_in
def try_mail() -> Any:
    """Send a whole mail to oneself."""
    viewer = _guard()
    try:
        send_sample(sample_words(SampleForm().kind), viewer.person_id, doing=doing_of(viewer))
    except Refused as refused:
        flash(refused.message, "warning")
    else:
        flash(_("Prøven er på vej til %(address)s.", address=viewer.email), "success")
    return see_other(safe_next(url_for("mailtext.index")))


@blueprint.get("/<text_slug>")
@signed_in
def edit(text_slug: str) -> Any:
    """One text, its placeholders, and how it reads."""
    _guard()
    code = _code_of(text_slug)
    row = find_text(code)
    text = (row.text if row else "") or our_words(TEXTS[code])
    form = MailTextForm.of(code, text, version=row.version if row else 0)
    return _answer(edit_page(code, form))


@blueprint.post("/<text_slug>/vis")
@signed_in
def preview(text_slug: str) -> Any:
    """The page with what was written as it would read; nothing is kept."""
    _guard()
    code = _code_of(text_slug)
    form = MailTextForm.of(code)
    if not form.validate():
        return answer_invalid(EDIT, **edit_page(code, form))
    return _answer(edit_page(code, form, tried=form.written))


@blueprint.post("/<text_slug>")
@signed_in
def change(text_slug: str) -> Any:
    """Keep what was written, unless somebody else has changed the text since it was opened."""
    viewer = _guard()
    code = _code_of(text_slug)
    form = MailTextForm.of(code)
    if not form.validate():
        return answer_invalid(EDIT, **edit_page(code, form))
    try:
        has_changed = change_text(form.to_command(), doing=doing_of(viewer))
    except EditConflict as conflict:
        db.session.rollback()
        row = find_text(code)
        assert row is not None, "a row is never removed"
        form.version.data = str(row.version)
        now = [(_("Teksten"), row.text or our_words(TEXTS[code]))]
        return _answer(edit_page(code, form, tried=form.written) | {"conflict": conflict, "now": now}, 409)
    flash(
        _("Teksten er gemt og bruges fra den næste mail.") if has_changed else _("Der var ikke noget at ændre."),
        "success",
    )
    return see_other(url_for("mailtext.edit", text_slug=text_slug))


@blueprint.post("/<text_slug>/tilbage")
@signed_in
def put_back(text_slug: str) -> Any:
    """Use our own words again."""
    viewer = _guard()
    code = _code_of(text_slug)
    try:
        change_text(PutBackForm().to_command(code), doing=doing_of(viewer))
    except EditConflict as conflict:
        db.session.rollback()
        flash(conflict.message, "warning")
    else:
        flash(_("Programmets tekst bruges igen."), "success")
    return see_other(url_for("mailtext.edit", text_slug=text_slug))


def set_up_card(_row_id: int, viewer: Viewer) -> Markup:
    """The page's card among those of the set-up."""
    if not viewer.may("write", "municipality"):
        return Markup("")
    count = sum(1 for code, row in list_texts().items() if code in TEXTS and row.text)
    html = render_template("aarshjul/mailtext/_card.html", count=count)
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def _guard() -> Viewer:
    viewer = get_viewer()
    viewer.must("write", "municipality")
    return viewer


def _code_of(slug: str) -> str:
    if slug not in CODE_OF:
        raise NotFound
    return CODE_OF[slug]


def _answer(page: dict[str, Any], status: int = 200) -> Response:
    shown = page["preview"]
    return _with_styles(render_template(EDIT, **page), shown.mail if shown else None, status)


def _with_styles(html: str, mail: WholeMail | None, status: int = 200) -> Response:
    """The page, whose policy lets the mail's own styles through and nothing else inline."""
    answer = make_response(html, status)
    if mail is not None:
        answer.headers["Content-Security-Policy"] = policy(current_app.config["SETTINGS"], styles=mail.styles)
    return answer
