"""What the pages of an import show."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from app.audit.model import AuditEvent
from app.core.cpr import holds_like_cpr
from app.core.importing import Rejection
from app.core.sheets import in_short, place
from app.organisation.store import get_municipality
from register.activity.completeness import Completeness, check_many
from register.activity.content import DataLine
from register.activity.facts import Asked
from register.activity.labels import FIELD_LABELS
from register.activity.present import ChangeLine, change_line
from register.activity.store import load_names
from register.importing.planning import Plan, Planned

MOST_LINES = 20
MOST_TOLD = 200
"""Lines of a preview and of what is wrong that are shown; the counts are of all."""


@dataclass(frozen=True)
class PreviewLine:
    """A record as it will look: what it says in short, what changes, what stays, and what the law then misses."""

    row: int
    verb: str
    number: str
    title: str
    purposes: Sequence[str]
    unit: str
    changes: Sequence[ChangeLine]
    kept: Sequence[str]
    missing: Sequence[str]


def preview_page(plan: Plan) -> dict[str, Any]:
    """The first records that are new, changed or kept apart, what comes of them all, and everything that is wrong."""
    result = plan.result(accept_partial=True)
    news = [step for step in plan.planned if step.verb != "unchanged" or step.kept]
    return {
        "lines": _lines(news[:MOST_LINES]),
        "news": len(news),
        "result": result,
        "fits": len(plan.planned),
        "is_news": bool(result.created or result.updated),
        "rejected": _shown(plan.rejected),
        "rejected_in_all": len(plan.rejected),
        "most": MOST_LINES,
        "like_cpr": in_short(_places_like_cpr(plan)),
    }


def result_page(event: AuditEvent) -> dict[str, Any]:
    """What the audit trail says of an import."""
    kept = [
        {"number": told["number"], "row": told["row"], "label": _(FIELD_LABELS.get(told["field"], told["field"]))}
        for told in event.changes.get("kept", ())[:MOST_TOLD]
    ]
    return {"event_id": event.id, "told": {"retired": 0, **event.changes}, "at": event.at, "kept": kept}


def _places_like_cpr(plan: Plan) -> list[str]:
    """Where in the file something looks like a CPR number: the row, and the field that it would stand in."""
    return [
        place(step.record.row, _(FIELD_LABELS[name]))
        for step in plan.planned
        for name, value in asdict(step.content).items()
        if name in FIELD_LABELS and holds_like_cpr(value)
    ]


def _shown(rejected: Sequence[Rejection]) -> Sequence[Rejection]:
    return rejected[:MOST_TOLD]


def _data_lines(step: Planned) -> tuple[tuple[DataLine, ...], tuple[DataLine, ...]]:
    """The data lines of the record before and after, which its recipients refer to."""
    return step.existing.entry.content.data_lines if step.existing else (), step.content.data_lines


def _lines(steps: Sequence[Planned]) -> list[PreviewLine]:
    contents = [step.content for step in steps]
    names = load_names([*contents, *(step.existing.entry.content for step in steps if step.existing)])
    return [
        PreviewLine(
            row=step.record.row,
            verb=step.verb,
            number=step.content.number,
            title=step.content.title,
            purposes=[purpose.text for purpose in step.content.purposes if purpose.text],
            unit=names.units.get(step.content.unit, step.content.unit),
            changes=[change_line(change, names, _data_lines(step)) for change in step.changes],
            kept=[_(FIELD_LABELS[kept.field]) for kept in step.kept],
            missing=[item.label for item in checked.errors],
        )
        for step, checked in zip(steps, _check(steps), strict=True)
    ]


def _check(steps: Sequence[Planned]) -> Sequence[Completeness]:
    """What each record will lack, once it is laid in."""
    asked = [
        Asked(step.existing.entry.id if step.existing else None, step.content, is_imported_unedited=not step.existing)
        for step in steps
    ]
    return check_many(asked, get_municipality())
