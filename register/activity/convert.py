"""Between the rows of a processing activity and its content as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, inspect, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.text import search_text, sort_key
from app.leaving.rules import DPO_MAY_NOT
from app.organisation.duties import list_dpo_ids
from app.organisation.model import Person, Unit
from register.activity.content import ActivityContent, DataLine, Disclosure, Purpose, Retention, Transfer
from register.activity.model import (
    ActivityDataLine,
    ActivityDisclosure,
    ActivityKle,
    ActivityPurpose,
    ActivityRetention,
    ActivitySubject,
    ActivityTransfer,
    ProcessingActivity,
)
from register.activity.tidy import tidy, unknown_codes
from register.system.model import System

ROW_MODELS: Mapping[str, tuple[type, type]] = {
    "purposes": (ActivityPurpose, Purpose),
    "data_lines": (ActivityDataLine, DataLine),
    "disclosures": (ActivityDisclosure, Disclosure),
    "transfers": (ActivityTransfer, Transfer),
    "retention": (ActivityRetention, Retention),
}
PLAIN = (
    "number", "title", "description", "not_disclosed", "retention_reason", "measures", "measures_reason",
    "case_ref", "last_review_on", "next_review_on",
)  # fmt: skip
"""Fields that are a column of the record itself."""


@dataclass(frozen=True)
class Refs:
    """The other records that a content names, by what people know them by."""

    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    systems: Mapping[str, System]
    dpos: frozenset[str] = frozenset()
    """Of the people: those who are DPO, and may own nothing (art. 38(6))."""


def load_refs(content: ActivityContent | None = None) -> Refs:
    """What this content names, in three queries; without a content everything there is, for many records at once."""
    units, people, systems = select(Unit), select(Person), select(System)
    if content is not None:
        units = units.where(Unit.code == content.unit)
        people = people.where(Person.email == content.owner)
        systems = systems.where(System.code.in_(content.systems))
    found = {person.email: person for person in db.session.scalars(people)}
    dpo_ids = list_dpo_ids(clock.today()) if found else frozenset()
    return Refs(
        units={unit.code: unit for unit in db.session.scalars(units)},
        people=found,
        dpos=frozenset(email for email, person in found.items() if person.id in dpo_ids),
        systems={system.code: system for system in db.session.scalars(systems)},
    )


def load_options() -> Sequence[ORMOption]:
    """Everything `to_content` reads, in a constant number of statements."""
    rows = (*(getattr(ProcessingActivity, name) for name in ROW_MODELS),)
    lists = (ProcessingActivity.subjects, ProcessingActivity.kle_numbers, ProcessingActivity.systems)
    return (
        joinedload(ProcessingActivity.unit),
        joinedload(ProcessingActivity.owner),
        *(selectinload(attribute) for attribute in (*rows, *lists)),
    )


def to_content(activity: ProcessingActivity) -> ActivityContent:
    """What the record says now. Load it with `load_options` first, or each list costs a statement."""
    values: dict[str, Any] = {name: getattr(activity, name) for name in PLAIN}
    for name, (_model, row_type) in ROW_MODELS.items():
        values[name] = tuple(_to_row(row, row_type) for row in getattr(activity, name))
    return ActivityContent(
        **values,
        unit=activity.unit.code if activity.unit else "",
        owner=activity.owner.email if activity.owner else "",
        subjects=tuple(subject.category for subject in activity.subjects),
        kle_numbers=tuple(kle.number for kle in activity.kle_numbers),
        # Sorted here: databases do not agree on the order of codes.
        systems=tuple(sorted(system.code for system in activity.systems)),
    )


def apply_content(activity: ProcessingActivity, content: ActivityContent, *, refs: Refs) -> ActivityContent:
    """Write a content into the record and return it as it was kept (tidied).

    Lists that differ are replaced as a whole, the others are left alone. Raises Refused naming the field for a
    code, unit, person or system we do not know, and for a text that is longer than its column.
    """
    content = tidy(content)
    check_content(content, refs)
    before = to_content(activity)
    changed = [name for name in (*ROW_MODELS, "subjects", "kle_numbers") if _differs(name, before, content)]
    for name in changed:
        getattr(activity, name).clear()
    if any(getattr(before, name) for name in changed) and inspect(activity).persistent:
        # The old rows go first: the new ones may hold the same unique values.
        db.session.flush()
    apply_columns(activity, content, refs=refs)
    if before.systems != content.systems:
        activity.systems = [refs.systems[code] for code in content.systems]
    for name in changed:
        getattr(activity, name).extend(_new_rows(name, getattr(content, name)))
    return content


def apply_columns(activity: ProcessingActivity, content: ActivityContent, *, refs: Refs) -> None:
    """Write what stands in the record's own row: plain fields, unit and owner, and what lists sort by and search in."""
    for name in PLAIN:
        setattr(activity, name, getattr(content, name))
    unit, owner = refs.units.get(content.unit), refs.people.get(content.owner)
    activity.unit, activity.owner = unit, owner
    activity.number_key = sort_key(content.number)
    activity.sort_key = sort_key(content.title)
    activity.search = search_text(
        content.number,
        content.title,
        content.description,
        content.case_ref,
        unit.name if unit else "",
        owner.name if owner else "",
        *(part for purpose in content.purposes for part in (purpose.text, purpose.special_law)),
        *(line.text for line in content.data_lines),
        *(recipient.name for recipient in content.disclosures),
        *(transfer.recipient for transfer in content.transfers),
        *content.kle_numbers,
        *(refs.systems[code].name for code in content.systems),
    )


