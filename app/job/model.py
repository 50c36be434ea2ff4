"""The heartbeat of background processes."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified


class Heartbeat(Identified):
    """The last sign of life of one process ("aarshjul run" on one machine)."""

    __tablename__ = "heartbeat"
    __table_args__ = (UniqueConstraint("process", name="uq_heartbeat_process"),)

    process: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
