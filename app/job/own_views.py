"""/arbejde: what one has ordered, how far it is, and the file. Somebody else's is not there."""

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file
from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.tables import Page, number_within
from app.core.web import afterwards
from app.job.kinds import kinds
from app.job.model import Job
from app.job.rules import FILE_KEPT, STATES, time_left
from app.job.store import count_ahead, count_own, find_file, get_own, list_own
from app.job.words import left_words, size_words

blueprint = Blueprint("job", __name__, url_prefix="/arbejde")


@blueprint.get("")
@signed_in
def index() -> Any:
    """My jobs, the newest first."""
    viewer = get_viewer()
    total = count_own(person_id=viewer.person_id)
    number = number_within(request.args, total)
    rows = list_own(person_id=viewer.person_id, number=number)
    return render_template(
        "app/job/index.html",
        page=Page(rows=rows, number=number, total=total, path=request.path, args=request.args),
        states=STATES,
        days=FILE_KEPT.days,
        now=clock.now(),
    )


@blueprint.get("/<int:job_id>")
@signed_in
def show(job_id: int) -> Any:
    """One job and how far it is; the page asks again by itself until it is over."""
    viewer, now = get_viewer(), clock.now()
    job = get_own(job_id, person_id=viewer.person_id)
    is_over = job.state in ("done", "failed")
    return render_template(
        "app/job/show.html",
        job=job,
        is_over=is_over,
        has_file=_may_fetch(job, viewer) and job.expires_at is not None and job.expires_at > now,
        ahead=count_ahead(job) if job.state == "queued" else 0,
        left=left_words(time_left(job.done, job.total, started_at=job.started_at, now=now)),
        size=size_words(job.size),
    )


@blueprint.get("/<int:job_id>/hent")
@signed_in
def fetch(job_id: int) -> Any:
    """The file, for the one who ordered it and who may still see such things."""
    viewer = get_viewer()
    job = get_own(job_id, person_id=viewer.person_id)
    if not _may_fetch(job, viewer):
        raise NotFound
    data = find_file(job.id) if job.state == "done" else None
    if data is None:
        raise Refused(
            _("Der er ingen fil at hente. En fil bliver slettet efter %(n)s dage: bestil den igen.", n=FILE_KEPT.days)
        )
    doing, told = Doing(at=clock.now(), person_id=viewer.person_id), {"kind": job.kind, "file": job.file_name}
    afterwards(lambda: record(doing, "job.fetch", "job", job_id, told))
    return send_file(BytesIO(data), mimetype=job.mimetype, as_attachment=True, download_name=job.file_name)


def _may_fetch(job: Job, viewer: Viewer) -> bool:
    """Whether the file may still be seen; a role may have ended since it was ordered, or the kind is no more."""
    kind = kinds().get(job.kind)
    return kind is not None and (kind.needs is None or viewer.may(*kind.needs))
