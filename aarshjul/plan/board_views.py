"""/femaarsplan/tavle: when each item begins, moved by mouse, key or button, and what that costs in hours."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.handling.rules import DEGREES, LEVELS
from aarshjul.handling.store import Proposal, list_proposals
from aarshjul.plan import item_actions
from aarshjul.plan.board import may_move_in, read_board
from aarshjul.plan.board_forms import AddForm, ItemForm, MoveForm
from aarshjul.plan.board_store import find_board_plan
from aarshjul.plan.model import Plan, PlanItem
from aarshjul.plan.store import list_rings
from aarshjul.plan.version_store import list_left_out
from aarshjul.plan.version_views import must_write_all
from aarshjul.plan.versioning import why_not, years_of
from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.errors import Forbidden, NotFound, Refused
from app.core.tables import address
from app.core.web import answer_invalid, see_other
from app.organisation.model import Unit
from app.organisation.store import list_administrations

blueprint = Blueprint("plan_board", __name__, url_prefix="/femaarsplan/tavle")


@blueprint.get("")
@signed_in
def show() -> Any:
    """The version that is being worked on, else the approved one."""
    viewer = get_viewer()
    viewer.must("read", "plan")
    return _draw(viewer, request.args.get("forvaltning", "")[:80])


@blueprint.post("/flyt")
@signed_in
def move() -> Any:
    """An item begins in another year. Asked for in part, the board comes back with the words to be read aloud."""
    viewer = get_viewer()
    viewer.must("write", "plan")
    plan, code = _board_plan(), request.args.get("forvaltning", "")[:80]
    rings = list_rings(scope=viewer.scope("plan", "read"))
    chosen = next((ring for ring in rings if ring.code == code), None)
    form = MoveForm()
    problem = "" if form.validate() else _("Opgaven blev ikke flyttet. Prøv igen.")
    said = ""
    if not problem and not may_move_in(viewer, plan, chosen):
        problem = _(why_not("edit", plan.state) or "") or _("Vælg din egen forvaltning; i den kan du flytte opgaverne.")
        raise Forbidden(problem)
    if not problem:
        try:
            unit_id = chosen.id if chosen is not None and chosen.kind == "administration" else None
            item = item_actions.move_item(form.to_command(plan, unit_id), doing=doing_of(viewer))
            said = _("%(code)s begynder nu i %(year)s.", code=item.code, year=form.year.data)
        except Refused as refused:
            problem = refused.message
    if "HX-Request" in request.headers:
        return _draw(viewer, code, said=said, problem=problem)
    flash(problem or said, "error" if problem else "success")
    return see_other(f"{_url(code)}#kort-{form.code.data}")


@blueprint.get("/foej-til")
@signed_in
def add_form() -> Any:
    """What the catalogue holds and the draft does not."""
    viewer = get_viewer()
    must_write_all(viewer)
    return render_template("aarshjul/plan/add.html", **_add_page(_board_plan(), is_sent=False))


@blueprint.post("/foej-til")
@signed_in
def add() -> Any:
    """An entry of the catalogue comes into the draft."""
    viewer = get_viewer()
    must_write_all(viewer)
    plan = _board_plan()
    page = _add_page(plan, is_sent=True)
    form = page["form"]
    if form.validate():
        try:
            item = item_actions.add_item(form.to_command(plan), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("%(code)s er føjet til planen.", code=item.code), "success")
            return see_other(f"{_url('')}#kort-{item.code}")
    return answer_invalid("aarshjul/plan/add.html", **page)


@blueprint.get("/<item_code>")
@signed_in
def edit(item_code: str) -> Any:
    """All that can be said of one item."""
    viewer = get_viewer()
    must_write_all(viewer)
    plan, item = _item(item_code)
    form = ItemForm.of(plan, item)
    return render_template("aarshjul/plan/item.html", **_item_page(plan, item, form, viewer))


@blueprint.post("/<item_code>")
@signed_in
def save(item_code: str) -> Any:
    """Save it."""
    viewer = get_viewer()
    must_write_all(viewer)
    plan, item = _item(item_code)
    form = ItemForm()
    page = _item_page(plan, item, form, viewer)
    if form.validate():
        try:
            item_actions.change_item(form.to_command(plan, item), doing=doing_of(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            flash(_("%(code)s er gemt.", code=item_code), "success")
            return see_other(f"{_url('')}#kort-{item_code}")
    return answer_invalid("aarshjul/plan/item.html", **page)


@blueprint.post("/<item_code>/fjern")
@signed_in
def remove(item_code: str) -> Any:
    """Take it out of the draft."""
    viewer = get_viewer()
    must_write_all(viewer)
    plan, _its = _item(item_code)
    item_actions.remove_item(plan.id, item_code, doing=doing_of(viewer))
    flash(_("%(code)s er taget ud af planen. Du kan føje den til igen.", code=item_code), "success")
    return see_other(_url(""))


def _draw(viewer: Viewer, code: str, *, said: str = "", problem: str = "") -> Any:
    page = _page(viewer, code, said=said, problem=problem)
    template = "_board" if "HX-Request" in request.headers else "board"
    return render_template(f"aarshjul/plan/{template}.html", **page)


def _page(viewer: Viewer, code: str, **more: Any) -> dict[str, Any]:
    board = read_board(viewer, code)
    return {
        "board": board,
        "move_form": MoveForm(formdata=None) if board.may_move else None,
        "may_edit": board.plan.state == "draft" and viewer.scope("plan", "write").is_everything,
        "move_url": address(url_for("plan_board.move"), {"forvaltning": board.chosen}),
        "said": "",
        "problem": "",
        **more,
    }


def _add_page(plan: Plan, *, is_sent: bool) -> dict[str, Any]:
    problem = why_not("edit", plan.state)
    if problem:
        raise Refused(_(problem))
    form = AddForm() if is_sent else AddForm(formdata=None)
    left_out = list_left_out(plan.id)
    form.offer([(entry.code, entry.title) for entry in left_out], years_of(plan.first_year))
    return {"plan": plan, "form": form, "left_out": left_out}


def _board_plan() -> Plan:
    plan = find_board_plan()
    if plan is None:
        raise NotFound
    return plan


def _item(code: str) -> tuple[Plan, PlanItem]:
    """An item of the draft."""
    plan = _board_plan()
    problem = why_not("edit", plan.state)
    if problem:
        raise Refused(_(problem))
    item = next((item for item in plan.items if item.code == code), None)
    if item is None:
        raise NotFound
    return plan, item


def _item_page(plan: Plan, item: PlanItem, form: ItemForm, viewer: Viewer) -> dict[str, Any]:
    others = [(one.code, one.template.title) for one in plan.items if one.id != item.id]
    form.offer(plan, item, units=list_administrations(scope=viewer.scope("plan", "read")), others=others)
    return {
        "plan": plan,
        "item": item,
        "form": form,
        "starts": _starts(item, viewer),
        "proposals": _proposals(item.code, viewer),
        "degrees": DEGREES,
        "levels": LEVELS,
    }


def _proposals(code: str, viewer: Viewer) -> list[tuple[Unit, Proposal]]:
    """What the administrations that do not do it have proposed, the worst first."""
    scope = viewer.scope("unhandled_task", "read")
    units = {unit.id: unit for unit in list_administrations(scope=scope)}
    found = [one for one in list_proposals(scope=scope) if one.template_code == code]
    return [(units[one.unit_id], one) for one in found if one.unit_id in units]


def _starts(item: PlanItem, viewer: Viewer) -> list[tuple[Unit, int]]:
    """The administrations that begin in a year of their own."""
    years = {start.unit_id: start.first_year for start in item.starts}
    units = list_administrations(scope=viewer.scope("plan", "read"))
    return [(unit, years[unit.id]) for unit in units if unit.id in years]


def _url(code: str) -> str:
    return address(url_for("plan_board.show"), {"forvaltning": code})
