"""Several assessments at once: chosen among the drafts, then a group of threats at a time, one column for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.auth.web import doing_of, get_viewer, signed_in
from app.core.errors import NotFound, Refused
from app.core.forms import BaseForm, text_field
from app.core.text import whole_number
from app.core.web import answer_invalid, see_other
from register.risk.blueprint import blueprint
from register.risk.drafting import write_threats
from register.risk.joint import JointRow, join, said_now, said_of
from register.risk.model import RiskAssessment
from register.risk.scale import Scale
from register.risk.scale_store import scale_of
from register.risk.step_store import list_assets, list_drafts
from register.risk.store import get_assessment
from register.risk.subject import RiskSubject, get_subject, kind_of
from register.risk.threats import ASSETS

MOST = 6
"""Columns that can be read side by side."""


class NoteForm(BaseForm):
    """The note of one row."""

    class Meta(BaseForm.Meta):
        csrf = False

    note = text_field(_l("Hvorfor ikke, eller hvad er der sket?"), most=2_000)


class JointForm(BaseForm):
    """The whole page: it carries nothing but its token; the versions are by assessment."""

    versions = HiddenField()


@dataclass(frozen=True)
class Column:
    """One of the assessments."""

    draft: RiskAssessment
    subject: RiskSubject
    scale: Scale


@blueprint.get("/risiko/sammen")
@signed_in
def joint() -> Any:
    """Choose which drafts to go through together."""
    viewer = get_viewer()
    viewer.must("write", "risk")
    drafts = list_drafts(scope=viewer.scope("risk", "write"))
    return render_template("register/risk/joint.html", drafts=drafts, most=MOST)


@blueprint.get("/risiko/sammen/trusler")
@signed_in
def joint_threats() -> Any:
    """A group of threats in all of them."""
    columns = _columns()
    if len(columns) < 2:
        flash(_("Vælg mindst to kladder."), "error")
        return see_other(url_for("risk.joint"))
    groups = _groups(columns)
    group = _group(groups)
    notes = {row.threat_id: NoteForm(formdata=None, prefix=f"n{row.threat_id}-") for row in groups.get(group, ())}
    form = JointForm(formdata=None)
    return render_template(
        "register/risk/joint_threats.html", **_page(columns, groups, group=group, form=form, notes=notes, chosen={})
    )


@blueprint.post("/risiko/sammen/trusler")
@signed_in
def say_together() -> Any:
    """Save the group in all of them, or in none."""
    columns = _columns()
    if len(columns) < 2:
        raise Refused(_("Vælg mindst to kladder."))
    groups = _groups(columns)
    group, form = _group(groups), JointForm()
    notes = {row.threat_id: NoteForm(prefix=f"n{row.threat_id}-") for row in groups.get(group, ())}
    if form.validate_with(notes.values()):
        try:
            _save(columns, groups.get(group, ()), notes)
        except Refused as refused:
            form.refuse(refused.message)
        else:
            flash(_("Gemt i %(n)s vurderinger.", n=len(columns)), "success")
            return see_other(_next(columns, groups, group))
    chosen = {name: value for name, value in request.form.items() if name.startswith("c")}
    page = _page(columns, groups, group=group, form=form, notes=notes, chosen=chosen)
    return answer_invalid("register/risk/joint_threats.html", **page)


def _save(columns: Sequence[Column], rows: Sequence[JointRow], notes: Mapping[int, NoteForm]) -> None:
    doing = doing_of(get_viewer())
    for column in columns:
        found = []
        for row in rows:
            cell = row.cells[column.draft.id]
            if cell is None:
                continue
            text = request.form.get(f"c{cell.id}", said_now(cell))
            said = said_of(cell, text, notes[row.threat_id].note.data or "")
            if said is not None:
                found.append(said)
        version = request.form.get(f"v{column.draft.id}", "")
        if found:
            write_threats(column.draft.id, found, version=whole_number(version), doing=doing)


def _columns() -> list[Column]:
    """The drafts that the address names, each of which this person may write."""
    viewer = get_viewer()
    viewer.must("write", "risk")
    scope = viewer.scope("risk", "read")
    columns = []
    for text in dict.fromkeys(request.args.getlist("v")):
        if not text.isdecimal() or len(text) > 9:
            raise NotFound
        draft = get_assessment(int(text), scope=scope)
        subject = get_subject(*kind_of(draft), scope=scope)
        viewer.must("write", "risk", subject.path)
        if draft.is_draft:
            columns.append(Column(draft, subject, scale_of(draft.scale)))
    return columns[:MOST]


def _groups(columns: Sequence[Column]) -> Mapping[str, Sequence[JointRow]]:
    return join([column.draft for column in columns], list_assets())


def _group(groups: Mapping[str, Sequence[JointRow]]) -> str:
    wanted = request.args.get("gruppe", "")
    if wanted in groups:
        return wanted
    return next((name for name, rows in groups.items() if _count_open(rows)), next(iter(groups), ""))


def _count_open(rows: Sequence[JointRow]) -> int:
    return sum(1 for row in rows for cell in row.cells.values() if cell is not None and cell.is_relevant is None)


def _next(columns: Sequence[Column], groups: Mapping[str, Sequence[JointRow]], group: str) -> str:
    names = list(groups)
    place = names.index(group) if group in names else 0
    following = names[(place + 1) % len(names)] if names else ""
    return url_for("risk.joint_threats", v=[column.draft.id for column in columns], gruppe=following)


def _page(columns: Sequence[Column], groups: Mapping[str, Sequence[JointRow]], **more: Any) -> dict[str, Any]:
    return more | {
        "columns": columns,
        "ids": [column.draft.id for column in columns],
        "groups": {name: _count_open(rows) for name, rows in groups.items()},
        "rows": groups.get(more["group"], ()),
        "said_now": said_now,
        "assets": ASSETS,
    }
