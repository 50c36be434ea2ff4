"""/konto/fravaer: one's own absences. /admin/brugere/<id>/fravaer: those of somebody else.

Both are the same pages; what differs is whose absences they are, and where they lie.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.absence.actions import change_absence, enter_absence, remove_absence
from app.absence.forms import AbsenceForm
from app.absence.model import Absence
from app.absence.store import get_absence, list_of_person, list_stood_in_for, needs_deputy
from app.absence.words import lines_of
from app.audit.actions import Doing
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from app.core.web import answer_invalid, see_other
from app.organisation.model import Person
from app.organisation.store import get_person_by_id, list_people

blueprint = Blueprint("absence", __name__)


@dataclass(frozen=True)
class _Whose:
    """Whose absences a request is about; `is_own` says at which of the two addresses it was asked."""

    viewer: Viewer
    person: Person
    is_own: bool

    def url(self, name: str, **values: Any) -> str:
        """The address of a page of the same person."""
        if self.is_own:
            return url_for(f"absence.{name}", **values)
        return url_for(f"absence.{name}_of", person_id=self.person.id, **values)


@blueprint.get("/konto/fravaer")
@signed_in
def show() -> Any:
    """One's own absences, and the form for a new one."""
    return _show(_own())


@blueprint.post("/konto/fravaer")
@signed_in
def enter() -> Any:
    """Enter an absence of one's own."""
    return _enter(_own())


@blueprint.get("/konto/fravaer/<int:absence_id>/ret")
@signed_in
def edit(absence_id: int) -> Any:
    """The form of an absence of one's own."""
    return _edit(_own(), absence_id)


@blueprint.post("/konto/fravaer/<int:absence_id>/ret")
@signed_in
def change(absence_id: int) -> Any:
    """Change an absence of one's own."""
    return _change(_own(), absence_id)


@blueprint.post("/konto/fravaer/<int:absence_id>/fjern")
@signed_in
def remove(absence_id: int) -> Any:
    """Take an absence of one's own back."""
    return _remove(_own(), absence_id)


@blueprint.get("/admin/brugere/<int:person_id>/fravaer")
@signed_in
def show_of(person_id: int) -> Any:
    """Somebody's absences, and the form for a new one."""
    return _show(_of(person_id))


@blueprint.post("/admin/brugere/<int:person_id>/fravaer")
@signed_in
def enter_of(person_id: int) -> Any:
    """Enter an absence for somebody."""
    return _enter(_of(person_id))


@blueprint.get("/admin/brugere/<int:person_id>/fravaer/<int:absence_id>/ret")
@signed_in
def edit_of(person_id: int, absence_id: int) -> Any:
    """The form of somebody's absence."""
    return _edit(_of(person_id), absence_id)


@blueprint.post("/admin/brugere/<int:person_id>/fravaer/<int:absence_id>/ret")
@signed_in
def change_of(person_id: int, absence_id: int) -> Any:
    """Change somebody's absence."""
    return _change(_of(person_id), absence_id)


@blueprint.post("/admin/brugere/<int:person_id>/fravaer/<int:absence_id>/fjern")
@signed_in
def remove_of(person_id: int, absence_id: int) -> Any:
    """Take somebody's absence back."""
    return _remove(_of(person_id), absence_id)


def _own() -> _Whose:
    viewer = get_viewer()
    if not needs_deputy(viewer):
        raise NotFound
    return _Whose(viewer, get_person_by_id(viewer.person_id), is_own=True)


def _of(person_id: int) -> _Whose:
    viewer = get_viewer()
    viewer.must("write", "absence")
    return _Whose(viewer, get_person_by_id(person_id), is_own=False)


def _show(whose: _Whose) -> Any:
    return render_template("app/absence/show.html", **_context(whose, AbsenceForm()))


def _enter(whose: _Whose) -> Any:
    form = AbsenceForm()
    if form.validate():
        try:
            absence = enter_absence(whose.person, form.to_command(), doing=_doing(whose))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return _done(whose, _("Fraværet er meldt."), absence)
    db.session.rollback()
    return answer_invalid("app/absence/show.html", **_context(_again(whose), form))


def _edit(whose: _Whose, absence_id: int) -> Any:
    absence = get_absence(absence_id, person_id=whose.person.id)
    form = AbsenceForm()
    form.fill(absence)
    return render_template("app/absence/edit.html", **_edit_context(whose, absence, form))


def _change(whose: _Whose, absence_id: int) -> Any:
    absence = get_absence(absence_id, person_id=whose.person.id)
    form = AbsenceForm()
    if form.validate():
        try:
            change_absence(absence, form.to_command(), doing=_doing(whose))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return _done(whose, _("Fraværet er gemt."), absence)
    db.session.rollback()
    whose = _again(whose)
    absence = get_absence(absence_id, person_id=whose.person.id)
    return answer_invalid("app/absence/edit.html", **_edit_context(whose, absence, form))


def _remove(whose: _Whose, absence_id: int) -> Any:
    absence = get_absence(absence_id, person_id=whose.person.id)
    has_begun = absence.from_on < clock.today()
    remove_absence(absence, doing=_doing(whose))
    return _done(
        whose,
        _("Fraværet er afsluttet. Fra i dag går opgaver og mails som før.") if has_begun else _("Fraværet er fjernet."),
    )


def _done(whose: _Whose, words: str, absence: Absence | None = None) -> Any:
    flash(words, "success")
    for line in lines_of([absence] if absence else [], today=clock.today()):
        for warning in line.warnings:
            flash(warning, "warning")
    return see_other(whose.url("show"))


def _again(whose: _Whose) -> _Whose:
    return _Whose(whose.viewer, db.session.get_one(Person, whose.person.id), whose.is_own)


def _context(whose: _Whose, form: AbsenceForm) -> dict[str, Any]:
    today = clock.today()
    return {
        "whose": whose,
        "form": form,
        "lines": lines_of(list_of_person(whose.person.id, since=today), today=today),
        "stands_in": list_stood_in_for(whose.person.id, since=today),
        "people": _deputies(whose),
    }


def _edit_context(whose: _Whose, absence: Absence, form: AbsenceForm) -> dict[str, Any]:
    return {"whose": whose, "absence": absence, "form": form, "people": _deputies(whose)}


def _deputies(whose: _Whose) -> list[Person]:
    """Who may stand in: neither the one who is away, nor the one who writes it down for them."""
    return [person for person in list_people() if person.id not in (whose.person.id, whose.viewer.person_id)]


def _doing(whose: _Whose) -> Doing:
    return Doing(at=clock.now(), person_id=whose.viewer.person_id)
