"""/fortegnelse/ret-flere: one change to many records, shown before it is made; and copying a record."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.auth.viewer import Viewer
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.cpr import looks_like_cpr
from app.core.filters import danish_number, short_day
from app.core.forms import NOT_CPR
from app.core.limits import heavy
from app.core.tables import address
from app.core.web import answer_invalid, see_other
from app.organisation.duties import list_dpo_ids
from register.activity.bulk_actions import ChangedMany, ChangeMany, change_many, copy_activity
from register.activity.bulk_forms import BulkForm
from register.activity.bulk_rules import MOST, BulkChange, Planned, differing, plan, read_seen, write_seen
from register.activity.bulk_store import Selection, count_chosen, list_chosen
from register.activity.columns import PATH, understand
from register.activity.content import ActivityContent
from register.activity.filtering import ActivityFilter, ListContext
from register.activity.labels import FIELD_LABELS
from register.activity.listing import list_context
from register.activity.store import get_activity, load_names

ALL = "alle"
SHOWN = 50
TOLD = 4
"""Titles that a message names; it travels in a cookie."""
blueprint = Blueprint("bulk", __name__, url_prefix="/fortegnelse")


@blueprint.get("/ret-flere")
@signed_in
def edit() -> Any:
    """What is to be changed of the chosen records."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    selection = _selection(request.args)
    count = _count(selection, viewer)
    problem = _why_not(count)
    if problem:
        flash(problem, "warning")
        return see_other(address(PATH, _filter_of(request.args)))
    form = BulkForm(scope=viewer.scope("activity", "write"))
    return render_template("register/activity/bulk_edit.html", **_edit_page(form, count, request.args))


@blueprint.post("/ret-flere")
@heavy
@signed_in
def preview() -> Any:
    """What would become of each of them. Nothing is saved."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    selection = _selection(request.form)
    count = _count(selection, viewer)
    problem = _why_not(count)
    if problem:
        flash(problem, "warning")
        return see_other(address(PATH, _filter_of(request.form)))
    form = BulkForm(scope=viewer.scope("activity", "write"))
    wanted = form.to_change()
    if form.validate() and wanted.is_empty:
        form.form_errors.append(_("Vælg, hvad der skal rettes: ansvarlig, enhed eller næste gennemgang."))
    if form.errors:
        return answer_invalid("register/activity/bulk_edit.html", **_edit_page(form, count, request.form))
    rows = list_chosen(
        selection,
        _context(viewer),
        scope=viewer.scope("activity", "read"),
        writes=viewer.scope("activity", "write"),
        dpos=list_dpo_ids(clock.today()),
    )
    return render_template("register/activity/bulk_preview.html", **_preview_page(form, plan(rows, wanted), wanted))


@blueprint.post("/ret-flere/gem")
@heavy
@signed_in
def change() -> Any:
    """Change the records that were shown."""
    viewer = get_viewer()
    viewer.must("write", "activity")
    form = BulkForm(scope=viewer.scope("activity", "write"))
    seen = read_seen(form.seen.data or "")
    wanted = form.to_change()
    back = address(PATH, _filter_of(request.form))
    if not form.validate() or not seen or wanted.is_empty:
        flash(_("Der er ikke rettet noget. Vælg behandlingerne igen."), "warning")
        return see_other(back)
    command = ChangeMany(seen=seen, change=wanted, reason=form.reason.data or "")
    _tell(change_many(command, writes=viewer.scope("activity", "write"), doing=doing_of(viewer)))
    return see_other(back)


@blueprint.post("/<int:activity_id>/kopier")
@signed_in
def copy(activity_id: int) -> Any:
    """A draft that says the same, open for writing."""
    viewer = get_viewer()
    activity = get_activity(activity_id, scope=viewer.scope("activity", "read"))
    viewer.must("write", "activity", activity.unit.path if activity.unit else "")
    made = copy_activity(activity, doing=doing_of(viewer))
    flash(_("Kopien er oprettet som kladde nr. %(number)s. Ret det, der er anderledes.", number=made.number), "success")
    return see_other(url_for("activity.edit", activity_id=made.id))


def _filter_of(said: "MultiDict[str, str]") -> dict[str, str]:
    """The list's filter and sorting, to go back to: an address holds nothing that looks like a CPR number."""
    return {name: text for name, text in understand(said).items() if not looks_like_cpr(text)}


