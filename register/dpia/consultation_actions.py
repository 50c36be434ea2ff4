"""The prior consultation of Datatilsynet (Art. 36): sent, extended, standing still, answered, or carried over.

What is taken down here is what has happened outside the program; nothing is sent from it.
"""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused
from register.activity.actions import IMPACT, take_down
from register.dpia.consultation import (
    Consultation,
    Pause,
    is_over,
    why_not_answer,
    why_not_extend,
    why_not_pause,
    why_not_submit,
)
from register.dpia.folder import open_folder
from register.dpia.life import is_high
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaConsultation, DpiaPause
from register.dpia.screening import SHORTEST_REASON
from register.dpia.store import (
    facts_of,
    find_consultation,
    find_consulted_on,
    find_earlier_consultation,
    list_consultations,
)
from register.dpia.words import ANSWERS
from register.risk.scale import Colour, severity


@dataclass(frozen=True)
class Answer:
    """What Datatilsynet has answered, and when."""

    answered_on: date
    outcome: str
    text: str


def submit(dpia_id: int, *, submitted_on: date, case_ref: str, doing: Doing) -> DpiaConsultation:
    """Take down that Datatilsynet received a consultation on the risk as it stands that day.

    There may be one before it, which is over: after a stop, or where the risk has become worse. Raises NotFound, and
    Refused where the risk is not high, or the one before is still running.
    """
    dpia = lock_row(Dpia, dpia_id)
    _refuse_unless_open(dpia)
    today = clock.day_of(doing.at)
    residual = _high_residual(dpia)
    problem = why_not_submit(submitted_on, today)
    if problem:
        raise Refused(_(problem), field="submitted_on")
    before = find_consultation(dpia.id)
    if before is not None and close_silent(before, today, doing) is None:
        raise Refused(
            _("Datatilsynet har ikke svaret på den høring, der løber. Skriv svaret ind, eller træk høringen tilbage.")
        )
    row = DpiaConsultation(submitted_on=submitted_on, case_ref=case_ref, severity=severity(residual))
    return _add(dpia, row, doing)


def carry_over(dpia_id: int, *, reason: str, doing: Doing) -> DpiaConsultation:
    """Let the consultation about an earlier version cover this one, where no more risk is left than there was then.

    Raises NotFound, and Refused without such a consultation, or where one has been held about this version.
    """
    dpia = lock_row(Dpia, dpia_id)
    _refuse_unless_open(dpia)
    if find_consultation(dpia.id) is not None:
        raise Refused(_("Høringen om denne udgave er allerede skrevet ind."))
    found = find_earlier_consultation(dpia.activity_id, before=dpia.number)
    if found is None:
        raise Refused(_("Datatilsynet er ikke hørt om en tidligere udgave. Send en høring."))
    earlier, _version = found
    if severity(_high_residual(dpia)) > earlier.severity:
        raise Refused(_("Restrisikoen er højere, end da Datatilsynet blev hørt. Send en ny høring."))
    if len(" ".join(reason.split())) < SHORTEST_REASON:
        raise Refused(_("Skriv med mindst 20 tegn, hvorfor den tidligere høring stadig dækker."), field="reason")
    row = DpiaConsultation(carried_from_id=earlier.carried_from_id or earlier.id, carry_reason=reason)
    for name in (
        "severity",
        "submitted_on",
        "case_ref",
        "extended_on",
        "answered_on",
        "closed_on",
        "outcome",
        "answer",
    ):
        setattr(row, name, getattr(earlier, name))
    return _add(dpia, row, doing)


def extend(dpia_id: int, *, extended_on: date, version: int, doing: Doing) -> DpiaConsultation:
    """Take down that Datatilsynet told us that day of six more weeks. Raises NotFound, EditConflict, Refused."""
    row, facts, today = _take(dpia_id, version, doing)
    problem = why_not_extend(facts, extended_on, today)
    if problem:
        raise Refused(_(problem), field="extended_on")
    row.extended_on = extended_on
    return _saved(row, "extend", {"extended_on": [None, extended_on]}, doing)


def pause(dpia_id: int, *, from_on: date, version: int, doing: Doing) -> DpiaConsultation:
    """Take down that Datatilsynet asked for information that day. Raises NotFound, EditConflict, Refused."""
    row, facts, today = _take(dpia_id, version, doing)
    if _open_pause(row) is not None:
        raise Refused(_("Fristen står allerede stille."), field="from_on")
    problem = why_not_pause(facts, Pause(from_on), today)
    if problem:
        raise Refused(_(problem), field="from_on")
    row.pauses.append(DpiaPause(from_on=from_on))
    return _saved(row, "pause", {"from_on": [None, from_on]}, doing)


def resume(dpia_id: int, *, until_on: date, version: int, doing: Doing) -> DpiaConsultation:
    """Take down that Datatilsynet received the information that day. Raises NotFound, EditConflict, Refused."""
    row, facts, today = _take(dpia_id, version, doing)
    held = _open_pause(row)
    if held is None:
        raise Refused(_("Fristen står ikke stille."), field="until_on")
    problem = why_not_pause(facts, Pause(held.from_on, until_on), today)
    if problem:
        raise Refused(_(problem), field="until_on")
    held.until_on = until_on
    return _saved(row, "resume", {"until_on": [None, until_on]}, doing)


