"""/rapporter/<number>/…: what is written in a draft."""

from typing import Any

from flask import Blueprint, flash, render_template
from flask_babel import gettext as _

from aarshjul.status.forms import CommentForm, DpoPartForm, RecommendationForm
from aarshjul.status.kept import list_comments, list_recommendations
from aarshjul.status.reaching import address_of, must_be_draft, reach_for_dpo, reach_place, reach_whole
from aarshjul.status.writing import put_recommendation, remove_recommendation, write_comment, write_dpo_part
from app.auth.web import doing_of, signed_in
from app.core.errors import EditConflict, NotFound
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("status_text", __name__, url_prefix="/rapporter")
COMMENT, RECOMMENDATION, DPO_PART = (
    "aarshjul/status/comment.html", "aarshjul/status/recommendation.html", "aarshjul/status/dpo_part.html",
)  # fmt: skip


@blueprint.get("/<int:report_id>/bemaerkning/<int:unit_id>")
@signed_in
def edit_comment(report_id: int, unit_id: int) -> Any:
    """The form of an administration's comment."""
    _viewer, row, unit = reach_place(report_id, unit_id)
    must_be_draft(row)
    comment = next((one for one in list_comments(row.id) if one.unit_id == unit.id), None)
    data = {"text": comment.text, "version": str(comment.version)} if comment else {"version": "0"}
    return render_template(COMMENT, row=row, unit=unit, form=CommentForm(data=data))


@blueprint.post("/<int:report_id>/bemaerkning/<int:unit_id>")
@signed_in
def comment(report_id: int, unit_id: int) -> Any:
    """Write an administration's comment."""
    viewer, row, unit = reach_place(report_id, unit_id)
    form, name = CommentForm(), unit.name
    if form.validate():
        try:
            write_comment(form.to_command(row.id, unit.id), doing=doing_of(viewer))
        except EditConflict as conflict:
            form.refuse(conflict.message, "text")
        else:
            flash(_("Bemærkningen for %(name)s er gemt.", name=name), "success")
            return see_other(address_of(report_id))
    return answer_invalid(COMMENT, row=row, unit=unit, form=form)


@blueprint.get("/<int:report_id>/indstilling")
@signed_in
def new_recommendation(report_id: int) -> Any:
    """The form for another recommendation."""
    _viewer, row = reach_whole(report_id)
    must_be_draft(row)
    return render_template(RECOMMENDATION, row=row, form=RecommendationForm())


@blueprint.post("/<int:report_id>/indstilling")
@signed_in
def add_recommendation(report_id: int) -> Any:
    """Add a recommendation."""
    viewer, row = reach_whole(report_id)
    form = RecommendationForm()
    if not form.validate():
        return answer_invalid(RECOMMENDATION, row=row, form=form)
    put_recommendation(form.to_command(row.id, None), doing=doing_of(viewer))
    flash(_("Indstillingen er gemt."), "success")
    return see_other(address_of(report_id))


@blueprint.get("/<int:report_id>/indstilling/<int:recommendation_id>")
@signed_in
def edit_recommendation(report_id: int, recommendation_id: int) -> Any:
    """The form of a recommendation's words."""
    _viewer, row = reach_whole(report_id)
    must_be_draft(row)
    one = next((one for one in list_recommendations(row.id) if one.id == recommendation_id), None)
    if one is None:
        raise NotFound
    form = RecommendationForm(data={"title": one.title, "text": one.text, "version": str(one.version)})
    return render_template(RECOMMENDATION, row=row, form=form)


@blueprint.post("/<int:report_id>/indstilling/<int:recommendation_id>")
@signed_in
def change_recommendation(report_id: int, recommendation_id: int) -> Any:
    """Write a recommendation in other words."""
    viewer, row = reach_whole(report_id)
    form = RecommendationForm()
    if form.validate():
        try:
            put_recommendation(form.to_command(row.id, recommendation_id), doing=doing_of(viewer))
        except EditConflict as conflict:
            form.refuse(conflict.message, "title")
        else:
            flash(_("Indstillingen er gemt."), "success")
            return see_other(address_of(report_id))
    return answer_invalid(RECOMMENDATION, row=row, form=form)


@blueprint.post("/<int:report_id>/indstilling/<int:recommendation_id>/fjern")
@signed_in
def drop_recommendation(report_id: int, recommendation_id: int) -> Any:
    """Take a recommendation out."""
    viewer, row = reach_whole(report_id)
    remove_recommendation(row.id, recommendation_id, doing=doing_of(viewer))
    flash(_("Indstillingen er fjernet."), "success")
    return see_other(address_of(report_id))


@blueprint.get("/<int:report_id>/raadgiver")
@signed_in
def edit_dpo_part(report_id: int) -> Any:
    """The form of the DPO's own part."""
    _viewer, row = reach_for_dpo(report_id)
    must_be_draft(row)
    data = {"text": row.dpo_text, "is_signed": row.dpo_signed_at is not None, "version": str(row.version)}
    return render_template(DPO_PART, row=row, form=DpoPartForm(data=data))


@blueprint.post("/<int:report_id>/raadgiver")
@signed_in
def change_dpo_part(report_id: int) -> Any:
    """Write in the DPO's own part, and sign it."""
    viewer, row = reach_for_dpo(report_id)
    form = DpoPartForm()
    if form.validate():
        try:
            write_dpo_part(form.to_command(row.id), doing=doing_of(viewer))
        except EditConflict as conflict:
            form.refuse(conflict.message, "text")
        else:
            flash(_("Dit afsnit er gemt."), "success")
            return see_other(address_of(report_id))
    return answer_invalid(DPO_PART, row=row, form=form)