def check_content(content: ActivityContent, refs: Refs) -> None:
    """Raises Refused naming the field, as `apply_content` does; changes nothing. The content is tidy."""
    _refuse_unknown(content, refs)
    _refuse_too_long(content)


def _to_row(row: Any, row_type: type) -> Any:
    values = {f.name: getattr(row, f.name) for f in fields(row_type)}
    return row_type(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})


def _differs(name: str, before: ActivityContent, after: ActivityContent) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _new_rows(name: str, values: Sequence[Any]) -> list[Any]:
    if name == "subjects":
        return [ActivitySubject(position=place, category=code) for place, code in enumerate(values)]
    if name == "kle_numbers":
        return [ActivityKle(position=place, number=number) for place, number in enumerate(values)]
    model = ROW_MODELS[name][0]
    return [model(position=place, **_columns(row)) for place, row in enumerate(values)]


def _columns(row: Any) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(row).items()}


def _refuse_unknown(content: ActivityContent, refs: Refs) -> None:
    for field, code in unknown_codes(content):
        raise Refused(_("«%(value)s» er ikke på listen.", value=code), field=field)
    if content.unit and content.unit not in refs.units:
        raise Refused(_("Der er ingen enhed med koden «%(code)s».", code=content.unit), field="unit")
    if content.owner and content.owner not in refs.people:
        raise Refused(_("Der er ingen person med mailadressen «%(email)s».", email=content.owner), field="owner")
    if content.owner in refs.dpos:
        raise Refused(_(DPO_MAY_NOT), field="owner")
    for code in content.systems:
        if code not in refs.systems:
            raise Refused(_("Der er intet it-system med koden «%(code)s».", code=code), field="systems")


def _refuse_too_long(content: ActivityContent) -> None:
    _check_lengths(ProcessingActivity, {name: getattr(content, name) for name in PLAIN}, None)
    for name, (model, _row_type) in ROW_MODELS.items():
        for row in getattr(content, name):
            _check_lengths(model, asdict(row), name)
    for number in content.kle_numbers:
        _check_lengths(ActivityKle, {"number": number}, "kle_numbers")


def _check_lengths(model: type, values: Mapping[str, Any], field: str | None) -> None:
    columns: Mapping[str, Any] = inspect(model).columns
    for name, value in values.items():
        kind = columns[name].type
        most = kind.length if isinstance(kind, String) else None
        if most and isinstance(value, str) and len(value) > most:
            raise Refused(
                _("«%(start)s…» er for langt. Skriv højst %(most)s tegn.", start=value[:30], most=most),
                field=field or name,
            )
