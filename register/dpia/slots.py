"""What impact assessments put into the slots: titles, the panel on a record, and what waits on the front page."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from app.auth.viewer import Viewer
from app.core.db import db
from app.core.slots import Slots, Subject
from register.activity.model import ProcessingActivity
from register.dpia.list_store import Waiting, find_standing, list_for_advice, list_for_approval, list_for_opinion
from register.dpia.model import Dpia
from register.dpia.showing import WORDS

SHOWN = 10


def dpia_subjects(ids: Sequence[int]) -> dict[int, Subject]:
    """Title and address of these assessments. Mails ask too, where there is no request to make addresses from."""
    query = select(Dpia.id, Dpia.number, ProcessingActivity.title).join(Dpia.activity).where(Dpia.id.in_(ids))
    return {
        row.id: Subject("dpia", row.id, _("%(title)s, udgave %(n)s", title=row.title, n=row.number), address_of(row.id))
        for row in db.session.execute(query)
    }


def address_of(dpia_id: int) -> str:
    """Where an assessment is read."""
    return f"/konsekvensanalyser/{dpia_id}"


def dpia_panel(activity_id: int, viewer: Viewer) -> Markup:
    """Where a record's assessment stands, beside the record."""
    row = find_standing(activity_id)
    if row is None or row.record_type != "controller" or not viewer.may("read", "dpia", row.path):
        return Markup("")
    page = render_template("register/dpia/_panel.html", **WORDS, activity_id=activity_id, row=row)
    return Markup(page)  # noqa: S704 - the template escapes what people wrote


def my_dpias(viewer: Viewer) -> Markup:
    """For the DPO: what waits for an opinion or for advice. For those who approve: what waits for them."""
    parts = Markup("")
    if viewer.may("comment", "dpia"):
        scope = viewer.scope("dpia", "comment")
        opinions = list_for_opinion(scope=scope, limit=SHOWN)
        parts += _work("opinions", _("Konsekvensanalyser, der venter på din udtalelse"), "dpia.opinion", opinions)
        advice = list_for_advice(scope=scope, limit=SHOWN)
        parts += _work("advice", _("Fravalg, der venter på dit råd"), "dpia.advice", advice)
    if viewer.may("approve", "dpia"):
        waiting = list_for_approval(scope=viewer.scope("dpia", "approve"), limit=SHOWN)
        title = _("Konsekvensanalyser, der venter på din godkendelse")
        parts += _work("dpia-approvals", title, "dpia.approval", waiting)
    return parts


def _work(name: str, title: str, endpoint: str, rows: Sequence[Waiting]) -> Markup:
    if not rows:
        return Markup("")
    links = [(row, _url(endpoint, row)) for row in rows]
    page = render_template("register/dpia/_work.html", name=name, title=title, rows=links)
    return Markup(page)  # noqa: S704 - the template escapes what people wrote


def _url(endpoint: str, row: Waiting) -> str:
    place: dict[str, Any] = {"dpia_id": row.dpia_id} if row.dpia_id else {"activity_id": row.activity_id}
    return url_for(endpoint, **place)


def fill_slots(slots: Slots) -> None:
    """Put them there."""
    slots.subjects["dpia"] = dpia_subjects
    slots.panels.setdefault("activity", []).append(dpia_panel)
    slots.my_work.append(my_dpias)
