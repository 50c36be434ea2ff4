"""Screening a record: the answers, the DPO's advice on leaving the assessment out, and leaving it out."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import update

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused
from app.core.filters import long_day
from register.activity.actions import lock_activity, take_down
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.dpia.danger_list import CURRENT, LISTS, questions
from register.dpia.model import DpiaScreening
from register.dpia.record import reason_words, screening_word
from register.dpia.screening import (
    SHORTEST_REASON,
    Verdict,
    decide,
    why_not_exempt,
    why_not_set_aside,
)
from register.dpia.store import find_approved, find_open, find_screening, is_approved_here
from register.dpia.words import ADVICE_VIEWS


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A record's answers. `read` is the number of the screening that was read; 0 when there was none."""

    activity_id: int
    read: int
    answers: Mapping[str, bool | None]


def verdict_of(screening: DpiaScreening) -> Verdict:
    """What a stored screening comes to, on the list it was made on."""
    return decide(screening.answers, LISTS[screening.list_code])


def screen(command: Screen, *, doing: Doing) -> DpiaScreening:
    """Answer the questions of the list in force, and let the record say what they come to.

    1. The record is held, so that of two who answer at once the second hears of the first (EditConflict).
    2. The answers are a screening of their own; the one before is kept. One that is the same again, of the same list,
       changes nothing, and what was said of it (advice, way) stands.
    3. The record says the verdict and its reasons. An open one says nothing: the record lacks its screening.

    Raises NotFound, and Refused for a record that is retired or that the municipality keeps for another controller.
    """
    activity = hold_record(command.activity_id)
    before = find_screening(activity.id)
    if (before.id if before else 0) != command.read:
        raise EditConflict(_("En anden har gemt en screening, siden du åbnede siden. Se den igennem, og prøv igen."))
    answers = {question.code: command.answers.get(question.code) for question in questions()}
    if before and before.list_code == CURRENT.code and before.answers == answers:
        return before
    verdict = decide(answers)
    with db.session.no_autoflush:
        db.session.execute(
            update(DpiaScreening)
            .where(DpiaScreening.activity_id == activity.id, DpiaScreening.is_current)
            .values(is_current=False)
        )
    screening = DpiaScreening(
        activity_id=activity.id,
        list_code=CURRENT.code,
        answers=answers,
        outcome=verdict.outcome,
        reasons=[reason.code for reason in verdict.reasons],
        is_current=True,
        at=doing.at,
        by_id=doing.person_id,
    )
    db.session.add(screening)
    db.session.flush()
    told = {"verdict": [before.outcome if before else None, verdict.outcome], "reasons": [None, screening.reasons]}
    record(doing, "dpia.screen", "activity", activity.id, told)
    _tell_record(screening, verdict, doing)
    return screening


def ask_advice(activity_id: int, *, reason: str, version: int, doing: Doing) -> DpiaScreening:
    """Ask the DPO whether the assessment may be left out, for this reason. Raises NotFound, EditConflict, Refused.

    The reason stays as the DPO has read it: it can be changed until they have answered.
    """
    screening = _take(activity_id, version)
    if screening.advised_at is not None:
        raise Refused(_("Rådgiveren har svaret. Svar på spørgsmålene igen, hvis begrundelsen skal være en anden."))
    problem = why_not_set_aside(verdict_of(screening), reason=reason, has_dpo_advice=True)
    if problem:
        raise Refused(_(problem), field="aside_reason")
    screening.aside_reason = reason
    screening.asked_at, screening.asked_by_id = doing.at, doing.person_id
    _saved(screening)
    record(doing, "dpia.ask_advice", "activity", activity_id, {"reason": [None, reason]})
    return screening


def advise(activity_id: int, *, advice: str, view: str, version: int, doing: Doing) -> DpiaScreening:
    """The DPO's advice, in their own words, given once (Art. 35(2), 39(1)(c)). The caller has asked whether it is them.

    It does not bind, but nothing is set aside without it. Raises NotFound, EditConflict, Refused.
    """
    screening = _take(activity_id, version)
    if not screening.awaits_advice:
        raise Refused(_("Ingen venter på dit råd om denne screening."))
    if view not in ADVICE_VIEWS:
        raise Refused(_("Vælg, om du kan tilslutte dig, at konsekvensanalysen fravælges."), field="advice_view")
    if len(" ".join(advice.split())) < SHORTEST_REASON:
        raise Refused(_("Skriv dit råd med mindst 20 tegn."), field="advice")
    screening.advice, screening.advice_view = advice, view
    screening.advised_at, screening.advised_by_id = doing.at, doing.person_id
    _saved(screening)
    record(doing, "dpia.advise", "activity", activity_id, {"advice_view": [None, view], "advice": [None, advice]})
    return screening


