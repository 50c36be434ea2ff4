"""What every database holds from the beginning."""

from sqlalchemy import select

from app.core.db import db
from app.organisation.model import Municipality, Unit
from app.organisation.rules import ROOT_CODE


def add_base_data() -> None:
    """The one municipality row and the root unit, when they are not there yet."""
    if db.session.get(Municipality, 1) is None:
        db.session.add(Municipality(id=1, name="", address="", email="", phone=""))
    if db.session.scalar(select(Unit.id).where(Unit.kind == "municipality")) is None:
        root = Unit(code=ROOT_CODE, name="Kommunen", kind="municipality", path="")
        db.session.add(root)
        db.session.flush()
        root.path = f"/{root.id}/"
    db.session.flush()
