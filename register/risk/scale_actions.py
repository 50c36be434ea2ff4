"""Making and choosing scales."""

import re
from itertools import count

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app.audit.actions import Doing, record
from app.core.db import db, lock_row
from app.core.errors import EditConflict, Refused
from app.core.text import N_, sort_key
from register.risk.presets import PRESETS
from register.risk.scale import Scale, flaws
from register.risk.scale_model import RiskScale, RiskScaleCell, RiskScaleLevel
from register.risk.scale_store import next_version, scale_of

CHANGED_MEANWHILE = N_("En anden har gemt en nyere udgave af skalaen. Åbn den under Skalaer, og ret den i stedet.")


def add_scale(scale: Scale, *, doing: Doing | None = None) -> RiskScale:
    """Store a scale with every cell and level, when this version is not there yet."""
    found = db.session.scalar(select(RiskScale).where(RiskScale.code == scale.code, RiskScale.version == scale.version))
    if found is not None:
        return found
    row = RiskScale(code=scale.code, version=scale.version, name=scale.name, is_own=doing is not None)
    if doing is not None:
        row.made_at, row.made_by_id = doing.at, doing.person_id
    row.cells = [
        RiskScaleCell(consequence=consequence, likelihood=likelihood, colour=colour)
        for consequence, cells in enumerate(scale.cells, start=1)
        for likelihood, colour in enumerate(cells, start=1)
    ]
    row.levels = [
        RiskScaleLevel(axis=axis, grade=level.grade, name=level.name, anchor=level.anchor)
        for axis, levels in (("consequence", scale.consequences), ("likelihood", scale.likelihoods))
        for level in levels
    ]
    db.session.add(row)
    db.session.flush()
    return row


def add_scales() -> None:
    """The scales every municipality starts with; the first is in use until another is chosen."""
    rows = [add_scale(scale) for scale in PRESETS]
    if not db.session.scalar(select(func.count()).select_from(RiskScale).where(RiskScale.is_in_use)):
        rows[0].is_in_use = True
        db.session.flush()


def make_scale(scale: Scale, *, doing: Doing) -> RiskScale:
    """The municipality's own scale, or the next version of it.

    Raises Refused with the first flaw, and EditConflict when somebody else has made this version in the meantime.
    """
    for flaw in flaws(scale):
        raise Refused(_(flaw.message, **flaw.values), field=flaw.place)
    _lock_scales()
    if next_version(scale.code) != scale.version:
        raise EditConflict(_(CHANGED_MEANWHILE))
    row = add_scale(scale, doing=doing)
    record(doing, "risk_scale.make", "risk_scale", row.id, {"name": [None, row.name], "version": [None, row.version]})
    return row


def use_scale(scale_id: int, *, doing: Doing) -> RiskScale:
    """Make new assessments on this scale from now on; those made before keep theirs. Raises NotFound."""
    _lock_scales()
    row = lock_row(RiskScale, scale_id)
    if row.is_in_use:
        return row
    before = db.session.scalar(select(RiskScale.name).where(RiskScale.is_in_use))
    db.session.execute(update(RiskScale).where(RiskScale.is_in_use).values(is_in_use=False))
    row.is_in_use = True
    db.session.flush()
    for flaw in flaws(scale_of(row)):
        raise Refused(_(flaw.message, **flaw.values))
    record(doing, "risk_scale.use", "risk_scale", row.id, {"name": [before, row.name]})
    return row


def _lock_scales() -> None:
    """One at a time makes or chooses a scale: else two could be in use, or two be the same version."""
    db.session.execute(select(RiskScale.id).order_by(RiskScale.id).with_for_update())


def new_code(name: str) -> str:
    """A code for an own scale, after its name, that no other has."""
    base = "egen-" + (re.sub(r"[^a-z0-9]+", "-", sort_key(name).casefold()).strip("-") or "skala")[:20]
    taken = set(db.session.scalars(select(RiskScale.code).where(RiskScale.code.startswith(base))))
    return next(code for number in count(1) if (code := base if number == 1 else f"{base}-{number}") not in taken)
