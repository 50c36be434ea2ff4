"""Reading scales: the row and its plain value."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.core.errors import NotFound
from register.risk.model import RiskAssessment
from register.risk.scale import Colour, Level, Scale
from register.risk.scale_model import RiskScale

_WHOLE = (selectinload(RiskScale.cells), selectinload(RiskScale.levels))


def scale_of(row: RiskScale) -> Scale:
    """The stored scale as a plain value; the cells and levels are read where they are not there yet."""
    levels = {
        axis: tuple(Level(level.grade, level.name, level.anchor) for level in row.levels if level.axis == axis)
        for axis in ("consequence", "likelihood")
    }
    colours = {(cell.consequence, cell.likelihood): cast(Colour, cell.colour) for cell in row.cells}
    return Scale(
        code=row.code,
        version=row.version,
        name=row.name,
        likelihoods=levels["likelihood"],
        consequences=levels["consequence"],
        cells=tuple(
            tuple(colours[consequence.grade, likelihood.grade] for likelihood in levels["likelihood"])
            for consequence in levels["consequence"]
        ),
    )


def get_current_scale() -> RiskScale:
    """The scale new assessments are made on. Raises NotFound before `flask init` has run."""
    row = db.session.scalar(select(RiskScale).where(RiskScale.is_in_use).options(*_WHOLE))
    if row is None:
        raise NotFound
    return row


def get_scale(scale_id: int) -> RiskScale:
    """A scale with its cells and levels. Raises NotFound."""
    row = db.session.scalar(select(RiskScale).where(RiskScale.id == scale_id).options(*_WHOLE))
    if row is None:
        raise NotFound
    return row


def list_scales() -> Sequence[RiskScale]:
    """Every scale, the one in use first, then the newest version of each by name."""
    newest = select(RiskScale.code, func.max(RiskScale.version).label("version")).group_by(RiskScale.code).subquery()
    query = (
        select(RiskScale)
        .join(newest, RiskScale.code == newest.c.code)
        .where((RiskScale.version == newest.c.version) | RiskScale.is_in_use)
        .options(*_WHOLE)
        .order_by(RiskScale.is_in_use.desc(), RiskScale.name, RiskScale.id)
    )
    return db.session.scalars(query).all()


def count_by_scale() -> dict[int, int]:
    """How many assessments that hold were made on each scale."""
    query = (
        select(RiskAssessment.scale_id, func.count())
        .where(RiskAssessment.is_current)
        .group_by(RiskAssessment.scale_id)
        .order_by(RiskAssessment.scale_id)
    )
    return dict(db.session.execute(query).all())


def list_grades() -> Sequence[tuple[int, int, str, int]]:
    """What a change of scale would be held against: (consequence, likelihood, colour, how many) of all that hold."""
    query = (
        select(RiskAssessment.consequence, RiskAssessment.likelihood, RiskAssessment.colour, func.count())
        .where(RiskAssessment.is_current)
        .group_by(RiskAssessment.consequence, RiskAssessment.likelihood, RiskAssessment.colour)
        .order_by(RiskAssessment.consequence, RiskAssessment.likelihood, RiskAssessment.colour)
    )
    return [(row[0] or 0, row[1] or 0, row[2], row[3]) for row in db.session.execute(query)]


def next_version(code: str) -> int:
    """The number of the next version of a scale."""
    return (db.session.scalar(select(func.max(RiskScale.version)).where(RiskScale.code == code)) or 0) + 1
