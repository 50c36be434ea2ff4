"""Making, changing and retiring the records around an activity. Each save is kept whole as a version."""

import re
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.core.db import add_unique, db, lock_row
from app.core.errors import EditConflict, Refused
from register.activity.refreshing import refresh_using
from register.activity.tidy import clean
from register.catalogue.kind import Kind
from register.catalogue.model import CatalogueRecord
from register.pointing import owner_of, refuse_too_long, refuse_unlisted
from register.versions.actions import keep_record_version

_UNFIT = re.compile(r"[^A-ZÆØÅ0-9._-]+")


def content_of(kind: Kind, entry: CatalogueRecord) -> Any:
    """What is written about a record now."""
    values = {f.name: getattr(entry, f.name) for f in fields(kind.content) if f.name not in kind.people}
    values |= {name: person.email if (person := getattr(entry, name)) else "" for name in kind.people}
    return kind.content(**values)


def create_entry(kind: Kind, content: Any, *, doing: Doing) -> CatalogueRecord:
    """Make a record; without a code it gets one made of its name.

    Raises Refused naming the field: no name, a code in use, a person we do not know, a text that is too long.
    """
    content = tidied(content)
    if not content.name:
        raise Refused(_("Skriv et navn."), field="name")
    code = content.code or free_code(kind.model, content.name, kind.name)
    content = replace(content, code=code)
    entry = kind.model(version=1, code=code)
    _apply(kind, entry, content, doing)
    add_unique(entry, taken_code(code))
    keep_record_version(kind.name, entry.id, 1, plain(content), doing=doing)
    record(doing, f"{kind.name}.create", kind.name, entry.id, {"name": [None, entry.name]})
    return entry


def change_entry(kind: Kind, entry_id: int, content: Any, *, read: int, reason: str, doing: Doing) -> CatalogueRecord:
    """Write a change. `read` is the version that was on the page; the code stays what it was.

    Raises EditConflict when somebody has changed the record since, Refused as `create_entry`, NotFound.
    """
    entry = lock_row(kind.model, entry_id)
    before = content_of(kind, entry)
    content = replace(tidied(content), code=entry.code)
    if content == before:
        return entry
    if entry.version != read:
        raise EditConflict(_("En anden har rettet det, mens du skrev. Se det, der står nu, og gem igen."))
    if not content.name:
        raise Refused(_("Skriv et navn."), field="name")
    _apply(kind, entry, content, doing)
    entry.version += 1
    db.session.flush()
    keep_record_version(kind.name, entry.id, entry.version, plain(content), reason=reason, doing=doing)
    old, new = plain(before), plain(content)
    told = {name: [value, new[name]] for name, value in old.items() if value != new[name]}
    record(doing, f"{kind.name}.change", kind.name, entry.id, told)
    refresh_using(kind.link, entry.id)
    return entry


def retire_entry(kind: Kind, entry_id: int, *, is_retired: bool, doing: Doing) -> CatalogueRecord:
    """Offer a record no more, or again. Activities that point at it keep doing so. Raises NotFound."""
    entry = lock_row(kind.model, entry_id)
    set_retired(entry, kind.name, is_retired=is_retired, doing=doing)
    return entry


def set_retired(entry: CatalogueRecord, name: str, *, is_retired: bool, doing: Doing) -> None:
    """Offer a record that is held no more, or again; `name` is what its kind is called in the trail."""
    if entry.is_retired != is_retired:
        entry.is_retired = is_retired
        entry.changed_at, entry.changed_by_id = doing.at, doing.person_id
        record(doing, f"{name}.retire", name, entry.id, {"is_retired": [not is_retired, is_retired]})
    db.session.flush()


def tidied(content: Any) -> Any:
    """The content as it is kept: texts that both databases can hold, codes and addresses as we write them."""
    values = {f.name: getattr(content, f.name) for f in fields(content)}
    tidy = {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}
    for name in ("name", "code"):
        tidy[name] = " ".join(tidy[name].split())
    return replace(content, **tidy)


def free_code(model: type[Any], name: str, otherwise: str) -> str:
    """ "Log over opslag" becomes LOG-OVER-OPSLAG; a second one LOG-OVER-OPSLAG-2. No letters: `otherwise`."""
    plain = _UNFIT.sub("-", name.upper()).strip("-")[:40].strip("-") or otherwise.upper()
    taken = set(db.session.scalars(select(model.code).where(model.code.startswith(plain, autoescape=True))))
    candidates = (plain if n == 1 else f"{plain}-{n}" for n in range(1, len(taken) + 2))
    return next(code for code in candidates if code not in taken)


def _apply(kind: Kind, entry: CatalogueRecord, content: Any, doing: Doing) -> None:
    values = {f.name: getattr(content, f.name) for f in fields(content)}
    people = {name: owner_of(values.pop(name), field=name) for name in kind.people}
    refuse_too_long(kind.model, values)
    refuse_unlisted(kind.choices, values)
    for name, value in (values | people).items():
        setattr(entry, name, value)
    entry.changed_at, entry.changed_by_id = doing.at, doing.person_id


def taken_code(code: str) -> Refused:
    """Says that another record has the code."""
    return Refused(_("Det korte navn «%(code)s» er allerede brugt. Vælg et andet.", code=code), field="code")


def plain(content: Any) -> dict[str, Any]:
    """What is written about a record as JSON values: rows as objects, days as ISO text."""
    held: dict[str, Any] = _plain(asdict(content))
    return held


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value
