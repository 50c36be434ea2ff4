"""/databehandlere: processors, their agreements and the supervision of them."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import EditConflict, Refused
from app.core.web import answer_invalid, see_other
from register.processor import actions
from register.processor.forms import ProcessorForm, SupervisionForm
from register.processor.model import Processor
from register.processor.present import differing
from register.processor.showing import list_page, score_words, show_page
from register.processor.store import get_processor

blueprint = Blueprint("processor", __name__, url_prefix="/databehandlere")
EDIT = "register/processor/edit.html"


@blueprint.get("")
@signed_in
def list() -> Any:
    """The processors: searched, filtered and sorted by the address."""
    viewer = get_viewer()
    viewer.must("read", "processor")
    page = list_page(viewer, request.args, request.path, clock.today())
    return render_template("register/processor/list.html", **page)


@blueprint.get("/<int:processor_id>")
@signed_in
def show(processor_id: int) -> Any:
    """A processor, and the activities it takes part in."""
    viewer = get_viewer()
    processor = get_processor(processor_id, scope=viewer.scope("processor", "read"))
    args = {"side": request.args["side"]} if "side" in request.args else {}
    page = show_page(processor, viewer, args, request.path, clock.today())
    return render_template("register/processor/show.html", **page)


@blueprint.get("/ny")
@signed_in
def new() -> Any:
    """An empty form."""
    viewer = get_viewer()
    viewer.must("write", "processor")
    return _answer(_form(viewer), None, status=200)


@blueprint.post("/ny")
@signed_in
def create() -> Any:
    """Make the processor that was written."""
    viewer = get_viewer()
    viewer.must("write", "processor")
    form = _form(viewer)
    if not form.validate():
        return _answer(form, None)
    try:
        processor = actions.create_processor(form.to_content(), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return _answer(form, None)
    flash(_("Databehandleren er oprettet."), "success")
    return see_other(url_for("processor.show", processor_id=processor.id))


@blueprint.get("/<int:processor_id>/ret")
@signed_in
def edit(processor_id: int) -> Any:
    """The form of a processor, filled in."""
    viewer = get_viewer()
    processor = _get_writable(processor_id, viewer)
    return _answer(_form(viewer, processor), processor, status=200)


@blueprint.post("/<int:processor_id>/ret")
@signed_in
def change(processor_id: int) -> Any:
    """Save what was written, unless somebody else has changed the processor since it was opened."""
    viewer = get_viewer()
    processor = _get_writable(processor_id, viewer)
    form = _form(viewer, processor)
    if not form.validate():
        return _answer(form, processor)
    try:
        actions.change_processor(
            processor_id,
            form.to_content(),
            read=form.read_version(),
            reason=form.reason.data or "",
            doing=doing_of(viewer),
        )
    except EditConflict as conflict:
        form.version.data = str(processor.version)
        now = differing(actions.content_of(processor), actions.tidied(form.to_content()))
        return _answer(form, processor, status=409, conflict=conflict, now=now)
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return _answer(form, processor)
    flash(_("Databehandleren er gemt."), "success")
    return see_other(url_for("processor.show", processor_id=processor_id))


@blueprint.post("/<int:processor_id>/udgaa")
@signed_in
def retire(processor_id: int) -> Any:
    """Offer the processor no more, or again."""
    viewer = get_viewer()
    processor = _get_writable(processor_id, viewer)
    actions.retire_processor(processor_id, is_retired=not processor.is_retired, doing=doing_of(viewer))
    return see_other(url_for("processor.show", processor_id=processor_id))


@blueprint.get("/<int:processor_id>/tilsyn")
@signed_in
def ask(processor_id: int) -> Any:
    """The form of a supervision."""
    viewer = get_viewer()
    processor = _get_writable(processor_id, viewer)
    form = SupervisionForm(data={"held_on": clock.today(), "concept": processor.concept or 2, "result": "green"})
    return render_template("register/processor/supervise.html", form=form, processor=processor)


@blueprint.post("/<int:processor_id>/tilsyn")
@signed_in
def supervise(processor_id: int) -> Any:
    """Write down the supervision that was held."""
    viewer = get_viewer()
    processor = _get_writable(processor_id, viewer)
    form = SupervisionForm()
    if not form.validate():
        return answer_invalid("register/processor/supervise.html", form=form, processor=processor)
    try:
        actions.hold_supervision(form.to_command(processor_id), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return answer_invalid("register/processor/supervise.html", form=form, processor=processor)
    flash(_("Tilsynet er skrevet ind."), "success")
    return see_other(url_for("processor.show", processor_id=processor_id))


def _answer(form: ProcessorForm, processor: Processor | None, *, status: int = 422, **more: Any) -> tuple[str, int]:
    form.add_blank_rows()
    context = {"form": form, "processor": processor, **score_words(form.to_content()), **more}
    if status >= 400:
        db.session.rollback()
    return render_template(EDIT, **context), status


def _form(viewer: Viewer, processor: Processor | None = None) -> ProcessorForm:
    stored = actions.content_of(processor) if processor else None
    read = processor.version if processor else 0
    return ProcessorForm(scope=viewer.scope("processor", "write"), stored=stored, read=read)


def _get_writable(processor_id: int, viewer: Viewer) -> Processor:
    processor = get_processor(processor_id, scope=viewer.scope("processor", "read"))
    viewer.must("write", "processor", processor.unit.path if processor.unit else "")
    return processor
