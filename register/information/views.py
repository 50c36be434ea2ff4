"""/fortegnelse/<id>/oplysning/<art>: what citizens are told about a record."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.audit.notes import note_export
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.errors import NotFound, Refused
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from app.core.word import DOCX_MIME
from app.organisation.store import get_municipality
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.activity.store import get_activity
from register.information import actions
from register.information.docx import to_docx
from register.information.forms import TextForm
from register.information.rules import ARTICLES, Section, make_text
from register.information.showing import sections_of, text_page
from register.information.store import find_given, find_newest, get_version, load_about

blueprint = Blueprint("information", __name__, url_prefix="/fortegnelse")


@blueprint.get("/<int:activity_id>/oplysning/<any('13', '14'):article>")
@signed_in
def show(activity_id: int, article: str) -> Any:
    """The newest text, or the one that `udgave` names; where there is none, what it could be."""
    viewer = get_viewer()
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    number = whole_number(request.args.get("udgave"))
    text = get_version(activity_id, article, number) if number else find_newest(activity_id, article)
    return render_template("register/information/show.html", **text_page(activity, article, text, viewer))


@blueprint.get("/<int:activity_id>/oplysning/<any('13', '14'):article>/ret")
@signed_in
def edit(activity_id: int, article: str) -> Any:
    """The text for writing: as it stands, or with `ny` made anew from the record as it is now."""
    activity = _get_writable(activity_id, get_viewer())
    newest = find_newest(activity_id, article)
    is_anew = newest is None or "ny" in request.args
    sections = _made(activity, article) if is_anew else sections_of(newest)
    form = TextForm(sections, read=actions.mark(newest), based_on=str(activity.version))
    return render_template("register/information/edit.html", **_page(form, activity, article), is_anew=is_anew)


@blueprint.post("/<int:activity_id>/oplysning/<any('13', '14'):article>/ret")
@signed_in
def change(activity_id: int, article: str) -> Any:
    """Save the draft; with the other button publish it too."""
    viewer = get_viewer()
    activity = _get_writable(activity_id, viewer)
    form = TextForm()
    page = _page(form, activity, article)
    if not form.validate():
        return answer_invalid("register/information/edit.html", **page)
    doing = doing_of(viewer)
    try:
        text = actions.save_text(
            activity_id,
            article,
            form.to_sections(),
            read=form.read.data or "",
            based_on=form.read_version(),
            doing=doing,
        )
        if "udgiv" in request.form:
            actions.publish_text(activity_id, article, read=actions.mark(text), doing=doing)
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/information/edit.html", **page)
    flash(_("Teksten er udgivet.") if "udgiv" in request.form else _("Kladden er gemt."), "success")
    return see_other(url_for("information.show", activity_id=activity_id, article=article))


@blueprint.get("/<int:activity_id>/oplysning/<any('13', '14'):article>/tekst.docx")
@signed_in
def download(activity_id: int, article: str) -> Any:
    """A version of the text as a document for Word; without one named, what citizens get, else the draft."""
    viewer = get_viewer()
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    version = whole_number(request.args.get("udgave"))
    text = get_version(activity_id, article, version) if version else find_given(activity_id, article)
    if text is None:
        raise NotFound
    data = to_docx(_("Sådan behandler vi dine oplysninger: %(title)s", title=activity.title), sections_of(text))
    note_export(viewer, "activity", {"format": "docx", "article": article, "version": text.version})
    name = _("oplysningstekst-%(number)s-art%(article)s.docx", number=activity.number, article=article)
    return send_file(BytesIO(data), mimetype=DOCX_MIME, as_attachment=True, download_name=name)


def _made(activity: ProcessingActivity, article: str) -> list[Section]:
    return make_text(article, load_about(to_content(activity), get_municipality()))


def _page(form: TextForm, activity: ProcessingActivity, article: str) -> dict[str, Any]:
    return {"form": form, "activity": activity, "article": article, "article_words": ARTICLES[article]}


def _get_writable(activity_id: int, viewer: Viewer) -> ProcessingActivity:
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    viewer.must("write", "activity", activity.unit.path if activity.unit else "")
    return activity
