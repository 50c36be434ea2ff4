"""Who sees which part of a campaign, and who answers for a unit."""

from datetime import date

from flask import g
from flask_babel import gettext as _

from aarshjul.attestation.model import AttestationCampaign
from aarshjul.attestation.store import Sight, list_own_units, list_places
from aarshjul.task.model import TO_DO_STATES, Task
from aarshjul.task.responsible import find_responsible, is_theirs, reach_of
from app.auth.viewer import Viewer
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.core.filters import long_day


def sight_of(viewer: Viewer) -> Sight:
    """What a viewer sees of campaigns: their own area, and the units they are asked about; read once a request."""
    if "attestation_sight" not in g:
        g.attestation_sight = Sight(viewer.scope("attestation", "read"), list_own_units(reach_of(viewer)))
    sight: Sight = g.attestation_sight
    return sight


def must_see_campaigns(viewer: Viewer) -> Sight:
    """What a viewer sees, for the page of all campaigns. Raises NotFound for whom they are no business of."""
    sight = sight_of(viewer)
    if not viewer.may("read", "attestation") and not sight.own:
        raise NotFound
    return sight


def may_manage(campaign: AttestationCampaign, viewer: Viewer) -> bool:
    """Who may move and close a campaign: whoever may start one in all its places."""
    return all(viewer.may("write", "attestation", place.path) for place in list_places(campaign.id))


def must_manage(campaign: AttestationCampaign, viewer: Viewer) -> None:
    """Refuse who sees the campaign and whom `may_manage` refuses."""
    if not may_manage(campaign, viewer):
        raise Forbidden(_("Du kan se attesteringen, men kun den, der har alle dens forvaltninger, kan ændre den."))


def why_not_theirs(task: Task, viewer: Viewer) -> str | None:
    """Why somebody who sees a unit's records in a campaign does not answer for them; None when they do.

    1. Whoever the task falls to answers, today or once they are back; nobody else does it on their behalf.
    2. Has the unit no leader, the one it falls to instead does not stand in: the task is given to somebody by name.
    """
    holders = reach_of(viewer).holders
    if not is_theirs(viewer.person_id, task, holders):
        return _("Du kan se behandlingerne, men det er den, der har opgaven, som bekræfter dem.")
    if find_responsible(task, holders).is_fallback:
        return _("Enheden har ingen leder. Giv opgaven videre til den, der skal svare for enheden.")
    return None


def why_not_answer(campaign: AttestationCampaign, task: Task | None, viewer: Viewer, *, today: date) -> str | None:
    """Why the viewer cannot answer on this day; None when they can."""
    if campaign.closed_at is not None:
        return _("Attesteringen er afsluttet %(day)s.", day=long_day(clock.day_of(campaign.closed_at)))
    if task is None or task.state not in TO_DO_STATES:
        return _("Alle enhedens behandlinger har fået et svar.")
    problem = why_not_theirs(task, viewer)
    if problem is None and campaign.opens_on > today:
        return _("Du kan svare fra %(day)s.", day=long_day(campaign.opens_on))
    return problem
