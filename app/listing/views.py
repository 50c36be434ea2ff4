"""/lister: saved views and chosen columns of every list that is in the slot `lists`."""

from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.cpr import looks_like_cpr
from app.core.errors import NotFound, Refused
from app.core.slots import current_slots
from app.core.tables import address
from app.core.web import answer_invalid, safe_next, see_other
from app.listing import actions
from app.listing.actions import CreateView
from app.listing.forms import RenameForm, ViewForm
from app.listing.model import SavedView
from app.listing.rules import ListKind, chosen_keys, moved
from app.listing.showing import COLUMNS_OPEN, title_of
from app.listing.store import get_view, list_views

UP, DOWN = "op", "ned"
blueprint = Blueprint("listing", __name__, url_prefix="/lister")


@blueprint.get("/<list_name>/visninger")
@signed_in
def index(list_name: str) -> Any:
    """One's own views of a list, and the shared ones where one may change them."""
    return _page(_get_kind(list_name))


@blueprint.post("/<list_name>/visninger")
@signed_in
def create(list_name: str) -> Any:
    """Keep the list's filter and sorting under a name."""
    viewer, kind, form = get_viewer(), _get_kind(list_name), ViewForm()
    if not viewer.may("write", "view"):
        del form.is_shared
    said = dict(parse_qsl(form.args.data or ""))
    # An address is kept by the browser and its logs: the same is refused there.
    args = {key: text for key, text in kind.understand(said).items() if not looks_like_cpr(text)}
    if not form.validate():
        return _answer_new(kind, form)
    try:
        actions.create_view(
            CreateView(
                list_name=kind.name,
                title=form.title.data or "",
                args=args,
                person_id=viewer.person_id,
                is_shared="is_shared" in form and bool(form.is_shared.data),
            ),
            doing=_doing(viewer),
        )
    except Refused as refused:
        form.refuse(refused.message, refused.field)
        return _answer_new(kind, form)
    flash(_("Visningen «%(title)s» er gemt. Den står som fane over listen.", title=form.title.data), "success")
    return see_other(address(kind.path, args))


@blueprint.post("/<list_name>/kolonner")
@signed_in
def choose(list_name: str) -> Any:
    """Show these columns; with one of them moved, or as everybody begins, when that button was pressed."""
    viewer, kind = get_viewer(), _get_kind(list_name)
    back = safe_next(kind.path)
    if "fra-start" in request.form:
        actions.forget_columns(kind.name, person_id=viewer.person_id)
        return see_other(back)
    keys = chosen_keys(kind.columns, request.form.getlist("raekke"), request.form.getlist("kolonne"))
    for button, by in ((UP, -1), (DOWN, 1)):
        if button in request.form:
            keys = moved(keys, request.form[button], by)
            back = f"{back}{'&' if '?' in back else '?'}{COLUMNS_OPEN}=1#{COLUMNS_OPEN}"
    actions.choose_columns(kind.name, keys, person_id=viewer.person_id)
    return see_other(back)


@blueprint.post("/visninger/<int:view_id>/navn")
@signed_in
def rename(view_id: int) -> Any:
    """Call a view something else."""
    viewer = get_viewer()
    view = _get_writable(view_id, viewer)
    form = RenameForm()
    if not form.validate():
        return _page(_get_kind(view.list_name), refused=(view_id, form), status=422)
    actions.rename_view(view, form.title.data or "", doing=_doing(viewer))
    flash(_("Visningen hedder nu «%(title)s».", title=view.title), "success")
    return _back(view)


@blueprint.post("/visninger/<int:view_id>/flyt")
@signed_in
def move(view_id: int) -> Any:
    """Move a view one place among its own kind."""
    viewer = get_viewer()
    view = _get_writable(view_id, viewer)
    actions.move_view(view, -1 if request.form.get("vej") == UP else 1, doing=_doing(viewer))
    return _back(view)


@blueprint.post("/visninger/<int:view_id>/slet")
@signed_in
def remove(view_id: int) -> Any:
    """Forget a view."""
    viewer = get_viewer()
    view = _get_writable(view_id, viewer)
    back = _back(view)
    actions.remove_view(view, doing=_doing(viewer))
    flash(_("Visningen er slettet. Listen og det, der står på den, er som før."), "success")
    return back


def _get_kind(list_name: str) -> ListKind:
    kind = current_slots().lists.get(list_name)
    if kind is None or not kind.may(get_viewer()):
        raise NotFound
    return kind


def _get_writable(view_id: int, viewer: Viewer) -> SavedView:
    view = get_view(view_id, person_id=viewer.person_id)
    _get_kind(view.list_name)
    if view.is_shared:
        viewer.must("write", "view")
    return view


def _page(kind: ListKind, *, refused: tuple[int, RenameForm] | None = None, status: int = 200) -> Any:
    viewer = get_viewer()
    may_share = viewer.may("write", "view")
    views = [v for v in list_views(kind.name, person_id=viewer.person_id) if may_share or not v.is_shared]
    own, shared = ([v for v in views if v.is_shared is is_shared] for is_shared in (False, True))
    context = {
        "groups": [(_("Mine egne"), own), (_("Fælles for alle, der ser listen"), shared)],
        "is_empty": not views,
        "form": RenameForm(formdata=None),
        "refused_id": refused[0] if refused else None,
        "refused_form": refused[1] if refused else None,
        "list_title": title_of(kind),
        "list_url": kind.path,
        "addresses": {view.id: address(kind.path, kind.understand(view.args)) for view in views},
    }
    return render_template("app/listing/index.html", **context), status


def _answer_new(kind: ListKind, form: ViewForm) -> Any:
    url = url_for("listing.create", list_name=kind.name)
    return answer_invalid(
        "app/listing/new.html", form=form, list_title=title_of(kind), list_url=kind.path, form_action=url
    )


def _back(view: SavedView) -> Any:
    return see_other(url_for("listing.index", list_name=view.list_name))


def _doing(viewer: Viewer) -> Doing:
    return Doing(at=clock.now(), person_id=viewer.person_id)
