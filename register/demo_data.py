"""The invented register: records, systems, reviews and risk assessments, dated from the moment they are made."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from app.organisation.model import Person
from register.activity.model import ProcessingActivity
from register.catalogue.actions import create_entry
from register.dpia.demo_data import add_demo_dpias
from register.importing.actions import ImportRecords, import_records
from register.law.kind import LAW
from register.life.actions import TakeStep, take_step
from register.life.rules import STEPS
from register.measure.kind import MEASURE
from register.processor.actions import HoldSupervision, create_processor, hold_supervision
from register.processor.content import Agreement, ProcessorContent, Sub
from register.recipient.kind import RECIPIENT
from register.risk.demo_data import assess_demo, assess_demo_scenarios
from register.system.actions import create_system
from register.system.content import SystemContent

DEMO = Path(__file__).parent / "demo"
SOURCE = "demo"
NOTES = {
    "send_to_hearing": "Plejecentrets ledere ser den igennem og svarer på næste ledermøde.",
    "revise": "Ny test ved ansættelser skal skrives ind.",
}
"""Why the step is taken, where that is asked."""


def add_demo_register(now: datetime) -> None:
    """Add it to a database that has the demo organisation and the base data.

    The records come by the same import that a municipality uses; days in the demo's files count from today.
    """
    doing = Doing(at=now, via="cli")
    today = clock.day_of(now)
    add_pointed(today, doing)
    records = _records(today)
    result = import_records(ImportRecords(name="activities.json", data=json.dumps(records).encode()), doing=doing)
    if result.rejected:
        raise ValueError(f"activities.json: {result.rejected[0].sentence}")
    ids = dict(
        db.session.execute(
            select(ProcessingActivity.number, ProcessingActivity.id).where(ProcessingActivity.source == SOURCE)
        ).all()
    )
    assess_demo(ids, _yaml("risks.yml"), today=today, doing=doing)
    assess_demo_scenarios(_yaml("scenarios.yml"), today=today, doing=doing)
    add_demo_dpias(ids, _yaml("dpia.yml"), now=now)
    _take_steps(ids, now)


def add_pointed(today: date, doing: Doing) -> None:
    """What the records point at: laws, measures, recipients, processors and systems, in the demo organisation."""
    around = _yaml("around.yml")
    for kind, contents in ((LAW, around["laws"]), (MEASURE, around["measures"]), (RECIPIENT, around["recipients"])):
        for content in contents:
            create_entry(kind, kind.content(**content), doing=doing)
    for processor in around["processors"]:
        _add_processor(processor, today, doing)
    for system in _yaml("systems.yml"):
        create_system(SystemContent(**system), doing=doing)


def _add_processor(values: dict[str, Any], today: date, doing: Doing) -> None:
    """A processor with its agreements, those it uses and the supervisions held; the next one is on the file's day."""
    rows = {name: [_dated(row, today) for row in values.pop(name, ())] for name in ("agreements", "sub_processors")}
    supervisions = [_dated(row, today) for row in values.pop("supervisions", ())]
    content = ProcessorContent(
        **_dated(values, today),
        agreements=tuple(Agreement(**row) for row in rows["agreements"]),
        sub_processors=tuple(Sub(**row) for row in rows["sub_processors"]),
    )
    processor = create_processor(content, doing=doing)
    for held in supervisions:
        command = HoldSupervision(processor_id=processor.id, next_on=content.next_supervision_on, **held)
        hold_supervision(command, doing=doing)


def _dated(row: dict[str, Any], today: date) -> dict[str, Any]:
    """The row with its numbers of days, all in fields that end on `_on`, as the days they are counted to."""
    return {
        name: today + timedelta(days=value) if name.endswith("_on") and isinstance(value, int) else value
        for name, value in row.items()
    }


def _records(today: date) -> list[dict[str, Any]]:
    """The records, each with the days it was and is to be reviewed."""
    records: list[dict[str, Any]] = json.loads((DEMO / "activities.json").read_text(encoding="utf-8"))
    reviews = _yaml("reviews.yml")
    for record in records:
        days = reviews.pop(record["number"], None)
        if days is not None:
            record["last_review_on"] = _day(today, days["last"])
            record["next_review_on"] = _day(today, days["next"])
    if reviews:
        raise ValueError(f"reviews.yml: {sorted(reviews)}")
    return records


def _take_steps(ids: Mapping[str, int], now: datetime) -> None:
    """Each step in the name of the person who would take it: nobody approves what they have written themselves."""
    people = dict(db.session.execute(select(Person.email, Person.id)).all())
    for number, steps in _yaml("life.yml").items():
        for verb, email in steps.items():
            version = db.session.get_one(ProcessingActivity, ids[number]).version
            step = TakeStep(activity_id=ids[number], step=STEPS[verb], version=version, note=NOTES.get(verb, ""))
            take_step(step, doing=Doing(at=now, via="cli", person_id=people[email]))


def _yaml(name: str) -> Any:
    return yaml.safe_load((DEMO / name).read_text(encoding="utf-8"))


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
