"""Tables of templates."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Identified, LongText, Model, Name, SortKey
from app.organisation.model import Person
from register.activity.model import ProcessingActivity


class ActivityTemplate(Identified):
    """A template that records follow. Its text is that of a record, `source`, at the moment a version was made.

    A template that `is_retired` is offered to nobody; records that follow it stay as they are.
    """

    __tablename__ = "activity_template"
    __table_args__ = (UniqueConstraint("name", name="uq_activity_template_name"),)

    name: Mapped[Name]
    sort_key: Mapped[SortKey]
    description: Mapped[LongText]
    source_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    is_retired: Mapped[bool] = mapped_column(default=False)

    source: Mapped[ProcessingActivity] = relationship()


class ActivityTemplateVersion(Identified):
    """What a template said in one version, whole, with who made it and what is new."""

    __tablename__ = "activity_template_version"
    __table_args__ = (UniqueConstraint("template_id", "version", name="uq_activity_template_version"),)

    template_id: Mapped[int] = mapped_column(ForeignKey("activity_template.id"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    note: Mapped[LongText]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship()


class ActivityTemplateUse(Model):
    """Which template a record follows, and the version of it that the record was last held against."""

    __tablename__ = "activity_template_use"

    activity_id: Mapped[int] = mapped_column(ForeignKey("processing_activity.id", ondelete="CASCADE"), primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("activity_template.id"), index=True)
    version: Mapped[int]
