"""Making and revoking calendar feeds."""

from dataclasses import dataclass

from flask_babel import gettext as _

from aarshjul.feed.model import CalendarFeed
from aarshjul.feed.rules import MOST_FEEDS, Covers, may_cover
from aarshjul.feed.store import count_feeds, lock_person
from app.audit.actions import Doing, record
from app.auth.sessions import hash_token
from app.core.db import db
from app.core.errors import Refused
from app.core.scope import Scope
from app.organisation.model import Unit
from app.token.actions import random_token


@dataclass(frozen=True, kw_only=True)
class MakeFeed:
    """A feed to be: `unit_id` is the administration's, None for what covers none."""

    covers: Covers
    unit_id: int | None = None


def make_feed(command: MakeFeed, person_id: int, *, scope: Scope, doing: Doing) -> tuple[CalendarFeed, str]:
    """A feed for the person, and its token, which is kept nowhere. Raises Refused.

    `scope` is how far the person may read the plan.
    """
    person = lock_person(person_id)
    unit = db.session.get_one(Unit, command.unit_id) if command.unit_id is not None else None
    if not may_cover(command.covers, unit.path if unit else "", scope):
        raise Refused(_("Vælg en forvaltning, du kan læse opgaverne i."), field="what")
    if count_feeds(person_id) >= MOST_FEEDS:
        raise Refused(_("Du har %(n)s kalenderlinks. Træk et, du ikke bruger, tilbage først.", n=MOST_FEEDS))
    token = random_token()
    feed = CalendarFeed(
        token_hash=hash_token(token), person=person, covers=command.covers, unit=unit, created_at=doing.at
    )
    db.session.add(feed)
    db.session.flush()
    record(doing, "feed.create", "calendar_feed", feed.id, _told(feed))
    return feed, token


def revoke_feed(feed: CalendarFeed, *, doing: Doing) -> None:
    """The address answers nobody from now on, and never again."""
    feed.revoked_at = doing.at
    db.session.flush()
    record(doing, "feed.revoke", "calendar_feed", feed.id, _told(feed))


def _told(feed: CalendarFeed) -> dict[str, str]:
    told = {"covers": feed.covers, "person": feed.person.name}
    return told | ({"unit": feed.unit.name} if feed.unit else {})
