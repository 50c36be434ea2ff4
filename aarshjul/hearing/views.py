"""/hoeringer: hearings, what is said in them and answered, more time, more people, and the end."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.hearing.access import get_managed, sight_of
from aarshjul.hearing.actions import move_hearing, reply, take_down
from aarshjul.hearing.ending import end_hearing, withdraw_hearing
from aarshjul.hearing.forms import EndForm, MoveForm, ReplyForm, TakeDownForm, WithdrawForm, seen_by
from aarshjul.hearing.model import Hearing
from aarshjul.hearing.notes import MIME, render_note
from aarshjul.hearing.rules import KIND
from aarshjul.hearing.showing import WORDS, hearing_page, lines_of, list_page, offer_people
from aarshjul.hearing.start_forms import AskForm
from aarshjul.hearing.starting import ask_more
from aarshjul.hearing.store import get_comment, get_hearing, list_comments
from aarshjul.hearing.subject import read_parts
from aarshjul.meeting.access import bodies_of
from app.audit.notes import note_export
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.core.filters import long_day
from app.core.limits import heavy
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("hearing", __name__, url_prefix="/hoeringer")
SHOW, REPLY = "aarshjul/hearing/show.html", "aarshjul/hearing/reply.html"


@blueprint.get("")
@signed_in
def index() -> Any:
    """The hearings that wait for one, those that run, those that are over."""
    viewer = get_viewer()
    page = list_page(viewer, request.args)
    return render_template("aarshjul/hearing/index.html", **page, sees_meetings=bool(bodies_of(viewer)))


@blueprint.get("/<int:hearing_id>")
@signed_in
def show(hearing_id: int) -> Any:
    """A hearing: who is asked, what is said, what is answered, what came of it."""
    viewer = get_viewer()
    hearing = get_hearing(hearing_id, sight_of(viewer))
    return render_template(SHOW, **hearing_page(hearing, viewer))


@blueprint.get("/<int:hearing_id>/hoeringsnotat.<any(pdf, docx):paper>")
@heavy
@signed_in
def download(hearing_id: int, paper: str) -> Any:
    """The comments and their answers on paper."""
    viewer = get_viewer()
    hearing = get_hearing(hearing_id, sight_of(viewer))
    data = render_note(hearing, viewer, paper)
    note_export(viewer, KIND, {"title": hearing.title, "format": paper})
    name = f"{_('hoeringsnotat')}-{hearing.id}.{paper}"
    return send_file(BytesIO(data), mimetype=MIME[paper], as_attachment=True, download_name=name)


@blueprint.post("/<int:hearing_id>/bemaerkninger")
@signed_in
def write_down(hearing_id: int) -> Any:
    """Write down what was said at the meeting or by telephone."""
    viewer = get_viewer()
    hearing = get_managed(hearing_id, viewer)
    form = TakeDownForm(prefix="take_down")
    return _do(
        hearing, viewer, name="take_down", form=form,
        act=lambda: take_down(form.to_command(hearing_id), doing=doing_of(viewer)),
        said=lambda _done: _("Det er skrevet ned."),
    )  # fmt: skip


@blueprint.get("/<int:hearing_id>/bemaerkninger/<int:comment_id>")
@signed_in
def read_comment(hearing_id: int, comment_id: int) -> Any:
    """A comment, and the form for its answer."""
    hearing = get_managed(hearing_id, get_viewer())
    form = ReplyForm.of(get_comment(hearing_id, comment_id))
    return render_template(REPLY, **_reply_page(hearing, comment_id, form))


@blueprint.post("/<int:hearing_id>/bemaerkninger/<int:comment_id>")
@signed_in
def answer_comment(hearing_id: int, comment_id: int) -> Any:
    """Answer it, and go on to the next that has no answer."""
    viewer = get_viewer()
    hearing = get_managed(hearing_id, viewer)
    get_comment(hearing_id, comment_id)
    form = ReplyForm()
    if not form.validate():
        return answer_invalid(REPLY, **_reply_page(hearing, comment_id, form))
    try:
        reply(form.to_command(hearing_id, comment_id), doing=doing_of(viewer))
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.message, refused.field)
        return answer_invalid(REPLY, **_reply_page(get_managed(hearing_id, viewer), comment_id, form))
    left = [one.id for one in list_comments(hearing_id) if not one.verdict]
    if not left:
        flash(_("Svaret er gemt. Nu har alle bemærkninger fået et svar."), "success")
        return see_other(url_for("hearing.show", hearing_id=hearing_id, _anchor="bemaerkninger"))
    following = next((one for one in left if one > comment_id), left[0])
    flash(
        ngettext(
            "Svaret er gemt. %(num)s bemærkning mangler svar.",
            "Svaret er gemt. %(num)s bemærkninger mangler svar.",
            len(left),
        ),
        "success",
    )
    return see_other(url_for("hearing.read_comment", hearing_id=hearing_id, comment_id=following))


@blueprint.post("/<int:hearing_id>/deltagere")
@signed_in
def ask(hearing_id: int) -> Any:
    """Ask more people."""
    viewer = get_viewer()
    hearing = get_managed(hearing_id, viewer)
    form = offer_people(AskForm(prefix="ask"))
    return _do(
        hearing, viewer, name="ask", form=form,
        act=lambda: ask_more(hearing_id, form.to_asked(), doing=doing_of(viewer)),
        said=lambda count: ngettext("%(num)s person mere er spurgt.", "%(num)s personer mere er spurgt.", count),
    )  # fmt: skip


@blueprint.post("/<int:hearing_id>/frist")
@signed_in
def move(hearing_id: int) -> Any:
    """Give people more time."""
    viewer = get_viewer()
    hearing = get_managed(hearing_id, viewer)
    form = MoveForm(prefix="move")
    return _do(
        hearing, viewer, name="move", form=form,
        act=lambda: move_hearing(form.to_command(hearing_id), doing=doing_of(viewer)),
        said=lambda moved: _("Fristen er nu %(day)s. De, der mangler, får en mail.", day=long_day(moved.due_on)),
    )  # fmt: skip


@blueprint.post("/<int:hearing_id>/afslut")
@signed_in
def end(hearing_id: int) -> Any:
    """End it with what came of it."""
    viewer = get_viewer()
    hearing = get_managed(hearing_id, viewer)
    form = EndForm(prefix="end")
    return _do(
        hearing, viewer, name="end", form=form,
        act=lambda: end_hearing(form.to_command(hearing_id), doing=doing_of(viewer)),
        said=lambda _ended: _("Høringen er afsluttet. Alle, der var spurgt, kan nu læse bemærkninger og svar."),
    )  # fmt: skip


@blueprint.post("/<int:hearing_id>/traek-tilbage")
@signed_in
def withdraw(hearing_id: int) -> Any:
    """End it before time."""
    viewer = get_viewer()
    hearing = get_managed(hearing_id, viewer)
    form = WithdrawForm(prefix="withdraw")
    return _do(
        hearing, viewer, name="withdraw", form=form,
        act=lambda: withdraw_hearing(form.to_command(hearing_id), doing=doing_of(viewer)),
        said=lambda _ended: _("Høringen er trukket tilbage. De, der var spurgt, får det at vide."),
    )  # fmt: skip


def _do(
    hearing: Hearing,
    viewer: Viewer,
    *,
    name: str,
    form: Any,
    act: Callable[[], Any],
    said: Callable[[Any], str],
) -> Any:
    """Check the form, act and say so; else the page again with the form as it was filled in."""
    hearing_id = hearing.id
    if form.validate():
        try:
            done = act()
        except Refused as refused:
            db.session.rollback()
            form.refuse(refused.message, refused.field)
            hearing = get_hearing(hearing_id, sight_of(viewer))
            if isinstance(refused, EditConflict):
                # They see it now as it is.
                seen_by(form, hearing)
        else:
            flash(said(done), "success")
            return see_other(url_for("hearing.show", hearing_id=hearing_id))
    if hearing.outcome:
        # It ended meanwhile, and the page has no such form any more: it says what came of it.
        flash(_("Høringen er slut."), "warning")
        return see_other(url_for("hearing.show", hearing_id=hearing_id))
    return answer_invalid(SHOW, **hearing_page(hearing, viewer, failed={name: form}))


def _reply_page(hearing: Hearing, comment_id: int, form: ReplyForm) -> dict[str, Any]:
    lines = lines_of(list_comments(hearing.id), read_parts(hearing))
    line = next((one for one in lines if one.row.id == comment_id), None)
    if line is None:
        raise NotFound
    return {"hearing": hearing, "line": line, "count": len(lines), "form": form, **WORDS}
