"""What the ground floor itself does at every tick."""

from datetime import datetime

from app.attachment import model as _attachment  # noqa: F401 - the tables
from app.audit.telling import tell_head
from app.auth.sessions import sweep_sessions
from app.comment import model as _comment  # noqa: F401 - the tables
from app.core.part import Part, PeriodicStep
from app.draft.actions import sweep_drafts
from app.job.actions import sweep_jobs
from app.mail.actions import forget_secrets
from app.throttle.actions import sweep_tries
from app.token.actions import sweep_links


def _keep_house(now: datetime) -> dict[str, int]:
    """Remove what nobody needs any more: forgotten wrong tries, sessions and links long ended, old drafts and files."""
    sweep_tries(now=now)
    sweep_sessions(now=now)
    sweep_links(now=now)
    sweep_drafts(now=now)
    forget_secrets(now)
    sweep_jobs(now=now)
    return {}


ground = Part(name="app", steps=(PeriodicStep("housekeeping", _keep_house), PeriodicStep("audit head", tell_head)))
