"""/admin/spor: the audit trail."""

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.audit.exporting import MIME, render
from app.audit.notes import note_export
from app.audit.present import may_read, present
from app.audit.store import CHANGED, MOST_COUNTED, TrailFilter, count_trail, find_name, list_trail, whole_number
from app.auth.viewer import Viewer
from app.auth.web import get_viewer, signed_in
from app.core import clock
from app.core.filters import short_day
from app.core.limits import heavy
from app.core.slots import current_slots
from app.core.tables import PAGE_SIZE, address
from app.core.text import N_, sort_key

blueprint = Blueprint("audit", __name__)

GROUP_WORDS = {
    CHANGED: N_("Ændringer"),
    "adgang": N_("Login"),
    "afvist": N_("Afvisninger"),
    "eksport": N_("Hentede filer"),
    "abnet": N_("Åbning af det lukkede"),
}
PLACE = ("fra_nr", "efter_nr")
"""The arguments that say which page."""


@blueprint.get("/admin/spor")
@signed_in
def index() -> Any:
    """Who did what, newest first; the filter and the place stand in the address."""
    viewer = _guard()
    wanted = TrailFilter.of(request.args)
    newest, oldest = (whole_number(request.args.get(name, "")) for name in PLACE)
    events = list(list_trail(wanted, newest=newest, oldest=oldest, limit=PAGE_SIZE + 1))
    if oldest is not None:
        has_newer, has_older = len(events) > PAGE_SIZE, True
        events = events[-PAGE_SIZE:]
    else:
        has_newer, has_older = newest is not None, len(events) > PAGE_SIZE
        events = events[:PAGE_SIZE]
    total = count_trail(wanted)
    return render_template(
        "app/audit/index.html",
        lines=present(events, viewer),
        wanted=wanted,
        total=min(total, MOST_COUNTED),
        is_more=total > MOST_COUNTED,
        older_url=_place("fra_nr", events[-1].id - 1) if events and has_older else "",
        newer_url=_place("efter_nr", events[0].id) if events and has_newer else "",
        kinds=_kinds(),
        groups=[(code, _(words)) for code, words in GROUP_WORDS.items()],
        chips=_chips(wanted, viewer),
        keep={"person": wanted.person_id or ""},
        file_urls=[(form, address(url_for("audit.download", form=form), request.args, without=PLACE)) for form in MIME],
    )


@blueprint.get("/admin/spor/hent.<any(xlsx, csv):form>")
@heavy
@signed_in
def download(form: str) -> Any:
    """What the address's filter finds, in a file; that it was fetched is told in the trail itself."""
    viewer = _guard()
    wanted = TrailFilter.of(request.args)
    data, count = render(form, wanted, viewer)
    note_export(viewer, "audit", {"format": form, "count": count, "filter": request.args.to_dict()})
    name = _("revisionsspor-%(day)s", day=clock.today().isoformat())
    return send_file(BytesIO(data), mimetype=MIME[form], as_attachment=True, download_name=f"{name}.{form}")


def _guard() -> Viewer:
    viewer = get_viewer()
    viewer.must("read", "audit")
    return viewer


def _place(name: str, row_id: int) -> str:
    return address(request.path, {**request.args, name: str(row_id)}, without=[n for n in PLACE if n != name])


def _kinds() -> list[tuple[str, str]]:
    kinds = [(code, _(word)) for code, word in current_slots().trail.kinds.items() if code]
    return sorted(kinds, key=lambda pair: sort_key(pair[1]))


def _chips(wanted: TrailFilter, viewer: Viewer) -> list[dict[str, str]]:
    said: list[tuple[str, str]] = []
    if wanted.kind:
        said.append(("art", dict(_kinds()).get(wanted.kind, wanted.kind)))
    if wanted.row_id is not None:
        said.append(("nr", _("Nr. %(n)s", n=wanted.row_id) + _title(wanted, viewer)))
    if wanted.person_id is not None:
        said.append(("person", _("Gjort af %(name)s", name=find_name(wanted.person_id) or wanted.person_id)))
    if wanted.words:
        said.append(("hvem", f"«{wanted.words}»"))
    if wanted.group:
        said.append(("gruppe", _(GROUP_WORDS[wanted.group])))
    if wanted.from_on:
        said.append(("fra", _("Fra %(day)s", day=short_day(wanted.from_on))))
    if wanted.to_on:
        said.append(("til", _("Til %(day)s", day=short_day(wanted.to_on))))
    return [
        {"label": label, "remove_url": address(request.path, request.args, without=(name, *PLACE))}
        for name, label in said
    ]


def _title(wanted: TrailFilter, viewer: Viewer) -> str:
    """What the row is called, for those who may read it."""
    if not wanted.kind or wanted.row_id is None or not may_read(viewer, wanted.kind):
        return ""
    subject = current_slots().subjects_of([(wanted.kind, wanted.row_id)]).get((wanted.kind, wanted.row_id))
    return f", {subject.title}" if subject else ""
