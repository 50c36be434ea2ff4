"""What the pages of campaigns show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.attestation.access import may_manage, why_not_answer
from aarshjul.attestation.board_store import UnitRow, list_names, load_board
from aarshjul.attestation.forms import AnswerRow, AnswersForm, CloseForm, MoveForm
from aarshjul.attestation.line_store import LineRow, Since, count_of_unit, list_changes, list_lines
from aarshjul.attestation.model import AttestationCampaign
from aarshjul.attestation.rules import AT_ONCE, LINE_LOOKS, LINE_WORDS, Progress
from aarshjul.attestation.starting import Preview
from aarshjul.attestation.store import Sight, find_task, list_tasks
from aarshjul.task.responsible import find_responsible, reach_of
from app.auth.viewer import Viewer
from app.core import clock
from app.core.db import db
from app.core.filters import long_day
from app.core.tables import Page, address, number_within
from app.core.text import whole_number
from app.organisation.model import Person, Unit
from register.activity.labels import FIELD_LABELS

MOST_WRITTEN = 100
"""So many of the records that need change are shown on the board; the file holds them all."""
MOST_FIELDS = 4
"""So many changed fields are named; the rest are counted."""
NAMED_UNITS = 10
"""So many units without a leader are named before a campaign is started."""


@dataclass(frozen=True)
class Place:
    """An administration on the board, with what its units come to."""

    code: str
    name: str
    progress: Progress


@dataclass(frozen=True)
class UnitLine:
    """A unit on the board, with who answers for it. `is_read`: the viewer may see its records."""

    row: UnitRow
    leader: str
    is_read: bool


@dataclass(frozen=True)
class RecordLine:
    """A record on a leader's page. `row` is its part of the form, where there is one."""

    line: LineRow
    changed: str
    compare_url: str
    row: AnswerRow | None = None


def board_page(
    campaign: AttestationCampaign,
    viewer: Viewer,
    sight: Sight,
    args: Mapping[str, str],
    *,
    move: MoveForm | None = None,
    close: CloseForm | None = None,
) -> dict[str, Any]:
    """Everything `show.html` shows, in a constant number of statements; `move` or `close` is a form that came back."""
    board = load_board(campaign.id, sight)
    places = _places_of(board.units)
    chosen = args.get("forvaltning", "")[:80]
    shown = [unit for unit in board.units if chosen in ("", unit.code)]
    written = [row for row in board.written if chosen in ("", row.code)]
    number = number_within(args, len(shown))
    here = url_for("attestation.show", campaign_id=campaign.id)
    kept = {"forvaltning": chosen} if chosen else {}
    page = Page[UnitRow](rows=shown, number=number, total=len(shown), path=here, args=kept)
    is_managed = campaign.closed_at is None and may_manage(campaign, viewer)
    return {
        "campaign": campaign,
        "today": clock.today(),
        "total": sum((unit.progress for unit in shown), Progress()),
        "places": places,
        "place_options": [(place.code, place.name) for place in places],
        "chosen": chosen,
        "chips": _chips(chosen, places, here),
        "page": page,
        "lines": _unit_lines(campaign.id, shown[(number - 1) * page.size : number * page.size], viewer),
        "written": written[:MOST_WRITTEN],
        "written_left": max(0, len(written) - MOST_WRITTEN),
        "file_url": address(url_for("attestation.download", campaign_id=campaign.id), kept),
        "move": (move or _seen(MoveForm(formdata=None, prefix="move"), campaign)) if is_managed else None,
        "close": (close or _seen(CloseForm(formdata=None, prefix="close"), campaign)) if is_managed else None,
        "failed": "move" if move else "close" if close else "",
        "words": progress_words,
    }


def unit_page(
    campaign: AttestationCampaign, unit: Unit, viewer: Viewer, *, form: AnswersForm | None = None
) -> dict[str, Any]:
    """Everything `unit.html` shows, in a constant number of statements; `form` is one that came back."""
    reads = viewer.scope("activity", "read")
    waiting = list_lines(campaign.id, unit.id, reads=reads, is_waiting=True, limit=AT_ONCE)
    answered = list_lines(campaign.id, unit.id, reads=reads, is_waiting=False, limit=AT_ONCE)
    since, progress = list_changes(waiting), count_of_unit(campaign.id, unit.id)
    task = find_task(campaign.id, unit.id)
    today = clock.today()
    why_not = why_not_answer(campaign, task, viewer, today=today)
    asked = [line for line in waiting if line.status != "retired" and line.unit_id == unit.id]
    if form is None and asked and not why_not:
        form = AnswersForm.of(asked)
    rows = {whole_number(entry.form.line_id.data): entry.form for entry in form.rows} if form else {}
    found = find_responsible(task, reach_of(viewer).holders) if task else None
    leader = db.session.get(Person, found.person_id) if found and found.person_id else None
    return {
        "campaign": campaign,
        "unit": unit,
        "today": today,
        "progress": progress,
        "task": task,
        "leader": leader.name if leader else "",
        "is_fallback": bool(found and found.is_fallback),
        "why_not": why_not,
        "form": form if not why_not else None,
        "waiting": [_record_line(line, since.get(line.activity_id), rows.get(line.id)) for line in waiting],
        "count": len(asked),
        "answered": answered,
        "more_answered": max(0, progress.answered + progress.left_out - len(answered)) if answered else 0,
        "line_words": LINE_WORDS,
        "looks": LINE_LOOKS,
        "words": progress_words,
    }


