"""What the ground floor itself does at every tick."""

from datetime import datetime

from app.auth.sessions import sweep_sessions
from app.core.part import Part, PeriodicStep
from app.throttle.actions import sweep_tries


def _keep_house(now: datetime) -> dict[str, int]:
    """Remove what nobody needs any more: wrong tries that are forgotten, sessions long ended."""
    sweep_tries(now=now)
    sweep_sessions(now=now)
    return {}


ground = Part(name="app", steps=(PeriodicStep("housekeeping", _keep_house),))
