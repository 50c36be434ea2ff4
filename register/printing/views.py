"""/fortegnelse/dokument: the register as a document, ordered as a job."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import Refused
from app.core.web import answer_invalid, see_other
from app.job.actions import enqueue
from register.activity.filtering import ActivityFilter
from register.printing.book import Order
from register.printing.forms import DocumentForm
from register.printing.jobs import kind_of

blueprint = Blueprint("printing", __name__, url_prefix="/fortegnelse")


@blueprint.get("/dokument")
@signed_in
def ask() -> Any:
    """Which form, and as of which day; the records are those of the address's filter."""
    get_viewer().must("read", "activity")
    return render_template("register/printing/order.html", **_page(DocumentForm()))


@blueprint.post("/dokument")
@signed_in
def order() -> Any:
    """Order it; the job's page tells how far it is."""
    viewer = get_viewer()
    viewer.must("read", "activity")
    form = DocumentForm()
    if not form.validate():
        return answer_invalid("register/printing/order.html", **_page(form))
    wanted = Order(ActivityFilter.from_args(request.args), form.as_of.data, form.is_tagged)
    try:
        job = enqueue(kind_of(form.kind), wanted.to_args(), _title(form), doing=doing_of(viewer))
    except Refused as refused:
        form.refuse(refused.message)
        return answer_invalid("register/printing/order.html", **_page(form))
    return see_other(url_for("job.show", job_id=job.id))


def _title(form: DocumentForm) -> str:
    what = {"pdf": _("Fortegnelsen som PDF"), "docx": _("Fortegnelsen til Word")}[form.kind]
    return _("%(what)s, %(day)s", what=what, day=(form.as_of.data or clock.today()).strftime("%d-%m-%Y"))


def _page(form: DocumentForm) -> dict[str, Any]:
    wanted = ActivityFilter.from_args(request.args)
    return {"form": form, "args": wanted.to_args(), "is_part": wanted != ActivityFilter()}
