"""Records that activities point at, of any kind."""

from collections.abc import Iterable
from typing import Any

from app.core.db import db
from register.activity.links import LINKS
from tests.make import NOW


def make_linked(link: str, codes: Iterable[str], **changes: Any) -> None:
    """Records of the kind that a link (links.py) leads to, called by their codes."""
    model = LINKS[link].model
    moment = {"changed_at": NOW} if hasattr(model, "changed_at") else {}
    db.session.add_all(model(code=code, name=code.title(), **moment, **changes) for code in codes)
    db.session.flush()
