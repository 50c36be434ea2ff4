"""Who sees a hearing, who manages it, and who answers in it."""

from flask import g, url_for
from flask_babel import gettext as _

from aarshjul.hearing.model import Hearing, HearingParticipant
from aarshjul.hearing.rules import KIND, sees_all
from aarshjul.hearing.store import Sight, find_participant, get_hearing, standing_of
from app.auth.viewer import Viewer
from app.core.errors import Forbidden, NotFound, Refused
from app.core.slots import Host


def sight_of(viewer: Viewer) -> Sight:
    """What a viewer sees of hearings; worked out once a request."""
    if "hearing_sight" not in g:
        g.hearing_sight = Sight(viewer.scope(KIND, "read"), viewer.person_id)
    sight: Sight = g.hearing_sight
    return sight


def may_manage(hearing: Hearing, viewer: Viewer) -> bool:
    """Who may answer comments, move the deadline and end it."""
    return viewer.may("write", KIND, hearing.unit.path)


def get_managed(hearing_id: int, viewer: Viewer) -> Hearing:
    """A hearing that the viewer may manage. Raises NotFound, or Forbidden for who only sees it."""
    hearing = get_hearing(hearing_id, sight_of(viewer))
    if not may_manage(hearing, viewer):
        raise Forbidden(_("Du kan se høringen, men ikke ændre den. Spørg den, der står for den."))
    return hearing


def get_asked(hearing_id: int, viewer: Viewer) -> tuple[Hearing, HearingParticipant]:
    """A hearing and the viewer's own part in it.

    Raises NotFound for who does not see it, Forbidden for who does and is not asked.
    """
    hearing = get_hearing(hearing_id, sight_of(viewer))
    participant = own_part(hearing, viewer)
    if participant is None:
        raise Forbidden(_("Du er ikke spurgt i høringen. Bed den, der står for den, om at tilføje dig."))
    return hearing, participant


def own_part(hearing: Hearing, viewer: Viewer) -> HearingParticipant | None:
    """The viewer's part in a hearing, where they are asked; whatever their role, they may then answer."""
    return find_participant(hearing.id, viewer.person_id)


def sees_what_is_said(hearing: Hearing, viewer: Viewer) -> bool:
    """Whether the viewer sees everybody's comments, and not only their own."""
    is_holder = viewer.may("read", KIND, hearing.unit.path)
    return sees_all(standing_of(hearing), is_holder=is_holder)


def _guard(viewer: Viewer, hearing_id: int, asked: str) -> None:
    hearing = get_hearing(hearing_id, sight_of(viewer))
    if asked == "read":
        return
    if asked == "comment":
        raise NotFound
    if not may_manage(hearing, viewer):
        raise Forbidden(_("Du kan se høringen, men ikke lægge filer på den. Spørg den, der står for den."))
    if hearing.outcome:
        raise Refused(_("Høringen er slut, og filerne hører til den. De kan ikke ændres."))


HOST = Host(url=lambda hearing_id: url_for("hearing.show", hearing_id=hearing_id), guard=_guard)
"""What the files of a hearing ask; what is said about it has its own form."""
