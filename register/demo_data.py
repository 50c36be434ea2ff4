"""The invented register: records, systems, reviews and risk assessments, dated from the moment they are made."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from app.audit.actions import Doing
from app.core import clock
from app.core.db import db
from register.activity.model import ProcessingActivity
from register.importing.actions import ImportRecords, import_records
from register.risk.actions import AssessRisk, assess_risk
from register.system.actions import create_system
from register.system.content import SystemContent

DEMO = Path(__file__).parent / "demo"
SOURCE = "demo"


def add_demo_register(now: datetime) -> None:
    """Add it to a database that has the demo organisation and the base data.

    The records come by the same import that a municipality uses; days in the demo's files count from today.
    """
    doing = Doing(at=now, via="cli")
    today = clock.day_of(now)
    for system in _yaml("systems.yml"):
        create_system(SystemContent(**system), doing=doing)
    records = _records(today)
    result = import_records(ImportRecords(name="activities.json", data=json.dumps(records).encode()), doing=doing)
    if result.rejected:
        raise ValueError(f"activities.json: {result.rejected[0].sentence}")
    _assess_risks(today, doing)


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


def _assess_risks(today: date, doing: Doing) -> None:
    numbers = select(ProcessingActivity.number, ProcessingActivity.id).where(ProcessingActivity.source == SOURCE)
    ids = dict(db.session.execute(numbers).all())
    for number, risk in _yaml("risks.yml").items():
        assess_risk(
            AssessRisk(
                activity_id=ids[number],
                confidentiality=risk["confidentiality"],
                integrity=risk["integrity"],
                availability=risk["availability"],
                likelihood=risk["likelihood"],
                reason=risk["reason"].strip(),
                assessed_on=today + timedelta(days=risk["assessed"]),
                next_on=today + timedelta(days=risk["next"]),
            ),
            doing=doing,
        )


def _yaml(name: str) -> Any:
    return yaml.safe_load((DEMO / name).read_text(encoding="utf-8"))


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
