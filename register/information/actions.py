"""Writing and publishing the texts that citizens get."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.core import clock
from app.core.db import db
from app.core.errors import EditConflict, Refused
from register.activity.refreshing import refresh_records
from register.information.model import InformationText
from register.information.rules import Section
from register.information.store import find_newest, lock_activity_row


def save_text(
    activity_id: int, article: str, sections: Sequence[Section], *, read: str, based_on: int, doing: Doing
) -> InformationText:
    """Write the draft of a text: the newest version where it is one, else a new version after the published one.

    `read` is the mark of what the person began from (see `mark`), `based_on` the version of the activity they saw.
    Raises EditConflict when somebody has written meanwhile, Refused without any text.
    """
    lock_activity_row(activity_id)
    newest = find_newest(activity_id, article)
    if mark(newest) != read:
        raise EditConflict(_("En anden har rettet teksten, mens du skrev. Åbn den igen, og skriv dine ændringer ind."))
    said = [{"heading": section.heading, "text": section.text} for section in sections if section.text]
    if not said:
        raise Refused(_("Teksten er tom. Skriv mindst ét afsnit."))
    if newest is not None and not newest.is_published:
        text = newest
    else:
        version = newest.version + 1 if newest else 1
        text = InformationText(activity_id=activity_id, article=article, version=version)
        db.session.add(text)
    text.sections, text.based_on = said, based_on
    text.at, text.by_id = doing.at, doing.person_id
    db.session.flush()
    record(doing, "information.write", "activity", activity_id, {"article": article, "version": text.version})
    return text


def publish_text(activity_id: int, article: str, *, read: str, doing: Doing) -> InformationText:
    """Publish the draft: from then on it is what citizens get, and never changes.

    Raises EditConflict when it is not the draft that was read, Refused when there is none.
    """
    lock_activity_row(activity_id)
    text = find_newest(activity_id, article)
    if text is None or text.is_published:
        raise Refused(_("Der er ingen kladde at udgive."))
    if mark(text) != read:
        raise EditConflict(_("En anden har rettet teksten, mens du læste. Læs den igen, før du udgiver den."))
    text.is_published = True
    text.at, text.by_id = doing.at, doing.person_id
    db.session.flush()
    record(doing, "information.publish", "activity", activity_id, {"article": article, "version": text.version})
    refresh_records([activity_id], today=clock.today())
    return text


def mark(text: InformationText | None) -> str:
    """Tells whether a text is the one that was read: its version and when it was written; "" for none."""
    return f"{text.version}.{text.at.timestamp():.6f}" if text else ""
