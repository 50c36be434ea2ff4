"""A municipality with as many records as wanted: the demo's organisation, systems and texts, written in bulk.

The texts are the demo's own, told apart by place and year. What lists sort by, search in and filter on is made by
the product's own code, so that the rows are what a save would have left; only the writing is quicker.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import yaml
from sqlalchemy import func, insert, inspect, select

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import Base, db
from app.organisation.demo_data import add_demo_organisation
from app.organisation.model import Person, Unit
from config import ROOT
from register.activity.actions import refresh_findings
from register.activity.content import ActivityContent
from register.activity.convert import ROW_MODELS, Refs, apply_content, load_refs
from register.activity.model import ActivitySystem, ActivityVersion, ProcessingActivity
from register.risk.actions import add_scale
from register.risk.model import RiskAssessment, RiskScale
from register.risk.scale import STANDARD, colour, next_assessment_on, overall_consequence
from register.system.actions import SystemContent, create_system
from tests.make import make_account

COORDINATOR = "anna@fjordby.example"
SOURCE = "bench"
BATCH = 500
PLACES = (
    "Nordhavn", "Sydby", "Engdraget", "Strandvejen", "Møllebakken", "Ålegården", "Østerskov", "Fyrtårnet",
    "Lyngheden", "Kirkebakken", "Åparken", "Vestervang", "Havnefronten", "Skovbrynet",
)  # fmt: skip
CHILDREN = (*ROW_MODELS, "subjects", "kle_numbers", "findings")

Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True)
class _Base:
    """What every record is made from: the demo's contents, and the rows that records point at."""

    contents: list[ActivityContent]
    refs: Refs
    units: list[str]
    owners: list[str]
    scale: RiskScale
    doing: Doing

    @property
    def today(self) -> date:
        return clock.day_of(self.doing.at)


def fill_register(count: int, *, doing: Doing) -> None:
    """Put the demo's organisation and `count` full records into an empty, initialised database.

    Each record has all its rows, a version and an audit event; three in five have a risk assessment, and about half
    lack something. `COORDINATOR` may sign in. Flushes, and leaves the commit to the caller.
    """
    base = _make_base(doing)
    numbers = range(1, count + 1)
    for start in range(0, count, BATCH):
        _write(base, numbers[start : start + BATCH])


def _make_base(doing: Doing) -> _Base:
    add_demo_organisation(doing)
    anna = db.session.scalars(select(Person).where(Person.email == COORDINATOR)).one()
    make_account(anna)
    for values in yaml.safe_load((ROOT / "register/demo/systems.yml").read_text(encoding="utf-8")):
        create_system(SystemContent(**values), doing=doing)
    records = json.loads((ROOT / "register/demo/activities.json").read_text(encoding="utf-8"))
    return _Base(
        contents=[ActivityContent.from_json({k: v for k, v in row.items() if k != "source"}) for row in records],
        refs=load_refs(),
        units=list(db.session.scalars(select(Unit.code).where(Unit.kind != "municipality").order_by(Unit.id))),
        owners=list(db.session.scalars(select(Person.email).where(Person.is_active).order_by(Person.id))),
        scale=add_scale(STANDARD),
        doing=replace(doing, person_id=anna.id),
    )


def _write(base: _Base, numbers: range) -> None:
    rows: Rows = defaultdict(list)
    first = (db.session.scalar(select(func.max(ProcessingActivity.id))) or 0) + 1
    with db.session.no_autoflush:
        for activity_id, number in enumerate(numbers, start=first):
            for model, row in _rows_of(base, activity_id, number):
                rows[model].append(row)
    for model, values in rows.items():
        db.session.execute(insert(model), values)


def _rows_of(base: _Base, activity_id: int, number: int) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    """Every row of one record; the record itself first."""
    doing = base.doing
    activity = ProcessingActivity(id=activity_id, source=SOURCE, version=1, is_imported_unedited=False)
    content = apply_content(activity, _content(base, number), refs=base.refs)
    refresh_findings(activity, content)
    activity.unit_id = activity.unit.id if activity.unit else None
    activity.owner_id = activity.owner.id if activity.owner else None
    activity.changed_at, activity.changed_by_id = doing.at, doing.person_id
    activity.status = "draft" if activity.findings else "approved"
    yield ProcessingActivity, _columns(activity)
    for name in CHILDREN:
        for child in getattr(activity, name):
            yield type(child), _columns(child) | {"activity_id": activity_id}
    for system in activity.systems:
        yield ActivitySystem, {"activity_id": activity_id, "system_id": system.id}
    said = {"activity_id": activity_id, "version": 1, "at": doing.at, "by_id": doing.person_id}
    yield ActivityVersion, said | {"reason": "", "content": content.to_json()}
    told = {"verb": "activity.create", "subject_kind": "activity", "subject_id": activity_id}
    yield AuditEvent, told | _who(doing) | {"changes": {"title": [None, content.title]}}
    if number % 5 < 3:
        yield RiskAssessment, _risk(base, activity_id, number)


def _content(base: _Base, number: int) -> ActivityContent:
    """A demo record of another place and year, in another unit; some lack what the law asks for."""
    variant, place = divmod(number, len(base.contents))
    content = base.contents[place]
    lacks: dict[str, Any] = {}
    if number % 5 == 0:
        lacks |= {"retention": (), "retention_reason": ""}
    if number % 7 == 0:
        lacks |= {"measures": "", "measures_reason": ""}
    if number % 11 == 0:
        lacks |= {"purposes": tuple(replace(purpose, art6=()) for purpose in content.purposes)}
    reviewed = base.today - timedelta(days=number * 37 % 500)
    return replace(
        content,
        number=f"B-{number}",
        title=f"{content.title}, {PLACES[variant % len(PLACES)]} {2012 + variant // len(PLACES)}",
        unit=base.units[number * 7 % len(base.units)],
        owner=base.owners[number * 11 % len(base.owners)] if number % 13 else "",
        last_review_on=reviewed if number % 4 else None,
        next_review_on=reviewed + timedelta(days=365) if number % 4 else None,
        **lacks,
    )


def _risk(base: _Base, activity_id: int, number: int) -> dict[str, Any]:
    grades = {
        "confidentiality": 1 + number % 4,
        "integrity": 1 + number // 3 % 4,
        "availability": 1 + number // 5 % 3,
    }
    consequence, likelihood = overall_consequence(**grades), 1 + number // 7 % 4
    shade, on = colour(STANDARD, consequence, likelihood), base.today - timedelta(days=number % 700)
    return {
        **grades,
        "activity_id": activity_id,
        "scale_id": base.scale.id,
        "likelihood": likelihood,
        "consequence": consequence,
        "colour": shade,
        "reason": "Få har adgang, og opslag bliver gennemgået. Kommer oplysningerne ud, kan det skade den enkelte.",
        "assessed_on": on,
        "next_on": next_assessment_on(shade, on),
        "is_current": True,
        "at": base.doing.at,
        "by_id": base.doing.person_id,
    }


def _who(doing: Doing) -> dict[str, Any]:
    return {"at": doing.at, "actor_id": doing.person_id, "via": doing.via}


def _columns(row: Any) -> dict[str, Any]:
    """The columns that are set on a row that was never flushed; the others take their defaults in the insert."""
    held = inspect(row).dict
    names = (attribute.key for attribute in inspect(type(row)).column_attrs)
    return {name: held[name] for name in names if name in held}
