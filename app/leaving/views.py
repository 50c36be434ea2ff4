"""/admin/brugere/<id>/overdrag: all that hangs on somebody, and handing it over.

Show, choose, see what would happen, do it. Looking changes nothing; what is shown is worked out again as it is done.
"""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.actions import Doing
from app.audit.store import list_events_of
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refused
from app.core.slots import PersonLink, current_slots
from app.core.tables import page_number
from app.core.text import N_
from app.core.web import answer_invalid, see_other
from app.leaving.actions import HandOver, hand_over, plan_handover
from app.leaving.forms import ALL, CHOSEN, HandOverForm
from app.leaving.store import count_other, find_link, links, list_hanging, list_mentions, list_page, person_columns
from app.leaving.store import name_of as column_name
from app.leaving.words import count_words, handed_over
from app.organisation.model import Person
from app.organisation.store import get_person_by_id, list_people

NOT_YOURS = N_("Kun den, der må rette organisationen, kan overdrage funktioner. Bed systemadministratoren om det.")

blueprint = Blueprint("leaving", __name__, url_prefix="/admin/brugere/<int:person_id>/overdrag")


@blueprint.get("")
@signed_in
def show(person_id: int) -> Any:
    """All that hangs on somebody, kind by kind, with the form to hand it over."""
    viewer, person = _load(person_id)
    return render_template("app/leaving/show.html", **_context(viewer, person, HandOverForm()))


@blueprint.get("/<slug>")
@signed_in
def choose(person_id: int, slug: str) -> Any:
    """The rows of one kind, to choose among."""
    viewer, person = _load(person_id)
    return render_template("app/leaving/choose.html", **_choice_context(viewer, person, slug, HandOverForm()))


@blueprint.post("")
@signed_in
def preview(person_id: int) -> Any:
    """What would happen; nothing is saved."""
    viewer, person = _load(person_id)
    form = HandOverForm()
    command = _read(form, viewer, person)
    if command is not None:
        try:
            steps = plan_handover(command, doing=_doing(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            return render_template(
                "app/leaving/preview.html",
                person=person,
                form=form,
                steps=steps,
                total=sum(len(step.ids) for step in steps),
                closes=command.closes,
                may_open=_openable(viewer),
                chosen=request.form.getlist(CHOSEN),
            )
    return _answer_refused(viewer, person, form)


@blueprint.post("/udfoer")
@signed_in
def do(person_id: int) -> Any:
    """Hand it over."""
    viewer, person = _load(person_id)
    form = HandOverForm()
    command = _read(form, viewer, person)
    if command is not None:
        try:
            done = hand_over(command, doing=_doing(viewer))
        except Refused as refused:
            form.refuse(refused.message, refused.field)
        else:
            to = form.found.name if form.found else ""
            flash(_("Overdraget til %(name)s: %(what)s.", name=to, what=count_words(done.counts)), "success")
            if done.is_closed:
                flash(_("Adgangen er lukket."), "success")
            elif command.closes and person.is_active:
                flash(_("Adgangen er ikke lukket, fordi der stadig er noget at overdrage."), "warning")
            return see_other(url_for("leaving.show", person_id=person_id))
    return _answer_refused(viewer, person, form)


def _load(person_id: int) -> tuple[Viewer, Person]:
    viewer = get_viewer()
    viewer.must("write", "handover")
    return viewer, get_person_by_id(person_id)


def _read(form: HandOverForm, viewer: Viewer, person: Person) -> HandOver | None:
    """The command, or None with the reasons in the form. Raises Forbidden for a kind that is another's to give."""
    kinds, chosen = request.form.getlist(ALL), request.form.getlist(CHOSEN)
    is_valid = form.validate()
    if not kinds and not chosen:
        form.refuse(_("Sæt kryds ved det, der skal overdrages."))
        return None
    if not is_valid:
        return None
    may_close = viewer.may("write", "organisation")
    command = form.to_command(person.id, kinds=kinds, chosen=chosen, may_close=may_close)
    for slug in (*command.kinds, *command.chosen):
        _check_may_give(viewer, slug)
    return command


def _check_may_give(viewer: Viewer, slug: str) -> PersonLink:
    """The kind, where the viewer may hand it over. Raises NotFound, or Forbidden for one that is shown all the same."""
    link = find_link(slug)
    if link is None or (link.is_extra and not viewer.may(*link.needs)):
        raise NotFound
    if not viewer.may(*link.needs):
        raise Forbidden(_(NOT_YOURS))
    return link


def _doing(viewer: Viewer) -> Doing:
    return Doing(at=clock.now(), person_id=viewer.person_id)


def _answer_refused(viewer: Viewer, person: Person, form: HandOverForm) -> Any:
    """The page the form was sent from, with what was typed: the list of one kind where it came from there."""
    slug, person_id = request.form.get("slug", ""), person.id
    db.session.rollback()
    person = get_person_by_id(person_id)
    if find_link(slug):
        return answer_invalid("app/leaving/choose.html", **_choice_context(viewer, person, slug, form))
    return answer_invalid("app/leaving/show.html", **_context(viewer, person, form))


def _context(viewer: Viewer, person: Person, form: HandOverForm) -> dict[str, Any]:
    kinds = [kind for kind in list_hanging(person.id) if viewer.may(*kind.link.needs) or not kind.link.is_extra]
    may_give = frozenset(kind.link.slug for kind in kinds if viewer.may(*kind.link.needs))
    stays = current_slots().stays
    return {
        "person": person,
        "form": form,
        "kinds": kinds,
        "total": sum(kind.count for kind in kinds if not kind.link.is_extra),
        "words": count_words({kind.link.slug: kind.count for kind in kinds if not kind.link.is_extra}),
        "checked": _checked(kinds) & may_give,
        "may_give": may_give,
        "not_yours": NOT_YOURS,
        "other": count_other(person.id),
        "mentions": list_mentions(person),
        "stays": list(dict.fromkeys(stays[name] for name in map(column_name, person_columns()) if name in stays)),
        "done": handed_over(list_events_of("person", person.id)),
        "may_open": _openable(viewer),
        "people": _recipients(viewer, person),
        "may_close": viewer.may("write", "organisation") and person.is_active,
    }


def _openable(viewer: Viewer) -> frozenset[str]:
    """The kinds whose rows the viewer may open: the administrator reads no records."""
    return frozenset(link.slug for link in links() if viewer.may(*link.opens))


def _checked(kinds: Any) -> set[str]:
    """Everything but the extra kinds to begin with; what was ticked when the form comes back."""
    if request.method == "POST":
        return set(request.form.getlist(ALL))
    return {kind.link.slug for kind in kinds if not kind.link.is_extra}


def _choice_context(viewer: Viewer, person: Person, slug: str, form: HandOverForm) -> dict[str, Any]:
    link = _check_may_give(viewer, slug)
    path = url_for("leaving.choose", person_id=person.id, slug=slug)
    return {
        "person": person,
        "form": form,
        "link": link,
        "page": list_page(link, person.id, number=page_number(request.args), path=path),
        "checked": set(request.form.getlist(CHOSEN)),
        "may_open": _openable(viewer),
        "people": _recipients(viewer, person),
    }


def _recipients(viewer: Viewer, person: Person) -> list[Person]:
    """Who may be handed something: neither the one who leaves, nor the one who hands over."""
    return [one for one in list_people() if one.id not in (person.id, viewer.person_id)]
