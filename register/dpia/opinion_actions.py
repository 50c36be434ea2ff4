"""The DPO's opinion on an impact assessment: theirs alone to write, nobody's to change (Art. 35(2), 38(3))."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.core.db import db
from app.core.errors import EditConflict, Refused
from register.activity.tidy import clean
from register.dpia.actions import take
from register.dpia.folder import open_folder, state_of
from register.dpia.life import why_not
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaOpinion
from register.dpia.screening import SHORTEST_REASON
from register.dpia.store import find_unsigned
from register.dpia.words import CONCLUSIONS


@dataclass(frozen=True, kw_only=True)
class WriteOpinion:
    """The opinion as the DPO wants it, on the text that `text_hash` tells. `conclusion` may wait until it is signed.

    `read` is the version of what was written so far; 0 when nothing was.
    """

    dpia_id: int
    version: int
    text_hash: str
    text: str
    conclusion: str
    read: int = 0


def keep_opinion(command: WriteOpinion, *, doing: Doing) -> DpiaOpinion:
    """Keep what the DPO has written so far. The caller has asked whether it is them.

    Raises NotFound, EditConflict, and Refused when nobody waits for an opinion.
    """
    dpia, row = _write(command, doing)
    record(doing, "dpia.keep_opinion", "dpia", dpia.id, {})
    return row


def sign_opinion(command: WriteOpinion, *, doing: Doing) -> DpiaOpinion:
    """Sign the opinion on the text as it stands, and send the assessment on to be approved.

    What it advises does not bind who approves, but it stands beside it. Raises NotFound, EditConflict when the text is
    not the one that was read, and Refused.
    """
    dpia, row = _write(command, doing)
    if row.conclusion not in CONCLUSIONS:
        raise Refused(_("Vælg, hvad du når frem til."), field="conclusion")
    if len(" ".join(row.text.split())) < SHORTEST_REASON:
        raise Refused(_("Skriv din udtalelse med mindst 20 tegn."), field="text")
    now = open_folder(dpia).text_hash
    if now != command.text_hash:
        raise EditConflict(
            _("Risikovurderingen er ændret, siden du åbnede siden. Læs teksten igen, før du skriver under.")
        )
    row.text_hash, row.signed_at = now, doing.at
    dpia.state = "approval"
    dpia.version += 1
    db.session.flush()
    told = {"state": ["opinion", "approval"], "conclusion": [None, row.conclusion], "text_hash": [None, now]}
    record(doing, "dpia.give_opinion", "dpia", dpia.id, told)
    return row


def _write(command: WriteOpinion, doing: Doing) -> tuple[Dpia, DpiaOpinion]:
    """What is being written goes on from one round to the next when the assessment was taken back meanwhile."""
    dpia = take(command.dpia_id, command.version)
    problem = why_not("give_opinion", state_of(dpia))
    if problem:
        raise Refused(_(problem))
    row = find_unsigned(dpia.id)
    if (row.version if row else 0) != command.read:
        raise EditConflict(
            _("En anden har skrevet på udtalelsen, siden du åbnede siden. Se den igennem, og prøv igen.")
        )
    if row is None:
        row = DpiaOpinion(dpia_id=dpia.id, at=doing.at)
        db.session.add(row)
    row.round, row.text = dpia.opinion_round, clean(command.text)
    row.conclusion = command.conclusion if command.conclusion in CONCLUSIONS else ""
    row.at, row.by_id = doing.at, doing.person_id
    row.version = (row.version or 0) + 1
    db.session.flush()
    return dpia, row
