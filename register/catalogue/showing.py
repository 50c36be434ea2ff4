"""What the pages of the records around an activity show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import Any

from flask import current_app, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from app.auth.viewer import Viewer
from app.core.filters import short_day
from app.core.tables import Sort
from register.activity.present import ChangeLine, HistoryItem
from register.catalogue.actions import content_of
from register.catalogue.kind import Kind
from register.catalogue.model import CatalogueRecord
from register.catalogue.store import (
    RETIRED,
    SORT_KEYS,
    EntryFilter,
    get_entry,
    list_entries_page,
    list_kept_versions,
    list_uses,
)

Tab = tuple[str, str, bool]
Choices = Mapping[str, Mapping[str, str]]
HISTORY = 5


@dataclass(frozen=True)
class Option:
    """A filter of the list: the name in the address, its label, what it can be, and what it is."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    chosen: str


def list_page(kind: Kind, viewer: Viewer, args: Mapping[str, str], path: str) -> dict[str, Any]:
    """Everything `list.html` shows."""
    wanted = EntryFilter.from_args(kind, args)
    understood = wanted.to_args() | ({"sort": args["sort"]} if "sort" in args else {})
    sort = Sort.of(understood, path, keys=SORT_KEYS)
    page = list_entries_page(kind, wanted, sort, args, activities=viewer.scope("activity", "read"))
    options = [
        Option(name, _(kind.labels[name]), _choices(kind, name), wanted.chosen.get(name, "")) for name in kind.filters
    ]
    retired = [(RETIRED, _("Udgåede"))]
    return {
        "kind": kind,
        "wanted": wanted,
        "sort": sort,
        "page": page,
        "lead": f"{page.total} {ngettext(kind.words.one, kind.words.many, page.total)}",
        "options": [*options, Option("status", _("Vis"), retired, RETIRED if wanted.is_retired else "")],
        "keep": {"sort": understood.get("sort", "")},
        "heads": [_(kind.labels[name]) for name in kind.columns],
        "cells": {row.entry.id: [words_of(kind, name, row.entry) for name in kind.columns] for row in page.rows},
        "may_create": viewer.may("write", "activity"),
        "tabs_shown": around_tabs(viewer, kind.name),
    }


def show_page(kind: Kind, entry_id: int, viewer: Viewer, args: Mapping[str, str], path: str) -> dict[str, Any]:
    """Everything `show.html` shows."""
    entry = get_entry(kind, entry_id)
    shown = [f.name for f in fields(kind.content) if f.name not in ("name", "description")]
    return {
        "kind": kind,
        "entry": entry,
        "facts": [(_(kind.labels[name]), words_of(kind, name, entry)) for name in shown],
        "page": list_uses(kind.link, entry_id, args, path, scope=viewer.scope("activity", "read")),
        "history": history_of(kind.name, entry_id, partial(changes_of, kind.labels, kind.choices)),
        "may_write": viewer.may("write", "activity"),
    }


def words_of(kind: Kind, name: str, entry: CatalogueRecord) -> str:
    """A field of a record for reading."""
    value = getattr(entry, name)
    if name in kind.people:
        return value.name if value else ""
    return _in_words(kind.choices, name, value)


def differing(kind: Kind, entry: CatalogueRecord, typed: Any) -> list[tuple[str, str]]:
    """The fields in which what stands is not what was typed: label, and what stands."""
    stored = content_of(kind, entry)
    names = [f.name for f in fields(stored) if getattr(stored, f.name) != getattr(typed, f.name) and f.name != "code"]
    return [(_(kind.labels[name]), words_of(kind, name, entry) or _("tomt")) for name in names]


def history_of(
    name: str, entry_id: int, changes: Callable[[Mapping[str, Any], Mapping[str, Any]], Sequence[ChangeLine]]
) -> list[HistoryItem]:
    """The newest saves of a record of this kind, each with what it changed from the one before."""
    versions = list_kept_versions(name, entry_id, limit=HISTORY + 1)
    moment = current_app.jinja_env.filters["moment"]
    items = []
    for place, version in enumerate(versions[:HISTORY]):
        older = versions[place + 1] if place + 1 < len(versions) else None
        items.append(
            HistoryItem(
                who=version.by or _("programmet"),
                when=moment(version.at),
                what=_("Ændret") if version.version > 1 else _("Oprettet"),
                reason=version.reason,
                version=version.version,
                changes=changes(older.content, version.content) if older else [],
            )
        )
    return items


def around_tabs(viewer: Viewer, current: str) -> list[Tab]:
    """The kinds of records around an activity, as tabs on each other's lists."""
    tabs = [
        ("system", _("Systemer"), "system.list", "system"),
        ("processor", _("Databehandlere"), "processor.list", "processor"),
        ("measure", _("Foranstaltninger"), "measure.list", "activity"),
        ("recipient", _("Modtagere"), "recipient.list", "activity"),
        ("law", _("Love"), "law.list", "activity"),
        ("kle", _("KLE"), "kle.list", "activity"),
    ]
    return [
        (label, url_for(endpoint), name == current)
        for name, label, endpoint, needs in tabs
        if endpoint in current_app.view_functions and viewer.may("read", needs)
    ]


def _choices(kind: Kind, name: str) -> list[tuple[str, str]]:
    return [(code, _(word)) for code, word in kind.choices[name].items()]


def changes_of(
    labels: Mapping[str, str], choices: Choices, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[ChangeLine]:
    """The fields with a label in which one kept content is not another, in words."""
    return [
        ChangeLine(_(labels[name]), _in_words(choices, name, before.get(name)), _in_words(choices, name, value))
        for name, value in after.items()
        if name in labels and before.get(name) != value
    ]


def _in_words(choices: Choices, name: str, value: Any) -> str:
    if name in choices:
        return _(choices[name][value]) if value in choices[name] else str(value or "")
    if isinstance(value, bool):
        return str(_("Ja") if value else _("Nej"))
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, float):
        return str(format_decimal(value))
    return "" if value is None else str(value)
