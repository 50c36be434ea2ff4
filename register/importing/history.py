"""What a record was before: its versions, moments and approval, as our own json carries them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.core.text import N_
from register.activity.bulk import Past
from register.activity.content import ActivityContent
from register.activity.model import ProcessingActivity
from register.exporting.shapes import ACTIVITY
from register.importing.batch import Batch, Incoming
from register.importing.kinds import Known, read_row
from register.importing.unfit_row import Place

LIST = "activities"


def is_register_empty() -> bool:
    """Whether there is no record at all."""
    return db.session.scalar(select(ProcessingActivity.id).limit(1)) is None


def read_histories(batch: Batch, known: Known) -> Mapping[tuple[str, str], Past]:
    """By key: what the records of a file were before, those that tell it. Raises UnfitRow for what cannot be kept."""
    return {record.key: _read(record, known) for record in batch.records if "versions" in record.history}


def _read(record: Incoming, known: Known) -> Past:
    place = Place(record.row, LIST)
    made = read_row(ACTIVITY, record.history, known, place)
    versions = [row["version"] for row in made.below["versions"]]
    # The next save is one more than the newest; a number that stands twice cannot be kept.
    if not versions or len(set(versions)) < len(versions) or min(versions) < 1:
        raise place.below("versions").unfit(N_("versionerne skal have hver sit nummer."))
    if made.values.get("version") != max(versions):
        raise place.below("version").unfit(N_("her skal stå den nyeste versions nummer."))
    if "changed_at" not in made.values:
        raise place.below("changed_at").unfit(N_("feltet mangler."))
    for row in made.below["versions"]:
        _refuse_unreadable(row["content"], place.below("versions").below("content"))
    if made.values.get("imported_fields") is not None:
        _refuse_unreadable(made.values["imported_fields"], place.below("imported_fields"))
    lists = {ACTIVITY.below[name].model: rows for name, rows in made.below.items()}
    return Past({name: value for name, value in made.values.items() if name not in ("source", "status")}, lists)


def _refuse_unreadable(content: Any, place: Place) -> None:
    try:
        ActivityContent.from_json(content)
    except (ValueError, TypeError, AttributeError):
        raise place.unfit(N_("her står noget andet, end en behandling kan rumme.")) from None
