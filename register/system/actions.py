"""Creating and changing it systems."""

import hashlib
import json
from dataclasses import asdict

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import EditConflict, NotFound, Refused
from app.organisation.duties import refuse_dpo
from app.organisation.store import find_person, find_unit
from register.activity.refreshing import refresh_using
from register.processor.model import Processor
from register.system.content import CHOICES, SystemContent
from register.system.model import System
from register.versions.actions import keep_record_version


def content_of(system: System) -> SystemContent:
    """What is written about a system now."""
    return SystemContent(
        name=system.name,
        code=system.code,
        supplier=system.supplier,
        description=system.description,
        unit=system.unit.code if system.unit else "",
        owner=system.owner.email if system.owner else "",
        is_critical=system.is_critical,
        is_retired=system.is_retired,
        **{name: getattr(system, name) for name in ("processor", *CHOICES)},
    )


def fingerprint(content: SystemContent) -> str:
    """Tells whether two contents are the same; a page carries it from reading to saving."""
    return hashlib.sha256(json.dumps(asdict(content)).encode()).hexdigest()[:16]


def create_system(content: SystemContent, *, doing: Doing) -> System:
    """Make a system.

    Raises Refused naming the field: no name, a code in use, a unit, person or processor we do not know, a value that
    is not on its list.
    """
    system = System(version=1)
    _apply(system, content, code=content.code or _free_code(content.name))
    db.session.add(system)
    db.session.flush()
    _keep(system, doing)
    record(doing, "system.create", "system", system.id, {"name": [None, system.name]})
    return system


def change_system(system_id: int, content: SystemContent, *, read: str, doing: Doing) -> System:
    """Write a change. `read` is the fingerprint of what the person saw when they began.

    Raises EditConflict when somebody has changed the system since, Refused as `create_system`, NotFound.
    """
    system = db.session.scalar(select(System).where(System.id == system_id).with_for_update(of=System))
    if system is None:
        raise NotFound
    before = content_of(system)
    if fingerprint(before) != read and before != content:
        raise EditConflict(_("En anden har rettet systemet, mens du skrev. Se det, der står nu, og gem igen."))
    _apply(system, content, code=content.code or system.code)
    db.session.flush()
    after = asdict(content_of(system))
    told = {name: [old, after[name]] for name, old in asdict(before).items() if old != after[name]}
    if told:
        system.version += 1
        _keep(system, doing)
        record(doing, "system.change", "system", system.id, told)
        refresh_using("systems", system.id)
    return system


def _apply(system: System, content: SystemContent, *, code: str) -> None:
    if not content.name:
        raise Refused(_("Skriv, hvad systemet hedder."), field="name")
    taken = db.session.scalar(select(System.id).where(System.code == code, System.id.is_distinct_from(system.id)))
    if taken is not None:
        raise Refused(_("Koden %(code)s er brugt af et andet system.", code=code), field="code")
    unit = find_unit(content.unit) if content.unit else None
    if content.unit and unit is None:
        raise Refused(_("Der er ingen enhed med koden «%(code)s».", code=content.unit), field="unit")
    owner = find_person(content.owner) if content.owner else None
    if content.owner and owner is None:
        raise Refused(_("Der er ingen person med mailadressen «%(email)s».", email=content.owner), field="owner")
    refuse_dpo(owner, today=clock.today(), field="owner")
    if content.processor and not db.session.scalar(select(Processor.id).where(Processor.code == content.processor)):
        raise Refused(_("Der er ingen databehandler med koden «%(code)s».", code=content.processor), field="processor")
    for name, words in CHOICES.items():
        value = getattr(content, name)
        if value and value not in words:
            raise Refused(_("«%(value)s» er ikke på listen.", value=value), field=name)
        setattr(system, name, value)
    system.name, system.code, system.supplier = content.name, code, content.supplier
    system.description, system.is_critical = content.description, content.is_critical
    system.processor, system.is_retired = content.processor, content.is_retired
    system.unit, system.owner = unit, owner


def _keep(system: System, doing: Doing) -> None:
    keep_record_version("system", system.id, system.version, asdict(content_of(system)), doing=doing)


def _free_code(name: str) -> str:
    """ "Omsorgsjournalen" becomes OMSORGSJOURNALEN; a second one OMSORGSJOURNALEN-2."""
    plain = "".join(c for c in name.upper() if c.isalnum())[:40] or "SYSTEM"
    taken = set(db.session.scalars(select(System.code).where(System.code.startswith(plain, autoescape=True))))
    candidates = (plain if n == 1 else f"{plain}-{n}" for n in range(1, len(taken) + 2))
    return next(code for code in candidates if code not in taken)
