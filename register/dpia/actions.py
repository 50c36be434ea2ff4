"""Writing an impact assessment: begun, written section by section, sent to the DPO, taken back."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db, lock_row
from app.core.errors import EditConflict, NotFound, Refused
from register.activity.tidy import clean
from register.dpia.folder import RISKS, open_folder, state_of
from register.dpia.life import why_not, why_not_send_to_dpo
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaEdit
from register.dpia.screening_actions import hold_record
from register.dpia.sections import Section, sections_of
from register.dpia.store import find_approved, find_open, find_screening, list_consultations


@dataclass(frozen=True, kw_only=True)
class WriteSection:
    """A section as somebody wants it. `read` is the text they read."""

    dpia_id: int
    section: str
    text: str
    read: str


def begin_dpia(activity_id: int, *, doing: Doing) -> Dpia:
    """Begin an assessment of a record, or a new version from the one that holds; go on with the one there is.

    Raises NotFound, and Refused where the record has not been screened, is retired, or is kept for another controller.
    """
    activity = hold_record(activity_id)
    found = find_open(activity_id)
    if found is not None:
        return found
    screening = find_screening(activity_id)
    if screening is None or screening.outcome == "open":
        raise Refused(_("Screen behandlingen først, så konsekvensanalysen siger, hvorfor den bliver lavet."))
    before = find_approved(activity_id)
    highest = db.session.scalar(select(func.max(Dpia.number)).where(Dpia.activity_id == activity_id)) or 0
    dpia = Dpia(
        activity_id=activity_id,
        number=highest + 1,
        state="draft",
        texts={code: text for code, text in before.texts.items() if code != RISKS} if before else {},
        uses_ai=activity.ai_used == "yes",
        at=doing.at,
        by_id=doing.person_id,
    )
    db.session.add(dpia)
    db.session.flush()
    record(doing, "dpia.begin", "dpia", dpia.id, {"number": [before.number if before else None, dpia.number]})
    return dpia


def get_section(dpia: Dpia, code: str) -> Section:
    """The section by its code, where it is one that people write. Raises NotFound."""
    for section in sections_of(uses_ai=dpia.activity.ai_used == "yes"):
        if section.code == code and not section.is_drawn:
            return section
    raise NotFound


def write_section(command: WriteSection, *, doing: Doing) -> Dpia:
    """Write one section of a draft. Two may write in different sections at once.

    Raises NotFound, Refused for what is no draft any more, and EditConflict when somebody has changed the same section.
    """
    dpia = lock_row(Dpia, command.dpia_id)
    section = get_section(dpia, command.section)
    _refuse_if_not_draft(dpia)
    now = dpia.texts.get(section.code, "")
    text = clean(command.text)
    if clean(command.read) != now:
        raise EditConflict(_("En anden har rettet afsnittet, mens du skrev."))
    if text == now:
        return dpia
    dpia.texts = {**dpia.texts, section.code: text}
    _saved(dpia, doing)
    _remember(dpia, section.code, doing)
    record(doing, "dpia.write", "dpia", dpia.id, {"section": [None, section.code]})
    return dpia


def send_to_dpo(dpia_id: int, *, version: int, doing: Doing) -> Dpia:
    """Ask the DPO for their opinion on the whole of it (Art. 35(2)). Raises NotFound, EditConflict, Refused."""
    dpia = take(dpia_id, version)
    folder = open_folder(dpia)
    problem = why_not_send_to_dpo(folder.dossier)
    if problem:
        raise Refused(_(problem))
    dpia.state, dpia.sent_on, dpia.uses_ai = "opinion", clock.day_of(doing.at), folder.uses_ai
    dpia.opinion_round += 1
    _saved(dpia, doing)
    record(doing, "dpia.send_to_dpo", "dpia", dpia.id, {"state": ["draft", "opinion"]})
    return dpia


def take_back(dpia_id: int, *, version: int, doing: Doing) -> Dpia:
    """Make it a draft again, to write more in it; the DPO is asked anew. Raises NotFound, EditConflict, Refused."""
    return back_to_draft(take(dpia_id, version), "take_back", "", doing)


def back_to_draft(dpia: Dpia, verb: str, note: str, doing: Doing) -> Dpia:
    """Make what the caller holds a draft again, taken back or sent back with a note. Raises Refused."""
    problem = why_not("take_back" if verb == "take_back" else "send_back", state_of(dpia))
    if problem:
        raise Refused(_(problem))
    before = dpia.state
    dpia.state = "draft"
    _saved(dpia, doing)
    told = {"state": [before, "draft"]} | ({"note": [None, note]} if note else {})
    record(doing, f"dpia.{verb}", "dpia", dpia.id, told)
    return dpia


def discard_draft(dpia_id: int, *, version: int, doing: Doing) -> int:
    """Throw away a draft that nobody has been asked about; gives the record's number.

    Raises NotFound, EditConflict, and Refused once the DPO or Datatilsynet has been asked.
    """
    dpia = take(dpia_id, version)
    _refuse_if_not_draft(dpia)
    if dpia.opinion_round or list_consultations(dpia.id):
        raise Refused(_("Kladden kan ikke slettes, for den har været hos rådgiveren eller Datatilsynet."))
    record(doing, "dpia.discard", "dpia", dpia.id, {"number": [dpia.number, None]})
    activity_id = dpia.activity_id
    db.session.delete(dpia)
    db.session.flush()
    return activity_id


def take(dpia_id: int, version: int) -> Dpia:
    """The assessment, held until the transaction ends. Raises NotFound, and EditConflict when it has been saved since.

    The version counts the saves of the whole of it.
    """
    dpia = lock_row(Dpia, dpia_id)
    if dpia.version != version:
        raise EditConflict(
            _("En anden har gemt i konsekvensanalysen, siden du åbnede siden. Se den igennem, og prøv igen.")
        )
    return dpia


def _refuse_if_not_draft(dpia: Dpia) -> None:
    problem = why_not("send_to_dpo", state_of(dpia))
    if problem:
        raise Refused(_(problem))


def _saved(dpia: Dpia, doing: Doing) -> None:
    dpia.version += 1
    dpia.at, dpia.by_id = doing.at, doing.person_id
    db.session.flush()


def _remember(dpia: Dpia, section: str, doing: Doing) -> None:
    """Who has written in a section may not approve the whole."""
    query = select(DpiaEdit).where(DpiaEdit.dpia_id == dpia.id, DpiaEdit.section == section)
    edit = db.session.scalar(query.where(DpiaEdit.by_id == doing.person_id))
    if edit is None:
        db.session.add(DpiaEdit(dpia_id=dpia.id, section=section, at=doing.at, by_id=doing.person_id))
    else:
        edit.at = doing.at
    db.session.flush()
