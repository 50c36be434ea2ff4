"""What the pages about versions show: one version whole, two held against each other, the register on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.core.text import whole_number
from register.activity.choices import STATUSES
from register.activity.content import ActivityContent
from register.activity.labels import FIELD_LABELS
from register.activity.model import ProcessingActivity
from register.activity.present import SAID_OF, SECTIONS, STATUS_COLOURS, change_lines, in_words
from register.activity.store import Names, Version, find_version, list_versions, load_names
from register.versions.as_of import AsOf, count_as_of, list_as_of

MOST_STEPS = 50


@dataclass(frozen=True)
class Part:
    """A section of a record for reading: heading, and label and text of each field that says something."""

    title: str
    values: Sequence[tuple[str, str]]


def parts_of(content: ActivityContent, names: Names) -> list[Part]:
    """A record in words, section by section; fields that say nothing are left out."""
    parts = []
    for section in SECTIONS:
        said = [(name, getattr(content, name)) for name in section.fields if name != "title"]
        values = [
            (_(FIELD_LABELS[name]), in_words(name, value, names, content.data_lines))
            for name, value in said
            if _says(value)
        ]
        if values:
            parts.append(Part(_(section.label), values))
    return parts


def version_page(activity: ProcessingActivity, version: Version) -> dict[str, Any]:
    """Everything `show.html` shows."""
    return {
        "activity": activity,
        "version": version,
        "parts": parts_of(version.content, load_names([version.content])),
        "is_newest": version.number == activity.version,
    }


def compare_page(activity: ProcessingActivity, older: Version, newer: Version) -> dict[str, Any]:
    """Everything `compare.html` shows: what differs, and every save between with who and why, newest first."""
    names = load_names([older.content, newer.content])
    between = list_versions(activity.id, newest=newer.number, limit=MOST_STEPS)
    return {
        "activity": activity,
        "older": older,
        "newer": newer,
        "changes": change_lines(older.content, newer.content, names),
        "said": {verb: _(words) for verb, words in SAID_OF.items()},
        "steps": [version for version in between if version.number > older.number],
        "choices": [(v.number, _choice(v)) for v in list_versions(activity.id, limit=500)],
    }


def as_of_page(day: date, args: Mapping[str, str], path: str, *, scope: Scope) -> dict[str, Any]:
    """Everything `register.html` shows: a page of the records there were on a day."""
    total = count_as_of(day, scope=scope)
    number = number_within(args, total)
    rows = list_as_of(day, scope=scope, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    names = load_names([row.entry.content for row in rows])
    return {
        "day": day,
        "page": Page[AsOf](rows=rows, number=number, total=total, path=path, args=args),
        "names": names,
        "status_words": STATUSES,
        "status_colours": STATUS_COLOURS,
    }


def two_versions(activity: ProcessingActivity, args: Mapping[str, str]) -> tuple[Version, Version] | None:
    """The versions that the address names, the older first; without, the newest and the one before. None: no such."""
    newest = whole_number(args.get("til")) or activity.version
    oldest = whole_number(args.get("fra")) or max(1, newest - 1)
    found = [find_version(activity.id, number) for number in sorted({oldest, newest})]
    older, newer = found[0], found[-1]
    return (older, newer) if older and newer else None


def _says(value: Any) -> bool:
    return value not in ("", (), None, False)


def _choice(version: Version) -> str:
    moment = current_app.jinja_env.filters["moment"]
    who = version.by or _("programmet")
    return str(_("Udgave %(n)s, %(when)s, %(who)s", n=version.number, when=moment(version.at), who=who))
