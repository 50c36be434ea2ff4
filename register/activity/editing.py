"""The record's form page: how it is filled, what it answers, and the choice when two people changed the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.core.db import db
from app.draft.desk import draft_desk, filled_from_draft
from app.organisation.store import get_municipality
from register.activity.actions import ActivityConflict, Saved
from register.activity.choices import RETENTION_PERIODS, RETENTION_STARTS
from register.activity.completeness import Completeness, check
from register.activity.content import ActivityContent, DataLine
from register.activity.convert import to_content
from register.activity.forms import ActivityForm
from register.activity.labels import FIELD_LABELS
from register.activity.merge import FIELDS, Conflict
from register.activity.model import ProcessingActivity
from register.activity.picking import load_form_options
from register.activity.present import SECTIONS, in_words, says
from register.activity.store import find_version, load_names
from register.dpia.governing import governed_fields

CHOICE = "valg-"
THEIRS, MINE = "deres", "min"
Lines = tuple[DataLine, ...]


@dataclass(frozen=True)
class Choice:
    """A field that two people changed: both values in words, what the radio buttons are called, which is chosen."""

    field: str
    label: str
    mine: str
    theirs: str
    takes_theirs: bool


def make_form(
    viewer: Viewer, activity: ProcessingActivity | None = None, *, content: ActivityContent | None = None
) -> ActivityForm:
    """The form, filled with `content`, else with what was posted or the draft asked for, else with the record."""
    stored = to_content(activity) if activity else None
    options = load_form_options(stored, scope=viewer.scope("activity", "write"))
    draft = filled_from_draft("activity", activity.id if activity else 0)
    form = ActivityForm(options=options, stored=stored, content=content, **draft)
    if activity:
        form.governed = governed_fields(activity.id)
        form.activity.data = str(activity.id)
        form.version.data = form.version.data or str(activity.version)
    return form


def choose(form: ActivityForm, activity_id: int) -> ActivityContent:
    """What the form says, with the other person's value in the fields where theirs was chosen."""
    content = form.to_content()
    names = [name for name in FIELDS if request.form.get(CHOICE + name) == THEIRS]
    theirs = find_version(activity_id, form.read_version()) if names else None
    return replace(content, **{name: getattr(theirs.content, name) for name in names}) if theirs else content


def answer_form(
    form: ActivityForm, activity: ProcessingActivity | None = None, *, status: int = 422, post_url: str = ""
) -> Any:
    """The form page; 422 when it was refused. Choices that were made on it stand. `post_url`: elsewhere than usual."""
    choices = _choices_posted(form, activity.id) if activity else ()
    return _page(form, activity, choices, status=status, post_url=post_url)


def answer_conflict(
    conflict: ActivityConflict, form: ActivityForm, activity: ProcessingActivity, viewer: Viewer
) -> Any:
    """The form with both people's work in it; where they differ, both versions side by side. 409, nothing saved."""
    reason = form.reason.data
    merged = make_form(viewer, activity, content=conflict.merge.content)
    merged.version.data, merged.reason.data = str(conflict.version), reason
    choices = _choices(conflict.merge.conflicts, conflict.merge.content.data_lines, to_content(activity).data_lines)
    names = ", ".join(conflict.by) or _("en anden")
    return _page(merged, activity, choices, status=409, others=names)


def answer_check(form: ActivityForm, activity: ProcessingActivity | None) -> str:
    """The live check: what is missing, as a fragment for the side, and for each field where the record exists."""
    return render_template(
        "register/activity/_check.html",
        missing=_check(form.to_content(), activity),
        with_fields=activity is not None,
        places=FIELDS,
        is_live=True,
    )


def told_of_others(saved: Saved) -> str:
    """ "Imens du skrev, rettede Carla Ceder også: Slettefrister. Begges ændringer gælder."."""
    return str(
        _(
            "Mens du skrev, rettede %(who)s: %(fields)s. Alle ændringer er gemt.",
            who=", ".join(saved.by) or _("en anden"),
            fields=", ".join(_(FIELD_LABELS[name]) for name in saved.others),
        )
    )


def _page(
    form: ActivityForm,
    activity: ProcessingActivity | None,
    choices: Sequence[Choice],
    *,
    status: int,
    others: str = "",
    post_url: str = "",
) -> tuple[str, int]:
    form.add_blank_rows()
    content = form.to_content()
    context = {
        "form": form,
        "missing": _check(content, activity),
        "with_fields": activity is not None,
        "sections": SECTIONS,
        "is_open": partial(_is_open, form, content),
        "choices": choices,
        "others": others,
        "periods": [_(word) for word in RETENTION_PERIODS.values()],
        "starts": [_(word) for word in RETENTION_STARTS.values()],
        "record_title": activity.title if activity else "",
        "record_url": url_for("activity.show", activity_id=activity.id) if activity else "",
        "post_url": post_url
        or (url_for("activity.change", activity_id=activity.id) if activity else url_for("activity.create")),
    }
    version = activity.version if activity else 0
    context["draft"] = draft_desk("activity", activity.id if activity else 0, version=version, is_paused=bool(choices))
    if status >= 400:
        db.session.rollback()
    return render_template("register/activity/edit.html", **context), status


def _is_open(form: ActivityForm, content: ActivityContent, *names: str) -> bool:
    """Whether a part that is folded or of the other record type must be seen: it says something, or was refused."""
    return says(content, *names) or any(form[name].errors for name in names)


def _check(content: ActivityContent, activity: ProcessingActivity | None) -> Completeness:
    """What would be missing were the form saved now: by then a person has edited the record, imported or not."""
    return check(content, get_municipality(), activity_id=activity.id if activity else None)


def _choices(conflicts: Sequence[Conflict], mine: Lines, theirs: Lines, taken: Sequence[str] = ()) -> Sequence[Choice]:
    """The conflicts in words; `mine` and `theirs` are the data lines that each side's recipients refer to."""
    sides = [ActivityContent(**{c.field: side}) for c in conflicts for side in (c.mine, c.theirs)]
    names = load_names(sides)
    return [
        Choice(
            field=c.field,
            label=_(FIELD_LABELS[c.field]),
            mine=in_words(c.field, c.mine, names, mine),
            theirs=in_words(c.field, c.theirs, names, theirs),
            takes_theirs=c.field in taken,
        )
        for c in conflicts
    ]


def _choices_posted(form: ActivityForm, activity_id: int) -> Sequence[Choice]:
    """The choices of the page that was posted: they must not be lost because something else was refused."""
    names = [name for name in FIELDS if request.form.get(CHOICE + name) in {THEIRS, MINE}]
    theirs = find_version(activity_id, form.read_version()) if names else None
    if theirs is None:
        return ()
    mine = form.to_content()
    conflicts = [Conflict(n, None, getattr(theirs.content, n), getattr(mine, n)) for n in names]
    taken = [n for n in names if request.form.get(CHOICE + n) == THEIRS]
    return _choices(conflicts, mine.data_lines, theirs.content.data_lines, taken)
