"""Changing what the municipality has chosen for its security."""

from dataclasses import asdict, dataclass

from flask_babel import gettext as _

from app.audit.actions import Doing, record
from app.auth.rules import ROLES
from app.core.db import db
from app.core.errors import Refused
from app.organisation.store import get_municipality
from app.security.rules import tidy_words, too_short


@dataclass(frozen=True, kw_only=True)
class ChangeSecurity:
    """Roles that need a second factor, words no password may be built on (one a line), and what an import may remove.

    `most_removed_percent` is the share of people or units, 0–100.
    """

    second_factor_roles: tuple[str, ...]
    weak_words: str
    most_removed_percent: int


def change_security(command: ChangeSecurity, *, doing: Doing) -> None:
    """Change the choices; what stays the same leaves no trace. Raises Refused, with its field."""
    short = too_short(command.weak_words)
    if short:
        raise Refused(
            _("«%(word)s» er for kort. Hvert ord skal have mindst tre bogstaver.", word=short[0]), field="weak_words"
        )
    row = get_municipality()
    db.session.add(row)
    after = asdict(command) | {
        # In the order of the table, so that ticking the same boxes in another order is no change.
        "second_factor_roles": [role for role in ROLES if role in command.second_factor_roles],
        "weak_words": tidy_words(command.weak_words),
    }
    changes = {name: [getattr(row, name), value] for name, value in after.items() if getattr(row, name) != value}
    for name, (_before, value) in changes.items():
        setattr(row, name, value)
    db.session.flush()
    if changes:
        record(doing, "security.change", "municipality", row.id, changes)
