"""Reading information texts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFound
from app.organisation.model import Municipality
from register.activity.content import ActivityContent
from register.activity.links import codes_of
from register.activity.model import ProcessingActivity
from register.activity.store import load_names
from register.information.model import InformationText
from register.information.rules import About


class TextState(NamedTuple):
    """The newest version of one text: which it is, whether citizens can have it, and what it was made from."""

    article: str
    version: int
    is_published: bool
    based_on: int
    at: datetime


def list_states(activity_id: int) -> Sequence[TextState]:
    """For each article an activity has a text for: the newest version, in one statement."""
    query = (
        select(
            InformationText.article,
            InformationText.version,
            InformationText.is_published,
            InformationText.based_on,
            InformationText.at,
        )
        .where(InformationText.activity_id == activity_id)
        .order_by(InformationText.article, InformationText.version)
    )
    newest = {row.article: TextState(*row) for row in db.session.execute(query)}
    return list(newest.values())


def find_newest(activity_id: int, article: str) -> InformationText | None:
    """The newest version of a text, draft or published."""
    return db.session.scalar(
        select(InformationText)
        .where(InformationText.activity_id == activity_id, InformationText.article == article)
        .order_by(InformationText.version.desc())
        .limit(1)
    )


def find_given(activity_id: int, article: str) -> InformationText | None:
    """What data subjects are given: the newest published version, else the draft."""
    return db.session.scalar(
        select(InformationText)
        .where(InformationText.activity_id == activity_id, InformationText.article == article)
        .order_by(InformationText.is_published.desc(), InformationText.version.desc())
        .limit(1)
    )


def get_version(activity_id: int, article: str, version: int) -> InformationText:
    """One version. Raises NotFound."""
    found = db.session.scalar(
        select(InformationText).where(
            InformationText.activity_id == activity_id,
            InformationText.article == article,
            InformationText.version == version,
        )
    )
    if found is None:
        raise NotFound
    return found


def list_versions(activity_id: int, article: str, *, limit: int = 50) -> Sequence[InformationText]:
    """The versions of a text, newest first."""
    return db.session.scalars(
        select(InformationText)
        .where(InformationText.activity_id == activity_id, InformationText.article == article)
        .order_by(InformationText.version.desc())
        .limit(limit)
    ).all()


def list_informed(activity_ids: Collection[int]) -> frozenset[int]:
    """Those of these activities that have a published text, in one statement."""
    query = (
        select(InformationText.activity_id)
        .where(InformationText.activity_id.in_(activity_ids), InformationText.is_published)
        .distinct()
    )
    return frozenset(db.session.scalars(query))


def load_about(content: ActivityContent, municipality: Municipality) -> About:
    """What a text is made of."""
    names = load_names([content]) if any(codes_of(name, content) for name in ("laws", "recipients")) else None
    return About(
        content=content,
        controller=municipality.name,
        contact=_lines(municipality.address, municipality.email, municipality.phone),
        dpo_contact=_lines(municipality.dpo_email, municipality.dpo_phone),
        laws=names.linked["laws"] if names else {},
        recipients=names.linked["recipients"] if names else {},
    )


def lock_activity_row(activity_id: int) -> int:
    """Hold the activity, so that of two who write its text one waits; gives its version. Raises NotFound."""
    version = db.session.scalar(
        select(ProcessingActivity.version)
        .where(ProcessingActivity.id == activity_id)
        .with_for_update(of=ProcessingActivity)
    )
    if version is None:
        raise NotFound
    return version


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
