"""The kinds of jobs that the parts bring."""

from collections.abc import Mapping

from flask import current_app

from app.core.part import JobKind, Part


def kinds() -> Mapping[str, JobKind]:
    """Every kind by its name."""
    parts: tuple[Part, ...] = current_app.extensions["parts"]
    return {kind.name: kind for part in parts for kind in part.jobs}
