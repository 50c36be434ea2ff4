"""Campaigns on the front page: what waits for a leader, and how far those that a coordinator manages have come."""

from collections.abc import Sequence

from flask import render_template
from markupsafe import Markup

from aarshjul.attestation.access import sight_of
from aarshjul.attestation.line_store import list_own_waiting
from aarshjul.attestation.model import AttestationLine
from aarshjul.attestation.rules import KIND
from aarshjul.attestation.showing import progress_words
from aarshjul.attestation.store import CampaignRow, Sight, has_open_campaign, list_campaigns, subjects_of
from app.auth.viewer import Viewer
from app.core import clock
from app.core.slots import Hangs, Slots
from app.core.text import N_

SHOWN = 5


def fill(slots: Slots) -> None:
    """Put the campaigns' own into the slots."""
    slots.my_work.insert(0, my_attestations)
    slots.subjects[KIND] = subjects_of
    waiting = Hangs(
        # They go along when their record moves; a unit with records is not closed.
        N_("behandling, der venter på at blive bekræftet"), N_("behandlinger, der venter på at blive bekræftet"),
        lambda: AttestationLine.state == "waiting", blocks=False,
    )  # fmt: skip
    slots.hangs["attestation_line.unit_id"] = (waiting,)


def my_attestations(viewer: Viewer) -> Markup:
    """The units a person is to answer for, and the campaigns they may start others like; nothing costs one read."""
    if not has_open_campaign():
        return Markup("")
    today = clock.today()
    own = sight_of(viewer).own
    found = list_own_waiting(own) if own else []
    waiting = [row for row in found if row.opens_on <= today and viewer.may("read", "activity", row.path)]
    managed: Sequence[CampaignRow] = ()
    if viewer.may("write", "attestation"):
        managed = list_campaigns(Sight(viewer.scope("attestation", "write")), only_open=True)
    if not waiting and not managed:
        return Markup("")
    html = render_template(
        "aarshjul/attestation/_work.html",
        waiting=waiting,
        managed=managed[:SHOWN],
        is_more=len(managed) > SHOWN,
        today=today,
        words=progress_words,
    )
    return Markup(html)  # noqa: S704 - the template escapes what people wrote
