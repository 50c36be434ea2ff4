"""/kapacitet: hours a year against what the plan asks for, quarter by quarter."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.capacity.actions import put_capacity, use_estimate
from aarshjul.capacity.forms import AddPersonForm, CapacityForm, EstimateForm
from aarshjul.capacity.showing import view_for
from aarshjul.capacity.store import find_capacity, list_estimates, years_from
from aarshjul.capacity.words import hours_text, hours_words
from aarshjul.plan.version_views import must_write_all
from app.auth.web import doing_of, get_viewer, signed_in
from app.core import clock
from app.core.errors import EditConflict, NotFound, Refused
from app.core.web import answer_invalid, see_other
from app.organisation.store import get_person_by_id, list_people

blueprint = Blueprint("capacity", __name__, url_prefix="/kapacitet")


@blueprint.get("")
@signed_in
def show() -> Any:
    """Hours there are and hours planned, by administration and by person, and where they do not suffice."""
    get_viewer().must("read", "capacity")
    return render_template("aarshjul/capacity/show.html", **_context())


@blueprint.get("/tilfoej")
@signed_in
def new() -> Any:
    """The form for somebody who is not on the list."""
    viewer = get_viewer()
    viewer.must("write", "capacity")
    form = AddPersonForm(viewer, years_from(clock.today()))
    return render_template("aarshjul/capacity/new.html", form=form, people=list_people())


@blueprint.post("/tilfoej")
@signed_in
def add() -> Any:
    """Put somebody on the list with hours in a year."""
    viewer = get_viewer()
    viewer.must("write", "capacity")
    form = AddPersonForm(viewer, years_from(clock.today()))
    if not form.validate() or form.found is None:
        return answer_invalid("aarshjul/capacity/new.html", form=form, people=list_people())
    put_capacity(form.to_command(find_capacity(form.found.id, form.year.data)), doing=doing_of(viewer))
    flash(_("%(name)s har fået timer i %(year)s.", name=form.found.name, year=form.year.data), "success")
    return see_other(url_for("capacity.show", aar=form.year.data))


@blueprint.post("/<int:person_id>/<int:year>")
@signed_in
def change(person_id: int, year: int) -> Any:
    """Say how many hours somebody has in a year; an empty field takes it back."""
    viewer = get_viewer()
    person = get_person_by_id(person_id)
    viewer.must("write", "capacity", person.unit.path if person.unit else "")
    if year not in years_from(clock.today()):
        raise NotFound
    form, name = CapacityForm(), person.name
    if form.validate():
        try:
            put_capacity(form.to_command(person_id, year), doing=doing_of(viewer))
        except EditConflict as refused:
            form.refuse(refused.message, "hours")
        else:
            flash(_("Timerne for %(name)s i %(year)s er gemt.", name=name, year=year), "success")
            return see_other(f"{url_for('capacity.show', aar=year)}#person-{person_id}")
    return answer_invalid("aarshjul/capacity/show.html", **_context(year=year, refused=(person_id, form)))


@blueprint.post("/forslag/<int:template_id>")
@signed_in
def use(template_id: int) -> Any:
    """Set a task of the catalogue to the hours that its done ones took."""
    viewer = get_viewer()
    must_write_all(viewer)
    form = EstimateForm()
    if not form.validate():
        raise Refused(_("Forslaget kan ikke læses. Genindlæs siden, og prøv igen."))
    template = use_estimate(form.to_command(template_id), doing=doing_of(viewer))
    flash(
        _(
            "%(title)s er sat til %(hours)s. Opgaver, ingen har rørt, følger med om lidt.",
            title=template.title,
            hours=hours_words(template.hours),
        ),
        "success",
    )
    return see_other(url_for("capacity.show") + "#forslag")


def _context(*, year: int | None = None, refused: tuple[int, CapacityForm] | None = None) -> dict[str, Any]:
    viewer = get_viewer()
    args = request.args.to_dict() | ({"aar": str(year)} if year else {})
    view = view_for(viewer, args, today=clock.today(), path=url_for("capacity.show"))
    return {
        "view": view,
        "years_left": [(its_year, its_year) for its_year in view.years[1:]],
        "administrations": [(place.code, place.name) for place in view.places if place.code],
        "estimates": list_estimates(),
        "may_use": viewer.scope("plan", "write").is_everything,
        "may_add": viewer.may("write", "capacity"),
        "refused_id": refused[0] if refused else None,
        "form": refused[1] if refused else None,
        "hours_text": hours_text,
        "hours_words": hours_words,
    }