def preview_words(preview: Preview) -> dict[str, Any]:
    """What the page before a campaign is started says of it."""
    leaderless = preview.leaderless
    return {
        "preview": preview,
        "places": ", ".join(_place_name(place) for place in preview.places),
        "leaderless": leaderless[:NAMED_UNITS],
        "leaderless_left": max(0, len(leaderless) - NAMED_UNITS),
        "leaderless_records": sum(unit.records for unit in leaderless),
    }


def progress_words(progress: Progress) -> str:
    """ "9 af 12 besvaret (75 %)"; what was left out does not count."""
    if progress.percent is None:
        return _("intet at svare på")
    return _(
        "%(answered)s af %(asked)s besvaret (%(percent)s %%)",
        answered=progress.answered, asked=progress.asked, percent=progress.percent,
    )  # fmt: skip


def changed_words(since: Since | None, last_review_on: date | None) -> str:
    """ "2 felter er ændret siden 3. marts 2026: Modtagere og Slettefrister"; or that nothing has."""
    if since is None:
        day = long_day(last_review_on)
        return _("Sidst bekræftet %(day)s.", day=day) if last_review_on else _("Ikke bekræftet før.")
    day = long_day(since.base.on)
    if not since.fields:
        if since.base.is_first:
            return _("Ikke bekræftet før. Uændret, siden den blev oprettet %(day)s.", day=day)
        return _("Ingen ændringer siden %(day)s.", day=day)
    names = [_(FIELD_LABELS[name]) for name in since.fields]
    said = names[:MOST_FIELDS]
    left = len(names) - len(said)
    listed = _("%(names)s og %(left)s andre", names=", ".join(said), left=left) if left else _joined(said)
    count = len(names)
    if since.base.is_first:
        return ngettext(
            "Ikke bekræftet før. %(num)s felt er ændret, siden den blev oprettet %(day)s: %(names)s.",
            "Ikke bekræftet før. %(num)s felter er ændret, siden den blev oprettet %(day)s: %(names)s.",
            count, day=day, names=listed,
        )  # fmt: skip
    return ngettext(
        "%(num)s felt er ændret siden %(day)s: %(names)s.",
        "%(num)s felter er ændret siden %(day)s: %(names)s.",
        count, day=day, names=listed,
    )  # fmt: skip


def _record_line(line: LineRow, since: Since | None, row: AnswerRow | None) -> RecordLine:
    url = ""
    if since and since.fields:
        url = url_for("versions.compare", activity_id=line.activity_id, fra=since.base.version, til=since.version)
    return RecordLine(line, changed_words(since, line.last_review_on), url, row)


def _unit_lines(campaign_id: int, rows: Sequence[UnitRow], viewer: Viewer) -> list[UnitLine]:
    holders, reads = reach_of(viewer).holders, viewer.scope("activity", "read")
    tasks = {task.unit_id: task for task in list_tasks(campaign_id, unit_ids=[row.id for row in rows])}
    found = {unit_id: find_responsible(task, holders) for unit_id, task in tasks.items()}
    ids = {one.person_id for one in found.values() if one.person_id is not None and not one.is_fallback}
    names = list_names(ids)
    lines = []
    for row in rows:
        one = found.get(row.id)
        leader = names.get(one.person_id, "") if one and one.person_id is not None else ""
        lines.append(UnitLine(row, leader, reads.holds(row.path)))
    return lines


def _places_of(units: Sequence[UnitRow]) -> list[Place]:
    found: dict[str, Place] = {}
    for unit in units:
        known = found.get(unit.code)
        progress = known.progress + unit.progress if known else unit.progress
        found[unit.code] = Place(unit.code, unit.administration or _("Fælles for kommunen"), progress)
    return list(found.values())


def _place_name(place: Unit) -> str:
    return _("Fælles for kommunen") if place.kind == "municipality" else place.name


def _chips(chosen: str, places: Sequence[Place], here: str) -> list[dict[str, str]]:
    names = {place.code: place.name for place in places}
    return [{"label": names.get(chosen, chosen), "remove_url": here}] if chosen else []


def _seen(form: Any, campaign: AttestationCampaign) -> Any:
    form.version.data = str(campaign.version)
    return form


def _joined(names: Sequence[str]) -> str:
    return _(" og ").join(part for part in (", ".join(names[:-1]), names[-1]) if part)
