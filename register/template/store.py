"""Reading templates."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.scope import Scope
from app.core.tables import PAGE_SIZE, Page, number_within
from app.organisation.model import Person, Unit
from register.activity.content import ActivityContent
from register.activity.model import ProcessingActivity
from register.template.model import ActivityTemplate, ActivityTemplateUse, ActivityTemplateVersion


class TemplateRow(NamedTuple):
    """One line of the list: how many records follow it, and how many of them an earlier version."""

    id: int
    name: str
    description: str
    version: int
    is_retired: bool
    used_by: int
    behind: int


class Follower(NamedTuple):
    """A record that follows a template, and the version it was last held against."""

    id: int
    title: str
    unit: str | None
    version: int


class Following(NamedTuple):
    """The template that a record follows."""

    template_id: int
    name: str
    version: int
    newest: int


class VersionRow(NamedTuple):
    """A version of a template."""

    version: int
    at: datetime
    by: str | None
    note: str


def list_templates(args: Mapping[str, str], path: str) -> Page[TemplateRow]:
    """A page of the templates, those in use first, in Danish order."""
    total = db.session.scalar(select(func.count(ActivityTemplate.id))) or 0
    number = number_within(args, total)
    uses = (
        select(func.count()).where(ActivityTemplateUse.template_id == ActivityTemplate.id).correlate(ActivityTemplate)
    )
    query = (
        select(
            ActivityTemplate.id,
            ActivityTemplate.name,
            ActivityTemplate.description,
            ActivityTemplate.version,
            ActivityTemplate.is_retired,
            uses.scalar_subquery(),
            uses.where(ActivityTemplateUse.version < ActivityTemplate.version).scalar_subquery(),
        )
        .order_by(ActivityTemplate.is_retired, ActivityTemplate.sort_key, ActivityTemplate.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = [TemplateRow(*row) for row in db.session.execute(query)]
    return Page(rows=rows, number=number, total=total, path=path, args=args)


def list_offered() -> Sequence[tuple[int, str]]:
    """Number and name of the templates a new record can follow, in Danish order."""
    query = (
        select(ActivityTemplate.id, ActivityTemplate.name)
        .where(ActivityTemplate.is_retired.is_(False))
        .order_by(ActivityTemplate.sort_key, ActivityTemplate.id)
    )
    return [(template_id, name) for template_id, name in db.session.execute(query)]


def get_template(template_id: int) -> ActivityTemplate:
    """A template. Raises NotFound."""
    template = db.session.get(ActivityTemplate, template_id)
    if template is None:
        raise NotFound
    return template


def get_template_content(template_id: int, version: int) -> ActivityContent:
    """What a template said in one version. Raises NotFound."""
    kept = db.session.scalar(
        select(ActivityTemplateVersion.content).where(
            ActivityTemplateVersion.template_id == template_id, ActivityTemplateVersion.version == version
        )
    )
    if kept is None:
        raise NotFound
    return ActivityContent.from_json(kept)


def list_template_versions(template_id: int, *, limit: int = 50) -> Sequence[VersionRow]:
    """The versions of a template, newest first."""
    query = (
        select(ActivityTemplateVersion.version, ActivityTemplateVersion.at, Person.name, ActivityTemplateVersion.note)
        .outerjoin(ActivityTemplateVersion.by)
        .where(ActivityTemplateVersion.template_id == template_id)
        .order_by(ActivityTemplateVersion.version.desc())
        .limit(limit)
    )
    return [VersionRow(*row) for row in db.session.execute(query)]


def list_followers(template_id: int, args: Mapping[str, str], path: str, *, scope: Scope) -> Page[Follower]:
    """A page of the records inside the scope that follow a template, those furthest behind first."""
    where = (ActivityTemplateUse.template_id == template_id, scope.where(Unit.path))
    joined = (
        select(ProcessingActivity.id, ProcessingActivity.title, Unit.name, ActivityTemplateUse.version)
        .join(ActivityTemplateUse, ActivityTemplateUse.activity_id == ProcessingActivity.id)
        .outerjoin(ProcessingActivity.unit)
        .where(*where)
    )
    total = db.session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    number = number_within(args, total)
    query = (
        joined.order_by(ActivityTemplateUse.version, ProcessingActivity.sort_key, ProcessingActivity.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(
        rows=[Follower(*row) for row in db.session.execute(query)], number=number, total=total, path=path, args=args
    )


def find_path(activity_id: int) -> str:
    """The path of the unit a record lies in; "" for none."""
    query = (
        select(Unit.path).select_from(ProcessingActivity).outerjoin(Unit).where(ProcessingActivity.id == activity_id)
    )
    return db.session.scalar(query) or ""


def find_following(activity_id: int) -> Following | None:
    """The template a record follows. The caller has shown that the record may be seen."""
    query = (
        select(ActivityTemplate.id, ActivityTemplate.name, ActivityTemplateUse.version, ActivityTemplate.version)
        .join(ActivityTemplateUse, ActivityTemplateUse.template_id == ActivityTemplate.id)
        .where(ActivityTemplateUse.activity_id == activity_id)
    )
    row = db.session.execute(query).one_or_none()
    return Following(*row) if row else None


def find_template_of(activity_id: int) -> tuple[int, str] | None:
    """Number and name of the template that is made of this record, where one is."""
    query = (
        select(ActivityTemplate.id, ActivityTemplate.name)
        .where(ActivityTemplate.source_id == activity_id, ActivityTemplate.is_retired.is_(False))
        .order_by(ActivityTemplate.id)
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None
