"""Approving an impact assessment, sending it back, and finding that it still holds (Art. 35(1), (2) and (11))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from dateutil.relativedelta import relativedelta
from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import EditConflict, Forbidden, Refused
from app.core.scope import Scope
from register.activity.actions import IMPACT, take_down
from register.activity.convert import to_content
from register.activity.store import get_activity
from register.dpia.actions import back_to_draft, take
from register.dpia.basis import Basis, basis_of, what_changed
from register.dpia.consultation_actions import close_silent
from register.dpia.drawing import draw_risks
from register.dpia.folder import Folder, open_folder
from register.dpia.life import covers, is_high, lacks_for_approval
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaProposal
from register.dpia.screening import SHORTEST_REASON
from register.dpia.screening_actions import hold_record
from register.dpia.store import find_approved, find_consultation, find_proposal, list_sub_processors
from register.risk.scale import SEVERITY, Colour

NEXT_REVIEW = relativedelta(years=1)
"""Until an assessment is looked through again, where nobody says another day (domain.md §5, T19)."""
AT_MOST = relativedelta(years=3)


@dataclass(frozen=True, kw_only=True)
class ApproveDpia:
    """An approval of the text that `text_hash` tells, as it was read. `next_review_on` empty: a year on."""

    dpia_id: int
    version: int
    text_hash: str
    next_review_on: date | None = None


def lacks_of(folder: Folder, *, person_id: int | None, today: date) -> Sequence[str]:
    """All that stands in the way of approval by this person (nobody: the program), in words."""
    return [_(lack) for lack in lacks_for_approval(folder.dossier, person_id=person_id or 0, today=today)]


def approve_dpia(command: ApproveDpia, *, doing: Doing) -> Dpia:
    """Approve the assessment; the version before is superseded.

    1. Nothing stands in the way (`life.lacks_for_approval`), and the text is the one that was read: the risks are drawn
       and may have changed.
    2. The text is frozen with its hash, the risk that is left, and what the assessment rests on. Where Datatilsynet let
       its period pass, the consultation is closed.
    3. The record says so. That is no edit of it: who approves this may approve the record.

    Raises NotFound, EditConflict, Forbidden for one's own work, Refused with the first lack.
    """
    dpia = take(command.dpia_id, command.version)
    activity = hold_record(dpia.activity_id)
    folder, today = open_folder(dpia), clock.day_of(doing.at)
    if doing.person_id in folder.editors:
        raise Forbidden(_("Du har selv rettet i konsekvensanalysen. En anden skal godkende den."))
    for lack in lacks_of(folder, person_id=doing.person_id, today=today):
        raise Refused(lack)
    if folder.text_hash != command.text_hash:
        raise EditConflict(_("Teksten er ændret, siden du åbnede siden. Læs den igen, før du godkender."))
    next_review_on = _next(command.next_review_on, today)
    _supersede(find_approved(dpia.activity_id), today, doing)
    consulted_on = close_silent(folder.consultation, today, doing)
    dpia.texts, dpia.text_hash, dpia.uses_ai = dict(folder.texts), folder.text_hash, folder.uses_ai
    dpia.residual = folder.residual or ""
    dpia.assessment_id = folder.drawn.assessment.id if folder.drawn.assessment else None
    dpia.state, dpia.approved_on, dpia.approved_by_id = "approved", today, doing.person_id
    dpia.next_review_on, dpia.followed_at = next_review_on, None
    dpia.version += 1
    db.session.flush()
    values = {
        "dpia_screening": "done",
        "dpia_approved_on": today,
        "dpia_high_residual": is_high(folder.residual),
        "dpia_ref": _("Konsekvensanalysen, udgave %(n)s, i dette program", n=dpia.number),
    } | ({"dpia_consulted_on": consulted_on} if consulted_on else {})
    take_down(activity.id, values, reason=_("Konsekvensanalysen er godkendt."), verb=IMPACT, doing=doing)
    dpia.activity_version = activity.version
    dpia.basis = basis_now(dpia).as_json()
    told = {
        "state": ["approval", "approved"],
        "colour": [None, dpia.residual],
        "next_review_on": [None, next_review_on],
    }
    record(doing, "dpia.approve", "dpia", dpia.id, told)
    db.session.flush()
    return dpia


def send_back(dpia_id: int, *, version: int, note: str, doing: Doing) -> Dpia:
    """Send it back to be mended, with what is to be mended. Raises NotFound, EditConflict, Refused."""
    dpia = take(dpia_id, version)
    if not note.strip():
        raise Refused(_("Skriv, hvad der skal rettes."), field="note")
    return back_to_draft(dpia, "send_back", note, doing)


def confirm_dpia(
    dpia_id: int, *, on: date, note: str, next_review_on: date | None = None, doing: Doing, version: int | None = None
) -> Dpia:
    """The assessment has been looked through that day and still holds: the next review is a year on, or on the day.

    What has changed since is seen with it, and the reason says why it makes no difference; a risk that has become high,
    or higher than the one Datatilsynet was consulted on, does, and asks for a new version. Raises NotFound,
    EditConflict, Refused.
    """
    dpia = take(dpia_id, version) if version is not None else take(dpia_id, _version_of(dpia_id))
    if dpia.state != "approved":
        raise Refused(_("Kun en godkendt konsekvensanalyse kan ses efter."))
    now, then = basis_now(dpia), Basis.of_json(dpia.basis)
    _refuse_unconsulted(dpia, _colour(now), _colour(then))
    proposal = find_proposal(dpia.id)
    is_changed = proposal is not None or bool(what_changed(then, now))
    if is_changed and len(" ".join(note.split())) < SHORTEST_REASON:
        raise Refused(_("Skriv med mindst 20 tegn, hvorfor konsekvensanalysen holder trods ændringerne."), field="note")
    next_review_on = _next(next_review_on, on)
    if proposal is not None:
        answer(proposal, "holds", on, note, doing)
    dpia.basis = now.as_json()
    told = {"next_review_on": [dpia.next_review_on, next_review_on], "reason": [None, note]}
    dpia.review_round += 1
    dpia.review_reason, dpia.reviewed_on, dpia.reviewed_by_id = note, on, doing.person_id
    dpia.next_review_on = next_review_on
    dpia.version += 1
    record(doing, "dpia.confirm", "dpia", dpia.id, told)
    db.session.flush()
    return dpia


def basis_now(dpia: Dpia) -> Basis:
    """What the record and its risk come to today."""
    content = to_content(get_activity(dpia.activity_id, scope=Scope.everything()))
    subs = list_sub_processors(content.processors)
    return basis_of(
        content,
        sub_processors=[pair for pairs in subs.values() for pair in pairs],
        residual=draw_risks(dpia.activity_id).residual or "",
    )


def answer(proposal: DpiaProposal, state: str, on: date, note: str, doing: Doing) -> None:
    """Say what came of a proposal. The caller tells of it."""
    proposal.state, proposal.answered_on, proposal.note = state, on, note
    proposal.answered_by_id = doing.person_id
    db.session.flush()


def _refuse_unconsulted(dpia: Dpia, now: Colour | None, then: Colour | None) -> None:
    if now is None or not is_high(now):
        return
    if not is_high(then):
        raise Refused(_("Risikoen er blevet høj. Lav en ny udgave, så Datatilsynet kan blive hørt."))
    row = find_consultation(dpia.id)
    if not covers(SEVERITY[row.severity] if row else None, now):
        raise Refused(
            _("Risikoen er højere, end da Datatilsynet blev hørt. Lav en ny udgave, så Datatilsynet kan blive hørt.")
        )


def _supersede(before: Dpia | None, today: date, doing: Doing) -> None:
    if before is None:
        return
    before.state = "superseded"
    before.version += 1
    db.session.flush()
    proposal = find_proposal(before.id)
    if proposal is not None:
        answer(proposal, "revised", today, "", doing)
    record(doing, "dpia.supersede", "dpia", before.id, {"state": ["approved", "superseded"]})


def _next(wanted: date | None, on: date) -> date:
    next_on = wanted or on + NEXT_REVIEW
    if next_on <= on:
        raise Refused(_("Næste gennemgang skal ligge efter i dag."), field="next_review_on")
    if next_on > on + AT_MOST:
        raise Refused(_("Næste gennemgang må højst ligge tre år frem. Vælg en tidligere dag."), field="next_review_on")
    return next_on


def _version_of(dpia_id: int) -> int:
    return db.session.scalar(select(Dpia.version).where(Dpia.id == dpia_id)) or 0


def _colour(basis: Basis) -> Colour | None:
    return cast(Colour, basis.residual) if basis.residual else None
