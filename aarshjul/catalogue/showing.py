"""What the pages of the catalogue show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.catalogue.actions import item_of
from aarshjul.catalogue.rules import (
    LABELS,
    ORIGINS,
    RETIRED,
    SORT_KEYS,
    WHERE,
    ListFilter,
    in_order,
    may_change,
    narrow,
)
from aarshjul.catalogue.store import (
    count_tasks,
    list_catalogue,
    list_next_tasks,
    list_places,
    list_plan_items,
    list_plans,
)
from aarshjul.catalogue.words import hours_words, nth_year_words, when_short, when_words, words_of
from aarshjul.plan.catalogue import WAVES, CatalogueItem
from aarshjul.plan.model import PlanItem, TaskTemplate
from aarshjul.task.responsible import reach_of
from app.audit.model import AuditEvent
from app.audit.store import list_events_of
from app.auth.viewer import Viewer
from app.core import clock
from app.core.tables import PAGE_SIZE, Page, Sort, address, number_within
from app.organisation.rules import FUNCTIONS


def list_page(viewer: Viewer, args: Mapping[str, str], path: str) -> dict[str, Any]:
    """Everything `index.html` shows."""
    wanted = ListFilter.of(args)
    understood = wanted.to_args() | ({"sort": args["sort"]} if "sort" in args else {})
    sort = Sort.of(understood, path, keys=SORT_KEYS)
    every = list_catalogue()
    rows = in_order(narrow(every, wanted), sort.key, is_descending=sort.is_descending)
    number = number_within(args, len(rows))
    shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    own = sum(row.is_own for row in rows)
    return {
        "wanted": wanted,
        "sort": sort,
        "page": Page(rows=shown, number=number, total=len(rows), path=path, args=understood),
        "total": len(rows),
        "own": own,
        "chips": _chips(wanted, path, understood),
        "options": {
            "wave": [(wave, words_of("wave", wave)) for wave in WAVES],
            "function": [(code, _(word)) for code, word in FUNCTIONS.items()],
            "where": [(code, _(word)) for code, word in WHERE.items()],
            "origin": [(code, _(word)) for code, word in ORIGINS.items()],
            "retired": [(RETIRED, _("Udgåede"))],
        },
        "retired": RETIRED,
        "when": when_short,
        "words_of": words_of,
        "may_create": viewer.may("write", "plan"),
        "today": clock.today(),
    }


def _chips(wanted: ListFilter, path: str, args: Mapping[str, str]) -> list[dict[str, str]]:
    said = {
        "q": f"«{wanted.q}»" if wanted.q else "",
        "boelge": _("Begynder %(wave)s", wave=words_of("wave", wanted.wave)) if wanted.wave else "",
        "rolle": words_of("function", wanted.function),
        "hvor": words_of("per", wanted.where),
        "slags": _(ORIGINS[wanted.origin]) if wanted.origin else "",
        "vis": _("Udgåede") if wanted.is_retired else "",
    }
    return [
        {"label": label, "remove_url": address(path, args, without=(name, "side"))}
        for name, label in said.items()
        if label
    ]


@dataclass(frozen=True)
class PlanLine:
    """Where a task stands in a version of the plan, in words."""

    version: str
    words: str


@dataclass(frozen=True)
class Change:
    """A field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryItem:
    """One change of a task, as components/history.html shows it."""

    who: str
    when: str
    what: str
    changes: Sequence[Change]


def show_page(template: TaskTemplate, viewer: Viewer) -> dict[str, Any]:
    """Everything `show.html` shows."""
    reach = reach_of(viewer)
    items = list_plan_items(template.id)
    plans = list_plans(sorted({item.plan_id for item in items}))
    return {
        "task": template,
        "facts": _facts(template),
        "plan": [_plan_line(item, plans[item.plan_id].version, plans[item.plan_id].state) for item in items],
        "plan_code": items[0].code if items else template.code,
        "counts": count_tasks(template.id, today=clock.today(), reach=reach),
        "next_tasks": list_next_tasks(template.id, reach=reach),
        "history": history_of(list_events_of("task_template", template.id, limit=5)),
        "may_change": may_write(template, viewer),
        "today": clock.today(),
    }


def may_write(template: TaskTemplate, viewer: Viewer) -> bool:
    """Whether this person may change this task of the catalogue."""
    scope = viewer.scope("plan", "write")
    if not viewer.may("write", "plan"):
        return False
    return scope.is_everything or may_change(is_own=template.is_own, places=list_places(template.id), scope=scope)


def _facts(template: TaskTemplate) -> list[tuple[str, str]]:
    when = when_words(template)
    facts = [
        (_("Hvornår"), when[:1].upper() + when[1:]),
        (_("Hvem"), words_of("function", template.function)),
        (_("Hvor"), words_of("per", template.about or template.per)),
        (_("Tid"), _("%(hours)s hver gang", hours=hours_words(template.hours))),
        (_("Hjemmel"), template.article),
        (_("Begynder"), nth_year_words(template.wave)),
    ]
    if template.is_statutory:
        facts.append((_("Lovens frist"), _("Selve datoen står i en lov og flytter sig ikke.")))
    if template.needs_evidence:
        facts.append((_("Fil"), _("Der skal lægges en fil på, før opgaven kan markeres som udført.")))
    if template.needs_approval:
        facts.append((_("Godkendelse"), _("Lederen skal godkende den.")))
    return facts


def _plan_line(item: PlanItem, version: int, state: str) -> PlanLine:
    where = words_of("per", item.template.about or item.template.per)
    if not item.is_for_all:
        where = ", ".join(unit.name for unit in item.units) or _("ingen steder")
    words = [_("Fra %(year)s", year=item.first_year), where]
    if item.last_year:
        words[0] = _("%(first)s–%(last)s", first=item.first_year, last=item.last_year)
    if item.starts:
        words.append(
            ngettext("%(num)s forvaltning begynder i et andet år", "%(num)s forvaltninger begynder i et andet år",
                     len(item.starts))
        )  # fmt: skip
    name = _("Planen, udgave %(n)s", n=version) if state == "approved" else _("Kladden, udgave %(n)s", n=version)
    return PlanLine(name, " · ".join(words))


def history_of(events: Sequence[AuditEvent]) -> list[HistoryItem]:
    """What has been done to a task of the catalogue, in the order given."""
    return [
        HistoryItem(
            who=event.actor.name if event.actor else _("programmet"),
            when=f"{event.at.astimezone(clock.COPENHAGEN):%d-%m-%Y kl. %H.%M}",
            what=_("Oprettet") if event.verb == "task_template.create" else _("Ændret"),
            changes=[
                Change(_(LABELS[name]), words_of(name, before), words_of(name, after))
                for name, (before, after) in event.changes.items()
                if event.verb != "task_template.create"
            ],
        )
        for event in events
    ]


def differing(template: TaskTemplate, typed: CatalogueItem) -> list[tuple[str, str]]:
    """The fields in which what stands is not what was typed: label, and what stands."""
    stored = item_of(template)
    names = [name for name in LABELS if hasattr(stored, name) and getattr(stored, name) != getattr(typed, name)]
    return [(_(LABELS[name]), words_of(name, getattr(stored, name)) or _("tomt")) for name in names if name != "code"]
