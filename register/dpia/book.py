"""An impact assessment as a document: what the PDF and the file for Word are made from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import gettext as _

from app.core.filters import long_day
from app.core.scope import Scope
from app.core.text import sort_key
from app.organisation.store import get_municipality
from register.activity.model import ProcessingActivity
from register.activity.store import get_activity
from register.dpia.consultation import CLOCK_STATES, deadline
from register.dpia.folder import Folder, open_folder
from register.dpia.life import STATES, State
from register.dpia.model import Dpia, DpiaScreening
from register.dpia.record import reason_words
from register.dpia.record_facts import facts_beside
from register.dpia.screening_actions import verdict_of
from register.dpia.store import facts_of, find_screening, list_edits
from register.dpia.words import CONCLUSIONS, OUTCOMES, WAYS
from register.risk.scale import COLOUR_WORDS, Scale
from register.risk.scale_store import scale_of

Row = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """A section: its title, the article it answers, its text, and whether its risks are drawn."""

    title: str
    article: str
    text: str
    is_drawn: bool


@dataclass(frozen=True)
class DpiaBook:
    """The document. `colour` is that of what is left, "" where it is not known; `scale` the one it was graded on.

    `warning` stands on top of what is not approved.
    """

    title: str
    lead: str
    owner: str
    made_on: str
    file_name: str
    warning: str
    colour: str
    colour_word: str
    facts: Sequence[Row]
    screening: str
    parts: Sequence[Part]
    scale: Scale | None
    opinion: Sequence[Row]
    consultation: Sequence[Row]
    approval: Sequence[Row]
    record: Sequence[Row]


def open_book(dpia: Dpia, today: date) -> DpiaBook:
    """The document of one version as it stands. The caller has shown that it may be seen."""
    activity = get_activity(dpia.activity_id, scope=Scope.everything())
    folder = open_folder(dpia)
    risk = dpia.assessment if not dpia.is_open else folder.drawn.assessment
    number = re.sub(r"[^\w.-]+", "-", activity.number)
    return DpiaBook(
        title=_("Konsekvensanalyse: %(title)s", title=activity.title),
        lead=_("Udgave %(n)s. %(state)s. GDPR art. 35.", n=dpia.number, state=_(STATES[_state(dpia)])),
        owner=get_municipality().name,
        made_on=_("Udskrevet %(day)s", day=long_day(today)),
        file_name=f"konsekvensanalyse-{number}-udgave-{dpia.number}",
        warning="" if dpia.approved_on else _("Ikke godkendt. Teksten kan stadig blive ændret."),
        colour=folder.residual or "",
        colour_word=_(COLOUR_WORDS[folder.residual]) if folder.residual else _("Ikke vurderet"),
        facts=list(_facts(dpia, activity)),
        screening=_screening(find_screening(activity.id)),
        parts=[
            Part(_(one.title), _(one.article), folder.texts[one.code] or _("Intet skrevet."), one.is_drawn)
            for one in folder.sections
            if one.is_required or folder.texts[one.code]
        ],
        scale=scale_of(risk.scale) if risk else None,
        opinion=list(_opinion(folder)),
        consultation=list(_consultation(folder, today)),
        approval=list(_approval(dpia)),
        record=[(fact.label, fact.text) for fact in facts_beside(dpia, activity).all()],
    )


def _state(dpia: Dpia) -> State:
    return next(code for code in STATES if code == dpia.state)


def _facts(dpia: Dpia, activity: ProcessingActivity) -> Iterator[Row]:
    yield _("Behandling"), f"{activity.number} {activity.title}"
    if activity.unit:
        yield _("Enhed"), activity.unit.name
    if activity.owner:
        yield _("Ansvarlig leder"), activity.owner.name
    writers = sorted({edit.by.name for edit in list_edits(dpia.id).values() if edit.by}, key=sort_key)
    if writers:
        yield _("Skrevet af"), ", ".join(writers)


def _screening(screening: DpiaScreening | None) -> str:
    if screening is None:
        return ""
    verdict = verdict_of(screening)
    words = reason_words(verdict.reasons, verdict.outcome, _)
    return f"{words}\n{_(WAYS[screening.way])}" if screening.way else words


def _opinion(folder: Folder) -> Iterator[Row]:
    opinion = folder.newest
    if opinion is None:
        return
    yield _("Konklusion"), _(CONCLUSIONS[opinion.conclusion])
    yield _("Udtalelse"), opinion.text
    who = opinion.by.name if opinion.by else _("programmet")
    yield _("Underskrevet"), f"{_moment(opinion.signed_at)}, {who}"
    if not folder.holds_opinion:
        yield _("Bemærk"), _("Udtalelsen er afgivet på en tidligere tekst.")


def _consultation(folder: Folder, today: date) -> Iterator[Row]:
    row, facts = folder.consultation, facts_of(folder.consultation)
    if row is None or facts is None:
        return
    yield _("Modtaget af Datatilsynet"), long_day(row.submitted_on) + (f" ({row.case_ref})" if row.case_ref else "")
    if row.carry_reason:
        yield _("Fra en tidligere udgave"), row.carry_reason
    if row.extended_on:
        yield _("Forlænget med seks uger"), long_day(row.extended_on)
    for pause in row.pauses:
        until = long_day(pause.until_on) if pause.until_on else _("endnu ikke slut")
        yield _("Fristen stod stille"), f"{long_day(pause.from_on)} – {until}"
    if row.outcome:
        yield _("Udfald"), _(OUTCOMES[row.outcome])
    else:
        clock = deadline(facts, today)
        yield _("Frist"), _(CLOCK_STATES[clock.state]) + (f" {long_day(clock.ends_on)}." if clock.ends_on else "")
    if row.answered_on:
        yield _("Besvaret"), long_day(row.answered_on)
    if row.answer:
        yield _("Svar"), row.answer


def _approval(dpia: Dpia) -> Iterator[Row]:
    if dpia.approved_on is None:
        return
    who = dpia.approved_by.name if dpia.approved_by else _("programmet")
    yield _("Godkendt"), f"{long_day(dpia.approved_on)}, {who}"
    if dpia.reviewed_on:
        by = dpia.reviewed_by.name if dpia.reviewed_by else _("programmet")
        yield _("Senest set efter"), f"{long_day(dpia.reviewed_on)}, {by}. {dpia.review_reason}".strip()
    if dpia.state == "approved":
        yield _("Næste gennemgang"), long_day(dpia.next_review_on)
    yield _("Tekstens fingeraftryk (SHA-256)"), dpia.text_hash


def _moment(moment: object) -> str:
    words: str = current_app.jinja_env.filters["moment"](moment)
    return words
