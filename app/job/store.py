"""Reading the signs of life."""

from datetime import datetime

from sqlalchemy import func, select

from app.core.db import db
from app.job.model import Heartbeat


def find_last_beat() -> datetime | None:
    """When a background process last gave a sign of life; None when none ever did."""
    return db.session.scalar(select(func.max(Heartbeat.at)))
