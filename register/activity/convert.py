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
from register.activity.content import (
    ActivityContent,
    DataLine,
    Disclosure,
    JointController,
    Purpose,
    Retention,
    ServedController,
    Transfer,
)
from register.activity.links import LINKS, codes_of
from register.activity.model import ProcessingActivity
from register.activity.row_model import (
    ActivityDataLine,
    ActivityDisclosure,
    ActivityJointController,
    ActivityKle,
    ActivityPurpose,
    ActivityRetention,
    ActivityServedController,
    ActivitySubject,
    ActivityTransfer,
)
from register.activity.tidy import tidy, unknown_codes
from register.catalogue.model import CatalogueRecord
from register.system.model import System

ROW_MODELS: Mapping[str, tuple[type, type]] = {
    "joint_controllers": (ActivityJointController, JointController),
    "controllers_served": (ActivityServedController, ServedController),
    "purposes": (ActivityPurpose, Purpose),
    "data_lines": (ActivityDataLine, DataLine),
    "disclosures": (ActivityDisclosure, Disclosure),
    "transfers": (ActivityTransfer, Transfer),
    "retention": (ActivityRetention, Retention),
}
NOT_PLAIN = frozenset({"unit", "owner", "subjects", "kle_numbers", *ROW_MODELS, *LINKS})
PLAIN = tuple(f.name for f in fields(ActivityContent) if f.name not in NOT_PLAIN)
"""Fields that are a column of the record itself."""

Pointed = System | CatalogueRecord
"""A record that activities point at by its code."""


@dataclass(frozen=True)
class Refs:
    """The other records that a content names, by what people know them by."""

    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    linked: Mapping[str, Mapping[str, Pointed]]
    """By link ("systems", "processors" … links.py): the records by their codes."""
    dpos: frozenset[str] = frozenset()
    """Of the people: those who are DPO, and may own nothing (art. 38(6))."""


def load_refs(content: ActivityContent | None = None) -> Refs:
    """What this content names, a query a kind; without a content everything there is, for many records at once."""
    units, people = select(Unit), select(Person)
    if content is not None:
        units = units.where(Unit.code == content.unit)
        people = people.where(Person.email == content.owner)
    found = {person.email: person for person in db.session.scalars(people)}
    dpo_ids = list_dpo_ids(clock.today()) if found else frozenset()
    return Refs(
        units={unit.code: unit for unit in db.session.scalars(units)},
        people=found,
        dpos=frozenset(email for email, person in found.items() if person.id in dpo_ids),
        linked={name: _load_linked(name, content) for name in LINKS},
    )


def _load_linked(name: str, content: ActivityContent | None) -> Mapping[str, Pointed]:
    """The records that a content names, or all; a link that names nothing costs no query."""
    model = LINKS[name].model
    query = select(model)
    if content is not None:
        codes = codes_of(name, content)
        if not codes:
            return {}
        query = query.where(model.code.in_(codes))
    return {row.code: row for row in db.session.scalars(query)}


def load_options() -> Sequence[ORMOption]:
    """Everything `to_content` reads, in a constant number of statements."""
    rows = (*(getattr(ProcessingActivity, name) for name in ROW_MODELS),)
    lists = (
        ProcessingActivity.subjects,
        ProcessingActivity.kle_numbers,
        *(getattr(ProcessingActivity, name) for name in LINKS),
    )
    return (
        joinedload(ProcessingActivity.unit),
        joinedload(ProcessingActivity.owner),
        *(selectinload(attribute) for attribute in (*rows, *lists)),
    )


def to_content(activity: ProcessingActivity) -> ActivityContent:
    """What the record says now. Load it with `load_options` first, or each list costs a statement."""
    values: dict[str, Any] = {name: _as_tuple(getattr(activity, name)) for name in PLAIN}
    for name, (_model, row_type) in ROW_MODELS.items():
        values[name] = tuple(_to_row(row, row_type) for row in getattr(activity, name))
    for name, link in LINKS.items():
        if link.is_field:
            # Sorted here: databases do not agree on the order of codes.
            values[name] = tuple(sorted(row.code for row in getattr(activity, name)))
    return ActivityContent(
        **values,
        unit=activity.unit.code if activity.unit else "",
        owner=activity.owner.email if activity.owner else "",
        subjects=tuple(subject.category for subject in activity.subjects),
        kle_numbers=tuple(kle.number for kle in activity.kle_numbers),
    )


def apply_content(activity: ProcessingActivity, content: ActivityContent, *, refs: Refs) -> ActivityContent:
    """Write a content into the record and return it as it was kept (tidied).

    Lists that differ are replaced as a whole, the others are left alone. Raises Refused naming the field for a
    code, unit, person or record we do not know, and for a text that is longer than its column.
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
    for name in LINKS:
        wanted = codes_of(name, content)
        if codes_of(name, before) != wanted:
            setattr(activity, name, [refs.linked[name][code] for code in wanted])
    for name in changed:
        getattr(activity, name).extend(_new_rows(name, getattr(content, name)))
    return content


def apply_columns(activity: ProcessingActivity, content: ActivityContent, *, refs: Refs) -> None:
    """Write what stands in the record's own row: plain fields, unit and owner, and what lists sort by and search in."""
    for name in PLAIN:
        value = getattr(content, name)
        setattr(activity, name, list(value) if isinstance(value, tuple) else value)
    unit, owner = refs.units.get(content.unit), refs.people.get(content.owner)
    activity.unit, activity.owner = unit, owner
    activity.number_key = sort_key(content.number)
    activity.sort_key = sort_key(content.title)
    activity.search = search_text(
        content.number,
        content.title,
        content.description,
        content.case_ref,
        content.agreement_ref,
        unit.name if unit else "",
        owner.name if owner else "",
        *(party.name for party in content.joint_controllers),
        *(party.name for party in content.controllers_served),
        *(party.categories for party in content.controllers_served),
        *(part for purpose in content.purposes for part in (purpose.text, purpose.special_law)),
        *(line.text for line in content.data_lines),
        *(recipient.name for recipient in content.disclosures),
        *(transfer.recipient for transfer in content.transfers),
        content.measures,
        *content.kle_numbers,
        *(refs.linked[name][code].name for name in LINKS for code in codes_of(name, content)),
    )


def check_content(content: ActivityContent, refs: Refs) -> None:
    """Raises Refused naming the field, as `apply_content` does; changes nothing. The content is tidy."""
    _refuse_unknown(content, refs)
    _refuse_too_long(content)


def _to_row(row: Any, row_type: type) -> Any:
    return row_type(**{f.name: _as_tuple(getattr(row, f.name)) for f in fields(row_type)})


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


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
    for name, link in LINKS.items():
        for code in codes_of(name, content):
            if code not in refs.linked[name]:
                raise Refused(_(link.unknown, code=code), field=link.field)


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