def _selection(said: "MultiDict[str, str]") -> Selection:
    ids = (text for text in said.getlist("id") if text.isascii() and text.isdecimal() and len(text) < 10)
    numbers = dict.fromkeys(int(text) for text in ids)
    return Selection(list(numbers)[:MOST], ActivityFilter.from_args(said), is_all=said.get("valg") == ALL)


def _context(viewer: Viewer) -> ListContext:
    return list_context(clock.today(), viewer.scope("activity", "write"))


def _count(selection: Selection, viewer: Viewer) -> int:
    return count_chosen(selection, _context(viewer), scope=viewer.scope("activity", "read"))


def _why_not(count: int) -> str:
    """Why these cannot be changed; "" when they can."""
    if not count:
        return str(_("Sæt kryds ved de behandlinger, du vil rette."))
    if count > MOST:
        return str(
            _(
                "Filteret finder %(count)s behandlinger. Højst %(most)s kan rettes ad gangen: snævr filteret ind.",
                count=danish_number(count),
                most=danish_number(MOST),
            )
        )
    return ""


def _edit_page(form: BulkForm, count: int, said: "MultiDict[str, str]") -> Mapping[str, Any]:
    args = _filter_of(said)
    is_all = said.get("valg") == ALL
    return {
        "form": form,
        "lead": ngettext("%(num)s behandling valgt", "%(num)s behandlinger valgt", count),
        # Those that were ticked, or the filter that finds them: the preview reads the same.
        "kept": [*args.items(), *([("valg", ALL)] if is_all else [("id", text) for text in said.getlist("id")[:MOST]])],
        "form_action": url_for("bulk.preview"),
        "cancel_url": address(PATH, args),
    }


def _preview_page(form: BulkForm, planned: Planned, wanted: BulkChange) -> Mapping[str, Any]:
    pairs = [(row, differing(row, wanted)) for row in planned.changed[:SHOWN]]
    sides = [
        ActivityContent(owner=str(fields["owner"][n] or ""), unit=str(fields["unit"][n] or ""))
        for _row, differ in pairs
        for fields in ({"owner": ("", ""), "unit": ("", "")} | differ,)
        for n in (0, 1)
    ]
    names = load_names(sides)

    def say(name: str, value: Any) -> str:
        if name == "next_review_on":
            return short_day(value)
        return {"owner": names.people, "unit": names.units}[name].get(value, value)

    count = len(planned.changed)
    return {
        "count": count,
        "values": _values(form, write_seen(planned.changed)),
        "lines": [
            (row, [(_(FIELD_LABELS[name]), say(name, old), say(name, new)) for name, (old, new) in fields.items()])
            for row, fields in pairs
        ],
        "left": planned.left[:SHOWN],
        "left_count": len(planned.left),
        "reasons": [(_(reason), n) for reason, n in planned.reasons.items()],
        "kept": [*_filter_of(request.form).items()],
        "again_url": f"{url_for('bulk.edit')}?{urlencode(_again())}",
        "list_url": address(PATH, _filter_of(request.form)),
        "submit_label": ngettext("Ret %(num)s behandling", "Ret %(num)s behandlinger", count),
    }


def _values(form: BulkForm, seen: str) -> Sequence[tuple[str, str]]:
    """What the save is told: the choices as they were sent, and which records were shown."""
    names = ("owner", "unit", "next_review_on", "reason", NOT_CPR)
    return [*((name, request.form[name]) for name in names if name in request.form), ("seen", seen)]


def _again() -> Sequence[tuple[str, str]]:
    """The arguments that lead back to the choices, with the same records."""
    said = request.form
    chosen = [("valg", ALL)] if said.get("valg") == ALL else [("id", text) for text in said.getlist("id")[:SHOWN]]
    return [*_filter_of(said).items(), *chosen]


def _tell(done: ChangedMany) -> None:
    if done.count:
        flash(ngettext("%(num)s behandling er rettet.", "%(num)s behandlinger er rettet.", done.count), "success")
    if done.left:
        named = [f"«{title[:60]}»: {_(why)}" for title, why in done.left[:TOLD]]
        more = [_("Og %(n)s mere.", n=len(done.left) - TOLD)] if len(done.left) > TOLD else []
        head = ngettext("%(num)s er ikke rettet.", "%(num)s er ikke rettet.", len(done.left))
        flash(" ".join([head, *named, *more]), "warning")
