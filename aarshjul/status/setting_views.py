"""/rapporter/til/<body>: how a body gets its reports."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from aarshjul.status.forms import SettingForm
from aarshjul.status.reaching import must_write_all
from aarshjul.status.settings import change_setting, setting_of
from aarshjul.status.store import get_body
from app.auth.web import doing_of, get_viewer, signed_in
from app.core.errors import EditConflict
from app.core.web import answer_invalid, see_other

blueprint = Blueprint("report_setting", __name__)
PAGE = "aarshjul/status/setting.html"


@blueprint.get("/rapporter/til/<body>")
@signed_in
def edit(body: str) -> Any:
    """The form."""
    must_write_all(get_viewer())
    row = get_body(body)
    chosen = setting_of(row)
    data = {
        "is_scheduled": chosen.is_scheduled, "days_before": chosen.days_before,
        "has_signatures": chosen.has_signatures, "version": str(chosen.version),
    }  # fmt: skip
    return render_template(PAGE, body=row, form=SettingForm(data=data))


@blueprint.post("/rapporter/til/<body>")
@signed_in
def change(body: str) -> Any:
    """Choose."""
    viewer = get_viewer()
    must_write_all(viewer)
    row, form = get_body(body), SettingForm()
    if form.validate():
        try:
            change_setting(row.id, form.to_command(), doing=doing_of(viewer))
        except EditConflict as conflict:
            form.refuse(conflict.message, "days_before")
        else:
            flash(_("Valget for %(body)s er gemt.", body=row.code), "success")
            return see_other(url_for("status.index"))
    return answer_invalid(PAGE, body=row, form=form)
