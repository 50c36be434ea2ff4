"""/opgaver: the list of tasks, and one task."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from aarshjul.plan.expansion import YEARS_AHEAD
from aarshjul.task.filtering import SHOWN, SORT_KEYS, TaskFilter
from aarshjul.task.responsible import reach_of
from aarshjul.task.rules import KIND_WORDS
from aarshjul.task.showing import show_page
from aarshjul.task.store import get_task, list_tasks
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.filters import MONTHS
from app.core.tables import Sort, address
from app.organisation.store import list_administrations

blueprint = Blueprint("task", __name__)


@blueprint.get("/opgaver")
@signed_in
def index() -> Any:
    """The tasks a person may see, narrowed by the address."""
    viewer, today = get_viewer(), clock.today()
    wanted = TaskFilter.of(request.args)
    sort = Sort.of(request.args, request.path, keys=SORT_KEYS)
    page, counts = list_tasks(wanted, sort, today=today, reach=reach_of(viewer))
    administrations = [(unit.code, unit.name) for unit in list_administrations(scope=viewer.scope("task", "read"))]
    return render_template(
        "aarshjul/task/index.html",
        page=page,
        counts=counts,
        sort=sort,
        wanted=wanted,
        chips=_chips(wanted, dict(administrations)),
        options={
            "who": [("mig", _("Mine"))],
            "show": [(code, _(word)) for code, word in SHOWN.items() if code != "aabne"],
            "administration": administrations,
            "year": [(year, year) for year in range(today.year - 1, today.year + YEARS_AHEAD + 1)],
        },
    )


@blueprint.get("/opgaver/<int:task_id>")
@signed_in
def show(task_id: int) -> Any:
    """One task: what, why, how, who, and what can be done to it."""
    viewer = get_viewer()
    task = get_task(task_id, reach=reach_of(viewer))
    return render_template("aarshjul/task/show.html", **show_page(task, viewer))


def _chips(wanted: TaskFilter, administrations: dict[str, str]) -> list[dict[str, str]]:
    """The filters in use that are not the list's own, each with the address without it."""
    path, args = url_for("task.index"), dict(request.args)
    shown = {
        "hvem": _("Mine") if wanted.is_mine else "",
        "tilstand": _(SHOWN[wanted.show]) if wanted.show != "aabne" else "",
        "forvaltning": administrations.get(wanted.administration, wanted.administration),
        "aar": str(wanted.year or ""),
        "maaned": MONTHS[wanted.month - 1].capitalize() if wanted.month else "",
        "slags": _(KIND_WORDS[wanted.kind].label) if wanted.kind in KIND_WORDS else "",
        "opgave": _("Opgave %(code)s i planen", code=wanted.plan_code) if wanted.plan_code else "",
    }
    return [
        {"label": label, "remove_url": address(path, args, without=(name, "side"))}
        for name, label in shown.items()
        if label
    ]
