"""A municipality with as many records as wanted: the demo's organisation, systems and texts, written in bulk.

The texts are the demo's own, told apart by place and year. What lists sort by, search in and filter on is made by
the product's own code, so that the rows are what a save would have left; only the writing is quicker.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, inspect, select, update

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.organisation.demo_data import add_demo_organisation
from app.organisation.duties import list_dpo_ids
from app.organisation.model import Person, Unit
from config import ROOT
from register.activity.content import ActivityContent, with_keys
from register.activity.convert import ROW_MODELS, Refs, apply_content, load_refs
from register.activity.links import LINKS
from register.activity.model import ActivityVersion, ProcessingActivity
from register.activity.refreshing import refresh_records
from register.demo_data import add_pointed
from register.risk.model import RiskAssessment
from register.risk.presets import STANDARD
from register.risk.scale import colour, next_assessment_on, overall_consequence, severity
from register.risk.scale_actions import add_scale
from register.risk.scale_model import RiskScale
from tests.make import make_account

COORDINATOR = "anna@fjordby.example"
SOURCE = "bench"
BATCH = 500
PARTS = 3
"""Demo records whose lists are laid together, so that each record has a matrix as large as the largest real ones."""
PLACES = (
    "Nordhavn", "Sydby", "Engdraget", "Strandvejen", "Møllebakken", "Ålegården", "Østerskov", "Fyrtårnet",
    "Lyngheden", "Kirkebakken", "Åparken", "Vestervang", "Havnefronten", "Skovbrynet",
)  # fmt: skip
CHILDREN = (*ROW_MODELS, "subjects", "kle_numbers")

Rows = dict[type, list[dict[str, Any]]]


def add_organisation(doing: Doing) -> None:
    """The demo's organisation and systems in an empty, initialised database; `COORDINATOR` may sign in."""
    add_demo_organisation(doing)
    make_account(_coordinator())
    add_pointed(clock.day_of(doing.at), doing)


def add_records(numbers: range, *, doing: Doing) -> None:
    """Records with these numbers, each with all its rows, a version and an audit event.

    Three in five have a risk assessment, and more than half lack something.
    """
    ground = _load_ground(doing)
    for start in range(0, len(numbers), BATCH):
        _write(ground, numbers[start : start + BATCH])


@dataclass(frozen=True)
class _Ground:
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


def _load_ground(doing: Doing) -> _Ground:
    doing_day = clock.day_of(doing.at)
    records = json.loads((ROOT / "register/demo/activities.json").read_text(encoding="utf-8"))
    return _Ground(
        contents=[ActivityContent.from_json({k: v for k, v in row.items() if k != "source"}) for row in records],
        refs=load_refs(),
        units=list(db.session.scalars(select(Unit.code).where(Unit.kind != "municipality").order_by(Unit.id))),
        owners=list(
            db.session.scalars(
                select(Person.email)
                .where(Person.is_active, Person.id.not_in(list_dpo_ids(doing_day)))
                .order_by(Person.id)
            )
        ),
        scale=add_scale(STANDARD),
        doing=replace(doing, person_id=_coordinator().id),
    )


def _coordinator() -> Person:
    return db.session.scalars(select(Person).where(Person.email == COORDINATOR)).one()


def _write(ground: _Ground, numbers: range) -> None:
    with db.session.no_autoflush:
        records = [_make(ground, number) for number in numbers]
    statement = insert(ProcessingActivity).returning(ProcessingActivity.id, sort_by_parameter_order=True)
    ids = db.session.scalars(statement, [_columns(activity) for activity, _content in records]).all()
    rows: Rows = defaultdict(list)
    for number, activity_id, (activity, content) in zip(numbers, ids, records, strict=True):
        for model, row in _rows_below(ground, activity, content, activity_id, number):
            rows[model].append(row)
    for model, values in rows.items():
        db.session.execute(insert(model), values)
    refresh_records(ids, today=clock.today())
    is_whole = ProcessingActivity.id.in_(ids) & (ProcessingActivity.error_count == 0)
    db.session.execute(update(ProcessingActivity).where(is_whole).values(status="approved"))


def _make(ground: _Ground, number: int) -> tuple[ProcessingActivity, ActivityContent]:
    """A record as the product's own code makes it, outside the session."""
    activity = ProcessingActivity(source=SOURCE, version=1, is_imported_unedited=False)
    content = apply_content(activity, _content(ground, number), refs=ground.refs)
    activity.unit_id = activity.unit.id if activity.unit else None
    activity.owner_id = activity.owner.id if activity.owner else None
    activity.changed_at, activity.changed_by_id = ground.doing.at, ground.doing.person_id
    return activity, content


