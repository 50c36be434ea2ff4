"""The invented municipality that a newcomer sees first: Fjordby Kommune."""

import csv
from pathlib import Path

import yaml
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.core.db import db
from app.organisation.importing.run import ImportFile, import_organisation
from app.organisation.importing.units import load_tree, put_holder
from app.organisation.model import Municipality, Person

DEMO = Path(__file__).parent / "demo"

DEMO_LOGINS = (
    ("anna@fjordby.example", "GDPR-koordinator i Social"),
    ("bent@fjordby.example", "Leder i Social"),
    ("carla@fjordby.example", "Koordinator i Børn og Kultur"),
    ("dorte@fjordby.example", "Databeskyttelsesrådgiver"),
    ("erik@fjordby.example", "Medlem af DDS"),
    ("gitte@fjordby.example", "Informationssikkerhed, hele planen"),
    ("frida@fjordby.example", "Systemadministrator"),
)


def add_demo_organisation(doing: Doing) -> None:
    """Units, people and roles by the same import that a municipality uses; the other functions; the settings."""
    for name in ("units.csv", "people.csv"):
        report = import_organisation(ImportFile(name=name, data=(DEMO / name).read_bytes()), doing=doing)
        if report.result.rejected:
            raise ValueError(f"{name}: {report.result.rejected[0].sentence}")
    tree = load_tree()
    with (DEMO / "functions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            put_holder(tree, tree.units[row["unit"]], row["function"], row["email"])
    municipality = db.session.get_one(Municipality, 1)
    for name, value in yaml.safe_load((DEMO / "municipality.yml").read_text(encoding="utf-8")).items():
        setattr(municipality, name, value.strip())
    db.session.flush()
    record(doing, "organisation.add_demo", "organisation", None)


def has_demo() -> bool:
    """Whether the demo municipality's people are in the database."""
    return db.session.scalar(select(Person.id).where(Person.email == DEMO_LOGINS[0][0])) is not None


def is_unused() -> bool:
    """Whether nobody works in this database yet, so that a demo would mix with nothing."""
    return db.session.scalar(select(Person.id).limit(1)) is None
