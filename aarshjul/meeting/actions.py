"""The bodies every municipality starts with."""

from flask_babel import gettext as _
from sqlalchemy import select

from aarshjul.meeting.model import GoverningBody
from app.core.db import db


def add_base_data() -> None:
    """DDS, the steering group the status report goes to, when there is no body yet."""
    if db.session.scalar(select(GoverningBody.id).limit(1)) is None:
        db.session.add(
            GoverningBody(
                code="DDS", name=_("Styregruppen DDS"), purpose=_("Prioriterer og beslutter på GDPR-området.")
            )
        )
        db.session.flush()
