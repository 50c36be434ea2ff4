"""Writing in the catalogue. Planning follows what is told of it in the trail: untouched tasks move with the change."""

from dataclasses import fields, replace
from typing import Any

from flask_babel import gettext as _

from aarshjul.catalogue.rules import next_own_code, problems
from aarshjul.catalogue.store import list_codes
from aarshjul.plan.catalogue import CatalogueItem, columns_of
from aarshjul.plan.model import TaskTemplate
from app.audit.actions import Doing, record
from app.core.db import add_unique, db, lock_row
from app.core.errors import EditConflict, Refused

KIND = "task_template"
_TRIES = 5
"""So many at most write an own task at the same moment before one is asked to try again."""


def item_of(template: TaskTemplate) -> CatalogueItem:
    """What the catalogue says of a task now."""
    values = {field.name: getattr(template, field.name) for field in fields(CatalogueItem)}
    return CatalogueItem(**values | {name: tuple(values[name]) for name in ("months", "checklist")})


def create_own(item: CatalogueItem, *, doing: Doing) -> TaskTemplate:
    """Add a task of the municipality's own; it gets the next code (E01, E02 and on) whatever the item says.

    It is in no plan before somebody takes it in. Raises Refused naming the field.
    """
    _check(item)
    for _try in range(_TRIES):
        code = next_own_code(list_codes())
        template = TaskTemplate(**columns_of(replace(item, code=code)), is_own=True, version=1)
        try:
            add_unique(template, Refused(_("En anden oprettede en opgave i samme øjeblik. Prøv igen.")))
        except Refused:
            continue
        record(doing, "task_template.create", KIND, template.id, {"title": [None, template.title]})
        return template
    raise Refused(_("En anden oprettede en opgave i samme øjeblik. Prøv igen."))


def change_template(template_id: int, item: CatalogueItem, *, read: int, doing: Doing) -> TaskTemplate:
    """Write a change. `read` is the version that was on the page; the code stays what it was.

    Raises EditConflict when somebody has changed it since, Refused naming the field, NotFound.
    """
    template = lock_row(TaskTemplate, template_id)
    before = item_of(template)
    item = replace(item, code=template.code)
    if item == before:
        return template
    if template.version != read:
        raise EditConflict(_("En anden har rettet opgaven, mens du skrev. Se det, der står nu, og gem igen."))
    _check(item)
    told: dict[str, Any] = {}
    was = columns_of(before)
    for name, value in columns_of(item).items():
        if value != was[name]:
            told[name] = [was[name], value]
            setattr(template, name, value)
    template.version += 1
    record(doing, "task_template.change", KIND, template.id, told)
    db.session.flush()
    return template


def retire_template(template_id: int, *, is_retired: bool, doing: Doing) -> TaskTemplate:
    """Offer a task to no new plan, or again. What stands in a plan stays there. Raises NotFound."""
    template = lock_row(TaskTemplate, template_id)
    if template.is_retired != is_retired:
        template.is_retired = is_retired
        template.version += 1
        record(doing, "task_template.retire", KIND, template.id, {"is_retired": [not is_retired, is_retired]})
        db.session.flush()
    return template


def _check(item: CatalogueItem) -> None:
    for problem in problems(item):
        raise Refused(_(problem.message), field=problem.field)
