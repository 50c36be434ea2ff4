"""What the pages of screenings and impact assessments show."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.auth.viewer import Viewer
from app.core.scope import Scope
from register.activity.convert import to_content
from register.activity.model import ProcessingActivity
from register.activity.store import get_activity, load_names
from register.dpia.approving import lacks_of
from register.dpia.change_words import told_changes
from register.dpia.consultation import CLOCK_STATES, deadline
from register.dpia.danger_list import LISTS
from register.dpia.differing import differences
from register.dpia.folder import Folder, open_folder
from register.dpia.life import STATES, is_high
from register.dpia.list_store import STANDINGS
from register.dpia.model import Dpia, DpiaScreening
from register.dpia.record import answered
from register.dpia.record_facts import facts_beside
from register.dpia.screening import OUTCOMES, Verdict
from register.dpia.screening_actions import legal_bases, verdict_of
from register.dpia.sections import SECTIONS, missing_sections
from register.dpia.store import (
    facts_of,
    find_earlier_consultation,
    find_proposal,
    find_screening,
    find_unsigned,
    list_dpias,
    list_edits,
    list_screenings,
)
from register.dpia.words import (
    CONCLUSION_COLOURS,
    CONCLUSIONS,
    SHORT_CONCLUSIONS,
    SHORT_OUTCOMES,
    SHORT_VIEWS,
    STATE_COLOURS,
    WAYS,
)
from register.dpia.words import OUTCOMES as CONSULTATION_OUTCOMES
from register.risk.scale import COLOUR_WORDS

STANDING_COLOURS: Mapping[str, str] = {
    "unscreened": "grey", "needed": "red", "opinion": "blue", "approval": "yellow", "review": "yellow",
    "approved": "green", "not_needed": "green",
}  # fmt: skip
OUTCOME_COLOURS: Mapping[str, str] = {"yes": "red", "no": "green", "open": "yellow"}
WORDS: dict[str, Any] = {
    "states": STATES,
    "state_colours": STATE_COLOURS,
    "standings": STANDINGS,
    "standing_colours": STANDING_COLOURS,
    "outcomes": OUTCOMES,
    "short_outcomes": SHORT_OUTCOMES,
    "outcome_colours": OUTCOME_COLOURS,
    "ways": WAYS,
    "short_views": SHORT_VIEWS,
    "conclusions": CONCLUSIONS,
    "short_conclusions": SHORT_CONCLUSIONS,
    "conclusion_colours": CONCLUSION_COLOURS,
    "consultation_outcomes": CONSULTATION_OUTCOMES,
    "risk_words": COLOUR_WORDS,
    "is_high": is_high,
}
"""The words and colours of the codes, for every page here."""


def path_of(activity: ProcessingActivity) -> str:
    """Where the record lies in the tree; "" for one without a unit."""
    return activity.unit.path if activity.unit else ""


def may_of(activity: ProcessingActivity, viewer: Viewer) -> dict[str, bool]:
    """What this person may do with the assessments of a record. Nothing is done to one that is retired."""
    path, is_used = path_of(activity), activity.status != "retired"
    return {
        "may_write": is_used and activity.record_type == "controller" and viewer.may("write", "dpia", path),
        "may_approve": is_used and viewer.may("approve", "dpia", path),
        "may_advise": is_used and viewer.may("comment", "dpia", path),
    }


def screening_facts(screening: DpiaScreening | None) -> dict[str, Any]:
    """A screening with its verdict, for the page."""
    verdict: Verdict | None = verdict_of(screening) if screening else None
    return {"screening": screening, "verdict": verdict}


def record_page(activity: ProcessingActivity, viewer: Viewer) -> dict[str, Any]:
    """Everything `show.html` shows: the screening, the versions, and what has changed since."""
    screening, versions = find_screening(activity.id), list_dpias(activity.id)
    held = next((dpia for dpia in versions if dpia.state == "approved"), None)
    page = {
        "activity": activity,
        "versions": versions,
        "open_dpia": next((dpia for dpia in versions if dpia.is_open), None),
        "held": held,
        "screenings": list_screenings(activity.id),
        "questions": _answered(screening),
        **screening_facts(screening),
        **changes_page(held, activity),
        **may_of(activity, viewer),
    }
    page["may_leave_out"] = bool(
        page["may_write"]
        and screening
        and screening.outcome == "yes"
        and not screening.way
        and held is None
        and page["open_dpia"] is None
    )
    return WORDS | page


def changes_page(held: Dpia | None, activity: ProcessingActivity) -> dict[str, Any]:
    """What has changed since the approved version, in words; nothing where nothing has."""
    proposal = find_proposal(held.id) if held else None
    told = list(told_changes(proposal.changes, load_names([to_content(activity)]))) if proposal else []
    return {"proposal": proposal, "changes": told}


def _answered(screening: DpiaScreening | None) -> Sequence[Any]:
    return list(answered(screening.answers, LISTS[screening.list_code])) if screening else ()


def set_aside_page(activity: ProcessingActivity, screening: DpiaScreening | None, viewer: Viewer) -> dict[str, Any]:
    """Everything the pages about leaving the assessment out show."""
    return (
        WORDS
        | {"activity": activity, "bases": sorted(legal_bases(activity))}
        | screening_facts(screening)
        | may_of(activity, viewer)
    )


def dpia_page(dpia: Dpia, viewer: Viewer, today: date) -> dict[str, Any]:
    """Everything `analysis.html` shows, and what the other pages about one version share."""
    activity = get_activity(dpia.activity_id, scope=Scope.everything())
    folder = open_folder(dpia)
    missing = {one.code for one in missing_sections(folder.texts, uses_ai=folder.uses_ai)} if dpia.is_open else set()
    may = may_of(activity, viewer)
    return (
        WORDS
        | {
            "activity": activity,
            "dpia": dpia,
            "folder": folder,
            "missing": missing,
            "edits": list_edits(dpia.id),
            "facts": facts_beside(dpia, activity),
            "is_current": dpia.state == "approved",
            "screening_verdict": screening_facts(find_screening(activity.id)),
            "may_edit": may["may_write"] and dpia.state == "draft",
            "is_own_work": viewer.person_id in folder.editors,
            **consultation_page(folder, today),
            **(changes_page(dpia, activity) if dpia.state == "approved" else {"proposal": None, "changes": []}),
        }
        | may
    )


def approval_page(dpia: Dpia, viewer: Viewer, today: date) -> dict[str, Any]:
    """Everything `approval.html` shows: all that stands in the way, and what is to be approved."""
    page = dpia_page(dpia, viewer, today)
    lacks = lacks_of(page["folder"], person_id=viewer.person_id, today=today) if dpia.state == "approval" else ()
    writers = sorted({edit.by.name for edit in page["edits"].values() if edit.by})
    return page | {"lacks": lacks, "writers": writers}


def opinion_page(dpia: Dpia, viewer: Viewer, today: date) -> dict[str, Any]:
    """Everything `opinion.html` shows. What the DPO has not signed is theirs alone."""
    page = dpia_page(dpia, viewer, today)
    return page | {"unsigned": find_unsigned(dpia.id) if page["may_advise"] else None}


def consultation_page(folder: Folder, today: date) -> dict[str, Any]:
    """The consultation with its clock as it stands today."""
    facts = facts_of(folder.consultation)
    clock_now = deadline(facts, today) if facts else None
    return {
        "consultation": folder.consultation,
        "clock": clock_now,
        "clock_states": CLOCK_STATES,
        "open_pause": next((one for one in folder.consultation.pauses if one.until_on is None), None)
        if folder.consultation
        else None,
        "needs_consultation": is_high(folder.residual),
    }


def earlier_consultation(dpia: Dpia) -> Any:
    """The consultation about an earlier version that may cover this one, and that version."""
    return find_earlier_consultation(dpia.activity_id, before=dpia.number) if dpia.is_open else None


def compare_page(activity: ProcessingActivity, older: Dpia, newer: Dpia, versions: Sequence[Dpia]) -> dict[str, Any]:
    """Everything `compare.html` shows: section by section what differs."""
    before, after = open_folder(older), open_folder(newer)
    sections = []
    for section in SECTIONS:
        texts = before.texts.get(section.code, ""), after.texts.get(section.code, "")
        if texts[0] != texts[1]:
            sections.append((section, differences(*texts)))
    return WORDS | {
        "activity": activity,
        "older": older,
        "newer": newer,
        "sections": sections,
        "versions": versions,
        "before": before,
        "after": after,
    }
