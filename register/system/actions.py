"""Creating and changing it systems."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.core.db import add_unique, db, lock_row
from app.core.errors import EditConflict, Refused
from register.activity.refreshing import refresh_using
from register.catalogue.actions import free_code, plain, taken_code
from register.pointing import owner_of, refuse_too_long, refuse_unlisted, unit_of
from register.processor.model import Processor
from register.system.content import CHOICES, SystemContent
from register.system.model import System
from register.versions.actions import keep_record_version


def content_of(system: System) -> SystemContent:
    """What is written about a system now."""
    values = {f.name: getattr(system, f.name) for f in fields(SystemContent) if f.name not in ("unit", "owner")}
    unit, owner = system.unit, system.owner
    return SystemContent(**values, unit=unit.code if unit else "", owner=owner.email if owner else "")


def create_system(content: SystemContent, *, doing: Doing) -> System:
    """Make a system.

    Raises Refused naming the field: no name, a code in use, a unit, person or processor we do not know, a value that
    is not on its list.
    """
    system = System(version=1)
    _apply(system, replace(content, code=content.code or free_code(System, content.name, "system")))
    add_unique(system, taken_code(system.code))
    _keep(system, doing)
    record(doing, "system.create", "system", system.id, {"name": [None, system.name]})
    return system


def change_system(system_id: int, content: SystemContent, *, read: int, doing: Doing) -> System:
    """Write a change. `read` is the version that was on the page.

    Raises EditConflict when somebody has changed the system since, Refused as `create_system`, NotFound.
    """
    system = lock_row(System, system_id)
    before = content_of(system)
    content = replace(content, code=content.code or system.code)
    if content == before:
        return system
    if system.version != read:
        raise EditConflict(_("En anden har rettet systemet, mens du skrev. Se det, der står nu, og gem igen."))
    _apply(system, content)
    told = {name: [old, new] for name, old in plain(before).items() if old != (new := plain(content)[name])}
    note_change(system, told, doing=doing)
    refresh_using("systems", system.id)
    return system


def note_change(system: System, told: Mapping[str, Any], *, doing: Doing) -> None:
    """Keep a system that was changed as its next version, and tell in the trail what was changed."""
    system.version += 1
    db.session.flush()
    _keep(system, doing)
    record(doing, "system.change", "system", system.id, told)


def _apply(system: System, content: SystemContent) -> None:
    if not content.name:
        raise Refused(_("Skriv, hvad systemet hedder."), field="name")
    taken = select(System.id).where(System.code == content.code, System.id.is_distinct_from(system.id))
    if db.session.scalar(taken) is not None:
        raise taken_code(content.code)
    supplier = select(Processor.id).where(Processor.code == content.processor)
    if content.processor and db.session.scalar(supplier) is None:
        raise Refused(_("Der er ingen databehandler med koden «%(code)s».", code=content.processor), field="processor")
    values = asdict(content)
    people = {"unit": unit_of(values.pop("unit")), "owner": owner_of(values.pop("owner"))}
    refuse_too_long(System, values)
    refuse_unlisted(CHOICES, values)
    for name, value in (values | people).items():
        setattr(system, name, value)


def _keep(system: System, doing: Doing) -> None:
    keep_record_version("system", system.id, system.version, plain(content_of(system)), doing=doing)