def take_answer(dpia_id: int, answer: Answer, *, version: int, doing: Doing) -> DpiaConsultation:
    """Take down what Datatilsynet answered: the consultation is closed, and the record says when it was held.

    An answer ends the waiting, so that a pause that is open ends with it. Raises NotFound, EditConflict, Refused.
    """
    row, facts, today = _take(dpia_id, version, doing)
    problem = why_not_answer(facts, answer.answered_on, today)
    if problem:
        raise Refused(_(problem), field="answered_on")
    if answer.outcome not in ANSWERS:
        raise Refused(_("Vælg, hvad Datatilsynet har svaret."), field="outcome")
    if answer.outcome != "no_remarks" and not answer.text.strip():
        raise Refused(_("Skriv, hvad Datatilsynet har svaret, og hvad I gør."), field="text")
    held = _open_pause(row)
    if held is not None:
        held.until_on = max(held.from_on, answer.answered_on)
    row.answered_on, row.outcome, row.answer = answer.answered_on, answer.outcome, answer.text
    return _close(row, today, doing)


def withdraw(dpia_id: int, *, reason: str, version: int, doing: Doing) -> DpiaConsultation:
    """Withdraw the newest consultation, closed or not: it was not sent, or was written down wrongly.

    It stays to be seen with the reason, and the one before it counts again. Raises NotFound, EditConflict, Refused.
    """
    row, _facts, today = _take(dpia_id, version, doing, may_be_closed=True)
    if len(" ".join(reason.split())) < SHORTEST_REASON:
        raise Refused(_("Skriv med mindst 20 tegn, hvorfor høringen trækkes tilbage."), field="reason")
    row.withdrawn_on, row.withdraw_reason = today, reason
    told: dict[str, list[object]] = {
        "withdrawn_on": [None, today],
        "submitted_on": [row.submitted_on, None],
        "reason": [None, reason],
    }
    _saved(row, "withdraw", told, doing)
    if row.closed_on is not None:
        _tell_record(row.dpia_id, _("Høringen af Datatilsynet er trukket tilbage."), doing)
    return row


def close_silent(row: DpiaConsultation | None, today: date, doing: Doing) -> date | None:
    """When Datatilsynet was consulted, by a consultation that is over; one that ran out in silence is closed now."""
    if row is None or row.closed_on is not None:
        return (row.answered_on or row.closed_on) if row else None
    facts = facts_of(row)
    if facts is None or not is_over(facts, today):
        return None
    row.outcome = "silence"
    _close(row, today, doing)
    return row.closed_on


def _take(
    dpia_id: int, version: int, doing: Doing, *, may_be_closed: bool = False
) -> tuple[DpiaConsultation, Consultation, date]:
    """The newest consultation with its assessment held. Nothing more is taken down in one that is closed."""
    dpia = lock_row(Dpia, dpia_id)
    _refuse_unless_open(dpia)
    row = find_consultation(dpia_id)
    facts = facts_of(row)
    if row is None or facts is None:
        raise Refused(_("Datatilsynet er ikke hørt endnu. Skriv først, hvornår de fik høringen."))
    if row.version != version:
        raise EditConflict(_("En anden har skrevet i høringen, siden du åbnede siden. Se den igennem, og prøv igen."))
    if row.closed_on is not None and not may_be_closed:
        raise Refused(_("Høringen er afsluttet."))
    return row, facts, clock.day_of(doing.at)


def _refuse_unless_open(dpia: Dpia) -> None:
    if not dpia.is_open:
        raise Refused(_("Konsekvensanalysen er godkendt. Lav en ny udgave, hvis Datatilsynet skal høres igen."))


def _high_residual(dpia: Dpia) -> Colour:
    residual = open_folder(dpia).residual
    if residual is None or not is_high(residual):
        raise Refused(_("Restrisikoen er ikke høj. Datatilsynet skal kun høres, når den er."))
    return residual


def _add(dpia: Dpia, row: DpiaConsultation, doing: Doing) -> DpiaConsultation:
    """The versions count on from one consultation to the next, so that a page about the one says nothing of another."""
    row.version = max((one.version for one in list_consultations(dpia.id)), default=0) + 1
    row.dpia_id, row.at, row.by_id = dpia.id, doing.at, doing.person_id
    db.session.add(row)
    db.session.flush()
    verb = "carry_over" if row.carried_from_id else "submit"
    record(doing, f"dpia.{verb}", "dpia", dpia.id, {"submitted_on": [None, row.submitted_on]})
    return row


def _open_pause(row: DpiaConsultation) -> DpiaPause | None:
    return next((one for one in row.pauses if one.until_on is None), None)


def _close(row: DpiaConsultation, today: date, doing: Doing) -> DpiaConsultation:
    row.closed_on = today
    _saved(row, "answer", {"outcome": [None, row.outcome], "answered_on": [None, row.answered_on]}, doing)
    _tell_record(row.dpia_id, _("Datatilsynet er hørt."), doing)
    return row


def _tell_record(dpia_id: int, reason: str, doing: Doing) -> None:
    """Let the record say when Datatilsynet was consulted last."""
    dpia = db.session.get_one(Dpia, dpia_id)
    values = {"dpia_consulted_on": find_consulted_on(dpia.activity_id)}
    take_down(dpia.activity_id, values, reason=reason, verb=IMPACT, doing=doing)


def _saved(row: DpiaConsultation, verb: str, told: dict[str, list[object]], doing: Doing) -> DpiaConsultation:
    row.version += 1
    row.at, row.by_id = doing.at, doing.person_id
    db.session.flush()
    record(doing, f"dpia.{verb}", "dpia", row.dpia_id, told)
    return row
