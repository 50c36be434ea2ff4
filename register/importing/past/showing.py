"""What the pages of past imports show."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.audit.model import AuditEvent
from register.importing.past.model import ImportBatch
from register.importing.past.rules import UndoPlan
from register.importing.past.store import find_batch, has_rows, list_left

MOST_LINES = 20
MOST_LEFT = 200
"""Lines that the pages show; the counts are of all."""


def undoing_of(event: AuditEvent) -> dict[str, Any]:
    """What the page of an import says of undoing it: whether it can be, or when and by whom it was, and what stayed."""
    batch = find_batch(event.id)
    if batch is None:
        return {"may_undo": False, "undone_at": None}
    if batch.undone_at is None:
        return {"may_undo": has_rows(batch.id), "undone_at": None}
    left, left_in_all = list_left(batch.id, limit=MOST_LEFT)
    return {
        "may_undo": False,
        "undone_at": batch.undone_at,
        "undone_by": batch.undone_by.name if batch.undone_by else _("programmet"),
        "left": left,
        "left_in_all": left_in_all,
    }


def undo_page(batch: ImportBatch, plan: UndoPlan) -> dict[str, Any]:
    """What undoing the import will do, before it is done."""
    groups = [
        (_("Sættes tilbage"), plan.restored[:MOST_LINES], len(plan.restored)),
        (_("Udgår, for de kom med importen"), plan.retired[:MOST_LINES], len(plan.retired)),
    ]
    return {
        "batch": batch,
        "groups": [group for group in groups if group[1]],
        "restored": len(plan.restored),
        "retired": len(plan.retired),
        "left": plan.left[:MOST_LEFT],
        "left_in_all": len(plan.left),
        "is_empty": plan.is_empty,
    }


def done_in_words(plan: UndoPlan) -> str:
    """ "Importen er fortrudt: 3 behandlinger er sat tilbage, og 2 er udgået." with what stayed."""
    restored = ngettext(
        "%(num)s behandling er sat tilbage",
        "%(num)s behandlinger er sat tilbage",
        len(plan.restored),
    )
    retired = ngettext("%(num)s er udgået", "%(num)s er udgået", len(plan.retired))
    text: str = _("Importen er fortrudt: %(restored)s, og %(retired)s.", restored=restored, retired=retired)
    if plan.left:
        text += " " + ngettext("%(num)s blev stående.", "%(num)s blev stående.", len(plan.left))
    return text
