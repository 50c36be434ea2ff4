"""What the pages of hearings show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from aarshjul.hearing.access import may_manage, sees_what_is_said, sight_of
from aarshjul.hearing.forms import (
    AnswerForm,
    EndForm,
    MoveForm,
    TakeDownForm,
    WithdrawForm,
    name_of,
    rows_by_place,
    seen_by,
)
from aarshjul.hearing.model import Hearing, HearingComment, HearingParticipant
from aarshjul.hearing.rules import (
    ABOUT,
    ANSWER_WORDS,
    KIND,
    MODES,
    OUTCOME_LOOKS,
    OUTCOME_WORDS,
    VERDICT_LOOKS,
    VERDICTS,
    Tally,
    is_overdue,
    tally,
    why_not_answer,
    why_not_end,
)
from aarshjul.hearing.start_forms import AskForm
from aarshjul.hearing.store import (
    HearingRow,
    Tab,
    count_tabs,
    list_comments,
    list_hearings,
    list_participants,
    standing_of,
)
from aarshjul.hearing.subject import Part, place_words, places_of, read_parts, subject_url
from aarshjul.meeting.model import GoverningBody
from app.attachment.store import list_files
from app.auth.viewer import Viewer
from app.core import clock
from app.core.db import db
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.store import list_people

TABS: Mapping[str, Tab] = {"venter": "mine", "i-gang": "running", "slut": "ended"}
"""By what stands in the address."""
WORDS = {
    "about_words": ABOUT,
    "mode_words": MODES,
    "outcome_words": OUTCOME_WORDS,
    "outcome_looks": OUTCOME_LOOKS,
    "verdict_words": VERDICTS,
    "verdict_looks": VERDICT_LOOKS,
    "answer_words": ANSWER_WORDS,
}


@dataclass(frozen=True)
class Line:
    """A comment as it is read: its number in the hearing, who said it, and about what."""

    number: int
    row: HearingComment
    who: str
    place: str


def list_page(viewer: Viewer, args: Mapping[str, str]) -> dict[str, Any]:
    """Everything `index.html` shows, in a constant number of statements."""
    sight = sight_of(viewer)
    counts = count_tabs(sight)
    first = "venter" if counts["mine"] else "i-gang"
    slug = args.get("vis", first)
    slug = slug if slug in TABS else first
    tab = TABS[slug]
    number = number_within(args, counts[tab])
    here = url_for("hearing.index")
    rows = list_hearings(sight, tab, offset=(number - 1) * PAGE_SIZE)
    page = Page[HearingRow](rows=rows, number=number, total=counts[tab], path=here, args={"vis": slug})
    labels = {"venter": _("Venter på mig"), "i-gang": _("I gang"), "slut": _("Afsluttede")}
    return {
        "page": page,
        "tab": tab,
        "tabs": [
            (f"{labels[name]} ({counts[TABS[name]]})", url_for("hearing.index", vis=name), name == slug)
            for name in TABS
        ],
        "today": clock.today(),
        "may_start": viewer.may("write", KIND),
        "words": answered_words,
        **WORDS,
    }


def hearing_page(hearing: Hearing, viewer: Viewer, *, failed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Everything `show.html` shows, in a constant number of statements; `failed` is a form that came back, by name."""
    back = dict(failed or {})
    participants, comments = list_participants(hearing.id), list_comments(hearing.id)
    parts, standing = read_parts(hearing), standing_of(hearing)
    counted = tally([one.answer for one in participants], [one.verdict for one in comments])
    is_managed = may_manage(hearing, viewer) and not hearing.outcome
    mine = next((one for one in participants if one.person_id == viewer.person_id), None)
    lines = lines_of(comments, parts)
    if not sees_what_is_said(hearing, viewer):
        lines = [line for line in lines if mine and line.row.participant_id == mine.id]
    today = clock.today()
    return {
        "hearing": hearing,
        "today": today,
        "is_late": is_overdue(standing, today),
        "counted": counted,
        "participants": participants,
        "name_of": name_of,
        "lines": lines,
        "sees_all": sees_what_is_said(hearing, viewer),
        "parts": parts,
        "subject_url": subject_url(hearing, viewer),
        "files": list_files(KIND, hearing.id),
        "mine": mine,
        "is_managed": is_managed,
        "why_not_end": why_not_end(standing, counted, today=today),
        "forms": _forms(hearing, participants, parts, back) if is_managed else {},
        "failed": next(iter(back), ""),
        "words": answered_words,
        **WORDS,
    }


def answer_page(
    hearing: Hearing, participant: HearingParticipant, viewer: Viewer, *, form: AnswerForm | None = None
) -> dict[str, Any]:
    """Everything `answer.html` shows; `form` is one that came back."""
    parts = read_parts(hearing)
    places = [part.anchor for part in parts]
    why_not = why_not_answer(standing_of(hearing))
    if form is None:
        form = AnswerForm.of(places)
    return {
        "hearing": hearing,
        "participant": participant,
        "today": clock.today(),
        "parts": parts,
        "files": list_files(KIND, hearing.id),
        "subject_url": subject_url(hearing, viewer),
        "lines": lines_of(list_comments(hearing.id, of=participant.id), parts),
        "why_not": why_not,
        "form": None if why_not else form,
        "rows": rows_by_place(form, places),
        **WORDS,
    }


def lines_of(comments: Sequence[HearingComment], parts: Sequence[Part]) -> list[Line]:
    """The comments by number, with who said them."""
    return [
        Line(
            number,
            row,
            name_of(row.participant) if row.participant else _("Alle i fællesskab"),
            place_words(row.place, parts),
        )
        for number, row in enumerate(comments, start=1)
    ]


def offer_people(form: Any) -> Any:
    """The form with everybody who can be asked."""
    bodies = db.session.scalars(
        db.select(GoverningBody).where(~GoverningBody.is_retired).order_by(GoverningBody.name, GoverningBody.id)
    )
    form.offer(list_people(), bodies)
    return form


def answered_words(counted: Tally) -> str:
    """ "3 af 5 har svaret"."""
    return _("%(answered)s af %(asked)s har svaret", answered=counted.answered, asked=counted.asked)


def comment_words(counted: Tally) -> str:
    """ "4 bemærkninger, 2 uden svar"."""
    said = ngettext("%(num)s bemærkning", "%(num)s bemærkninger", counted.comments)
    return said + (_(", %(n)s uden svar", n=counted.open_comments) if counted.open_comments else "")


def _forms(
    hearing: Hearing, participants: Sequence[HearingParticipant], parts: Sequence[Part], back: Mapping[str, Any]
) -> dict[str, Any]:
    take_down = back.get("take_down") or TakeDownForm(formdata=None, prefix="take_down")
    take_down.offer(participants, places_of(parts))
    forms = {"take_down": take_down, "ask": offer_people(back.get("ask") or AskForm(formdata=None, prefix="ask"))}
    for name, kind in (("move", MoveForm), ("end", EndForm), ("withdraw", WithdrawForm)):
        forms[name] = back.get(name) or seen_by(kind(formdata=None, prefix=name), hearing)
    return forms
