"""What the page behind the link in a mail shows: the task in short, the answers, or what was answered."""

from dataclasses import dataclass
from typing import Any, cast

from flask_babel import gettext as _

from aarshjul.answer.forms import AnyForm, form_of
from aarshjul.answer.model import TaskAnswer
from aarshjul.answer.offering import answers_of
from aarshjul.answer.rules import SLUGS, WORDS, Answer, most_likely
from aarshjul.answer.store import find_coordinator
from aarshjul.attestation.pending import pending_url
from aarshjul.task.model import OPEN_STATES, TO_DO_STATES, Task
from aarshjul.task.rules import STATE_WORDS
from aarshjul.task.taking import needs_approval, needs_evidence, why_not
from aarshjul.task.words import words_of
from app.attachment.store import list_files
from app.core import clock
from app.core.filters import long_day
from app.core.slots import Subject, current_slots
from app.organisation.model import Person


@dataclass(frozen=True)
class Told:
    """What has become of an answer, or of the task, in a box on top of the page."""

    kind: str
    title: str
    text: str


def answer_page(
    task: Task,
    person: Person,
    given: TaskAnswer | None,
    *,
    wanted: Answer | None = None,
    refused: tuple[Answer, AnyForm] | None = None,
) -> dict[str, Any]:
    """Everything the page shows.

    `wanted` is the answer that the address names, which is opened where the task takes it; `refused` is the form that
    was sent and could not be accepted.
    """
    answers = answers_of(task) if given is None else ()
    forms = {answer: form_of(answer, task) for answer in answers}
    if refused is not None and refused[0] in forms:
        forms[refused[0]] = refused[1]
    today = clock.today()
    return {
        "task": task,
        "person": person,
        "given": given,
        "given_word": _(WORDS[cast(Answer, given.answer)]) if given else "",
        "told": _told_of(given, task) if given else _told(task, person),
        "words": words_of(task),
        "record": _record_of(task),
        "forms": forms,
        "first": wanted if wanted in answers else most_likely(task.kind, answers),
        "refused": refused[1] if refused else None,
        "is_open": task.state in OPEN_STATES,
        "coordinator": find_coordinator(task, besides=person.id, today=today) if answers else None,
        "why_not": why_not("complete", task) if answers else None,
        "pending_url": pending_url(task) if answers else "",
        "needs_approval": needs_approval(task),
        "needs_evidence": needs_evidence(task),
        "files": list_files("task", task.id) if needs_evidence(task) and answers else [],
        "own_note": task.note if task.state == "done" and task.done_by_id == person.id else "",
        "answer_words": WORDS,
        "slugs": SLUGS,
        "today": today,
    }


def _told_of(given: TaskAnswer, task: Task) -> Told:
    """What has come of the answer that the link has given, as long as nothing else has come of it since."""
    is_theirs = task.done_by_id == given.person_id if task.state == "done" else task.asked_by_id == given.person_id
    match (given.answer, task.state):
        case ("done" | "no_changes", "done") if is_theirs:
            return Told(
                "success", _("Tak. Opgaven er markeret som udført."), _("Du får ikke flere mails om den.") + _close()
            )
        case ("done" | "no_changes" | "postpone", "for_approval") if is_theirs:
            return _asked(task)
        case ("postpone", "postponed"):
            return Told(
                "success",
                _("Tak. Fristen er nu %(day)s.", day=long_day(task.due_on)),
                _("Du får en mail igen, når den nærmer sig.") + _close(),
            )
        case ("needs_change", "started") if task.person_id in (None, given.person_id):
            return Told(
                "success",
                _("Tak. Det, du skrev, står på opgaven."),
                _("Den er i gang og stadig din. Log ind, og markér den som udført, når det er ændret."),
            )
        case ("needs_change" | "not_mine", _state) if task.state in TO_DO_STATES and task.person is not None:
            kept = _("Det, du skrev, står på opgaven.") + " " if given.answer == "needs_change" else ""
            return Told(
                "success",
                _("Tak. Opgaven er sendt videre til %(name)s.", name=task.person.name),
                kept + _("Du skal ikke gøre mere.") + _close(),
            )
    return Told("info", _("Du har svaret på opgaven."), _("Der er sket mere med den siden. Log ind, og se den."))


def _asked(task: Task) -> Told:
    if task.asks == "postpone" and task.asked_on is not None:
        return Told(
            "success",
            _("Tak. En leder skal godkende den nye frist, %(day)s.", day=long_day(task.asked_on)),
            _("Du får ingen mails om opgaven imens.") + _close(),
        )
    return Told(
        "success",
        _("Tak. Opgaven er sendt til godkendelse."),
        _("En leder ser på den. Du får kun en mail igen, hvis den bliver sendt tilbage.") + _close(),
    )


def _told(task: Task, person: Person) -> Told | None:
    """Why there is nothing to answer, though this link has not; None where there is."""
    nothing = _("Du skal ikke gøre mere.")
    if task.state == "for_approval":
        return (
            _asked(task)
            if task.asked_by_id == person.id
            else Told("info", _("Opgaven venter på godkendelse."), nothing)
        )
    if task.state == "done":
        by = task.done_by.name if task.done_by else _("Fortegnelsen")
        text = _("%(name)s markerede den som udført %(day)s.", name=by, day=long_day(task.done_on))
        return Told("info", _("Opgaven er allerede udført."), f"{text} {nothing}")
    if task.state not in OPEN_STATES:
        word = _(STATE_WORDS[task.state]).lower()
        return Told("info", _("Opgaven skal ikke udføres: %(state)s.", state=word), nothing)
    if task.is_forecast:
        return Told(
            "info",
            _("Opgaven venter på, at den før den bliver udført."),
            _("Fristen er kun et skøn. Du får en mail, når det er din tur."),
        )
    return None


def _close() -> str:
    return " " + _("Du kan lukke siden.")


def _record_of(task: Task) -> Subject | None:
    """The record the task is about, to look at before answering; its page asks for sign-in."""
    if not task.subject_kind or task.subject_id is None:
        return None
    pair = (task.subject_kind, task.subject_id)
    return current_slots().subjects_of([pair]).get(pair)
