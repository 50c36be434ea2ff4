"""Signs of life of background processes."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update

from app.core.db import db, insert_new
from app.job.model import Heartbeat


def beat(process: str, *, at: datetime) -> None:
    """Write down that a process was alive at `at`: one row a process, whoever writes it."""
    changed = db.session.execute(
        update(Heartbeat).where(Heartbeat.process == process).values(at=at),
        execution_options={"synchronize_session": False},
    )
    if not cast(CursorResult[Any], changed).rowcount:
        db.session.execute(insert_new(Heartbeat).values(process=process, at=at))
