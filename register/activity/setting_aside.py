"""Setting a finding aside: with a reason, until a day, and back again (docs/beslutninger/0010).

The finding stands, and the record is neither *Art. 30 opfyldt* nor *Komplet* by it; nobody is asked to mend it now.
"""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound, Refused
from register.activity.actions import lock_activity
from register.activity.convert import to_content
from register.activity.model import ActivitySetAside, ProcessingActivity
from register.activity.reviews import next_review_on
from register.activity.rules import MUNICIPALITY, RULES
from register.activity.stored_findings import list_standing, refresh_findings


def last_day(today: date) -> date:
    """The last day till which something can be set aside: twelve months on."""
    return next_review_on(today)


def set_aside(
    activity_id: int, *, rule: str, about: str, reason: str, until_on: date, doing: Doing
) -> ActivitySetAside:
    """Set a finding of a record aside, to the end of a day. Set aside before, the new reason and day hold.

    Raises Refused naming the field: no reason, a day that is not after today and within twelve months, a finding of the
    municipality's own, or one that is not there (any more). Raises NotFound.
    """
    today = clock.today()
    if not reason.strip():
        raise Refused(_("Skriv, hvorfor det kan vente."), field="reason")
    if not today < until_on <= last_day(today):
        raise Refused(_("Vælg en dag efter i dag og højst et år frem."), field="until_on")
    if rule in RULES and RULES[rule].field == MUNICIPALITY:
        raise Refused(_("Kommunens egne oplysninger kan ikke lægges til side. De rettes under Opsætning."))
    activity = lock_activity(activity_id)
    refresh_findings(activity, to_content(activity))
    if not any((found.rule, found.about) == (rule, about) for found in activity.findings):
        raise Refused(_("Det mangler ikke længere."))
    for row in list_standing([activity_id], today=today):
        if (row.rule, row.about) == (rule, about):
            row.is_over = True
    held = ActivitySetAside(
        activity_id=activity_id,
        rule=rule,
        about=about,
        reason=reason.strip(),
        until_on=until_on,
        at=doing.at,
        by_id=doing.person_id,
    )
    db.session.add(held)
    db.session.flush()
    refresh_findings(activity, to_content(activity))
    told = {"finding": [None, rule], "reason": [None, held.reason], "until_on": [None, until_on.isoformat()]}
    record(doing, "activity.set_aside", "activity", activity_id, told)
    db.session.flush()
    return held


def take_back(set_aside_id: int, *, doing: Doing) -> ProcessingActivity:
    """Take a finding that was set aside back: it is asked for again. Raises NotFound when it is not set aside."""
    held = db.session.scalar(select(ActivitySetAside).where(ActivitySetAside.id == set_aside_id))
    if held is None or held.is_over:
        raise NotFound
    activity = lock_activity(held.activity_id)
    held.is_over = True
    db.session.flush()
    refresh_findings(activity, to_content(activity))
    record(doing, "activity.take_back", "activity", activity.id, {"finding": [held.rule, None]})
    db.session.flush()
    return activity