def _rows_below(
    ground: _Ground, activity: ProcessingActivity, content: ActivityContent, activity_id: int, number: int
) -> Iterator[tuple[type, dict[str, Any]]]:
    for name in CHILDREN:
        for child in getattr(activity, name):
            yield type(child), _columns(child) | {"activity_id": activity_id}
    for name, link in LINKS.items():
        for pointed in getattr(activity, name):
            yield link.table, {"activity_id": activity_id, link.column: pointed.id}
    doing = ground.doing
    said = {"activity_id": activity_id, "version": 1, "at": doing.at, "by_id": doing.person_id}
    yield ActivityVersion, said | {"reason": "", "content": content.to_json()}
    record(doing, "activity.create", "activity", activity_id, {"title": [None, content.title]})
    if number % 5 < 3:
        yield RiskAssessment, _risk(ground, activity_id, number)


def _content(ground: _Ground, number: int) -> ActivityContent:
    """A demo record of another place and year, in another unit, with a full matrix; some lack what the law asks for."""
    variant, place = divmod(number, len(ground.contents))
    content = _widen([ground.contents[(place + n) % len(ground.contents)] for n in range(PARTS)])
    lacks: dict[str, Any] = {}
    if number % 5 == 0:
        lacks |= {"retention": (), "retention_reason": ""}
    if number % 7 == 0:
        lacks |= {"measures": "", "measures_reason": ""}
    if number % 11 == 0:
        lacks |= {"purposes": tuple(replace(purpose, art6=()) for purpose in content.purposes)}
    reviewed = ground.today - timedelta(days=number * 37 % 500)
    return replace(
        content,
        number=f"B-{number}",
        title=f"{content.title}, {PLACES[variant % len(PLACES)]} {2012 + variant // len(PLACES)}",
        unit=ground.units[number * 7 % len(ground.units)],
        owner=ground.owners[number * 11 % len(ground.owners)] if number % 13 else "",
        last_review_on=reviewed if number % 4 else None,
        next_review_on=reviewed + timedelta(days=365) if number % 4 else None,
        **lacks,
    )


def _widen(parts: Sequence[ActivityContent]) -> ActivityContent:
    """The first record with the lists of the others behind its own: each recipient gets some of the data lines."""
    first = parts[0]
    lines = with_keys(tuple(replace(line, key="") for part in parts for line in part.data_lines))
    keys = tuple(line.key for line in lines)
    lists = {
        name: tuple(dict.fromkeys(value for part in parts for value in getattr(part, name)))
        for name in (
            "purposes", "subjects", "retention", "kle_numbers", "systems", "processors", "security_measures",
            "disclosures", "transfers",
        )
    }  # fmt: skip
    for name in ("disclosures", "transfers"):
        rows = [replace(row, lines=keys[place % 3 :: 2] or keys) for place, row in enumerate(lists[name])]
        lists[name] = tuple(rows)
    return replace(first, data_lines=lines, **lists)


def _risk(ground: _Ground, activity_id: int, number: int) -> dict[str, Any]:
    grades = {
        "confidentiality": 1 + number % 4,
        "integrity": 1 + number // 3 % 4,
        "availability": 1 + number // 5 % 3,
    }
    consequence, likelihood = overall_consequence(**grades), 1 + number // 7 % 4
    shade, on = colour(STANDARD, consequence, likelihood), ground.today - timedelta(days=number % 700)
    return {
        **grades,
        "activity_id": activity_id,
        "scale_id": ground.scale.id,
        "likelihood": likelihood,
        "consequence": consequence,
        "colour": shade,
        "severity": severity(shade),
        "inherent_likelihood": likelihood,
        "inherent_consequence": consequence,
        "inherent_colour": shade,
        "reason": "Få har adgang, og opslag bliver gennemgået. Kommer oplysningerne ud, kan det skade den enkelte.",
        "assessed_on": on,
        "next_on": next_assessment_on(shade, on),
        "is_current": True,
        "at": ground.doing.at,
        "by_id": ground.doing.person_id,
    }


def _columns(row: Any) -> dict[str, Any]:
    """The columns that are set on a row that was never flushed; the others take their defaults in the insert."""
    held = inspect(row).dict
    names = (attribute.key for attribute in inspect(type(row)).column_attrs)
    return {name: held[name] for name in names if name in held}
