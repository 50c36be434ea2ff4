"""What the pages of processors show."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.auth.viewer import Viewer
from app.core.filters import overdue_words, relative_day
from app.core.slots import current_slots
from app.core.tables import Sort
from register.activity.choices import TRANSFER_BASES
from register.activity.countries import COUNTRIES
from register.catalogue.showing import around_tabs, history_of
from register.catalogue.store import list_uses
from register.processor.actions import KIND, content_of
from register.processor.content import PERSON_BANDS, ProcessorContent
from register.processor.model import Processor
from register.processor.present import changes
from register.processor.rules import CONCEPTS, MEANS, RESULTS, is_in_force, runs_out_on, score
from register.processor.scale import get_scale
from register.processor.store import SORT_KEYS, ProcessorFilter, list_processors, list_supervisions


def list_page(viewer: Viewer, args: Mapping[str, str], path: str, today: date) -> dict[str, Any]:
    """Everything `list.html` shows."""
    wanted = ProcessorFilter.from_args(args)
    understood = wanted.to_args() | ({"sort": args["sort"]} if "sort" in args else {})
    sort = Sort.of(understood, path, keys=SORT_KEYS)
    page = list_processors(
        wanted,
        sort,
        args,
        today=today,
        scope=viewer.scope("processor", "read"),
        activities=viewer.scope("activity", "read"),
    )
    return {
        "wanted": wanted,
        "sort": sort,
        "page": page,
        "lead": ngettext("%(num)s databehandler", "%(num)s databehandlere", page.total),
        "keep": {"sort": understood.get("sort", "")},
        "countries": COUNTRIES,
        "may_create": viewer.may("write", "processor"),
        "tabs_shown": around_tabs(viewer, "processor"),
    }


def show_page(processor: Processor, viewer: Viewer, args: Mapping[str, str], path: str, today: date) -> dict[str, Any]:
    """Everything `show.html` shows."""
    content = content_of(processor)
    next_on = processor.next_supervision_on
    return {
        "processor": processor,
        "content": content,
        "agreements": [(agreement, is_in_force(agreement, today)) for agreement in content.agreements],
        "runs_out_on": runs_out_on(content.agreements, today),
        "has_agreement": any(is_in_force(agreement, today) for agreement in content.agreements),
        "review_words": (overdue_words(next_on, today) or relative_day(next_on, today)) if next_on else "",
        "is_late": next_on is not None and next_on < today,
        "supervisions": list_supervisions(processor.id),
        **score_words(content),
        "words": {"bands": PERSON_BANDS, "countries": COUNTRIES, "bases": TRANSFER_BASES, "means": MEANS,
                  "results": RESULTS, "concepts": CONCEPTS},
        "page": list_uses(
            "processors", processor.id, args, path, scope=viewer.scope("activity", "read")
        ),
        "history": history_of(KIND, processor.id, changes),
        "panels": [panel for panel in current_slots().panels_of(KIND, processor.id, viewer) if panel],
        "may_write": viewer.may("write", "processor", processor.unit.path if processor.unit else ""),
    }  # fmt: skip


def score_words(content: ProcessorContent) -> dict[str, Any]:
    """The points of a processor and the concepts that will do, in words."""
    found = score(content, get_scale())
    concepts = [_(CONCEPTS[number]) for number in found.concepts] if found else []
    return {"score": found, "fitting": concepts}
