"""What jobs put into the slots: the note of a file that is ready or failed, the way to one's jobs, and the trail."""

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup
from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core import clock
from app.core.db import db
from app.core.slots import Slots, Subject
from app.core.text import N_
from app.job.model import Job
from app.job.store import list_news


def my_files(viewer: Viewer) -> Markup:
    """That my file is ready, until it is fetched, or could not be made; for a day."""
    jobs = list_news(person_id=viewer.person_id, now=clock.now())
    html = render_template("app/job/_work.html", jobs=jobs) if jobs else ""
    return Markup(html)  # noqa: S704 - the template escapes what people wrote


def account_panel(_account_id: int, _viewer: Viewer) -> Markup:
    """The way to what I have ordered, on my account's page."""
    return Markup(render_template("app/job/_on_account.html"))  # noqa: S704 - our own template


def _jobs(ids: Sequence[int]) -> dict[int, Subject]:
    """Without an address: only the one who ordered it can open it."""
    rows = db.session.execute(select(Job.id, Job.title).where(Job.id.in_(ids)))
    return {row_id: Subject("job", row_id, title, "") for row_id, title in rows}


def fill_slots(slots: Slots) -> None:
    """Put them into the slots."""
    slots.my_notes.append(my_files)
    slots.panels.setdefault("account", []).append(account_panel)
    slots.subjects["job"] = _jobs
    slots.stays["job.person_id"] = N_("bestillinger; filen kan kun hentes af den, der bestilte den")
    slots.trail.add("job", N_("Bestilling"), {"job.enqueue": N_("Bestilte"), "job.fetch": N_("Hentede filen")})
