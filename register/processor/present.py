"""What is written about a processor, for reading: one sentence a field. Dates are ISO text, as a version keeps them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.core.filters import short_day
from register.activity.choices import TRANSFER_BASES
from register.activity.countries import COUNTRIES
from register.activity.present import ChangeLine
from register.catalogue.actions import plain
from register.processor.content import LABELS, PERSON_BANDS, ProcessorContent
from register.processor.rules import CONCEPTS

_LISTED: Mapping[str, Mapping[Any, str]] = {"country": COUNTRIES, "person_band": PERSON_BANDS, "concept": CONCEPTS}


def differing(stored: ProcessorContent, typed: ProcessorContent) -> list[tuple[str, str]]:
    """The fields in which what stands is not what was typed: label, and what stands."""
    return [(line.label, line.before or _("tomt")) for line in changes(plain(stored), plain(typed))]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangeLine]:
    """The fields in which one kept content is not another, in the form's order; the code never changes."""
    return [
        ChangeLine(_(label), _in_words(name, before.get(name)), _in_words(name, after.get(name)))
        for name, label in LABELS.items()
        if name != "code" and (before.get(name) or None) != (after.get(name) or None)
    ]


def _in_words(name: str, value: Any) -> str:
    if name == "agreements":
        return _listed(value, _agreement)
    if name == "sub_processors":
        return _listed(value, _sub)
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if not value:
        return ""
    if name.endswith("_on"):
        return _day(value)
    listed = _LISTED.get(name, {})
    return _(listed[value]) if value in listed else str(value)


def _listed(rows: Sequence[Mapping[str, Any]] | None, in_words: Any) -> str:
    return "; ".join(in_words(row) for row in rows or ())


def _agreement(row: Mapping[str, Any]) -> str:
    said = [row["title"], row["ref"], row["note"]]
    if row["signed_on"]:
        said.append(_("underskrevet %(day)s", day=_day(row["signed_on"])))
    if row["valid_until_on"]:
        said.append(_("gælder til %(day)s", day=_day(row["valid_until_on"])))
    if row["is_ended"]:
        said.append(_("opsagt"))
    return ", ".join(filter(None, said))


def _sub(row: Mapping[str, Any]) -> str:
    said = [row["name"], _(COUNTRIES[row["country"]]) if row["country"] in COUNTRIES else "", row["task"]]
    if row["transfer_basis"]:
        said.append(_(TRANSFER_BASES.get(row["transfer_basis"], row["transfer_basis"])))
    if row["approved_on"]:
        said.append(_("godkendt %(day)s", day=_day(row["approved_on"])))
    return ", ".join(filter(None, said))


def _day(text: str) -> str:
    return short_day(date.fromisoformat(text))