def set_aside(activity_id: int, *, version: int, doing: Doing) -> DpiaScreening:
    """Leave the assessment out, with the reason that the DPO has read and their advice.

    Never where Art. 35(3) or the list demands it. Raises NotFound, EditConflict, Refused.
    """
    screening = _take(activity_id, version)
    verdict = verdict_of(screening)
    problem = why_not_set_aside(verdict, reason=screening.aside_reason, has_dpo_advice=screening.advised_at is not None)
    if problem:
        raise Refused(_(problem))
    return _leave_out(screening, "set_aside", verdict, doing)


def exempt(activity_id: int, *, reference: str, version: int, doing: Doing) -> DpiaScreening:
    """Leave the assessment out because it was made with the law itself (Art. 35(10)).

    Raises NotFound, EditConflict, Refused.
    """
    screening = _take(activity_id, version)
    verdict = verdict_of(screening)
    problem = why_not_exempt(verdict, basis=legal_bases(screening.activity), reference=reference)
    if problem:
        raise Refused(_(problem), field="exempt_reference")
    screening.exempt_reference = reference
    return _leave_out(screening, "exempt", verdict, doing)


def take_in(activity_id: int, *, version: int, doing: Doing) -> DpiaScreening:
    """Take back that it was left out: it is to be made after all. Raises NotFound, EditConflict, Refused."""
    screening = _take(activity_id, version)
    if not screening.way:
        raise Refused(_("Konsekvensanalysen er ikke fravalgt."))
    before = screening.way
    screening.way, screening.way_at, screening.way_by_id = "", None, None
    _saved(screening)
    record(doing, "dpia.take_in", "activity", activity_id, {"way": [before, None]})
    _tell_record(screening, verdict_of(screening), doing)
    return screening


def legal_bases(activity: ProcessingActivity) -> frozenset[str]:
    """The letters of Art. 6(1) that the record's purposes rest on; a purpose without one counts as "?"."""
    purposes = to_content(activity).purposes
    return frozenset(letter for purpose in purposes for letter in (purpose.art6 or ("?",)))


def hold_record(activity_id: int) -> ProcessingActivity:
    """The record, held until the transaction ends. Raises NotFound, and Refused where Art. 35 asks nothing of us."""
    activity = lock_activity(activity_id)
    if activity.status == "retired":
        raise Refused(_("Behandlingen er udgået. Tag den i brug igen, før du retter i den."))
    if activity.record_type == "processor":
        raise Refused(_("Kommunen er databehandler her. Det er den dataansvarlige, der laver konsekvensanalysen."))
    return activity


def _take(activity_id: int, version: int) -> DpiaScreening:
    hold_record(activity_id)
    current = find_screening(activity_id)
    if current is None:
        raise Refused(_("Behandlingen er ikke screenet endnu. Svar på spørgsmålene først."))
    screening = lock_row(DpiaScreening, current.id)
    if screening.version != version:
        raise EditConflict(_("En anden har ændret screeningen, siden du åbnede siden. Se den igennem, og prøv igen."))
    return screening


def _leave_out(screening: DpiaScreening, way: str, verdict: Verdict, doing: Doing) -> DpiaScreening:
    if find_approved(screening.activity_id) is not None:
        raise Refused(
            _("Konsekvensanalysen er godkendt og kan ikke fravælges. Lav en ny udgave, hvis noget er ændret.")
        )
    if find_open(screening.activity_id) is not None:
        raise Refused(_("I er i gang med konsekvensanalysen. Gør den færdig, eller slet kladden, før den fravælges."))
    if screening.way:
        raise Refused(_("Konsekvensanalysen er allerede fravalgt, eller behandlingen er undtaget. Genindlæs siden."))
    screening.way, screening.way_at, screening.way_by_id = way, doing.at, doing.person_id
    _saved(screening)
    record(doing, f"dpia.{way}", "activity", screening.activity_id, {"way": [None, way]})
    _tell_record(screening, verdict, doing)
    return screening


def _saved(screening: DpiaScreening) -> None:
    screening.version += 1
    db.session.flush()


def _tell_record(screening: DpiaScreening, verdict: Verdict, doing: Doing) -> None:
    """Let the record say what the screening comes to. Who answers has edited it (R47).

    Why it was set aside and what the DPO advised stay here: more people read the record than the assessment.
    """
    is_done = is_approved_here(screening.activity_id) or screening.activity.dpia_approved_on is not None
    day = long_day(clock.day_of(screening.at))
    words = _("Screening %(day)s.", day=day) + "\n" + reason_words(verdict.reasons, verdict.outcome, _)
    if screening.way == "set_aside":
        left_out_on = long_day(clock.day_of(screening.way_at or screening.at))
        words += "\n" + _(
            "Fravalgt %(day)s; databeskyttelsesrådgiveren er hørt. "
            "Begrundelse og råd står på konsekvensanalysens side.",
            day=left_out_on,
        )
    elif screening.way == "exempt":
        words += "\n" + _("Undtaget efter art. 35, stk. 10: %(reference)s", reference=screening.exempt_reference)
    take_down(
        screening.activity_id,
        {"dpia_screening": screening_word(verdict.outcome, screening.way, is_done=is_done), "dpia_reason": words},
        reason=_("Screening for konsekvensanalyse."),
        doing=doing,
    )
